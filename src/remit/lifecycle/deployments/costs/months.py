"""The month's spend on GPU hosts: from Cost Explorer when AWS is connected, else from Remit's own meter."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from remit.engines.hosts import HostError, spend
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.telemetry import logger
from remit.lifecycle.deployments.costs import queries
from remit.lifecycle.deployments.fleet import Fleet

Source = Literal["aws_cost_explorer", "remit_meter"]
_log = logger(__name__)
# Each request to Cost Explorer costs a cent and its data is a day late.
_KEEP_SECONDS = 6 * 3600
_GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class Spend:
    """Two months' spend in dollars, and what dry runs would have cost this month on top."""

    this_month: Decimal
    last_month: Decimal
    dry_run: Decimal
    start: date
    end: date
    source: Source

    @property
    def percent_change(self) -> float | None:
        """The change against all of last month; none when that was zero."""
        if self.last_month == 0:
            return None
        return float(round((self.this_month - self.last_month) / self.last_month * 100, 1))

    @property
    def trend(self) -> Literal["up", "down", "flat"]:
        """Which way it goes."""
        if self.this_month == self.last_month:
            return "flat"
        return "up" if self.this_month > self.last_month else "down"


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


class CostExplorer:
    """Cost Explorer's answers, kept for six hours."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._kept: dict[date, tuple[float, Decimal]] = {}

    async def month(self, first: date, last: date) -> Decimal:
        """Return a month's spend on SageMaker; raises `HostError`."""
        kept = self._kept.get(first)
        if kept and time.monotonic() - kept[0] < _KEEP_SECONDS:
            return kept[1]
        amount = await spend(self._fleet.aws, first, last + timedelta(days=1))
        self._kept[first] = (time.monotonic(), amount)
        return amount


@dataclass(frozen=True)
class DayOfInstances:
    """What instances cost on a day in UTC, in dollars, and apart from it what dry runs would have cost."""

    day: date
    spent: Decimal
    dry_run: Decimal


async def instance_days(session: Session, first: date, last: date) -> list[DayOfInstances]:
    """Return a row for each day, both ends included; days to come are zero.

    A day is closed ten minutes after its end by the first who reads it: nothing is ever added to a past day, since
    every move is written with the time of its writing.
    """
    moment = now()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    over = [day for day in days if _midnight(day + timedelta(days=1)) + _GRACE <= moment]
    found = await _closed(session, over, moment)
    if fresh := [day for day in days if day not in found and day <= moment.date()]:
        found |= await _open(session, fresh, moment)
    return [found.get(day, DayOfInstances(day, Decimal(0), Decimal(0))) for day in days]


async def _closed(session: Session, over: list[date], moment: datetime) -> dict[date, DayOfInstances]:
    if not over:
        return {}
    known = {row.day for row in await queries.closed_days(session, over[0], over[-1])}
    if missing := [day for day in over if day not in known]:
        await queries.close_days(session, missing, _midnight(missing[0]), moment)
    usd = {(r.day, r.dry_run): r.usd for r in await queries.closed_days(session, over[0], over[-1])}
    return {day: DayOfInstances(day, usd[day, False], usd[day, True]) for day in over}


async def _open(session: Session, fresh: list[date], moment: datetime) -> dict[date, DayOfInstances]:
    """Read days that are not closed: today and, in its first ten minutes, the day before."""
    found, later = {}, {False: Decimal(0), True: Decimal(0)}
    for day in reversed(fresh):
        spent = await queries.open_spend(session, _midnight(day), moment)
        found[day] = DayOfInstances(day, spent[False] - later[False], spent[True] - later[True])
        later = spent
    return found


async def monthly(session: Session, fleet: Fleet, explorer: CostExplorer) -> Spend:
    """Return this month's spend against last month's, and say where the figures come from."""
    first, last = month_of(now().date())
    before, before_last = month_of(first - timedelta(days=1))
    days = await instance_days(session, before, last)
    dry = sum((d.dry_run for d in days if d.day >= first), Decimal(0))
    if not fleet.is_dry_run("sagemaker"):
        try:
            paid = await explorer.month(first, last), await explorer.month(before, before_last)
        except HostError as error:
            _log.warning("cost explorer does not answer; the meter does", reason=error.detail)
        else:
            return Spend(*paid, dry, first, last, "aws_cost_explorer")
    this = sum((d.spent for d in days if d.day >= first), Decimal(0))
    return Spend(
        this, sum((d.spent for d in days if d.day < first), Decimal(0)), dry, first, last, "remit_meter"
    )
