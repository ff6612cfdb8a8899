"""How sure a score is: intervals, so that nobody reads noise as progress. The formulas stand in docs/evaluations.md."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_Z = 1.959963984540054  # 95 %
_SAME = 1e-9
_SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Interval:
    """Between which two numbers the true value lies, in 95 of 100 such samples."""

    low: float
    high: float


def wilson(mean: float, count: int) -> Interval:
    """Return Wilson's interval of a mean of scores from 0 to 1; of no scores it is all there is.

    Scores between 0 and 1 vary no more than yes and no with the same mean do, so that it is never too narrow.
    """
    if count == 0:
        return Interval(0, 1)
    spread = _Z * _Z / count
    centre = (mean + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(max(0.0, mean * (1 - mean)) / count + spread / (4 * count))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


@dataclass(frozen=True)
class Compared:
    """What changed between two runs over the same cases: `difference` is the mean of all, `p_value` the sign test's."""

    better: int
    worse: int
    same: int
    difference: float
    interval: Interval
    p_value: float
    verdict: Literal["better", "worse", "unclear", "same"]


def compare(differences: Sequence[float]) -> Compared:
    """Compare by the differences of each case (after minus before).

    It is better or worse only where the interval leaves no difference out and the sign test agrees.
    """
    better = sum(each > _SAME for each in differences)
    worse = sum(each < -_SAME for each in differences)
    mean = math.fsum(differences) / len(differences) if differences else 0.0
    interval, p_value = _paired(differences), _sign_test(better, worse)
    verdict: Literal["better", "worse", "unclear", "same"] = "unclear"
    if not better and not worse:
        verdict = "same"
    elif p_value <= _SIGNIFICANT and interval.low > 0:
        verdict = "better"
    elif p_value <= _SIGNIFICANT and interval.high < 0:
        verdict = "worse"
    same = len(differences) - better - worse
    return Compared(better, worse, same, mean, interval, p_value, verdict)


def _paired(differences: Sequence[float]) -> Interval:
    """Return the interval of a mean difference, as Agresti and Min (2005) have it: with two cases added.

    Of these, half a case is better by 1 and half a case worse, which keeps few cases from looking sure.
    """
    count = len(differences) + 2
    mean = math.fsum(differences) / count
    squares = (math.fsum(each * each for each in differences) + 1) / count
    half = _Z * math.sqrt(max(0.0, squares - mean * mean) / count)
    return Interval(max(-1.0, mean - half), min(1.0, mean + half))


def _sign_test(better: int, worse: int) -> float:
    """Return how likely it is that as many cases, or more, went one way if neither were likelier."""
    count, fewer = better + worse, min(better, worse)
    if count == 0:
        return 1.0
    if count > 1_000:  # the exact sum is of huge numbers, and no different
        return math.erfc((abs(better - worse) - 1) / math.sqrt(2 * count))
    tail: float = sum(math.comb(count, each) for each in range(fewer + 1)) / 2**count
    return min(1.0, 2 * tail)
