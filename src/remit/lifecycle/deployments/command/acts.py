"""Sentences about what is deployed already: pause it, move it to prod, what does it cost, what runs where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.draft import MAX_LENGTH
from remit.lifecycle.deployments.command.intent import Environment
from remit.lifecycle.deployments.command.places import words_for

Act = Literal[
    "promote", "pause", "restart", "update", "scale", "roll_back", "delete", "status", "cost", "list"
]

_ALSO: dict[str, Environment] = {
    "development": "dev",
    "production": "prod",
    "live": "prod",
    "stage": "staging",
}
_POLITE = re.compile(r"^(?:please|can you|could you|would you|now|kindly|let's|let us|i want to)\s+", re.I)
_NAME = r"(?P<name>[a-z0-9][a-z0-9._-]{0,99})"
_WHOSE = rf"(?:(?:the\s+)?(?:deployment|agent|model)\s+)?{_NAME}?"
_IN = r"(?:\s+(?:in|from|on)\s+(?P<place>PLACE))?"  # the words for the organisation's environments stand for PLACE
_END = r"\s*(?:please)?[\s.?]*$"
_WRITTEN: tuple[tuple[Act, str], ...] = (
    ("promote", rf"(?:promote|move)\s*{_WHOSE}{_IN}(?:\s*(?:in)?to\s+(?P<to>PLACE))?"),
    ("pause", rf"(?:pause|stop|suspend)\s*{_WHOSE}{_IN}"),
    ("restart", rf"(?:restart|resume|unpause)\s*{_WHOSE}{_IN}"),
    ("update", rf"(?:update|upgrade)\s*{_WHOSE}{_IN}"),
    (
        "scale",
        rf"scale\s*{_WHOSE}{_IN}(?:\s*(?:up|down))?"
        r"(?:\s*to\s+(?P<count>\d{1,6}))?(?:\s+(?:instances?|replicas?))?",
    ),
    (
        "roll_back",
        rf"(?:roll\s*-?back|revert|undo)\s*{_WHOSE}{_IN}(?:\s*to\s+(?:revision\s+|r)?(?P<count>\d{{1,6}}))?",
    ),
    ("delete", rf"(?:delete|remove|destroy|tear\s+down)\s*{_WHOSE}{_IN}"),
    ("cost", rf"(?:cost\s+of|what\s+(?:does|is\s+the\s+cost\s+of))\s+{_WHOSE}{_IN}(?:\s+cost)?"),
    ("status", rf"(?:status(?:\s+of)?|how\s+is|how's)\s*{_WHOSE}{_IN}(?:\s+doing)?"),
    (
        "list",
        rf"(?:what\s+is|what's|which|list|show)\s+(?:is\s+|are\s+)?(?:deployments?|running|deployed|runs)"
        rf"(?:\s+(?:is|are)?\s*(?:running|deployed))?{_IN}"
        r"(?:\s+(?:for\s+)?(?P<side>over|above|more\s+than|under|below|less\s+than)\s*"
        r"\$?(?P<usd>\d{1,9}(?:\.\d{1,6})?)\s*(?:dollars)?\s*(?:an|per|/|a)?\s*(?:hour|h)?)?",
    ),
)
_NO_NAMES = {"it", "this", "that", "all", "everything", "to", "in", "of", "the"}
_OVER = ("over", "above", "more")


@dataclass(frozen=True)
class Asked:
    """What a sentence asks of what is there; none where it says nothing.

    `count` is how many instances, or which revision. `over` and `under` are dollars an hour.
    """

    act: Act
    name: str | None = None
    environment: Environment | None = None
    to: Environment | None = None
    count: int | None = None
    over: Decimal | None = None
    under: Decimal | None = None


@lru_cache(maxsize=256)
def _shapes(words: tuple[str, ...]) -> tuple[tuple[Act, re.Pattern[str]], ...]:
    place = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return tuple(
        (act, re.compile(f"^{shape.replace('PLACE', place)}{_END}", re.I)) for act, shape in _WRITTEN
    )


def read_act(command: str, places: Places = AS_THEY_COME) -> Asked | None:
    """Read such a sentence; none for every other, which is a command to deploy or nothing that is known."""
    text = " ".join(command.split())
    if len(text) > MAX_LENGTH:
        return None
    while (polite := _POLITE.match(text)) is not None:
        text = text[polite.end() :]
    words = words_for(places, _ALSO)
    for act, shape in _shapes(tuple(words)):
        if (found := shape.match(text)) is not None:
            return _asked(act, found.groupdict(), words)
    return None


def _asked(act: Act, said: dict[str, str | None], words: Mapping[str, Environment]) -> Asked:
    name, count, usd = said.get("name"), said.get("count"), said.get("usd")
    place, to = said.get("place"), said.get("to")
    over = (said.get("side") or "").lower().startswith(_OVER)
    amount = Decimal(usd) if usd else None
    return Asked(
        act=act,
        name=None if name is None or name.lower() in _NO_NAMES else name.lower(),
        environment=words[place.lower()] if place else None,
        to=words[to.lower()] if to else None,
        count=int(count) if count else None,
        over=amount if over else None,
        under=None if over else amount,
    )
