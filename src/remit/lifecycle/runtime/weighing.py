"""What the policies say of one use of a tool, and of what it gave back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from remit.controls import governance
from remit.controls.connections import GrantedTool
from remit.engines.guardrails import Label, look, redact
from remit.lifecycle.runtime.screening import Screen, digest_of_text

Taint = dict[str, list[str]]
"""What was read from where: labels by connection."""

UNTRUSTED = "untrusted"
_WEIGHT = {"allow": 0, "warn": 1, "redact": 2, "escalate": 3, "deny": 4}
_LONGEST_KEPT = 4_000  # characters of arguments that the log keeps


class Weighed(NamedTuple):
    """What becomes of a use: `arguments` as they may go out, `policies` those that decided."""

    verdict: Literal["allow", "warn", "redact", "escalate", "deny"]
    arguments: dict[str, Any]
    labels: tuple[str, ...]
    policies: tuple[str, ...]
    decisions: tuple[governance.Decision, ...]


def weigh(
    screen: Screen, tool: GrantedTool, arguments: dict[str, Any], taint: Taint, *, approved: bool = False
) -> Weighed:
    """Ask the policies about a use with exactly these arguments; whatever is no plain yes is a violation.

    What asks for a person does not when one has `approved`; what is forbidden stays so.
    """
    texts = list(leaves(arguments))
    text = "\n".join(texts)
    labels = screen.look(text, "tool_arguments")
    for leaf in texts if len(texts) > 1 else ():
        labels += screen.heard.get(("tool_arguments", leaf), ())
    names = _names(labels)
    facts = facts_of(screen, tool, names, taint, approved=approved)
    passing = {name: facts[name] for name in ("labels", "direction", "model", "provider")}
    decisions = (
        governance.decide(screen.actor, "text.pass", screen.resource, passing),
        governance.decide(screen.actor, "tool.use", screen.resource, facts),
    )
    worst = max(decisions, key=lambda each: _WEIGHT[each.verdict]).verdict
    if approved and worst == "escalate":
        worst = "allow"
    policies = tuple(
        dict.fromkeys(name for each in decisions if each.verdict == worst for name in each.policies)
    )
    for each in decisions:
        if each.verdict != "escalate":
            screen.breach(each, labels, "tool_arguments", digest_of_text(text))
    redacts = any(each.verdict == "redact" for each in decisions)
    passed = _without(screen, arguments, facts) if redacts else arguments
    return Weighed(worst, passed, names, policies, decisions)


def facts_of(
    screen: Screen, tool: GrantedTool, names: tuple[str, ...], taint: Taint, *, approved: bool
) -> dict[str, Any]:
    """Say what the policies are told of a use."""
    facts: dict[str, Any] = {
        "labels": names,
        "direction": "tool_arguments",
        "taint": seen_by(tool, taint),
        "tool": tool.use,
        "egress": tool.egress,
        "model": screen.model,
        "provider": screen.provider,
    }
    return {**facts, "approved": True} if approved else facts


def seen_by(tool: GrantedTool, taint: Taint) -> tuple[str, ...]:
    """Return the labels that bear on a tool: what was read from its own connection may be looked up there again."""
    own = tool.connection if tool.reads_only else ""
    return tuple(sorted({label for source, labels in taint.items() if source != own for label in labels}))


class Passed(NamedTuple):
    """What of a result the model gets, and the labels that go with it."""

    text: str
    labels: tuple[str, ...]
    withheld: bool
    decision: governance.Decision


def weigh_result(screen: Screen, tool: GrantedTool, text: str) -> Passed:
    """Ask the policies about what a tool gave back."""
    found = _weigh_found(screen, tool.use, text, egress=tool.egress)
    if not found.withheld:
        return found
    said = f"The tool {tool.use} was used, but what it gave back is withheld by {found.text}."
    return found._replace(text=said)


def weigh_passage(screen: Screen, source: str, text: str) -> Passed:
    """Ask the policies about what was looked up; it counts as untrusted, whoever wrote it."""
    found = _weigh_found(screen, source, text, egress=False)
    return found if found.withheld else found._replace(labels=(*found.labels, UNTRUSTED))


def _weigh_found(screen: Screen, name: str, text: str, *, egress: bool) -> Passed:
    """Ask the policies about what came from outside; what they withhold has the rules' names as its text."""
    labels = screen.look(text, "tool_result")
    facts = {
        "labels": _names(labels),
        "direction": "tool_result",
        "tool": name,
        "egress": egress,
        "model": screen.model,
        "provider": screen.provider,
    }
    decision = governance.decide(screen.actor, "text.pass", screen.resource, facts)
    screen.breach(decision, labels, "tool_result", digest_of_text(text))
    marks = (UNTRUSTED,) if egress else ()
    if decision.allowed:
        return Passed(text, (*_names(labels), *marks), False, decision)
    if decision.verdict == "redact":
        taken = [label for label in labels if _alone(screen, label, facts)] or list(labels)
        left = _names([label for label in labels if label not in taken])
        return Passed(redact(text, taken), (*left, *marks), False, decision)
    return Passed(", ".join(decision.policies) or "no policy that allows it", (), True, decision)


def joined(taint: Taint, source: str, labels: Sequence[str]) -> Taint:
    """Add what was read from a connection."""
    if not labels:
        return taint
    return {**taint, source: sorted({*taint.get(source, ()), *labels})}


def without_secrets(arguments: Mapping[str, Any]) -> Any:
    """Return arguments as records keep them: keys and passwords taken out, and not too long."""
    kept = _mapped(arguments, _without_secret)
    written = json.dumps(kept, ensure_ascii=False)
    return kept if len(written) <= _LONGEST_KEPT else f"{written[:_LONGEST_KEPT]} …"


def _without_secret(text: str) -> str:
    return redact(text, [label for label in look(text) if label.name.startswith("secret")])


def _without(screen: Screen, arguments: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Take out of each text what the policies take out by itself; all that was found where none does."""
    labels = [label for text in leaves(arguments) for label in screen.look(text, "tool_arguments")]
    named = {label.name for label in labels if _alone(screen, label, facts)}

    def taken(text: str) -> str:
        found = screen.look(text, "tool_arguments")
        return redact(text, [label for label in found if not named or label.name in named])

    passed: dict[str, Any] = _mapped(arguments, taken)
    return passed


def _alone(screen: Screen, label: Label, facts: dict[str, Any]) -> bool:
    """Whether the policies take out what a label is about."""
    only = {**facts, "labels": (label.name,)}
    action = "text.pass" if facts["direction"] == "tool_result" else "tool.use"
    said = [governance.decide(screen.actor, action, screen.resource, only)]
    if action == "tool.use":
        passing = {name: only[name] for name in ("labels", "direction", "model", "provider")}
        said.append(governance.decide(screen.actor, "text.pass", screen.resource, passing))
    return any(each.verdict == "redact" for each in said)


def _names(labels: Sequence[Label]) -> tuple[str, ...]:
    return tuple(sorted({label.name for label in labels}))


def leaves(value: Any) -> Iterator[str]:
    """List every text in a value, and numbers as text: a number may be somebody's card."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)


def _mapped(value: Any, change: Any) -> Any:
    """Change every text in a value; a number that changes becomes a text."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _mapped(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, change) for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if (changed := change(str(value))) == str(value) else changed
    return value
