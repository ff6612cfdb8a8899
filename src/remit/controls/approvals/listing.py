"""Pages of proposals."""

from collections.abc import Sequence
from typing import Literal, assert_never

from remit.controls.approvals import queries
from remit.controls.approvals.answers import answer
from remit.controls.approvals.queries import Asked
from remit.controls.approvals.schemas import ProposalPage
from remit.controls.approvals.standing import look
from remit.controls.approvals.tables import Proposal
from remit.controls.tenancy import Actor
from remit.kit import pagination
from remit.kit.database import Session
from remit.kit.errors import Malformed
from remit.kit.pagination import Position

Which = Literal["pending", "decided", "all", "review"]


async def page(
    session: Session,
    actor: Actor,
    which: Which,
    asked: Asked,
    *,
    decidable: bool,
    cursor: str | None,
    limit: int,
) -> ProposalPage:
    """Make one page; with `decidable`, what the policies keep from the actor is left out of it."""
    found = await _read(session, which, asked, cursor, limit + 1)
    shown = found[:limit]
    seen = await look(session, actor, shown)
    items = [answer(seen, proposal) for proposal in shown]
    return ProposalPage(
        items=[item for item in items if item.may_decide.allowed or not decidable],
        next=_cursor(which, shown[-1]) if len(found) > limit else None,
    )


async def _read(
    session: Session, which: Which, asked: Asked, cursor: str | None, limit: int
) -> Sequence[Proposal]:
    match which:
        case "pending":
            return await queries.queue(session, asked, after=_place(cursor), limit=limit)
        case "decided":
            after = pagination.decode(cursor)
            return await queries.history(session, asked, after=after, limit=limit)
        case "all":
            return await queries.every(session, asked, after=pagination.decode(cursor), limit=limit)
        case "review":
            return await queries.unreviewed(session, asked, after=pagination.decode(cursor), limit=limit)
        case _:
            assert_never(which)


def _cursor(which: Which, last: Proposal) -> str:
    if which == "decided" and last.decided_at is not None:
        return pagination.encode((last.decided_at, last.id))
    position = pagination.encode((last.created_at, last.id))
    return f"{last.risk}{position}" if which == "pending" else position


def _place(cursor: str | None) -> tuple[int, Position] | None:
    """Read a cursor of the queue: the risk's rank, then the place among those of that risk."""
    if cursor is None:
        return None
    position = pagination.decode(cursor[1:])
    if cursor[:1] not in ("1", "2", "3") or position is None:
        raise Malformed("The cursor is not one of ours: leave it out to begin at the first page.")
    return int(cursor[0]), position
