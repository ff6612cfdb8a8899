"""Advice over HTTP."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter

from remit.controls.tenancy import Actor, SessionDep, may
from remit.lifecycle.deployments.advice import Advice, advise
from remit.lifecycle.deployments.advice.schemas import AdviceAnswer, AdviceList
from remit.lifecycle.deployments.endpoints.requests import FleetDep
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.schemas.commands import ActRequest

router = APIRouter(prefix="/api/insights", tags=["insights"])
Reader = Annotated[Actor, may("deployment.read")]
_CENT = Decimal("0.01")


@router.get("/advice")
async def list_advice(session: SessionDep, fleet: FleetDep, actor: Reader) -> AdviceList:
    """List what would do better or cost less: idle and oversized models, cheaper instances, canaries that do worse."""
    items = [_advice(each) for each in await advise(session, actor, fleet)]
    best: dict[str, float] = {}
    for each in items:
        best[each.plan_id] = max(best.get(each.plan_id, 0.0), each.saving_usd_per_month or 0.0)
    return AdviceList(items=items, saving_usd_per_month=round(sum(best.values()), 2))


def _advice(found: Advice) -> AdviceAnswer:
    deployment = found.deployment
    return AdviceAnswer(
        id=found.id,
        kind=found.kind,
        plan_id=DEPLOYMENT.show(deployment.id),
        name=deployment.name,
        env=deployment.environment,
        dry_run=deployment.dry_run,
        title=found.title,
        evidence=list(found.evidence),
        saving_usd_per_month=None if found.saving is None else float(found.saving.quantize(_CENT)),
        verb=found.verb,
        request=ActRequest(method="POST", path=found.path, body=found.body),
        refusal=found.refusal,
        needs_approval=found.needs_approval,
    )
