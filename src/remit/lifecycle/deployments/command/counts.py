"""How many instances: "2 instances", "two replicas", "x2", "instance count of 3"."""

import re
from decimal import Decimal

from remit.lifecycle.deployments.command.draft import Draft
from remit.lifecycle.deployments.command.numbers import digits, number_at
from remit.lifecycle.deployments.command.vocabulary import listed

FIELD = "instance_count"
_HINT = "Write a whole number from 1 to 4, for example: on 2 instances"
_NOUNS = frozenset(
    listed(
        "instance instances replica replicas copy copies node nodes machine machines server servers pod pods"
    )
)
_PLURALS = frozenset(word for word in _NOUNS if word.endswith("s"))
_LABELS = _PLURALS | {"count", "instance_count", "instance-count", "replica"}
_BETWEEN = frozenset({"running", "gpu", "identical", "hosting", "separate", "model", "a", "an", "of"})
_VAGUE = frozenset(
    listed("several many multiple few couple some lots unlimited infinite hundreds dozens no enough")
)
_LEADS = frozenset(listed("on with across over using at most max up to a the scaled scale and"))
# "for x2" names an application; "… x2" anywhere else is a count.
_NAMING = frozenset({"for", "named", "called", "name", "as"})
_TIMES = re.compile(r"x([+-]?[\d.,]{1,10})|([+-]?[\d.,]{1,10})x")
_RANGE = re.compile(r"(\d{1,4})[-–](\d{1,4})")
_TO = frozenset({"to", "-", "–"})
_RANGE_LEADS = _LEADS | {"from", "between", "scaling"}
_JOINED = re.compile(r"(?:instances|replicas|copies|count|instance_count):([+-]?[\d.,]{1,10})")


def read_count(draft: Draft) -> int | None:
    """The number of instances, a whole number of at least 1; limits are for the guardrails to judge."""
    found: list[int] = []
    at = 0
    while at < len(draft.words):
        hit = _count_at(draft, at)
        if hit is None:
            at += 1
            continue
        value, end = hit
        start = at
        while draft.low(start - 1) in _LEADS and not draft.words[start - 1].pause:
            start -= 1
        written = draft.text(at, end)
        draft.take(FIELD, start, end)
        whole = _whole(draft, value, written)
        if whole is not None:
            found.append(whole)
        at = end
    if len(set(found)) > 1:
        written = " and ".join(str(value) for value in sorted(set(found)))
        draft.problem(
            "instance_count_conflict", FIELD, f"The command states two counts, {written}.", "State one."
        )
        return None
    return found[0] if found else None


def read_range(draft: Draft) -> tuple[int, int] | None:
    """Between how many instances it scales by itself: "on 1 to 4 instances", "2-6 replicas"."""
    for at in range(len(draft.words)):
        joined = _RANGE.fullmatch(draft.low(at)) if len(draft.low(at)) <= 12 else None
        apart = draft.low(at + 1) in _TO and draft.low(at).isdecimal() and draft.low(at + 2).isdecimal()
        end = at + 1 if joined else at + 3
        if not (joined or apart) or draft.low(end) not in _NOUNS:
            continue
        least, most = (joined[1], joined[2]) if joined else (draft.low(at), draft.low(at + 2))
        start = at
        while draft.low(start - 1) in _RANGE_LEADS and not draft.words[start - 1].pause:
            start -= 1
        draft.take(FIELD, start, end + 1)
        if 0 < int(least) < int(most):
            return int(least), int(most)
        draft.problem(
            "instance_count_not_a_number",
            FIELD,
            f"“{draft.text(at, end)}” is no range of instances.",
            "Write the smaller number first, from 1 on: on 1 to 4 instances",
        )
        return None
    return None


def _count_at(draft: Draft, at: int) -> tuple[Decimal | None, int] | None:
    """A count that begins at a word: its value (None when it is no number) and the position behind it."""
    word = draft.low(at)
    if not word:
        return None
    times = _TIMES.fullmatch(word) if len(word) <= 12 else None
    if times and draft.low(at - 1) not in _NAMING:
        return digits(times[1] or times[2]), _past_noun(draft, at + 1)
    joined = _JOINED.fullmatch(word) if len(word) <= 30 else None
    if joined:
        return digits(joined[1]), at + 1
    if word in _LABELS:
        return _after_label(draft, at)
    if word == "single":
        return Decimal(1), _past_noun(draft, at + 1)
    if word in _VAGUE:
        end = _past_noun(draft, at + 1)
        return (None, end) if end > at + 1 else None
    return _before_noun(draft, at)


def _before_noun(draft: Draft, at: int) -> tuple[Decimal | None, int] | None:
    lows = [draft.low(place) for place in range(at, min(at + 10, len(draft.words)))]
    number = number_at(lows, 0)
    if number is None:
        unread = any(char.isdigit() for char in lows[0]) and not any(char.isalpha() for char in lows[0])
        return (None, at + 2) if unread and draft.low(at + 1) in _PLURALS else None
    end = at + number[1]
    if draft.low(end) == "x" or (draft.low(at - 1) == "x" and not draft.low(end)):
        return number[0], _past_noun(draft, end + (draft.low(end) == "x"))
    behind = _past_noun(draft, end)
    if behind > end:
        return number[0], behind
    scaled = draft.low(at - 1) == "to" and draft.low(at - 2) in {"scaled", "scale", "scaling"}
    if scaled or draft.low(at - 1) == "x" or _typed_follows(draft, end):
        return number[0], end
    return None


def _typed_follows(draft: Draft, at: int) -> bool:
    """Whether an instance type already read stands here, as in "2 ml.g5.xlarge"."""
    return at < len(draft.words) and draft.owner[at] == "instance_type"


def _past_noun(draft: Draft, at: int) -> int:
    """The position behind "(gpu) instances", or `at` when no such noun follows."""
    end = at
    while draft.low(end) in _BETWEEN or _typed_follows(draft, end):
        end += 1
    return end + 1 if draft.low(end) in _NOUNS else at


def _after_label(draft: Draft, at: int) -> tuple[Decimal | None, int] | None:
    place = at + 1
    while draft.low(place) in {"of", "is", "to", "count", ":"}:
        place += 1
    lows = [draft.low(index) for index in range(place, min(place + 10, len(draft.words)))]
    number = number_at(lows, 0)
    if number is None or (place > at + 1 and draft.words[at].pause):
        return None
    end = place + number[1]
    return None if _past_noun(draft, end) > end else (number[0], end)


def _whole(draft: Draft, value: Decimal | None, written: str) -> int | None:
    if value is None:
        message = f"“{written}” is not a number of instances."
        draft.problem("instance_count_not_a_number", FIELD, message, _HINT)
    elif value <= 0:
        message = f"The number of instances must be at least 1, not {value:f}."
        draft.problem("instance_count_not_positive", FIELD, message, _HINT)
    elif value != value.to_integral_value():
        message = f"The number of instances must be whole, not {value:f}."
        draft.problem("instance_count_not_whole", FIELD, message, _HINT)
    else:
        return int(value)
    return None
