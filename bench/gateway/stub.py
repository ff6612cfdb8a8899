"""A provider that costs next to nothing: OpenAI's chat protocol by hand on a socket.

`python -m bench.gateway.stub PORT CORES`
"""

import asyncio
import json
import os
import re
import sys
import time
from typing import Any, cast

import uvloop

from bench.gateway.cores import stay_on
from bench.gateway.talk import MODEL, PIECES, TEXT, WORDS, pause_of

_ID = {"id": "chatcmpl-stub000000000000000000", "created": 1790000000, "model": MODEL}
_USAGE = {
    "prompt_tokens": 182,
    "completion_tokens": PIECES,
    "total_tokens": 182 + PIECES,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _answer(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % len(body) + body


def _event(data: bytes) -> bytes:
    event = b"data: %b\n\n" % data
    return b"%x\r\n%b\r\n" % (len(event), event)


def _piece(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _event(_json({**_ID, "object": "chat.completion.chunk", "choices": [choice], "usage": None}))


def _completion() -> bytes:
    message: dict[str, Any] = {"role": "assistant", "content": TEXT, "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return _json({**_ID, "object": "chat.completion", "choices": [choice], "usage": _USAGE})


def _call(tool: str) -> bytes:
    """Use a tool, as a model does that was told of one."""
    function = {"name": tool, "arguments": '{"id":7}'}
    use = {"id": "call_stub0000000000000000", "type": "function", "function": function}
    message = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [use]}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls"}
    return _answer(_json({**_ID, "object": "chat.completion", "choices": [choice], "usage": _USAGE}))


_WHOLE = _answer(_completion())
_TOOL = re.compile(rb'"tools": ?\[\{.*?"name": ?"([^"]+)"')
_USED = re.compile(rb'"role": ?"tool"')
_MODELS = _answer(
    _json({"object": "list", "data": [{"id": MODEL, "object": "model", "created": 1, "owned_by": "stub"}]})
)
_UNKNOWN = b"HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
_REST = [_piece({"content": word}) for word in WORDS]
_LAST = b"".join(
    (
        _piece({}, "stop"),
        _event(_json({**_ID, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE})),
        _event(b"[DONE]"),
        b"0\r\n\r\n",
    )
)


def _first() -> bytes:
    return _piece({"role": "assistant", "content": f"{time.monotonic_ns()} "})


class Stub(asyncio.Protocol):
    """One connection; its requests come one after the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._descriptor = transport.get_extra_info("socket").fileno()
        self._came = b""
        self._loop = asyncio.get_running_loop()

    def data_received(self, data: bytes) -> None:
        self._came = self._came + data if self._came else data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end].lower()
            if head.startswith(b"get"):
                self._came = self._came[end + 4 :]
                self._transport.write(_MODELS)
                continue
            at = head.find(b"content-length:")
            if at < 0:
                self._transport.write(_UNKNOWN)
                self._transport.close()
                return
            length = int(head[at + 15 :].split(b"\r\n", 1)[0])
            body = self._came[end + 4 : end + 4 + length]
            if len(body) < length:
                return
            self._came = self._came[end + 4 + length :]
            self._serve(body)

    def _serve(self, body: bytes) -> None:
        stream = b'"stream":true' in body or b'"stream": true' in body
        pause = pause_of(body)
        tool = _TOOL.search(body) if b'"tools"' in body else None
        if tool is not None and not _USED.search(body):
            self._transport.write(_call(tool[1].decode()))
        elif not stream and not pause:
            self._transport.write(_WHOLE)
        elif not stream:
            self._loop.call_later(pause, self._transport.write, _WHOLE)
        elif not pause:
            self._burst()
        else:
            self._loop.call_later(pause, self._next, pause, 0)

    def _burst(self) -> None:
        """Send each piece with a write of its own, as providers do; the kernel may still join them."""
        for piece in (_HEAD, _first(), *_REST, _LAST):
            self._write(piece)

    def _write(self, piece: bytes) -> None:
        if self._transport.get_write_buffer_size() == 0 and not self._transport.is_closing():
            try:
                piece = piece[os.write(self._descriptor, piece) :]
            except BlockingIOError:
                pass
            except OSError:
                self._transport.abort()
                return
        if piece:
            self._transport.write(piece)

    def _next(self, pause: float, sent: int) -> None:
        if self._transport.is_closing():
            return
        if sent == 0:
            self._transport.write(_HEAD + _first())
        else:
            self._transport.write(_REST[sent - 1])
        if sent < PIECES - 1:
            self._loop.call_later(pause, self._next, pause, sent + 1)
        else:
            self._transport.write(_LAST)


async def _main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    stay_on(sys.argv[2])
    uvloop.run(_main(int(sys.argv[1])))
