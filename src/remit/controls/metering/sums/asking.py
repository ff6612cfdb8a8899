"""What somebody asks of calls, answered from what was added up and from the calls since."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from remit.controls.metering.series import Bucket, Point, begin_each
from remit.controls.metering.sums import queries
from remit.controls.metering.sums.queries import By, Names, Steps
from remit.controls.metering.sums.spans import spans
from remit.controls.metering.sums.times import quantile
from remit.kit.database import Session

Sums = Mapping[str, Any]
_NONE: Steps = ((), ())


async def report(
    session: Session, by: By, since: datetime, until: datetime, limit: int
) -> tuple[Sums, list[Sums]]:
    """Add up all calls, and groups of them by what they have in common, the dearest first.

    Each sum has `calls` and the other counts, `p50_ms`, `p95_ms` and `first_token_p50_ms`; `groups` counts all groups.
    """
    parts = spans(since, until, await queries.mark(session))
    whole, *rows = await queries.groups(session, by, parts, limit)
    names: list[Names] = [(row["name"], row["provider"]) for row in rows]
    took = await queries.times(session, by, "time", parts, names)
    first = await queries.times(session, by, "first", parts, names)
    all_took, all_first = [
        await queries.times_of_all(session, measure, parts) for measure in ("time", "first")
    ]
    groups = [
        _timed(row, took.get(name, _NONE), first.get(name, _NONE))
        for row, name in zip(rows, names, strict=True)
    ]
    return _timed(whole, all_took, all_first), groups


def _timed(row: RowMapping, took: Steps, first: Steps) -> Sums:
    return {
        **row,
        "p50_ms": quantile(*took, 0.5),
        "p95_ms": quantile(*took, 0.95),
        "first_token_p50_ms": quantile(*first, 0.5),
    }


async def total(session: Session, since: datetime, until: datetime) -> RowMapping:
    """Add up all calls between two moments, without their times."""
    return await queries.total(session, spans(since, until, await queries.mark(session)))


async def points(session: Session, *, since: datetime, until: datetime, bucket: Bucket) -> Sequence[Point]:
    """Return a point for each hour or day as `series` does, without times."""
    starts = begin_each(bucket, since, until)
    if not starts:
        return []
    parts = spans(starts[0], until, await queries.mark(session), days=False)
    rows = {row["at"]: row for row in await queries.points(session, bucket, parts)}
    return [Point(**_counted(rows[at])) if at in rows else Point(at) for at in starts]


def _counted(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in Point.__dataclass_fields__ if name in row}
