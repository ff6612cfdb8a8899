"""What it takes to see that a thousand deployments are as they should be."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import psycopg

from bench.deployments import fill
from bench.figures import Figure
from bench.server import Server, serving
from remit.engines.hosts import Observed, Phase, Scripted, Workload
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.settings import Settings
from remit.lifecycle.deployments import Fleet, Reconciling, fleet, queries

_MANY = 1_000
_LOOKS = 5
_CHANGES = 40
_EVERY_SECONDS = 30.0
_SENTENCE = {"command": "deploy llama-3.1 8B for bench with budget $20 per hour"}
# The server has no host of that name, and leaves them alone.
_OURS = (
    "update deployments set host = 'bench', dry_run = false, status = 'deployed', serving = 1, revision = 1"
)


class _Well(Scripted):
    """A host on which everything serves as it is wanted."""

    async def observe(self, workload: Workload) -> Observed:
        return Observed(Phase.IN_SERVICE, now(), revision=workload.revision, replicas=workload.instance_count)


class _Tells(_Well):
    """A host that tells its news: the instances of each workload come and go as the bench says."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Callable[[str], object] = str
        self.listened = asyncio.Event()
        self.down: set[str] = set()

    async def follow(self, told: Callable[[str], None]) -> None:
        """Listen to nothing: the bench calls what is kept here."""
        self.told = told
        self.listened.set()
        await asyncio.Event().wait()

    async def observe(self, workload: Workload) -> Observed:
        up = 0 if workload.name in self.down else workload.instance_count
        return Observed(Phase.IN_SERVICE, now(), revision=workload.revision, replicas=up)


def measure(folder: Path) -> Iterator[Figure]:
    """Fill a Remit, and look at all of it as its worker does."""
    with serving(folder / "reconciling") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        address = server.database
        with httpx.Client(
            base_url=server.url, headers={"authorization": f"Bearer {key}"}, trust_env=False
        ) as client:
            client.post("/api/agent/command", json=_SENTENCE, timeout=60).raise_for_status()
        with psycopg.connect(address, autocommit=True) as database:
            fill(database, "well", _MANY - 1)
            database.execute(_OURS)
        yield from asyncio.run(_measure(server))


async def _measure(server: Server) -> list[Figure]:
    database = Database(f"postgresql+psycopg://postgres@/postgres?host={server.data / 'postgres'}")
    hosts: Fleet = replace(fleet(Settings(data=server.data)), hosts={"bench": _Well()}, dry_run=frozenset())
    reconciling = Reconciling(database, hosts)
    process = psutil.Process()
    before = process.memory_info().rss
    began = time.process_time()
    for _ in range(_LOOKS):
        await reconciling.look()
    seconds = (time.process_time() - began) / _LOOKS
    grown = (process.memory_info().rss - before) / 2**20
    seen = await _news(database, hosts)
    await database.close()
    share, what = seconds / _EVERY_SECONDS * 100, f"reconciling {_MANY:,} deployments that are well"
    return [
        Figure(f"{what}, every {_EVERY_SECONDS:g} s", share, "% of a core", 5, "", None),
        Figure(f"{what}, memory it adds", grown, "MiB", 30, "", None),
        Figure(
            "from a host's news until a page can show it, 1,000 deployments, slowest of 40",
            seen,
            "ms",
            1000,
            "",
            None,
        ),
    ]


async def _news(database: Database, hosts: Fleet) -> float:
    """Have forty of the thousand go down one after the other, and wait each time until it is committed and told."""
    host = _Tells()
    reconciling = Reconciling(database, replace(hosts, hosts={"bench": host}))
    async with database.transaction(None, relay=True) as session:
        some = (await queries.steady(session))[:_CHANGES]
    following = asyncio.create_task(reconciling.follow())
    slowest = 0.0
    await host.listened.wait()
    for each in some:
        host.down.add(each.plan["artifact"]["endpoint_name"])
        began = time.perf_counter()
        host.told(each.id.hex)
        while True:
            async with database.transaction(each.org_id) as session:
                found = await queries.deployment(session, each.id)
            if found is not None and found.status == "degraded":
                break
        slowest = max(slowest, time.perf_counter() - began)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    return slowest * 1000
