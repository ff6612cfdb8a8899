"""Watching an answer while it is written: what is found in it never leaves before it is known."""

import re
from collections.abc import Callable, Collection

from remit.engines.guardrails.credentials import GIVEN, NAMES, PEM_END, PEM_HEAD
from remit.engines.guardrails.holding import AT_ONCE, BEGUN, Hold, hold
from remit.engines.guardrails.label import Label
from remit.engines.guardrails.look import EVERYTHING, look, redact

FAMILIES = EVERYTHING - {"injection"}
_BEFORE = 128  # what has passed and is still looked at, since it says what follows
_SHORTEST = 6  # characters of the shortest finding that can be seen
_SHORTEST_CANARY = 16
_PLAIN = re.compile(
    r"[A-Za-zÀ-ÖØ-öø-ÿ\s,.;'\"]*+"
)  # no finding consists of these alone, but perhaps a canary
_REST_OF_TOKEN = re.compile(r"[\w.+/=~%-]*+", re.ASCII)
_PROSE = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ \n,.;:?)'’]*+")
_LAST_WORD = re.compile(r"[^A-Za-z.]")
_LONGEST_WORD = 64
_NAME = 10
_GIVING = 32  # characters from the beginning of a name within which its value begins, if it is given one
_NEAR = 48
_LONGEST = 4096
_LONGEST_KEY = 20_000


def _nothing(_: Label) -> bool:
    return False


