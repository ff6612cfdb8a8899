"""News: rows written in the transaction that made them true, told to listeners and browsers after it.

The table is the outbox and the live stream in one. A trigger sends `NOTIFY remit_events` on commit.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Identity, select, update
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.clock import now
from remit.kit.database import Base, Session, Tenant, changed

CHANNEL = "remit_events"


class News(msgspec.Struct, frozen=True):
    """A piece of news that is not written yet, as the database function `remit_append` takes it."""

    kind: str
    ref: str
    data: dict[str, Any]
    created_at: datetime


class Event(Tenant, Base):
    """One piece of news about the thing `ref`; `kind` is `noun.happened`."""

    __tablename__ = "events"
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str]
    ref: Mapped[str]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


async def emit(session: Session, org: UUID, kind: str, ref: str, data: dict[str, Any]) -> None:
    """Write news into the current transaction; it is told when, and only if, that commits."""
    session.add(Event(org_id=org, kind=kind, ref=ref, data=data, created_at=now()))
    changed(session, org, kind)


async def since(session: Session, seq: int, *, limit: int = 500) -> Sequence[Event]:
    """Read the news of the session's organisation after `seq`, oldest first."""
    found = await session.scalars(select(Event).where(Event.seq > seq).order_by(Event.seq).limit(limit))
    return found.all()


async def one(session: Session, seq: int) -> Event | None:
    """Read one piece of news of the session's organisation."""
    return (await session.scalars(select(Event).where(Event.seq == seq))).one_or_none()


async def newest(session: Session) -> int:
    """Return the highest sequence number of the session's organisation, 0 when there is no news."""
    found = await session.scalars(select(Event.seq).order_by(Event.seq.desc()).limit(1))
    return found.one_or_none() or 0


async def undelivered(
    session: Session,
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    after: int = 0,
    limit: int = 50,
) -> Sequence[Event]:
    """Lock news `after` a number that no listener has had yet, of all organisations; needs a `relay` transaction.

    `only` of some kinds, or `without` some. What another process has locked is left to it.
    """
    waiting = select(Event).where(Event.delivered_at.is_(None), Event.seq > after, Event.kind.not_in(without))
    if only is not None:
        waiting = waiting.where(Event.kind.in_(only))
    locked = waiting.order_by(Event.seq).limit(limit).with_for_update(skip_locked=True)
    return (await session.scalars(locked)).all()


async def delivered(session: Session, heard: Sequence[Event]) -> None:
    """Mark news as heard; needs a `relay` transaction."""
    numbers = [event.seq for event in heard]
    await session.execute(
        update(Event)
        .where(Event.seq.in_(numbers))
        .values(delivered_at=now())
        .execution_options(synchronize_session=False)
    )
