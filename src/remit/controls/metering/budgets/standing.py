"""How budgets stand in the period that runs now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from remit.controls.metering.budgets import queries
from remit.controls.metering.budgets.budget import BUDGET, Budget, period_end, period_start
from remit.controls.metering.budgets.queries import Waits
from remit.controls.metering.budgets.reserving import budget_of
from remit.controls.metering.schemas import BudgetAnswer, BudgetDetail, SpentPeriod, WaitingCall
from remit.controls.metering.subjects import Directories, Subject, subjects_of
from remit.controls.metering.tables import BudgetCounter, BudgetRow, BudgetWait
from remit.controls.metering.usage import CALL
from remit.kit.clock import now
from remit.kit.database import Session

_PERIODS = 12
_SHOWN = 100
_EARLY = 0.02  # of a period: before that a forecast says more of chance than of spending
_NONE = Decimal(0)
_CENT = Decimal("0.01")


async def standings(
    session: Session, rows: Sequence[BudgetRow], names: Mapping[str, Subject]
) -> list[BudgetAnswer]:
    """Say how budgets stand; `names` are what their subjects are called."""
    moment = now()
    starts = {row.id: period_start(budget_of(row).period, moment) for row in rows}
    counters = await queries.counters(session, starts)
    waits = await queries.waits(session, list(starts))
    return [
        BudgetAnswer(**_facts(row, counters.get(row.id), waits.get(row.id, Waits()), names, moment))
        for row in rows
    ]


async def detail(session: Session, row: BudgetRow, names: Mapping[str, Subject]) -> BudgetDetail:
    """Say how a budget stands, who waits for it, and what was spent before."""
    shown = (await standings(session, [row], names))[0]
    waiting = await queries.waiting(session, row.id, _SHOWN)
    periods = await queries.periods(session, row.id, _PERIODS)
    return BudgetDetail(
        **shown.model_dump(),
        waiting_calls=[_waiting(each) for each in waiting],
        periods=[
            SpentPeriod(started_at=each.period_start, spent_usd=float(each.spent_usd)) for each in periods
        ],
    )


def _facts(
    row: BudgetRow,
    counter: BudgetCounter | None,
    waits: Waits,
    names: Mapping[str, Subject],
    moment: datetime,
) -> dict[str, Any]:
    budget = budget_of(row)
    start = period_start(budget.period, moment)
    end = period_end(budget.period, start)
    spent, reserved = (counter.spent_usd, counter.reserved_usd) if counter else (_NONE, _NONE)
    subject = names.get(row.subject)
    return {
        "id": BUDGET.show(row.id),
        "scope": budget.scope,
        "subject": row.subject.partition(":")[2],
        "subject_name": subject.name if subject else "",
        "subject_live": subject is not None and subject.live,
        "period": budget.period,
        "period_started_at": start,
        "period_ends_at": end,
        "limit_usd": float(row.limit_usd),
        "spent_usd": float(spent),
        "reserved_usd": float(reserved),
        "left_usd": float(max(_NONE, row.limit_usd - spent - reserved)),
        "forecast_usd": _forecast(spent, moment - start, end - start),
        "thresholds": list(row.thresholds),
        "crossed": [each for each in row.thresholds if spent * 100 >= each * row.limit_usd],
        "at_limit": budget.at_limit,
        "waiting": waits.calls,
        "enough_usd": _enough(spent + reserved, waits),
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


@dataclass(frozen=True)
class Pressing:
    """A budget that somebody should look at: so much of it is spent, so many calls wait."""

    budget: Budget
    name: str
    spent_usd: Decimal
    crossed: int
    waiting: int
    ends_at: datetime


async def pressing(session: Session, directories: Directories, *, limit: int) -> list[Pressing]:
    """List budgets of which a threshold was crossed in this period or for which calls wait, the fullest first."""
    found = await queries.pressing(session, limit)
    names = await subjects_of(session, directories, [row.subject for row, _ in found])
    waits = await queries.waits(session, [row.id for row, _ in found])
    return [
        Pressing(
            budget=budget_of(row),
            name=_called(row, names),
            spent_usd=counter.spent_usd,
            crossed=counter.alerted,
            waiting=waits.get(row.id, Waits()).calls,
            ends_at=period_end(budget_of(row).period, counter.period_start),
        )
        for row, counter in found
    ]


def _called(row: BudgetRow, names: Mapping[str, Subject]) -> str:
    """Name a subject inside a sentence."""
    if row.scope == "organization":
        return "the whole organisation"
    return names[row.subject].name if row.subject in names else row.subject


def _enough(taken: Decimal, waits: Waits) -> float | None:
    """Say, in whole cents, with which limit all calls that wait would go on."""
    if not waits.calls:
        return None
    return float((taken + waits.amount_usd).quantize(_CENT, ROUND_UP))


def _forecast(spent: Decimal, passed: timedelta, whole: timedelta) -> float | None:
    """Draw the line on to the end of the period."""
    share = passed / whole
    return float(spent) / share if share >= _EARLY else None


def _waiting(row: BudgetWait) -> WaitingCall:
    return WaitingCall(
        call_id=CALL.show(row.call_id),
        by=row.actor.get("name", ""),
        subject=row.subject,
        amount_usd=float(row.amount_usd),
        since=row.since,
        until=row.expires_at,
    )
