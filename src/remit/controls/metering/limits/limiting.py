"""Limits of one process: requests and tokens in a minute, and calls at once, decided from memory."""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, assert_never
from uuid import UUID

import msgspec

from remit.controls.metering.limits import queries
from remit.controls.metering.limits.rules import Book, Measure, Rule, Rules
from remit.controls.metering.limits.shared import Redis, SharedSlots, SharedWindows
from remit.controls.metering.limits.slots import OwnSlots, Slots
from remit.controls.metering.limits.windows import InMemory, Reading, Windows
from remit.controls.metering.subjects import Scope, Subjects
from remit.kit.database import Database
from remit.kit.errors import LimitExceeded
from remit.kit.memory import Kept

CHANGED = "limit.changed"
KEY_PER_MINUTE = 600
ORGANIZATION_PER_MINUTE = 6000
_TRY_AGAIN = 1  # seconds, where nobody knows when a running call ends
_REFUSAL_EVERY = 60.0


class Standing(msgspec.Struct, frozen=True):
    """How a call stands to the limits over it, for its headers and for what it uses."""

    rules: Rules
    readings: Sequence[Reading]


class OverLimit(LimitExceeded):
    """One limit is reached; `standing` is for the headers."""

    def __init__(self, detail: str, standing: Standing | None, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.standing = standing


class Limits:
    """Decides about calls by the stored limits, in this process or, with `redis_url`, together with others.

    `standard` are the requests a minute of each scope where nobody set anything else.
    """

    def __init__(
        self,
        database: Database,
        *,
        key_per_minute: int = KEY_PER_MINUTE,
        organization_per_minute: int = ORGANIZATION_PER_MINUTE,
        redis_url: str | None = None,
    ) -> None:
        self._database = database
        self.standard: Mapping[Scope, int] = {
            "key": key_per_minute,
            "organization": organization_per_minute,
        }
        self._kept: Kept[UUID, Book] = Kept(database.caches, CHANGED)
        self._reading: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._redis = Redis(redis_url) if redis_url else None
        self._windows: Windows = SharedWindows(self._redis) if self._redis else InMemory()
        self._slots: Slots = SharedSlots(self._redis) if self._redis else OwnSlots()
        self._refused: dict[str, float] = {}

    async def hit(self, org_id: UUID, subjects: Subjects) -> Standing:
        """Count one request against every limit over it, or none: `OverLimit` with `retry_after` and the rule."""
        book = self._kept.get(org_id) or await self._read(org_id)
        rules = book.rules(subjects)
        standing = Standing(rules, await self._windows.take(rules.requests, rules.tokens))
        for each in standing.readings:
            if not each.fits:
                raise _over(standing)
        return standing

    async def once(self, subject: str, per_minute: int) -> Reading:
        """Count something of a subject that has a limit of its own; the reading says whether it fits."""
        (found,) = await self._windows.take([Rule("organization", subject, "requests", per_minute)], [])
        return found

    async def charge(self, standing: Standing, tokens: int) -> None:
        """Count the tokens that a call used, once it is known how many."""
        if standing.rules.tokens and tokens > 0:
            await self._windows.add(standing.rules.tokens, tokens)

    def running(self, standing: Standing, call_id: UUID) -> "Running":
        """Let a call run for the length of a block while there is room for it beside others; `OverLimit` where not.

        The room is given back however the block ends.
        """
        return Running(self._slots, standing, call_id)

    def worth_recording(self, holder: str) -> bool:
        """Say yes to one refusal a minute of each caller, so that a flood cannot fill the log."""
        moment = time.monotonic()
        if moment - self._refused.get(holder, -math.inf) < _REFUSAL_EVERY:
            return False
        if len(self._refused) >= _CALLERS:
            self._refused = {each: at for each, at in self._refused.items() if moment - at < _REFUSAL_EVERY}
        self._refused[holder] = moment
        return True

    async def _read(self, org_id: UUID) -> Book:
        # One reads for all that come at once.
        async with self._reading[org_id]:
            return await self._kept.read(org_id, lambda: self._load(org_id))

    async def _load(self, org_id: UUID) -> tuple[UUID, Book]:
        async with self._database.transaction(org_id) as session:
            rows = await queries.every(session)
        return org_id, Book(
            self.standard,
            own={row.subject: row for row in rows if row.subject},
            scopes={row.scope: row for row in rows if not row.subject},
        )

    async def close(self) -> None:
        """Give the connections back."""
        if self._redis is not None:
            await self._redis.close()


class Running:
    """Room for one call; a class, since a generator that manages a context would cost every call more than it does."""

    def __init__(self, slots: Slots, standing: Standing, call_id: UUID) -> None:
        self._slots, self._standing, self._call_id = slots, standing, call_id

    async def begin(self) -> None:
        """Take the room; `OverLimit` where there is none."""
        rules = self._standing.rules.concurrency
        full = await self._slots.take(rules, self._call_id) if rules else None
        if full is not None:
            raise OverLimit(
                f"{_WHOSE[full.scope]} makes {full.quota} calls at once, which is its limit: try again when one has"
                f" ended.",
                self._standing,
                retry_after=_TRY_AGAIN,
                limit=_facts(full),
            )

    async def end(self) -> None:
        """Give it back, also where the caller is cancelled meanwhile."""
        if not (rules := self._standing.rules.concurrency):
            return
        giving = asyncio.ensure_future(self._slots.give(rules, self._call_id))
        try:
            await asyncio.shield(giving)
        except asyncio.CancelledError:
            await asyncio.wait({giving})
            raise

    async def __aenter__(self) -> None:
        await self.begin()

    async def __aexit__(self, *_: object) -> None:
        await self.end()


_CALLERS = 10_000
_WHOSE: dict[Scope, str] = {
    "organization": "This organisation",
    "team": "This team",
    "member": "This member",
    "key": "This key",
    "agent": "This agent",
    "deployment": "This deployment",
}


def _over(standing: Standing) -> OverLimit:
    """Say which limit is reached: of several, the one that lasts longest."""
    worst = max((each for each in standing.readings if not each.fits), key=lambda each: each.reset)
    seconds = max(1, math.ceil(worst.reset))
    return OverLimit(
        f"{_WHOSE[worst.rule.scope]} {_made(worst.rule.measure, worst.rule.quota)} in a minute, which is its limit:"
        f" try again in {seconds} seconds.",
        standing,
        retry_after=seconds,
        limit=_facts(worst.rule),
    )


def _made(measure: Measure, quota: int) -> str:
    if measure == "requests":
        return f"made {quota:,} requests"
    if measure == "tokens":
        return f"used {quota:,} tokens"
    if measure == "concurrency":
        return f"made {quota:,} calls at once"
    assert_never(measure)


def _facts(rule: Rule) -> dict[str, Any]:
    return {"scope": rule.scope, "subject": rule.subject, "measure": rule.measure, "quota": rule.quota}
