"""Windows and slots that several processes share, in Redis; while it does not answer each counts by itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar
from uuid import UUID

from remit.controls.metering.limits.rules import MINUTE, Rule
from remit.controls.metering.limits.slots import OwnSlots, Slots
from remit.controls.metering.limits.windows import InMemory, Reading, Windows, reading
from remit.kit.errors import Unavailable
from remit.kit.telemetry import logger

T = TypeVar("T")
_log = logger(__name__)
_KEPT = 2 * MINUTE + 10
_ANSWERS_WITHIN = 0.25  # seconds; a call must not wait for a counter
_LEFT_ALONE = 5.0  # seconds after it did not answer
_LONGEST = 900.0  # seconds: a slot that nobody gives back is free again after that


class Redis:
    """One Redis, asked with little patience: what fails is done in this process instead, until it answers again."""

    def __init__(self, url: str) -> None:
        try:
            # Loaded by name: only who shares limits needs the package.
            client = import_module("redis.asyncio")
        except ImportError as error:
            raise Unavailable(
                "REMIT_REDIS_URL needs a package that is not there: install `remit[redis]`."
            ) from error
        self._failures: tuple[type[Exception], ...] = (client.RedisError, OSError, TimeoutError)
        self._client: Any = client.from_url(
            url, socket_timeout=_ANSWERS_WITHIN, socket_connect_timeout=_ANSWERS_WITHIN
        )
        self._rests_until = 0.0

    async def ask(self, commands: Sequence[tuple[Any, ...]]) -> list[Any] | None:
        """Send commands in one go and return their answers; none when Redis does not answer."""
        if time.monotonic() < self._rests_until:
            return None
        pipe = self._client.pipeline(transaction=False)
        for command in commands:
            pipe.execute_command(*command)
        try:
            answers: list[Any] = await pipe.execute()
        except self._failures as error:
            self._rests_until = time.monotonic() + _LEFT_ALONE
            _log.warning("limits are counted by each process: Redis does not answer", reason=str(error))
            return None
        return answers

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()


def _key(rule: Rule, minute: int) -> str:
    return f"remit:limit:{rule.measure}:{rule.subject}:{minute}"


class SharedWindows:
    """Sliding minutes in Redis, in one round trip for all rules of a call."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.time) -> None:
        self._redis = redis
        self._clock = clock
        self._alone: Windows = InMemory(clock)

    async def take(self, requests: Sequence[Rule], tokens: Sequence[Rule]) -> list[Reading]:
        """Count one request, as `Windows` says: counted first and taken back, so that none slips through."""
        minute, seconds = divmod(self._clock(), MINUTE)
        now, before = int(minute), int(minute) - 1
        commands: list[tuple[Any, ...]] = []
        for rule in requests:
            commands += [("INCRBY", _key(rule, now), 1), ("EXPIRE", _key(rule, now), _KEPT)]
        commands += [("GET", _key(rule, now)) for rule in tokens]
        commands += [("GET", _key(rule, before)) for rule in (*requests, *tokens)]
        answers = await self._redis.ask(commands)
        if answers is None:
            return await self._alone.take(requests, tokens)
        counted = len(requests)
        currents = [int(each) - 1 for each in answers[0 : 2 * counted : 2]]
        currents += [int(each or 0) for each in answers[2 * counted : 2 * counted + len(tokens)]]
        previous = [int(each or 0) for each in answers[2 * counted + len(tokens) :]]
        readings = [
            reading(rule, current, last, seconds / MINUTE, 1 if n < counted else 0)
            for n, (rule, current, last) in enumerate(
                zip((*requests, *tokens), currents, previous, strict=True)
            )
        ]
        if not all(each.fits for each in readings):
            await self._redis.ask([("DECRBY", _key(rule, now), 1) for rule in requests])
        return readings

    async def add(self, rules: Sequence[Rule], amount: int) -> None:
        """Count what was used."""
        minute = int(self._clock() // MINUTE)
        commands: list[tuple[Any, ...]] = []
        for rule in rules:
            commands += [("INCRBY", _key(rule, minute), amount), ("EXPIRE", _key(rule, minute), _KEPT)]
        if await self._redis.ask(commands) is None:
            await self._alone.add(rules, amount)


class SharedSlots:
    """Slots in Redis: one that a dead process took is free again after 15 minutes."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.time) -> None:
        self._redis = redis
        self._clock = clock
        self._alone: Slots = OwnSlots()

    async def take(self, rules: Sequence[Rule], holder: UUID) -> Rule | None:
        """Take a slot of each rule, or none; return the rule that has none left."""
        moment = self._clock()
        commands: list[tuple[Any, ...]] = []
        for rule in rules:
            commands += [
                ("ZREMRANGEBYSCORE", _slots(rule), "-inf", moment),
                ("ZADD", _slots(rule), moment + _LONGEST, holder.hex),
                ("ZCARD", _slots(rule)),
                ("EXPIRE", _slots(rule), int(_LONGEST) + 1),
            ]
        answers = await self._whole(self._redis.ask(commands), lambda: self.give(rules, holder))
        if answers is None:
            return await self._alone.take(rules, holder)
        for rule, taken in zip(rules, answers[2::4], strict=True):
            if int(taken) > rule.quota:
                await self.give(rules, holder)
                return rule
        return None

    async def _whole(self, asking: Awaitable[T], undo: Callable[[], Awaitable[None]]) -> T:
        """Wait for an answer; whoever is cancelled meanwhile has taken nothing."""
        try:
            return await asking
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.ensure_future(undo()))
            raise

    async def give(self, rules: Sequence[Rule], holder: UUID) -> None:
        """Give the slots back."""
        await self._alone.give(rules, holder)
        await self._redis.ask([("ZREM", _slots(rule), holder.hex) for rule in rules])


def _slots(rule: Rule) -> str:
    return f"remit:limit:{rule.measure}:{rule.subject}"
