"""Requests and answers over plain ASGI, for routes where each microsecond is paid by every call."""

from collections.abc import Iterable

import msgspec
from starlette.types import Message, Receive, Scope, Send

from remit.edges.openai.errors import document, headers
from remit.kit.arrivals import arrive, depart
from remit.kit.bodies import Body, BodyTooSlow, answer_and_drain
from remit.kit.errors import RemitError, TooLarge, Unauthenticated
from remit.kit.line import line_of
from remit.lifecycle.runtime import Call

LARGEST_BODY = 16 * 2**20
_JSON = (b"content-type", b"application/json")
_STREAM = (
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
encode = msgspec.json.Encoder().encode


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Exchange:
    """One request and its answer; `id` is the caller's `X-Request-Id` where that can be used.

    `route` is its path with the names of ids, for figures; `extra` are headers for whatever is answered, `call` is what
    it asked for, and `line` tells that nobody waits for it any more.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.route = "other"
        self.extra: list[tuple[bytes, bytes]] = []
        self.line = line_of(scope)
        self.call: Call | None = None
        self._refused: str | None = None
        self._arrival = arrive(scope)
        self.id = self._arrival.id
        self.problem = self._arrival.problem
        self._scope, self._receive, self._send = scope, receive, send

    @property
    def begun(self) -> bool:
        """Whether the answer has begun."""
        return bool(self._arrival.status)

    def depart(self) -> None:
        """Count the request, when its answer is out; a call that is on record has a line of its own in the log."""
        recorded = self.call is not None and self.call.used is not None
        level = "debug" if recorded else "info"
        depart(self._arrival, self._scope, self.route, level=level, error=self._refused)

    def header(self, name: bytes) -> bytes:
        """Return a header, empty where it was not sent."""
        for each, value in self._scope["headers"]:
            if each == name:
                found: bytes = value
                return found
        return b""

    def key(self) -> str:
        """Return the key that was sent, as OpenAI's clients send it."""
        scheme, _, token = self.header(b"authorization").partition(b" ")
        if scheme.lower() != b"bearer" or not token:
            raise Unauthenticated("Send a key of Remit as `Authorization: Bearer remit_…`.")
        return token.strip().decode("latin-1")

    async def body(self) -> bytes:
        """Read the body; raises `TooLarge`, `BodyTooSlow`, and `ClientGone` when it breaks off."""
        body = Body(self._receive, self._arrival.declared, largest=LARGEST_BODY)
        if body.refused is not None:
            raise body.refused
        message = await body.receive()
        parts = [_part(message)]
        while message.get("more_body"):
            message = await body.receive()
            parts.append(_part(message))
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def answer(self, body: bytes, status: int = 200, extra: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Send a whole answer of JSON."""
        length = (b"content-length", str(len(body)).encode())
        await self._start(status, [_JSON, length, *extra])
        await self._send({"type": "http.response.body", "body": body})

    async def refuse(self, error: RemitError) -> None:
        """Send an error; inside a stream that has begun, as its last event."""
        body, self._refused = encode(document(error, self.id)), error.type
        if self.begun:
            await self.end(b"data: " + body + b"\n\n")
        elif isinstance(error, (TooLarge, BodyTooSlow)) or error is self.problem:
            await answer_and_drain(_Closing(self, body, error), self._scope, self._receive, self._send)
        else:
            await self.answer(body, error.status, headers(error))

    async def stream(self, extra: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Begin a stream of events."""
        await self._start(200, [*_STREAM, *extra])

    async def piece(self, data: bytes) -> None:
        """Send a piece of the stream."""
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self, data: bytes) -> None:
        """Send the last piece."""
        await self._send({"type": "http.response.body", "body": data})

    async def _start(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        await self._send(self.start(status, headers))

    def start(self, status: int, headers: list[tuple[bytes, bytes]]) -> Message:
        """Make the message that begins an answer."""
        self._arrival.begins(status)
        return {
            "type": "http.response.start",
            "status": status,
            "headers": [*headers, *self.extra, *self._arrival.marks],
        }


class _Closing:
    """An error before the body was read: nothing after it may be taken for another request."""

    def __init__(self, exchange: Exchange, body: bytes, error: RemitError) -> None:
        self._exchange, self._body, self._error = exchange, body, error

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        closing = [_JSON, (b"connection", b"close"), *headers(self._error)]
        await send(self._exchange.start(self._error.status, closing))
        await send({"type": "http.response.body", "body": self._body})


def _part(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ClientGone
    part: bytes = message.get("body", b"")
    return part
