"""Budgets over HTTP."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from remit.controls.metering.budgets import BUDGET, changes, queries, standing
from remit.controls.metering.schemas import (
    BudgetAnswer,
    BudgetChange,
    BudgetDetail,
    BudgetPage,
    NewBudget,
    SubjectAnswer,
    SubjectList,
)
from remit.controls.metering.subjects import Directories, Scope, subject, subjects_of
from remit.controls.metering.tables import BudgetRow
from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.kit import pagination
from remit.kit.database import Session

router = APIRouter(prefix="/api/budgets", tags=["budgets"])
_FOUND = 20


def named(budget_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return BUDGET.parse(budget_id)


def directories(request: Request) -> Directories:
    """Return what knows whom budgets can be for."""
    found: Directories = request.app.state.directories
    return found


IdDep = Annotated[UUID, Depends(named)]
DirectoriesDep = Annotated[Directories, Depends(directories)]
Reader = Annotated[Actor, may("budget.read")]
Writer = Annotated[Actor, may("budget.write")]


async def _answers(session: Session, known: Directories, rows: Sequence[BudgetRow]) -> list[BudgetAnswer]:
    names = await subjects_of(session, known, [row.subject for row in rows])
    return await standing.standings(session, rows, names)


@router.get("")
async def list_budgets(
    session: SessionDep,
    _: Reader,
    known: DirectoriesDep,
    scope: Scope | None = None,
    subject: Annotated[
        str | None, Query(max_length=80, pattern="^[a-z0-9_]+$", description="Id of a subject.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> BudgetPage:
    """List budgets, oldest first, each with how it stands in its period."""
    found = await queries.page(
        session, subject=subject, scope=scope, after=pagination.decode(cursor), limit=limit + 1
    )
    page = found[:limit]
    return BudgetPage(
        items=await _answers(session, known, page),
        next=pagination.encode((page[-1].created_at, page[-1].id)) if len(found) > limit else None,
    )


@router.post("", status_code=201)
async def create_budget(
    body: NewBudget, session: SessionDep, actor: Writer, known: DirectoriesDep
) -> BudgetAnswer:
    """Make a budget; it counts what the calls of its period have cost so far, and the next call must fit into it.

    404 for a subject that is not there, 409 when the subject has a budget for that period.
    """
    ref = await subject(session, known, actor.org_id, body.scope, body.subject)
    row = await changes.add(session, actor, ref, body)
    return (await _answers(session, known, [row]))[0]


@router.get("/subjects")
async def find_subjects(
    session: SessionDep,
    _: Reader,
    known: DirectoriesDep,
    scope: Scope | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> SubjectList:
    """Find whom a budget or a limit can be for, by name: up to 20 of each scope, or of one, the newest first."""
    words = q.replace("\0", "").strip()
    items = [
        SubjectAnswer(scope=each, id=found.ref.partition(":")[2], name=found.name)
        for each, directory in known.items()
        if scope in (None, each)
        for found in await directory.find(session, words, _FOUND)
    ]
    return SubjectList(items=items, next=None)


@router.get("/{budget_id}")
async def get_budget(id: IdDep, session: SessionDep, _: Reader, known: DirectoriesDep) -> BudgetDetail:
    """Show a budget: what is spent, held and left, the forecast, who waits for it, and the periods before."""
    row = await changes.find(session, id)
    names = await subjects_of(session, known, [row.subject])
    return await standing.detail(session, row, names)


@router.patch("/{budget_id}")
async def change_budget(
    body: BudgetChange, id: IdDep, session: SessionDep, actor: Writer, known: DirectoriesDep
) -> BudgetAnswer:
    """Change what is sent; 409 if somebody changed it meanwhile. Calls that wait for it look again at once."""
    row = await changes.change(session, actor, id, body)
    return (await _answers(session, known, [row]))[0]


@router.delete("/{budget_id}", status_code=204)
async def delete_budget(id: IdDep, session: SessionDep, actor: Writer) -> Response:
    """Remove a budget: the next call need not fit into it."""
    await changes.remove(session, actor, id)
    return Response(status_code=204)
