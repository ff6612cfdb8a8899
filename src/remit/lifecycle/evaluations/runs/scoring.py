"""Scoring one answer by all scorers: those that compare here, and those that ask a model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from remit.engines.scoring import (
    INSTRUCTIONS,
    Answered,
    NotAVerdict,
    Scorer,
    Verdict,
    question,
    read_verdict,
    score,
    written,
)
from remit.kit.errors import RemitError
from remit.lifecycle.evaluations.runs.asking import (
    FINAL,
    Asker,
    Spent,
    embedded_by,
    inputs,
    judged_by,
    said_of,
)
from remit.lifecycle.evaluations.tables import DatasetCase

_JUDGE_ATTEMPTS = 2
_LONGEST_EMBEDDED = 24_000


class NotScored(RemitError):
    """A model that was to score an answer did not."""

    type = "not-scored"
    title = "The answer could not be scored"


@dataclass(frozen=True)
class Scored:
    """What the scorers say of one case; the score is the mean of theirs by weight, and it passed if all of them did."""

    score: float
    passed: bool
    scores: list[dict[str, Any]]


async def scored(
    asker: Asker, scorers: Sequence[Scorer], case: DatasetCase, text: str, spent: Spent
) -> Scored:
    """Score an answer; `NotScored` where a model that judges does not say how good it is."""
    answered = Answered.of(text)
    found = [(scorer, await _verdict(asker, scorer, case, answered, spent)) for scorer in scorers]
    return summed(found)


def summed(found: Sequence[tuple[Scorer, Verdict]]) -> Scored:
    """Add the verdicts of all scorers up."""
    weight = sum(scorer.weight for scorer, _ in found)
    total = sum(scorer.weight * verdict.score for scorer, verdict in found)
    scores = [
        {
            "name": scorer.label,
            "type": scorer.type,
            "score": round(verdict.score, 6),
            "passed": verdict.score >= scorer.passes_at,
            "reason": verdict.reason,
            "judge": verdict.judge,
        }
        for scorer, verdict in found
    ]
    return Scored(round(total / weight, 6), all(each["passed"] for each in scores), scores)


def unscored(scorers: Sequence[Scorer], why: str) -> Scored:
    """Score a case that has no answer: 0 by everybody."""
    return summed([(scorer, Verdict(0, why)) for scorer in scorers])


async def _verdict(
    asker: Asker, scorer: Scorer, case: DatasetCase, answered: Answered, spent: Spent
) -> Verdict:
    if not scorer.asks:
        return score(scorer, answered, case.expected)
    if scorer.type == "judge":
        return await _judged(asker, scorer, case, answered, spent)
    return await _alike(asker, scorer, case, answered, spent)


async def _judged(
    asker: Asker, scorer: Scorer, case: DatasetCase, answered: Answered, spent: Spent
) -> Verdict:
    """Ask a model how good an answer is, once more where it answers in another form."""
    asked = question(scorer.criteria or "", case.input, answered.text, case.expected)
    document = judged_by(scorer.model, INSTRUCTIONS)
    why = ""
    for _ in range(_JUDGE_ATTEMPTS):
        try:
            finished = await asker.model(document, said_of(asked, function=False), spent, "judge")
            return read_verdict(finished.text, f"{finished.provider}:{finished.model}")
        except NotAVerdict as error:
            why = str(error)
        except FINAL:
            raise
        except RemitError as error:
            raise NotScored(f"{scorer.label}: the judge did not answer: {error.detail}") from error
    raise NotScored(f"{scorer.label}: the judge did not answer in the form it was asked for: {why}.")


async def _alike(
    asker: Asker, scorer: Scorer, case: DatasetCase, answered: Answered, spent: Spent
) -> Verdict:
    """Compare what a model makes of two texts: the cosine of their embeddings, and 0 where it is negative."""
    if case.expected is None:
        return Verdict(0, "The case has no expected answer to compare with.")
    model = scorer.model or ""
    asked = inputs(
        answered.text[:_LONGEST_EMBEDDED] or " ", written(case.expected)[:_LONGEST_EMBEDDED] or " "
    )
    try:
        finished = await asker.model(embedded_by(model), asked, spent, "embeddings")
        alike = max(0.0, min(1.0, _cosine(*_vectors(finished.completion))))
    except FINAL:
        raise
    except RemitError as error:
        raise NotScored(f"{scorer.label}: there are no embeddings: {error.detail}") from error
    except ValueError as error:
        raise NotScored(f"{scorer.label}: {model} sent no embeddings that can be read.") from error
    return Verdict(alike, f"By the embeddings of {model} it is {alike:.0%} like the expected answer.")


def _vectors(completion: bytes) -> tuple[list[float], list[float]]:
    """Read two embeddings; `ValueError` for anything else."""
    try:
        data = msgspec.json.decode(completion)["data"]
        first, second = (each["embedding"] for each in sorted(data, key=lambda each: each["index"]))
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise ValueError("no embeddings") from error
    for each in (first, second):
        if not isinstance(each, list) or not all(isinstance(part, int | float) for part in each):
            raise ValueError("no numbers")
    return first, second


def _cosine(first: list[float], second: list[float]) -> float:
    lengths = math.hypot(*first) * math.hypot(*second)
    if len(first) != len(second) or not lengths or not math.isfinite(lengths):
        raise ValueError("not of one length")
    return math.fsum(one * other for one, other in zip(first, second, strict=True)) / lengths
