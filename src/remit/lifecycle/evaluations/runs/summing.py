"""Adding a run up: its score, how sure that is, each scorer and each tag for itself, and how long answers took."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from remit.engines.scoring import wilson

_MOST_TAGS = 50


def summed_up(rows: Sequence[Any], scorers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what is shown of a run: means with their intervals of 95 %, and percentiles of times in milliseconds."""
    whole = mean([row.score for row in rows])
    passed = sum(row.passed for row in rows)
    return {
        "score": whole,
        "interval": _interval(whole, len(rows)),
        "passed_cases": passed,
        "pass_rate": passed / len(rows) if rows else None,
        "pass_interval": _interval(passed / len(rows) if rows else None, len(rows)),
        "scorers": [_scorer(rows, scorer["name"]) for scorer in scorers],
        "tags": _tags(rows),
        "latency_ms": {name: percentile(_times(rows), share) for name, share in _PERCENTILES.items()},
        "judges": sorted({_judge(each) for row in rows for each in row.scores if each.get("judge")}),
    }


_PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def mean(values: Sequence[float]) -> float | None:
    """Return the mean; none of nothing."""
    return round(math.fsum(values) / len(values), 6) if values else None


def _interval(value: float | None, count: int) -> list[float] | None:
    if value is None:
        return None
    found = wilson(value, count)
    return [round(found.low, 6), round(found.high, 6)]


def _scorer(rows: Sequence[Any], name: str) -> dict[str, Any]:
    own = [each for row in rows for each in row.scores if each["name"] == name]
    value = mean([each["score"] for each in own])
    return {
        "name": name,
        "score": value,
        "interval": _interval(value, len(own)),
        "passed_cases": sum(each["passed"] for each in own),
    }


def _tags(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Add up by tag, the most frequent first."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        for tag in row.tags:
            found[tag].append(row.score)
    often = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))[:_MOST_TAGS]
    return [{"tag": tag, "cases": len(scores), "score": mean(scores)} for tag, scores in often]


def _times(rows: Sequence[Any]) -> list[float]:
    return sorted(row.duration_ms for row in rows if row.error is None)


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of ordered values lies; none of nothing."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low, high = math.floor(place), math.ceil(place)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 3)


def _judge(scored: dict[str, Any]) -> str:
    return f"{scored['judge']['model']} ({scored['judge']['prompt']})"
