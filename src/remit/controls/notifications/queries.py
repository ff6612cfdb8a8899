"""Every read and write of notifications, their messages and what people do not want."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.notifications.tables import Delivery, Preference, Subscription
from remit.kit.database import Session
from remit.kit.pagination import Position


async def hold(session: Session, org_id: UUID) -> None:
    """Let one request at a time change an organisation's notifications: of two, the second waits."""
    number = func.hashtextextended(f"notifications/{org_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(number)))


async def count(session: Session) -> int:
    """Count the notifications of the organisation."""
    return (await session.execute(select(func.count()).select_from(Subscription))).scalar_one()


async def every(session: Session) -> Sequence[Subscription]:
    """List all notifications of the organisation, oldest first."""
    return (await session.scalars(select(Subscription).order_by(Subscription.created_at))).all()


async def switched_on(session: Session) -> Sequence[Subscription]:
    """List those that are switched on, oldest first."""
    wanted = select(Subscription).where(Subscription.enabled).order_by(Subscription.created_at)
    return (await session.scalars(wanted)).all()


async def page(session: Session, *, after: Position | None, limit: int) -> Sequence[Subscription]:
    """List notifications, oldest first, after a position."""
    wanted = select(Subscription).order_by(Subscription.created_at, Subscription.id).limit(limit)
    if after is not None:
        wanted = wanted.where(tuple_(Subscription.created_at, Subscription.id) > after)
    return (await session.scalars(wanted)).all()


async def one(session: Session, id: UUID) -> Subscription | None:
    """Find a notification, as it stands in the database now."""
    wanted = select(Subscription).where(Subscription.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def names_over(session: Session, connection_id: UUID) -> Sequence[str]:
    """Name the notifications that go over a connection."""
    wanted = select(Subscription.name).where(Subscription.connection_id == connection_id)
    return (await session.scalars(wanted.order_by(Subscription.name))).all()


async def change(session: Session, id: UUID, values: Mapping[str, Any]) -> None:
    """Write some members of a notification."""
    await session.execute(update(Subscription).where(Subscription.id == id).values(**values))


async def remove(session: Session, id: UUID) -> None:
    """Remove a notification with its secret and its messages."""
    await session.execute(delete(Subscription).where(Subscription.id == id))


async def organizations(session: Session) -> Sequence[UUID]:
    """List the organisations that have secrets; needs a `relay` transaction, which sees everybody's."""
    wanted = select(Subscription.org_id).where(Subscription.secret.is_not(None)).distinct()
    return (await session.scalars(wanted.order_by(Subscription.org_id))).all()


async def queue(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write messages that are to be sent; those that were written before stay as they are. Returns how many are new."""
    made = insert(Delivery).values(list(rows)).on_conflict_do_nothing(constraint="uq_notice_deliveries_once")
    return len((await session.scalars(made.returning(Delivery.id))).all())


async def due(session: Session, moment: datetime, *, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Name the organisations and notifications that have messages to send; needs a `relay` transaction."""
    wanted = select(Delivery.org_id, Delivery.subscription_id).where(
        Delivery.state == "waiting", Delivery.next_at <= moment
    )
    oldest = wanted.group_by(Delivery.org_id, Delivery.subscription_id).order_by(func.min(Delivery.next_at))
    return [(row.org_id, row.subscription_id) for row in await session.execute(oldest.limit(limit))]


async def next_due(session: Session, subscription_id: UUID, moment: datetime) -> Delivery | None:
    """Lock the message of a notification that has waited longest; those that others have locked are passed over."""
    wanted = select(Delivery).where(
        Delivery.subscription_id == subscription_id, Delivery.state == "waiting", Delivery.next_at <= moment
    )
    first = wanted.order_by(Delivery.next_at, Delivery.id).limit(1).with_for_update(skip_locked=True)
    return (await session.scalars(first)).one_or_none()


async def delivery(session: Session, id: UUID, *, lock: bool = False) -> Delivery | None:
    """Find a message, as it stands in the database now."""
    wanted = select(Delivery).where(Delivery.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def deliveries(
    session: Session,
    *,
    subscription_id: UUID | None,
    state: str | None,
    kind: str | None,
    after: Position | None,
    limit: int,
) -> Sequence[Delivery]:
    """List messages, the newest first, after a position."""
    wanted = select(Delivery).order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit)
    if subscription_id is not None:
        wanted = wanted.where(Delivery.subscription_id == subscription_id)
    if state is not None:
        wanted = wanted.where(Delivery.state == state)
    if kind is not None:
        wanted = wanted.where(Delivery.kind == kind)
    if after is not None:
        wanted = wanted.where(tuple_(Delivery.created_at, Delivery.id) < after)
    return (await session.scalars(wanted)).all()


async def give_up(session: Session, subscription_id: UUID, said: str) -> None:
    """Send nothing more of what waits for a notification."""
    waiting = update(Delivery).where(Delivery.subscription_id == subscription_id, Delivery.state == "waiting")
    await session.execute(waiting.values(state="dead", last_said=said))


async def forget(session: Session, before: datetime) -> None:
    """Remove messages that came to an end and are older than a moment."""
    await session.execute(delete(Delivery).where(Delivery.state != "waiting", Delivery.created_at < before))


async def preference(session: Session, member_id: UUID) -> Preference | None:
    """Find what a member does not want by mail."""
    wanted = select(Preference).where(Preference.member_id == member_id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def muted(session: Session, members: Collection[UUID], kind: str) -> set[UUID]:
    """Name those of some members who do not want a kind of news by mail."""
    wanted = select(Preference.member_id).where(
        Preference.member_id.in_(members), Preference.muted.contains([kind])
    )
    return set(await session.scalars(wanted))


async def keep_preference(session: Session, values: Mapping[str, Any]) -> None:
    """Write what a member does not want by mail."""
    made = insert(Preference).values(**values)
    changed = {"muted": made.excluded.muted, "updated_at": made.excluded.updated_at}
    await session.execute(made.on_conflict_do_update(index_elements=["org_id", "member_id"], set_=changed))
