"""Plans that were only made: looked at, then carried out as they are, or dropped."""

from datetime import datetime, timedelta

from remit.controls.approvals import ChangedSince
from remit.controls.environments import places
from remit.controls.governance import Resource, decide, require
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.agents import active_version
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.deploy import DEPLOY, begin
from remit.lifecycle.deployments.errors import PlanExpired, WrongStatus
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet
from remit.lifecycle.deployments.plans.plan import changed_since
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

LIFETIME = timedelta(hours=24)


def expiry(deployment: Deployment) -> datetime:
    """Return until when a plan can be confirmed."""
    return deployment.created_at + LIFETIME


def needs_approval(actor: Actor, deployment: Deployment) -> bool:
    """Say whether another person has to approve once this actor confirms."""
    return decide(actor, DEPLOY, _resource(deployment)).verdict == "escalate"


async def confirm(
    session: Session, actor: Actor, fleet: Fleet, shown_id: str, *, override: bool = False
) -> Deployment:
    """Carry out a plan, once, or propose it where a person must say yes.

    Raises `PlanExpired` after a day, `ChangedSince` when the plan would be another one by now, `WrongStatus` for what
    is no plan any more, `NameTaken`, and `Forbidden`.
    """
    deployment = await power.find(session, shown_id, lock=True)
    require(actor, DEPLOY, _resource(deployment))
    if deployment.status != Status.PLANNED:
        raise WrongStatus(
            f"{deployment.name} is {deployment.status}: only a plan that was not carried out yet can be confirmed.",
            deployment_status=deployment.status,
        )
    if expiry(deployment) <= now():
        raise PlanExpired("The plan is older than a day: drop it and send the command again.")
    if difference := await _difference(session, fleet, deployment):
        raise ChangedSince(f"The plan is out of date: {difference}. Drop it and send the command again.")
    return await begin(session, actor, deployment, override=override)


async def _difference(session: Session, fleet: Fleet, deployment: Deployment) -> str | None:
    if planned := deployment.plan.get("agent"):
        version = await active_version(session, planned["slug"])
        return None if version.id == deployment.agent_version_id else f"it is version {version.number} by now"
    if difference := fleet.difference(deployment.host, dry_run=deployment.dry_run):
        return difference
    place = (await places(session)).find(deployment.environment)
    return await changed_since(fleet, deployment.plan, place)


def _resource(deployment: Deployment) -> Resource:
    return Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)
