"""An agent that runs elsewhere as pages show it."""

from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict
from remit.lifecycle.deployments.external import queries
from remit.lifecycle.deployments.external.schemas import (
    CardAnswer,
    ExternalAgentAnswer,
    ExternalInstanceAnswer,
)
from remit.lifecycle.deployments.external.tables import ExternalInstance
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment


async def shown(session: Session, deployment: Deployment) -> ExternalAgentAnswer:
    """Show what an agent said of itself; raises `Conflict` for a deployment that runs here."""
    external = deployment.plan.get("external")
    if external is None:
        raise Conflict(f"{deployment.name} runs on the host {deployment.host}, not elsewhere.")
    found = [_instance(each) for each in await queries.instances(session, deployment.id)]
    card = external["card"]
    return ExternalAgentAnswer(
        plan_id=DEPLOYMENT.show(deployment.id),
        framework=external["framework"],
        description=external["description"],
        model=external["model"],
        card=CardAnswer(**card) if card else None,
        interval_seconds=external["interval_seconds"],
        heard_at=deployment.heard_at,
        last_seen_at=max((each.seen_at for each in found), default=None),
        stale=bool(found) and all(each.stale for each in found),
        versions=sorted({each.version for each in found if each.version}),
        instances=found,
    )


def _instance(row: ExternalInstance) -> ExternalInstanceAnswer:
    up = (row.seen_at - row.started_at).total_seconds() if row.started_at else None
    return ExternalInstanceAnswer(
        name=row.name,
        status="ok" if row.status == "ok" else "degraded" if row.status == "degraded" else "failing",
        stale=row.silent or row.due_at < now(),
        detail=row.detail,
        version=row.version,
        first_seen_at=row.first_seen_at,
        seen_at=row.seen_at,
        uptime_seconds=up,
        metrics=row.metrics,
    )
