"""Two runs side by side: what got better, what got worse, and whether that is more than noise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from remit.engines.scoring import Compared, compare
from remit.kit.database import Session
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.errors import NotComparable
from remit.lifecycle.evaluations.tables import EvaluationRun

_SAME = 1e-9
Change = Literal["better", "worse", "same"]


@dataclass(frozen=True)
class Pair:
    """One case in both runs, by its place in each."""

    before: int
    after: int
    name: str
    score_before: float
    score_after: float
    change: Change


@dataclass(frozen=True)
class Comparison:
    """What two runs say of the cases that both have; `shared` are the scorers that both have, written alike."""

    shared: tuple[str, ...]
    overall: Compared
    scorers: tuple[tuple[str, float, float, Compared], ...]
    pairs: tuple[Pair, ...]
    only_before: int
    only_after: int

    def counts(self) -> dict[str, int]:
        """Count the cases by what became of them."""
        found = Counter(pair.change for pair in self.pairs)
        return {"all": len(self.pairs), **{name: found[name] for name in ("better", "worse", "same")}}


async def compared(session: Session, before: EvaluationRun, after: EvaluationRun) -> Comparison:
    """Compare two runs by the cases with the same input; `NotComparable` where nothing is the same."""
    if before.id == after.id:
        raise NotComparable("This is one evaluation: choose another one to compare it with.")
    if before.dataset_id != after.dataset_id:
        raise NotComparable("They are of different datasets: compare evaluations on the same one.")
    shared = _shared(before, after)
    if not shared:
        raise NotComparable("They have no scorer in common: evaluate both with the same scorers.")
    old = {row.input_digest: row for row in await queries.scores(session, before.id)}
    new = {row.input_digest: row for row in await queries.scores(session, after.id)}
    both = [key for key in new if key in old]
    if not both:
        raise NotComparable("They have no case in common yet.")
    pairs = tuple(_pair(old[key], new[key], shared) for key in both)
    return Comparison(
        shared=tuple(shared),
        overall=compare([pair.score_after - pair.score_before for pair in pairs]),
        scorers=tuple(_by_scorer(name, [(old[key], new[key]) for key in both]) for name in shared),
        pairs=tuple(sorted(pairs, key=_telling)),
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
    )


def _shared(before: EvaluationRun, after: EvaluationRun) -> dict[str, float]:
    """Name the scorers that both have, written alike, with what they weigh."""
    return {each["name"]: each.get("weight", 1) for each in after.scorers if each in before.scorers}


def _pair(old: Any, new: Any, shared: Mapping[str, float]) -> Pair:
    before, after = (_score(row, shared) for row in (old, new))
    change: Change = "same"
    if abs(after - before) > _SAME:
        change = "better" if after > before else "worse"
    return Pair(old.place, new.place, new.name, before, after, change)


def _score(row: Any, shared: Mapping[str, float]) -> float:
    found: dict[str, float] = {each["name"]: each["score"] for each in row.scores}
    return sum(found[name] * weight for name, weight in shared.items()) / sum(shared.values())


def _by_scorer(name: str, rows: Sequence[tuple[Any, Any]]) -> tuple[str, float, float, Compared]:
    own = [tuple(_one(row, name) for row in pair) for pair in rows]
    before, after = (sum(pair[side] for pair in own) / len(own) for side in (0, 1))
    return name, round(before, 6), round(after, 6), compare([pair[1] - pair[0] for pair in own])


def _one(row: Any, name: str) -> float:
    return next(float(each["score"]) for each in row.scores if each["name"] == name)


def _telling(pair: Pair) -> tuple[float, int]:
    """Order by what says most: the worst losses first, then the gains, then what stayed."""
    away = pair.score_after - pair.score_before
    return (away - 2 if away < 0 else -away if away else 0), pair.after


def facts(found: Compared) -> dict[str, Any]:
    """Write a comparison as JSON."""
    return {**asdict(found), "interval": [found.interval.low, found.interval.high]}
