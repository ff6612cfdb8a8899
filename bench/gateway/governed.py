"""Remit in the race: an agent whose model is the stub, under a key, limits, budgets and policies."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
import psycopg

from bench.figures import Figure
from bench.gateway.cores import keep_on, shared_out
from bench.gateway.race import Runner
from bench.gateway.talk import MODEL, ORDERS, TOLD
from bench.server import Server, serving
from remit.controls import tenancy
from remit.kit import secret_key
from remit.kit.database import Database
from remit.lifecycle.runtime import DEPLOYMENT

_AGENT = f"name: {{0}}\ninstructions: {TOLD}\nremit:\n  type: context\n  slug: {{0}}\n"
_PLENTY = 10**12
_USD = 900_000_000
_ON_RECORD = """
select (select count(*) from usage where outcome = 'answered' and key <> ''),
       (select count(*) from audit_entries where type = 'call.answered')
"""
_SPENT = """
select (select coalesce(sum(k.spent_usd), 0) from budget_counters k join budgets b on b.id = k.budget_id
        where b.subject = %(agent)s),
       (select coalesce(sum(k.reserved_usd), 0) from budget_counters k),
       (select coalesce(sum(cost_usd), 0) from usage where agent = %(agent)s)
"""


@dataclass(frozen=True)
class Callee:
    """A deployed agent with its own key."""

    id: str
    agent: str
    name: str
    key: str


@dataclass
class Governed:
    """A Remit with three agents: `held` to budgets, `free` of them, and `tooled`, which uses a tool in each call."""

    server: Server
    admin: str
    callees: dict[str, Callee] = field(default_factory=dict)
    runners: list[Runner] = field(default_factory=list)
    policies: str = ""
    version: int = 0

    def runner(self, callee: str, keys: Sequence[str] = ()) -> Runner:
        """Let calls of an agent take part, with its key or with others; all that they answer is reconciled."""
        found = self.callees[callee]
        port = int(self.server.url.rsplit(":", 1)[1])
        runner = Runner("Remit", port, self.watched, found.name, keys or (found.key,))
        self.runners.append(runner)
        return runner

    @property
    def address(self) -> str:
        """Its database, as the owner."""
        return f"postgresql:///postgres?host={self.server.data / 'postgres'}&user=postgres"

    @property
    def watched(self) -> dict[str, int]:
        """Its processes."""
        return {"gateway": self.server.process.pid, "postgres": self._postmaster}

    @property
    def _postmaster(self) -> int:
        return int((self.server.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def client(self) -> httpx.Client:
        """Open a client of its administration."""
        headers = {"authorization": f"Bearer {self.admin}"}
        return httpx.Client(base_url=self.server.url, headers=headers, trust_env=False, timeout=120)

    def pin(self) -> None:
        """Keep Remit on one core, PostgreSQL on the others."""
        own, others = shared_out()
        keep_on(self.server.process, own)
        keep_on(psutil.Process(self._postmaster), others)

    def reconcile(self) -> Figure:
        """Compare all answers that were counted with usage rows and audit entries, and the budget with what they cost.

        It raises where the budget is off.
        """
        answered = sum(runner.answered for runner in self.runners)
        with psycopg.connect(self.address) as database:
            rows, entries = database.execute(_ON_RECORD).fetchone() or (0, 0)
            agent = {"agent": f"agent:{self.callees['held'].agent}"}
            spent, held, cost = database.execute(_SPENT, agent).fetchone() or (0, 0, 0)
        if spent != cost or held:
            raise RuntimeError(
                f"The budget says {spent} USD, calls cost {cost} USD, and {held} USD are held."
            )
        off = max(abs(answered - rows), abs(answered - entries))
        what = f"{answered:,} answers: difference from usage rows and audit entries"
        return Figure(what, off, "calls", 0, "", None)

    def commit_ms(self) -> float:
        """Return how long one bare commit takes on the same database now: the median of fifty."""
        took = []
        with psycopg.connect(self.address, autocommit=True) as database:
            database.execute("create table bench_commits (n int)")
            for number in range(50):
                began = time.perf_counter()
                database.execute("insert into bench_commits values (%s)", (number,))
                took.append((time.perf_counter() - began) * 1000)
            database.execute("drop table bench_commits")
        return statistics.median(took)

    def apply(self, policies: str) -> None:
        """Make these the organisation's own policies, unless they are that already."""
        if policies == self.policies:
            return
        with self.client() as client:
            body = {"text": policies, "version": self.version}
            applied = client.post("/api/policies/apply", json=body).raise_for_status().json()
        self.policies, self.version = policies, applied["number"]

    def more_keys(self, number: int) -> list[str]:
        """Make more keys of the agent with budgets."""
        return asyncio.run(self._more_keys(number))

    async def _more_keys(self, number: int) -> list[str]:
        database, secret = Database(self.address), secret_key.read(self.server.data / "secret.key")
        id = DEPLOYMENT.parse(self.callees["held"].id)
        try:
            async with database.transaction(self._organization()) as session:
                made = [
                    await tenancy.create(
                        session,
                        secret,
                        org_id=self._organization(),
                        name=f"bench {n}",
                        role=tenancy.Role.CALLER,
                        created_by="system:bench",
                        deployment_id=id,
                    )
                    for n in range(number)
                ]
        finally:
            await database.close()
        return [each.token for each in made]

    def _organization(self) -> UUID:
        with psycopg.connect(self.address) as database:
            ((id,),) = database.execute("select id from organizations").fetchall()
        return UUID(str(id))


