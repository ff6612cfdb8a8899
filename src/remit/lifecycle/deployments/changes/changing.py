"""Scale, update and roll back: changes of what runs, each of which makes a new revision.

    ask → the policies allow it: enact at once · a person must approve it: it waits, and what runs goes on running

Enacting happens once, in the transaction that asked or as the first step of the change's rollout.
"""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from remit.controls.approvals import Proposal, propose, withdraw
from remit.controls.environments import places
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.lifecycle import agents
from remit.lifecycle.agents import VERSION, AgentVersion
from remit.lifecycle.deployments import queries, revisions, rollouts, scaling
from remit.lifecycle.deployments.agents import agent_plan
from remit.lifecycle.deployments.allowed import ELSEWHERE
from remit.lifecycle.deployments.changes.power import find, require_same
from remit.lifecycle.deployments.entering import enter
from remit.lifecycle.deployments.errors import RolloutUnderWay, ValidationFailed, WrongStatus
from remit.lifecycle.deployments.fleet import CONTAINER, DEPLOYMENT, EXTERNAL, LAMBDA, Fleet, of_machine
from remit.lifecycle.deployments.moves import move, note
from remit.lifecycle.deployments.plans.plan import resized
from remit.lifecycle.deployments.reviewing import stakes
from remit.lifecycle.deployments.rollouts import State
from remit.lifecycle.deployments.scaling import Scaling
from remit.lifecycle.deployments.states import ALLOWED, UNDER_WAY, Status
from remit.lifecycle.deployments.tables import Deployment

Kind = Literal["scale", "update", "roll_back"]
_DONE: dict[Kind, str] = {"scale": "scaled", "update": "updated", "roll_back": "rolled back"}

_GROWS = {
    LAMBDA: "AWS Lambda runs as many of it as are called at once",
    CONTAINER: "its container answers as many calls at once as REMIT_CONTAINER_AGENT_CALLS says, deployed anew",
}
_GROWS_WITH_REMIT = "it runs inside Remit, and grows with Remit's own processes"


@dataclass(frozen=True)
class Wanted:
    """What the next revision is, and in words what it does."""

    kind: Kind
    plan: dict[str, Any]
    agent_version_id: UUID | None
    words: str


@dataclass(frozen=True)
class How:
    """What is asked for beside a change: `supersede` a rollout that is under way, `override` a freeze.

    `by_rule` says in words why a rule of scaling, which was approved itself, asks for it.
    """

    supersede: bool = False
    override: bool = False
    by_rule: str = ""


_PLAIN = How()


async def scale(
    session: Session,
    actor: Actor,
    fleet: Fleet,
    shown_id: str,
    count: int,
    how: How = _PLAIN,
    instance_type: str | None = None,
) -> Deployment:
    """Run a model on another number of instances, or on others; its cost is estimated and checked anew.

    Raises `WrongStatus`, `RolloutUnderWay`, `Conflict` when nothing would change, `ValidationFailed` with the
    guardrails that say no.
    """
    deployment = await _open(session, actor, fleet, shown_id, "scale", how)
    if deployment.kind != "model":
        raise Conflict(f"{deployment.name} is an agent: {_GROWS.get(deployment.host, _GROWS_WITH_REMIT)}.")
    before, runs_on = (deployment.plan["artifact"][name] for name in ("instance_count", "instance_type"))
    other = instance_type not in (None, runs_on)
    if before == count and not other:
        raise Conflict(f"{deployment.name} has {_instances(count)} already; nothing was changed.")
    plan = await _checked(
        session, fleet, deployment, deployment.plan, count, instance_type if other else None
    )
    words = f"scale from {before} to {_instances(count)}{f': {how.by_rule}' if how.by_rule else ''}"
    if other:
        if plan["artifact"]["instance_type"] != instance_type:
            raise Conflict(f"{deployment.name} runs on {runs_on}: there are no other instances to choose.")
        words = f"run on {count} × {plan['artifact']['instance_type']} instead of {before} × {runs_on}"
    wanted = Wanted("scale", plan, None, words)
    return await _ask(session, actor, deployment, wanted, standing=bool(how.by_rule))


