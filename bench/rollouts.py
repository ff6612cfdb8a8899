"""How long a hundred rollouts take that begin at once, by the time until the last of them serves."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.figures import Figure
from bench.server import Server, serving

_AGENTS = 100
_FILE = (
    "name: {0}\ninstructions: Greet people.\nremit:\n  type: context\n  slug: {0}\n  budget_usd_per_hour: 1\n"
)
_WITHIN_SECONDS = 240


def measure(folder: Path) -> Iterator[Figure]:
    """Deploy agents one after the other, and then many at once, on one worker."""
    with serving(folder / "rollouts", REMIT_MODEL_PROVIDER="demo") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        yield from asyncio.run(_measure(server, key))


async def _measure(server: Server, key: str) -> list[Figure]:
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=60) as client:
        for number in range(_AGENTS + 1):
            body = {"source": _FILE.format(f"agent-{number}"), "promote": True}
            (await client.post("/api/agents", json=body)).raise_for_status()
            await _active(client, number)
        alone = await _deployed(client, [_AGENTS])
        before = server.process.cpu_times()
        together = await _deployed(client, list(range(_AGENTS)))
        after = server.process.cpu_times()
    cpu = (after.user + after.system - before.user - before.system) / _AGENTS * 1000
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
