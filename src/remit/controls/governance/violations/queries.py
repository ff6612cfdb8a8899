"""Every read of violations, and the statements that write to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.governance.violations.tables import Violation
from remit.kit.database import Base, Session
from remit.kit.newest import newest
from remit.kit.pagination import Position

_TABLE = Base.metadata.tables[Violation.__tablename__]
_WRITE = insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)
_OPEN = Violation.state == "open"
_MOST = 10


@dataclass(frozen=True)
class Asked:
    """What of the violations somebody asks for; none of a filter means all."""

    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    subject: str | None = None
    rule: str | None = None
    actor: str | None = None
    label: str | None = None
    call: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None


async def write_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Write many rows of one organisation in one statement; return the ids of those that were not there before."""
    return set((await session.execute(_WRITE, [dict(row) for row in rows])).scalars())


async def one(session: Session, id: UUID) -> Violation | None:
    """Find a violation."""
    return (await session.scalars(select(Violation).where(Violation.id == id))).one_or_none()


async def move(
    session: Session, id: UUID, version: int, sources: Sequence[str], values: Mapping[str, Any]
) -> Violation | None:
    """Change the state of what still is as it was read; none when it is not."""
    changed = (
        update(Violation)
        .where(Violation.id == id, Violation.version == version, Violation.state.in_(sources))
        .values(**values, version=version + 1)
        .returning(Violation)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(changed)).one_or_none()


async def page(session: Session, asked: Asked, *, after: Position | None, limit: int) -> Sequence[Violation]:
    """List violations, newest first; words are looked for in the next 50,000 of them."""
    return await newest(
        session, Violation, _filtered(asked), after=after, limit=limit, words=asked.q, texts=_texts
    )


def _texts(row: Any) -> list[ColumnElement[str]]:
    labels = func.array_to_string(row.labels, " ")
    return [row.rule, row.subject, row.actor, row.actor_name, row.request_id, row.note, labels]


def _filtered(asked: Asked) -> Select[Violation]:
    wanted: Select[Violation] = select(Violation)
    for column, value in (
        (Violation.subject, asked.subject),
        (Violation.rule, asked.rule),
        (Violation.actor, asked.actor),
        (Violation.call_id, asked.call),
    ):
        wanted = wanted if value is None else wanted.where(column == value)
    if asked.states:
        wanted = wanted.where(Violation.state.in_(asked.states))
    if asked.severities:
        wanted = wanted.where(Violation.severity.in_(asked.severities))
    if asked.label is not None:
        wanted = wanted.where(_labelled(asked.label))
    if asked.since is not None:
        wanted = wanted.where(Violation.created_at >= asked.since)
    if asked.until is not None:
        wanted = wanted.where(Violation.created_at < asked.until)
    return wanted


def _labelled(label: str) -> ColumnElement[bool]:
    """A label, or any of a family such as `secret`."""
    each = func.unnest(Violation.labels).table_valued("label").render_derived().c.label
    found = or_(each == label, each.startswith(f"{label}.", autoescape=True))
    return select(each).where(found).exists()


async def of_call(session: Session, call_id: UUID) -> int:
    """Count the violations of a call."""
    counted = select(func.count()).select_from(Violation).where(Violation.call_id == call_id)
    return (await session.scalars(counted)).one()


async def count_since(session: Session, subject: str, since: datetime) -> int:
    """Count what was found wrong with a subject's calls from a moment on, without what was no violation after all."""
    wanted = select(func.count()).where(
        Violation.subject == subject, Violation.created_at >= since, Violation.state != "false_positive"
    )
    return (await session.scalars(wanted)).one()


async def count_open(session: Session, subject: str | None = None) -> dict[str, int]:
    """Count what is open by severity, of whatever age."""
    wanted = select(Violation.severity, func.count()).where(_OPEN).group_by(Violation.severity)
    if subject is not None:
        wanted = wanted.where(Violation.subject == subject)
    return {row[0]: row[1] for row in await session.execute(wanted)}


async def days(
    session: Session, since: datetime, until: datetime, subject: str | None
) -> Sequence[Row[datetime, str, int, int]]:
    """Count by day in UTC and severity: all, and those that were none after all."""
    day = func.date_trunc(text("'day'"), Violation.created_at, text("'UTC'")).label("day")
    false = func.count().filter(Violation.state == "false_positive")
    wanted = select(day, Violation.severity, func.count(), false)
    return (
        await session.execute(_within(wanted, since, until, subject).group_by(text("1"), Violation.severity))
    ).all()


async def by_rule(
    session: Session, since: datetime, until: datetime, subject: str | None
) -> Sequence[Row[str, int, int, datetime]]:
    """Count by rule: all, those open, and when the last one was found; the ten with most."""
    return await _by(session, Violation.rule, since, until, subject)


async def by_subject(
    session: Session, since: datetime, until: datetime, subject: str | None
) -> Sequence[Row[str, int, int, datetime]]:
    """Count by subject, as `by_rule` does."""
    return await _by(session, Violation.subject, since, until, subject)


async def _by(
    session: Session, column: Any, since: datetime, until: datetime, subject: str | None
) -> Sequence[Row[str, int, int, datetime]]:
    count, last = func.count(), func.max(Violation.created_at)
    wanted = select(column, count, func.coalesce(func.sum(case((_OPEN, 1), else_=0)), 0), last)
    ranked = _within(wanted, since, until, subject).group_by(column).order_by(count.desc(), last.desc())
    return (await session.execute(ranked.limit(_MOST))).all()


def _within(wanted: Any, since: datetime, until: datetime, subject: str | None) -> Any:
    wanted = wanted.where(Violation.created_at >= since, Violation.created_at < until)
    return wanted if subject is None else wanted.where(Violation.subject == subject)
