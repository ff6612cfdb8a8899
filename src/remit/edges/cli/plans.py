"""Showing a plan: intent, evidence, what it would create and cost, and each guardrail."""

from collections.abc import Mapping, Sequence
from shlex import quote
from textwrap import shorten
from typing import Any

from remit.edges.cli.printing import heading, line, usd_per_hour
from remit_sdk.models import (
    ArtifactAnswer,
    CheckAnswer,
    CommandHelp,
    CostAnswer,
    EvidenceAnswer,
    ShownCheckAnswer,
    ShownEvidenceAnswer,
)

_SNIPPET = 110
_FAILED = {"error": ("FAIL", "red"), "warning": ("warn", "yellow")}
_LABELS = {
    "model_id": "model",
    "budget_usd_per_hour": "budget",
    "instance_count": "instances",
    "max_context": "context",
}


def show_intent(intent: Mapping[str, Any], assumptions: Sequence[str], not_understood: Sequence[str]) -> None:
    """Print what was read out of the sentence, what was assumed, and what was not understood."""
    heading("Intent")
    for name, value in intent.items():
        if value is not None and not name.endswith("_text"):
            line(f"  {_LABELS.get(name, name.replace('_', ' '))}: {_with_unit(name, value)}")
    for title, said in (("Assumed", assumptions), ("Not understood", not_understood)):
        if said:
            heading(title)
        for one in said:
            line(f"  {one}")


def _with_unit(name: str, value: object) -> str:
    if name == "budget_usd_per_hour":
        return usd_per_hour(float(str(value)))
    return f"{value} tokens" if name == "max_context" else str(value)


def show_evidence(evidence: Sequence[EvidenceAnswer | ShownEvidenceAnswer]) -> None:
    """Print the passages that bear on the plan, with their sources."""
    if not evidence:
        return
    heading("Evidence")
    for one in evidence:
        line(f"  {one.title} ({one.url}, score {one.score:.2f})")
        line(f"    {shorten(one.snippet, _SNIPPET, placeholder=' …')}")


def show_artifact(artifact: ArtifactAnswer, cost: CostAnswer | None, rationale: str) -> None:
    """Print what would be created and what it would cost."""
    heading("Plan")
    line(f"  name: {artifact.endpoint_name}")
    line(f"  model: {artifact.model_name}")
    if artifact.instance_type:
        line(f"  instance: {artifact.instance_count} x {artifact.instance_type}")
    if cost:
        line(f"  estimated: {usd_per_hour(cost.estimated_usd_per_hour)}")
        line(f"  peak: {usd_per_hour(cost.peak_usd_per_hour)}, while a rollout replaces instances")
        line(f"  price of: {cost.price_as_of or 'unknown date'}, {cost.price_source or 'no source'}")
    if artifact.budget_usd_per_hour is not None:
        line(f"  budget: {usd_per_hour(artifact.budget_usd_per_hour)}")
    if artifact.rollback_alarms:
        line(f"  rollback alarms: {', '.join(artifact.rollback_alarms)}")
    if rationale:
        line(f"  why: {rationale}")


def show_checks(checks: Sequence[CheckAnswer | ShownCheckAnswer]) -> None:
    """Print each guardrail with its outcome."""
    if not checks:
        return
    heading("Guardrails")
    for check in checks:
        word, colour = ("pass", None) if check.passed else _FAILED[check.severity]
        line(f"  {word}  {check.name}: {check.message}", colour=colour)


def show_refused(plan: Mapping[str, Any]) -> None:
    """Print a plan that a guardrail refused; the problem document holds it as it was computed."""
    show_intent(plan.get("intent", {}), plan.get("assumptions", ()), plan.get("not_understood", ()))
    show_evidence([EvidenceAnswer.model_validate(one) for one in plan.get("evidence", ())])
    cost = CostAnswer.model_validate(plan["cost"]) if plan.get("cost") else None
    show_artifact(ArtifactAnswer.model_validate(plan["artifact"]), cost, str(plan.get("rationale", "")))
    show_checks([CheckAnswer.model_validate(one) for one in plan.get("checks", ())])


def advice(found: object) -> list[str]:
    """Write what the server says to a sentence that it did not understand; nothing where it says nothing."""
    if not isinstance(found, dict):
        return []
    told = CommandHelp.model_validate(found)
    lines = [f"Not understood: {', '.join(told.not_understood)}"] if told.not_understood else []
    if told.did_you_mean:
        lines += ["Did you mean:", *_commands(told.did_you_mean)]
    if told.deployments:
        lines += [
            "Deployments by that name:",
            *(f"  remit deployments show {d.name}" for d in told.deployments),
        ]
    return [*lines, "For example:", *_commands(told.examples)]


def _commands(sentences: Sequence[str]) -> list[str]:
    return [f"  remit command {quote(sentence)}" for sentence in sentences]
