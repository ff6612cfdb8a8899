"""Every read of what calls add up to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    RowMapping,
    Select,
    SQLColumnExpression,
    Subquery,
    case,
    cast,
    desc,
    func,
    literal,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from remit.controls.metering.series import Bucket
from remit.controls.metering.sums.spans import Span
from remit.controls.metering.tables import SummedUsage, Usage, UsageMark
from remit.controls.tenancy import Organization
from remit.kit.database import Session
from remit.kit.driver import Driver

By = Literal["model", "provider", "subject", "agent", "key", "actor"]
Measure = Literal["time", "first"]
Names = tuple[str, str]
Steps = tuple[Sequence[int], Sequence[int]]
# A call has one provider, so the sums of all providers are those of all calls; and there are few of them.
_ALL: By = "provider"
_COLUMNS: Mapping[By, InstrumentedAttribute[str]] = {
    "model": Usage.model,
    "provider": Usage.provider,
    "subject": Usage.subject,
    "agent": Usage.agent,
    "key": Usage.key,
    "actor": Usage.actor,
}
_NOBODY = literal("")
_REFUSED = Usage.outcome == "refused"
_COUNTED: Mapping[str, ColumnElement[Any]] = {
    "calls": func.count().filter(~_REFUSED),
    "errors": func.count().filter(Usage.outcome == "failed"),
    "refused": func.count().filter(_REFUSED),
    "unpriced": func.count().filter(~_REFUSED, Usage.cost_usd.is_(None)),
    **{
        column.key: func.coalesce(func.sum(column), 0)
        for column in (
            Usage.input_tokens,
            Usage.cached_tokens,
            Usage.output_tokens,
            Usage.reasoning_tokens,
            Usage.cost_usd,
        )
    },
}
_STEPS = {
    "time": (SummedUsage.time_steps, SummedUsage.time_counts),
    "first": (SummedUsage.first_steps, SummedUsage.first_counts),
}
_TAKEN = {
    "time": case((Usage.outcome == "answered", Usage.duration_ms)),
    "first": Usage.first_token_ms,
}


async def mark(session: Session) -> datetime | None:
    """Return up to when the organisation's calls are added up; none where nothing is."""
    return (await session.scalars(select(UsageMark.until))).one_or_none()


async def organizations(session: Session) -> Sequence[UUID]:
    """List all organisations; needs a `relay` transaction."""
    return (await session.scalars(select(Organization.id).order_by(Organization.id))).all()


async def add_up(driver: Driver, org_id: UUID, until: datetime) -> bool:
    """Add up some hours of an organisation; false where all are until then."""
    rows = await driver.fetch("select remit_sum_usage(%s, %s)", (org_id, until))
    return bool(rows[0][0])


async def groups(session: Session, by: By, parts: Sequence[Span], limit: int) -> Sequence[RowMapping]:
    """Add calls up by what they have in common, the dearest first, after a row for all of them (`whole` is 1).

    A group is named by `name` and, where models are told apart, by `provider`. `groups` counts all groups.
    """
    found = union_all(*[_sums(by, part) for part in parts]).subquery()
    named = (found.c.name, found.c.provider)
    wanted = (
        select(
            *named,
            func.grouping(found.c.name).label("whole"),
            (func.count().over() - 1).label("groups"),
            *[func.coalesce(func.sum(found.c[name]), 0).label(name) for name in _COUNTED],
        )
        .group_by(func.grouping_sets(tuple_(*named), tuple_()))
        .order_by(desc("whole"), desc("cost_usd"), desc("calls"), text("1"), text("2"))
    )
    return (await session.execute(wanted.limit(limit + 1))).mappings().all()


async def total(session: Session, parts: Sequence[Span]) -> RowMapping:
    """Add all calls up."""
    return (await groups(session, _ALL, parts, 0))[0]


def _sums(by: By, part: Span) -> Select[*tuple[Any, ...]]:
    if part.grain == "call":
        counted = [sum.label(name) for name, sum in _COUNTED.items()]
        return select(*_named(by), *counted).where(*_within(part)).group_by(text("1"), text("2"))
    kept = [getattr(SummedUsage, name) for name in _COUNTED]
    return select(SummedUsage.name, SummedUsage.provider, *kept).where(*_kept(by, part))


