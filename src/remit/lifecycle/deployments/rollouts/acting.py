"""What people do with a rollout that is under way: pause it, resume it, abort it, promote it now."""

from datetime import timedelta
from typing import Literal

from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.lifecycle.deployments import queries as deployments
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.rollouts import moving, queries
from remit.lifecycle.deployments.rollouts.tables import ENDS, ROLLOUT, RolloutRow, State
from remit.lifecycle.deployments.tables import Deployment

Act = Literal["pause", "resume", "abort", "promote"]
ACTS: tuple[Act, ...] = ("pause", "resume", "abort", "promote")
ASKED: dict[Act, str] = {
    "pause": "deployment.update",
    "resume": "deployment.update",
    "abort": "deployment.roll_back",
    "promote": "deployment.update",
}
"""What the policies are asked for each act."""
_SHIFTS = (State.SHIFTING, State.BAKING)


class RolloutOver(Conflict):
    """The rollout is not where this can be done to it."""

    type = "rollout-state"
    title = "The rollout's state forbids this"


def why_not(rollout: RolloutRow, act: Act) -> str | None:
    """Say why an act is not open now; none when it is."""
    state = State(rollout.state)
    if state in ENDS:
        return f"The rollout has ended: it is {state.value.replace('_', ' ')}."
    if rollout.strategy == moving.BY_HOST:
        return "The host shifts the calls itself: pause or delete the deployment instead."
    if state is State.ROLLING_BACK:
        return "It is being rolled back."
    if act == "abort":
        return (
            None if rollout.stable is not None else "It is the first revision: delete the deployment instead."
        )
    if state not in _SHIFTS:
        return f"It is {state.value}: wait until calls go to the new revision."
    if act == "pause" and rollout.paused_at is not None:
        return "It is paused already."
    return "It is not paused." if act == "resume" and rollout.paused_at is None else None


def permit(actor: Actor, deployment: Deployment, act: Act) -> None:
    """Raise unless the policies let somebody do this to a rollout of a deployment."""
    where = Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)
    require(actor, ASKED[act], where)


async def found(session: Session, shown_id: str) -> tuple[RolloutRow, Deployment]:
    """Find a rollout and its deployment; `NotFound`."""
    rollout = await queries.one(session, ROLLOUT.parse(shown_id))
    deployment = await deployments.deployment(session, rollout.deployment_id) if rollout else None
    if rollout is None or deployment is None:
        raise NotFound(f"There is no rollout {shown_id[:60]}.")
    return rollout, deployment


async def act(session: Session, actor: Actor, shown_id: str, wanted: Act, reason: str) -> RolloutRow:
    """Do it; raises `RolloutOver`, `NotFound` and `Forbidden`."""
    seen, deployment = await found(session, shown_id)
    permit(actor, deployment, wanted)
    held = await deployments.deployment(session, deployment.id, lock=True)
    live = await queries.live(session, deployment.id, lock=True)
    if held is None or live is None or live.id != seen.id:
        live = seen
    no = why_not(live, wanted)
    if held is None or no is not None:
        raise RolloutOver(no or "The deployment is gone.", rollout_state=live.state)
    said = f": {reason}" if reason else "."
    match wanted:
        case "pause":
            live.paused_at = now()
            await moving.note(session, actor, live, f"Paused by {actor.name}{said}")
        case "resume":
            _go_on(live)
            await moving.note(session, actor, live, f"Resumed by {actor.name}{said}")
        case "abort":
            await moving.turn_back(session, actor, held, live, f"Aborted by {actor.name}{said}")
        case "promote":
            live.paused_at = None
            words = f"Promoted by {actor.name} before its time{said}"
            await moving.go_to(session, actor, live, State.PROMOTING, words, share=100)
    return live


def _go_on(live: RolloutRow) -> None:
    """Bake for as long as was left when it was paused."""
    if live.paused_at is not None and live.bake_ends_at is not None:
        live.bake_ends_at = now() + max(live.bake_ends_at - live.paused_at, timedelta(0))
    live.paused_at = None
