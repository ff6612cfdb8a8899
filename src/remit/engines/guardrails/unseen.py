"""Invisible characters: hidden text, hidden breaks in words, and turned directions.

What emoji, and scripts that join letters or are written from right to left, need is let be.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from remit.engines.guardrails.label import Label, characters
from remit.engines.guardrails.view import UNSEEN

_RUN = re.compile(f"[{UNSEEN}]+")
_TURNED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts that write joiners: Arabic and its kin, those of India and its neighbours, Mongolian.
_JOINED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua8ff\ufb50-\ufdff\ufe70-\ufefc]"
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_PICTURE = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001faff]"
)
_FLAG = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f")
_ZWNJ, _ZWJ, _ZWSP, _SHY, _BOM = "\u200c", "\u200d", "\u200b", "\u00ad", "\ufeff"
_MARKS = "\u200e\u200f\u061c"
_DIRECTIONS = "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_WORST = re.compile("[\u202d\u202e\U000e0000-\U000e007f]")
_NEAR = 8


def unseen(text: str) -> Iterator[Label]:
    """Find characters that nobody sees; those that stand close together are one finding."""
    turned = _TURNED.search(text) is not None
    start = end = -1
    for run in _RUN.finditer(text):
        first, last = run.span()
        if _belongs(run[0], text[first - 1 : first], text[last : last + 1], turned=turned):
            continue
        if start >= 0 and first - end > _NEAR:
            yield _label(text, start, end)
            start = -1
        start, end = (first if start < 0 else start), last
    if start >= 0:
        yield _label(text, start, end)


def _label(text: str, start: int, end: int) -> Label:
    hidden = "".join(_RUN.findall(text[start:end]))
    kinds = sorted(set(hidden[:2000]))
    named = ", ".join(f"U+{ord(sign):04X}" for sign in kinds[:4]) + (" …" if len(kinds) > 4 else "")
    score = 1.0 if len(hidden) > 3 or _WORST.search(hidden) else 0.6
    return Label("invisible", score, start, end, f"{named} ({characters(len(hidden))})")


@lru_cache(maxsize=4096)
def _belongs(run: str, before: str, after: str, *, turned: bool) -> bool:
    """Whether a run is what the characters around it need."""
    if len(run) > 2:
        return before == "\U0001f3f4" and _FLAG.fullmatch(run) is not None
    if "\ufe00" <= run[0] <= "\ufe0f" or "\U000e0100" <= run[0] <= "\U000e01ef":
        # One variation selector chooses how the character before it looks; more of them hide bytes.
        drawn = bool(before) and (not before.isascii() or before in "0123456789#*")
        return drawn and (len(run) == 1 or (run[1] == _ZWJ and _PICTURE.match(after) is not None))
    return all(_fits(sign, before, after, turned=turned) for sign in run)


def _fits(sign: str, before: str, after: str, *, turned: bool) -> bool:
    if sign in _MARKS or sign in _DIRECTIONS:
        return turned
    if sign == _ZWJ and _PICTURE.match(before) and _PICTURE.match(after):
        return True
    if sign in (_ZWJ, _ZWNJ):
        return _JOINED.match(before) is not None
    if sign == _SHY:
        return before.isalpha() and after.isalpha()
    if sign == _ZWSP:
        return _UNSPACED.match(before) is not None or _UNSPACED.match(after) is not None
    return sign == _BOM and not before
