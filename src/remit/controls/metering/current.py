"""How things stand right now: what each subject does this minute and has cost today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, Subquery

from remit.controls.metering import queries, sums
from remit.controls.metering.series import begin
from remit.kit.clock import now
from remit.kit.database import Session

_RECENT = timedelta(minutes=5)
_MINUTES = 5


@dataclass(frozen=True)
class Current:
    """The last five minutes, and today in UTC; `cost_today_usd` adds the known costs, `unpriced_today` have none."""

    calls_per_minute: float = 0.0
    calls_today: int = 0
    errors_today: int = 0
    cost_today_usd: Decimal = Decimal(0)
    unpriced_today: int = 0


@dataclass(frozen=True)
class Tally:
    """What the calls between two moments add up to; `calls` are those that reached a model."""

    calls: int
    errors: int
    cost_usd: Decimal
    unpriced: int

    @property
    def error_rate(self) -> float:
        """The share of the calls that failed."""
        return self.errors / self.calls if self.calls else 0.0


@dataclass(frozen=True)
class Failing(Tally):
    """A subject of which many calls failed."""

    subject: str


async def current(session: Session, subjects: Sequence[str]) -> dict[str, Current]:
    """Say what subjects such as `deployment:dep_…` do now; each of them has an answer."""
    moment = now()
    rows = await queries.of_subjects(session, subjects, begin("day", moment), moment - _RECENT)
    found = {
        row["subject"]: Current(
            calls_per_minute=row["recent_calls"] / _MINUTES,
            calls_today=row["calls"],
            errors_today=row["errors"],
            cost_today_usd=Decimal(row["cost_usd"]),
            unpriced_today=row["unpriced"],
        )
        for row in rows
    }
    return {subject: found.get(subject, Current()) for subject in subjects}


def today_by_subject() -> Subquery:
    """Return today's calls of each subject, to join with and to sort by.

    Its columns are subject, calls, errors, cost_usd, unpriced and recent_calls; `recent_calls` are those of the last
    five minutes. A subject without calls has no row: join it from outside.
    """
    moment = now()
    return queries.by_subject(begin("day", moment), moment - _RECENT)


async def tally(session: Session, since: datetime, until: datetime) -> Tally:
    """Add up the calls of the whole organisation between two moments."""
    return Tally(**_tally(await sums.total(session, since, until)))


async def failing(session: Session, since: datetime, *, calls: int, rate: float, limit: int) -> list[Failing]:
    """List the subjects with at least so many calls of which at least that share failed, the worst first."""
    rows = await queries.failing(session, since, calls=calls, rate=rate, limit=limit)
    return [Failing(subject=row["subject"], **_tally(row)) for row in rows]


def _tally(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ("calls", "errors", "cost_usd", "unpriced")}


async def costliest(session: Session, since: datetime, *, limit: int) -> dict[str, Decimal]:
    """Map the subjects that cost most from a moment on to what they cost, in dollars; the dearest first."""
    return await queries.costliest(session, since, limit=limit)


async def providers(session: Session, since: datetime) -> dict[str, int]:
    """Count the calls that each provider of models answered from a moment on."""
    return await queries.providers(session, since)
