"""Proposing a deployment: of a model by a sentence, of an agent by its name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from remit.controls import audit
from remit.controls.approvals import propose
from remit.controls.environments import of
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.command import Environment
from remit.lifecycle.deployments.entering import enter
from remit.lifecycle.deployments.errors import NameTaken
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet, of_machine
from remit.lifecycle.deployments.moves import move, note
from remit.lifecycle.deployments.reviewing import stakes
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

DEPLOY = "deployment.deploy"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to run; `plan` is JSON and is exactly what an approver is shown.

    `override` says that it is wanted although the environment is frozen.
    """

    id: UUID
    name: str
    environment: Environment
    kind: str
    host: str
    command: str
    plan: dict[str, Any]
    agent_version_id: UUID | None
    claimed_user: str | None
    override: bool = False


async def deploy(session: Session, actor: Actor, fleet: Fleet, wanted: Wanted) -> Deployment:
    """Store a plan that passed its checks and propose to carry it out.

    The deployment is `deploying` when policies allow it at once, `pending_approval` when a person must say yes.
    Raises `NameTaken`, and `Forbidden` when a policy says no.
    """
    drafted = await draft(session, actor, fleet, wanted)
    return await begin(session, actor, drafted, override=wanted.override)


async def draft(session: Session, actor: Actor, fleet: Fleet, wanted: Wanted) -> Deployment:
    """Store a plan that passed its checks, and nothing more; it holds its name against nobody.

    Raises `UnknownEnvironment`, `NameTaken`, and `Forbidden`.
    """
    require(actor, DEPLOY, Resource("deployment", DEPLOYMENT.show(wanted.id), wanted.environment))
    of(actor.org_id).find(wanted.environment)
    if await queries.holds_name(session, wanted.environment, wanted.name):
        raise NameTaken(_taken(wanted.name, wanted.environment))
    deployment = await _store(session, actor, fleet, wanted)
    await note(
        session, actor, deployment, "", Status.PLANNED.value, "The plan passed its checks.", wanted.plan
    )
    return deployment


async def begin(
    session: Session, actor: Actor, deployment: Deployment, *, override: bool = False
) -> Deployment:
    """Propose to carry out a plan as it is stored; from here on the name is taken."""
    await enter(session, actor, deployment, override=override)
    shown_id = DEPLOYMENT.show(deployment.id)
    proposal = await propose(
        session,
        actor,
        kind=DEPLOY,
        subject=DEPLOYMENT.ref(deployment.id),
        resource=Resource("deployment", shown_id, deployment.environment),
        title=f"Deploy {deployment.name} to {deployment.environment}",
        shown={
            "name": deployment.name,
            "environment": deployment.environment,
            "host": deployment.host,
            "dry_run": deployment.dry_run,
            "command": deployment.command,
            "plan": deployment.plan,
        },
        stakes=stakes(deployment.plan),
        anywhere=not of_machine(deployment.host, deployment.kind),
    )
    deployment.proposal_id = proposal.id
    try:
        await session.flush()
        await _set_out(session, actor, deployment, proposal.status == "pending")
    except IntegrityError as error:
        if "ix_deployments_name" not in str(error.orig):
            raise
        raise NameTaken(_taken(deployment.name, deployment.environment)) from error
    return deployment


async def _set_out(session: Session, actor: Actor, deployment: Deployment, waits: bool) -> None:
    if waits:
        await move(session, actor, deployment, Status.PENDING_APPROVAL, "Another person must approve this.")
    else:
        await move(session, actor, deployment, Status.APPROVED, "Policies allow this at once.")
        await move(session, actor, deployment, Status.DEPLOYING, "The rollout begins.")


async def _store(session: Session, actor: Actor, fleet: Fleet, wanted: Wanted) -> Deployment:
    moment = now()
    deployment = Deployment(
        org_id=actor.org_id,
        id=wanted.id,
        name=wanted.name,
        environment=wanted.environment,
        kind=wanted.kind,
        host=wanted.host,
        dry_run=fleet.is_dry_run(wanted.host),
        status=Status.PLANNED.value,
        command=wanted.command,
        plan=wanted.plan,
        agent_version_id=wanted.agent_version_id,
        revision=1,
        requested_by=actor.facts(),
        claimed_user=wanted.claimed_user,
        created_at=moment,
        updated_at=moment,
    )
    session.add(deployment)
    await session.flush()
    return deployment


def _taken(name: str, environment: str) -> str:
    return f"{name} exists in {environment}: delete it first, or choose another name (“… for another-name”)."


async def record_intent(
    session: Session, actor: Actor, id: UUID, command: str, claimed_user: str | None, facts: dict[str, Any]
) -> None:
    """Record what somebody asked for, before it is judged."""
    payload = {"command": command[:2000], "claimed_user": claimed_user, **facts}
    await audit.record(session, actor, "intent.received", DEPLOYMENT.ref(id), payload)
