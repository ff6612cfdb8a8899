"""Scoring without asking anybody: the same answer scores the same, always."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from remit.engines.scoring.spec import Scorer
from remit.kit.json_schema import contract

LONGEST_COMPARED = 200_000
"""Characters of an answer that a scorer looks at."""

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
_GRAM = 3
_SHOWN = 120
_MISSING = object()


@dataclass(frozen=True)
class Verdict:
    """A score from 0 to 1, and why; `judge` names the model that judged, with its instructions' version."""

    score: float
    reason: str
    judge: dict[str, str] | None = None


@dataclass(frozen=True)
class Answered:
    """What an agent answered: as text, and as JSON where it is some."""

    text: str
    value: Any

    @classmethod
    def of(cls, text: str) -> "Answered":
        """Read an answer."""
        try:
            return cls(text, msgspec.json.decode(text))
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            return cls(text, text)


def score(scorer: Scorer, answered: Answered, expected: Any) -> Verdict:
    """Score an answer by a scorer that asks no model."""
    if scorer.compares and expected is None:
        return Verdict(0, "The case has no expected answer to compare with.")
    found = answered
    if scorer.path is not None:
        part = _part(answered.value, scorer.path)
        if part is _MISSING:
            return Verdict(0, f"The answer has no `{scorer.path}`.")
        found = Answered(written(part), part)
        wanted = _part(expected, scorer.path)
        expected = expected if wanted is _MISSING else wanted
    return _SCORE[scorer.type](scorer, found, expected)


def written(value: Any) -> str:
    """Write a value as text: text as it is, anything else as JSON with its keys in order."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _part(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and len(step) < 10 and int(step) < len(value):
            value = value[int(step)]
        else:
            return _MISSING
    return value


def _plain(text: str, *, ignore_case: bool = False) -> str:
    text = " ".join(unicodedata.normalize("NFC", text[:LONGEST_COMPARED]).split())
    return text.casefold() if ignore_case else text


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _exact(scorer: Scorer, found: Answered, expected: Any) -> Verdict:
    if not isinstance(expected, str) and found.value == expected and _same_kind(found.value, expected):
        return Verdict(1, "It is the expected answer.")
    said = _plain(found.text, ignore_case=scorer.ignore_case)
    wanted = _plain(written(expected), ignore_case=scorer.ignore_case)
    if said == wanted:
        return Verdict(1, "It is the expected answer.")
    return Verdict(0, f"Expected “{_short(wanted)}”.")


def _same_kind(first: Any, second: Any) -> bool:
    """Python holds true for 1; JSON does not."""
    return isinstance(first, bool) == isinstance(second, bool)


def _contains(scorer: Scorer, found: Answered, expected: Any) -> Verdict:
    said = _plain(found.text, ignore_case=scorer.ignore_case)
    wanted = scorer.values or [written(expected)]
    there = [each for each in wanted if _plain(each, ignore_case=scorer.ignore_case) in said]
    if scorer.match == "any":
        return (
            Verdict(1, f"It contains “{_short(there[0])}”.")
            if there
            else Verdict(0, f"It contains none of {_listed(wanted)}.")
        )
    if len(there) == len(wanted):
        return Verdict(1, f"It contains {_listed(wanted)}.")
    missing = [each for each in wanted if each not in there]
    return Verdict(len(there) / len(wanted), f"It does not contain {_listed(missing)}.")


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(f"“{_short(each)}”" for each in texts[:3])
    return shown if len(texts) <= 3 else f"{shown} and {len(texts) - 3} more"


def _regex(scorer: Scorer, found: Answered, expected: Any) -> Verdict:
    """Look for a pattern; in linear time, whoever wrote it."""
    pattern = f"(?i){scorer.pattern}" if scorer.ignore_case else scorer.pattern
    if contract({"type": "string", "pattern": pattern}).misfits(found.text[:LONGEST_COMPARED]):
        return Verdict(0, f"It does not match `{_short(scorer.pattern or '')}`.")
    return Verdict(1, f"It matches `{_short(scorer.pattern or '')}`.")


def _json_schema(scorer: Scorer, found: Answered, expected: Any) -> Verdict:
    misfits = contract(scorer.json_schema or {}).misfits(found.value)
    if not misfits:
        return Verdict(1, "It fits the schema.")
    return Verdict(0, f"It does not fit the schema: {_short(misfits[0].sentence())}.")


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _finite(value)
    if not isinstance(value, str):
        return None
    found = _NUMBER.findall(value[:LONGEST_COMPARED])
    return _finite(found[-1].replace(",", "")) if found else None


def _finite(value: Any) -> float | None:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None


def _numeric(scorer: Scorer, found: Answered, expected: Any) -> Verdict:
    """Compare numbers; of a text it is the last number in it."""
    wanted, said = _number(expected), _number(found.value)
    if wanted is None:
        return Verdict(0, f"The expected answer “{_short(written(expected))}” has no number in it.")
    if said is None:
        return Verdict(0, "It has no number in it.")
    allowed = max(scorer.tolerance or 0, (scorer.relative_tolerance or 0) * abs(wanted))
    away = abs(said - wanted)
    words = f"{said:g} is {away:g} away from {wanted:g}; {allowed:g} is allowed."
    # What binary fractions cannot say exactly is not held against an answer.
    return Verdict(1 if away <= allowed + 1e-12 * max(abs(wanted), allowed) else 0, words)


def _similarity(scorer: Scorer, found: Answered, expected: Any) -> Verdict:
    alike = similarity(found.text, written(expected))
    return Verdict(alike, f"Its letters are {alike:.0%} like those of the expected answer.")


def similarity(first: str, second: str) -> float:
    """Say how alike two texts are, by the groups of three letters that they share (Dice's coefficient)."""
    first, second = (_plain(each, ignore_case=True) for each in (first, second))
    if first == second:
        return 1.0
    one, other = _grams(first), _grams(second)
    return 2 * (one & other).total() / (one.total() + other.total())


def _grams(text: str) -> Counter[str]:
    padded = f"  {text} "
    return Counter(padded[at : at + _GRAM] for at in range(len(padded) - _GRAM + 1))


_SCORE = {
    "exact": _exact,
    "contains": _contains,
    "regex": _regex,
    "json_schema": _json_schema,
    "numeric": _numeric,
    "similarity": _similarity,
}
