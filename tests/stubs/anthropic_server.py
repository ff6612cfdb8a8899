"""A server that speaks Anthropic's messages protocol over real HTTP, with faults; plain ASGI under uvicorn."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.stubs.openai_server import serving

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
MODEL = "claude-haiku-4-5"
SAID = ("Claude ", "says ", "hello.")


@dataclass
class AnthropicStub:
    """What it was asked; the next so many requests `fail` as overloaded.

    With `uses` it uses tools after it has spoken: each has an `id`, a `name` and an `input`. `said` is what it says,
    and `stop` why it stops.
    """

    base_url: str = ""
    fail: int = 0
    said: tuple[str, ...] = SAID
    stop: str = "end_turn"
    uses: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        if scope["path"].endswith("/models"):
            await _send(send, 200, json.dumps({"data": [{"id": MODEL, "type": "model"}]}).encode())
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        asked = json.loads(body)
        self.requests.append(asked)
        if self.fail > 0:
            self.fail -= 1
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "secret detail"}}
            await _send(send, 529, json.dumps(error).encode())
        elif asked.get("stream"):
            await _send(send, 200, self._stream(), b"text/event-stream")
        else:
            content: list[dict[str, Any]] = [{"type": "text", "text": "".join(self.said)}]
            content += [{"type": "tool_use", **use} for use in self.uses]
            await _send(send, 200, json.dumps(_message(content, self._stop)).encode())

    @property
    def _stop(self) -> str:
        return "tool_use" if self.uses else self.stop

    def _stream(self) -> bytes:
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": _message([], None)},
            *_block(
                0, {"type": "text", "text": ""}, [{"type": "text_delta", "text": word} for word in self.said]
            ),
        ]
        for place, use in enumerate(self.uses, 1):
            written = json.dumps(use["input"]) if use["input"] else ""
            halves = (written[: len(written) // 2], written[len(written) // 2 :])
            deltas = [{"type": "input_json_delta", "partial_json": half} for half in halves]
            events += _block(place, {"type": "tool_use", **use, "input": {}}, deltas)
        ended = {"stop_reason": self._stop, "stop_sequence": None}
        events.append({"type": "message_delta", "delta": ended, "usage": {"output_tokens": 3}})
        events.append({"type": "message_stop"})
        return b"".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode() for each in events)


def _block(place: int, begun: dict[str, Any], deltas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the events of one part of an answer."""
    return [
        {"type": "content_block_start", "index": place, "content_block": begun},
        *({"type": "content_block_delta", "index": place, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": place},
    ]


def _message(content: list[dict[str, Any]], stop: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 9, "output_tokens": 3, "cache_read_input_tokens": 4},
    }


async def _send(send: Send, status: int, body: bytes, type: bytes = b"application/json") -> None:
    headers = [(b"content-type", type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def anthropic_stub() -> Iterator[AnthropicStub]:
    """Serve a stub for the length of a test."""
    stub = AnthropicStub()
    with serving(stub) as address:
        stub.base_url = address
        yield stub
