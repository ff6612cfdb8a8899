"""A server that speaks OpenAI's chat protocol over real HTTP, with faults; plain ASGI under uvicorn in a thread."""

import asyncio
import base64
import json
import threading
import time
from array import array
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn

Fault = Literal[
    "none",
    "hang",
    "400",
    "401",
    "404",
    "408",
    "409",
    "429",
    "500",
    "502",
    "503",
    "504",
    "529",
    "malformed",
    "hang_midway",
    "cut",
    "html",
    "slow",
    "malformed_events",
    "huge",
    "odd_call",
    "counts_on",
]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

MODEL = "stub-1"
WORDS = ["Paris ", "is ", "the ", "capital ", "of ", "France."]
PROMPT_TOKENS, COMPLETION_TOKENS = 21, 6


@dataclass
class OpenAIStub:
    """What the server does (`fault`), and what it was asked (`requests`); `gone` counts clients that left a stream.

    With a `key` it answers nobody else; `headers` are those of every request, `models` what it lists, `words` what it
    says, `calls` the tools that it would have used instead. `script` are the faults of the next requests, before
    `fault` holds again; `retry_after` goes with those that have a status; `slow` answers wait for `go_on`. `at_once` is
    how many requests were under way together at most. `counts` is what it says it used, and `finish` why it stopped;
    `odd_call` is a use of a tool that is none. `scripted` are answers to a last message: words, or uses of tools;
    `replies` are those of the next requests, whatever they say.
    """

    fault: Fault = "none"
    requests: list[dict[str, Any]] = field(default_factory=list)
    gone: int = 0
    base_url: str = ""
    key: str = ""
    models: tuple[str, ...] = (MODEL,)
    numbers: bool = False
    words: list[str] = field(default_factory=lambda: list(WORDS))
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    script: list[Fault] = field(default_factory=list)
    retry_after: str = ""
    counts: Any = field(default_factory=lambda: _usage())
    finish: str = "stop"
    odd_call: dict[str, Any] = field(default_factory=dict)
    scripted: dict[str, str | list[dict[str, Any]]] = field(default_factory=dict)
    replies: list[str | list[dict[str, Any]]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    under_way: int = 0
    at_once: int = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        if self.key and self.headers[-1].get("authorization") != f"Bearer {self.key}":
            await _json(send, 401, {"error": {"message": f"wrong key, not {self.key}", "type": "fault"}})
            return
        if scope["path"].endswith("/models"):
            listed = [{"id": name, "object": "model"} for name in self.models]
            await _json(send, 200, {"object": "list", "data": listed})
            return
        asked = json.loads(await _body(receive))
        if scope["path"].endswith("/embeddings") and self.fault == "none":
            self.requests.append(asked)
            self.paths.append(scope["path"])
            await _json(send, 200, _embeddings(asked, self.numbers, self.counts))
            return
        self.requests.append(asked)
        self.paths.append(scope["path"])
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        try:
            await self._answer(asked, self.script.pop(0) if self.script else self.fault, receive, send)
        finally:
            self.under_way -= 1

    async def _answer(self, asked: dict[str, Any], fault: Fault, receive: Receive, send: Send) -> None:
        if fault == "slow":
            while not self.go_on.is_set():  # noqa: ASYNC110 - set by the test, which runs in another thread
                await asyncio.sleep(0.01)
        if fault == "hang":
            await self._wait_for_the_client(receive)
        elif fault == "malformed":
            await _send(send, 200, b"application/json", b'{"id": "x", "choices": [')
        elif fault == "html":
            await _send(send, 200, b"text/html", b"<h1>Welcome</h1>")
        elif fault.isdigit():
            extra = [(b"retry-after", self.retry_after.encode())] if self.retry_after else []
            await _json(
                send, int(fault), {"error": {"message": "secret detail", "type": "fault"}}, headers=extra
            )
        elif asked.get("stream"):
            await self._stream(asked, fault, receive, send)
        else:
            words, calls = self._chosen(asked)
            words = ["much " * (7 * 2**20)] if fault == "huge" else words
            calls = [self.odd_call] if fault == "odd_call" else calls
            await _json(send, 200, {**_completion(words, calls, self.finish), "usage": self.counts})

    def _chosen(self, asked: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
        """Return the words and the uses of tools that a request is answered with."""
        last = asked["messages"][-1].get("content") if asked.get("messages") else None
        found = self.scripted.get(last) if isinstance(last, str) else None
        if self.replies:
            found = self.replies.pop(0)
        if found is None:
            return self.words, self.calls
        return ([found], []) if isinstance(found, str) else ([], found)

    async def _wait_for_the_client(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone += 1

    async def _stream(self, asked: dict[str, Any], fault: Fault, receive: Receive, send: Send) -> None:
        words, calls = self._chosen(asked)
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if fault == "malformed_events":
            await _piece(send, b': comment\n\nevent: odd\n\ndata: {"choices": [\n\ndata: <html>\n\n')
        if fault == "odd_call":
            await _chunk(send, {"choices": [_choice({"tool_calls": [self.odd_call]})]})
        for _ in range(40 if fault == "huge" else 0):
            await _chunk(send, {"choices": [_choice({"content": "x" * 2**20})]})
        for place, call in enumerate(calls):
            function = call["function"]
            half = len(function["arguments"]) // 2
            begun = {
                **call,
                "index": place,
                "function": {**function, "arguments": function["arguments"][:half]},
            }
            rest = {"index": place, "function": {"arguments": function["arguments"][half:]}}
            for piece in (begun, rest):
                await _chunk(send, {"choices": [_choice({"tool_calls": [piece]})]})
        for position, word in enumerate([] if calls else words):
            if fault == "hang_midway" and position == 2:
                await self._wait_for_the_client(receive)
                return
            if fault == "cut" and position == 2:
                raise ConnectionAbortedError("the provider breaks off")
            so_far = {"usage": {**_usage(), "completion_tokens": position}} if fault == "counts_on" else {}
            await _chunk(send, {"choices": [_choice({"role": "assistant", "content": word})], **so_far})
        await _chunk(send, {"choices": [_choice({}, "tool_calls" if calls else self.finish)]})
        await _chunk(send, {"choices": [], "usage": self.counts})
        await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


def _usage() -> dict[str, int]:
    return {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": COMPLETION_TOKENS,
        "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
    }


def _embeddings(asked: dict[str, Any], numbers: bool, counts: Any) -> dict[str, Any]:
    """Embed each input as how long it is, in the encoding that was asked for."""
    given = asked["input"]
    each = [given] if isinstance(given, str) or isinstance(given[0], int) else given
    vectors: list[Any] = [[float(len(one)), 0.5] for one in each]
    if asked.get("encoding_format") == "base64" and not numbers:
        vectors = [base64.b64encode(array("f", vector).tobytes()).decode() for vector in vectors]
    data = [{"object": "embedding", "index": i, "embedding": one} for i, one in enumerate(vectors)]
    return {"object": "list", "data": data, "model": asked["model"], "usage": counts}


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def _completion(words: list[str], calls: list[dict[str, Any]], finish: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": "".join(words)}
    if calls:
        message = {"role": "assistant", "content": None, "tool_calls": calls}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else finish}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL}
    return {**head, "choices": [choice]}


async def _chunk(send: Send, members: dict[str, Any]) -> None:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    await _piece(send, f"data: {json.dumps({**head, **members})}\n\n".encode())


async def _piece(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def _json(
    send: Send, status: int, content: dict[str, Any], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    await _send(send, status, b"application/json", json.dumps(content).encode(), headers)


async def _send(
    send: Send, status: int, type: bytes, body: bytes, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [(b"content-type", type), (b"content-length", str(len(body)).encode()), *(more or ())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(app: Any, *, lifespan: Literal["on", "off"] = "off") -> Iterator[str]:
    """Run an ASGI application on a free loopback port; yield its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan=lifespan, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        thread.join(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)


@contextmanager
def openai_stub() -> Iterator[OpenAIStub]:
    """Serve a stub for the length of a test."""
    stub = OpenAIStub()
    with serving(stub) as address:
        stub.base_url = f"{address}/v1"
        yield stub
