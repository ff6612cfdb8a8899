"""What calls share in one process: who may call and what is called, kept in memory, and where calls are recorded."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from remit.controls import metering, tenancy
from remit.controls.annotators import Annotators
from remit.engines.hosts import Functions
from remit.engines.models import Models
from remit.kit.database import Database
from remit.kit.memory import Kept
from remit.kit.secret_key import SecretKey
from remit.lifecycle.agents import Sandboxes
from remit.lifecycle.runtime.agent_run import AgentCache
from remit.lifecycle.runtime.asking import nowhere
from remit.lifecycle.runtime.builders import Builder, NoBuilder
from remit.lifecycle.runtime.marking import marked
from remit.lifecycle.runtime.recording import Recorder
from remit.lifecycle.runtime.spending import subjects_of
from remit.lifecycle.runtime.target import Callee, Loader, Locator, Target, Trial
from remit.lifecycle.runtime.tools import Kits, NoTools, Tools
from remit.lifecycle.runtime.trial import load_trial

T = TypeVar("T")
_LONGEST = 300.0  # seconds that one call may run


@dataclass
class Runtime:
    """What calls share in one process."""

    database: Database
    secret_key: SecretKey
    models: Models
    load: Loader
    limits: metering.Limits
    budget_wait: float = 600.0
    annotators: Annotators | None = None
    agents: AgentCache = field(default_factory=AgentCache)
    sandboxes: Sandboxes = field(default_factory=dict)
    locate: Locator = nowhere
    longest: float = _LONGEST
    tools: Tools = field(default_factory=NoTools)
    builder: Builder = field(default_factory=NoBuilder)
    machines: Mapping[str, Functions] = field(default_factory=dict)
    working: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.callers = tenancy.Callers(self.database, self.secret_key)
        self.recorder = Recorder(self.database)
        self.kits = Kits(self.tools)
        self.budgets = metering.Budgets(self.database, wait_seconds=self.budget_wait)
        self._targets: Kept[tuple[UUID, Callee], Target] = Kept(
            self.database.caches, "deployment.", "agent.", "rollout.updated"
        )

    async def target(self, org_id: UUID, callee: Callee) -> Target:
        """Find what is called, from memory where it is known; `NotFound` for what the organisation does not have."""
        key = (org_id, callee)
        return self._targets.get(key) or await self._targets.read(key, partial(self._load, org_id, callee))

    def known(self, org_id: UUID, callee: Callee) -> Target | None:
        """Return what is called where it is in memory."""
        return self._targets.get((org_id, callee))

    async def admit(self, actor: tenancy.Actor, callee: Callee | None = None) -> metering.Standing:
        """Count a request of somebody; `OverLimit` when there were too many.

        What is called counts too where it is in memory: nobody makes the database look for things by asking often.
        """
        target = None if callee is None else self.known(actor.org_id, callee)
        return await self.limits.hit(actor.org_id, subjects_of(actor, target))

    async def _load(self, org_id: UUID, callee: Callee) -> tuple[UUID, Target]:
        async with self.database.transaction(org_id) as session:
            if isinstance(callee, Trial):
                target = await load_trial(session, callee)
            else:
                target = await self.load(session, callee)
        return org_id, marked(target, self.secret_key)

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work to its end even when the caller is cancelled meanwhile, and only then go on."""
        task = asyncio.create_task(work)
        self.working.add(task)
        task.add_done_callback(self.working.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task})
            raise

    async def drain(self) -> None:
        """Wait until every call that ended is recorded; for a clean stop."""
        await asyncio.gather(*self.working, return_exceptions=True)
        await self.recorder.drain()

    async def close(self) -> None:
        """Stop cleanly: what was held and used is written before."""
        await self.drain()
        await self.budgets.close()
