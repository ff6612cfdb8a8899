"""Everything that Remit finds in a text by itself, in one go."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter

from remit.engines.guardrails.canaries import leaks
from remit.engines.guardrails.credentials import secrets
from remit.engines.guardrails.exfiltration import exfiltration
from remit.engines.guardrails.label import Direction, Label
from remit.engines.guardrails.personal import personal
from remit.engines.guardrails.phrases import injection
from remit.engines.guardrails.unseen import unseen
from remit.engines.guardrails.view import view

EVERYTHING = frozenset({"secret", "pii", "exfiltration", "injection", "invisible"})
_place = itemgetter(2, 3)
_SHORT = 128  # characters: a shorter text is looked at as fast as it is known again
_KNOWN = 20_000


def look(
    text: str,
    families: Collection[str] = EVERYTHING,
    *,
    canaries: Collection[str] = (),
    trusted: Collection[str] = (),
) -> tuple[Label, ...]:
    """Say what is in a text, in the order of the text; takes about 30 µs a kilobyte that holds nothing.

    `families` are the kinds of labels, such as `secret`; `canaries` are words that must not appear, `trusted` hosts
    that links may carry data to.
    """
    seen = view(text)
    found: list[Label] = []
    if "secret" in families:
        found.extend(secrets(seen))
    if "pii" in families:
        found.extend(personal(seen))
    if "exfiltration" in families:
        found.extend(exfiltration(seen, trusted))
    if "injection" in families:
        found.extend(injection(seen))
    if seen.places is not None and "invisible" in families:
        found.extend(unseen(text))
    if canaries:
        found.extend(leaks(seen, canaries))
    return _once(found) if found else ()


_clean: dict[bytes, None] = {}


def look_again(text: str) -> tuple[Label, ...]:
    """Say what is in a text that may have been looked at before, as each turn of a conversation is with the next.

    One that holds nothing is known again by its digest, so that its words are not kept.
    """
    if len(text) < _SHORT:
        return look(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    if digest in _clean:
        return ()
    if not (found := look(text)):
        if len(_clean) >= _KNOWN:
            _clean.clear()
        _clean[digest] = None
    return found


def _once(found: list[Label]) -> tuple[Label, ...]:
    """Leave out a finding that lies within a surer one of the same family, as a token in an assignment does."""
    kept: list[Label] = []
    reached: dict[str, Label] = {}
    for label in sorted(found, key=lambda each: (each.start, -each.score, -each.end)):
        family = label.name.partition(".")[0]
        last = reached.get(family)
        if last is not None and label.start < last.end and label.score <= last.score:
            continue
        reached[family] = label
        kept.append(label)
    return tuple(sorted(kept, key=_place))


def redact(text: str, labels: Iterable[Label]) -> str:
    """Put the label's name in brackets in the place of what it is about; of overlapping ones the surest is named."""
    parts, place = [], 0
    for start, end, name in _merged(text, labels):
        parts += [text[place:start], f"[{name}]"]
        place = end
    parts.append(text[place:])
    return "".join(parts)


def _merged(text: str, labels: Iterable[Label]) -> list[tuple[int, int, str]]:
    merged: list[Label] = []
    for label in sorted((each for each in labels if 0 <= each.start < each.end <= len(text)), key=_place):
        if merged and label.start < merged[-1].end:
            last = merged.pop()
            surest = last if last.score >= label.score else label
            label = surest._replace(start=last.start, end=max(last.end, label.end))
        merged.append(label)
    return [(label.start, label.end, label.name) for label in merged]


class Embedded:
    """Remit's own annotator, which asks nobody else."""

    name = "embedded"
    version = "1"

    def __init__(self, *, trusted: Collection[str] = ()) -> None:
        self._trusted = trusted

    async def annotate(self, text: str, direction: Direction) -> Sequence[Label]:
        """Return what `look` finds; the same in every direction."""
        return look(text, trusted=self._trusted)