async def scale_by_itself(
    session: Session, actor: Actor, fleet: Fleet, shown_id: str, rule: Scaling, how: How = _PLAIN
) -> Deployment:
    """Have a model's number of instances follow a rule, once it is approved where that is asked for.

    It is checked as scaling to the most that it allows: what it does later asks nobody. Raises as `scale` does.
    """
    found = await find(session, shown_id)
    require(actor, "deployment.scale", _resource(found))
    await enter(session, actor, found, override=how.override)
    if found.kind != "model" or found.host == EXTERNAL:
        raise Conflict(f"{found.name} is no model that Remit runs: only those are scaled.")
    if no := (rule.calls_each and scaling.why_no_load(found)) or (
        rule.to_zero and scaling.why_not_zero(fleet, found)
    ):
        raise Conflict(str(no))
    await withdraw(session, actor, DEPLOYMENT.ref(found.id), "Another change is asked for instead.")
    deployment = await find(session, shown_id, lock=True)
    plan = await _checked(session, fleet, deployment, deployment.plan, rule.most)
    words = f"scale by itself: {scaling.told(rule)}"
    shown = {
        "name": deployment.name,
        "environment": deployment.environment,
        "host": deployment.host,
        "dry_run": deployment.dry_run,
        "change": words,
        "differences": await _rules(session, deployment, rule),
        "plan": plan,
        "scaling": rule.model_dump(mode="json"),
    }
    await _propose(session, actor, deployment, Wanted("scale", plan, None, words), shown)
    return deployment


async def _rules(session: Session, deployment: Deployment, rule: Scaling) -> list[dict[str, Any]]:
    row = await scaling.one(session, deployment.id)
    before = scaling.told(Scaling.model_validate(row.rule)) if row else None
    return [{"field": "scaling", "before": before, "after": scaling.told(rule)}]


async def stop_scaling(session: Session, actor: Actor, shown_id: str) -> Deployment:
    """Have no rule scale a deployment any more; what runs stays as it is."""
    found = await find(session, shown_id)
    require(actor, "deployment.scale", _resource(found))
    await scaling.remove(session, actor, found)
    return found


async def update(
    session: Session, actor: Actor, fleet: Fleet, shown_id: str, how: How = _PLAIN
) -> Deployment:
    """Let an agent's deployment run the agent's active version; raises as `scale` does, and `NotActive`."""
    deployment = await _open(session, actor, fleet, shown_id, "update", how)
    if deployment.kind != "agent":
        raise Conflict(f"{deployment.name} is a model: deploy the other model under a name of its own.")
    slug = deployment.plan["agent"]["slug"]
    version = await agents.active_version(session, slug)
    if version.id == deployment.agent_version_id:
        raise Conflict(
            f"{deployment.name} runs {slug}@{version.number} already, which is the active version."
        )
    before = deployment.plan["agent"]["version"]
    words = f"update from {slug}@{before} to {slug}@{version.number}"
    return await _to_version(session, actor, fleet, deployment, version, words)


async def adopt(
    session: Session,
    actor: Actor,
    fleet: Fleet,
    shown_id: str,
    version: AgentVersion,
    words: str,
    how: How = _PLAIN,
) -> Deployment:
    """Let an agent's deployment run a version of the agent; `words` say where that comes from."""
    deployment = await _open(session, actor, fleet, shown_id, "update", how)
    if version.id == deployment.agent_version_id and deployment.status != Status.FAILED:
        raise Conflict(
            f"{deployment.name} runs version {version.number} in {deployment.environment} already."
        )
    return await _to_version(session, actor, fleet, deployment, version, words)


