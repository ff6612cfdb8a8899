"""The load: keep-alive connections by hand on sockets, each answer checked.

`python -m bench.gateway.load` reads an order as JSON, and prints what it saw as one line of JSON, with the CPU that the
watched processes used meanwhile: what runs beside on the same machine changes how much time a gateway gets, and hardly
how much of it a call takes.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import psutil
import uvloop

from bench.gateway.cores import stay_on
from bench.gateway.talk import NUMBERED, TEXT

_WHOLE = TEXT.encode()
_LETTERS = bytes.maketrans(b"0123456789", b"abcdefghij")
_CONTENT = re.compile(rb'"content": ?"([^"]*)"')
_CHUNK = re.compile(rb"(?:^|\r\n)[0-9a-fA-F]+\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n0\r\n\r\n"
_PATIENCE_SECONDS = 30.0
_WARM_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True)
class Order:
    """What to send: `rate` calls a second whatever comes back, or as fast as answers come where it is 0.

    `once` sends one request on each connection and waits for the answers. Counting begins after `warm` seconds and
    `warm_calls` calls. `watched` names processes by their ids, each
    with all of its children; with `cpu` the count ends early, as soon as the first of them used so many CPU seconds.
    """

    port: int
    path: str
    body: str
    keys: Sequence[str]
    connections: int
    seconds: float
    warm: float
    stream: bool
    warm_calls: int = 0
    last_word: str = "[DONE]"
    rate: float = 0.0
    cpu: float = 0.0
    once: bool = False
    watched: Mapping[str, int] = field(default_factory=dict)
    cores: str = ""


@dataclass
class Seen:
    """What came back while it was counted, and all that was `wrong`, with one example; times in milliseconds."""

    done: int = 0
    wrong: int = 0
    example: str = ""
    took: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


class Load:
    """All connections of one order."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.seen = Seen()
        self.total = 0
        self.counting = False
        self.over = False
        self.warmed = asyncio.Event()
        self.rested = asyncio.Event()
        self.free: list[Line] = []
        self.waiting: deque[float] = deque()
        body = order.body.encode()
        self.last_word = order.last_word.encode()
        self._requests = [self._request(key, body).partition(NUMBERED) for key in order.keys]
        self._turn = 0

    def _request(self, key: str, body: bytes) -> bytes:
        head = (
            f"POST {self.order.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.order.port}\r\nAccept: */*\r\n"
            f"Content-Type: application/json\r\nAuthorization: Bearer {key}\r\n"
            f"User-Agent: bench\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def next_request(self) -> bytes:
        """Take turns with the keys, and never ask the same twice."""
        self._turn += 1
        before, numbered, after = self._requests[self._turn % len(self._requests)]
        return before + (b"%08d" % self._turn).translate(_LETTERS) + after if numbered else before

    def finished(self, line: "Line", began: float, first: float | None, wrong: str) -> None:
        """Note an answer and have the connection go on."""
        seen = self.seen
        if wrong:
            seen.wrong += 1
            seen.example = seen.example or wrong
        else:
            self.total += 1
            if self.counting:
                seen.done += 1
                seen.took.append((time.monotonic() - began) * 1000)
                if first is not None:
                    seen.first.append(first)
        if seen.wrong or self.total >= self.order.warm_calls:
            self.warmed.set()
        self._go_on(line)

    def _go_on(self, line: "Line") -> None:
        if self.over or self.order.once:
            self.free.append(line)
            if len(self.free) >= self.order.connections:
                self.rested.set()
        elif not self.order.rate:
            line.ask(time.monotonic())
        elif self.waiting:
            line.ask(self.waiting.popleft())
        else:
            self.free.append(line)

    async def arrive(self) -> None:
        """Let calls arrive at random moments, as many a second as ordered; late ones count from when they were due."""
        due = time.monotonic()
        while not self.over:
            now = time.monotonic()
            while due <= now:
                if self.free:
                    self.free.pop().ask(due)
                else:
                    self.waiting.append(due)
                due += random.expovariate(self.order.rate)
            await asyncio.sleep(min(0.05, max(0.0, due - time.monotonic())))


class Line(asyncio.Protocol):
    """One connection with one request at a time."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._stream = load.order.stream
        self._busy = False
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def hang_up(self) -> None:
        """Close the connection."""
        self._transport.close()

    def ask(self, began: float) -> None:
        """Send a request that was due at a moment."""
        self._began = began
        self._came = b""
        self._whole = 0
        self._first: float | None = None
        self._busy = True
        self._transport.write(self._load.next_request())

    def data_received(self, data: bytes) -> None:
        if not self._busy:
            return
        came = self._came = self._came + data if self._came else data
        if not self._whole:
            head = came.find(b"\r\n\r\n")
            if head < 0:
                return
            length = _LENGTH.search(came, 0, head + 2)
            self._head = head + 4
            self._whole = head + 4 + int(length[1]) if length else -1
        if self._stream and self._first is None:
            self._first = _age(came)
        if len(came) >= self._whole if self._whole > 0 else came.endswith(_END):
            self._busy = False
            self._load.finished(self, self._began, self._first, self._judge(came))

    def _judge(self, came: bytes) -> str:
        """Say what is wrong with an answer, nothing where it is right."""
        if came.startswith(b"HTTP/1.1 200"):
            if not self._stream and _WHOLE in came:
                return ""
            if (
                self._stream
                and _said(came[self._head - 2 :]) == _WHOLE
                and self._load.last_word in came[-40:]
            ):
                return ""
        return came[:1000].decode("utf-8", "replace") + " … " + came[-200:].decode("utf-8", "replace")

    def connection_lost(self, error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)
        if self._busy:
            self._busy = False
            self._load.finished(_Broken(), self._began, None, f"the connection broke: {error}")


class _Broken(Line):
    """Stands for a connection that is gone: it sends nothing any more."""

    def __init__(self) -> None:
        pass

    def ask(self, began: float) -> None:
        """Do nothing."""


def _age(came: bytes) -> float | None:
    """Return how long ago the provider sent the first piece, in ms, once it is here."""
    for found in _CONTENT.finditer(came):
        if found[1]:
            return (time.monotonic_ns() - int(found[1].split(b" ", 1)[0])) / 1e6
    return None


def _said(body: bytes) -> bytes:
    """Return the text of a stream after the moment it was sent at, however a gateway has cut it."""
    return b"".join(_CONTENT.findall(_CHUNK.sub(b"", body))).partition(b" ")[2]


def _cpu(watched: Mapping[str, int]) -> dict[str, float]:
    """Return the CPU seconds that processes and their children have used since they began."""
    return {name: _cpu_of(psutil.Process(pid)) for name, pid in watched.items()}


def _cpu_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    used = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        try:
            own = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += own.user + own.system
    return used


async def _run(order: Order) -> dict[str, Any]:
    loop, load = asyncio.get_running_loop(), Load(order)
    for _ in range(order.connections):
        _, line = await loop.create_connection(lambda: Line(load), "127.0.0.1", order.port)
        load.free.append(line)
    lines = list(load.free)
    load.counting = order.once
    arriving = loop.create_task(load.arrive()) if order.rate else None
    if arriving is None:
        load.free.clear()
        for line in lines:
            line.ask(time.monotonic())
    await _warm(load, order)
    load.counting = True
    before, began, done = _cpu(order.watched), time.monotonic(), load.seen.done
    await _while(load, order, before)
    took, after = time.monotonic() - began, _cpu(order.watched)
    counted = load.seen.done - done
    load.counting = False
    load.over = True
    if arriving is not None:
        await arriving
    await _rest(load, lines)
    return _report(load, counted, took, {name: after[name] - before[name] for name in before})


async def _warm(load: Load, order: Order) -> None:
    await asyncio.sleep(order.warm)
    if order.warm_calls:
        await asyncio.wait_for(load.warmed.wait(), _WARM_PATIENCE_SECONDS)


async def _while(load: Load, order: Order, before: Mapping[str, float]) -> None:
    """Wait until enough was counted."""
    until = time.monotonic() + order.seconds
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(0.2, left))
        if order.once and load.seen.done + load.seen.wrong >= order.connections:
            return
        for name, pid in order.watched.items():
            if order.cpu and _cpu_of(psutil.Process(pid)) - before[name] >= order.cpu:
                return
            break


async def _rest(load: Load, lines: Sequence[Line]) -> None:
    """Wait for the answers that are still on their way: what was asked is to be reconciled with what was recorded."""
    if (missing := len(lines) - len(load.free)) > 0:
        try:
            await asyncio.wait_for(load.rested.wait(), _PATIENCE_SECONDS)
        except TimeoutError:
            load.seen.wrong += len(lines) - len(load.free)
            load.seen.example = load.seen.example or f"up to {missing} calls were never answered"
    for line in lines:
        line.hang_up()


def _report(load: Load, counted: int, took: float, cpu: dict[str, float]) -> dict[str, Any]:
    seen = load.seen
    return {
        "done": counted,
        "total": load.total,
        "wrong": seen.wrong,
        "example": seen.example,
        "seconds": took,
        "cpu": cpu,
        "took": _quantiles(seen.took),
        "first": _quantiles(seen.first),
    }


def _quantiles(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    values.sort()
    return {"p50": values[len(values) // 2], "p99": values[int(len(values) * 0.99)]}


if __name__ == "__main__":
    given = Order(**json.loads(sys.stdin.read()))
    stay_on(given.cores)
    print(json.dumps(uvloop.run(_run(given))))
