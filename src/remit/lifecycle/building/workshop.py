"""What building needs of one process: calls, and all that a check and a trial ask for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from remit.controls import governance
from remit.controls.connections import Toolboxes
from remit.controls.tenancy import Actor
from remit.engines.models import Known
from remit.lifecycle import agents
from remit.lifecycle.agents import Checked, Report, Trying
from remit.lifecycle.runtime import Runtime


@dataclass(frozen=True)
class Looked:
    """What was found in a file, and what became of trying it; no report where it was not, or could not be, tried."""

    checked: Checked
    report: Report | None = None

    @property
    def passed(self) -> bool:
        """Whether it can be saved, and did what its examples say where it was tried."""
        return self.checked.document is not None and (self.report is None or self.report.passed)


@dataclass(frozen=True)
class Workshop:
    """The parts of one process that building goes through."""

    runtime: Runtime
    toolboxes: Toolboxes

    async def trying(self, org_id: UUID) -> Trying:
        """Return what checks and trials of an organisation's agents need."""
        runtime = self.runtime
        return Trying(org_id, runtime.sandboxes, runtime.models, await self.toolboxes.offered(org_id))

    async def known_models(self, org_id: UUID) -> Known:
        """Return the models that an organisation's agents may name."""
        return await self.runtime.models.offer(org_id)

    async def look(
        self, actor: Actor, text: str, *, examples: bool = False, one: bool = False, input: Any = None
    ) -> Looked:
        """Check a file that somebody writes, and try it on all its `examples`, or on `one` input; nothing is stored."""
        org_id = actor.org_id
        trying, models = await self.trying(org_id), await self.known_models(org_id)
        await governance.ready(self.runtime.database, org_id)
        async with self.runtime.database.transaction(org_id) as session:
            checked = await agents.check(
                session, text, models.check, trying.sandboxes, trying.tools, actor=actor
            )
            document = checked.document
            if document is None or not document.kind.tried or not (examples or one):
                return Looked(checked)
            around = await trying.around(session, document.data)
        if examples:
            return Looked(checked, await agents.smoke_run(document.data, around))
        return Looked(checked, await agents.dry_run(document.data, around, input))
