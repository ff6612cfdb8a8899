"""A circuit breaker: who fails too often is left alone for a while, and then tried with one call at a time.

closed ──many failures, at least half of all──▶ open ──a pause──▶ half_open ──a good probe──▶ closed
                                                 ▲                    │
                                                 └──── a bad probe ───┘
"""

import time
from typing import Literal

from remit.kit.resilience.tally import Tally

State = Literal["closed", "open", "half_open"]
_GOOD, _BAD = range(2)
_SLICES = 10
# After each probe that failed the pause is twice as long, up to this many times the first.
_LONGEST = 8


class Breaker:
    """Opens after `failures` within `window` seconds, if they are half of what came back; 0 means never.

    Each change begins a new generation: what a call of an earlier one found does not count any more.
    """

    __slots__ = (
        "_failures",
        "_open_until",
        "_pause",
        "_probing",
        "_seen",
        "_times",
        "closed",
        "generation",
    )

    def __init__(self, failures: int, window: float, pause: float) -> None:
        self._failures = failures
        self._pause = pause
        self._seen = Tally(window, _SLICES, 2)
        self._open_until = 0.0
        self._probing = False
        self._times = 1
        self.closed = True
        self.generation = 0

    @property
    def state(self) -> State:
        """Say what a call would find now."""
        if self.closed:
            return "closed"
        return "open" if time.monotonic() < self._open_until else "half_open"

    def closed_for(self) -> float | None:
        """Return for how many seconds nobody is let through, none where a call may pass now."""
        if self.closed:
            return None
        left = self._open_until - time.monotonic()
        if left > 0:
            return left
        return 1.0 if self._probing else None

    def admit(self) -> int:
        """Let a call pass, as a probe when the breaker is not closed; return its generation."""
        if not self.closed:
            self._probing = True
        return self.generation

    def good(self, generation: int, moment: float) -> None:
        """A call was answered."""
        if generation != self.generation:
            return
        if self.closed:
            self._seen.add(_GOOD, moment)
            return
        self.closed = True
        self._times = 1
        self._begin_anew()

    def bad(self, generation: int, moment: float) -> None:
        """A call failed, and the provider is to blame."""
        if generation != self.generation or not self._failures:
            return
        if not self.closed:
            self._times = min(self._times * 2, _LONGEST)
            self._open(moment)
            return
        self._seen.add(_BAD, moment)
        good, bad = self._seen.sums(moment)
        if bad >= self._failures and bad >= good:
            self._open(moment)

    def unsaid(self, generation: int) -> None:
        """A call ended and says nothing about the provider: the next one may be the probe."""
        if generation == self.generation:
            self._probing = False

    def _open(self, moment: float) -> None:
        self.closed = False
        self._open_until = moment + self._pause * self._times
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.generation += 1
        self._probing = False
        self._seen.clear()
