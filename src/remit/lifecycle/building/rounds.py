"""One try at writing code: asked, read, checked, tried on the examples."""

import difflib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from time import perf_counter
from typing import Any

from remit.controls.tenancy import Actor
from remit.engines.models import Turn, asking
from remit.lifecycle.agents import Checked, Report, read
from remit.lifecycle.building.answers import Answered, read_answer
from remit.lifecycle.building.seeds import Seeded
from remit.lifecycle.building.task import Task, mending
from remit.lifecycle.building.workshop import Workshop
from remit.lifecycle.runtime import Call, Finished, Wanted, complete

_CODE = "remit.code"
_MOST_PROBLEMS = 10
_LONGEST_DIFFERENCE = 20_000


@dataclass(frozen=True)
class Round:
    """One try: `problems` are sentences, of which there are none when it passed; `line`s of findings are the code's.

    `kind` says what the model answered with; `difference` is a unified one, from the code before.
    """

    number: int
    tier: str
    kind: str
    code: str
    difference: str
    problems: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]
    report: dict[str, Any] | None
    model: str
    call_id: str | None
    input_tokens: int
    output_tokens: int
    cost_usd: str | None
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether the code does what was asked, as far as anybody can tell."""
        return self.kind == "code" and not self.problems

    def facts(self) -> dict[str, Any]:
        """The round as JSON."""
        return {**asdict(self), "passed": self.passed}


@dataclass(frozen=True)
class Asker:
    """Who has code written, by whom, and under which request."""

    workshop: Workshop
    actor: Actor
    writer: Seeded
    request_id: str


async def write(asker: Asker, task: Task, before: Sequence[Round]) -> Round:
    """Ask the model, again where there were rounds before, and see what its code does; raises what the call does."""
    began = perf_counter()
    finished = await _ask(asker, task, before)
    answered = read_answer(finished.text)
    previous = before[-1].code if before else ""
    tried = await prove(asker.workshop, asker.actor, task, answered, "lite", previous)
    return replace(
        tried,
        number=len(before) + 1,
        model=f"{finished.provider}:{finished.model}",
        call_id=finished.id,
        input_tokens=finished.input_tokens,
        output_tokens=finished.output_tokens,
        cost_usd=_shown(finished.cost_usd),
        seconds=round(perf_counter() - began, 3),
    )


def _shown(cost: Decimal | None) -> str | None:
    return None if cost is None else str(cost)


async def _ask(asker: Asker, task: Task, before: Sequence[Round]) -> Finished:
    """Make one governed call of the writer. Of earlier rounds only the last is told: the code stands in it whole."""
    history: tuple[Turn, ...] = ()
    said = task.question
    if before:
        last = before[-1]
        earlier = f"```python\n{last.code}```" if last.code else "I have no code."
        history, said = (Turn("user", said), Turn("assistant", earlier)), mending(last.problems)
    wanted = Wanted(asker.actor, asker.writer.trial, asking(said, history), asker.request_id)
    return await complete(asker.workshop.runtime, Call(wanted))


async def prove(
    workshop: Workshop, actor: Actor, task: Task, answered: Answered, tier: str, previous: str
) -> Round:
    """See what code does in a tier: lint, compile, contract, and every example."""
    made = Round(
        number=0, tier=tier, kind=answered.kind, code=answered.code, difference="", problems=(), findings=(),
        report=None, model="", call_id=None, input_tokens=0, output_tokens=0, cost_usd=None, seconds=0,
    )  # fmt: skip
    if answered.kind != "code":
        return replace(made, problems=(answered.why,))
    text = task.file(answered.code, tier)
    looked = await workshop.look(actor, text, examples=True)
    findings = _findings(looked.checked, text)
    return replace(
        made,
        difference=_difference(previous, answered.code),
        problems=_problems(findings, looked.report),
        findings=findings,
        report=looked.report.facts() if looked.report else None,
    )


def _findings(checked: Checked, text: str) -> tuple[dict[str, Any], ...]:
    """Return what is wrong or doubtful, with the lines of the code instead of the file's."""
    begins = read(text).blocks.get(("remit", "code")) if checked.findings and _readable(checked) else None
    return tuple(
        {**asdict(each), "line": _line(each.path, each.line, begins), "column": None}
        for each in checked.findings
    )


def _readable(checked: Checked) -> bool:
    return any(each.path == _CODE for each in checked.findings)


def _line(path: str, line: int | None, begins: int | None) -> int | None:
    return line - begins + 1 if path == _CODE and line and begins and line >= begins else None


def _problems(findings: Sequence[dict[str, Any]], report: Report | None) -> tuple[str, ...]:
    """Say what has to be mended, in sentences that a model can go by."""
    wrong = [
        (f"Line {each['line']}: " if each["line"] else "")
        + each["message"]
        + (f" {each['hint']}" if each["hint"] else "")
        for each in findings
        if each["severity"] == "error"
    ]
    for case in report.cases if report else ():
        wrong += [f"With the input {_short(case.input)}: {problem}" for problem in case.problems]
        if case.problems and case.expected is not None and case.output is not None:
            wrong.append(f"It gave {_short(case.output)} where {_short(case.expected)} is expected.")
    return tuple(wrong[:_MOST_PROBLEMS])


def _short(value: Any) -> str:
    said = str(value)
    return said if len(said) <= _MOST_SHOWN else f"{said[:_MOST_SHOWN]}…"


_MOST_SHOWN = 600


def _difference(before: str, after: str) -> str:
    if not before or before == after:
        return ""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="")
    return "\n".join(lines)[:_LONGEST_DIFFERENCE]
