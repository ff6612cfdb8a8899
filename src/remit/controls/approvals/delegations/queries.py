"""Every read of delegations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, tuple_

from remit.controls.approvals.delegations.tables import Delegation
from remit.kit.database import Session
from remit.kit.pagination import Position


async def lent_to(session: Session, person: UUID, moment: datetime) -> Sequence[Delegation]:
    """List what is lent to a person at a moment, oldest first."""
    wanted = select(Delegation).where(
        Delegation.to_member == person,
        Delegation.revoked_at.is_(None),
        Delegation.starts_at <= moment,
        Delegation.ends_at > moment,
    )
    return (await session.scalars(wanted.order_by(Delegation.id))).all()


async def in_force(session: Session, moment: datetime) -> Sequence[Delegation]:
    """List what is lent to anybody at a moment, oldest first."""
    wanted = select(Delegation).where(
        Delegation.revoked_at.is_(None), Delegation.starts_at <= moment, Delegation.ends_at > moment
    )
    return (await session.scalars(wanted.order_by(Delegation.id))).all()


async def page(
    session: Session, person: UUID | None, *, after: Position | None, limit: int
) -> Sequence[Delegation]:
    """List delegations, the newest first; with a person, those from or to them."""
    wanted = select(Delegation)
    if person is not None:
        wanted = wanted.where(or_(Delegation.from_member == person, Delegation.to_member == person))
    if after is not None:
        wanted = wanted.where(tuple_(Delegation.created_at, Delegation.id) < after)
    newest = wanted.order_by(Delegation.created_at.desc(), Delegation.id.desc())
    return (await session.scalars(newest.limit(limit))).all()


async def delegation(session: Session, id: UUID) -> Delegation | None:
    """Find a delegation, locked until the transaction ends."""
    wanted = select(Delegation).where(Delegation.id == id).with_for_update()
    return (await session.scalars(wanted)).one_or_none()
