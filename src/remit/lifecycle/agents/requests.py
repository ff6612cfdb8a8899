"""What the agent endpoints ask the application for."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from remit.controls.connections import OfferedTools, Toolboxes
from remit.controls.tenancy import ActorDep
from remit.engines.models import Known, ModelNotServed, Models
from remit.kit.database import Session
from remit.lifecycle.agents.archive import Uses
from remit.lifecycle.agents.proofs import Proofs, no_proofs
from remit.lifecycle.agents.references import outputs_of
from remit.lifecycle.agents.throttle import ValidationThrottle
from remit.lifecycle.agents.trials import Around, Sandboxes
from remit.lifecycle.agents.types import KINDS


async def _models(request: Request, actor: ActorDep) -> Known:
    models: Models = request.app.state.models
    return await models.offer(actor.org_id)


def _uses(request: Request) -> Uses:
    uses: Uses = request.app.state.agent_uses
    return uses


async def _throttled(request: Request, actor: ActorDep) -> None:
    throttle: ValidationThrottle = request.app.state.validations
    await throttle.hit(actor.org_id)


@dataclass(frozen=True)
class Trying:
    """What checks and trials of this request need."""

    org_id: UUID
    sandboxes: Sandboxes
    models: Models
    tools: OfferedTools
    proofs: Proofs = no_proofs
    alert_share: float = 0.5
    """The share of an hour's checks from which on it is told that they fail."""

    async def around(self, session: Session, document: Mapping[str, Any]) -> Around:
        """Find what a version needs to be tried: what other agents give back, and what its model costs."""
        refers = KINDS[document["remit"]["type"]].refers(document)
        outputs = await outputs_of(session, document)
        rates = None
        if refers.model:
            with suppress(ModelNotServed):
                rates = (await self.models.choose(self.org_id, document["spec"].get("model"))).rates
        return Around(self.sandboxes, outputs, rates, self.tools)


async def _trying(request: Request, actor: ActorDep) -> Trying:
    state = request.app.state
    toolboxes: Toolboxes = state.toolboxes
    tools = await toolboxes.offered(actor.org_id)
    return Trying(actor.org_id, state.sandboxes, state.models, tools, state.proofs, state.validation_alert)


TryingDep = Annotated[Trying, Depends(_trying)]
ModelsDep = Annotated[Known, Depends(_models)]
UsesDep = Annotated[Uses, Depends(_uses)]
Throttled = Depends(_throttled)
