"""From what instances say to how their deployment stands."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from remit.controls.tenancy import system
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import queries as deployments
from remit.lifecycle.deployments.external import queries
from remit.lifecycle.deployments.external.queries import Changed
from remit.lifecycle.deployments.external.tables import ExternalInstance
from remit.lifecycle.deployments.moves import move, note
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

MISSED = 2
"""Intervals without a heartbeat after which an instance is silent: one was missed, and there was time to come late."""
FORGOTTEN_AFTER = timedelta(hours=1)
_NAMED = 3
_AGAIN = "Every instance is heard of again."


def judge(instances: Sequence[ExternalInstance], interval: int) -> str | None:
    """Say in words what is wrong with an agent by its instances; none when nothing is."""
    silent = [each for each in instances if each.silent]
    if silent and len(silent) == len(instances):
        last = max(each.seen_at for each in silent)
        return f"No heartbeat since {last:%H:%M:%S} UTC: one was expected every {interval} seconds."
    said = []
    if silent:
        many = f"{len(silent)} of {len(instances)} instances"
        said.append(f"{many} sent no heartbeat in time: {_names(silent)}.")
    unwell = [each for each in instances if not each.silent and each.status != "ok"]
    said += [_complaint(each) for each in unwell[:_NAMED]]
    if len(unwell) > _NAMED:
        said.append(f"{len(unwell) - _NAMED} more say so.")
    return " ".join(said) or None


def _names(instances: Sequence[ExternalInstance]) -> str:
    more = len(instances) - _NAMED
    return ", ".join(each.name for each in instances[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _complaint(instance: ExternalInstance) -> str:
    why = f": {instance.detail.rstrip('.')}" if instance.detail else ""
    return f"{instance.name} says that it is {instance.status}{why}."


async def settle(
    session: Session, deployment_id: UUID, changed: Sequence[Changed] = (), gone: Sequence[str] = ()
) -> bool:
    """Move a deployment to where its instances say that it stands, with a line for what is new; say whether it moved.

    The instances are written before: they are locked first, everywhere.
    """
    deployment = await deployments.deployment(session, deployment_id, lock=True)
    if deployment is None or deployment.status == Status.DELETED:
        return False
    await _tell(session, deployment, changed, gone)
    interval = deployment.plan["external"]["interval_seconds"]
    wrong = judge(await queries.instances(session, deployment_id), interval)
    who = system(deployment.org_id)
    if wrong and deployment.status == Status.DEPLOYED:
        return await move(session, who, deployment, Status.DEGRADED, wrong)
    if wrong is None and deployment.status == Status.DEGRADED:
        return await move(session, who, deployment, Status.DEPLOYED, _AGAIN)
    if wrong and deployment.status == Status.DEGRADED and wrong != deployment.status_reason:
        deployment.status_reason = wrong
        at = deployment.status
        await note(session, who, deployment, at, at, wrong, {}, happened="still_degraded")
    return False


async def _tell(
    session: Session, deployment: Deployment, changed: Sequence[Changed], gone: Sequence[str]
) -> None:
    """Write what is worth a line: that the agent is there for the first time, and that it runs another version."""
    who, at = system(deployment.org_id), deployment.status
    if deployment.heard_at is None and (changed or gone):
        deployment.heard_at = now()
        what = _called(changed[0]) if changed else f"{gone[0]}, which has stopped"
        words = f"Heard of for the first time: {what}."
        await note(session, who, deployment, at, at, words, {}, happened="heard")
        return
    for each in changed:
        if each.version_before is not None and each.version != each.version_before:
            words = (
                f"{each.name} runs version {each.version or '?'}, before it was {each.version_before or '?'}."
            )
            await note(session, who, deployment, at, at, words, {}, happened="version_reported")


def _called(instance: Changed) -> str:
    return f"{instance.name}, version {instance.version}" if instance.version else instance.name
