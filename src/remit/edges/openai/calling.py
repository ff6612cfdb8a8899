"""One call for one request: a client that goes away cancels it."""

import asyncio

from remit.controls.metering import headers
from remit.edges.openai.http import ClientGone, Exchange
from remit.kit.errors import RemitError
from remit.lifecycle.runtime import Call


class Calling:
    """A call for the length of a block; `ClientGone` out of it when nobody listens any more.

    A class, since a generator that manages a context costs each call as much as the policies do.
    """

    def __init__(self, exchange: Exchange, call: Call) -> None:
        self._exchange, self._call = exchange, call
        exchange.call = call
        self._work = asyncio.current_task()
        self._gone = False

    def __enter__(self) -> None:
        self._exchange.line.when_cut(self._leave)

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._exchange.line.forget(self._leave)
        if isinstance(error, RemitError):
            self._exchange.extra = standing(self._call)
        if isinstance(error, asyncio.CancelledError) and self._gone and self._work is not None:
            self._work.uncancel()
            raise ClientGone from error

    def _leave(self) -> None:
        self._gone = True
        if self._work is not None:
            self._work.cancel()


def standing(call: Call) -> list[tuple[bytes, bytes]]:
    """Return the headers that say what the call was, and how its caller stands to the limits."""
    named = [(b"x-remit-call", call.shown_id.encode())] if call.actor is not None else []
    if call.standing is None:
        return named
    return [*named, *[(name.encode(), value.encode()) for name, value in headers(call.standing)]]