def _named(by: By) -> tuple[ColumnElement[str], ColumnElement[str]]:
    name, provider = _columns(by)
    return name.label("name"), provider.label("provider")


def _columns(by: By) -> tuple[SQLColumnExpression[str], SQLColumnExpression[str]]:
    return _COLUMNS[by], Usage.provider if by == "model" else _NOBODY


def _within(part: Span) -> tuple[Any, ...]:
    return Usage.created_at >= part.since, Usage.created_at < part.until


def _kept(by: By, part: Span) -> tuple[Any, ...]:
    return (
        SummedUsage.dimension == by,
        SummedUsage.grain == part.grain,
        SummedUsage.at >= part.since,
        SummedUsage.at < part.until,
    )


async def points(session: Session, bucket: Bucket, parts: Sequence[Span]) -> Sequence[RowMapping]:
    """Add all calls up by the hour or day; empty ones have no row."""
    found = union_all(*[_hours(part) for part in parts]).subquery()
    at = func.date_trunc(text(f"'{bucket}'"), found.c.at, text("'UTC'")).label("at")
    summed = [func.sum(found.c[name]).label(name) for name in _COUNTED]
    return (await session.execute(select(at, *summed).group_by(text("1")))).mappings().all()


def _hours(part: Span) -> Select[*tuple[Any, ...]]:
    if part.grain == "call":
        at = func.date_trunc(text("'hour'"), Usage.created_at, text("'UTC'")).label("at")
        counted = [sum.label(name) for name, sum in _COUNTED.items()]
        return select(at, *counted).where(*_within(part)).group_by(text("1"))
    kept = [getattr(SummedUsage, name) for name in _COUNTED]
    return select(SummedUsage.at, *kept).where(*_kept(_ALL, part))


async def times(
    session: Session, by: By, measure: Measure, parts: Sequence[Span], names: Sequence[Names]
) -> Mapping[Names, Steps]:
    """Count how many calls of groups took how long, or waited how long for the first words, by steps in order."""
    found = union_all(
        *[_steps(by, measure, part).where(_among(by, part, names)) for part in parts]
    ).subquery()
    named = (found.c.name, found.c.provider)
    counted = select(*named, found.c.step, func.sum(found.c.n).label("n")).group_by(*named, found.c.step)
    steps = counted.subquery()
    wanted = select(steps.c.name, steps.c.provider, *_in_order(steps)).group_by(
        steps.c.name, steps.c.provider
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in await session.execute(wanted)}


async def times_of_all(session: Session, measure: Measure, parts: Sequence[Span]) -> Steps:
    """Count so for all calls."""
    found = union_all(*[_steps(_ALL, measure, part) for part in parts]).subquery()
    steps = select(found.c.step, func.sum(found.c.n).label("n")).group_by(found.c.step).subquery()
    row = (await session.execute(select(*_in_order(steps)))).one()
    return row[0] or (), row[1] or ()


def _in_order(steps: Subquery) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (
        func.array_agg(aggregate_order_by(steps.c.step, steps.c.step)),
        func.array_agg(aggregate_order_by(cast(steps.c.n, BigInteger), steps.c.step)),
    )


def _steps(by: By, measure: Measure, part: Span) -> Select[*tuple[Any, ...]]:
    if part.grain == "call":
        step = func.remit_time_step(_TAKEN[measure]).label("step")
        made = select(*_named(by), step, func.count().label("n")).where(*_within(part))
        return made.where(_TAKEN[measure].is_not(None)).group_by(text("1"), text("2"), text("3"))
    each = func.unnest(*_STEPS[measure]).table_valued("step", "n").render_derived().lateral()
    kept = select(SummedUsage.name, SummedUsage.provider, each.c.step, each.c.n).join(each, true())
    return kept.where(*_kept(by, part))


def _among(by: By, part: Span, names: Sequence[Names]) -> ColumnElement[bool]:
    kept = (SummedUsage.name, SummedUsage.provider)
    return tuple_(*(_columns(by) if part.grain == "call" else kept)).in_(names)
