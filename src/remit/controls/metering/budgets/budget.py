"""A budget: what one subject may spend in one calendar period, in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, assert_never
from uuid import UUID

import msgspec

from remit.controls.metering.schemas import AtLimit, Period
from remit.controls.metering.subjects import Scope
from remit.kit.clock import iso
from remit.kit.ids import Kind

BUDGET = Kind("bud", "budget")

THRESHOLDS = (50, 80, 100)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Budget:
    """What `subject` may spend in each `period`; `thresholds` in percent are told when they are crossed.

    `planned` budgets stand in a deployment's plan or an agent's document instead of a row: their id is that thing's.
    """

    id: UUID
    scope: Scope
    subject: str
    period: Period
    limit_usd: Decimal
    thresholds: tuple[int, ...] = THRESHOLDS
    at_limit: AtLimit = "stop"
    planned: bool = False

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What records keep of it."""
        return {
            "budget": name_of(self),
            "subject": self.subject,
            "period": self.period,
            "limit_usd": plain(self.limit_usd),
        }


def plan_budget(id: UUID, subject: str, usd_per_hour: Decimal) -> Budget:
    """Make the hourly budget of a deployment's plan, or of a version on trial; `subject` is its usage rows'."""
    scope: Scope = "agent" if subject.startswith("agent:") else "deployment"
    return Budget(id, scope, subject, "hour", usd_per_hour, planned=True)


class Hold(msgspec.Struct, frozen=True):
    """What a call holds of all its budgets from `at` until it is settled.

    `amount_usd` is none where its price is not known; `waited` is how long it stood still for a person.
    """

    call_id: UUID
    amount_usd: Decimal | None
    budgets: tuple[Budget, ...]
    at: datetime
    waited: timedelta = timedelta(0)

    @property
    def plan(self) -> tuple[UUID, datetime] | None:
        """The budget among them that has no row of its own, with the beginning of its period."""
        for each in self.budgets:
            if each.planned:
                return each.id, period_start(each.period, self.at)
        return None

    def facts(self) -> dict[str, Any]:
        """What records keep of it."""
        return {
            "held_usd": None if self.amount_usd is None else plain(self.amount_usd),
            "waited_seconds": round(self.waited.total_seconds(), 3) if self.waited else 0,
            "budgets": [each.facts for each in self.budgets],
        }


def plain(amount: Decimal) -> str:
    """Write an amount without noughts that say nothing: `10.5`."""
    return f"{amount.normalize():f}"


def name_of(budget: Budget) -> str:
    """Return the id as the API shows it; a planned budget has the ref of what it is of."""
    return budget.subject if budget.planned else BUDGET.show(budget.id)


def period_start(period: Period, moment: datetime) -> datetime:
    """Return when the period of a moment in UTC began: the hour, the day, Monday or the first, at midnight."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    if period == "hour":
        return hour
    day = hour.replace(hour=0)
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    assert_never(period)


def period_end(period: Period, start: datetime) -> datetime:
    """Return when a period that began then ends, and the next begins."""
    if period == "hour":
        return start + timedelta(hours=1)
    if period == "month":
        return (start + 31 * _DAY).replace(day=1)
    return start + (7 * _DAY if period == "week" else _DAY)


@dataclass(frozen=True)
class Refused:
    """A budget without room, and its numbers in USD when it was asked."""

    budget: Budget
    period_start: datetime
    spent_usd: Decimal
    reserved_usd: Decimal
    limit_usd: Decimal

    @property
    def ends_at(self) -> datetime:
        """When the period ends, and there is room again."""
        return period_end(self.budget.period, self.period_start)

    def facts(self) -> dict[str, Any]:
        """What the answer and the record say of it."""
        return {
            "budget": name_of(self.budget),
            "scope": self.budget.scope,
            "subject": self.budget.subject,
            "period": self.budget.period,
            "at_limit": self.budget.at_limit,
            "limit_usd": plain(self.limit_usd),
            "spent_usd": plain(self.spent_usd),
            "reserved_usd": plain(self.reserved_usd),
            "period_ends_at": iso(self.ends_at),
        }
