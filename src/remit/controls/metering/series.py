"""Calls over time: charts, from closed totals where there are some and from rows where time has not passed yet.

Every call is written with the time of its writing, so nothing is ever added to a past day. An hour or day is closed
ten minutes after its end, when no transaction that began within it is open any more, by the first who reads it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from remit.controls.metering import queries
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Malformed

Bucket = Literal["minute", "hour", "day"]
LENGTHS: dict[Bucket, timedelta] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
GRACE = timedelta(minutes=10)
_MOST = 2000


@dataclass(frozen=True)
class Point:
    """The calls of one bucket, which begins `at`; `calls` reached a model, `refused` never did.

    Times are of answered calls in milliseconds, none where there is none; `cost_usd` adds the known costs.
    """

    at: datetime
    calls: int = 0
    errors: int = 0
    refused: int = 0
    unpriced: int = 0
    cost_usd: Decimal = Decimal(0)
    input_tokens: int = 0
    output_tokens: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None


_FIELDS = tuple(Point.__dataclass_fields__)


def begin(bucket: Bucket, moment: datetime) -> datetime:
    """Return the beginning of the minute, hour or day in UTC that a moment is in."""
    start = moment.astimezone(UTC).replace(second=0, microsecond=0)
    if bucket != "minute":
        start = start.replace(minute=0)
    return start.replace(hour=0) if bucket == "day" else start


async def series(
    session: Session, *, since: datetime, until: datetime, bucket: Bucket, subject: str | None = None
) -> list[Point]:
    """Return a point for each bucket from the one that `since` is in, oldest first, empty ones included.

    `until` is exclusive. Without a subject the calls of the whole organisation are counted. Raises `Malformed` for
    more than 2,000 buckets.
    """
    starts = begin_each(bucket, since, until)
    if not starts:
        return []
    points: dict[datetime, Point] = {}
    past = [at for at in starts if _over(bucket, at)] if _is_kept(bucket, subject) else []
    if past:
        points = await _closed(session, bucket, past, subject or "")
    fresh = past[-1] + LENGTHS[bucket] if past else starts[0]
    if fresh < until:
        rows = await queries.buckets(session, bucket, fresh, until, subject)
        points.update({row["at"]: Point(**row) for row in rows})
    return [points.get(at, Point(at)) for at in starts]


def begin_each(bucket: Bucket, since: datetime, until: datetime) -> list[datetime]:
    """List the beginnings of all buckets from the one that `since` is in; `Malformed` for more than 2,000."""
    first, length = begin(bucket, since), LENGTHS[bucket]
    if until - first > length * _MOST:
        raise Malformed(f"That is more than {_MOST:,} points: choose a shorter time or longer steps.")
    starts = []
    while first < until:
        starts.append(first)
        first += length
    return starts


def _over(bucket: Bucket, at: datetime) -> bool:
    return at + LENGTHS[bucket] + GRACE <= now()


def _is_kept(bucket: Bucket, subject: str | None) -> bool:
    """Say whether totals of such buckets are kept: of days for every subject, of hours for the organisation."""
    return bucket == "day" or (bucket == "hour" and subject is None)


async def _closed(
    session: Session, bucket: Bucket, past: list[datetime], subject: str
) -> dict[datetime, Point]:
    """Read past buckets, closing first what nobody has."""
    known = {row.at for row in await queries.closed(session, bucket, past[0], past[-1] + LENGTHS[bucket])}
    if missing := [at for at in past if at not in known]:
        await queries.close(session, bucket, missing)
    rows = await queries.closed(session, bucket, past[0], past[-1] + LENGTHS[bucket], subject)
    return {row.at: Point(**_fields(row)) for row in rows}


def _fields(row: object) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS}
