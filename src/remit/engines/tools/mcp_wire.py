"""What goes between the MCP library and a server: guarded requests, and faults as answers.

The library ends a whole session when a request fails, and says little of why. Here nothing is raised: what went wrong
becomes a JSON-RPC error to that one request, and is found again by its number.
"""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2

from remit.engines.tools.attempts import Fault, refused, silent, unknown, unreachable
from remit.kit.addresses import AddressRefused
from remit.kit.outbound import AnswerTooLarge
from remit.kit.resilience import of_status

_CODE = -32099
_MOST_FAULTS = 1000
# How often a session may ask for the rest of answers that broke off: servers decide how long the library waits between.
_MOST_RESUMED = 50


class Expired(Fault):
    """The server does not know the session any more; nothing was done."""


class Unauthorized(Fault):
    """The server wants to know who asks, and does not take what it was told; nothing was done."""


SIGN_IN = "Sign in at the connection's page, or with `remit connections sign-in`."


class ServerSaid(Exception):
    """The server answered a request with an error of its own."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code
        self.said = said


class Wire(httpx2.AsyncBaseTransport):
    """Sends what the library wants to send, by a guarded client."""

    def __init__(self, http: httpx2.AsyncClient, place: str, silence: float, sent: Mapping[str, str]) -> None:
        self._http = http
        self._place = place
        self._silence = silence
        self._sent = sent
        self._resumed = 0
        self._faults: dict[str, Fault] = {}

    def fault(self, data: object) -> Fault | None:
        """Find the fault that an error tells of; none for an error of the server's own."""
        number = data.get("fault") if isinstance(data, dict) else None
        return self._faults.pop(number, None) if isinstance(number, str) else None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; faults come back as answers."""
        if request.method == "GET":
            # News of the server is not listened to; only the rest of an answer is asked for.
            self._resumed += "last-event-id" in request.headers
            if "last-event-id" not in request.headers or self._resumed > _MOST_RESUMED:
                return httpx2.Response(405)
        request.headers.update(self._sent)
        try:
            answer = await self._http.send(request, stream=True)
            return await self._judged(request, answer)
        except Fault as fault:
            return self._told(fault)
        except AddressRefused as error:
            return self._told(refused(error))
        except httpx2.ConnectTimeout:
            return self._told(silent(self._place, self._silence, reached=False))
        except httpx2.ConnectError as error:
            no_host = isinstance(error.__cause__, OSError | UnicodeError)
            return self._told(unknown(self._place) if no_host else unreachable(self._place, error))
        except AnswerTooLarge:
            return self._told(_no_mcp(f"{self._place} answered with more than is read, or packed."))
        except httpx2.TimeoutException:
            return self._told(silent(self._place, self._silence))
        except httpx2.HTTPError:
            return self._told(_no_mcp(f"{self._place} broke the connection off, or does not speak HTTP."))

    async def _judged(self, request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
        """Pass an answer on if the library can make something of it."""
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        status = answer.status_code
        headers = {name: value for name, value in answer.headers.items() if name in _KEPT}
        if status == 200 and kind == "text/event-stream":
            return httpx2.Response(status, headers=headers, stream=_Stream(answer))
        try:
            raw = await answer.aread()
        finally:
            await answer.aclose()
        if request.method != "POST":
            return httpx2.Response(status, headers=headers, content=raw)
        if status < 300:
            self._check(request, status, kind, raw)
        elif (fault := self._refusal(request, answer, kind, raw)) is not None:
            raise fault
        return httpx2.Response(status, headers=headers, content=raw)

    def _check(self, request: httpx2.Request, status: int, kind: str, raw: bytes) -> None:
        if not _asks(request):
            return
        if status != 200:
            raise _no_mcp(f"{self._place} took the request and promised no answer.")
        if kind != "application/json":
            raise _no_mcp(f"{self._place} answered with {kind[:60] or 'nothing'}, where JSON was due.")
        if not _is_message(raw):
            raise _no_mcp(f"{self._place} answered with what is no JSON-RPC.")

    def _refusal(
        self, request: httpx2.Request, answer: httpx2.Response, media: str, raw: bytes
    ) -> Fault | None:
        """Say what a status means; none where the server says so itself, in JSON-RPC."""
        status = answer.status_code
        if "mcp-session-id" in request.headers and (
            status == 404 or (status == 400 and b"ession" in raw[:2000])
        ):
            return Expired(
                f"{self._place} does not know the session any more.", reached=False, again=True, bad=False
            )
        if status in (401, 403):
            kind = Unauthorized if status == 401 else Fault
            return kind(
                f"{self._place} refused the secret (status {status}).",
                reached=False,
                bad=False,
                hint="Check the token and how it is sent; a server that wants people to sign in is set to oauth.",
            )
        if media == "application/json" and _is_message(raw):
            return None
        if answer.is_redirect:
            return _no_mcp(f"{self._place} leads elsewhere (status {status}), and Remit does not follow.")
        trouble = of_status(status, answer.headers.get("retry-after", ""))
        return Fault(
            f"{self._place} answered with status {status}.",
            reached=status not in (404, 405, 429),
            again=trouble.again,
            bad=trouble.bad,
            hint=_NO_MCP if status < 500 else "Try again later, and look at the server's own logs.",
            retry_after=trouble.retry_after,
        )

    def _told(self, fault: Fault) -> httpx2.Response:
        if len(self._faults) >= _MOST_FAULTS:
            self._faults.clear()
        number = secrets.token_hex(8)
        self._faults[number] = fault
        error = {"code": _CODE, "message": fault.said, "data": {"fault": number}}
        return httpx2.Response(400, json={"jsonrpc": "2.0", "id": None, "error": error})

    async def aclose(self) -> None:
        """Let go of open connections."""
        await self._http.aclose()


_KEPT = frozenset({"content-type", "mcp-session-id"})
_NO_MCP = "Check the address: it is that of a streamable HTTP endpoint, most often ending in /mcp."


def _no_mcp(said: str) -> Fault:
    return Fault(said, reached=True, hint=_NO_MCP)


def _asks(request: httpx2.Request) -> bool:
    """Say whether an answer is due: not for news and for answers of ours."""
    sent: Any = json.loads(request.content)
    return isinstance(sent, dict) and "id" in sent and "method" in sent


def _is_message(raw: bytes) -> bool:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("jsonrpc") == "2.0"


class _Stream(httpx2.AsyncByteStream):
    """Passes an answer on piece by piece."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_raw():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
