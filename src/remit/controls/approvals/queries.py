"""Every read of proposals and decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select, tuple_, update

from remit.controls.approvals.tables import Override, Proposal, ProposalDecision
from remit.kit.database import Session
from remit.kit.pagination import Position


async def proposal(session: Session, id: UUID, *, lock: bool = False) -> Proposal | None:
    """Find a proposal, locked until the transaction ends when it is to be changed."""
    wanted = select(Proposal).where(Proposal.id == id)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def newest_of(session: Session, subject: str, *, lock: bool = False) -> Proposal | None:
    """Find the newest proposal about a subject."""
    wanted = select(Proposal).where(Proposal.subject == subject).order_by(Proposal.id.desc()).limit(1)
    wanted = wanted.execution_options(populate_existing=True)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def pending_of(session: Session, subject: str) -> Sequence[Proposal]:
    """List what waits about a subject, oldest first, locked until the transaction ends."""
    waiting = select(Proposal).where(Proposal.subject == subject, Proposal.status == "pending")
    locked = waiting.order_by(Proposal.id).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(locked)).all()


async def pending(session: Session, moment: datetime, *, limit: int) -> Sequence[Proposal]:
    """List what waits for a person, oldest first."""
    waiting = select(Proposal).where(Proposal.status == "pending", Proposal.expires_at > moment)
    return (await session.scalars(waiting.order_by(Proposal.created_at, Proposal.id).limit(limit))).all()


async def count_pending(session: Session, moment: datetime, person: UUID) -> tuple[int, int, int]:
    """Count what waits: all, those with a high risk, and those a person asked for."""
    high = func.count().filter(Proposal.risk == 3)
    mine = func.count().filter(Proposal.requested_person == person)
    waiting = select(func.count(), high, mine)
    found = await session.execute(waiting.where(Proposal.status == "pending", Proposal.expires_at > moment))
    total, risky, own = found.one()
    return total, risky, own


@dataclass(frozen=True)
class Asked:
    """What of the queue somebody asks for; `person` with `mine` true means theirs, false those of others."""

    moment: datetime
    kind: str | None = None
    environment: str | None = None
    subject: str | None = None
    words: str | None = None
    person: UUID | None = None
    mine: bool | None = None


async def queue(
    session: Session, asked: Asked, *, after: tuple[int, Position] | None, limit: int
) -> Sequence[Proposal]:
    """List what waits, the highest risk first, then the oldest."""
    wanted = _filtered(asked).where(Proposal.status == "pending", Proposal.expires_at > asked.moment)
    if after is not None:
        risk, position = after
        later = tuple_(Proposal.created_at, Proposal.id) > position
        wanted = wanted.where(or_(Proposal.risk < risk, and_(Proposal.risk == risk, later)))
    wanted = wanted.order_by(Proposal.risk.desc(), Proposal.created_at, Proposal.id)
    return (await session.scalars(wanted.limit(limit))).all()


async def history(
    session: Session, asked: Asked, *, after: Position | None, limit: int
) -> Sequence[Proposal]:
    """List what a person had to decide and what became of it, the last decided first."""
    wanted = _filtered(asked).where(Proposal.escalated, Proposal.status != "pending")
    if after is not None:
        wanted = wanted.where(tuple_(Proposal.decided_at, Proposal.id) < after)
    wanted = wanted.order_by(Proposal.decided_at.desc(), Proposal.id.desc())
    return (await session.scalars(wanted.limit(limit))).all()


async def every(session: Session, asked: Asked, *, after: Position | None, limit: int) -> Sequence[Proposal]:
    """List every proposal, also those that policies allowed at once, the newest first."""
    wanted = _filtered(asked)
    if after is not None:
        wanted = wanted.where(tuple_(Proposal.created_at, Proposal.id) < after)
    wanted = wanted.order_by(Proposal.created_at.desc(), Proposal.id.desc())
    return (await session.scalars(wanted.limit(limit))).all()


def _filtered(asked: Asked) -> Select[Proposal]:
    wanted: Select[Proposal] = select(Proposal)
    for column, value in (
        (Proposal.kind, asked.kind),
        (Proposal.environment, asked.environment),
        (Proposal.subject, asked.subject),
    ):
        wanted = wanted if value is None else wanted.where(column == value)
    if asked.mine is not None:
        theirs: ColumnElement[bool] = Proposal.requested_person == asked.person
        wanted = wanted.where(theirs if asked.mine else ~theirs)
    return wanted.where(_says(asked.words)) if asked.words else wanted


def _says(words: str) -> ColumnElement[bool]:
    return or_(
        Proposal.title.icontains(words, autoescape=True),
        Proposal.subject.icontains(words, autoescape=True),
        Proposal.kind.icontains(words, autoescape=True),
        cast(Proposal.requested_by["name"].astext, String).icontains(words, autoescape=True),
    )


async def due(session: Session, moment: datetime, *, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Name what waits and is to be warned of, escalated or ended, of all organisations; needs a `relay` transaction."""
    time = func.least(Proposal.warns_at, Proposal.escalates_at, Proposal.expires_at)
    over = select(Proposal.org_id, Proposal.id).where(
        Proposal.status == "pending",
        or_(Proposal.expires_at <= moment, Proposal.escalates_at <= moment, Proposal.warns_at <= moment),
    )
    return [(row.org_id, row.id) for row in await session.execute(over.order_by(time).limit(limit))]


