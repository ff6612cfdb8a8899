"""`kill -9` at every moment of an approved use: it is made once, or nobody knows and it is not made again."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.controls.connections.toolboxes import added, crm
from tests.edges.processes.cluster import Cluster, Running
from tests.fixtures.journey import activated, until
from tests.lifecycle.runtime.working import call
from tests.stubs.openai_server import OpenAIStub, serving

from remit.lifecycle.runtime.tables import RUN, USE

FILE = """
name: Desk
description: Tidies up.
instructions: Tidy up.
model: openai:gpt-5-mini
remit: {type: context, slug: desk, tools: [{use: crm.delete_customer, approval: always}]}
"""
# What is cut short where: the customer that is deleted names the moment.
WAITS, APPROVED, ASKED, ANSWERED, GOES_ON = range(1, 6)
pytestmark = pytest.mark.timeout(200)


@dataclass
class Counting:
    """A customer file that counts what it is asked to delete; some answers wait until they may be given."""

    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    held: set[int] = field(default_factory=lambda: {ASKED, ANSWERED})

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.asked.append(scope["path"])
        self.keys.append(dict(scope["headers"])[b"idempotency-key"].decode())
        while int(scope["path"].rpartition("/")[2]) in self.held:  # noqa: ASYNC110 - changed in another thread
            await asyncio.sleep(0.01)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"gone": true}'})

    def times(self, customer: int) -> int:
        """Say how often a customer was deleted."""
        return self.asked.count(f"/customers/{customer}")


@dataclass
class Desk:
    """An agent that waits before it deletes, who decides for it, and its runs by customer."""

    cluster: Cluster
    at: Running
    approver: str = ""
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)

    async def open(self, address: str) -> None:
        """Deploy it."""
        self.cluster.admin, self.approver = await asyncio.gather(
            *[
                asyncio.to_thread(self.cluster.run, "keys", "create", "--name", role, "--role", role)
                for role in ("admin", "approver")
            ]
        )
        async with self.cluster.api(self.at) as api:
            await added(api, crm(address))
            made = await api.post("/api/agents", json={"source": FILE})
            assert made.status_code == 201, made.text
            await activated(api, "desk")
            deployed = (await api.post("/api/deployments", json={"agent": "desk", "env": "dev"})).json()
            self.cluster.key = deployed["key"]
            await until(api, deployed["deployment"]["plan_id"], "deployed")

    async def ask(self, customer: int) -> None:
        body = {"model": "desk", "messages": [{"role": "user", "content": f"Delete {customer}."}]}
        async with self.cluster.caller(self.at) as caller:
            answer = (await caller.post("/v1/chat/completions", json=body)).json()
        assert answer["remit"]["status"] == "waiting", answer
        self.runs[customer] = answer["remit"]

    async def approve(self, customer: int) -> None:
        path = f"/api/proposals/{self.runs[customer]['waits'][0]['approval_id']}"
        headers = {"authorization": f"Bearer {self.approver}"}
        async with httpx.AsyncClient(base_url=self.at.url, headers=headers, trust_env=False) as client:
            shown = (await client.get(path)).json()
            decided = {"decision": "approved", "reason": "They asked for it.", "digest": shown["digest"]}
            answer = await client.post(f"{path}/decision", json=decided)
        assert answer.status_code == 200, answer.text

    async def run(self, customer: int) -> dict[str, Any]:
        async with self.cluster.caller(self.at) as caller:
            shown: dict[str, Any] = (await caller.get(f"/api/runs/{self.runs[customer]['run_id']}")).json()
        return shown

    async def comes_to(self, customer: int, *statuses: str) -> dict[str, Any]:
        """Wait until a run has one of the statuses."""
        deadline = time.monotonic() + 30
        while (shown := await self.run(customer))["status"] not in statuses:
            assert time.monotonic() < deadline, (shown, self.at.log.read_text()[-3000:])
            await asyncio.sleep(0.05)
        return shown

    def uses(self) -> dict[int, dict[str, Any]]:
        """Return the entries about uses that have ended, which are one for each."""
        query = (
            "select p.payload from audit_entries e join audit_payloads p using (org_id, seq)"
            " where e.type in ('tool.used', 'tool.refused')"
        )
        found = [row["payload"] for row in self.cluster.rows(query)]
        assert set(Counter(each["use"] for each in found).values()) == {1}
        return {each["arguments"]["id"]: each for each in found}


@contextmanager
def held(cluster: Cluster, lock: LiteralString, id: UUID) -> Iterator[None]:
    """Keep what a step needs from everybody else, so that it stops there."""
    with psycopg.connect(cluster.owner_url) as connection:
        connection.execute(lock, (str(id),))
        yield
        connection.rollback()


async def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def _stopped(cluster: Cluster) -> int:
    return len(cluster.rows("select 1 from pg_stat_activity where wait_event_type = 'Lock'"))


async def _cut_short(desk: Desk, place: Counting, provider: OpenAIStub) -> None:
    """Bring each run to its moment, and pull the plug of all of them at once."""
    cluster = desk.cluster
    provider.script = ["slow"]
    await desk.approve(GOES_ON)
    await _until(lambda: provider.under_way == 1)
    await desk.approve(ASKED)
    await desk.approve(ANSWERED)
    await _until(lambda: len(place.asked) == 3)
    use = USE.parse((await desk.run(APPROVED))["uses"][0]["id"])
    with (
        held(cluster, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", use),
        held(
            cluster, "select 1 from runs where id = %s for update", RUN.parse(desk.runs[ANSWERED]["run_id"])
        ),
    ):
        place.held.discard(ANSWERED)
        await desk.approve(APPROVED)
        await _until(lambda: _stopped(cluster) == 2)
        desk.at.process.kill()
        await asyncio.to_thread(desk.at.process.wait)
    place.held.clear()
    provider.go_on.set()


async def _nobody_knows(desk: Desk, customer: int) -> None:
    """What was begun ends as unknown, with a violation that names it."""
    shown = await desk.comes_to(customer, "answered", "unknown", "failed", "refused")
    (use,) = shown["uses"]
    assert (shown["status"], use["state"], use["executed_digest"]) == ("unknown", "unknown", None)
    assert "not used again" in shown["problem"]["detail"]
    async with desk.cluster.api(desk.at) as api:
        listed = (await api.get("/api/violations", params={"rule": "tool-use-unknown"})).json()["items"]
        found = [(await api.get(f"/api/violations/{each['id']}")).json() for each in listed]
    (one,) = [each for each in found if use["id"] in str(each)]
    assert (one["severity"], one["request_id"]) == ("high", shown["request_id"])


async def _done_once(desk: Desk, customer: int) -> None:
    shown = await desk.comes_to(customer, "answered", "unknown", "failed", "refused")
    (use,) = shown["uses"]
    assert (shown["status"], shown["answer"], use["state"]) == ("answered", "Done.", "done")
    assert use["executed_digest"] == use["digest"]


async def test_what_was_approved_is_done_once_whenever_the_process_dies(
    cluster: Cluster, provider: OpenAIStub
) -> None:
    place = Counting()
    provider.scripted = {f"Delete {id}.": [call("crm__delete_customer", id=id)] for id in range(1, 6)}
    provider.words = ["Done."]
    desk = Desk(cluster, cluster.start("up"))
    await asyncio.to_thread(desk.at.ready)
    with serving(place) as address:
        await desk.open(address)
        await asyncio.gather(*[desk.ask(customer) for customer in range(1, 6)])
        await _cut_short(desk, place, provider)
        desk.at = await asyncio.to_thread(cluster.start("up").ready)
        assert (await desk.run(WAITS))["status"] == "waiting"
        await desk.approve(WAITS)
        for customer in (WAITS, APPROVED, GOES_ON):
            await _done_once(desk, customer)
        for customer in (ASKED, ANSWERED):
            await _nobody_knows(desk, customer)
    assert {customer: place.times(customer) for customer in range(1, 6)} == dict.fromkeys(range(1, 6), 1)
    for customer, entry in desk.uses().items():
        (use,) = (await desk.run(customer))["uses"]
        assert entry["approved_digest"] == use["digest"]
        assert entry["executed_digest"] == (None if customer in (ASKED, ANSWERED) else use["digest"])
        assert entry["use"] in place.keys
    assert desk.at.stop() == 0, desk.at.log.read_text()
