"""Counting over the last so many seconds, in slices, so that old ones fall away whole."""

from collections import deque


class Tally:
    """Counts of `kinds` things over `span` seconds; time is that of a monotonic clock."""

    __slots__ = ("_at", "_now", "_slices", "_width", "kinds", "slices")

    def __init__(self, span: float, slices: int, kinds: int) -> None:
        self.kinds = kinds
        self.slices = slices
        self._width = span / slices
        self._at = -1
        self._now = [0] * kinds
        self._slices: deque[tuple[int, list[int]]] = deque()

    def add(self, kind: int, moment: float) -> None:
        """Count one."""
        at = int(moment / self._width)
        if at != self._at:
            self._turn(at)
        self._now[kind] += 1

    def sums(self, moment: float) -> list[int]:
        """Add up what is not older than the span."""
        self._turn(int(moment / self._width))
        return [sum(counts[kind] for _, counts in self._slices) for kind in range(self.kinds)]

    def clear(self) -> None:
        """Begin anew."""
        self._at = -1
        self._slices.clear()

    def _turn(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._now = [0] * self.kinds
            self._slices.append((at, self._now))
        while self._slices[0][0] <= at - self.slices:
            self._slices.popleft()
