"""The lane of one organisation: calls that wait while others are decided go into the next statement together."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

import psycopg

from remit.controls.metering.budgets import queries
from remit.controls.metering.budgets.budget import Budget, Hold, Refused, period_start
from remit.controls.metering.budgets.errors import BudgetsUnavailable
from remit.controls.metering.budgets.queries import Asked
from remit.controls.metering.budgets.words import refusal
from remit.kit.clock import now
from remit.kit.driver import Driver
from remit.kit.telemetry import logger

T = TypeVar("T")
_log = logger(__name__)
_TOGETHER = 500
_SWEPT = 1000
_SWEEP_EVERY = 1.0  # seconds: a flood of refused calls must not become a flood of sweeps
# Seconds between tries while PostgreSQL does not answer: a restart is waited for, an outage is not.
_PAUSES = (0.02, 0.1, 0.4, 1.0, 2.0)


@dataclass(eq=False)
class Asking:
    """One call and what it may cost; `amount_usd` none where that is not known."""

    call_id: UUID
    budgets: tuple[Budget, ...]
    amount_usd: Decimal | None
    waited: bool
    answer: asyncio.Future[Hold] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Lane:
    """Decides about the calls of one organisation, in the order in which they came."""

    def __init__(self, driver: Driver, org_id: UUID, lasts: timedelta) -> None:
        self._driver = driver
        self._org_id = org_id
        self._lasts = lasts
        self._waiting: list[Asking] = []
        self._unwanted: list[UUID] = []
        self._swept_at = 0.0
        self.work: asyncio.Task[None] | None = None

    async def ask(self, asking: Asking) -> Hold:
        """Wait until the call is decided; whoever is cancelled meanwhile holds nothing."""
        self._waiting.append(asking)
        self._begin()
        try:
            return await asking.answer
        except asyncio.CancelledError:
            if asking.answer.done() and not asking.answer.cancelled() and asking.answer.exception() is None:
                self._unwanted.append(asking.call_id)
                self._begin()
            raise

    def _begin(self) -> None:
        if self.work is None:
            self.work = asyncio.create_task(self._work(), name="budgets")

    async def _work(self) -> None:
        batch: list[Asking] = []
        try:
            while self._waiting or self._unwanted:
                batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
                await self._decide([each for each in batch if not each.answer.done()])
                await self._give_back()
        finally:
            self.work = None
            _unanswered([*batch, *self._waiting])

    async def _decide(self, batch: Sequence[Asking]) -> None:
        if not batch:
            return
        moment = now()
        try:
            refused = await self._reserve(batch, moment)
            if refused and await self._sweep():
                refused = await self._reserve([each for each in refused if not each.answer.done()], moment)
        except psycopg.Error as error:
            _log.warning("budgets could not be asked", reason=_reason(error), calls=len(batch))
            _unanswered(batch)
            return
        for asking in batch:
            self._tell(asking, refused.get(asking), moment)

    def _tell(self, asking: Asking, because: Sequence[Refused] | None, moment: datetime) -> None:
        if because:
            if not asking.answer.done():
                asking.answer.set_exception(refusal(because, asking.amount_usd, waited=asking.waited))
        elif asking.answer.done():
            self._unwanted.append(asking.call_id)
        else:
            asking.answer.set_result(Hold(asking.call_id, asking.amount_usd, asking.budgets, moment))

    async def _reserve(self, batch: Sequence[Asking], moment: datetime) -> dict[Asking, list[Refused]]:
        if not batch:
            return {}
        asked, numbered = _as_asked(batch, moment)
        rows = await self._tried(lambda: queries.reserve(self._driver, self._org_id, asked, self._lasts))
        refused: dict[Asking, list[Refused]] = {}
        for call, budget, *numbers in rows:
            no = Refused(numbered[budget - 1], asked.starts[budget - 1], *numbers)
            refused.setdefault(batch[call - 1], []).append(no)
        return refused

    async def _sweep(self) -> bool:
        if time.monotonic() - self._swept_at < _SWEEP_EVERY:
            return False
        self._swept_at = time.monotonic()
        swept = await self._tried(lambda: queries.sweep(self._driver, self._org_id, _SWEPT))
        return swept > 0

    async def _give_back(self) -> None:
        """Give back what was held for calls that nobody waits for; what cannot be expires."""
        if not self._unwanted:
            return
        unwanted, self._unwanted = self._unwanted, []
        try:
            await self._tried(lambda: queries.release(self._driver, self._org_id, unwanted))
        except psycopg.Error as error:
            _log.warning("reservations are given back when they expire", reason=_reason(error))

    async def _tried(self, statement: Callable[[], Awaitable[T]]) -> T:
        """Run one statement, again when the connection broke: done twice, it does no more than done once."""
        for pause in _PAUSES:
            try:
                return await statement()
            except psycopg.Error as error:
                if not passing(error):
                    raise
            await asyncio.sleep(pause)
        return await statement()


_PASSING = ("08", "57", "40", "53")  # connection, operator, rollback, resources: classes of SQLSTATE


def passing(error: psycopg.Error) -> bool:
    """Say whether a statement may succeed when it is tried again."""
    return error.sqlstate is None or error.sqlstate.startswith(_PASSING)


def _reason(error: psycopg.Error) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _unanswered(askings: Sequence[Asking]) -> None:
    for asking in askings:
        if not asking.answer.done():
            asking.answer.set_exception(
                BudgetsUnavailable(
                    "The database does not answer, so what this call may cost cannot be held: try again."
                )
            )


def _as_asked(batch: Sequence[Asking], moment: datetime) -> tuple[Asked, list[Budget]]:
    """Write a batch as the database is asked, with each budget once, in the order in which they are locked."""
    # By their numbers, which are compared much faster than the ids.
    found = {budget.id.int: budget for asking in batch for budget in asking.budgets}
    numbered = [found[id] for id in sorted(found)]
    number = {id: n for n, id in enumerate(sorted(found), 1)}
    which = [number[budget.id.int] for asking in batch for budget in asking.budgets]
    asked = Asked(
        calls=[asking.call_id for asking in batch],
        amounts=[asking.amount_usd for asking in batch],
        first=list(_firsts(len(asking.budgets) for asking in batch)),
        which=which,
        ids=[budget.id for budget in numbered],
        starts=[period_start(budget.period, moment) for budget in numbered],
        plan_limits=[budget.limit_usd if budget.planned else None for budget in numbered],
        plan_subjects=[budget.subject if budget.planned else None for budget in numbered],
    )
    return asked, numbered


def _firsts(lengths: Iterator[int]) -> Iterator[int]:
    return accumulate(lengths, initial=1)
