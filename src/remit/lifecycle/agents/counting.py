"""Counting checks and trials of agents, and saying so when too many checks fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Literal
from uuid import UUID

from remit.kit import telemetry
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.tables import BuildingEvent

Counted = Literal["validation", "dry_run", "smoke_run"]
FEWEST = 20
"""Checks within an hour below which no share of failures says anything."""

KEPT = timedelta(days=35)
_HOUR = timedelta(hours=1)


@dataclass
class Outcome:
    """What became of a check or a trial; it failed until somebody says that it passed."""

    passed: bool = False


@asynccontextmanager
async def counted(
    session: Session, org_id: UUID, kind: Counted, alert_share: float
) -> AsyncIterator[Outcome]:
    """Count what is done in a block, and how long it took; nothing of one that was refused."""
    outcome, began = Outcome(), perf_counter()
    yield outcome
    seconds = perf_counter() - began
    if kind == "validation":
        telemetry.meters.record_check(outcome.passed, seconds)
    await _add(session, org_id, kind, outcome.passed, seconds * 1000)
    if kind == "validation" and not outcome.passed:
        await _alert(session, org_id, alert_share)


async def _add(session: Session, org_id: UUID, kind: str, passed: bool, ms: float) -> None:
    moment = now()
    await queries.forget_building(session, moment - KEPT)
    session.add(
        BuildingEvent(org_id=org_id, id=new_id(), kind=kind, passed=passed, duration_ms=ms, created_at=moment)
    )
    await session.flush()


async def _alert(session: Session, org_id: UUID, share: float) -> None:
    """Tell, once an hour, that more than a share of the hour's checks failed."""
    checks, failed, alerts = await queries.building_since(session, now() - _HOUR)
    if alerts or checks < FEWEST or failed / checks < share:
        return
    await _add(session, org_id, "alert", False, 0)
    facts = {"checks": checks, "failed": failed, "share": round(failed / checks, 3)}
    await emit(session, org_id, "agent.validations_failing", "agents", facts)
