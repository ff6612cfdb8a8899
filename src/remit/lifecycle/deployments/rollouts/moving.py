"""Moving a rollout from state to state, each move recorded; the deployment moves along.

    provisioning → verifying → shifting ⇄ baking → promoting → succeeded
    any of these → rolling_back → rolled_back | rollback_failed

What is held: the deployment, locked, and its live rollout, locked after it.
"""

from datetime import datetime, timedelta
from typing import Any

from remit.controls import audit
from remit.controls.tenancy import Actor, system
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.deployments import queries as deployments
from remit.lifecycle.deployments import revisions
from remit.lifecycle.deployments.environments import Strategy, setting
from remit.lifecycle.deployments.fleet import DEPLOYMENT, LOCAL, MACHINES
from remit.lifecycle.deployments.moves import move
from remit.lifecycle.deployments.rollouts import queries
from remit.lifecycle.deployments.rollouts.tables import ENDS, ROLLOUT, RolloutMove, RolloutRow, State
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

BY_HOST = {"kind": "host"}
"""The strategy of what Remit does not split itself."""
# What is carried out again does so at once: it is known, or nothing of it has changed.
_AT_ONCE = ("roll_back", "restart")


def ours(deployment: Deployment) -> bool:
    """Say whether Remit itself splits the calls between revisions: those of the agents that it runs or has run."""
    return deployment.kind == "agent" and deployment.host in (LOCAL, *MACHINES)


def strategy(rollout: RolloutRow) -> Strategy | None:
    """Read the strategy of a rollout; none where the host has its own."""
    return None if rollout.strategy == BY_HOST else Strategy.model_validate(rollout.strategy)


async def begin(session: Session, deployment: Deployment) -> RolloutRow:
    """Begin to roll out the deployment's newest revision, unless that has begun."""
    found = await queries.of_revision(session, deployment.id, deployment.revision)
    if found is not None:
        return found
    moment = now()
    revision = await deployments.revision(session, deployment.id, deployment.revision)
    change = (revision.change if revision else None) or "deploy"
    made = RolloutRow(
        org_id=deployment.org_id,
        id=new_id(),
        deployment_id=deployment.id,
        revision=deployment.revision,
        stable=deployment.serving,
        change=change,
        strategy=await _strategy(session, deployment, change),
        state=State.PROVISIONING.value,
        step=0,
        share=0,
        reason="The revision is brought up beside what runs."
        if deployment.serving
        else "The first revision is brought up.",
        figures=None,
        paused_at=None,
        bake_ends_at=None,
        look_at=None,
        attempts=0,
        started_by=revision.created_by if revision else deployment.requested_by,
        proposal_id=revision.proposal_id if revision else deployment.proposal_id,
        started_at=moment,
        updated_at=moment,
        ended_at=None,
    )
    session.add(made)
    await session.flush()
    await _record(session, system(deployment.org_id), made, "", made.reason)
    return made


async def _strategy(session: Session, deployment: Deployment, change: str) -> dict[str, Any]:
    if not ours(deployment):
        return BY_HOST
    chosen = (await setting(session, deployment.environment)).strategy
    if deployment.serving is None or change in _AT_ONCE or deployment.dry_run:
        chosen = chosen.model_copy(update={"kind": "all_at_once", "steps": [100], "bake_seconds": 0})
    return chosen.model_dump(mode="json")


async def go_to(
    session: Session,
    actor: Actor,
    rollout: RolloutRow,
    state: State,
    reason: str,
    *,
    share: int | None = None,
    look_at: datetime | None = None,
) -> None:
    """Move a rollout and record it; an end needs no more looks."""
    source, moment = rollout.state, now()
    rollout.state, rollout.reason, rollout.updated_at = state.value, reason, moment
    rollout.attempts = 0
    rollout.look_at = None if state in ENDS else look_at or moment
    rollout.ended_at = moment if state in ENDS else None
    if state is not State.BAKING:
        rollout.bake_ends_at = None
    if state in ENDS:
        rollout.paused_at = None
    if share is not None:
        rollout.share = share
    await session.flush()
    await _record(session, actor, rollout, source, reason)


