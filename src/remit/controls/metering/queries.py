"""Every read of the usage tables, and the statements that write to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, Select, Subquery, case, func, insert, or_, select, text

from remit.controls.metering.tables import Usage, UsageTotal
from remit.controls.tenancy import ApiKey, Member
from remit.kit.database import Base, Session

_ANSWERED = Usage.outcome == "answered"
_REFUSED = Usage.outcome == "refused"
_FAILED = Usage.outcome == "failed"
_WRITE = insert(Base.metadata.tables[Usage.__tablename__])
_WRITE_ALL = text(
    "insert into usage select * from jsonb_populate_recordset(null::usage, cast(:rows as jsonb))"
    " on conflict do nothing returning id"
)

_TIMES = case((_ANSWERED, Usage.duration_ms))
_COUNTED = (
    func.count().filter(~_REFUSED).label("calls"),
    func.count().filter(_FAILED).label("errors"),
    func.coalesce(func.sum(Usage.cost_usd), 0).label("cost_usd"),
    func.count().filter(~_REFUSED, Usage.cost_usd.is_(None)).label("unpriced"),
)
_MEASURED = (
    func.count().filter(_REFUSED).label("refused"),
    func.coalesce(func.sum(Usage.input_tokens), 0).label("input_tokens"),
    func.coalesce(func.sum(Usage.output_tokens), 0).label("output_tokens"),
    func.percentile_cont(0.5).within_group(_TIMES).label("p50_ms"),
    func.percentile_cont(0.95).within_group(_TIMES).label("p95_ms"),
    func.percentile_cont(0.99).within_group(_TIMES).label("p99_ms"),
)

# One statement writes all totals of a period or none. The order is always the same, so that two readers who close
# the same period at once wait for each other instead of blocking each other.
_CLOSE = """
    insert into usage_totals (org_id, grain, subject, at, calls, errors, refused, unpriced, cost_usd,
                              input_tokens, output_tokens, p50_ms, p95_ms, p99_ms)
    select remit_org(), :grain, t.subject, p.at, t.calls, t.errors, t.refused, t.unpriced, t.cost_usd,
           t.input_tokens, t.output_tokens, t.times[1], t.times[2], t.times[3]
    from unnest(cast(:periods as timestamptz[])) as p(at) cross join lateral (
      select {subject} as subject,
             count(*) filter (where outcome <> 'refused') as calls,
             count(*) filter (where outcome = 'failed') as errors,
             count(*) filter (where outcome = 'refused') as refused,
             count(*) filter (where outcome <> 'refused' and cost_usd is null) as unpriced,
             coalesce(sum(cost_usd), 0) as cost_usd,
             coalesce(sum(input_tokens), 0) as input_tokens,
             coalesce(sum(output_tokens), 0) as output_tokens,
             percentile_cont(array[0.5, 0.95, 0.99])
               within group (order by case outcome when 'answered' then duration_ms end) as times
      from usage where created_at >= p.at and created_at < p.at + cast(:length as interval)
      {groups}
    ) t
    order by p.at, t.subject
    on conflict do nothing
"""
_CLOSE_DAYS = text(
    _CLOSE.format(subject="coalesce(subject, '')", groups="group by grouping sets ((subject), ())")
)
_CLOSE_HOURS = text(_CLOSE.format(subject="''", groups=""))


async def write(session: Session, row: Mapping[str, Any]) -> None:
    """Write one row; plain SQL, since this stands in the path of every call."""
    await session.execute(_WRITE, dict(row))


async def write_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Write many rows of one organisation in one statement; return the ids of those that were not there before."""
    written = await session.execute(_WRITE_ALL, {"rows": msgspec.json.encode(rows).decode()})
    return set(written.scalars())


async def summary(session: Session, subject: str, since: datetime) -> RowMapping:
    """Count and measure the calls of a subject from a moment on, in one row."""
    found = select(
        func.count().filter(~_REFUSED).label("interactions"),
        func.count().filter(_FAILED).label("errors"),
        func.count().filter(Usage.outcome == "cancelled").label("cancelled"),
        *_MEASURED,
        func.coalesce(func.sum(Usage.cost_usd), 0).label("cost_usd"),
        func.count().filter(~_REFUSED, Usage.cost_usd.is_(None)).label("unpriced"),
        func.min(Usage.created_at).filter(~_REFUSED).label("first_at"),
        func.max(Usage.created_at).filter(~_REFUSED).label("last_at"),
    ).where(Usage.subject == subject, Usage.created_at >= since)
    return (await session.execute(found)).mappings().one()


def _now(today: datetime, recent: datetime) -> Select[*tuple[Any, ...]]:
    """Count each subject's calls of today, and those since `recent`, which may be yesterday's."""
    made, failed, fresh = ~_REFUSED, _FAILED, Usage.created_at >= today
    counted = select(
        Usage.subject,
        func.count().filter(made, fresh).label("calls"),
        func.count().filter(failed, fresh).label("errors"),
        func.coalesce(func.sum(Usage.cost_usd).filter(fresh), 0).label("cost_usd"),
        func.count().filter(made, fresh, Usage.cost_usd.is_(None)).label("unpriced"),
        func.count().filter(made, Usage.created_at >= recent).label("recent_calls"),
    )
    return counted.where(Usage.created_at >= min(today, recent)).group_by(Usage.subject)


