"""Every read of policy versions, and of the decisions that were recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer

from remit.controls.governance.tables import PolicyVersion
from remit.kit.database import Session

# The decisions of calls and changes, each question once with how often it was asked. An entry has one or several.
_ASKED = text(
    """
    with entries as (
      select seq, time from audit_entries
      where time >= :since and (type like 'call.%' or type like 'change.%')
      order by time desc, seq desc limit :entries
    ), decisions as (
      select entries.seq, entries.time, decision
      from entries join audit_payloads p using (seq)
      cross join lateral (
        select p.payload -> 'decision' as decision
        union all select jsonb_path_query(p.payload, '$.decisions[*]')
      ) as each
      where jsonb_typeof(decision) = 'object'
    ), questions as (
      select decision -> 'asked' as asked, count(*) as times, max(time) as last, max(seq) as seq
      from decisions group by 1 order by 2 desc, 4 desc limit :most
    )
    select questions.*, cast(e.body as json) #>> '{data,actor,name}' as name
    from questions join audit_entries e using (seq) order by times desc, seq desc
    """
)


async def current(session: Session) -> PolicyVersion | None:
    """Read the version that holds; none where there are only the built-in policies."""
    last = select(PolicyVersion).order_by(PolicyVersion.number.desc()).limit(1)
    return (await session.scalars(last)).one_or_none()


async def newest(session: Session) -> int:
    """Read the number of the version that holds; 0 where there is none."""
    last = select(PolicyVersion.number).order_by(PolicyVersion.number.desc()).limit(1)
    return (await session.scalars(last)).one_or_none() or 0


async def version(session: Session, number: int) -> PolicyVersion | None:
    """Read one version."""
    return (await session.scalars(select(PolicyVersion).where(PolicyVersion.number == number))).one_or_none()


async def versions(session: Session, *, before: int | None, limit: int) -> Sequence[PolicyVersion]:
    """Read versions without their texts, newest first."""
    wanted = select(PolicyVersion).options(defer(PolicyVersion.text, raiseload=True))
    if before is not None:
        wanted = wanted.where(PolicyVersion.number < before)
    return (await session.scalars(wanted.order_by(PolicyVersion.number.desc()).limit(limit))).all()


async def add(session: Session, values: dict[str, Any]) -> bool:
    """Write a version; false when there is one of its number already."""
    made = insert(PolicyVersion).values(**values).on_conflict_do_nothing().returning(PolicyVersion.number)
    return (await session.scalars(made)).one_or_none() is not None


async def asked(session: Session, since: datetime, *, entries: int, most: int) -> Sequence[Row[Any]]:
    """Read what was decided since a moment: questions with how often, when last and in which entry.

    Of the newest `entries` of the log, and at most `most` questions, those asked most often; `name` is who acts in
    that entry, `asked` none for decisions whose question was not recorded.
    """
    values = {"since": since, "entries": entries, "most": most}
    return (await session.execute(_ASKED, values)).all()
