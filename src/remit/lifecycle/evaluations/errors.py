"""What can be wrong with datasets and evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass

from remit.kit.errors import Conflict, Malformed, NotFound


@dataclass(frozen=True)
class CaseFault:
    """One thing wrong with a case: the line of the file where it stands, or its place in a list, from 1."""

    line: int
    message: str


class BadCases(Malformed):
    """Cases cannot be taken; `errors` in the problem name each with its line. Nothing was stored."""

    type = "bad-cases"
    title = "These cases cannot be taken"

    def __init__(self, detail: str, faults: Sequence[CaseFault] = ()) -> None:
        errors = [{"line": each.line, "message": f"Line {each.line}: {each.message}"} for each in faults]
        super().__init__(detail, errors=errors)


class UnknownDataset(NotFound):
    """There is no such dataset."""

    type = "dataset-not-found"
    title = "There is no such dataset"


class UnknownDatasetVersion(NotFound):
    """The dataset has no such version."""

    type = "dataset-version-not-found"
    title = "There is no such version"


class DatasetExists(Conflict):
    """The slug is taken."""

    type = "dataset-exists"
    title = "There is a dataset of this name"


class DatasetArchived(Conflict):
    """The dataset is archived."""

    type = "dataset-archived"
    title = "The dataset is archived"


class DatasetChanged(Conflict):
    """Somebody else made a version meanwhile."""

    type = "dataset-changed"
    title = "The dataset was changed meanwhile"


class DatasetInUse(Conflict):
    """Rules still ask for the dataset."""

    type = "dataset-in-use"
    title = "The dataset is in use"


class UnknownEvaluation(NotFound):
    """There is no such evaluation."""

    type = "evaluation-not-found"
    title = "There is no such evaluation"


class CannotEvaluate(Conflict):
    """The agent cannot be measured so: the words say why, and what to do."""

    type = "cannot-evaluate"
    title = "This cannot be evaluated"


class EvaluationOver(Conflict):
    """It has ended already."""

    type = "evaluation-over"
    title = "The evaluation has ended"


class NotComparable(Conflict):
    """Two runs have nothing in common that could be compared."""

    type = "not-comparable"
    title = "These evaluations cannot be compared"


class UnknownRule(NotFound):
    """There is no such rule."""

    type = "evaluation-rule-not-found"
    title = "There is no such rule"
