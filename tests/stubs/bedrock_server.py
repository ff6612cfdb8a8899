"""A server that speaks Bedrock's Converse protocol over real HTTP, with faults; plain ASGI under uvicorn."""

import json
import struct
from binascii import crc32
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.stubs.openai_server import serving

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
SAID = ("Nova ", "says ", "hello.")


@dataclass
class BedrockStub:
    """What it was asked; `status` and `code` are those of its errors, as long as `fail` is above zero.

    With `uses` it uses tools after it has spoken: each has a `toolUseId`, a `name` and an `input`.
    """

    base_url: str = ""
    fail: int = 0
    status: int = 503
    code: str = "ServiceUnavailableException"
    models: list[str] = field(default_factory=list)
    uses: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        _, _, model, act = unquote(scope["path"]).split("/")
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.requests.append(json.loads(body))
        self.models.append(model)
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        if self.fail > 0:
            self.fail -= 1
            body = json.dumps({"message": "secret detail"}).encode()
            await _send(
                send, self.status, "application/json", body, [(b"x-amzn-errortype", self.code.encode())]
            )
        elif act == "invoke":
            tokens = [(b"x-amzn-bedrock-input-token-count", b"4")]
            found = json.dumps(_embedded(self.requests[-1])).encode()
            await _send(send, 200, "application/json", found, tokens)
        elif act == "converse-stream":
            await _send(send, 200, "application/vnd.amazon.eventstream", _stream(self.uses))
        else:
            await _send(send, 200, "application/json", json.dumps(_answer(self.uses)).encode())


def _embedded(asked: dict[str, Any]) -> dict[str, Any]:
    """Embed texts as how long they are: Titan one by one, Cohere several at once."""
    if "texts" in asked:
        return {"id": "1", "embeddings": [[float(len(text)), 0.5] for text in asked["texts"]]}
    return {"embedding": [float(len(asked["inputText"])), 0.5], "inputTextTokenCount": 4}


def _answer(uses: list[dict[str, Any]]) -> dict[str, Any]:
    content = [{"text": "".join(SAID)}, *({"toolUse": use} for use in uses)]
    return {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": "tool_use" if uses else "end_turn",
        "usage": {"inputTokens": 9, "outputTokens": 3, "totalTokens": 12},
        "metrics": {"latencyMs": 5},
    }


def _stream(uses: list[dict[str, Any]]) -> bytes:
    whole = _answer(uses)
    events: list[tuple[str, dict[str, Any]]] = [("messageStart", {"role": "assistant"})]
    events += [("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}}) for word in SAID]
    events += [("contentBlockStop", {"contentBlockIndex": 0})]
    for place, use in enumerate(uses, 1):
        begun = {"toolUse": {"toolUseId": use["toolUseId"], "name": use["name"]}}
        given = {"toolUse": {"input": json.dumps(use["input"])}}
        events += [("contentBlockStart", {"contentBlockIndex": place, "start": begun})]
        events += [("contentBlockDelta", {"contentBlockIndex": place, "delta": given})]
        events += [("contentBlockStop", {"contentBlockIndex": place})]
    events += [("messageStop", {"stopReason": whole["stopReason"]})]
    events += [("metadata", {"usage": whole["usage"], "metrics": whole["metrics"]})]
    return b"".join(_event(name, members) for name, members in events)


def _event(name: str, members: dict[str, Any]) -> bytes:
    """Write one event as `application/vnd.amazon.eventstream` has them: prelude, headers, payload, checksums."""
    texts = ((":event-type", name), (":content-type", "application/json"), (":message-type", "event"))
    headers = b"".join(
        struct.pack("!B", len(key)) + key.encode() + struct.pack("!BH", 7, len(text)) + text.encode()
        for key, text in texts
    )
    payload = json.dumps(members).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack("!I", crc32(prelude)) + headers + payload
    return message + struct.pack("!I", crc32(message))


async def _send(
    send: Send, status: int, type: str, body: bytes, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [(b"content-type", type.encode()), (b"content-length", str(len(body)).encode()), *(more or ())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def bedrock_stub() -> Iterator[BedrockStub]:
    """Serve a stub for the length of a test."""
    stub = BedrockStub()
    with serving(stub) as address:
        stub.base_url = address
        yield stub
