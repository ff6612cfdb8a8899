"""Every read of budgets, and the statements that hold and settle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, delete, func, insert, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from remit.controls.metering.tables import BudgetCounter, BudgetRow, BudgetWait, ReservationRow
from remit.kit.database import Session
from remit.kit.driver import Driver, Rows
from remit.kit.pagination import Position

_RESERVE = (
    "select call, budget, spent_usd, reserved_usd, limit_usd from remit_reserve("
    "%s, %s::uuid[], %s::numeric(18, 9)[], %s::integer[], %s::integer[], %s::uuid[], %s::timestamptz[],"
    " %s::numeric[], %s::text[], %s)"
)
_SETTLE = text(
    "select * from remit_settle(cast(:calls as uuid[]), cast(:costs as numeric[]), cast(:subjects as text[]),"
    " cast(:plans as uuid[]), cast(:plan_starts as timestamptz[]))"
)
_BEGIN = text("select remit_begin_budget(:org, :id)")
_REARM = text("""
    update budget_counters k set asked_at = null, alerted = coalesce((
      select max(t) from budgets b, unnest(b.thresholds) t
      where b.org_id = k.org_id and b.id = k.budget_id and k.spent_usd * 100 >= t * b.limit_usd), 0)
    where k.budget_id = :id and k.period_start = :start
