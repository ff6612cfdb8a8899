"""An organisation's agents, measured step by step by a worker that can be killed."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import text
from tests.fixtures.people import identify
from tests.lifecycle.runtime.working import document
from tests.stubs.world import World

from remit.controls.tenancy import Actor, Role
from remit.engines.durable import Inline
from remit.engines.scoring import Scorer
from remit.lifecycle import agents
from remit.lifecycle.evaluations import EVALUATE, Evaluations, queries, runs
from remit.lifecycle.evaluations.datasets import create, read_cases
from remit.lifecycle.evaluations.tables import EvaluationResult, EvaluationRun
from remit.lifecycle.runtime.scripted_tools import ScriptedTools


@dataclass
class Bench:
    """The world's evaluations; `runtime` is that of the worker."""

    world: World
    tools: ScriptedTools
    keys: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.runtime = self.world.runtime(tools=self.tools)

    async def builder(self) -> Actor:
        """Return somebody who may build and test agents."""
        made = await self.world.key(None, Role.BUILDER)
        known = await identify(self.world.database, self.world.secret_key, made.token)
        if known.key_id is not None:
            self.keys.append(known.key_id)
        return known

    async def agent(self, actor: Actor, *tools: Any, **remit: Any) -> agents.AgentVersion:
        """Save an agent that asks the stub, with tools."""
        made = document(*tools, **{"slug": "desk", "description": "Greets.", **remit})
        fields = {**made["spec"], "remit": made["remit"]}
        if not tools:
            del fields["remit"]["tools"]
        async with self.world.database.transaction(self.world.org_id) as session:
            saving = agents.Saving(promote=False)
            applied = await agents.apply(
                session, actor, yaml.safe_dump(fields), known_models=lambda _: None, saving=saving
            )
        return applied.version

    async def dataset(self, actor: Actor, lines: str, slug: str = "cases") -> None:
        """Make a dataset of lines."""
        async with self.world.database.transaction(self.world.org_id) as session:
            await create(session, actor, slug, "", read_cases(lines, "jsonl"))

    async def start(self, actor: Actor, *scorers: dict[str, Any], **wish: Any) -> UUID:
        """Ask for an evaluation."""
        chosen = [Scorer.model_validate(each) for each in scorers]
        async with self.world.database.transaction(self.world.org_id) as session:
            asked = runs.Wish("desk", "cases", scorers=chosen, **wish)
            settled = await runs.settle(session, actor, self.world.directory, asked)
            return (await runs.start(session, actor, settled)).id

    async def work(self, id: UUID, **how: Any) -> EvaluationRun:
        """Carry a run out, as a worker that has just started does."""
        durable = Inline()
        durable.register(EVALUATE, Evaluations(self.runtime, **how).evaluate)
        input = {"org_id": self.world.org_id.hex, "run_id": id.hex}
        await durable.start(EVALUATE, id.hex, input)
        return await self.run(id)

    async def run(self, id: UUID) -> EvaluationRun:
        """Read a run."""
        async with self.world.database.transaction(self.world.org_id) as session:
            found = await queries.run(session, id)
        assert found is not None
        return found

    async def results(self, id: UUID) -> list[EvaluationResult]:
        """Read what became of the cases."""
        async with self.world.database.transaction(self.world.org_id) as session:
            return list(await queries.results(session, id))

    async def execute(self, statement: str, **values: Any) -> None:
        """Change something behind everybody's back."""
        async with self.world.database.transaction(self.world.org_id) as session:
            await session.execute(text(statement), values)
