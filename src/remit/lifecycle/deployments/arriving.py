"""Where a rollout arrives: what becomes of its row, and of what is wanted from then on."""

from remit.controls.tenancy import system
from remit.kit.database import Session
from remit.lifecycle.deployments import queries, revisions, rollouts
from remit.lifecycle.deployments.moves import Cause
from remit.lifecycle.deployments.rollouts import State
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import revision_number


async def handed_on(session: Session, deployment: Deployment) -> bool:
    """Say whether the revision is up and the rest of its rollout is not this workflow's any more."""
    if not rollouts.ours(deployment):
        return False
    live = await rollouts.live(session, deployment.id, lock=True)
    return live is not None and live.state != State.PROVISIONING


async def cause_of(session: Session, deployment: Deployment, target: Status) -> Cause | None:
    """Say what lies behind a move that its two states do not tell."""
    if target is Status.FAILED and deployment.status == Status.ROLLING_BACK:
        return "rollback_failed"
    revision = await queries.revision(session, deployment.id, deployment.revision)
    by_itself = target is Status.DEPLOYED and revision is not None and revision.created_by["kind"] == "system"
    return "scaling" if by_itself else None


async def followed(session: Session, deployment: Deployment, target: Status, words: str) -> bool:
    """Move the rollout along; true when the deployment stays where it is until the rollout says otherwise."""
    live = await rollouts.live(session, deployment.id, lock=True)
    if live is None:
        return False
    who, chosen = system(deployment.org_id), rollouts.strategy(live)
    if target is Status.DEPLOYED and chosen is not None and (chosen.gradual or chosen.smoke):
        await rollouts.go_to(session, who, live, State.VERIFYING, "The revision is up.")
        return True
    if target is Status.FAILED and chosen is not None and live.stable is not None:
        await rollouts.turn_back(session, who, deployment, live, words)
        return True
    if target is Status.ROLLING_BACK:
        await rollouts.go_to(session, who, live, State.ROLLING_BACK, words, share=0)
    elif target is Status.FAILED:
        stuck = live.state == State.ROLLING_BACK
        end = State.ROLLBACK_FAILED if stuck else State.FAILED
        await rollouts.go_to(session, who, live, end, words, share=0)
    else:
        back = live.state == State.ROLLING_BACK
        end = State.ROLLED_BACK if back else State.SUCCEEDED
        await rollouts.go_to(
            session, who, live, end, live.reason if back else words, share=0 if back else 100
        )
    return False


async def now_serves(session: Session, deployment: Deployment, name: str | None) -> None:
    """Note which revision serves; where the host went back to an earlier one, that is what is wanted from now on."""
    number = (revision_number(name) if name else None) or deployment.revision
    deployment.serving = number
    if number != deployment.revision and (earlier := await queries.revision(session, deployment.id, number)):
        revisions.restore(deployment, earlier)