async def _to_version(
    session: Session, actor: Actor, fleet: Fleet, deployment: Deployment, version: AgentVersion, words: str
) -> Deployment:
    slug, where = (
        deployment.plan["agent"]["slug"],
        deployment.environment,
    )
    made = await agent_plan(fleet, deployment.host, version, slug, where, deployment.id)
    plan = {**deployment.plan, **made}
    return await _ask(session, actor, deployment, Wanted("update", plan, version.id, words))


async def roll_back(
    session: Session, actor: Actor, fleet: Fleet, shown_id: str, number: int, how: How = _PLAIN
) -> Deployment:
    """Carry out an earlier revision once more, as a new one; raises as `scale` does, and `NotFound`."""
    deployment = await _open(session, actor, fleet, shown_id, "roll_back", how)
    revision = await queries.revision(session, deployment.id, number)
    if revision is None:
        raise NotFound(f"{deployment.name} has no revision {number}: its newest is {deployment.revision}.")
    runs = deployment.serving or deployment.revision
    if number == runs and deployment.status != Status.FAILED:
        raise Conflict(f"{deployment.name} runs revision {number} already; nothing was changed.")
    plan, version_id = revisions.restored(deployment, revision)
    if deployment.kind == "model":
        plan = await _checked(session, fleet, deployment, plan, plan["artifact"]["instance_count"])
    words = f"roll back from revision {deployment.revision} to what revision {number} was"
    return await _ask(session, actor, deployment, Wanted("roll_back", plan, version_id, words))


async def _open(
    session: Session, actor: Actor, fleet: Fleet, shown_id: str, kind: Kind, how: How
) -> Deployment:
    """Find and hold what is to be changed; a change that waits for a person gives way to the one asked for now."""
    found = await find(session, shown_id)
    require(actor, f"deployment.{kind}", _resource(found))
    # What was approved before may always be brought back, and a rule that was approved may always be followed.
    if kind != "roll_back" and not how.by_rule:
        await enter(session, actor, found, override=how.override)
    if found.host == EXTERNAL:
        raise Conflict(f"{found.name} cannot be {_DONE[kind]} by Remit. {ELSEWHERE[kind]}")
    # Locks are taken in one order everywhere: proposal, deployment, audit log.
    if not how.by_rule:
        await withdraw(session, actor, DEPLOYMENT.ref(found.id), "Another change is asked for instead.")
    deployment = await find(session, shown_id, lock=True)
    if how.supersede:
        await _supersede(session, actor, deployment)
    await allow(session, deployment, kind)
    require_same(fleet, deployment)
    return deployment


async def _supersede(session: Session, actor: Actor, deployment: Deployment) -> None:
    """Let a rollout that is under way give way: the stable revision takes every call, and the change is made of it."""
    live = await rollouts.live(session, deployment.id)
    if live is None or live.stable is None or not rollouts.ours(deployment):
        return
    words = f"Superseded by {actor.name}: another change is wanted."
    await rollouts.leave(session, actor, deployment, State.SUPERSEDED, words)
    if deployment.status == Status.DEPLOYING:
        await move(session, actor, deployment, Status.ROLLING_BACK, words)
    words = f"Revision {live.stable} serves every call."
    await move(session, actor, deployment, Status.DEPLOYED, words, cause="superseded")


async def allow(session: Session, deployment: Deployment, kind: Kind) -> None:
    """Raise when the status forbids the change: `RolloutUnderWay` with the rollout's id, `WrongStatus`."""
    status = Status(deployment.status)
    if status in ALLOWED[kind]:
        return
    if status in UNDER_WAY:
        live = await rollouts.live(session, deployment.id)
        raise RolloutUnderWay(
            f"A rollout of {deployment.name} is under way: wait until it has ended, abort it, or ask with"
            " supersede=true.",
            deployment_status=deployment.status,
            rollout_id=rollouts.ROLLOUT.show(live.id) if live else None,
        )
    allowed = " or ".join(s.value for s in ALLOWED[kind])
    raise WrongStatus(
        f"{deployment.name} is {deployment.status}: only what is {allowed} can be {_DONE[kind]}.",
        deployment_status=deployment.status,
    )


