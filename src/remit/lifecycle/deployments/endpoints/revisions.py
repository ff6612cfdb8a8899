"""Scaling, updating and rolling back, and the revisions that come of it."""

from typing import Annotated

from fastapi import APIRouter, Query

from remit.controls import approvals
from remit.controls.approvals import PROPOSAL
from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.database import Session
from remit.kit.errors import Malformed, NotFound
from remit.lifecycle.deployments import queries, revisions
from remit.lifecycle.deployments.changes import changing, power
from remit.lifecycle.deployments.endpoints.requests import FleetDep, HowDep
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.pages import answers
from remit.lifecycle.deployments.pages.listing import filled
from remit.lifecycle.deployments.schemas.pages import (
    ChangeAnswer,
    RevisionDifferences,
    RevisionList,
    RollBackBody,
    ScaleBody,
)
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment, Revision

router = APIRouter(prefix="/api/deployments/{plan_id}", tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]


async def changed(
    session: Session, actor: Actor, deployment: Deployment, done: str | None = None
) -> ChangeAnswer:
    """Say what a change led to: a rollout, what was `done` at once, or that a person has to approve it."""
    await session.flush()
    newest = await approvals.newest_of(session, DEPLOYMENT.ref(deployment.id))
    row = answers.full_row((await filled(session, actor, [deployment]))[0])
    if done is not None and (newest is None or newest.status != "pending"):
        return ChangeAnswer(outcome="done", message=done, approval_id=None, deployment=row)
    if deployment.status == Status.DEPLOYING or newest is None:
        message = f"{deployment.name}: revision {deployment.revision} is being rolled out"
        return ChangeAnswer(outcome="deploying", message=message, approval_id=None, deployment=row)
    message = f"{deployment.name} goes on running as it is until another person approves the change"
    shown = PROPOSAL.show(newest.id)
    return ChangeAnswer(outcome="pending_approval", message=message, approval_id=shown, deployment=row)


@router.post("/scale")
async def scale_deployment(
    plan_id: str, body: ScaleBody, session: SessionDep, fleet: FleetDep, actor: Reader, how: HowDep
) -> ChangeAnswer:
    """Run a model on another number of instances, at once or when a person has approved it."""
    count, other = body.instance_count, body.instance_type
    scaled = await changing.scale(session, actor, fleet, plan_id, count, how, other)
    return await changed(session, actor, scaled)


@router.post("/update")
async def update_deployment(
    plan_id: str, session: SessionDep, fleet: FleetDep, actor: Reader, how: HowDep
) -> ChangeAnswer:
    """Run the active version of a deployed agent, at once or when a person has approved it."""
    return await changed(session, actor, await changing.update(session, actor, fleet, plan_id, how))


@router.post("/roll_back")
async def roll_back_deployment(
    plan_id: str, body: RollBackBody, session: SessionDep, fleet: FleetDep, actor: Reader, how: HowDep
) -> ChangeAnswer:
    """Carry out an earlier revision once more, as a new one."""
    back = await changing.roll_back(session, actor, fleet, plan_id, body.revision, how)
    return await changed(session, actor, back)


@router.get("/revisions")
async def list_revisions(
    plan_id: str,
    session: SessionDep,
    _: Reader,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=20)] = None,
) -> RevisionList:
    """List what was rolled out, newest first, each with what it changed."""
    deployment = await power.find_record(session, plan_id)
    found = await revisions.listed(session, deployment, limit=limit, before=_number(cursor))
    last = found[-1].revision.number if found else 1
    following = str(last) if len(found) == limit and last > 1 else None
    return RevisionList(items=[answers.revision(each) for each in found], next=following)


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and int(cursor) < 2**31):
        raise Malformed("The cursor is not one of ours: leave it out to begin at the first page.")
    return int(cursor)


@router.get("/revisions/diff")
async def compare_revisions(
    plan_id: str, session: SessionDep, _: Reader, before: Number, after: Number
) -> RevisionDifferences:
    """Say what differs between two revisions."""
    deployment = await power.find_record(session, plan_id)
    one, other = [await _revision(session, deployment, number) for number in (before, after)]
    found = answers.differences(revisions.differences(one.spec, other.spec))
    return RevisionDifferences(before=before, after=after, differences=found)


async def _revision(session: Session, deployment: Deployment, number: int) -> Revision:
    found = await queries.revision(session, deployment.id, number)
    if found is None:
        raise NotFound(f"{deployment.name} has no revision {number}: its newest is {deployment.revision}.")
    return found
