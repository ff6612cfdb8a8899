"""How everything stands: four figures, each against an earlier time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from remit.controls import approvals, metering
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import CostExplorer, Fleet, instance_days, monthly
from remit.lifecycle.insights import queries
from remit.lifecycle.insights.schemas import (
    ActiveFigure,
    ApprovalsFigure,
    CallsFigure,
    Overview,
    SpendFigure,
    Started,
)

_DAY = timedelta(days=1)
_ACTIVE_DAYS = 14
_SPEND_DAYS = 30
_MOST_WAITING = 200


async def overview(session: Session, actor: Actor, fleet: Fleet, explorer: CostExplorer) -> Overview:
    """Return the figures of the home page."""
    moment = now()
    has_deployment, has_agent, members = await queries.anything(session)
    return Overview(
        active=await _active(session, moment),
        approvals=await _approvals(session, actor, moment),
        spend=await _spend(session, fleet, explorer, moment),
        calls=await _calls(session, moment),
        started=Started(deployment=has_deployment, agent=has_agent, colleague=members > 1),
        as_of=moment,
    )


async def _active(session: Session, moment: datetime) -> ActiveFigure:
    count = await queries.count_active(session)
    first = _midnight(moment) - (_ACTIVE_DAYS - 1) * _DAY
    changes = await queries.changes_of_active(session, first)
    latest_first = [changes.get((moment - n * _DAY).date(), 0) for n in range(_ACTIVE_DAYS)]
    days = _backwards(count, latest_first)
    return ActiveFigure(count=count, change=await queries.change_of_active(session, moment - _DAY), days=days)


def _backwards(count: int, changes: Sequence[int]) -> list[int]:
    """Return the counts at the ends of days, oldest first, from the count now and the changes, newest first."""
    back = accumulate((-change for change in changes[:-1]), initial=count)
    return [max(0, value) for value in back][::-1]


async def _approvals(session: Session, actor: Actor, moment: datetime) -> ApprovalsFigure:
    waiting = await approvals.pending(session, moment, limit=_MOST_WAITING)
    seen = await approvals.look(session, actor, waiting)
    return ApprovalsFigure(
        count=len(waiting),
        decidable=sum(seen.why_not(proposal) is None for proposal in waiting),
        oldest_at=waiting[0].created_at if waiting else None,
    )


async def _spend(session: Session, fleet: Fleet, explorer: CostExplorer, moment: datetime) -> SpendFigure:
    spend = await monthly(session, fleet, explorer)
    days = await instance_days(session, (moment - (_SPEND_DAYS - 1) * _DAY).date(), moment.date())
    return SpendFigure(
        amount=float(round(spend.this_month, 2)),
        dry_run_amount=float(round(spend.dry_run, 2)),
        trend=spend.trend,
        percent_change=spend.percent_change,
        start=spend.start,
        end=spend.end,
        source=spend.source,
        days=[float(round(day.spent, 2)) for day in days],
    )


async def _calls(session: Session, moment: datetime) -> CallsFigure:
    midnight = _midnight(moment)
    today = await metering.tally(session, midnight, moment)
    yesterday = await metering.tally(session, midnight - _DAY, moment - _DAY)
    hours = await metering.points(session, since=moment - 23 * _DAY / 24, until=moment, bucket="hour")
    return CallsFigure(
        today=today.calls,
        errors_today=today.errors,
        error_rate=today.error_rate,
        yesterday=yesterday.calls,
        error_rate_yesterday=yesterday.error_rate,
        percent_change=_percent(today.calls, yesterday.calls),
        cost_today_usd=float(today.cost_usd),
        hours=[point.calls for point in hours],
    )


def _percent(value: int, before: int) -> float | None:
    return round((value - before) / before * 100, 1) if before else None


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
