"""How a connection bears bad days: what may be retried and when, who may pass now, and what was seen of it.

One `Guard` belongs to one connection in one process. When all is well, a call costs it some two microseconds.
"""

import asyncio
import random
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

from remit.kit.clock import now
from remit.kit.resilience.breaker import Breaker, State
from remit.kit.resilience.errors import CircuitOpen, TooManyWaiting
from remit.kit.resilience.tally import Tally

# Too early, busy, or down for a moment; 529 is how Anthropic and others say that they are overloaded.
AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_NOT_ITS_FAULT = frozenset({408, 409, 429})
_HOUR = 3600.0
_CALLS, _RETRIES, _FAILURES, _REFUSED = range(4)


@dataclass(frozen=True)
class Resilience:
    """What a connection is to bear; seconds, and counts of calls. No `breaker_failures`: the breaker never opens."""

    connect_seconds: float = 5.0
    silence_seconds: float = 120.0
    whole_seconds: float = 300.0
    retries: int = 2
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 10.0
    breaker_failures: int = 5
    breaker_window_seconds: float = 30.0
    breaker_pause_seconds: float = 15.0
    concurrency: int = 2000
    queue: int = 1000
    queue_seconds: float = 10.0


@dataclass(frozen=True)
class Trouble:
    """What went wrong with one attempt: `again` if another may help, `bad` if the provider is to blame.

    `retry_after` is the provider's own word, in seconds or as a date; `said` is ours, for people.
    """

    said: str
    again: bool = False
    bad: bool = True
    retry_after: str = ""


def of_status(status: int, retry_after: str = "") -> Trouble:
    """Judge an answer that is none: a request that was refused for its own sake says nothing against the provider."""
    bad = status >= 500 and status not in _NOT_ITS_FAULT
    said = "It has too many requests (status 429)." if status == 429 else f"It answered with status {status}."
    return Trouble(said, status in AGAIN, bad, retry_after)


@dataclass(frozen=True)
class Health:
    """How a connection does in this process; counts are of the last hour."""

    breaker: State
    retry_in_seconds: float | None
    in_flight: int
    waiting: int
    calls: int
    retries: int
    failures: int
    refused: int
    last_error: str | None
    last_error_at: datetime | None


