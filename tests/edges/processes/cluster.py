"""Several processes of Remit on one data directory, an agent whose model is the stub, and what the database says."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import psutil
import psycopg
from psycopg.rows import dict_row
from tests.fixtures.journey import activated, until
from tests.server import NO_TLS, ROOT, free_port
from tests.stubs.openai_server import OpenAIStub

from remit.kit.embedded import EmbeddedPostgres

AGENT = """
name: Desk
description: Answers.
instructions: Be brief.
model: openai:gpt-5-mini
remit: {type: context, slug: desk}
"""
QUESTION = {
    "model": "desk",
    "messages": [{"role": "user", "content": "What is the capital of France?"}],
    "max_tokens": 16,
}
_START_SECONDS, _STOP_SECONDS = 90.0, 60.0


@dataclass
class Running:
    """A process and, where it answers HTTP, its address."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def ready(self) -> "Running":
        """Wait until it answers."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                if httpx.get(f"{self.url}/health/ready", trust_env=False, verify=NO_TLS).is_success:
                    return self
            except httpx.TransportError:
                pass
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def said(self, words: str) -> None:
        """Wait until it has said something."""
        deadline = time.monotonic() + _START_SECONDS
        while words not in self.log.read_text():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def children(self) -> dict[str, psutil.Process]:
        """Return the processes that it keeps, by their names."""
        found = psutil.Process(self.process.pid).children()
        return {each.environ()["REMIT_PROCESS"]: each for each in found if "--leash" in each.cmdline()}

    def stop(self, told: signal.Signals = signal.SIGINT) -> int:
        """Tell it to stop; return its exit code."""
        self.process.send_signal(told)
        return self.process.wait(_STOP_SECONDS)


@dataclass
class Cluster:
    """What runs on one data directory; `key` calls the agent `desk`, `admin` administrates."""

    folder: Path
    stub: OpenAIStub
    running: list[Running] = field(default_factory=list)
    admin: str = ""
    key: str = ""
    deployment: str = ""

    @property
    def data(self) -> Path:
        """The data directory, which all share."""
        return self.folder / "data"

    def environ(self, port: int) -> dict[str, str]:
        """Only what a person's shell has, and the provider."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'sdk'}",
            "REMIT_DATA": str(self.data),
            "REMIT_PORT": str(port),
            "REMIT_LIMIT_KEY_PER_MINUTE": "1000000",
            "REMIT_LIMIT_ORGANIZATION_PER_MINUTE": "1000000",
            "REMIT_LOG_LEVEL": "warning",
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": self.stub.base_url,
        }

    def start(self, *arguments: str) -> Running:
        """Start `remit ARGUMENTS…` in a process that stays."""
        port = free_port()
        log = self.folder / f"{len(self.running)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "remit", *arguments],
                env=self.environ(port),
                cwd=ROOT,
                stdout=file,
                stderr=file,
            )
        made = Running(process, f"http://127.0.0.1:{port}", log)
        self.running.append(made)
        return made

    def run(self, *arguments: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
        """Run a command on this machine's database, or by `more` against a server; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "remit", *arguments],
            env={**self.environ(free_port()), **more},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def api(self, at: Running) -> httpx.AsyncClient:
        """Open a client with the administrator's key."""
        return self._client(at, self.admin)

    def caller(self, at: Running, *, most: int = 100) -> httpx.AsyncClient:
        """Open a client with the agent's key."""
        return self._client(at, self.key, most=most)

    def _client(self, at: Running, key: str, *, most: int = 100) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=at.url,
            headers={"authorization": f"Bearer {key}"},
            timeout=60,
            trust_env=False,
            verify=NO_TLS,
            limits=httpx.Limits(max_connections=most),
        )

    async def deploy(self, at: Running) -> None:
        """Make the agent and its key."""
        self.admin = await asyncio.to_thread(self.run, "keys", "create", "--name", "many", "--role", "admin")
        async with self.api(at) as api:
            made = await api.post("/api/agents", json={"source": AGENT})
            assert made.status_code == 201, made.text
            await activated(api, "desk", seconds=60)
            deployed = (await api.post("/api/deployments", json={"agent": "desk", "env": "dev"})).json()
            self.key, self.deployment = deployed["key"], deployed["deployment"]["plan_id"]
            await until(api, self.deployment, "deployed", seconds=60)

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        """The database that they share, once it runs; the test holds it too."""
        server = EmbeddedPostgres(self.data)
        server.start()
        return server

    @cached_property
    def owner_url(self) -> str:
        """The database's address as its owner."""
        return self.postgres.owner_url

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask the database as its owner."""
        with psycopg.connect(self.owner_url, row_factory=dict_row, autocommit=True) as connection:
            found = connection.execute(query)
            return found.fetchall() if found.description else []

    def spent(self) -> tuple[Decimal, Decimal]:
        """Return what the budget of the organisation has spent and holds."""
        (row,) = self.rows(
            "select spent_usd, reserved_usd from budget_counters k join budgets b on b.id = k.budget_id"
        )
        return row["spent_usd"], row["reserved_usd"]

    def calls(self, outcome: str) -> list[dict[str, Any]]:
        """Return the usage rows of an outcome."""
        return [row for row in self.rows("select * from usage order by id") if row["outcome"] == outcome]

    def audited(self, outcome: str) -> list[str]:
        """Return the ids of the calls whose audit entry says that outcome."""
        query = (
            "select p.payload->>'call' as call from audit_entries e join audit_payloads p using (org_id, seq)"
            f" where e.type = 'call.{outcome}' order by 1"
        )
        return [row["call"] for row in self.rows(query)]

    def close(self) -> None:
        """End everything that still runs."""
        for each in self.running:
            if each.process.poll() is None:
                for child in psutil.Process(each.process.pid).children(recursive=True):
                    if "postgres" not in child.name():
                        child.kill()
                each.process.kill()
                each.process.wait()
        self.postgres.start()
        self.postgres.stop()


@contextmanager
def clustered(folder: Path, stub: OpenAIStub) -> Iterator[Cluster]:
    """Make an installation for several processes, and end them all."""
    folder.mkdir()
    made = Cluster(folder, stub)
    try:
        yield made
    finally:
        made.close()
