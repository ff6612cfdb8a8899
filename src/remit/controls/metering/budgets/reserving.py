"""Budgets of one process: which hold for a call, and holding what it may cost against all of them."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from typing import Any
from uuid import UUID

import msgspec

from remit.controls.metering.budgets import queries, waiting
from remit.controls.metering.budgets.budget import Budget, Hold
from remit.controls.metering.budgets.errors import BudgetSpent
from remit.controls.metering.budgets.lane import Asking, Lane
from remit.controls.metering.schemas import AtLimit, Period
from remit.controls.metering.subjects import Scope, Subjects
from remit.controls.metering.tables import BudgetRow
from remit.kit.database import Database
from remit.kit.memory import Kept

CHANGED = "budget.changed"
LARGEST = Decimal("999999999.999999999")
_SMALLEST = Decimal("0.000000001")
_LASTS = timedelta(minutes=15)
_WAIT_SECONDS = 600.0
_LOOK_SECONDS = 3.0  # room that other calls leave is told to nobody: who waits looks for it so often
_Known = Mapping[str, tuple[Budget, ...]]


class Claim(msgspec.Struct, frozen=True):
    """What one call may cost, and whose budgets it is: `extra` are those of its plan, `actor` the facts of who calls.

    `amount_usd` is none where the price is not known: then the call passes while there is any room, and holds none.
    """

    call_id: UUID
    org_id: UUID
    subjects: Subjects
    amount_usd: Decimal | None
    actor: Mapping[str, Any]
    extra: tuple[Budget, ...] = ()


class Budgets:
    """Holds what calls may cost. `lasts` is how long a hold stands when nobody settles it, longer than a call may run.

    `wait_seconds` is how long a call waits for a person where a budget asks for one.
    """

    def __init__(
        self, database: Database, *, lasts: timedelta = _LASTS, wait_seconds: float = _WAIT_SECONDS
    ) -> None:
        self.database = database
        self.wait_seconds = wait_seconds
        self._lasts = lasts
        self._kept: Kept[UUID, _Known] = Kept(database.caches, CHANGED)
        self._reading: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._bells: dict[UUID, asyncio.Event] = {}
        database.caches.keep((CHANGED,), self._ring)
        self._lanes: dict[UUID, Lane] = {}

    async def over(
        self, org_id: UUID, subjects: Subjects, extra: Sequence[Budget] = ()
    ) -> tuple[Budget, ...]:
        """Return every budget that a call of these subjects must fit into, from memory."""
        known = self._kept.get(org_id)
        if known is None:
            # One reads for all that come at once: after a gap in the news they are as many as there are calls.
            async with self._reading[org_id]:
                known = await self._kept.read(org_id, lambda: self._load(org_id))
        if not known:
            return tuple(extra)
        return (
            *(each for refs in subjects.values() for ref in refs.split() for each in known.get(ref, ())),
            *extra,
        )

    async def _load(self, org_id: UUID) -> tuple[UUID, _Known]:
        found: defaultdict[str, tuple[Budget, ...]] = defaultdict(tuple)
        async with self.database.transaction(org_id) as session:
            for row in await queries.every(session):
                found[row.subject] += (budget_of(row),)
        return org_id, dict(found)

    async def reserve(
        self,
        call_id: UUID,
        org_id: UUID,
        budgets: Sequence[Budget],
        amount_usd: Decimal | None,
        *,
        waited: bool = False,
    ) -> Hold | None:
        """Hold an amount against all budgets, or none of them; none where there are no budgets.

        Raises `BudgetSpent` with the numbers, `BudgetsUnavailable` when the database does not answer. Holding again
        for a call that holds already changes nothing.
        """
        if not budgets:
            return None
        lane = self._lanes.get(org_id)
        if lane is None:
            lane = self._lanes[org_id] = Lane(self.database.driver, org_id, self._lasts)
        return await lane.ask(Asking(call_id, tuple(budgets), _rounded(amount_usd), waited))

    async def hold(self, claim: Claim) -> Hold | None:
        """Hold what a call may cost against every budget over it, waiting for a person where a budget asks for one.

        Raises as `reserve` does.
        """
        try:
            return await self._once(claim)
        except BudgetSpent as refused:
            if not refused.asks:
                raise
            return await self.wait_for_room(claim, refused)

    async def wait_for_room(self, claim: Claim, refused: BudgetSpent) -> Hold | None:
        """Wait until a budget that asks has room for a call: it was raised, removed, left by others, or begins anew.

        People are told once for each budget and period. `BudgetSpent` when nobody made room in time, or another
        budget stops the call; to cancel is to stop waiting.
        """
        began = time.monotonic()
        async with waiting.shown(self.database, claim.org_id, _as_wait(claim, self.wait_seconds), refused):
            while True:
                bell = self._bells.setdefault(claim.org_id, asyncio.Event())
                try:
                    held = await self._once(claim, waited=True)
                except BudgetSpent as again:
                    left = self.wait_seconds - (time.monotonic() - began)
                    if not again.asks or left <= 0:
                        raise
                else:
                    waited = timedelta(seconds=time.monotonic() - began)
                    return None if held is None else msgspec.structs.replace(held, waited=waited)
                # All look at the same ticks of the clock, so that they go into one statement.
                tick = _LOOK_SECONDS - time.monotonic() % _LOOK_SECONDS
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(tick, left)):
                        await bell.wait()

    async def _once(self, claim: Claim, *, waited: bool = False) -> Hold | None:
        budgets = await self.over(claim.org_id, claim.subjects, claim.extra)
        return await self.reserve(claim.call_id, claim.org_id, budgets, claim.amount_usd, waited=waited)

    def _ring(self, org_id: UUID | None) -> None:
        for each in list(self._bells) if org_id is None else [org_id]:
            if (bell := self._bells.pop(each, None)) is not None:
                bell.set()

    async def settled(self) -> None:
        """Wait until every call that waits is decided, and what was held for cancelled ones is given back."""
        while work := [lane.work for lane in self._lanes.values() if lane.work is not None]:
            await asyncio.wait(work)

    async def close(self) -> None:
        """Decide about the calls that wait."""
        await self.settled()


def budget_of(row: BudgetRow) -> Budget:
    """Return a stored budget as calls go by it."""
    scope: Scope = row.scope  # type: ignore[assignment]  # checked by the database
    period: Period = row.period  # type: ignore[assignment]  # checked by the database
    at_limit: AtLimit = row.at_limit  # type: ignore[assignment]  # checked by the database
    return Budget(row.id, scope, row.subject, period, row.limit_usd, tuple(row.thresholds), at_limit)


def _as_wait(claim: Claim, seconds: float) -> waiting.Wait:
    subject = claim.subjects.get("deployment") or claim.subjects.get("agent") or ""
    return waiting.Wait(claim.call_id, subject, claim.actor, claim.amount_usd or Decimal(0), seconds)


def _rounded(amount: Decimal | None) -> Decimal | None:
    """Write an amount as the database keeps it: never less than it is, and more than any limit at most."""
    if amount is None:
        return None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{amount} is no amount of money that can be held")
    return LARGEST if amount > LARGEST else amount.quantize(_SMALLEST, ROUND_UP)
