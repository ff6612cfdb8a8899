"""A text as detectors read it: look-alike letters are plain ones and invisible characters are gone.

Texts of ASCII, and of Latin letters with accents, are read as they are. Every position leads back to the original.
"""

import re
import unicodedata
from typing import NamedTuple

# What no reader sees, and what turns the direction of writing.
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
# Letters of other scripts that look like Latin ones; only those that do in most fonts.
_ALIKE = dict(
    zip(
        "АВЕКМНОРСТХІЈЅԚԜаеорсухіјѕԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵıⅼ",
        "ABEKMHOPCTXIJSQWaeopcyxijsqwhABEZHIKMNOPTYXovil",
        strict=True,
    )
)
_RANGES = (
    *((0x00A0, 0x00A0), (0x0130, 0x0131), (0x0391, 0x03BF), (0x0405, 0x0475), (0x04BB, 0x051D)),
    *((0x0660, 0x0669), (0x06F0, 0x06F9), (0x0966, 0x096F), (0x2000, 0x200A), (0x2010, 0x2012)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x207F, 0x208E), (0x2100, 0x217F), (0x2212, 0x2212)),
    *((0x2460, 0x24EA), (0x3000, 0x3000), (0xFE50, 0xFE6B), (0xFF01, 0xFF5E), (0x1D400, 0x1D7FF)),
)


def _plain(letter: str) -> str | None:
    """Return the one ASCII character that a letter stands for, none where it is itself."""
    if letter in _ALIKE:
        return _ALIKE[letter]
    if unicodedata.category(letter) == "Zs":
        return " "
    if unicodedata.category(letter) == "Pd" or letter == "\u2212":
        return "-"
    digit = unicodedata.decimal(letter, None)
    plain = str(digit) if digit is not None else unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 and plain.isascii() else None


# Its lower case is two characters long, which no other letter's is.
_FOLDED = {0x130: "I"} | {
    code: plain
    for first, last in _RANGES
    for code in range(first, last + 1)
    if (plain := _plain(chr(code))) is not None
}
# Every Chinese text has the punctuation, and many a French one the space: alone they are no reason to translate.
_COMMON = {0xA0, *map(ord, "（），：；！？．")}
_REASONS = "".join(chr(code) for code in sorted(_FOLDED) if code < 0x10000 and code not in _COMMON)
_FOLDABLE = re.compile(f"[{_REASONS}\U0001d400-\U0001d7ff]")
_CURIOUS = re.compile(f"[{_REASONS}{UNSEEN}\U0001d400-\U0001d7ff]")


class View(NamedTuple):
    """`text` folded, `lower` the same in lower case and of the same length; `places` lead back, none for one to one."""

    original: str
    text: str
    lower: str
    places: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the view into one of the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> str:
    """Write look-alikes as the plain letters they look like, one for one."""
    return text.translate(_FOLDED) if _FOLDABLE.search(text) else text


def view(text: str) -> View:
    """Read a text."""
    if text.isascii():
        return View(text, text, text.lower(), None)
    original, places = text, None
    if "\u00a0" in text:
        text = text.replace("\u00a0", " ")
    if _CURIOUS.search(text):
        if _UNSEEN.search(text):
            hidden = frozenset(_UNSEEN.findall(text))
            places = [place for place, sign in enumerate(text) if sign not in hidden]
            text = "".join([sign for sign in text if sign not in hidden])
        text = fold(text)
    return View(original, text, text.lower(), places)
