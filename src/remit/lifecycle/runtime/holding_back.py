"""Holding a streamed answer back until the annotators elsewhere have seen it.

Where one of them wants answers whole, nothing leaves before the end; otherwise they see it in windows, each with the
end of the one before, so that only what is longer than that can lie across the border of two.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import msgspec

from remit.engines.guardrails import Label, redact
from remit.engines.models import decode
from remit.lifecycle.runtime.screening import Key, Path, Stream, put, said_in
from remit.lifecycle.runtime.target import Delta, ToolEvent

WINDOW = 400  # characters
BEFORE = 200
_Text = tuple[int, Key]


@dataclass
class _Place:
    """Where a piece of a text stands: in which of the held pieces, and in which event of the provider, if in one."""

    piece: int
    event: int
    path: Path


async def held_back(
    coming: AsyncGenerator[Delta | ToolEvent], stream: Stream
) -> AsyncGenerator[Delta | ToolEvent]:
    """Give on what comes once it was seen, changed where the policies redact; raises `TextRefused`."""
    held = _Held(stream)
    async with aclosing(coming) as pieces:
        async for piece in pieces:
            held.take(piece)
            if held.full:
                for passed in await held.release():
                    yield passed
    for passed in await held.release():
        yield passed


class _Held:
    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._whole = stream.screen.panel.wants_whole()
        self._before: defaultdict[_Text, str] = defaultdict(str)
        self._begin()

    def _begin(self) -> None:
        self._pieces: list[Delta | ToolEvent] = []
        self._texts: defaultdict[_Text, str] = defaultdict(str)
        self._places: defaultdict[_Text, list[_Place]] = defaultdict(list)
        self._length = 0

    @property
    def full(self) -> bool:
        """Whether there is a window's worth."""
        return not self._whole and self._length >= WINDOW

    def take(self, piece: Delta | ToolEvent) -> None:
        """Hold a piece."""
        number = len(self._pieces)
        self._pieces.append(piece)
        if not isinstance(piece, Delta):
            return
        if not piece.events:
            self._note((0, ("content", 0)), _Place(number, -1, ()), piece.text)
        for event, raw in enumerate(piece.events):
            for place, choice in enumerate(decode(raw).choices):
                for key, where, text in said_in(choice.delta):
                    path = ("choices", place, "delta", *where)
                    self._note((choice.index, key), _Place(number, event, path), text)

    def _note(self, of: _Text, place: _Place, text: str) -> None:
        self._texts[of] += text
        self._places[of].append(place)
        self._length += len(text)

    async def release(self) -> list[Delta | ToolEvent]:
        """Have what is held seen, and give it out as it may pass."""
        screen = self._stream.screen
        seen = {of: self._before[of] + text for of, text in self._texts.items()}
        await screen.hear(seen.values(), "output")
        found = {
            of: _within(screen.heard.get(("output", whole), ()), len(self._before[of]))
            for of, whole in seen.items()
        }
        self._stream.add(label for labels in found.values() for label in labels)
        for of, whole in seen.items():
            self._before[of] = whole[-BEFORE:]
            screen.heard.pop(("output", whole), None)
        for of, labels in found.items():
            taken = [label for label in labels if screen.redacts(label, "output")]
            if taken:
                self._rewrite(self._places[of], redact(self._texts[of], taken))
        pieces = self._pieces
        self._begin()
        return pieces

    def _rewrite(self, places: list[_Place], text: str) -> None:
        """Put a text in the place of its pieces: into the first of them, with nothing in the others."""
        for number, place in enumerate(places):
            piece = self._pieces[place.piece]
            if isinstance(piece, Delta):
                self._pieces[place.piece] = _with(piece, place, text if number == 0 else "")


def _with(piece: Delta, place: _Place, text: str) -> Delta:
    if place.event < 0:
        return Delta(text)
    events = list(piece.events)
    whole: Any = msgspec.json.decode(events[place.event])
    put(whole, place.path, text)
    events[place.event] = msgspec.json.encode(whole)
    return Delta("".join(decode(each).text() for each in events), tuple(events))


def _within(labels: tuple[Label, ...], passed: int) -> list[Label]:
    """Leave out what was said of what has passed already; a label of no place stays."""
    return [
        label._replace(start=max(label.start - passed, 0), end=max(label.end - passed, 0))
        for label in labels
        if label.end > passed or label.start == label.end
    ]
