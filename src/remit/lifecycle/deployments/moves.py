"""Moving a deployment: the state, the timeline, the audit entry and the news, together."""

from functools import partial
from typing import Any, Literal

from sqlalchemy.orm.attributes import set_committed_value

from remit.controls import audit
from remit.controls.notifications import MOVED
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session, at_commit
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.deployments import orphans, queries
from remit.lifecycle.deployments.answers import row
from remit.lifecycle.deployments.errors import WrongStatus
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.meter import price, run_on
from remit.lifecycle.deployments.states import ACTIVE, Status, may_move
from remit.lifecycle.deployments.tables import Deployment, Transition

Cause = Literal["drift", "rollback_failed", "superseded", "scaling", "orphaned"]


async def move(
    session: Session,
    actor: Actor,
    deployment: Deployment,
    target: Status,
    reason: str,
    *,
    data: dict[str, Any] | None = None,
    cause: Cause | None = None,
) -> bool:
    """Move a deployment and record it; false when somebody else moved it first.

    `cause` tells those who are notified more than the two states do. Raises `WrongStatus` for a move that the table of
    states does not have.
    """
    source = Status(deployment.status)
    if not may_move(source, target):
        raise WrongStatus(f"{deployment.name} is {source.value}: it cannot become {target.value}.")
    moment = now()
    if not await queries.set_status(session, deployment.id, source.value, target.value, reason, moment):
        return False
    for field, value in (("status", target.value), ("status_reason", reason), ("updated_at", moment)):
        set_committed_value(deployment, field, value)  # it is in the database: nothing is left to write
    run_on(deployment, target, moment)
    deployment.orphaned = None
    if target not in ACTIVE:
        deployment.serving = None
    await note(session, actor, deployment, source.value, target.value, reason, data or {}, cause=cause)
    return True


async def orphan(session: Session, actor: Actor, deployment: Deployment, said: str, *, told: bool) -> None:
    """Write down what the host said when it did not stop or remove what it should have; `told` tells people."""
    if orphans.act(deployment) is None or deployment.dry_run:  # of a dry run nothing is at its host
        return
    first, deployment.orphaned = deployment.orphaned is None, said
    status, words = deployment.status, orphans.reason(deployment) or said
    if first:
        await note(session, actor, deployment, status, status, words, {}, happened="orphaned")
    if told:
        data = _moved(deployment, status, status, words, "orphaned")
        await emit(session, deployment.org_id, MOVED, DEPLOYMENT.ref(deployment.id), data)


async def note(
    session: Session,
    actor: Actor,
    deployment: Deployment,
    source: str,
    target: str,
    reason: str,
    data: dict[str, Any],
    *,
    happened: str | None = None,
    cause: Cause | None = None,
) -> None:
    """Write a line into the timeline and the audit log, and tell who watches.

    `happened` names what the audit entry is about when it is not the arrival in the state `target`.
    """
    session.add(
        Transition(
            org_id=deployment.org_id,
            id=new_id(),
            deployment_id=deployment.id,
            from_status=source,
            to_status=target,
            reason=reason,
            actor=actor.facts(),
            data=data,
            created_at=now(),
            usd_per_hour=price(deployment.plan) if deployment.kind == "model" else None,
        )
    )
    ref = DEPLOYMENT.ref(deployment.id)
    payload = {"from": source, "to": target, "reason": reason, "dry_run": deployment.dry_run, **data}
    await audit.record(session, actor, f"deployment.{happened or target}", ref, payload)
    at_commit(session, f"news of {ref}", partial(_tell, session, deployment))
    if source != target:
        await emit(session, deployment.org_id, MOVED, ref, _moved(deployment, source, target, reason, cause))


def _moved(
    deployment: Deployment, source: str, target: str, reason: str, cause: Cause | None
) -> dict[str, Any]:
    """Say what people are told of a move."""
    return {
        "id": DEPLOYMENT.show(deployment.id),
        "name": deployment.name,
        "kind": deployment.kind,
        "environment": deployment.environment,
        "host": deployment.host,
        "dry_run": deployment.dry_run,
        "revision": deployment.revision,
        "from": source,
        "to": target,
        "reason": reason,
        "cause": cause,
    }


async def _tell(session: Session, deployment: Deployment) -> None:
    """Tell who watches where the deployment stands when the transaction ends, however many moves it made."""
    ref = DEPLOYMENT.ref(deployment.id)
    await emit(session, deployment.org_id, "deployment.updated", ref, row(deployment).model_dump(mode="json"))