""")


_quoted = msgspec.json.Encoder().encode


def array(values: Iterable[object]) -> str:
    """Write an array as PostgreSQL reads it: much cheaper than to have each element adapted."""
    return f"{{{','.join(['NULL' if each is None else str(each) for each in values])}}}"


def texts(values: Iterable[str | None]) -> str:
    """Write an array of texts, which may hold anything."""
    return array(None if each is None else _quoted(each).decode() for each in values)


@dataclass(frozen=True)
class Asked:
    """Many calls of one organisation as the database is asked about them: see `remit_reserve`."""

    calls: list[UUID]
    amounts: list[Decimal | None]
    first: list[int]
    which: list[int]
    ids: list[UUID]
    starts: list[datetime]
    plan_limits: list[Decimal | None]
    plan_subjects: list[str | None]


async def reserve(driver: Driver, org_id: UUID, asked: Asked, lasts: timedelta) -> Rows:
    """Hold the amounts of those calls that fit; return (call, budget, spent, reserved, limit) of each no."""
    return await driver.fetch(
        _RESERVE,
        (
            org_id,
            array(asked.calls),
            array(asked.amounts),
            array(asked.first),
            array(asked.which),
            array(asked.ids),
            array(asked.starts),
            array(asked.plan_limits),
            texts(asked.plan_subjects),
            lasts,
        ),
    )


async def release(driver: Driver, org_id: UUID, calls: Sequence[UUID]) -> None:
    """Give back what calls hold that will not run."""
    await driver.fetch("select remit_release(%s, %s::uuid[])", (org_id, list(calls)))


async def sweep(driver: Driver, org_id: UUID, most: int) -> int:
    """Give back what calls hold that have died; return how many."""
    found = await driver.fetch("select remit_sweep(%s, %s)", (org_id, most))
    return int(found[0][0])


async def settle(session: Session, settled: tuple[str, str, str, str, str]) -> Sequence[RowMapping]:
    """Put what calls cost in the place of what they held; return the thresholds that were crossed."""
    names = ("calls", "costs", "subjects", "plans", "plan_starts")
    return (await session.execute(_SETTLE, dict(zip(names, settled, strict=True)))).mappings().all()


async def every(session: Session) -> Sequence[BudgetRow]:
    """List all budgets of the organisation."""
    return (await session.scalars(select(BudgetRow))).all()


async def wait(session: Session, values: Mapping[str, Any]) -> None:
    """Show that a call waits."""
    await session.execute(insert(BudgetWait).values(**values))


async def wait_no_more(session: Session, call_id: UUID) -> None:
    """Show a call as waiting no more."""
    await session.execute(delete(BudgetWait).where(BudgetWait.call_id == call_id))


async def ask_once(session: Session, budget_id: UUID, period_start: datetime, moment: datetime) -> bool:
    """Say whether people are to be asked for more of a budget: once in a period."""
    unasked = (
        BudgetCounter.budget_id == budget_id,
        BudgetCounter.period_start == period_start,
        BudgetCounter.asked_at.is_(None),
    )
    asked = update(BudgetCounter).where(*unasked).values(asked_at=moment).returning(BudgetCounter.budget_id)
    return (await session.scalars(asked)).one_or_none() is not None


async def one(session: Session, id: UUID) -> BudgetRow | None:
    """Find a budget, as it stands in the database now."""
    wanted = select(BudgetRow).where(BudgetRow.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def locked(session: Session, id: UUID) -> BudgetRow | None:
    """Find a budget and let nobody else change it until the transaction ends."""
    wanted = select(BudgetRow).where(BudgetRow.id == id).with_for_update()
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def page(
    session: Session, *, subject: str | None, scope: str | None, after: Position | None, limit: int
) -> Sequence[BudgetRow]:
    """List budgets, oldest first, after a position; `subject` is an id as the API shows it."""
    wanted = select(BudgetRow).order_by(BudgetRow.created_at, BudgetRow.id).limit(limit)
    if subject is not None:
        wanted = wanted.where(func.split_part(BudgetRow.subject, ":", 2) == subject)
    if scope is not None:
        wanted = wanted.where(BudgetRow.scope == scope)
    if after is not None:
        wanted = wanted.where(tuple_(BudgetRow.created_at, BudgetRow.id) > after)
    return (await session.scalars(wanted)).all()


async def make(session: Session, values: Mapping[str, Any]) -> bool:
    """Store a budget; false when its subject has one for that period."""
    made = upsert(BudgetRow).values(**values).on_conflict_do_nothing(constraint="uq_budgets_subject")
    return (await session.scalars(made.returning(BudgetRow.id))).one_or_none() is not None


async def begin(session: Session, org_id: UUID, id: UUID) -> Decimal:
    """Have a new budget begin with what its period cost so far; return that."""
    found = await session.execute(_BEGIN, {"org": org_id, "id": id})
    return Decimal(found.scalar_one())


async def of_subject(session: Session, subject: str, period: str) -> BudgetRow | None:
    """Find the budget of a subject for a period."""
    wanted = select(BudgetRow).where(BudgetRow.subject == subject, BudgetRow.period == period)
    return (await session.scalars(wanted)).one_or_none()


async def change(session: Session, id: UUID, values: Mapping[str, Any]) -> None:
    """Write some members of a budget."""
    await session.execute(update(BudgetRow).where(BudgetRow.id == id).values(**values))


async def rearm(session: Session, id: UUID, period_start: datetime) -> None:
    """Let the thresholds that are above what is spent now be told, and people asked, once more in the period."""
    await session.execute(_REARM, {"id": id, "start": period_start})


async def remove(session: Session, id: UUID) -> None:
    """Remove a budget; what was counted stays until it is old."""
    await session.execute(delete(BudgetRow).where(BudgetRow.id == id))


async def counters(session: Session, starts: Mapping[UUID, datetime]) -> Mapping[UUID, BudgetCounter]:
    """Read how budgets stand in one period each; one that no call has touched is left out."""
    wanted = select(BudgetCounter).where(
        tuple_(BudgetCounter.budget_id, BudgetCounter.period_start).in_(list(starts.items()))
    )
    found = await session.scalars(wanted.execution_options(populate_existing=True))
    return {row.budget_id: row for row in found}


async def pressing(session: Session, limit: int) -> Sequence[tuple[BudgetRow, BudgetCounter]]:
    """List budgets that have crossed a threshold in this period or that calls wait for, the fullest first."""
    now_running = (BudgetCounter.budget_id == BudgetRow.id) & (
        BudgetCounter.period_start == func.remit_period_start(BudgetRow.period, func.now())
    )
    waited_for = (
        select(BudgetWait.call_id)
        .where(BudgetWait.budget_id == BudgetRow.id, BudgetWait.expires_at > func.now())
        .exists()
    )
    wanted = select(BudgetRow, BudgetCounter).join(BudgetCounter, now_running)
    wanted = wanted.where(or_(BudgetCounter.alerted > 0, waited_for))
    rows = await session.execute(
        wanted.order_by((BudgetCounter.spent_usd / BudgetRow.limit_usd).desc()).limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


async def periods(session: Session, id: UUID, limit: int) -> Sequence[BudgetCounter]:
    """List the last periods in which a budget was touched, the newest first."""
    wanted = select(BudgetCounter).where(BudgetCounter.budget_id == id)
    newest = wanted.order_by(BudgetCounter.period_start.desc()).limit(limit)
    return (await session.scalars(newest.execution_options(populate_existing=True))).all()


@dataclass(frozen=True)
class Waits:
    """How many calls wait for a budget, and what they may cost together."""

    calls: int = 0
    amount_usd: Decimal = Decimal(0)


async def waits(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Waits]:
    """Add up the calls that wait for budgets; one that nobody waits for is left out."""
    wanted = select(
        BudgetWait.budget_id, func.count().label("calls"), func.sum(BudgetWait.amount_usd).label("amount")
    )
    live = wanted.where(BudgetWait.budget_id.in_(ids), BudgetWait.expires_at > func.now())
    found = await session.execute(live.group_by(BudgetWait.budget_id))
    return {row.budget_id: Waits(row.calls, row.amount) for row in found}


async def waiting(session: Session, id: UUID, limit: int) -> Sequence[BudgetWait]:
    """List the calls that wait for a budget, the longest first."""
    wanted = select(BudgetWait).where(BudgetWait.budget_id == id, BudgetWait.expires_at > func.now())
    return (await session.scalars(wanted.order_by(BudgetWait.since).limit(limit))).all()


async def organizations_with_dead_calls(session: Session, limit: int) -> Sequence[UUID]:
    """List organisations in which reservations have expired; needs a `relay` transaction."""
    dead = select(ReservationRow.org_id).where(
        ReservationRow.expires_at <= func.now(), ReservationRow.swept.is_(False)
    )
    return (await session.scalars(dead.distinct().limit(limit))).all()


async def purge(session: Session, before: datetime) -> None:
    """Remove what nobody asks for any more: calls long dead, and waits that are over."""
    await session.execute(
        delete(ReservationRow).where(ReservationRow.swept, ReservationRow.expires_at < before)
    )
    await session.execute(delete(BudgetWait).where(BudgetWait.expires_at < before))
