"""Keeping the rule of a deployment, and what its host allows one to say."""

from datetime import datetime
from typing import Any

from remit.controls import audit
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet, calls_seen
from remit.lifecycle.deployments.scaling import queries
from remit.lifecycle.deployments.scaling.rule import Scaling
from remit.lifecycle.deployments.scaling.tables import ScalingRow
from remit.lifecycle.deployments.tables import Deployment


def why_no_load(deployment: Deployment) -> str | None:
    """Say why there is no scaling by load; none where there is."""
    if calls_seen(deployment.host):
        return None
    words = f"Calls of {deployment.name} go straight to {deployment.host}, and Remit does not see them"
    return f"{words}: scale it by the hour."


def why_not_zero(fleet: Fleet, deployment: Deployment) -> str | None:
    """Say why there cannot be no instance; none where there can."""
    host = fleet.hosts.get(deployment.host)
    if host is not None and host.capabilities.pause:
        return None
    return f"{deployment.host} cannot pause what runs there: have one instance at least."


async def keep(
    session: Session,
    actor: Actor,
    deployment: Deployment,
    rule: Scaling,
    set_by: dict[str, Any],
    asked_at: datetime,
) -> None:
    """Have a rule hold from now on; one that was asked for before the one that holds changes nothing."""
    row = await queries.one(session, deployment.id)
    if row is not None and row.asked_at >= asked_at:
        return
    facts = rule.model_dump(mode="json")
    if row is None:
        row = ScalingRow(
            org_id=deployment.org_id,
            deployment_id=deployment.id,
            rule=facts,
            set_by=set_by,
            asked_at=asked_at,
            applied=None,
            fewer_since=None,
            asleep=False,
            said="",
            look_at=now(),
        )
        session.add(row)
    row.rule, row.set_by, row.asked_at, row.look_at = facts, set_by, asked_at, now()
    row.applied, row.fewer_since, row.said = None, None, ""
    await session.flush()
    await audit.record(session, actor, "deployment.scaling_set", DEPLOYMENT.ref(deployment.id), facts)


async def remove(session: Session, actor: Actor, deployment: Deployment) -> None:
    """Have no rule hold any more; what runs stays as it is."""
    row = await queries.one(session, deployment.id)
    if row is None:
        return
    await session.delete(row)
    await session.flush()
    await audit.record(session, actor, "deployment.scaling_removed", DEPLOYMENT.ref(deployment.id), {})