async def note(session: Session, actor: Actor, rollout: RolloutRow, reason: str) -> None:
    """Write down what was done to a rollout that stays where it is."""
    rollout.reason, rollout.updated_at = reason, now()
    await session.flush()
    await _record(session, actor, rollout, rollout.state, reason)


async def bake(session: Session, actor: Actor, rollout: RolloutRow, moment: datetime, look: datetime) -> None:
    """Give the new revision its share, and let it bake until a moment that is written down."""
    wanted = strategy(rollout)
    if wanted is None:
        raise LookupError("what the host shifts does not bake here")
    share = wanted.steps[rollout.step]
    seconds = wanted.bake_seconds
    words = f"{share} % of the calls go to revision {rollout.revision}; it bakes for {_span(seconds)}."
    await go_to(session, actor, rollout, State.BAKING, words, share=share, look_at=look)
    rollout.bake_ends_at = moment + timedelta(seconds=seconds)
    await session.flush()


async def turn_back(
    session: Session, actor: Actor, deployment: Deployment, rollout: RolloutRow, reason: str
) -> None:
    """Send every call to the stable revision from now on; what is left to do is done by the worker."""
    await go_to(session, actor, rollout, State.ROLLING_BACK, reason, share=0)
    if deployment.status == Status.DEPLOYING:
        await move(session, actor, deployment, Status.ROLLING_BACK, reason)


async def back(session: Session, actor: Actor, deployment: Deployment, rollout: RolloutRow) -> None:
    """Want what the stable revision is, which serves again."""
    stable = rollout.stable
    earlier = await deployments.revision(session, deployment.id, stable) if stable else None
    if earlier is None:
        raise LookupError("there is no revision to go back to")
    revisions.restore(deployment, earlier)
    deployment.serving = stable
    await session.flush()


async def leave(
    session: Session, actor: Actor, deployment: Deployment, end: State, reason: str
) -> RolloutRow | None:
    """End the live rollout of a deployment because something else is wanted; the stable revision is what stays."""
    rollout = await queries.live(session, deployment.id, lock=True)
    if rollout is None:
        return None
    await go_to(session, actor, rollout, end, reason, share=0)
    if ours(deployment) and rollout.stable is not None:
        await back(session, actor, deployment, rollout)
    return rollout


def _span(seconds: int) -> str:
    if seconds % 60 or not seconds:
        return f"{seconds} seconds"
    minutes = seconds // 60
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


async def _record(session: Session, actor: Actor, rollout: RolloutRow, source: str, reason: str) -> None:
    session.add(
        RolloutMove(
            org_id=rollout.org_id,
            id=new_id(),
            rollout_id=rollout.id,
            from_state=source,
            to_state=rollout.state,
            share=rollout.share,
            reason=reason,
            figures=rollout.figures,
            actor=actor.facts(),
            created_at=now(),
        )
    )
    facts = {
        "rollout": ROLLOUT.show(rollout.id),
        "revision": rollout.revision,
        "stable": rollout.stable,
        "from": source,
        "to": rollout.state,
        "share": rollout.share,
        "reason": reason,
        "figures": rollout.figures,
    }
    subject = DEPLOYMENT.ref(rollout.deployment_id)
    await audit.record(session, actor, f"rollout.{rollout.state}", subject, facts)
    await tell(session, rollout)


async def tell(session: Session, rollout: RolloutRow, *, happened: str = "updated") -> None:
    """Tell who watches; whom calls go to is read anew when a rollout is `updated`, not when it is `measured`."""
    facts = {
        "rollout_id": ROLLOUT.show(rollout.id),
        "plan_id": DEPLOYMENT.show(rollout.deployment_id),
        "state": rollout.state,
        "share": rollout.share,
    }
    ref = DEPLOYMENT.ref(rollout.deployment_id)
    await emit(session, rollout.org_id, f"rollout.{happened}", ref, facts)