async def decisions(session: Session, proposal_id: UUID) -> Sequence[ProposalDecision]:
    """List the decisions on a proposal, oldest first."""
    made = select(ProposalDecision).where(ProposalDecision.proposal_id == proposal_id)
    return (await session.scalars(made.order_by(ProposalDecision.id))).all()


async def decisions_of(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Sequence[ProposalDecision]]:
    """List the decisions on each of these proposals, oldest first."""
    made = select(ProposalDecision).where(ProposalDecision.proposal_id.in_(ids))
    found: dict[UUID, list[ProposalDecision]] = {}
    for each in await session.scalars(made.order_by(ProposalDecision.id)):
        found.setdefault(each.proposal_id, []).append(each)
    return found


async def move(session: Session, id: UUID, source: str, target: str, **values: Any) -> bool:
    """Move a proposal from one status to another; false when it was not there any more."""
    moved = update(Proposal).where(Proposal.id == id, Proposal.status == source)
    done = await session.execute(moved.values(status=target, **values).returning(Proposal.id))
    return done.one_or_none() is not None


async def override(session: Session, proposal_id: UUID) -> Override | None:
    """Find what two people said of a proposal that could not wait."""
    wanted = select(Override).where(Override.proposal_id == proposal_id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def overrides_of(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Override]:
    """Find what was said of those of these proposals that could not wait."""
    wanted = select(Override).where(Override.proposal_id.in_(ids))
    return {each.proposal_id: each for each in await session.scalars(wanted)}


async def unreviewed(
    session: Session, asked: Asked, *, after: Position | None, limit: int
) -> Sequence[Proposal]:
    """List what did not wait and nobody has looked at since, the newest first."""
    open_ones = select(Override.proposal_id).where(
        Override.second_at.is_not(None), Override.review_at.is_(None)
    )
    wanted = _filtered(asked).where(Proposal.id.in_(open_ones))
    if after is not None:
        wanted = wanted.where(tuple_(Proposal.created_at, Proposal.id) < after)
    wanted = wanted.order_by(Proposal.created_at.desc(), Proposal.id.desc())
    return (await session.scalars(wanted.limit(limit))).all()


async def count_unreviewed(session: Session) -> int:
    """Count what did not wait and nobody has looked at since."""
    wanted = select(func.count()).select_from(Override)
    open_ones = wanted.where(Override.second_at.is_not(None), Override.review_at.is_(None))
    return (await session.scalars(open_ones)).one()
