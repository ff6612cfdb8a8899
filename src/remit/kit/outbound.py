"""Requests of ours to addresses that somebody typed in: looked up once, judged, and sent to exactly what was judged.

The connection goes to the judged address while `Host` and the certificate's name stay the ones of the URL, so a name
that changes between look-up and connection (DNS rebinding) gains nothing. Redirects are not followed, proxies of the
environment are not used, and an answer may only have a certain size.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Set
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx2
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection

from remit.kit.addresses import AddressRefused, Reach
from remit.kit.telemetry import passed_on

Resolve = Callable[[str, int], Awaitable[list[str]]]
LARGEST_ANSWER = 32 * 2**20
_CONNECT_SECONDS = 5.0
_ADDRESSES_TRIED = 4
# All that a client of ours has a reason to send: libraries add what the environment of this process tells them to.
# A trace is carried on where the address is known (`_sent_to`, `_Traced`).
_SENT = {
    *(
        "accept",
        "accept-encoding",
        "anthropic-beta",
        "anthropic-version",
        "api-key",
        "authorization",
        "connection",
    ),
    *("content-length", "content-type", "host", "transfer-encoding", "user-agent", "x-api-key"),
}


class AnswerTooLarge(httpx2.ReadError):
    """The answer is larger than what is read."""


async def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order of the system; raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Outbound:
    """Makes clients that reach one place each."""

    def __init__(self, reach: Reach, resolve: Resolve = look_up) -> None:
        self.reach = reach
        self._resolve = resolve

    def client(
        self,
        base_url: str,
        *,
        timeout: float,
        largest: int = LARGEST_ANSWER,
        also: Iterable[str] = (),
        **options: Any,
    ) -> httpx2.AsyncClient:
        """Make a client for the scheme, host and port of an address, which somebody typed in.

        `timeout` is the longest silence in seconds, `largest` the size of an answer in bytes; `also` names the headers
        that this client sends besides the usual ones. Sending raises `AddressRefused`, and `httpx2.HTTPError` as usual.
        """
        sent = _SENT | {name.lower() for name in also}

        async def only_what_is_needed(request: httpx2.Request) -> None:
            _strip(request, sent)

        return httpx2.AsyncClient(
            transport=_Guarded(self, httpx2.URL(base_url), largest),
            timeout=httpx2.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            follow_redirects=False,
            trust_env=False,
            event_hooks={"request": [only_what_is_needed]},
            **options,
        )

    def known(self, *, timeout: float) -> httpx2.AsyncClient:
        """Make a client for addresses that stand in our code: by the environment's proxy, if there is one."""
        return httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            follow_redirects=False,
            event_hooks={"request": [_only_what_is_needed]},
        )

    def session(self, base_url: str, *, timeout: float) -> aiohttp.ClientSession:
        """Make the fast client for one such address, as `client` does; it follows no redirect if told not to.

        `AddressRefused` is raised here for an address that is a number, and when sending for one that is a name. To be
        made on the event loop that uses it.
        """
        host = httpx2.URL(base_url).host
        with suppress(ValueError):
            self.reach.judge(host, str(ip_address(host)))
        return session(timeout, resolver=_JudgedNames(self))

    async def addresses(self, host: str, port: int) -> list[str]:
        """Look a host up and judge all that it stands for; raises `AddressRefused`, and `OSError` for no host."""
        found = await self._resolve(host, port)
        for address in found:
            self.reach.judge(host, address)
        return found[:_ADDRESSES_TRIED]


def proxy_of(base_url: str) -> str | None:
    """Return the environment's proxy for an address, read once: the client would look for it at every request."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    return None if not host or proxy_bypass(host) else getproxies().get(parts.scheme)


def session(timeout: float, *, resolver: AbstractResolver | None = None) -> aiohttp.ClientSession:
    """Make a client that waits in silence for `timeout` seconds, reads nothing packed and keeps no cookies."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, resolver=resolver, use_dns_cache=False, keepalive_timeout=30),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=min(timeout, _CONNECT_SECONDS), sock_read=timeout
        ),
        headers={"Accept-Encoding": "identity", "User-Agent": "remit"},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        request_class=_Traced,
    )


class _Traced(aiohttp.ClientRequest):
    """Carries the trace to where it really goes, if that may learn of it; behind a proxy that is not known."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Send the request over a connection that is there."""
        peer = conn.transport.get_extra_info("peername") if conn.transport else None
        if peer and self.proxy is None:
            self.headers.update(passed_on(peer[0]))
        return await super().send(conn)


class _JudgedNames(AbstractResolver):
    """Looks names up and judges what they stand for; the connection goes to just that."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self._outbound.addresses(host.rstrip("."), port)
        ]

    async def close(self) -> None:
        pass


async def _only_what_is_needed(request: httpx2.Request) -> None:
    _strip(request, _SENT)


def _strip(request: httpx2.Request, sent: Set[str]) -> None:
    for name in list(request.headers):
        if name.lower() not in sent:
            del request.headers[name]
    request.headers["accept-encoding"] = "identity"


class _Guarded(httpx2.AsyncBaseTransport):
    def __init__(self, outbound: Outbound, origin: httpx2.URL, largest: int) -> None:
        self._outbound = outbound
        self._origin = _origin(origin)
        self._largest = largest
        self._wire = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        scheme, host, port = _origin(request.url)
        if (scheme, host, port) != self._origin:
            raise AddressRefused(f"A request to {self._origin[1]} was led to {host}: Remit does not follow.")
        try:
            addresses = await self._outbound.addresses(host.rstrip("."), port)
        except (OSError, UnicodeError) as error:
            raise httpx2.ConnectError(f"There is no host {host}.", request=request) from error
        return self._checked(await self._first_that_answers(request, addresses))

    async def _first_that_answers(self, request: httpx2.Request, addresses: list[str]) -> httpx2.Response:
        problem: httpx2.TransportError = httpx2.ConnectError("The host has no address.", request=request)
        for address in addresses:
            try:
                return await self._wire.handle_async_request(_sent_to(request, address))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                problem = error
        raise problem

    def _checked(self, response: httpx2.Response) -> httpx2.Response:
        """Read no more than allowed, and nothing packed, which could unfold to more than it says."""
        packed = response.headers.get("content-encoding", "identity").lower() not in ("", "identity")
        length = response.headers.get("content-length", "")
        if packed or (length.isdecimal() and int(length) > self._largest):
            response.stream = _Refused(response.stream)
        else:
            response.stream = _Counted(response.stream, self._largest)
        return response

    async def aclose(self) -> None:
        await self._wire.aclose()


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host.lower(), url.port or {"http": 80}.get(url.scheme, 443)


def _sent_to(request: httpx2.Request, address: str) -> httpx2.Request:
    """Point a request at an address; its headers, and so `Host`, stay as they are."""
    sent = httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host.rstrip(".")},
    )
    sent.headers.update(passed_on(address))
    return sent


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: Any, largest: int) -> None:
        self._stream = stream
        self._left = largest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise AnswerTooLarge("The answer is too large.")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Refused(_Counted):
    def __init__(self, stream: Any) -> None:
        super().__init__(stream, 0)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        raise AnswerTooLarge("The answer is packed, or too large.")
        yield b""
