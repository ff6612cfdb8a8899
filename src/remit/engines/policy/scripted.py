"""Answers by a table: for tests of what asks."""

from collections.abc import Mapping

from remit.engines.policy.engine import Objections, Policy, Question, Verdict


class ScriptedPolicies:
    """Allows what the table does not name; `asked` keeps every question."""

    digest = "sha256:scripted"
    policies: tuple[Policy, ...] = ()

    def __init__(self, answers: Mapping[str, Verdict] | None = None) -> None:
        self._answers = dict(answers or {})
        self.asked: list[Question] = []

    @property
    def actions(self) -> tuple[str, ...]:
        """Name the actions of the table."""
        return tuple(sorted(self._answers))

    def depends(self, _: str) -> frozenset[str]:
        """Answers depend on the action alone."""
        return frozenset()

    def decide(self, question: Question) -> Verdict:
        """Answer by the action's name."""
        self.asked.append(question)
        return self._answers.get(question.action, Verdict("allow", ("scripted",)))

    def objections(self, question: Question) -> Objections:
        """Object to nothing."""
        self.asked.append(question)
        return Objections()
