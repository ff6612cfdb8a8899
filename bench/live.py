"""What a thousand open event streams cost, and how soon each of them hears an event."""

import asyncio
import json
import time
from collections.abc import Awaitable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench.figures import Figure
from bench.server import Server, serving

_STREAMS = 1_000
_STREAMS_OF_A_KEY = 50
_SECONDS = 20
_EVENT = """
insert into events (org_id, kind, ref, data, created_at, delivered_at)
select id, 'agent.updated', 'agent:bench', %s::jsonb, now(), now() from organizations
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Open the streams, send one event a second, and watch Remit's process."""
    with serving(folder / "live") as server:
        made = range(_STREAMS // _STREAMS_OF_A_KEY)
        keys = [server.remit("keys", "create", "--name", f"bench {n}", "--role", "admin") for n in made]
        yield from asyncio.run(_measure(server, keys))


async def _measure(server: Server, keys: list[str]) -> list[Figure]:
    await asyncio.sleep(5)  # what a start leaves to do is no cost of the streams
    memory, idle = server.process.memory_info().rss, await _cpu(server, asyncio.sleep(5))
    heard: list[float] = []
    greeted: list[bytes] = []
    shared = [keys[n % len(keys)] for n in range(_STREAMS)]
    streams = [asyncio.create_task(_listen(server.url, key, greeted, heard)) for key in shared]
    try:
        await _all_open(greeted)
        busy = await _cpu(server, _send(server))
        grown = (server.process.memory_info().rss - memory) / 2**20
    finally:
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    if len(heard) != _STREAMS * _SECONDS:
        raise RuntimeError(f"{len(heard)} events were heard of {_STREAMS * _SECONDS}")
    heard.sort()
    many = f"{_STREAMS:,} event streams"
    return [
        Figure(f"{many}, memory", grown, "MiB", 60, "", None),
        Figure(f"{many}, one event a second each, CPU", busy * 100, "% of a core", 10, "idle", idle * 100),
        Figure(
            f"{many}, from the insert to the last byte read, p99",
            heard[int(len(heard) * 0.99)],
            "ms",
            None,
            "",
            None,
        ),
    ]


async def _cpu(server: Server, during: Awaitable[None]) -> float:
    """Return the share of a core that Remit's process uses meanwhile."""
    began, used = time.perf_counter(), sum(server.process.cpu_times()[:2])
    await during
    return (sum(server.process.cpu_times()[:2]) - used) / (time.perf_counter() - began)


async def _listen(url: str, key: str, greeted: list[bytes], heard: list[float]) -> None:
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    request = f"GET /api/events HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {key}\r\n\r\n"
    writer.write(request.encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"event: hello"):
                greeted.append(line)
            if line.startswith(b"data: ") and b'"sent"' in line:
                heard.append((time.time() - json.loads(line[6:])["sent"]) * 1000)
    finally:
        writer.close()


async def _all_open(greeted: list[bytes]) -> None:
    for _ in range(600):
        if len(greeted) >= _STREAMS:
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(2)


async def _send(server: Server) -> None:
    address = server.database
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as database:
        for _ in range(_SECONDS):
            await database.execute(_EVENT, [json.dumps({"sent": time.time(), "name": "x" * 100})])
            await asyncio.sleep(1)
