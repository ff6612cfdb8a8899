"""Deployments whose names are like the words of a command."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from remit.kit.database import Session
from remit.lifecycle.deployments import queries

# Comparing spellings takes time: of more deployments only the newest are looked at.
_COMPARED = 300
_MOST = 3
_ALIKE = 0.75
_PART = 4


@dataclass(frozen=True)
class Near:
    """A deployment that a command may speak of."""

    id: UUID
    name: str
    environment: str


async def near(session: Session, words: Sequence[str]) -> list[Near]:
    """Return the deployments whose names are most like one of the words, the likest first."""
    if not words:
        return []
    found = [Near(*row) for row in await queries.newest_names(session, limit=_COMPARED)]
    scored = [(max(_likeness(word, each) for word in words), each) for each in found]
    alike = [(score, each) for score, each in scored if score >= _ALIKE]
    return [each for _, each in sorted(alike, key=lambda pair: -pair[0])[:_MOST]]


def _likeness(word: str, deployment: Near) -> float:
    """Return 1 for the name with or without its environment, less for a part of it or a slip of the pen."""
    name = deployment.name.lower()
    forms = {name, name.removesuffix(f"-{deployment.environment}")}
    if word in forms:
        return 1.0
    if len(word) >= _PART and word in name:
        return 0.9
    return max(_ratio(word, form) for form in forms)


def _ratio(word: str, form: str) -> float:
    matcher = difflib.SequenceMatcher(None, word, form)
    # The first two are cheap bounds of the third.
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()
