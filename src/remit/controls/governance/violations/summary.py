"""Violations at a glance."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from remit.controls.audit import Naming, names
from remit.controls.governance.violations import queries
from remit.controls.governance.violations.breaches import SEVERITIES
from remit.controls.governance.violations.schemas import (
    ViolationCounts,
    ViolationsOfDay,
    ViolationsOfRule,
    ViolationsOfSubject,
    ViolationSummary,
)
from remit.kit.clock import now
from remit.kit.database import Session


async def open_counts(session: Session, subject: str | None = None) -> ViolationCounts:
    """Count what is open, of whatever age; of one subject (`deployment:dep_…`) or of all."""
    found = await queries.count_open(session, subject)
    return ViolationCounts(open=sum(found.values()), **{each: found.get(each, 0) for each in SEVERITIES})


async def summary(
    session: Session, namings: Sequence[Naming], *, days: int, subject: str | None
) -> ViolationSummary:
    """Sum up the last days in UTC, today included."""
    today = now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = today - timedelta(days=days - 1), today + timedelta(days=1)
    counted = await queries.days(session, since, until, subject)
    rules = await queries.by_rule(session, since, until, subject)
    subjects = await queries.by_subject(session, since, until, subject)
    called = await names(session, namings, {each[0] for each in subjects})
    return ViolationSummary(
        since=since.date(),
        until=today.date(),
        open=await open_counts(session, subject),
        total=sum(row[2] for row in counted),
        false_positives=sum(row[3] for row in counted),
        rules=[ViolationsOfRule(rule=r, count=c, open=o, last_at=at) for r, c, o, at in rules],
        subjects=[
            ViolationsOfSubject(subject=s, subject_name=called.get(s), count=c, open=o, last_at=at)
            for s, c, o, at in subjects
        ],
        days=_days({(row[0].astimezone(UTC).date(), row[1]): row[2] for row in counted}, since, days),
    )


def _days(counted: Mapping[tuple[date, str], int], since: datetime, days: int) -> list[ViolationsOfDay]:
    every = [(since + timedelta(days=each)).date() for each in range(days)]
    return [
        ViolationsOfDay(day=day, **{each: counted.get((day, each), 0) for each in SEVERITIES})
        for day in every
    ]
