"""Pause, restart and delete: changes that policies decide and a durable workflow carries out."""

import asyncio

from remit.controls.approvals import ChangedSince, Stakes, propose, withdraw
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.lifecycle.deployments import aliases, queries, revisions, rollouts
from remit.lifecycle.deployments.errors import WrongStatus
from remit.lifecycle.deployments.fleet import CONTAINER, DEPLOYMENT, Fleet, of_machine
from remit.lifecycle.deployments.moves import move, note
from remit.lifecycle.deployments.plans.here import with_image_of_now
from remit.lifecycle.deployments.plans.in_container import with_agent_image_of_now
from remit.lifecycle.deployments.rollouts import State
from remit.lifecycle.deployments.states import PAUSABLE, RESTARTABLE, Status
from remit.lifecycle.deployments.tables import Deployment

_NEVER_SENT = (Status.PENDING_APPROVAL, Status.REJECTED)


async def find(session: Session, shown_id: str, *, lock: bool = False) -> Deployment:
    """Find a deployment that is not deleted; `NotFound` also for another organisation's."""
    deployment = await queries.deployment(session, DEPLOYMENT.parse(shown_id), lock=lock)
    if deployment is None or deployment.status == Status.DELETED:
        raise _unknown(shown_id)
    return deployment


async def find_record(session: Session, shown_id: str) -> Deployment:
    """Find a deployment to read about, also one that is deleted: its records stay."""
    deployment = await queries.deployment(session, DEPLOYMENT.parse(shown_id))
    if deployment is None:
        raise _unknown(shown_id)
    return deployment


def _unknown(shown_id: str) -> NotFound:
    return NotFound(f"There is no deployment {shown_id[:60]}.")


async def pause(session: Session, actor: Actor, fleet: Fleet, shown_id: str) -> Deployment:
    """Stop a deployment that is deployed or deploying; calls are refused from now on."""
    deployment = await _allowed(session, actor, shown_id, "pause", PAUSABLE)
    require_host(fleet, deployment)
    await rollouts.leave(session, actor, deployment, State.CANCELLED, f"Paused by {actor.name}.")
    await _propose(session, actor, deployment, "pause")
    await move(session, actor, deployment, Status.PAUSED, f"Paused by {actor.name}.")
    return deployment


async def restart(session: Session, actor: Actor, fleet: Fleet, shown_id: str) -> Deployment:
    """Bring a deployed, failed or paused deployment up again, as a new revision of the same plan.

    A container begins with what its image's name means now.
    """
    deployment = await _allowed(session, actor, shown_id, "restart", RESTARTABLE)
    require_same(fleet, deployment)
    await rollouts.leave(session, actor, deployment, State.CANCELLED, f"Restarted by {actor.name}.")
    if deployment.kind == "model":
        deployment.plan = await asyncio.to_thread(with_image_of_now, fleet, deployment.host, deployment.plan)
    elif deployment.host == CONTAINER:
        deployment.plan = await with_agent_image_of_now(fleet, deployment.plan)
    deployment.revision += 1
    await revisions.keep(session, deployment, actor.facts(), "restart", "restart")
    await _propose(session, actor, deployment, "restart")
    await move(session, actor, deployment, Status.DEPLOYING, f"Restarted by {actor.name}.")
    return deployment


async def delete(session: Session, actor: Actor, fleet: Fleet, shown_id: str) -> Deployment:
    """Remove a deployment from its host and from the lists; its records stay.

    Deleted again, one that is still at its host is let go: Remit does not try to remove it any more.
    """
    found = await find_record(session, shown_id)
    if found.status == Status.DELETED:
        return await _let_go(session, actor, found)
    await withdraw(session, actor, DEPLOYMENT.ref(found.id), "The deployment was deleted.")
    deployment = await find(session, shown_id, lock=True)
    await aliases.require_none(session, deployment)
    await rollouts.leave(session, actor, deployment, State.CANCELLED, f"Deleted by {actor.name}.")
    if deployment.status == Status.PLANNED:  # no host has heard of it
        require(actor, "deployment.delete", _resource(deployment))
        await move(session, actor, deployment, Status.DELETED, f"The plan was dropped by {actor.name}.")
        return deployment
    if deployment.status not in _NEVER_SENT:
        require_host(fleet, deployment)
    await _propose(session, actor, deployment, "delete")
    await move(session, actor, deployment, Status.DELETED, f"Deleted by {actor.name}.")
    return deployment


async def _let_go(session: Session, actor: Actor, found: Deployment) -> Deployment:
    shown_id = DEPLOYMENT.show(found.id)
    deployment = await queries.deployment(session, found.id, lock=True)
    if deployment is None or deployment.orphaned is None:
        raise _unknown(shown_id)
    require(actor, "deployment.delete", _resource(deployment))
    words = f"Left at {deployment.host} by {actor.name}: Remit does not try to remove it any more."
    deployment.orphaned = None
    await note(session, actor, deployment, deployment.status, deployment.status, words, {}, happened="left")
    return deployment


def require_host(fleet: Fleet, deployment: Deployment) -> None:
    """Raise `ChangedSince` for what really runs where hosts only record now: nothing would reach it."""
    if not deployment.dry_run and fleet.is_dry_run(deployment.host):
        raise ChangedSince(
            f"{deployment.name} really runs on {deployment.host}, and Remit only records now: nothing was changed. "
            "Start Remit with REMIT_EXECUTE=true, then ask for it again."
        )


def require_same(fleet: Fleet, deployment: Deployment) -> None:
    """Raise `ChangedSince` when a dry run would really run now, or what really runs would only be recorded."""
    require_host(fleet, deployment)
    if difference := fleet.difference(deployment.host, dry_run=deployment.dry_run):
        raise ChangedSince(
            f"{deployment.name} stays as it is: {difference}. Delete it, and deploy it anew to have it really run."
        )


async def _allowed(
    session: Session, actor: Actor, shown_id: str, verb: str, statuses: tuple[Status, ...]
) -> Deployment:
    found = await find(session, shown_id)
    require(actor, f"deployment.{verb}", _resource(found))
    # Locks are taken in one order everywhere: proposal, deployment, audit log.
    await withdraw(session, actor, DEPLOYMENT.ref(found.id), f"The deployment was {_done(verb)}.")
    deployment = await find(session, shown_id, lock=True)
    if deployment.status not in statuses:
        allowed = " or ".join(s.value for s in statuses)
        raise WrongStatus(
            f"{deployment.name} is {deployment.status}: only what is {allowed} can be {_done(verb)}.",
            deployment_status=deployment.status,
        )
    return deployment


def _done(verb: str) -> str:
    return "paused" if verb == "pause" else "restarted"


def _resource(deployment: Deployment) -> Resource:
    return Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)


async def _propose(session: Session, actor: Actor, deployment: Deployment, verb: str) -> None:
    await propose(
        session,
        actor,
        kind=f"deployment.{verb}",
        subject=DEPLOYMENT.ref(deployment.id),
        resource=_resource(deployment),
        title=f"{verb.capitalize()} {deployment.name} in {deployment.environment}",
        shown={
            "name": deployment.name,
            "environment": deployment.environment,
            "revision": deployment.revision,
        },
        stakes=Stakes(stops=verb != "restart"),
        anywhere=not of_machine(deployment.host, deployment.kind),
    )
