"""Limits over HTTP."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from remit.controls.metering.budget_endpoints import DirectoriesDep
from remit.controls.metering.limits import Limits, changes, queries
from remit.controls.metering.limits.changes import LIMIT
from remit.controls.metering.schemas import LimitAnswer, LimitChange, LimitPage, NewLimit, StandardLimit
from remit.controls.metering.subjects import Directories, Scope, Subject, subject, subjects_of
from remit.controls.metering.tables import LimitRow
from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.kit import pagination
from remit.kit.database import Session

router = APIRouter(prefix="/api/limits", tags=["limits"])
_EACH: dict[Scope, str] = {
    "organization": "The whole organisation",
    "team": "Each team",
    "member": "Each member",
    "key": "Each key",
    "agent": "Each agent",
    "deployment": "Each deployment",
}


def named(limit_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return LIMIT.parse(limit_id)


def limits_of(request: Request) -> Limits:
    """Return what decides about calls in this process."""
    found: Limits = request.app.state.limits
    return found


IdDep = Annotated[UUID, Depends(named)]
LimitsDep = Annotated[Limits, Depends(limits_of)]
Reader = Annotated[Actor, may("limit.read")]
Writer = Annotated[Actor, may("limit.write")]


async def _answers(session: Session, known: Directories, rows: Sequence[LimitRow]) -> list[LimitAnswer]:
    names = await subjects_of(session, known, [row.subject for row in rows])
    return [_answer(row, names.get(row.subject)) for row in rows]


def _answer(row: LimitRow, named: Subject | None) -> LimitAnswer:
    scope: Scope = row.scope  # type: ignore[assignment]  # checked by the database
    return LimitAnswer(
        id=LIMIT.show(row.id),
        scope=scope,
        subject=row.subject.partition(":")[2] or None,
        subject_name=(named.name if named else "") if row.subject else _EACH[scope],
        subject_live=not row.subject or (named is not None and named.live),
        requests_per_minute=row.requests_per_minute,
        tokens_per_minute=row.tokens_per_minute,
        concurrency=row.concurrency,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


@router.get("")
async def list_limits(
    session: SessionDep,
    _: Reader,
    known: DirectoriesDep,
    limits: LimitsDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> LimitPage:
    """List limits, oldest first, and the requests a minute that hold where none is set."""
    found = await queries.page(session, after=pagination.decode(cursor), limit=limit + 1)
    page = found[:limit]
    return LimitPage(
        items=await _answers(session, known, page),
        standard=[
            StandardLimit(scope=scope, requests_per_minute=quota) for scope, quota in limits.standard.items()
        ],
        next=pagination.encode((page[-1].created_at, page[-1].id)) if len(found) > limit else None,
    )


@router.post("", status_code=201)
async def create_limit(
    body: NewLimit, session: SessionDep, actor: Writer, known: DirectoriesDep
) -> LimitAnswer:
    """Set limits of one subject, or of each of a scope; they hold from the next call on.

    404 for a subject that is not there, 409 when there are limits for it.
    """
    ref = ""
    if body.subject is not None:
        ref = await subject(session, known, actor.org_id, body.scope, body.subject)
    row = await changes.add(session, actor, ref, body)
    return (await _answers(session, known, [row]))[0]


@router.get("/{limit_id}")
async def get_limit(id: IdDep, session: SessionDep, _: Reader, known: DirectoriesDep) -> LimitAnswer:
    """Show limits."""
    return (await _answers(session, known, [await changes.find(session, id)]))[0]


@router.patch("/{limit_id}")
async def change_limit(
    body: LimitChange, id: IdDep, session: SessionDep, actor: Writer, known: DirectoriesDep
) -> LimitAnswer:
    """Change what is sent, null to take one away; 409 if somebody changed it meanwhile."""
    row = await changes.change(session, actor, id, body)
    return (await _answers(session, known, [row]))[0]


@router.delete("/{limit_id}", status_code=204)
async def delete_limit(id: IdDep, session: SessionDep, actor: Writer) -> Response:
    """Remove limits: what holds for all of the scope holds again."""
    await changes.remove(session, actor, id)
    return Response(status_code=204)