class Guard:
    """Lets calls of one connection pass while there is room and its breaker is closed."""

    def __init__(self, name: str, settings: Resilience | None = None) -> None:
        self.name = name
        self.in_flight = 0
        self.counted = [0, 0, 0, 0]
        self._queue: deque[asyncio.Future[None]] = deque()
        self._hour = Tally(_HOUR, 60, 4)
        self._last: tuple[str, datetime] | None = None
        self.configure(settings or Resilience())

    def configure(self, settings: Resilience) -> None:
        """Let other settings hold from now on; what was counted stays, and who waits may now have room."""
        before = getattr(self, "settings", None)
        self.settings = settings
        if before is None or (
            before.breaker_failures,
            before.breaker_window_seconds,
            before.breaker_pause_seconds,
        ) != (settings.breaker_failures, settings.breaker_window_seconds, settings.breaker_pause_seconds):
            self.breaker = Breaker(
                settings.breaker_failures, settings.breaker_window_seconds, settings.breaker_pause_seconds
            )
        while self._queue and self.in_flight < settings.concurrency:
            self.in_flight += 1
            self._hand_on()

    def passing(self) -> "Passing":
        """Return the passage of one attempt, to be entered with `async with`.

        Entering raises `CircuitOpen`, and `TooManyWaiting` where there is no room in time.
        """
        return Passing(self)

    async def enter(self) -> int:
        """Wait for room, if there is none at once."""
        if self.breaker.closed and self.in_flight < self.settings.concurrency and not self._queue:
            self.in_flight += 1
            return self.breaker.generation
        return await self._enter_slowly()

    async def _enter_slowly(self) -> int:
        self._check_breaker()
        if self.in_flight >= self.settings.concurrency or self._queue:
            await self._wait()
        else:
            self.in_flight += 1
        try:
            self._check_breaker()
            return self.breaker.admit()
        except CircuitOpen:
            self._hand_on()
            raise

    def _check_breaker(self) -> None:
        if (seconds := self.breaker.closed_for()) is None:
            return
        self._count(_REFUSED)
        raise CircuitOpen(
            f"{self.name} failed too often just now, so it is left alone for a while: try again in"
            f" {max(1, round(seconds))} s, or use another model.",
            retry_after=max(1, round(seconds)),
        )

    async def _wait(self) -> None:
        """Stand in the queue; who is called out of it has a place, and gives it back if it is gone by then."""
        settings = self.settings
        if len(self._queue) >= settings.queue:
            self._no_room(f"{settings.concurrency} calls are under way and {len(self._queue)} wait")
        called = asyncio.get_running_loop().create_future()
        self._queue.append(called)
        try:
            async with asyncio.timeout(settings.queue_seconds):
                await called
        except (TimeoutError, asyncio.CancelledError) as error:
            with suppress(ValueError):
                self._queue.remove(called)
            if called.done() and not called.cancelled():
                self._hand_on()
            if isinstance(error, TimeoutError):
                self._no_room(f"{settings.concurrency} calls are under way, and none ended in time")
            raise

    def _no_room(self, why: str) -> None:
        self._count(_REFUSED)
        raise TooManyWaiting(
            f"{self.name} has no room for another call: {why}. Try again shortly.", retry_after=1
        )

    def _hand_on(self) -> None:
        """Give a place to the next who waits, or back."""
        while self._queue:
            called = self._queue.popleft()
            if not called.done():
                called.set_result(None)
                return
        self.in_flight -= 1

    def leave(self, generation: int, trouble: Trouble | None, *, answered: bool) -> None:
        """An attempt is over: `answered`, or with `trouble`, or neither where nobody waited for it any more."""
        moment = time.monotonic()
        if answered:
            self._count(_CALLS, moment)
            self.breaker.good(generation, moment)
        elif trouble is None:
            self.breaker.unsaid(generation)
        else:
            self._count(_CALLS, moment)
            self._count(_FAILURES, moment)
            self._last = trouble.said, now()
            if trouble.bad:
                self.breaker.bad(generation, moment)
            else:
                self.breaker.unsaid(generation)
        if self._queue and self.in_flight <= self.settings.concurrency:
            self._hand_on()
        else:
            self.in_flight -= 1

    def pause(self, trouble: Trouble, attempt: int) -> float | None:
        """Return how long to wait before trying again, none where that is of no use.

        Exponential, with full jitter. A provider that asks for more patience than is allowed is not asked again.
        """
        settings = self.settings
        if not trouble.again or attempt >= settings.retries or not self.breaker.closed:
            return None
        drawn = random.uniform(  # noqa: S311 - spreads retries, hides nothing
            0, min(settings.longest_pause_seconds, settings.first_pause_seconds * 2**attempt)
        )
        asked = seconds_of(trouble.retry_after)
        if asked is not None:
            if asked > settings.longest_pause_seconds:
                return None
            drawn = asked + drawn * 0.1
        self._count(_RETRIES)
        return drawn

    def _count(self, what: int, moment: float | None = None) -> None:
        self.counted[what] += 1
        self._hour.add(what, time.monotonic() if moment is None else moment)

    def health(self) -> Health:
        """Say how the connection does."""
        calls, retries, failures, refused = self._hour.sums(time.monotonic())
        said, at = self._last or (None, None)
        return Health(
            breaker=self.breaker.state,
            retry_in_seconds=self.breaker.closed_for(),
            in_flight=self.in_flight,
            waiting=len(self._queue),
            calls=calls,
            retries=retries,
            failures=failures,
            refused=refused,
            last_error=said,
            last_error_at=at,
        )


class Passing:
    """The passage of one attempt: holds a place, and tells the breaker what came of it."""

    __slots__ = ("_answered", "_generation", "_guard", "_trouble")

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._answered = False
        self._trouble: Trouble | None = None

    def failed(self, trouble: Trouble) -> None:
        """Say what went wrong."""
        self._trouble = trouble
        self._answered = False

    def answered(self) -> None:
        """Say that all is well so far."""
        self._answered = self._trouble is None

    async def enter(self) -> None:
        """Take a place, as `Guard.enter` does."""
        self._generation = await self._guard.enter()

    def leave(self) -> None:
        """Give the place back, with what was said of it."""
        self._guard.leave(self._generation, self._trouble, answered=self._answered)

    async def __aenter__(self) -> Self:
        await self.enter()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


def seconds_of(retry_after: str) -> float | None:
    """Read `Retry-After`, in seconds or as a date; none for what is neither."""
    text = retry_after.strip()
    if not text or len(text) > 60:
        return None
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (at - now()).total_seconds())
