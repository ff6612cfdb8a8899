"""Every read and write of annotators."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.annotators.tables import AnnotatorRow
from remit.kit.database import Session
from remit.kit.pagination import Position


async def every(session: Session) -> Sequence[AnnotatorRow]:
    """List all annotators of the organisation, oldest first."""
    return (await session.scalars(select(AnnotatorRow).order_by(AnnotatorRow.created_at))).all()


async def count(session: Session) -> int:
    """Count the annotators of the organisation."""
    return (await session.execute(select(func.count()).select_from(AnnotatorRow))).scalar_one()


async def page(session: Session, *, after: Position | None, limit: int) -> Sequence[AnnotatorRow]:
    """List annotators, oldest first, after a position."""
    wanted = select(AnnotatorRow).order_by(AnnotatorRow.created_at, AnnotatorRow.id).limit(limit)
    if after is not None:
        wanted = wanted.where(tuple_(AnnotatorRow.created_at, AnnotatorRow.id) > after)
    return (await session.scalars(wanted)).all()


async def one(session: Session, id: UUID) -> AnnotatorRow | None:
    """Find an annotator, as it stands in the database now."""
    wanted = select(AnnotatorRow).where(AnnotatorRow.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def hold(session: Session, org_id: UUID) -> None:
    """Let one request at a time change an organisation's annotators: of two, the second waits."""
    number = func.hashtextextended(f"annotators/{org_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(number)))


async def make(session: Session, values: Mapping[str, Any]) -> bool:
    """Add an annotator; false when the slug is taken."""
    made = insert(AnnotatorRow).values(**values).on_conflict_do_nothing(constraint="uq_annotators_slug")
    return (await session.scalars(made.returning(AnnotatorRow.id))).one_or_none() is not None


async def change(session: Session, id: UUID, values: Mapping[str, Any]) -> None:
    """Write some members of an annotator."""
    await session.execute(update(AnnotatorRow).where(AnnotatorRow.id == id).values(**values))


async def remove(session: Session, id: UUID) -> None:
    """Remove an annotator, and with it its secret."""
    await session.execute(delete(AnnotatorRow).where(AnnotatorRow.id == id))


async def organizations(session: Session) -> Sequence[UUID]:
    """List the organisations that have secrets; needs a `relay` transaction, which sees everybody's."""
    wanted = select(AnnotatorRow.org_id).where(AnnotatorRow.envelope.is_not(None)).distinct()
    return (await session.scalars(wanted.order_by(AnnotatorRow.org_id))).all()
