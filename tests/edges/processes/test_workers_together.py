"""Two workers on one database: both carry out changes, each change is made once, and neither is missed when it dies."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from tests.edges.processes.cluster import Cluster, Running

pytestmark = pytest.mark.timeout(400)
_MANY = 16
_FILE = "name: {0}\ninstructions: Greet people.\nremit: {{type: context, slug: {0}}}\n"
_RUNS = "select executor_id as who, status from dbos.workflow_status where created_at > {}"
_slugs = (f"agent-{each}" for each in range(10_000))
_NEWEST = "select coalesce(max(created_at), 0) as at from dbos.workflow_status"
# What the database does with those whose machine does not answer any more; nobody but the helper is at work.
_GONE = (
    "select pg_terminate_backend(pid) from pg_stat_activity where state like 'idle in transaction%'"
    " or pid in (select pid from pg_locks where locktype = 'advisory' and classid = 7233849)"
)
_BUSY = (
    "select 1 from dbos.workflow_status where status <> 'SUCCESS' union all"
    " select 1 from events where delivered_at is null"
)


@dataclass
class Both:
    """The worker that leads, the one that helps, and what answers HTTP; agents that nobody has deployed yet."""

    cluster: Cluster
    up: Running
    leader: Running
    helper: Running
    since: int = 0

    async def made(self, number: int) -> list[str]:
        """Make agents that can be deployed; return their slugs."""
        slugs = [next(_slugs) for _ in range(number)]
        async with self.cluster.api(self.up) as api:
            for slug in slugs:
                body = {"source": _FILE.format(slug), "promote": True}
                assert (await api.post("/api/agents", json=body)).status_code == 201
            for slug in slugs:
                await _until(lambda slug=slug: _is_active(api, slug))
        await _until(lambda: _true(not self.cluster.rows(_BUSY)))
        self.since = self.cluster.rows(_NEWEST)[0]["at"]
        return slugs

    async def deploy(self, slugs: list[str]) -> list[str]:
        """Ask for all of them at once."""
        async with self.cluster.api(self.up) as api:
            asked = [api.post("/api/deployments", json={"agent": slug, "env": "dev"}) for slug in slugs]
            return [each.json()["deployment"]["plan_id"] for each in await asyncio.gather(*asked)]

    async def serve(self, made: list[str]) -> None:
        """Wait until all of them serve; each became that once, and no change is left."""
        async with self.cluster.api(self.up) as api:
            for plan_id in made:
                await _until(lambda plan_id=plan_id: _status(api, plan_id, "deployed"))
        await _until(lambda: _true(not self.cluster.rows(_BUSY)))
        subjects = ", ".join(f"'deployment:{each}'" for each in made)
        entries = self.cluster.rows(f"select type, subject from audit_entries where subject in ({subjects})")
        for once in ("deployment.deployed", "change.applied"):
            found = Counter(each["subject"] for each in entries if each["type"] == once)
            assert set(found.values()) == {1}, (once, found)
            assert len(found) == len(made)

    def runs(self, status: str) -> int:
        """Count the runs of this test that stand so."""
        return sum(each["status"] == status for each in self.cluster.rows(_RUNS.format(self.since)))

    def took_part(self) -> set[str]:
        """Name who ran something in this test."""
        return {each["who"].partition("-")[0] for each in self.cluster.rows(_RUNS.format(self.since))}


async def _true(said: bool) -> bool:
    return said


async def _is_active(api: httpx.AsyncClient, slug: str) -> bool:
    return bool((await api.get(f"/api/agents/{slug}")).json()["active_version"])


async def _status(api: httpx.AsyncClient, plan_id: str, status: str) -> bool:
    return bool((await api.get(f"/api/deployments/{plan_id}")).json()["status"] == status)


async def _until(true: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not await true():  # type: ignore[misc]
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


@contextmanager
def _frozen(*workers: Running) -> Iterator[None]:
    """Have processes stand still, as on a machine that hangs."""
    for each in workers:
        each.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in workers:
            if each.process.poll() is None:
                each.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
async def up(cluster: Cluster) -> Running:
    made = cluster.start("up", "--no-worker")
    await asyncio.to_thread(made.ready)
    cluster.admin = await asyncio.to_thread(
        cluster.run, "keys", "create", "--name", "both", "--role", "admin"
    )
    return made


@pytest.fixture
async def both(cluster: Cluster, up: Running) -> AsyncIterator[Both]:
    leader = cluster.start("worker")
    await asyncio.to_thread(leader.said, "The worker works.")
    helper = cluster.start("worker")
    await asyncio.to_thread(helper.said, "this one helps")
    yield Both(cluster, up, leader, helper)
    for each in (leader, helper):
        if each.process.poll() is None:
            await asyncio.to_thread(each.stop)


async def test_both_carry_out_changes_and_each_is_made_once(both: Both) -> None:
    took_part: set[str] = set()
    for _ in range(3):  # on a busy machine one of them may be done before the other is awake
        slugs = await both.made(_MANY)
        with _frozen(both.helper, both.leader):
            made = await both.deploy(slugs)
        await both.serve(made)
        took_part |= both.took_part()
        if len(took_part) > 1:
            break
    assert took_part == {"local", "helper"}


async def test_what_a_dead_helper_had_begun_the_leader_ends(both: Both) -> None:
    slugs = await both.made(_MANY)
    with _frozen(both.leader):
        made = await both.deploy(slugs)
        await _until(lambda: _true(both.runs("PENDING") > 2))
        both.helper.process.kill()
        both.helper.process.wait()
        assert both.took_part() == {"helper"}
        assert both.runs("PENDING")
    await both.serve(made)


async def test_a_helper_that_hung_makes_nothing_a_second_time(both: Both) -> None:
    """It wakes up where another has gone on with all it had begun; from then on it helps as before."""
    slugs = await both.made(_MANY + 1)
    with _frozen(both.helper):
        with _frozen(both.leader):
            both.helper.process.send_signal(signal.SIGCONT)
            made = await both.deploy(slugs[1:])
            await _until(lambda: _true(both.runs("PENDING") > 2))
            both.helper.process.send_signal(signal.SIGSTOP)
            both.cluster.rows(_GONE)
        await both.serve(made)
    with _frozen(both.leader):
        (last,) = await both.deploy(slugs[:1])
        async with both.cluster.api(both.up) as api:
            await _until(lambda: _true(both.runs("SUCCESS") == _MANY + 1))
            assert (await api.get(f"/api/deployments/{last}")).status_code == 200
    await both.serve([last])
    await both.serve(made)


async def test_a_helper_takes_the_lead(both: Both) -> None:
    """What the one that led had begun, what the other had, and what nobody had: all of it is carried out."""
    slugs = await both.made(_MANY)
    with _frozen(both.leader, both.helper):
        made = await both.deploy(slugs)
    await _until(lambda: _true(both.runs("PENDING") > 0))
    both.leader.process.kill()
    both.leader.process.wait()
    await asyncio.to_thread(both.helper.said, "no other worker leads any more: this one does")
    await both.serve(made)
    assert both.helper.stop() == 0
