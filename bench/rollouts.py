"""How long a hundred rollouts take that begin at once, by the time until the last of them serves.

Then as many on one worker and on two, in turn; the workers stand still until all are asked for, so they alone work.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg

from bench.figures import Figure
from bench.server import Server, serving

_AGENTS = 100
_FILE = (
    "name: {0}\ninstructions: Greet people.\nremit:\n  type: context\n  slug: {0}\n  budget_usd_per_hour: 1\n"
)
_WITHIN_SECONDS = 240
_ROUNDS = 2
_COMES_TO_REST = 5.0


@dataclass(frozen=True)
class _Shared:
    """The seconds until all served, and the CPU of the worker that did most."""

    seconds: float
    busiest: float


def measure(folder: Path) -> Iterator[Figure]:
    """Deploy agents one after the other, and then many at once, on one worker; then many on one and on two."""
    with serving(folder / "rollouts", REMIT_MODEL_PROVIDER="demo") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        yield from asyncio.run(_measure(server, key))
    with serving(folder / "shared", worker=False, REMIT_MODEL_PROVIDER="demo") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        yield from asyncio.run(_shared(server, key))


async def _shared(server: Server, key: str) -> list[Figure]:
    found: dict[int, list[_Shared]] = {1: [], 2: []}
    async with _client(server, key) as client:
        with server.workers(1):
            for number in range(_AGENTS * _ROUNDS * 2):
                body = {"source": _FILE.format(f"agent-{number}"), "promote": True}
                (await client.post("/api/agents", json=body)).raise_for_status()
            await _active(client, _AGENTS * _ROUNDS * 2 - 1)
        for turn in range(_ROUNDS * 2):
            workers = 1 + turn % 2
            first = turn * _AGENTS
            found[workers].append(
                await _shared_by(server, client, list(range(first, first + _AGENTS)), workers)
            )
    seconds = {many: statistics.mean(each.seconds for each in runs) for many, runs in found.items()}
    busiest = {many: statistics.mean(each.busiest for each in runs) for many, runs in found.items()}
    what = f"{_AGENTS} rollouts on two workers"
    alone = f"against {busiest[1]:.1f} s of CPU alone"
    took = f"against {seconds[1]:.1f} s with one"
    return [
        Figure(
            f"{what}, the busier one's share", busiest[1] / busiest[2], "times less", None, alone, None, 1.5
        ),
        Figure(f"{what} on these cores, until the last serves", seconds[2], "s", None, took, None),
    ]


async def _shared_by(
    server: Server, client: httpx.AsyncClient, numbers: list[int], workers: int
) -> "_Shared":
    with server.workers(workers) as started, psycopg.connect(server.database, autocommit=True) as database:
        await asyncio.sleep(_COMES_TO_REST)
        for each in started:
            each.suspend()
        await asyncio.gather(*(_deploy(client, number) for number in numbers))
        before, began = [_cpu(each) for each in started], time.perf_counter()
        for each in started:
            each.resume()
        while _serving(database) <= numbers[-1]:
            if time.perf_counter() - began > _WITHIN_SECONDS:
                raise RuntimeError("not all of them serve")
            await asyncio.sleep(0.1)
        seconds = time.perf_counter() - began
        spent = [_cpu(each) - before[place] for place, each in enumerate(started)]
    return _Shared(seconds, max(spent))


def _serving(database: psycopg.Connection[tuple[int]]) -> int:
    row = database.execute("select count(*) from deployments where status = 'deployed'").fetchone()
    return row[0] if row else 0


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _client(server: Server, key: str) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {key}"}
    return httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=60)


async def _measure(server: Server, key: str) -> list[Figure]:
    async with _client(server, key) as client:
        for number in range(_AGENTS + 1):
            body = {"source": _FILE.format(f"agent-{number}"), "promote": True}
            (await client.post("/api/agents", json=body)).raise_for_status()
            await _active(client, number)
        alone = await _deployed(client, [_AGENTS])
        before = _cpu(server.process)
        together = await _deployed(client, list(range(_AGENTS)))
        cpu = (_cpu(server.process) - before) / _AGENTS * 1000
    return [
        Figure(f"{_AGENTS} rollouts at once, until the last serves", together, "s", None, "one alone", alone),
        Figure(f"{_AGENTS} rollouts at once, Remit's CPU for each", cpu, "ms", None, "", None),
    ]


async def _active(client: httpx.AsyncClient, number: int) -> None:
    while (await client.get(f"/api/agents/agent-{number}")).json()["active_version"] is None:  # noqa: ASYNC110 - a server tells
        await asyncio.sleep(0.02)


async def _deployed(client: httpx.AsyncClient, numbers: list[int]) -> float:
    """Return the seconds from the first request until all serve."""
    began = time.perf_counter()
    made = await asyncio.gather(*(_deploy(client, number) for number in numbers))
    waiting = set(made)
    while waiting:
        if time.perf_counter() - began > _WITHIN_SECONDS:
            raise RuntimeError(f"{len(waiting)} of {len(numbers)} do not serve")
        await asyncio.sleep(0.05)
        page = await client.get("/api/deployments", params={"status": "deployed", "limit": 100})
        page.raise_for_status()
        waiting -= {each["plan_id"] for each in page.json()["deployments"]}
    return time.perf_counter() - began


async def _deploy(client: httpx.AsyncClient, number: int) -> str:
    answer = await client.post("/api/deployments", json={"agent": f"agent-{number}", "env": "dev"})
    answer.raise_for_status()
    return str(answer.json()["deployment"]["plan_id"])
