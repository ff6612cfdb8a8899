"""Passages of documents that bear on a question: whole paragraphs, for a model to read and cite."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from remit.kit.database import Session
from remit.lifecycle.knowledge import queries
from remit.lifecycle.knowledge.library import sections
from remit.lifecycle.knowledge.retrieval import EMPTY, terms

LONGEST = 1_500
"""Characters of a passage."""

_LEAST = 0.2
_RECALL = 30
_IN_TITLE = 0.15
_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Passage:
    """A piece of a document; `title` names document and section, `url` is where it is read, none where nowhere."""

    title: str
    text: str
    url: str | None = None


def of_documents(documents: Sequence[tuple[str, str]]) -> Iterator[Passage]:
    """Cut documents, each a title and its Markdown, into passages."""
    for title, text in documents:
        yield from _cut(title, text)


@lru_cache(maxsize=256)
def _cut(title: str, text: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(f"{title}: {heading}" if heading and heading != title else title, piece)
        for heading, body in sections(text)
        for piece in _pieces(body)
    )


def _pieces(body: str) -> Iterator[str]:
    """Part a section at its paragraphs, as few pieces as are not too long; a paragraph that is too long is cut."""
    kept = ""
    for paragraph in _PARAGRAPH.split(body):
        for at in range(0, len(paragraph), LONGEST):
            piece = paragraph[at : at + LONGEST].strip()
            if kept and len(kept) + len(piece) + 2 > LONGEST:
                yield kept
                kept = ""
            kept = f"{kept}\n\n{piece}" if kept else piece
    if kept:
        yield kept


async def in_library(session: Session, question: str) -> list[Passage]:
    """Find passages of the organisation's library that share words with a question."""
    words = terms(question)
    found = await queries.search(session, words, limit=_RECALL) if words else ()
    return [
        Passage(each.title, each.text, f"/api/knowledge/documents/{row.slug}")
        for row in found
        for each in _cut(
            f"{row.title}: {row.heading}" if row.heading and row.heading != row.title else row.title, row.text
        )
    ]


def best(question: str, passages: Iterable[Passage], top: int) -> list[Passage]:
    """Return the passages that hold most of what a question asks for, the best first; rare words count for more."""
    asked = _words(question)
    held = [(passage, _words(f"{passage.title} {passage.text}")) for passage in passages]
    often = Counter(word for _, words in held for word in words & asked)
    weights = {word: math.log(1 + len(held) / often[word]) for word in asked if often[word]}
    whole = sum(weights.values()) + math.log(2) * sum(not often[word] for word in asked)
    scored = [
        (sum(weights[word] for word in words & asked) / whole + _titled(passage, asked), -place, passage)
        for place, (passage, words) in enumerate(held)
        if words & asked
    ]
    ranked = sorted(scored, reverse=True, key=lambda each: each[:2])
    return [passage for score, _, passage in ranked[:top] if score >= _LEAST]


def _titled(passage: Passage, asked: frozenset[str]) -> float:
    return _IN_TITLE * len(_words(passage.title) & asked) / len(asked)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in EMPTY)


def _stem(word: str) -> str:
    for ending in ("ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - 1:
            return word.removesuffix(ending)
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word
