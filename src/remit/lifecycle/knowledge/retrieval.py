"""Evidence for a question: full-text recall, then a rerank by how much of the question a passage covers."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from remit.kit.database import Session
from remit.lifecycle.knowledge import queries
from remit.lifecycle.knowledge.excerpt import excerpt, stems

_WORD = re.compile(r"[a-z0-9]+")
_RECALL = 20
# Words that say nothing about which document helps.
EMPTY = frozenset(
    {
        "a",
        "an",
        "and",
        "as",
        "at",
        "for",
        "from",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "please",
        "the",
        "to",
        "we",
        "with",
        "you",
        "i",
    }
)


@dataclass(frozen=True)
class Evidence:
    """A passage that bears on a question; `score` is between 0 and 1."""

    title: str
    snippet: str
    url: str
    score: float

    def facts(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def terms(question: str) -> list[str]:
    """Return the words of a question that can be searched for, without repeats, 40 at most."""
    words = _WORD.findall(question.lower())
    return list(dict.fromkeys(w for w in words if w not in EMPTY and len(w) < 40))[:40]


async def search(session: Session, question: str, *, top: int = 3) -> list[Evidence]:
    """Find the `top` passages for a question, at most one of each document, best first."""
    words = terms(question)
    if not words:
        return []
    found = await queries.search(session, words, limit=_RECALL)
    ranked = sorted(((_score(row, words), row) for row in found), key=lambda pair: -pair[0])
    best: dict[str, Evidence] = {}
    for score, row in ranked:
        title = f"{row.title}: {row.heading}" if row.heading and row.heading != row.title else row.title
        if row.slug not in best:
            place, passage = f"/api/knowledge/documents/{row.slug}", excerpt(row.text, words)
            best[row.slug] = Evidence(title, passage, place, round(score, 3))
    return list(best.values())[:top]


def _score(row: Any, words: list[str]) -> float:
    """Blend PostgreSQL's rank with the share of the question's words in the passage, and in its titles."""
    asked = stems(" ".join(words))
    titles = stems(f"{row.title} {row.heading}")
    text = titles | stems(row.text)
    covered, titled = len(asked & text) / len(asked), len(asked & titles) / len(asked)
    return 0.4 * float(row.rank) + 0.4 * covered + 0.2 * titled
