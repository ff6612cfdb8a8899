"""How long calls took, told from steps of which each is 4 % longer than the one before: right within 2 %."""

from collections.abc import Sequence
from itertools import accumulate

_LONGER = 1.04


def quantile(steps: Sequence[int], counts: Sequence[int], share: float) -> float | None:
    """Return what a share of calls stayed within, in milliseconds; none of no calls.

    Between two calls it lies where it would lie between their times, as `percentile_cont` has it.
    """
    if not steps:
        return None
    ends = list(accumulate(counts))
    rank = share * (ends[-1] - 1)
    low, high = (_of_rank(steps, ends, whole) for whole in (int(rank), min(int(rank) + 1, ends[-1] - 1)))
    return low + (high - low) * (rank - int(rank))


def _of_rank(steps: Sequence[int], ends: Sequence[int], rank: int) -> float:
    step = next(step for step, end in zip(steps, ends, strict=True) if rank < end)
    return float(_LONGER ** (step + 0.5))
