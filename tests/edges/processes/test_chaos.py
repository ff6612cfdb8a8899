"""Processes and the database die under load; afterwards every book says the same, to the call.

`REMIT_CHAOS_ROUNDS=20` makes it as long as a release deserves.
"""

import asyncio
import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from tests.edges.processes.cluster import QUESTION, Cluster, Running
from tests.stubs.openai_server import OpenAIStub

from remit.controls.metering import CALL

_ROUNDS = int(os.environ.get("REMIT_CHAOS_ROUNDS", "3"))
_CLIENTS = 24
pytestmark = pytest.mark.timeout(300 + 60 * _ROUNDS)


@dataclass
class Load:
    """Clients that ask again and again; `answers` holds the ids of answered calls with their questions."""

    cluster: Cluster
    at: Running
    answers: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    numbers: Any = field(default_factory=itertools.count)
    ending: bool = False

    async def ask(self, client: httpx.AsyncClient) -> None:
        """Ask one question, as a stream every other time."""
        number = next(self.numbers)
        question = f"Question {number}?"
        body = {**QUESTION, "messages": [{"role": "user", "content": question}], "stream": number % 2 == 1}
        try:
            answer = await client.post("/v1/chat/completions", json=body)
        except httpx.TransportError:
            self.statuses[0] += 1
            await asyncio.sleep(0.1)
            return
        whole = answer.is_success and (not body["stream"] or "data: [DONE]" in answer.text)
        self.statuses[answer.status_code] += 1
        if whole and '"error"' not in answer.text:
            self.answers[answer.headers["x-remit-call"]] = question
        else:
            await asyncio.sleep(0.05)

    async def client(self) -> None:
        """Ask until the end."""
        async with self.cluster.caller(self.at, most=1) as client:
            while not self.ending:
                await self.ask(client)

    async def more(self, answers: int = 100) -> None:
        """Wait for further answers."""
        wanted, deadline = len(self.answers) + answers, time.monotonic() + 90
        while len(self.answers) < wanted:
            assert time.monotonic() < deadline, (self.statuses, self.at.log.read_text()[-4000:])
            await asyncio.sleep(0.05)


@asynccontextmanager
async def loaded(cluster: Cluster, at: Running) -> AsyncIterator[Load]:
    """Have the clients ask for the length of a block."""
    load = Load(cluster, at)
    clients = [asyncio.create_task(load.client()) for _ in range(_CLIENTS)]
    try:
        yield load
    finally:
        load.ending = True
        await asyncio.gather(*clients)


def _restart(cluster: Cluster, how: signal.Signals) -> None:
    """End the database, cleanly or as a crash does, and start it again."""
    os.kill(cluster.postgres.pid, how)
    psutil.wait_procs([psutil.Process(cluster.postgres.pid)], timeout=30)
    cluster.postgres.start()


async def _harm(cluster: Cluster, at: Running, dice: random.Random, round: int) -> None:
    if round % 3 != 1:
        name = dice.choice(["1", "2"])
        children = await asyncio.to_thread(at.children)
        if name in children:
            children[name].kill()
    if round % 3 != 0:
        how = dice.choice([signal.SIGINT, signal.SIGQUIT])
        await asyncio.to_thread(_restart, cluster, how)


async def test_whatever_dies_the_books_agree(cluster: Cluster, provider: OpenAIStub, tmp_path: Path) -> None:
    at = cluster.start("up", "--processes", "2")
    await asyncio.to_thread(at.ready)
    await cluster.deploy(at)
    async with cluster.api(at) as api:
        budget = {"scope": "organization", "period": "month", "limit_usd": "1000"}
        assert (await api.post("/api/budgets", json=budget)).status_code == 201
    dice = random.Random(_ROUNDS)
    async with loaded(cluster, at) as load:
        for round in range(_ROUNDS):
            await load.more()
            await _harm(cluster, at, dice, round)
        await load.more()
    await asyncio.sleep(1)
    await asyncio.to_thread(_settled, cluster)
    _reconcile(cluster, provider, load)
    _verified(cluster, at, tmp_path)
    assert at.stop() == 0, at.log.read_text()


def _settled(cluster: Cluster) -> None:
    """Let the time of the dead calls be over, and wait until they are given up."""
    cluster.rows("update reservations set expires_at = now() where not swept")
    deadline = time.monotonic() + 60
    while cluster.rows("select 1 from reservations where not swept"):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _reconcile(cluster: Cluster, provider: OpenAIStub, load: Load) -> None:
    usage = {CALL.show(row["id"]): row for row in cluster.rows("select * from usage")}
    audited = Counter(
        row["call"]
        for row in cluster.rows(
            "select p.payload->>'call' as call from audit_entries e"
            " join audit_payloads p using (org_id, seq) where e.type like 'call.%'"
        )
    )
    answered = {id for id, row in usage.items() if row["outcome"] == "answered"}
    refused = sum(row["outcome"] == "refused" for row in usage.values())
    assert not set(load.answers) - answered, "answered, and not recorded"
    assert set(audited) == set(usage)
    assert set(audited.values()) == {1}, "recorded twice"
    # What the provider was asked: each answered call once, and what was under way when somebody died.
    asked = Counter(each["messages"][-1]["content"] for each in provider.requests)
    assert not set(load.answers.values()) - set(asked)
    assert 0 <= len(provider.requests) - len(usage) + refused <= _ROUNDS * _CLIENTS
    spent, held = cluster.spent()
    assert spent == sum(row["cost_usd"] or 0 for row in usage.values())
    assert held == 0


def _verified(cluster: Cluster, at: Running, folder: Path) -> None:
    file = folder / "audit.jsonl"
    more = {"REMIT_URL": at.url, "REMIT_KEY": cluster.admin}
    cluster.run("audit", "export", "--out", str(file), more=more)
    assert cluster.run("audit", "verify", str(file)).startswith("OK")
