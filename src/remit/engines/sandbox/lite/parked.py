"""Runs that wait without a worker, and how much memory all of them may take."""

from collections.abc import Iterator
from contextlib import contextmanager

_MOST = 128 * 2**20


class Parked:
    """Counts the bytes of parked runs; one that finds no room keeps its worker while it waits."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self.bytes = 0

    def has_room(self, blob: bytes) -> bool:
        """Return whether a run may be parked."""
        return self.bytes + len(blob) <= self._most

    @contextmanager
    def holding(self, blob: bytes) -> Iterator[None]:
        """Count a parked run until it goes on."""
        self.bytes += len(blob)
        try:
            yield
        finally:
            self.bytes -= len(blob)
