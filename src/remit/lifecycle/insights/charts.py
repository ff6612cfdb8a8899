"""Calls and costs over time."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal

from remit.controls import metering
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import instance_days
from remit.lifecycle.insights.schemas import CallChart, CallPoint, CostChart, CostPoint

CallWindow = Literal["24h", "7d", "30d"]
CostWindow = Literal["7d", "30d", "90d"]
_DAYS: dict[CostWindow, int] = {"7d": 7, "30d": 30, "90d": 90}
_HOURS: dict[CallWindow, int] = {"24h": 24, "7d": 7 * 24, "30d": 30 * 24}


async def calls(session: Session, window: CallWindow) -> CallChart:
    """Return the calls of the organisation: by the hour for up to a week, by the day for a month."""
    moment = now()
    bucket: Literal["hour", "day"] = "day" if window == "30d" else "hour"
    length = timedelta(days=1) if bucket == "day" else timedelta(hours=1)
    since = moment - timedelta(hours=_HOURS[window]) + length
    found = await metering.series(session, since=since, until=moment, bucket=bucket)
    return CallChart(
        bucket=bucket,
        points=[CallPoint.model_validate(point) for point in found],
        calls=sum(point.calls for point in found),
        errors=sum(point.errors for point in found),
    )


async def costs(session: Session, window: CostWindow) -> CostChart:
    """Return what each day cost, today included."""
    moment = now()
    since = moment - timedelta(days=_DAYS[window] - 1)
    used = await metering.points(session, since=since, until=moment, bucket="day")
    instances = await instance_days(session, since.date(), moment.date())
    points = [
        CostPoint(
            day=run.day,
            model_usd=_dollars(point.cost_usd),
            instance_usd=_dollars(run.spent),
            dry_run_usd=_dollars(run.dry_run),
            unpriced_calls=point.unpriced,
        )
        for point, run in zip(used, instances, strict=True)
    ]
    return CostChart(
        points=points,
        model_usd=_dollars(sum((point.cost_usd for point in used), Decimal(0))),
        instance_usd=_dollars(sum((run.spent for run in instances), Decimal(0))),
        dry_run_usd=_dollars(sum((run.dry_run for run in instances), Decimal(0))),
        unpriced_calls=sum(point.unpriced for point in used),
    )


def _dollars(amount: Decimal) -> float:
    return float(round(amount, 6))
