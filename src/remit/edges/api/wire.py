"""The connection itself: what a client may send before there is a request.

uvicorn's parser keeps headers of any size and waits for them for ever; whoever can connect could fill the memory, or
hold thousands of connections with a byte now and then.
"""

import asyncio
from collections.abc import MutableMapping
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from remit.kit.line import Line

LARGEST_HEAD = 64 * 2**10
HEAD_SECONDS = 20.0
_TOO_LARGE = "431 Request Header Fields Too Large", f"The headers may have {LARGEST_HEAD // 2**10} kB."
_TOO_SLOW = "408 Request Timeout", f"The headers did not come within {HEAD_SECONDS:.0f} seconds."


class Wire(HttpToolsProtocol):
    """Cuts a client off whose headers are too large, or too long under way; for `http=` of uvicorn's settings."""

    patience = HEAD_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head = 0
        self._in_head = True
        self._deadline: asyncio.TimerHandle | None = None
        self._line = Line()

    def connection_made(self, transport: Any) -> None:
        """Expect a first request soon."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(self.patience, self._cut, _TOO_SLOW)

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._at_ease()
        super().connection_lost(exc)
        self._line.cut()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._line.carry(cast(MutableMapping[str, Any], self.scope))
        self._in_head, self._head = True, -1

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the headers do not grow or take too long."""
        super().data_received(data)
        if not self._in_head:
            if self._deadline is not None:
                self._at_ease()
            return
        # The first part may hold the end of another request, and is never large.
        self._head = self._head + len(data) if self._head >= 0 else 0
        if self._head > LARGEST_HEAD:
            self._cut(_TOO_LARGE)
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.patience, self._cut, _TOO_SLOW)

    def _at_ease(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self, why: tuple[str, str]) -> None:
        """Say why and close; a request before it on this connection that has no answer yet gets none."""
        self._at_ease()
        if self.transport is None or self.transport.is_closing():
            return
        status, words = why
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering:
            head = f"HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {len(words)}\r\n"
            self.transport.write(f"{head}connection: close\r\n\r\n{words}".encode())
        self.transport.close()
