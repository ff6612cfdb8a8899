"""Scoring answers: how they are compared, what a model that judges is told, and how sure the result is."""

from remit.engines.scoring.certainty import Compared, Interval, compare, wilson
from remit.engines.scoring.judging import (
    INSTRUCTIONS,
    PROMPT_DIGEST,
    PROMPT_VERSION,
    NotAVerdict,
    question,
    read_verdict,
)
from remit.engines.scoring.spec import Scorer, ScorerType, labelled
from remit.engines.scoring.texts import Answered, Verdict, score, similarity, written

__all__ = [
    "INSTRUCTIONS",
    "PROMPT_DIGEST",
    "PROMPT_VERSION",
    "Answered",
    "Compared",
    "Interval",
    "NotAVerdict",
    "Scorer",
    "ScorerType",
    "Verdict",
    "compare",
    "labelled",
    "question",
    "read_verdict",
    "score",
    "similarity",
    "wilson",
    "written",
]
