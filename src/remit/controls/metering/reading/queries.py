"""Every read of calls that somebody looks at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from remit.controls.metering.tables import Usage
from remit.kit.database import Session
from remit.kit.newest import newest
from remit.kit.pagination import Position


@dataclass(frozen=True)
class AskedCalls:
    """What of the calls somebody asks for; none of a filter means all. `q` is looked for in names, ids and errors."""

    subject: str | None = None
    agent: str | None = None
    key: str | None = None
    actor: str | None = None
    model: str | None = None
    provider: str | None = None
    outcome: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None


async def calls_of(session: Session, ids: Collection[UUID]) -> Sequence[Usage]:
    """List these calls, oldest first."""
    return (await session.scalars(select(Usage).where(Usage.id.in_(ids)).order_by(Usage.id))).all()


async def calls(
    session: Session, asked: AskedCalls, *, after: Position | None, limit: int
) -> Sequence[Usage]:
    """List calls, newest first; words are looked for in the next 50,000 of them."""
    return await newest(
        session, Usage, _filtered(asked), after=after, limit=limit, words=asked.q, texts=_texts
    )


def _texts(row: Any) -> list[ColumnElement[str]]:
    return [row.model, row.provider, row.actor, row.subject, row.request_id, row.error]


def _filtered(asked: AskedCalls) -> Select[Usage]:
    wanted: Select[Usage] = select(Usage)
    for column, value in (
        (Usage.subject, asked.subject),
        (Usage.agent, asked.agent),
        (Usage.key, asked.key),
        (Usage.actor, asked.actor),
        (Usage.model, asked.model),
        (Usage.provider, asked.provider),
        (Usage.outcome, asked.outcome),
        (Usage.request_id, asked.request_id),
    ):
        wanted = wanted if value is None else wanted.where(column == value)
    if asked.since is not None:
        wanted = wanted.where(Usage.created_at >= asked.since)
    if asked.until is not None:
        wanted = wanted.where(Usage.created_at < asked.until)
    return wanted
