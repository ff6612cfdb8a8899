"""Trying a version in the sandbox before it runs for anybody: on one input, or on all its examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from time import perf_counter
from typing import Any, Literal

import msgspec

from remit.controls.connections import OfferedTools
from remit.engines.models import Rates
from remit.engines.sandbox import (
    Frozen,
    FunctionFailed,
    HostError,
    Lane,
    Limits,
    Sandbox,
    Tier,
    TierUnavailable,
)
from remit.kit import telemetry
from remit.kit.json_schema import contract
from remit.kit.samples import NoSample, sample
from remit.lifecycle.agents.requesting import Expressions
from remit.lifecycle.agents.trials.faking import FakeHost
from remit.lifecycle.agents.trials.recording import Recording
from remit.lifecycle.agents.trials.report import Case, Report

FROZEN = Frozen(datetime(2026, 1, 15, 12, 0, tzinfo=UTC), seed=7)
"""The moment at which trials stand still, so that they come out the same each time."""

_ANSWER_TOKENS = 500  # of an answer that a trial reckons with
_LONGEST = 10.0  # seconds that a trial may take of each case
Sandboxes = Mapping[str, Sandbox]
Outputs = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Around:
    """What trials need of the world: sandboxes by tier, other agents' output schemas, the model's price, and tools."""

    sandboxes: Sandboxes
    outputs: Outputs = field(default_factory=dict)
    rates: Rates | None = None
    tools: OfferedTools | None = None


def sandbox_of(sandboxes: Sandboxes, tier: str) -> Sandbox:
    """Return the sandbox of a tier; `TierUnavailable` where this machine has none."""
    found = sandboxes.get(tier)
    if found is None:
        raise TierUnavailable(f"This installation has no sandbox of the tier `{tier}`.")
    return found


def limits_of(document: Mapping[str, Any], longest: float | None = None) -> Limits:
    """Return what one run of a version may use."""
    seconds = float(document["remit"]["timeout_seconds"])
    wall = seconds if longest is None else min(seconds, longest)
    return Limits(wall_seconds=wall, cpu_seconds=min(wall, 5.0))


async def smoke_run(document: Mapping[str, Any], around: Around) -> Report:
    """Try every example of a version, or one made-up input where it has none."""
    given = document["remit"].get("examples") or []
    return await _report("smoke_run", document, around, given or [_made_up(document)])


async def dry_run(document: Mapping[str, Any], around: Around, input: Any = None) -> Report:
    """Try one input: the one given, or the first example's, or one that is made up."""
    given = document["remit"].get("examples") or []
    first = given[0] if given else _made_up(document)
    if input is not None:
        first = {"name": "Your input", "input": input, "answers": first.get("answers")}
    return await _report("dry_run", document, around, [first])


def _made_up(document: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"name": "Made-up input", "input": sample(document["remit"]["input_schema"])}
    except NoSample as error:
        return {"name": "Made-up input", "input": None, "problem": str(error)}


async def _report(
    kind: Literal["dry_run", "smoke_run"],
    document: Mapping[str, Any],
    around: Around,
    given: Sequence[Mapping[str, Any]],
) -> Report:
    cases = [await _try(document, around, place, each) for place, each in enumerate(given, 1)]
    asked = sum(effect.service == "llm" for case in cases for effect in case.effects)
    spent = sum(case.tokens for case in cases)
    cost = Decimal(0) if not asked else None
    if asked and around.rates is not None:
        cost = around.rates.of(spent, asked * _ANSWER_TOKENS)
    report = Report(kind, document["remit"].get("tier", ""), tuple(cases), cost)
    telemetry.meters.record_trial(kind, report.passed, sum(case.seconds for case in cases))
    return report


async def _try(document: Mapping[str, Any], around: Around, place: int, example: Mapping[str, Any]) -> Case:
    case = Case(
        name=str(example.get("name") or f"Example {place}"),
        input=example.get("input"),
        output=None,
        expected=example.get("output"),
        passed=False,
        problems=(),
    )
    unfit = contract(document["remit"]["input_schema"]).misfits(case.input)
    problems = [example["problem"]] if "problem" in example else []
    problems += [f"the input does not fit: {each.sentence()}" for each in unfit]
    if problems:
        return replace(case, problems=tuple(problems))
    recording = Recording(example.get("answers") or ())
    tools = around.tools
    host = FakeHost(
        document,
        recording,
        around.outputs,
        find=None if tools is None else lambda use: tools.find([use]).tools[0],
        address=lambda connection: _address(tools, connection),
    )
    runs = _run if document["remit"]["type"] == "function" else _request
    case = await runs(document, around, case, host)
    logs = "\n".join(part for part in (host.logs, case.logs) if part)
    return replace(case, effects=tuple(recording.effects), logs=logs, tokens=host.tokens)


def _address(tools: OfferedTools | None, connection: str) -> str:
    known = tools.boxes.get(connection) if tools else None
    return str(known.setup.get("base_url", "")).rstrip("/") if known else ""


async def _run(document: Mapping[str, Any], around: Around, case: Case, host: FakeHost) -> Case:
    remit = document["remit"]
    sandbox = sandbox_of(around.sandboxes, remit["tier"])
    text, limits = msgspec.json.encode(case.input).decode(), limits_of(document, _LONGEST)
    try:
        ran = await sandbox.run(remit["code"], text, host, limits, frozen=FROZEN, lane=Lane.DRY_RUNS)
    except FunctionFailed as error:
        said = error.detail if error.line is None else f"line {error.line}: {error.detail}"
        return replace(case, problems=(said,), logs=error.logs, line=error.line)
    output = msgspec.json.decode(ran.output_json)
    done = replace(case, logs=ran.logs, seconds=round(ran.seconds, 4), memory_bytes=ran.memory)
    return _compared(done, document, output)


async def _request(document: Mapping[str, Any], around: Around, case: Case, host: FakeHost) -> Case:
    """Make the request, answer it from a recording, and make the output of that."""
    expressions = Expressions(sandbox_of(around.sandboxes, Tier.CEL), document, Lane.DRY_RUNS)
    began = perf_counter()
    try:
        arguments = await expressions.request(case.input)
        output = await expressions.output(case.input, host.request(expressions.tool, arguments))
    except FunctionFailed as error:
        return replace(case, problems=(error.detail, *_unrecorded(host)))
    except HostError as error:
        return replace(case, problems=(str(error),))
    done = _compared(replace(case, seconds=round(perf_counter() - began, 4)), document, output)
    return done if done.passed else replace(done, problems=(*done.problems, *_unrecorded(host)))


def _unrecorded(host: FakeHost) -> tuple[str, ...]:
    made_up = any(effect.made_up for effect in host.recording.effects)
    return ("No answer of the API is recorded: add `sample:` to the file.",) if made_up else ()


def _compared(case: Case, document: Mapping[str, Any], output: Any) -> Case:
    """Say whether an output is what the contract and the example want."""
    unfit = contract(document["remit"]["output_schema"]).misfits(output)
    wrong = [f"the output does not fit: {each.sentence()}" for each in unfit]
    if not wrong and case.expected is not None and output != case.expected:
        wrong.append("the output is not the one that the example expects.")
    return replace(case, output=output, passed=not wrong, problems=tuple(wrong))
