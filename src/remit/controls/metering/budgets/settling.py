"""Settling: what calls cost takes the place of what they held, in the transaction that writes their usage rows."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from remit.controls import audit
from remit.controls.metering.budgets import queries
from remit.controls.metering.budgets.budget import BUDGET, Hold, period_end, plain
from remit.controls.metering.budgets.queries import array, texts
from remit.controls.metering.schemas import Period
from remit.controls.metering.subjects import Subjects
from remit.controls.tenancy import system
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.events import News, emit

THRESHOLD = "budget.threshold"


class Settlement(msgspec.Struct, frozen=True):
    """What a call cost, none where that is not known; `subjects` and what it held as they were when it began."""

    call_id: UUID
    cost_usd: Decimal | None
    subjects: Subjects = {}
    hold: Hold | None = None


class Crossing(msgspec.Struct, frozen=True):
    """A threshold, in percent, that a budget has reached; it is told once in a period."""

    org_id: UUID
    budget_id: UUID
    subject: str
    period: Period
    period_start: datetime
    spent_usd: Decimal
    limit_usd: Decimal
    threshold: int
    at_limit: str
    planned: bool

    @property
    def ref(self) -> str:
        """The name by which records point at the budget."""
        return self.subject if self.planned else BUDGET.ref(self.budget_id)

    def news(self) -> News:
        """What is told of it."""
        facts = self.facts()
        return News(THRESHOLD, facts["budget"], {"id": facts["budget"], **facts}, now())

    def facts(self) -> dict[str, Any]:
        """What news and records say of it."""
        return {
            "budget": self.subject if self.planned else BUDGET.show(self.budget_id),
            "subject": self.subject,
            "period": self.period,
            "threshold": self.threshold,
            "spent_usd": plain(self.spent_usd),
            "limit_usd": plain(self.limit_usd),
            "at_limit": self.at_limit,
            "period_started_at": iso(self.period_start),
            "period_ends_at": iso(period_end(self.period, self.period_start)),
        }


_crossings = msgspec.json.Decoder(list[Crossing]).decode


async def settle_calls(session: Session, rows: Sequence[Settlement]) -> list[Crossing]:
    """Settle calls of the session's organisation: each once, however often it is asked for.

    Call it once in a transaction for each organisation, together with the writing of the usage rows. What a call held
    is given back and what it cost is spent; a budget that was made while the call ran counts it too. Returns the
    thresholds that were reached, each with its news and its audit entry written.
    """
    if not rows:
        return []
    crossings = [Crossing(**row) for row in await queries.settle(session, settled(rows))]
    for crossing in crossings:
        news = crossing.news()
        await emit(session, crossing.org_id, news.kind, news.ref, news.data)
        await audit.record(session, system(crossing.org_id), THRESHOLD, crossing.ref, crossing.facts())
    return crossings


def settled(rows: Sequence[Settlement]) -> tuple[str, str, str, str, str]:
    """Write settlements as the arrays that the database function `remit_settle` takes."""
    plans = [row.hold.plan if row.hold else None for row in rows]
    return (
        array(row.call_id for row in rows),
        array(row.cost_usd for row in rows),
        texts(" ".join(row.subjects.values()) for row in rows),
        array(plan and plan[0] for plan in plans),
        array(plan and plan[1] for plan in plans),
    )


def crossings_of(told: str | None) -> list[Crossing]:
    """Read the thresholds that the database function `remit_record` says were crossed."""
    return _crossings(told) if told else []
