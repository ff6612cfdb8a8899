"""What was used over HTTP: in all, by what calls have in common, and call by call."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from remit.controls.metering.budget_endpoints import DirectoriesDep
from remit.controls.metering.reading import answers, queries
from remit.controls.metering.reading.queries import AskedCalls
from remit.controls.metering.reading.schemas import CallAnswer, CallPage, UsageSummary, Window
from remit.controls.metering.sums import By
from remit.controls.metering.usage import CALL, Outcome
from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.kit import pagination
from remit.kit.errors import NotFound

router = APIRouter(prefix="/api/usage", tags=["usage"])
Reader = Annotated[Actor, may("metrics.read")]
Text = Annotated[str | None, Query(max_length=200)]


def named(call_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return CALL.parse(call_id)


def _asked(
    subject: Text = None,
    agent: Text = None,
    key: Text = None,
    actor: Text = None,
    model: Text = None,
    provider: Text = None,
    outcome: Outcome | None = None,
    request_id: Text = None,
    since: datetime | None = None,
    until: datetime | None = None,
    q: Text = None,
) -> AskedCalls:
    return AskedCalls(
        subject=subject,
        agent=agent,
        key=key,
        actor=actor,
        model=model,
        provider=provider,
        outcome=outcome,
        request_id=request_id,
        since=since,
        until=until,
        q=q.strip() or None if q else None,
    )


@router.get("")
async def get_usage(
    session: SessionDep, _: Reader, known: DirectoriesDep, window: Window = "7d", by: By = "model"
) -> UsageSummary:
    """Add up calls: tokens, costs, errors and times, in all, over time, and by model, provider, deployment (`subject`),
    agent, key or caller (`actor`), the dearest first.
    """
    return await answers.report(session, known, window, by)


@router.get("/calls")
async def list_calls(
    session: SessionDep,
    _: Reader,
    known: DirectoriesDep,
    asked: Annotated[AskedCalls, Depends(_asked)],
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallPage:
    """List calls, newest first; every filter that is given must hold.

    `subject`, `agent`, `key` and `actor` are refs such as `deployment:dep_…`. `q` looks into model, provider, caller,
    subject, request id and error of the next 50,000 calls.
    """
    found = await queries.calls(session, asked, after=pagination.decode(cursor), limit=limit + 1)
    shown = found[:limit]
    return CallPage(
        items=await answers.answers(session, known, shown),
        next=pagination.encode((shown[-1].created_at, shown[-1].id)) if len(found) > limit else None,
    )


@router.get("/calls/{call_id}")
async def get_call(
    id: Annotated[UUID, Depends(named)], session: SessionDep, _: Reader, known: DirectoriesDep
) -> CallAnswer:
    """Show one call: who made it, what it used, what that cost and by the price of which day."""
    found = await queries.calls_of(session, [id])
    if not found:
        raise NotFound(f"There is no call {CALL.show(id)!r}.")
    return (await answers.answers(session, known, found))[0]
