"""One place that is reached by HTTP: requests through the guarded client, with the secret where it belongs."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

import httpx2

from remit.engines.tools.attempts import Fault, attempts, refused, silent, unknown, unreachable
from remit.engines.tools.texts import LARGEST_READ, readable
from remit.kit.addresses import AddressRefused
from remit.kit.errors import Malformed
from remit.kit.outbound import AnswerTooLarge, Outbound
from remit.kit.resilience import AGAIN, Guard, of_status

USER_AGENT = "remit"
TOO_MANY = 429
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Reply:
    """What a place answered; `text` is none where it was too large or packed."""

    status: int
    kind: str
    text: str | None
    location: str
    retry_after: str
    seconds: float

    @property
    def redirected(self) -> bool:
        """Say whether it leads elsewhere, where nobody goes."""
        return self.status in _REDIRECTS


def secret_headers(auth: str, header: str, user: str, secret: str) -> dict[str, str]:
    """Say how the secret is sent; raises `Malformed` for one that cannot be, and where there is none."""
    if auth == "none":
        return {}
    if not secret:
        raise Malformed("The secret is missing: give it, or say that none is sent.")
    if auth == "basic":
        if ":" in user:
            raise Malformed("The user may not hold a colon.")
        return {"authorization": f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"}
    if not secret.isascii() or not secret.isprintable() or secret != secret.strip():
        raise Malformed("The secret goes into a header: it has only ASCII letters, digits and signs.")
    return {header.lower(): secret} if auth == "header" else {"authorization": f"Bearer {secret}"}


def hidden(secret: str, sent: Mapping[str, str]) -> tuple[str, ...]:
    """List the forms in which a place could send a secret back."""
    return (secret, *(value.rpartition(" ")[2] for value in sent.values()))


class Site:
    """Sends requests to one scheme, host and port; to be closed."""

    def __init__(
        self, origin: str, outbound: Outbound, guard: Guard, headers: Mapping[str, str], also: frozenset[str]
    ) -> None:
        self.host = urlsplit(origin).hostname or ""
        self._guard = guard
        self._headers = {"user-agent": USER_AGENT, **{name.lower(): value for name, value in headers.items()}}
        self._http = outbound.client(
            origin,
            timeout=guard.settings.silence_seconds,
            largest=LARGEST_READ,
            also={*self._headers, *also, "idempotency-key"},
        )

    def __repr__(self) -> str:
        return f"<Site {self.host}>"

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        repeatable: bool,
    ) -> Reply:
        """Send a request as often as its guard allows; raises `ToolboxError`.

        An answer that says no is an answer, once trying again has not helped.
        """
        last: Reply | None = None

        async def once() -> Reply:
            nonlocal last
            last = None
            last = await self._once(method, url, {**(headers or {}), **self._headers}, content)
            if last.status in AGAIN or last.status >= 500:
                raise _said_no(last, self.host)
            return last

        try:
            return await attempts(self._guard, self.host, once, repeatable=repeatable)
        except Fault:
            if last is None:
                raise
            return last

    async def ask_once(self, method: str, url: str, content: bytes | None = None) -> Reply:
        """Send a test request, whatever the guard thinks of the place; raises `Fault`."""
        headers = self._headers if content is None else {**self._headers, "content-type": "application/json"}
        seconds = self._guard.settings.whole_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._once(method, url, headers, content)
        except TimeoutError as error:
            raise silent(self.host, seconds) from error

    async def _once(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> Reply:
        began = perf_counter()
        settings = self._guard.settings
        timeout = httpx2.Timeout(settings.silence_seconds, connect=settings.connect_seconds)
        try:
            request = self._http.build_request(method, url, headers=headers, content=content, timeout=timeout)
        except (httpx2.InvalidURL, ValueError) as error:
            raise Fault("Its address cannot be made of these arguments.", reached=False, bad=False) from error
        try:
            answer = await self._http.send(request, stream=True)
        except AddressRefused as error:
            raise refused(error) from error
        except httpx2.ConnectTimeout as error:
            raise silent(self.host, settings.connect_seconds, reached=False) from error
        except httpx2.ConnectError as error:
            # Looking it up failed: the guarded client says so itself.
            no_host = isinstance(error.__cause__, OSError | UnicodeError)
            raise (unknown(self.host) if no_host else unreachable(self.host, error)) from error
        except httpx2.TimeoutException as error:
            raise silent(self.host, settings.silence_seconds) from error
        except httpx2.HTTPError as error:
            raise _broken(self.host) from error
        return await self._read(answer, began)

    async def _read(self, answer: httpx2.Response, began: float) -> Reply:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        text: str | None
        try:
            raw = await answer.aread()
            text = readable(raw, kind, answer.charset_encoding)
        except AnswerTooLarge:
            text = None
        except httpx2.TimeoutException as error:
            raise silent(self.host, self._guard.settings.silence_seconds) from error
        except httpx2.HTTPError as error:
            raise _broken(self.host) from error
        finally:
            await answer.aclose()
        return Reply(
            answer.status_code,
            kind,
            text,
            _shown(answer),
            answer.headers.get("retry-after", ""),
            perf_counter() - began,
        )

    async def close(self) -> None:
        """Let go of open connections."""
        await self._http.aclose()


def _broken(place: str) -> Fault:
    return Fault(
        f"{place} broke the connection off, or does not speak HTTP.",
        reached=True,
        again=True,
        hint="Check that the address and the port are those of an HTTP server, and whether it needs https.",
    )


def _said_no(reply: Reply, place: str) -> Fault:
    """Judge an answer that is none; one that says there are too many requests did not do what was asked for."""
    trouble = of_status(reply.status, reply.retry_after)
    return Fault(
        f"{place} answered with status {reply.status}.",
        reached=reply.status != TOO_MANY,
        again=trouble.again,
        bad=trouble.bad,
        retry_after=reply.retry_after,
    )


def _shown(answer: httpx2.Response) -> str:
    """Say where an answer leads to, without what may be secret in it."""
    try:
        place = answer.request.url.join(answer.headers.get("location", ""))
    except (httpx2.InvalidURL, ValueError):
        return "an address that cannot be read"
    return str(place.copy_with(userinfo=b"", query=None, fragment=None))[:300]
