"""What became of trying a version: case by case, with everything that it would have done."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal


@dataclass(frozen=True)
class Effect:
    """Something that the agent would have done: `said` is a sentence, `answer` what it was told instead.

    `made_up` says that nobody had recorded an answer.
    """

    service: str
    name: str
    said: str
    arguments: Any
    answer: Any
    made_up: bool
    changes: bool


@dataclass(frozen=True)
class Case:
    """One input that was tried. `problems` are sentences; there are none when it passed."""

    name: str
    input: Any
    output: Any
    expected: Any
    passed: bool
    problems: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    logs: str = ""
    seconds: float = 0
    memory_bytes: int | None = None
    line: int | None = None
    """The line of the code where it went wrong."""
    tokens: int = 0


def sentence(name: str, problems: Sequence[str]) -> str:
    """Say what went wrong in a case."""
    return f"{name}: {'; '.join(problem.rstrip('.') for problem in problems)}."


@dataclass(frozen=True)
class Report:
    """All cases together; `cost_usd` is what the asked model would cost, none where its price is not known."""

    kind: Literal["dry_run", "smoke_run"]
    tier: str
    cases: tuple[Case, ...]
    cost_usd: Decimal | None = None

    @property
    def passed(self) -> bool:
        """Whether every case passed."""
        return all(case.passed for case in self.cases)

    @property
    def problems(self) -> list[str]:
        """What went wrong, a sentence for each case that failed."""
        return [sentence(case.name, case.problems) for case in self.cases if case.problems]

    def facts(self) -> dict[str, Any]:
        """The report as JSON."""
        cost = None if self.cost_usd is None else str(self.cost_usd)
        return {**asdict(self), "cost_usd": cost, "passed": self.passed}
