"""The short way to a provider that speaks OpenAI's chat protocol: bytes in, bytes out, and nothing built between.

It is used where a request needs no agent loop; eight times as fast as the provider's own library.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp

from remit.engines.models.completion import Completion, decode
from remit.kit.resilience import Guard, Trouble, of_status

_LARGEST = 32 * 2**20
_LONGEST_EVENT = 8 * 2**20
_LARGE = 2**20  # from here on a body is sent in parts, so that others have their turn
_DONE = b"[DONE]"
_FAILURES = (aiohttp.ClientError, TimeoutError, OSError, ValueError)


class UpstreamError(Exception):
    """The provider gave no answer; `status` is its own where it had one."""

    def __init__(self, reason: str, status: int = 0, retry_after: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after

    @property
    def trouble(self) -> Trouble:
        """What this says about the provider, and whether asking again may help."""
        return of_status(self.status, self.retry_after)


class UpstreamSilent(UpstreamError):
    """The provider does not answer: it keeps silent for too long, or broke off."""

    @property
    def trouble(self) -> Trouble:
        """Nobody knows what became of the request, so it is not made twice."""
        return Trouble("It kept silent for too long, or broke off.")


class UpstreamUnreached(UpstreamSilent):
    """The provider took no request: it refuses connections, or closed one that was open."""

    @property
    def trouble(self) -> Trouble:
        """Nothing was answered, so it can be asked again."""
        return Trouble("It does not take connections.", again=True)


class UpstreamBroken(UpstreamError):
    """The provider answered with something that is no answer."""

    @property
    def trouble(self) -> Trouble:
        """It answered, though not as a model does."""
        return Trouble("It answered with something that is no answer of a model.")


@dataclass(frozen=True)
class Upstream:
    """Where a model answers; `headers` carry the secret. `guard` says how patiently it is asked.

    `completion_limit` says that it takes `max_completion_tokens` and not `max_tokens`, as OpenAI itself does.
    """

    url: str
    model: str
    headers: Mapping[str, str] = field(repr=False)
    session: aiohttp.ClientSession = field(repr=False)
    guard: Guard = field(repr=False)
    completion_limit: bool = False
    proxy: str | None = None
    timeout: aiohttp.ClientTimeout = field(init=False, repr=False)

    def __post_init__(self) -> None:
        patience = self.guard.settings
        limits = aiohttp.ClientTimeout(
            total=None, sock_connect=patience.connect_seconds, sock_read=patience.silence_seconds
        )
        object.__setattr__(self, "timeout", limits)

    async def complete(self, body: bytes) -> tuple[bytes, Completion]:
        """Ask for a whole answer; return it as it came, and as far as it was read."""
        async with self._ask(body) as response:
            raw = await _whole(response)
            try:
                read = decode(raw)
            except (ValueError, RecursionError) as error:
                raise UpstreamBroken("no JSON of a completion") from error
            if not read.choices:
                raise UpstreamBroken("a completion without choices")
        return raw, read

    async def fetch(self, body: bytes) -> bytes:
        """Ask for a whole answer that is no completion; return it as it came."""
        async with self._ask(body) as response:
            return await _whole(response)

    async def stream(self, body: bytes) -> AsyncGenerator[list[tuple[bytes, Completion]]]:
        """Ask for a stream; yield the events that came together, each as it came and as far as it was read.

        It ends with `[DONE]`, and is broken when the connection ends before that or before an answer was finished.
        """
        async with self._ask(body) as response:
            kind = response.headers.get("content-type", "")
            if not kind.startswith("text/event-stream"):
                raise UpstreamBroken(f"{kind or 'nothing'} instead of a stream")
            whole = False
            async for events in _events(response):
                read, done = _read(events)
                if read:
                    whole = whole or any(c.finish_reason for _, each in read for c in each.choices)
                    yield read
                if done:
                    return
            if not whole:
                raise UpstreamSilent("the stream broke off")

    def _ask(self, body: bytes) -> "_Asked":
        return _Asked(self, body)

    async def sent(self, body: bytes) -> aiohttp.ClientResponse:
        """Send a request; `UpstreamError` when nothing of an answer came."""
        try:
            response = await self.session.post(
                self.url,
                data=body if len(body) < _LARGE else BytesIO(body),
                headers=self.headers,
                allow_redirects=False,
                timeout=self.timeout,
                proxy=self.proxy,
            )
        except _FAILURES as error:
            raise _sending_error(error) from error
        if response.status != 200:
            status, retry_after = response.status, response.headers.get("retry-after", "")
            response.close()
            raise UpstreamError(f"status {status}", status, retry_after)
        return response


class _Asked:
    """A request that is answered, for the length of a block; never made again once an answer has begun.

    A class, since a generator that manages a context costs each call more than what it does.
    """

    __slots__ = ("_body", "_passing", "_response", "_upstream")

    def __init__(self, upstream: Upstream, body: bytes) -> None:
        self._upstream, self._body = upstream, body

    async def __aenter__(self) -> aiohttp.ClientResponse:
        """Ask until somebody answers, as often as the connection allows."""
        guard, attempt = self._upstream.guard, 0
        while True:
            passing = self._passing = guard.passing()
            await passing.enter()
            try:
                self._response = await self._upstream.sent(self._body)
            except UpstreamError as error:
                passing.failed(error.trouble)
                pause = guard.pause(error.trouble, attempt)
                passing.leave()
                if pause is None:
                    raise
            except BaseException:
                passing.leave()
                raise
            else:
                return self._response
            attempt += 1
            await asyncio.sleep(pause)

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        passing = self._passing
        try:
            self._response.release()
            await self._response.wait_for_close()
        except _FAILURES as late:
            error = error or late
        try:
            if error is None:
                passing.answered()
            elif isinstance(error, UpstreamError):
                passing.failed(error.trouble)
            elif isinstance(error, _FAILURES):
                read = _read_error(error)
                passing.failed(read.trouble)
                raise read from error
        finally:
            passing.leave()


def _sending_error(error: Exception) -> UpstreamError:
    """Say whether the request came as far as the provider."""
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientSSLError):
        return UpstreamSilent(name)
    unreached = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    if isinstance(error, (*unreached, aiohttp.ServerDisconnectedError, ConnectionError)):
        return UpstreamUnreached(name)
    return _read_error(error)


def _read_error(error: Exception) -> UpstreamError:
    name = type(error).__name__
    silent = (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError, TimeoutError, OSError)
    return UpstreamSilent(name) if isinstance(error, silent) else UpstreamBroken(name)


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """Read an answer up to what is allowed."""
    if (response.content_length or 0) > _LARGEST:
        raise UpstreamBroken("an answer that is too large")
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > _LARGEST:
            raise UpstreamBroken("an answer that is too large")
        parts.append(part)
    return b"".join(parts)


async def _events(response: aiohttp.ClientResponse) -> AsyncGenerator[list[bytes]]:
    """Cut a stream into its events, as many together as came together."""
    rest, size = b"", 0
    async for part in response.content.iter_any():
        size += len(part)
        rest += part
        if b"\r" in rest:
            rest = rest.replace(b"\r\n", b"\n")
        *events, rest = rest.split(b"\n\n")
        if len(rest) > _LONGEST_EVENT or size > _LARGEST:
            raise UpstreamBroken("an answer that is too large")
        if events:
            yield events
    if rest.strip():
        yield [rest]


def _read(events: list[bytes]) -> tuple[list[tuple[bytes, Completion]], bool]:
    """Read the data of events; true when the last of them said that it was the last."""
    found: list[tuple[bytes, Completion]] = []
    for event in events:
        for line in event.split(b"\n"):
            if not line.startswith(b"data:"):
                continue
            data = line[5:].strip()
            if data == _DONE:
                return found, True
            try:
                read = decode(data)
            except (ValueError, RecursionError) as error:
                raise UpstreamBroken("an event that is no JSON") from error
            if read.error is not None:
                raise UpstreamError("an error in the stream", _status(read.error))
            found.append((data, read))
    return found, False


def _status(error: Any) -> int:
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else 502
