"""Counting over a sliding minute: this minute's count and the part of the last one that still lies in it.

The cost does not grow with the limit, and the error is small: calls of the last minute are taken to be spread evenly.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from remit.controls.metering.limits.rules import MINUTE, Rule


class Reading(msgspec.Struct, frozen=True):
    """What a rule leaves: `left` of its quota, and seconds until there is more; `fits` says that it let the call in."""

    rule: Rule
    left: int
    reset: float
    fits: bool


class Windows(Protocol):
    """Counts requests and tokens by the minute."""

    async def take(self, requests: Sequence[Rule], tokens: Sequence[Rule]) -> list[Reading]:
        """Count one request against all rules, or none where one does not fit; tokens are only looked at."""
        ...

    async def add(self, rules: Sequence[Rule], amount: int) -> None:
        """Count what was used, whatever the limit."""
        ...


class InMemory:
    """The windows of one process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._minute = 0
        # Of each rule's subject and measure: (minute, its count, the count of the minute before).
        self._counts: dict[tuple[str, str], tuple[int, int, int]] = {}

    async def take(self, requests: Sequence[Rule], tokens: Sequence[Rule]) -> list[Reading]:
        """Count one request, as `Windows` says."""
        minute, passed = self._now()
        counts = [self._count(rule, minute) for rule in requests]
        readings = [
            reading(rule, count[1], count[2], passed, 1) for rule, count in zip(requests, counts, strict=True)
        ]
        for rule in tokens:
            _, current, previous = self._count(rule, minute)
            readings.append(reading(rule, current, previous, passed, 0))
        if all(each.fits for each in readings):
            for rule, (_, current, previous) in zip(requests, counts, strict=True):
                self._counts[rule.key] = (minute, current + 1, previous)
        return readings

    async def add(self, rules: Sequence[Rule], amount: int) -> None:
        """Count what was used."""
        minute, _ = self._now()
        for rule in rules:
            _, current, previous = self._count(rule, minute)
            self._counts[rule.key] = (minute, current + amount, previous)

    def _now(self) -> tuple[int, float]:
        minute, seconds = divmod(self._clock(), MINUTE)
        if minute != self._minute:
            self._minute = int(minute)
            self._counts = {key: count for key, count in self._counts.items() if count[0] >= minute - 1}
        return int(minute), seconds / MINUTE

    def _count(self, rule: Rule, minute: int) -> tuple[int, int, int]:
        found = self._counts.get(rule.key)
        if found is None:
            return minute, 0, 0
        if found[0] == minute:
            return found
        return (minute, 0, found[1]) if found[0] == minute - 1 else (minute, 0, 0)


def reading(rule: Rule, current: int, previous: int, passed: float, wanted: int) -> Reading:
    """Read a window, `passed` (0 to 1) of its minute being over, for a call that wants so many.

    Of tokens nobody knows before how many it will be: a call may begin while there is one left.
    """
    used = int(previous * (1 - passed)) + current
    left = rule.quota - used - wanted
    if left >= (0 if wanted else 1):
        return Reading(rule, left, (1 - passed) * MINUTE, fits=True)
    return Reading(rule, 0, _until(rule.quota - max(wanted, 1), current, previous, passed), fits=False)


def _until(allowed: int, current: int, previous: int, passed: float) -> float:
    """Return the seconds until no more than `allowed` are in the window."""
    if current <= allowed:
        return max(0.0, (1 - (allowed + 1 - current) / previous - passed) * MINUTE)
    return (1 - passed + max(0.0, 1 - (allowed + 1) / current)) * MINUTE
