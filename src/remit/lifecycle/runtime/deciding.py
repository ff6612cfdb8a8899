"""Decisions for an agent that runs elsewhere: the same policies, labels and redaction as in a governed call.

limit → decide → record. Only what is no plain yes is recorded: as violations, with one entry for all questions.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from remit.controls import audit, governance, metering
from remit.controls.tenancy import Actor
from remit.engines.guardrails import Direction
from remit.engines.policy import Says
from remit.kit.errors import NotFound
from remit.kit.telemetry import correlation
from remit.lifecycle.runtime.errors import NotDeployed, WrongKey
from remit.lifecycle.runtime.screening import Screen, TextRefused
from remit.lifecycle.runtime.shared import Runtime
from remit.lifecycle.runtime.target import ANSWERING, Target


@dataclass(frozen=True)
class TextAsked:
    """May a text pass?"""

    text: str
    direction: Direction
    model: str = ""
    provider: str = ""


@dataclass(frozen=True)
class ToolAsked:
    """May a tool be used with these arguments?"""

    tool: str
    arguments: dict[str, Any]
    egress: bool = False
    taint: tuple[str, ...] = ()


@dataclass
class Weighed:
    """What the policies say to a question; `text` or `arguments` are what may go on, none where nothing may."""

    verdict: Says
    reason: str = ""
    policies: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    text: str | None = None
    arguments: dict[str, Any] | None = None
    decisions: list[governance.Decision] = field(default_factory=list)
    breaches: list[governance.Breach] = field(default_factory=list)

    @property
    def allowed(self) -> bool:
        """Whether it may go on, be it redacted."""
        return self.verdict in ("allow", "warn", "redact")


async def own_target(runtime: Runtime, token: str, deployment_id: UUID) -> tuple[Actor, Target | None]:
    """Let a deployment's own key in, and no other; no target where the deployment is deleted.

    Raises `Unauthenticated`, `NotFound` for another organisation's, and `WrongKey`.
    """
    actor = await runtime.callers.identify(token)
    try:
        target = await runtime.target(actor.org_id, deployment_id)
    except NotFound:
        if actor.deployment_id != deployment_id:
            raise
        return actor, None
    if actor.deployment_id != deployment_id:
        raise WrongKey(f"{target.name} in {target.environment} reports with its own key, and with no other.")
    await governance.ready(runtime.database, actor.org_id)
    return actor, target


async def weigh(
    runtime: Runtime, actor: Actor, target: Target, questions: Sequence[TextAsked | ToolAsked], call_id: UUID
) -> list[Weighed]:
    """Answer each question, in order; raises `NotDeployed` for an agent that should do nothing now."""
    if target.status not in ANSWERING:
        raise NotDeployed(f"{target.name} is {target.status}: it may do nothing until it is deployed again.")
    weighed = []
    for each in questions:
        screen = await _screen(runtime, actor, target, each, call_id)
        if isinstance(each, TextAsked):
            weighed.append(await _text(screen, each))
        else:
            weighed.append(await _tool(screen, each))
    await _record(runtime, actor, target, weighed, call_id)
    return weighed


async def _screen(
    runtime: Runtime, actor: Actor, target: Target, asked: TextAsked | ToolAsked, call_id: UUID
) -> Screen:
    model, provider = (asked.model, asked.provider) if isinstance(asked, TextAsked) else ("", "")
    where = target.asked[1]
    screen = Screen(actor, where, call_id, correlation.get(), target.ref, model, provider)
    if runtime.annotators is not None:
        screen.panel = await runtime.annotators.of(actor.org_id)
    return screen


async def _text(screen: Screen, asked: TextAsked) -> Weighed:
    await screen.hear((asked.text,), asked.direction)
    labels = screen.look(asked.text, asked.direction)
    names = tuple(dict.fromkeys(label.name for label in labels))
    try:
        decision = screen.judge(labels, asked.direction, asked.text)
    except TextRefused as error:
        decision = screen.decisions[asked.direction]
        return _weighed(screen, decision, names, error.detail)
    passed = (
        screen.without(asked.text, labels, asked.direction) if decision.verdict == "redact" else asked.text
    )
    weighed = _weighed(screen, decision, names)
    weighed.text = passed
    return weighed


async def _tool(screen: Screen, asked: ToolAsked) -> Weighed:
    """Ask about the tool with what is in its arguments, then about the arguments as a text."""
    written = json.dumps(asked.arguments, ensure_ascii=False)
    await screen.hear((written,), "tool_arguments")
    labels = screen.look(written, "tool_arguments")
    names = tuple(dict.fromkeys(label.name for label in labels))
    facts = {
        "tool": asked.tool,
        "egress": asked.egress,
        "taint": asked.taint,
        "labels": tuple(sorted(names)),
        "direction": "tool_arguments",
    }
    use = governance.decide(screen.actor, "tool.use", screen.resource, facts)
    found = governance.breaches(
        use,
        call_id=screen.call_id,
        subject=screen.subject,
        labels=labels,
        direction="tool_arguments",
        request_id=screen.request_id,
    )
    if not use.allowed:
        rules = ", ".join(use.policies) or "no policy that allows it"
        return Weighed(
            use.verdict,
            f"The tool {asked.tool} is stopped by {rules}.",
            use.policies,
            names,
            None,
            None,
            [use],
            found,
        )
    return _given(screen, asked, use, found, await _text(screen, TextAsked(written, "tool_arguments")))


def _given(
    screen: Screen,
    asked: ToolAsked,
    use: governance.Decision,
    found: list[governance.Breach],
    text: Weighed,
) -> Weighed:
    """Add to what may pass of the arguments, as a text, what was said of the tool."""
    text.decisions += [use] if use.verdict != "allow" else []
    text.breaches += found
    if text.text is None:
        return text
    text.text, text.arguments = None, asked.arguments
    if text.verdict == "redact":
        text.arguments = _redacted(screen, asked.arguments)
        if text.arguments == asked.arguments:
            text.verdict, text.arguments = "deny", None
            text.reason = "What has to be taken out of the arguments stands in no single one of them."
    if use.verdict == "warn" and text.verdict == "allow":
        text.verdict, text.policies = "warn", use.policies
    return text


def _redacted(screen: Screen, value: Any) -> Any:
    """Take out of all that stands in arguments what the policies take out."""
    if isinstance(value, dict):
        return {_passed(screen, name): _redacted(screen, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_redacted(screen, each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    written = value if isinstance(value, str) else str(value)
    passed = _passed(screen, written)
    return value if passed == written else passed


def _passed(screen: Screen, text: str) -> str:
    found = screen.look(text, "tool_arguments")
    labels = [label for label in found if screen.redacts(label, "tool_arguments")]
    return screen.without(text, labels, "tool_arguments") if labels else text


def _weighed(
    screen: Screen, decision: governance.Decision, names: tuple[str, ...], reason: str = ""
) -> Weighed:
    if not reason and decision.verdict in ("warn", "redact"):
        done = "marked" if decision.verdict == "warn" else "redacted"
        reason = f"It is {done} by {', '.join(decision.policies)}."
    plain = decision.verdict == "allow" and not names
    return Weighed(
        decision.verdict,
        reason,
        decision.policies if decision.verdict != "allow" else (),
        names,
        decisions=[] if plain else [decision],
        breaches=screen.breaches,
    )


async def _record(
    runtime: Runtime, actor: Actor, target: Target, weighed: Sequence[Weighed], call_id: UUID
) -> None:
    breaches = [breach for each in weighed for breach in each.breaches]
    if not breaches:
        return
    async with runtime.database.transaction(actor.org_id) as session:
        await governance.write_violations(session, breaches)
        payload = {
            "call": metering.CALL.show(call_id),
            "agent": target.agent_version,
            "environment": target.environment,
            "questions": len(weighed),
            "decisions": [decision.facts() for each in weighed for decision in each.decisions],
            "violations": [governance.VIOLATION.show(breach.id) for breach in breaches],
        }
        await audit.record(session, actor, "call.decided", target.ref, payload)
