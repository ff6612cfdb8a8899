"""The body of a request, read up to what is allowed, in the time that is allowed."""

import asyncio
from contextlib import suppress
from typing import ClassVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from remit.kit.errors import RemitError, TooLarge

LARGEST_BODY = 2 * 2**20
LARGEST_FILE_BODY = 16 * 2**20
BODY_SECONDS = 60.0
# A client that is cut off while it sends never reads why: so much more is thrown away after the answer.
_DRAINED = 64 * 2**20
_DRAIN_SECONDS = 10.0


class BodyTooSlow(RemitError):
    """The body did not come in time."""

    status: ClassVar[int] = 408
    type: ClassVar[str] = "body-too-slow"
    title: ClassVar[str] = "The request took too long to arrive"


class Body:
    """The body of a request; `declared` is its Content-Length, `refused` why it is not read to its end."""

    def __init__(
        self, receive: Receive, declared: int, *, largest: int = LARGEST_BODY, seconds: float = BODY_SECONDS
    ) -> None:
        self.refused: RemitError | None = _too_large(largest) if declared > largest else None
        self._receive = receive
        self._largest = largest
        self._seconds = seconds
        self._until = 0.0
        self._read = 0
        self._whole = False

    async def receive(self) -> Message:
        """Receive the next part; raises `refused` when it is too much or too late."""
        if self._whole:  # what comes now is that the client goes away
            return await self._receive()
        message = await self._soon()
        self._read += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._read > self._largest:
            self.refused = _too_large(self._largest)
            raise self.refused
        return message

    async def _soon(self) -> Message:
        self._until = self._until or asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                return await self._receive()
        except TimeoutError as error:
            self.refused = BodyTooSlow(f"The body did not come within {self._seconds:.0f} seconds.")
            raise self.refused from error


def _too_large(largest: int) -> TooLarge:
    return TooLarge(f"A request body may have {largest // 2**20} MiB.")


async def answer_and_drain(response: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, then read on for a while before the connection is closed: `response` should say `connection: close`."""

    async def held(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    await response(scope, receive, held)
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            await _drain(receive)
    await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    read = 0
    while read < _DRAINED:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body"):
            return
