"""What one process is told holds on the next call of every other."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest
from tests.edges.processes.cluster import QUESTION, Cluster, Running
from tests.stubs.openai_server import openai_stub

pytestmark = pytest.mark.timeout(300)
NOBODY = '@id("nobody") forbid (principal, action == Action::"agent.call", resource);'


@dataclass
class Two:
    """The process that is told, with the worker in it, and another on the same data that answers calls."""

    told: httpx.AsyncClient
    other: httpx.AsyncClient
    cluster: Cluster

    async def call(self) -> int:
        """Call at the other process; return the status."""
        return (await self.other.post("/v1/chat/completions", json=QUESTION)).status_code

    async def soon(self, status: int) -> None:
        """Call until the answer is that; a second is enough."""
        began = time.monotonic()
        while (found := await self.call()) != status:
            assert time.monotonic() - began < 1, f"{found}, not {status}"
            await asyncio.sleep(0.02)

    async def change(self, method: str, path: str, **body: object) -> dict[str, object]:
        """Tell the first process something."""
        answer = await self.told.request(method, path, json=body or None)
        assert answer.is_success, answer.text
        return dict(answer.json()) if answer.content else {}


@pytest.fixture(scope="module")
async def both(cluster: Cluster) -> tuple[Running, Running]:
    first = cluster.start("up")
    await asyncio.to_thread(first.ready)
    await cluster.deploy(first)
    second = cluster.start("up", "--no-worker")
    await asyncio.to_thread(second.ready)
    assert "No worker here" in second.log.read_text()
    return first, second


@pytest.fixture
async def two(cluster: Cluster, both: tuple[Running, Running]) -> AsyncIterator[Two]:
    async with cluster.api(both[0]) as told, cluster.caller(both[1]) as other:
        made = Two(told, other, cluster)
        await made.soon(200)
        yield made


async def test_a_policy(two: Two) -> None:
    made = await two.change("POST", "/api/policies/apply", text=NOBODY, note="Freeze", version=0)
    await two.soon(403)
    await two.change("POST", "/api/policies/apply", text="", note="Thaw", version=made["number"])
    await two.soon(200)


async def test_a_budget(two: Two) -> None:
    body = {"scope": "organization", "period": "day", "limit_usd": "0.000000001"}
    made = await two.change("POST", "/api/budgets", **body)
    await two.soon(402)
    await two.change("PATCH", f"/api/budgets/{made['id']}", version=made["version"], limit_usd="10")
    await two.soon(200)


async def test_a_limit(two: Two) -> None:
    made = await two.change("POST", "/api/limits", scope="organization", requests_per_minute=1)
    await two.soon(429)
    await two.change("DELETE", f"/api/limits/{made['id']}")
    await two.soon(200)


async def test_a_connection(two: Two) -> None:
    with openai_stub() as elsewhere:
        elsewhere.models = ("gpt-5-mini",)
        added = {"slug": "openai", "kind": "openai", "base_url": elsewhere.base_url, "secret": "sk-other"}
        made = await two.change("POST", "/api/connections", **added)
        began = time.monotonic()
        while not elsewhere.requests:
            assert await two.call() == 200
            assert time.monotonic() - began < 1
        back, asked = two.cluster.stub, len(two.cluster.stub.requests)
        changed = {"version": made["version"], "base_url": back.base_url, "secret": "sk-test"}
        await two.change("PATCH", f"/api/connections/{made['id']}", **changed)
        began = time.monotonic()
        while len(back.requests) == asked:
            assert await two.call() == 200
            assert time.monotonic() - began < 1


async def _key(two: Two) -> tuple[str, str]:
    made = await two.change("POST", f"/api/deployments/{two.cluster.deployment}/keys", name="other")
    return str(made["id"]), str(made["key"])


@pytest.mark.parametrize("how", ["revoked", "missed"])
async def test_a_key_and_what_was_missed_while_nobody_listened(two: Two, how: str) -> None:
    """News that is lost with its connection is made up for when that is back: everything kept is forgotten."""
    id, token = await _key(two)
    two.other.headers["authorization"] = f"Bearer {token}"
    assert await two.call() == 200
    if how == "revoked":
        await two.change("DELETE", f"/api/deployments/{two.cluster.deployment}/keys/{id}")
    else:
        two.cluster.rows("update api_keys set revoked_at = now() where name = 'other' and revoked_at is null")
        await asyncio.sleep(1)
        assert await two.call() == 200, "nobody was told"
        ended = two.cluster.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'remit-news'"
        )
        assert len(ended) == 2
    await two.soon(401)


async def test_a_second_worker_takes_over(two: Two, both: tuple[Running, Running], cluster: Cluster) -> None:
    second = cluster.start("worker")
    await asyncio.to_thread(second.said, "this one helps")
    both[0].process.kill()
    both[0].process.wait()
    async with cluster.api(both[1]) as api:
        restarted = await api.post(f"/api/deployments/{cluster.deployment}/restart")
        assert restarted.status_code == 200, restarted.text
        await _until(api, f"/api/deployments/{cluster.deployment}", "deployed")
    assert second.stop() == 0
    assert both[1].stop() == 0


async def _until(api: httpx.AsyncClient, path: str, status: str) -> None:
    async def reached() -> bool:
        return bool((await api.get(path)).json()["status"] == status)

    await _soon(reached, 60)


async def _soon(true: Callable[[], Awaitable[bool]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)
