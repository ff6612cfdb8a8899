"""Every read and write of limits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.metering.tables import LimitRow
from remit.kit.database import Session
from remit.kit.pagination import Position


async def every(session: Session) -> Sequence[LimitRow]:
    """List all limits of the organisation."""
    return (await session.scalars(select(LimitRow))).all()


async def one(session: Session, id: UUID) -> LimitRow | None:
    """Find limits, as they stand in the database now."""
    wanted = select(LimitRow).where(LimitRow.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def locked(session: Session, id: UUID) -> LimitRow | None:
    """Find limits and let nobody else change them until the transaction ends."""
    wanted = select(LimitRow).where(LimitRow.id == id).with_for_update()
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def page(session: Session, *, after: Position | None, limit: int) -> Sequence[LimitRow]:
    """List limits, oldest first, after a position."""
    wanted = select(LimitRow).order_by(LimitRow.created_at, LimitRow.id).limit(limit)
    if after is not None:
        wanted = wanted.where(tuple_(LimitRow.created_at, LimitRow.id) > after)
    return (await session.scalars(wanted)).all()


async def make(session: Session, values: Mapping[str, Any]) -> bool:
    """Store limits; false when the subject, or the scope as a whole, has some."""
    made = insert(LimitRow).values(**values).on_conflict_do_nothing(constraint="uq_limits_subject")
    return (await session.scalars(made.returning(LimitRow.id))).one_or_none() is not None


async def of_subject(session: Session, scope: str, subject: str) -> LimitRow | None:
    """Find the limits of a subject, or of a scope as a whole."""
    wanted = select(LimitRow).where(LimitRow.scope == scope, LimitRow.subject == subject)
    return (await session.scalars(wanted)).one_or_none()


async def change(session: Session, id: UUID, values: Mapping[str, Any]) -> None:
    """Write some members of limits."""
    await session.execute(update(LimitRow).where(LimitRow.id == id).values(**values))


async def remove(session: Session, id: UUID) -> None:
    """Remove limits."""
    await session.execute(delete(LimitRow).where(LimitRow.id == id))