@contextmanager
def governed(folder: Path, stub_url: str, processes: int = 1) -> Iterator[Governed]:
    """Start a Remit and deploy the agents."""
    settings = {
        "OPENAI_API_KEY": "stub",
        "OPENAI_BASE_URL": stub_url,
        "REMIT_MODEL_PROVIDER": "openai",
        "REMIT_MODEL_NAME": MODEL,
    }
    with serving(folder, processes, **settings) as server:
        made = Governed(server, server.remit("keys", "create", "--name", "bench", "--role", "admin"))
        with made.client() as client:
            for name in ("held", "free"):
                made.callees[name] = _deploy(client, name)
            made.callees["tooled"] = _deploy(client, "tooled", _connect(client, stub_url))
            _allow(client)
            _hold(client, made.callees["held"])
        made.pin()
        yield made


def _connect(client: httpx.Client, stub_url: str) -> str:
    """Connect the stub as an HTTP API; return how an agent names its tool."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {"/orders/{id}": {"get": ORDERS}},
    }
    setup = {"base_url": stub_url.removesuffix("/v1"), "document": json.dumps(document)}
    body = {"slug": "orders", "kind": "http_api", "setup": setup, "secret": "stub"}
    id = client.post("/api/connections", json=body).raise_for_status().json()["id"]
    (tool,) = client.get(f"/api/connections/{id}/tools").raise_for_status().json()["items"]
    return f"  tools: [{tool['use']}]\n"


def _deploy(client: httpx.Client, name: str, tools: str = "") -> Callee:
    client.post("/api/agents", json={"source": _AGENT.format(name) + tools}).raise_for_status()
    agent = _until(client, f"/api/agents/{name}", "active_version", 1)
    made = client.post("/api/deployments", json={"agent": name}).raise_for_status().json()
    id = made["deployment"]["plan_id"]
    _until(client, f"/api/deployments/{id}", "status", "deployed")
    return Callee(id, agent["id"], name, made["key"])


def _until(client: httpx.Client, path: str, field: str, value: object) -> dict[str, Any]:
    for _ in range(600):
        found: dict[str, Any] = client.get(path).raise_for_status().json()
        if found[field] == value:
            return found
        time.sleep(0.05)
    raise RuntimeError(f"{path} never had {field} {value}")


def _allow(client: httpx.Client) -> None:
    """Set limits that are counted and never reached."""
    for scope in ("organization", "key", "deployment"):
        limit = {"scope": scope, "requests_per_minute": _PLENTY, "tokens_per_minute": _PLENTY}
        client.post("/api/limits", json=limit).raise_for_status()


def _hold(client: httpx.Client, callee: Callee) -> None:
    """Set budgets that are reserved against and never spent."""
    for scope, subject, period in (("agent", callee.agent, "month"), ("deployment", callee.id, "hour")):
        budget = {"scope": scope, "subject": subject, "period": period, "limit_usd": _USD}
        client.post("/api/budgets", json=budget).raise_for_status()
