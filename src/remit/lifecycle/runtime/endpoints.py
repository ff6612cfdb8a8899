"""Runs that wait for a person over HTTP: where they stand, what they did and answered, and their cancelling."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from remit.controls import tenancy
from remit.controls.tenancy import Actor, ActorDep, Role, SessionDep
from remit.kit import pagination
from remit.kit.database import Database, Session
from remit.kit.errors import NotFound
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.runs import (
    RunCancelBody,
    RunDetail,
    RunPage,
    RunStatus,
    cancel,
    decides,
    detail,
    own,
    shown,
)
from remit.lifecycle.runtime.tables import RUN, RunRow
from remit.lifecycle.runtime.target import DEPLOYMENT

router = APIRouter(prefix="/api/runs", tags=["runs"])


async def _caller(request: Request) -> Actor:
    """Find out who asks; the key of a deployment sees what was asked with it."""
    token = tenancy.bearer(request)
    if token is not None:
        actor = await tenancy.by_key(request, token)
        if actor.role is Role.CALLER:
            await request.app.state.ready(actor.org_id)
            return actor
    return await tenancy.acting(request)


CallerDep = Annotated[Actor, Depends(_caller)]


@router.get("")
async def list_runs(
    session: SessionDep,
    actor: ActorDep,
    status: Annotated[list[RunStatus] | None, Query(max_length=6)] = None,
    whose: Annotated[str, Query(pattern="^(mine|all)$")] = "mine",
    deployment: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> RunPage:
    """List runs that waited for a person, newest first: your own, or `all` where you may decide on changes."""
    found = await queries.runs(
        session,
        person=None if whose == "all" and decides(actor, "") else actor.person,
        statuses=status,
        deployment_id=DEPLOYMENT.parse(deployment) if deployment else None,
        after=pagination.decode(cursor) if cursor else None,
        limit=limit + 1,
    )
    page = found[:limit]
    uses = await queries.uses_of(session, [run.id for run in page])
    last = page[-1] if page else None
    return RunPage(
        items=[shown(actor, run, [use for use in uses if use.run_id == run.id]) for run in page],
        next=pagination.encode((last.created_at, last.id)) if last and len(found) > limit else None,
    )


@router.get("/{run_id}")
async def get_run(request: Request, run_id: str, actor: CallerDep) -> RunDetail:
    """Show a run step by step: what it used with which arguments, who decided, what it cost, and its answer."""
    database: Database = request.app.state.database
    async with database.transaction(actor.org_id) as session:
        return await detail(session, actor, await _found(session, actor, run_id))


@router.post("/{run_id}/cancel")
async def cancel_run(request: Request, run_id: str, body: RunCancelBody, actor: CallerDep) -> RunDetail:
    """Cancel a run that waits: nothing that it asked for is done, and it ends as refused."""
    database: Database = request.app.state.database
    async with database.transaction(actor.org_id) as session:
        await cancel(session, actor, await _found(session, actor, run_id, lock=True), body.reason)
        return await detail(session, actor, await _found(session, actor, run_id))


async def _found(session: Session, actor: Actor, run_id: str, *, lock: bool = False) -> RunRow:
    run = await queries.run(session, RUN.parse(run_id), lock=lock)
    if run is None or not (own(actor, run) or decides(actor, run.environment)):
        raise NotFound(f"There is no run {run_id[:60]}.")
    return run
