"""Scaling by itself: the rule of a deployment."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter

from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import scaling
from remit.lifecycle.deployments.changes import changing, power
from remit.lifecycle.deployments.endpoints.requests import FleetDep, HowDep
from remit.lifecycle.deployments.endpoints.revisions import changed
from remit.lifecycle.deployments.fleet import DEPLOYMENT, EXTERNAL, Fleet
from remit.lifecycle.deployments.scaling import Scaling
from remit.lifecycle.deployments.scaling.schemas import ScalingAnswer
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer
from remit.lifecycle.deployments.schemas.pages import ChangeAnswer
from remit.lifecycle.deployments.tables import Deployment

router = APIRouter(prefix="/api/deployments/{plan_id}/scaling", tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]
_SCALE = "deployment.scale"
_SPAN = timedelta(seconds=60)


@router.get("")
async def get_scaling(plan_id: str, session: SessionDep, fleet: FleetDep, actor: Reader) -> ScalingAnswer:
    """Say how a deployment is scaled by itself, and what its rule wants now."""
    return await _shown(session, fleet, actor, await power.find_record(session, plan_id))


@router.put("")
async def set_scaling(
    plan_id: str, body: Scaling, session: SessionDep, fleet: FleetDep, actor: Reader, how: HowDep
) -> ChangeAnswer:
    """Have a model's number of instances follow a rule, at once or when a person has approved it."""
    deployment = await changing.scale_by_itself(session, actor, fleet, plan_id, body, how)
    return await changed(session, actor, deployment, f"{deployment.name} is scaled by itself")


@router.delete("")
async def stop_scaling(plan_id: str, session: SessionDep, fleet: FleetDep, actor: Reader) -> ScalingAnswer:
    """Have no rule scale a deployment any more; what runs stays as it is."""
    return await _shown(session, fleet, actor, await changing.stop_scaling(session, actor, plan_id))


async def _shown(session: Session, fleet: Fleet, actor: Actor, deployment: Deployment) -> ScalingAnswer:
    row, moment = await scaling.one(session, deployment.id), now()
    rule = Scaling.model_validate(row.rule) if row else None
    no_load, calls = scaling.why_no_load(deployment), None
    if rule and no_load is None:
        subject = DEPLOYMENT.ref(deployment.id)
        calls = await scaling.calls_at_once(session, subject, deployment.name, moment - _SPAN, moment)
    wants = scaling.wanted(rule, moment, calls or 0.0) if rule else None
    return ScalingAnswer(
        rule=rule,
        words=scaling.told(rule) if rule else "",
        instances=0 if row and row.asleep else deployment.plan["artifact"]["instance_count"],
        wanted=wants.count if wants else None,
        why=wants.words if wants else "",
        calls_at_once=calls,
        fewer_since=row.fewer_since if row else None,
        asleep=row.asleep if row else False,
        said=row.said if row else "",
        set_by=PrincipalAnswer(**row.set_by) if row else None,
        set_at=row.asked_at if row else None,
        refusal=_refusal(actor, deployment),
        no_load=no_load,
        no_zero=scaling.why_not_zero(fleet, deployment),
    )


def _refusal(actor: Actor, deployment: Deployment) -> str | None:
    if deployment.kind != "model" or deployment.host == EXTERNAL:
        return "Only models that Remit runs are scaled."
    resource = Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)
    decision = decide(actor, _SCALE, resource)
    return None if passes(decision) else refusal(actor, _SCALE, resource, decision).detail