class Watch:
    """Takes an answer in pieces and gives back what may pass, with what `redacts` says yes to replaced by its label.

    Only what may be the beginning of a finding is held back: most often nothing, at worst a few hundred characters,
    or a few thousand within a link or key. `labels` are the findings so far, with their places in the whole answer;
    they are there before any of their text is given back. Injection is not looked for: answers do not give orders.
    """

    def __init__(
        self,
        redacts: Callable[[Label], bool] = _nothing,
        *,
        families: Collection[str] = FAMILIES,
        canaries: Collection[str] = (),
        trusted: Collection[str] = (),
    ) -> None:
        self.labels: list[Label] = []
        self._redacts = redacts
        self._families = frozenset(families)
        self._canaries = canaries
        self._trusted = trusted
        self._before = ""
        self._held = ""
        self._hold: Hold | None = None
        self._passed = 0  # characters of the answer before what is held
        self._swallowed: re.Pattern[str] | None = None
        self._swallowing = 0
        self._near_name = 0  # characters for which a name such as `password`, given a value, still counts
        self._words = bool(canaries) or "pii" in families  # any word may be the beginning of a finding
        self._plain = True  # what is held, if anything, is a plain word

    def feed(self, piece: str) -> str:
        """Take a piece; return what may pass now, which may be nothing, or more than the piece."""
        if self._swallowed is not None:
            piece = self._swallow(piece)
        if not piece:
            return ""
        if self._plain and self._is_harmless(piece):
            return self._pass_words(piece)
        self._plain = False
        self._held += piece
        if self._hold and len(self._held) < self._hold.longest and not self._hold.breaks.search(piece):
            return ""
        return self._pass()

    def _is_harmless(self, piece: str) -> bool:
        """Whether a piece neither ends nor begins a finding, but for a word that is held: most prose is so."""
        self._near_name -= len(piece)
        if _PROSE.fullmatch(piece) is None:
            self._near_name = max(self._near_name, _NAME)
            return False
        near = (self._before[-_NEAR:] + self._held + piece).lower()
        name = max(map(near.rfind, NAMES))
        if name >= 0 and GIVEN.search(near):
            self._near_name = _BEFORE
        elif name >= 0 and len(near) - name < _GIVING:
            return False
        return self._near_name <= 0 and (self._words or _LAST_WORD.split(piece)[-1] not in BEGUN)

    def _pass_words(self, piece: str) -> str:
        text = self._held + piece
        place = max(text.rfind(" "), text.rfind("\n")) + 1 if self._words else len(text)
        if len(text) - place > _LONGEST_WORD:
            place = len(text)
        self._held = text[place:]
        self._hold = Hold(0, AT_ONCE, _LONGEST) if self._held else None
        if place == 0:
            return ""
        passing = text[:place]
        self._before = (self._before + passing)[-_BEFORE:]
        self._passed += place
        return passing

    def end(self) -> str:
        """Say that the answer is over; return what was still held."""
        return self._pass(over=True) if self._held else ""

    def _pass(self, *, over: bool = False) -> str:
        text, known = self._before + self._held, len(self._before)
        start = len(text) if over else self._held_from(text, known)
        if start == known:
            self._plain = self._words and self._held.isalpha()
            return ""
        found = self._found(text, known) if self._may_tell(self._held) else []
        for label in found:
            # Another thing seems to begin within this one: both are held until that is clear.
            if label.start < start < label.end:
                self._hold, start = Hold(label.start, AT_ONCE, _LONGEST), label.start
        self._held = text[start:]
        self._plain = not self._held or (self._words and self._held.isalpha())
        return self._judged(text[:start], known, [label for label in found if label.end <= start])

    def _held_from(self, text: str, known: int) -> int:
        """Find from where on the text is held, and remember why; its end when all of it may pass."""
        found = hold(text, self._families, self._canaries)
        start = max(known, found.start) if found else len(text)
        if found is None or len(text) - start >= found.longest or PEM_HEAD.match(text, start):
            self._hold, start = None, len(text)
        else:
            self._hold = found
        return start

    def _may_tell(self, passing: str) -> bool:
        """Whether there may be a finding in what is about to pass; most often it is a few plain words."""
        plain = _PLAIN.fullmatch(passing) is not None or (len(passing) < _SHORTEST and passing.isascii())
        return not plain or (bool(self._canaries) and len(passing) >= _SHORTEST_CANARY)

    def _judged(self, text: str, known: int, found: list[Label]) -> str:
        shift = self._passed - known
        self.labels += [label._replace(start=label.start + shift, end=label.end + shift) for label in found]
        self._before = text[-_BEFORE:]
        self._passed += len(text) - known
        redacted = [label for label in found if self._redacts(label)]
        if not redacted:
            return text[known:]
        if redacted[-1].end == len(text):
            self._swallow_on(redacted[-1], text)
        return redact(text, redacted)[known:]

    def _found(self, text: str, known: int) -> list[Label]:
        found = look(text, self._families, canaries=self._canaries, trusted=self._trusted)
        return [label._replace(start=max(label.start, known)) for label in found if label.end > known]

    def _swallow_on(self, label: Label, text: str) -> None:
        """What goes on after the end of a finding that was cut off belongs to it."""
        if label.name == "secret.private_key" and not PEM_END.search(text, label.start):
            self._swallowed = PEM_END
            # The end of another key before this one is not its end.
            self._before = text[max(label.start, len(text) - _BEFORE) :]
        elif label.name.startswith("secret.") and not self._held:
            self._swallowed = _REST_OF_TOKEN
        self._swallowing = 0

    def _swallow(self, piece: str) -> str:
        if self._swallowed is PEM_END:
            text = self._before + piece
            end = PEM_END.search(text)
            self._swallowing += len(piece)
            rest = text[end.end() :] if end else ""
            over = end is not None or self._swallowing > _LONGEST_KEY
        else:
            gone = _REST_OF_TOKEN.match(piece)
            rest = piece[gone.end() :] if gone else piece
            over = bool(rest)
            text = self._before + piece[: len(piece) - len(rest)]
        self._passed += len(piece) - len(rest)
        self.labels[-1] = self.labels[-1]._replace(end=self._passed)
        self._before = "" if over else text[-_BEFORE:]
        self._swallowed = None if over else self._swallowed
        return rest
