"""Calls that wait for a person: shown while they wait, and asked for once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.controls import audit
from remit.controls.metering.budgets import queries
from remit.controls.metering.budgets.budget import BUDGET, Refused
from remit.controls.metering.budgets.errors import BudgetSpent
from remit.controls.tenancy import system
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.events import emit
from remit.kit.telemetry import logger

_log = logger(__name__)
WAITING = "budget.waiting"


@dataclass(frozen=True)
class Wait:
    """A call that waits, as people see it: what it calls (`subject`), who calls, what it may cost, for how long."""

    call_id: UUID
    subject: str
    actor: Mapping[str, Any]
    amount_usd: Decimal
    seconds: float


@asynccontextmanager
async def shown(database: Database, org_id: UUID, wait: Wait, spent: BudgetSpent) -> AsyncIterator[None]:
    """Show a call as waiting for the length of a block, however that ends."""
    refused = spent.refused
    if refused is None:
        yield
        return
    await _begin(database, org_id, wait, refused)
    try:
        yield
    finally:
        # A call that is cancelled still takes its row away.
        ending = asyncio.ensure_future(_end(database, org_id, wait.call_id))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await asyncio.wait({ending})
            raise


async def _begin(database: Database, org_id: UUID, wait: Wait, refused: Refused) -> None:
    moment = now()
    values = {
        "org_id": org_id,
        "call_id": wait.call_id,
        "budget_id": refused.budget.id,
        "actor": dict(wait.actor),
        "subject": wait.subject,
        "amount_usd": wait.amount_usd,
        "since": moment,
        "expires_at": moment + timedelta(seconds=wait.seconds),
    }
    async with database.transaction(org_id) as session:
        await queries.wait(session, values)
        if not await queries.ask_once(session, refused.budget.id, refused.period_start, moment):
            return
        facts = {**refused.facts(), "who": dict(wait.actor), "subject_called": wait.subject}
        shown_id = BUDGET.show(refused.budget.id)
        await emit(session, org_id, WAITING, shown_id, {"id": shown_id, **facts})
        await audit.record(session, system(org_id), WAITING, BUDGET.ref(refused.budget.id), facts)


async def _end(database: Database, org_id: UUID, call_id: UUID) -> None:
    try:
        async with database.transaction(org_id) as session:
            await queries.wait_no_more(session, call_id)
    except SQLAlchemyError as error:
        _log.warning("a call that waits no more is shown until its time is over", reason=str(error))