async def _checked(
    session: Session,
    fleet: Fleet,
    deployment: Deployment,
    plan: dict[str, Any],
    count: int,
    instance_type: str | None = None,
) -> dict[str, Any]:
    place = (await places(session)).find(deployment.environment)
    made = await resized(fleet, plan, place, count, instance_type)
    if made.errors:
        raise ValidationFailed(" ".join(f"{e.rstrip('.')}." for e in made.errors), errors=made.errors)
    return made.facts


def _instances(count: int) -> str:
    return f"{count} instance{'' if count == 1 else 's'}"


def _resource(deployment: Deployment) -> Resource:
    return Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)


async def _ask(
    session: Session, actor: Actor, deployment: Deployment, wanted: Wanted, *, standing: bool = False
) -> Deployment:
    spec = revisions.spec(wanted.plan, wanted.agent_version_id)
    now_wanted = revisions.spec(deployment.plan, deployment.agent_version_id)
    shown = {
        "name": deployment.name,
        "environment": deployment.environment,
        "host": deployment.host,
        "dry_run": deployment.dry_run,
        "revision": deployment.revision,
        "change": wanted.words,
        "differences": [vars(d) for d in revisions.differences(now_wanted, spec)],
        "plan": wanted.plan,
        "agent_version_id": spec["agent_version_id"],
    }
    await _propose(session, actor, deployment, wanted, shown, standing=standing)
    return deployment


async def _propose(
    session: Session,
    actor: Actor,
    deployment: Deployment,
    wanted: Wanted,
    shown: dict[str, Any],
    *,
    standing: bool = False,
) -> None:
    """Ask for it; what policies allow is enacted at once."""
    proposal = await propose(
        session,
        actor,
        kind=f"deployment.{wanted.kind}",
        subject=DEPLOYMENT.ref(deployment.id),
        resource=_resource(deployment),
        title=f"{deployment.name} in {deployment.environment}: {wanted.words}",
        shown=shown,
        stakes=stakes(wanted.plan, deployment.plan, deployment.revision),
        standing=standing,
        anywhere=not of_machine(deployment.host, deployment.kind),
    )
    if proposal.status == "pending":
        words = f"Asked to {wanted.words}: another person must approve this. What runs goes on running."
        at = deployment.status
        await note(session, actor, deployment, at, at, words, {}, happened=f"{wanted.kind}_proposed")
    else:
        await enact(session, actor, deployment, proposal)


async def enact(session: Session, actor: Actor, deployment: Deployment, proposal: Proposal) -> bool:
    """Make what was approved the next revision and begin its rollout, once; false when it no longer fits.

    The deployment is held locked. It no longer fits when the deployment moved on after it was asked for.
    """
    if await queries.revision_of(session, proposal.id):
        return True
    shown = proposal.shown
    if "scaling" in shown:
        rule, by = Scaling.model_validate(shown["scaling"]), proposal.requested_by
        await scaling.keep(session, actor, deployment, rule, by, proposal.created_at)
        return False
    kind = _kind(proposal.kind)
    if deployment.status not in ALLOWED[kind] or deployment.revision != shown["revision"]:
        at = deployment.status
        words = f"Not carried out: {shown['change']}. The deployment has changed since this was asked for."
        await note(session, actor, deployment, at, at, words, {}, happened=f"{kind}_dropped")
        return False
    deployment.plan = shown["plan"]
    if shown["agent_version_id"]:
        deployment.agent_version_id = VERSION.parse(shown["agent_version_id"])
    deployment.revision += 1
    words = shown["change"]
    await revisions.keep(session, deployment, proposal.requested_by, kind, words, proposal.id)
    reason = f"{words[0].upper()}{words[1:]}."
    return await move(session, actor, deployment, Status.DEPLOYING, reason)


def _kind(name: str) -> Kind:
    return next(kind for kind in _DONE if name == f"deployment.{kind}")
