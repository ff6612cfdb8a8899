"""The line to a client, as far as it tells who works for it that nobody listens any more."""

from collections.abc import Callable, MutableMapping
from typing import Any

_NAME = "remit.line"


class Line:
    """One connection; a call that is cancelled with it costs two steps here, and a task of its own otherwise."""

    __slots__ = ("_told", "cut_off")

    def __init__(self) -> None:
        self.cut_off = False
        self._told: set[Callable[[], None]] = set()

    def carry(self, scope: MutableMapping[str, Any]) -> None:
        """Let a request that came over it find it."""
        scope["state"][_NAME] = self

    def when_cut(self, told: Callable[[], None]) -> None:
        """Have something called when the client is gone, at once if it is already."""
        if self.cut_off:
            told()
        else:
            self._told.add(told)

    def forget(self, told: Callable[[], None]) -> None:
        """Have it not called any more."""
        self._told.discard(told)

    def cut(self) -> None:
        """Tell that the client is gone."""
        self.cut_off = True
        for told in tuple(self._told):
            told()


def line_of(scope: MutableMapping[str, Any]) -> Line:
    """Return the line that a request came over; one that is never cut where the server has none."""
    found = (scope.get("state") or {}).get(_NAME)
    return found if isinstance(found, Line) else Line()
