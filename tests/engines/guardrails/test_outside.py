"""Annotators elsewhere, over real HTTP: those that keep to the contract, and those that do not."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from remit.engines.guardrails import (
    Annotator,
    FailMode,
    Label,
    Outside,
    ScriptedAnnotator,
    annotate,
)
from remit.kit.addresses import Reach
from remit.kit.outbound import Outbound

Serve = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(serve: Serve) -> AsyncIterator[str]:
    """A server that answers as it is told to; yields its address."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await serve(await reader.readexactly(length), writer)
        writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/annotate"


def answering(body: Any, status: str = "200 OK", *headers: str) -> Serve:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(raw)}", *headers, "", ""]

    async def serve(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join(lines).encode() + raw)
        await writer.drain()

    return serve


@asynccontextmanager
async def outside(
    url: str,
    *,
    fail: FailMode = "closed",
    seconds: float = 2.0,
    reach: Reach | None = None,
    largest: int = 2**20,
) -> AsyncIterator[Outside]:
    outbound = Outbound(reach or Reach(loopback=True))
    async with outbound.client(url, timeout=seconds, largest=largest) as http:
        yield Outside("presidio", url, http, seconds=seconds, fail=fail)


async def asked(serve: Serve, text: str = "Ann Smith", **options: Any) -> list[Label]:
    async with server(serve) as url, outside(url, **options) as annotator:
        return list(await annotator.annotate(text, "input"))


async def test_it_is_sent_the_text_and_the_direction_and_is_believed() -> None:
    heard: list[Any] = []

    async def serve(body: bytes, writer: asyncio.StreamWriter) -> None:
        heard.append(json.loads(body))
        found = [
            {"name": "toxic", "score": 0.4},
            {"name": "pii.name", "score": 0.9, "start": 0, "end": 9, "more": 1},
        ]
        await answering({"labels": found, "model": "x"})(body, writer)

    assert await asked(serve, "Ann Smith \ud800\0 😀") == [
        Label("pii.name", 0.9, 0, 9, "presidio: 9 characters"),
        Label("toxic", 0.4, 0, 14, "presidio: 14 characters"),
    ]
    assert heard == [{"text": "Ann Smith ?\0 😀", "direction": "input"}]


async def test_an_empty_answer_says_nothing() -> None:
    assert await asked(answering({"labels": []})) == []


_WRONG: dict[str, Serve] = {
    "not JSON": answering(b"<html>"),
    "cut short": answering(b'{"labels": [{"na'),
    "a list": answering([]),
    "no labels": answering({}),
    "null": answering({"labels": None}),
    "a wrong name": answering({"labels": [{"name": "Not A Name"}]}),
    "a long name": answering({"labels": [{"name": "a" * 200}]}),
    "a wrong score": answering({"labels": [{"name": "a", "score": 7}]}),
    "no number": answering(b'{"labels": [{"name": "a", "score": NaN}]}'),
    "a place before the text": answering({"labels": [{"name": "a", "start": -1, "end": 4}]}),
    "a place after the text": answering({"labels": [{"name": "a", "start": 0, "end": 10}]}),
    "a place backwards": answering({"labels": [{"name": "a", "start": 5, "end": 2}]}),
    "a huge place": answering({"labels": [{"name": "a", "start": 0, "end": 10**30}]}),
    "half a place": answering({"labels": [{"name": "a", "start": "1", "end": 2}]}),
    "too many": answering({"labels": [{"name": "a"}] * 1001}),
    "too large": answering(b" " * (2**20 + 1)),
    "packed": answering(b"\x1f\x8b", "200 OK", "Content-Encoding: gzip"),
    "an error": answering({"labels": []}, "500 Oh"),
    "no content": answering(b"", "204 No Content"),
    "a redirect inside": answering(b"", "302 Found", "Location: http://127.0.0.1:1/"),
    "a redirect to metadata": answering(b"", "307 On", "Location: http://169.254.169.254/latest"),
    "no HTTP": lambda _, writer: _raw(writer, b"hello\r\n\r\n"),
    "nothing": lambda _, writer: _raw(writer, b""),
}


async def _raw(writer: asyncio.StreamWriter, sent: bytes) -> None:
    writer.write(sent)
    await writer.drain()


@pytest.mark.parametrize("serve", _WRONG.values(), ids=_WRONG)
async def test_what_is_not_as_agreed_fails_as_it_was_told_to(serve: Serve) -> None:
    (label,) = await asked(serve)
    assert (label.name, label.score, label.start, label.end) == ("annotator.failed", 1.0, 0, 0)
    assert label.evidence.startswith("presidio: ")
    assert await asked(serve, fail="open") == []


async def test_a_hanging_one_is_not_waited_for() -> None:
    released = asyncio.Event()

    async def hang(_: bytes, writer: asyncio.StreamWriter) -> None:
        await released.wait()

    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not released.is_set():
            writer.write(b" ")
            await asyncio.sleep(0.05)

    for serve in (hang, drip):
        began = asyncio.get_running_loop().time()
        (label,) = await asked(serve, seconds=0.3)
        assert label.evidence == "presidio: no answer within 0.3 s"
        assert asyncio.get_running_loop().time() - began < 2
    released.set()


async def test_nobody_there_is_a_failure() -> None:
    async with server(answering({"labels": []})) as url:
        pass
    async with outside(url) as annotator:
        assert [label.name for label in await annotator.annotate("x", "output")] == ["annotator.failed"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/", "http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/"]
)
async def test_it_does_not_go_where_remit_does_not_go(address: str) -> None:
    async with outside(address, reach=Reach()) as annotator:
        (label,) = await annotator.annotate("x", "input")
    assert label.evidence == "presidio: its address is one that Remit does not go to"


async def test_all_are_asked_at_once_and_their_labels_are_put_together() -> None:
    gate = asyncio.Barrier(3)

    async def wait(body: bytes, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        await answering({"labels": [{"name": "toxic", "start": 0, "end": 3}]})(body, writer)

    text = "mail a@example.com or Ann"
    async with server(wait) as url, outside(url) as one, outside(url) as two, outside(url) as three:
        scripted: Annotator = ScriptedAnnotator("names", {"Ann": "pii.name"})
        labels = await annotate(text, "input", [one, two, three, scripted])
    assert [(label.name, label.start) for label in labels] == [
        ("toxic", 0), ("toxic", 0), ("toxic", 0), ("pii.email", 5), ("pii.name", 22),
    ]  # fmt: skip
