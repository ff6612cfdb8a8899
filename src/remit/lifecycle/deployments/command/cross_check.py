"""Joining two readings of one sentence: the grammar's, and what a model pointed at.

| the grammar      | the model             | what counts                                   |
| ---------------- | --------------------- | --------------------------------------------- |
| read a value     | the same, or nothing  | the grammar's                                 |
| read a value     | another               | the grammar's, and a note                     |
| read nothing     | words that code reads | the model's, and a note                       |
| asks (a problem) | words that code reads | the model's and a note; the problem is solved |
"""

from dataclasses import dataclass, field
from typing import Any

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.extraction import Extracted, Grounded, ground
from remit.lifecycle.deployments.command.grammar import named_after
from remit.lifecycle.deployments.command.intent import Intent, Problem, Reading
from remit.lifecycle.deployments.command.money import FIELD as BUDGET
from remit.lifecycle.deployments.sizing import get_model, slug

# What may only have been said in words the grammar does not know. All else (two budgets, a negative one, a question,
# no text) stands, whatever a model says.
_SOLVABLE = frozenset(
    {
        "verb_missing",
        "model_missing",
        "model_unknown",
        "model_ambiguous",
        "environment_unknown",
        "instance_count_not_a_number",
        "budget_period_missing",
        "budget_unit_missing",
        "budget_not_a_number",
    }
)


@dataclass(slots=True)
class _Join:
    reading: Reading
    seen: Grounded
    by: str
    changes: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)

    def asked(self, about: str) -> list[Problem]:
        """The problems that stand about a field."""
        return [problem for problem in self.problems if problem.field == about]

    def solve(self, about: str) -> None:
        """Take a field's problems away."""
        self.problems = [problem for problem in self.problems if problem.field != about]

    def keep(self, ours: object, theirs: object) -> None:
        """Note that the model disagrees."""
        self.assumptions.append(
            f"The model {self.by} read {ours} as {theirs}; the command's own words were kept."
        )

    def use(self, about: str, meaning: str) -> None:
        """Note that a field comes from the model's reading."""
        self.assumptions.append(f"“{self.seen.quotes[about]}” was read as {meaning} by the model {self.by}.")


def worth_asking(reading: Reading) -> bool:
    """Whether a model could add anything: no when the command must be refused whatever a model says."""
    return bool(reading.text) and all(problem.code in _SOLVABLE for problem in reading.problems)


def cross_check(reading: Reading, extracted: Extracted, by: str, places: Places = AS_THEY_COME) -> Reading:
    """Join the grammar's reading with what the model `by` pointed at; the grammar wins wherever it read something."""
    if not worth_asking(reading):
        return reading
    seen = ground(extracted, reading.text, places)
    join = _Join(reading, seen, by, problems=list(reading.problems), assumptions=list(reading.assumptions))
    _verb(join)
    _model(join)
    _application(join)
    _fact(join, "environment", "the environment {}")
    _fact(join, "instance_count", "an instance count of {}")
    _fact(join, "instance_type", "the instance type {}")
    _fact(join, "region", "the region {}")
    _budget(join)
    used = {word.strip(".,;:!?") for words in seen.quotes.values() for word in words.lower().split()}
    return reading.model_copy(
        update={
            "intent": Intent(**{**reading.intent.model_dump(), **join.changes}),
            "problems": join.problems,
            "assumptions": join.assumptions,
            "not_understood": [word for word in reading.not_understood if word.lower() not in used],
        }
    )


def _verb(join: _Join) -> None:
    if join.asked("command"):
        if join.seen.deploys:
            join.solve("command")
            join.use("verb", "“deploy”")
    elif join.seen.deploys is False:
        join.keep("the command", "something else than a wish to deploy")


def _model(join: _Join) -> None:
    ours, theirs = join.reading.intent.model_id, join.seen.model
    if theirs is None or theirs.id == ours or join.reading.intent.model_file:
        return
    if ours is not None:
        join.keep(f"the model {ours}", theirs.id)
        return
    join.solve("model")
    join.changes |= {"model_id": theirs.id, "model_text": join.seen.quotes["model"]}
    join.use("model", f"{theirs.name} ({theirs.id})")


def _application(join: _Join) -> None:
    ours, theirs = join.reading.intent.application_text, join.seen.quotes.get("application")
    model = get_model(join.changes.get("model_id") or join.reading.intent.model_id or "")
    if ours is not None:
        if theirs is not None and slug(theirs) != slug(ours):
            join.keep(f"the application “{ours}”", f"“{theirs}”")
    elif join.asked("application"):
        return
    elif theirs is not None:
        join.assumptions = [said for said in join.assumptions if not (model and said == named_after(model))]
        join.changes |= {"application": slug(theirs), "application_text": theirs}
        join.use("application", "the application")
    elif "model_id" in join.changes and model is not None:
        join.changes["application"] = slug(model.id)
        join.assumptions.append(named_after(model))


def _fact(join: _Join, about: str, meaning: str) -> None:
    ours, theirs = getattr(join.reading.intent, about), getattr(join.seen, about)
    if theirs is None or theirs == ours:
        return
    if ours is not None:
        join.keep(meaning.format(ours), theirs)
    elif len(join.asked(about)) <= 1:
        join.solve(about)
        join.changes[about] = theirs
        join.use(about, meaning.format(theirs))


def _budget(join: _Join) -> None:
    ours, theirs = join.reading.intent.budget_usd_per_hour, join.seen.budget
    if ours is not None:
        if theirs is not None and theirs != ours:
            join.keep(f"the budget ${ours:f} per hour", f"${theirs:f}")
    elif len(join.asked(BUDGET)) > 1:
        return
    elif theirs is not None:
        join.solve(BUDGET)
        join.changes[BUDGET] = theirs
        join.use(BUDGET, f"a budget of ${theirs:f} per hour")
    elif join.seen.problems:
        # A budget that was stated and not understood must never be passed over.
        join.solve(BUDGET)
        join.problems.extend(join.seen.problems)
