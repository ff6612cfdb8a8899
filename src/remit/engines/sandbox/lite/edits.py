"""Small changes to a text at known places, and which line of the original each new line came from."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_Piece = tuple[bytes, int, bool]  # text, where it stood or was put, whether it was copied


@dataclass(frozen=True)
class Edited:
    """The new text; `line(n)` says where its line n stood."""

    text: str
    _origins: list[int]

    def line(self, number: int) -> int:
        """Return the line of the original; both count from 1."""
        return self._origins[min(max(number, 1), len(self._origins)) - 1]


class Edits:
    """What to replace where, in bytes. Two changes at one place stand in the order in which they were asked for."""

    def __init__(self, original: bytes) -> None:
        self._original = original
        self._asked: list[tuple[int, int, bytes]] = []

    def replace(self, begin: int, end: int, text: str) -> None:
        """Put a text in the place of what is between."""
        self._asked.append((begin, end, text.encode()))

    def insert(self, at: int, text: str) -> None:
        """Put a text before a place."""
        self.replace(at, at, text)

    def made(self) -> Edited:
        """Return the text with all changes."""
        pieces: list[_Piece] = []
        place = 0
        for begin, end, text in sorted(self._asked, key=lambda each: each[0]):
            pieces += [(self._original[place:begin], place, True), (text, begin, False)]
            place = max(place, end)
        pieces.append((self._original[place:], place, True))
        return Edited(b"".join(text for text, _, _ in pieces).decode(), self._origins(pieces))

    def _origins(self, pieces: list[_Piece]) -> list[int]:
        """Return where each new line begins; what was put in counts as where it was put."""
        ends = _line_ends(self._original)
        origins = [1]
        for text, begin, copied in pieces:
            for at in _line_ends(text):
                origins.append(bisect_right(ends, begin + at if copied else begin - 1) + 1)
        return origins


def _line_ends(text: bytes) -> list[int]:
    return [each.start() for each in re.finditer(rb"\n", text)]