def by_subject(today: datetime, recent: datetime) -> Subquery:
    """Count the calls of each subject today: something to join with and to sort by."""
    return _now(today, recent).subquery("used")


async def of_subjects(
    session: Session, subjects: Sequence[str], today: datetime, recent: datetime
) -> Sequence[RowMapping]:
    """Count the calls of named subjects today; a subject without calls has no row."""
    wanted = _now(today, recent).where(Usage.subject.in_(subjects))
    return (await session.execute(wanted)).mappings().all()


async def failing(
    session: Session, since: datetime, *, calls: int, rate: float, limit: int
) -> Sequence[RowMapping]:
    """List the subjects of which at least a share of the calls failed, those with most failures first."""
    made, failed = func.count().filter(~_REFUSED), func.count().filter(_FAILED)
    wanted = (
        select(Usage.subject, *_COUNTED)
        .where(Usage.created_at >= since)
        .group_by(Usage.subject)
        .having(made >= calls, failed >= made * rate)
        .order_by(failed.desc(), Usage.subject)
        .limit(limit)
    )
    return (await session.execute(wanted)).mappings().all()


async def costliest(session: Session, since: datetime, *, limit: int) -> dict[str, Decimal]:
    """Map the subjects that cost most from a moment on to what they cost."""
    cost = func.sum(Usage.cost_usd)
    wanted = select(Usage.subject, cost).where(Usage.created_at >= since).group_by(Usage.subject)
    dear = wanted.having(cost > 0).order_by(cost.desc()).limit(limit)
    return {row[0]: row[1] or Decimal(0) for row in await session.execute(dear)}


async def providers(session: Session, since: datetime) -> dict[str, int]:
    """Count the calls that each provider of models answered from a moment on."""
    wanted = select(Usage.provider, func.count()).where(Usage.created_at >= since, ~_REFUSED)
    return {row[0]: row[1] for row in await session.execute(wanted.group_by(Usage.provider))}


async def buckets(
    session: Session, bucket: str, since: datetime, until: datetime, subject: str | None
) -> Sequence[RowMapping]:
    """Count and measure the calls of each minute, hour or day between two moments; empty ones have no row."""
    start = func.date_trunc(text(f"'{bucket}'"), Usage.created_at, text("'UTC'")).label("at")
    wanted = select(start, *_COUNTED, *_MEASURED).where(Usage.created_at >= since, Usage.created_at < until)
    if subject is not None:
        wanted = wanted.where(Usage.subject == subject)
    return (await session.execute(wanted.group_by(text("1")))).mappings().all()


async def closed(
    session: Session, grain: str, since: datetime, until: datetime, subject: str = ""
) -> Sequence[UsageTotal]:
    """List the closed totals of a subject, or of the whole organisation, between two moments."""
    wanted = select(UsageTotal).where(
        UsageTotal.grain == grain,
        UsageTotal.subject == subject,
        UsageTotal.at >= since,
        UsageTotal.at < until,
    )
    return (await session.scalars(wanted.order_by(UsageTotal.at))).all()


async def close(session: Session, grain: str, periods: Sequence[datetime]) -> None:
    """Write the totals of past periods, unless somebody has: for the organisation, and of days for each subject."""
    statement = _CLOSE_DAYS if grain == "day" else _CLOSE_HOURS
    await session.execute(statement, {"grain": grain, "periods": list(periods), "length": f"1 {grain}"})


async def members(session: Session, words: str, limit: int) -> Sequence[Member]:
    """Find members whose name or address holds a text, the newest first."""
    named = or_(Member.name.icontains(words, autoescape=True), Member.email.icontains(words, autoescape=True))
    wanted = select(Member).where(Member.removed_at.is_(None), named).order_by(Member.id.desc()).limit(limit)
    return (await session.scalars(wanted)).all()


async def members_of(session: Session, ids: Sequence[UUID]) -> Sequence[Member]:
    """Read members, also those who were removed."""
    return (await session.scalars(select(Member).where(Member.id.in_(ids)))).all()


async def keys(session: Session, words: str, limit: int) -> Sequence[ApiKey]:
    """Find live keys whose name holds a text, the newest first."""
    live = or_(ApiKey.revoked_at.is_(None), ApiKey.revoked_at > func.now())
    wanted = select(ApiKey).where(live, ApiKey.name.icontains(words, autoescape=True))
    return (await session.scalars(wanted.order_by(ApiKey.id.desc()).limit(limit))).all()


async def keys_of(session: Session, ids: Sequence[UUID]) -> Sequence[ApiKey]:
    """Read keys, also revoked ones."""
    return (await session.scalars(select(ApiKey).where(ApiKey.id.in_(ids)))).all()
