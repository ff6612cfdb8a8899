"""Reading policies: what each one says, which actions it can concern, and on what its answer can depend."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import cedarpy

from remit.engines.policy.engine import Policy, Says
from remit.engines.policy.source import Statement, statements, too_much

VERDICTS = ("deny", "escalate", "redact", "warn")
MODES = ("enforce", "shadow")
SEVERITIES = ("low", "medium", "high", "critical")
_MANY = 8  # a policy that names more actions is kept once, as if it named none
_AT_ONCE = 25  # policies turned to JSON in one step: other threads run between the steps


@dataclass(frozen=True)
class Parsed:
    """A policy in Cedar's JSON, with what is read off it. `resource` is the one it names, none for any."""

    policy: Policy
    json: str
    concerns: tuple[str, ...] | None
    resource: tuple[str, str] | None
    sees: frozenset[str]


def written(text: str) -> list[Policy]:
    """Read the policies of a text that is known to be valid."""
    found = [each for each in statements(text)[0] if too_much(each) is None]
    return [read(*each, f"policy{at}").policy for at, each in enumerate(to_json(found))]


def to_json(statements: Sequence[Statement]) -> Iterator[tuple[Statement, dict[str, Any]]]:
    """Turn policies that parse into Cedar's JSON, each beside its statement; templates are left out."""
    for first in range(0, len(statements), _AT_ONCE):
        some = statements[first : first + _AT_ONCE]
        found = json.loads(cedarpy.policies_to_json_str("\n".join(each.text for each in some)))
        for at, statement in enumerate(some):
            if parsed := found["staticPolicies"].get(f"policy{at}"):
                yield statement, parsed


def read(statement: Statement, parsed: dict[str, Any], default_id: str) -> Parsed:
    """Read one policy; an annotation that has no meaning counts as if it were not there."""
    notes: dict[str, str | None] = parsed.get("annotations") or {}
    scope = parsed["action"]
    actions = _actions(scope)
    policy = Policy(
        id=notes.get("id") or default_id,
        named=bool((notes.get("id") or "").strip()),
        says=_says(parsed["effect"], notes.get("verdict")),
        shadow=notes.get("mode") == "shadow",
        text=statement.text,
        description=notes.get("description") or "",
        actions=actions,
        severity=severity if (severity := notes.get("severity")) in SEVERITIES else "",
        fix=notes.get("fix") or "",
    )
    concerns = None if actions is None or len(actions) > _MANY else actions
    return Parsed(policy, json.dumps(parsed), concerns, _named(parsed["resource"]), _sees(parsed))


def _says(effect: str, verdict: str | None) -> Says:
    if effect == "permit":
        return "allow"
    return cast("Says", verdict) if verdict in VERDICTS else "deny"


def _actions(scope: dict[str, Any]) -> tuple[str, ...] | None:
    if scope["op"] == "==":
        return (scope["entity"]["id"],)
    if scope["op"] == "in":
        return tuple(each["id"] for each in scope.get("entities") or [scope["entity"]])
    return None


def _named(scope: dict[str, Any]) -> tuple[str, str] | None:
    return (scope["entity"]["type"], scope["entity"]["id"]) if scope["op"] == "==" else None


def _sees(parsed: dict[str, Any]) -> frozenset[str]:
    """Name what the policy looks at: `principal.role`, or `principal` where it looks at more than an attribute."""
    found: set[str] = set()
    for name in ("principal", "resource"):
        if "entity" in parsed[name] or "in" in parsed[name]:
            found.add(name)
    waiting: list[Any] = [condition["body"] for condition in parsed.get("conditions", ())]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            found.update(_looks(part, waiting))
    return frozenset(found)


def _looks(part: dict[str, Any], waiting: list[Any]) -> Iterator[str]:
    """Name what one part of an expression looks at; a record's keys may be called as Cedar calls its operators."""
    for key, value in part.items():
        if key == "Var" and isinstance(value, str):
            yield value
        elif key == "." and _of_variable(value) and isinstance(value.get("attr"), str):
            yield f"{value['left']['Var']}.{value['attr']}"
        elif key == "is" and _of_variable(value) and "in" not in value:
            continue  # what kind of thing it is
        else:
            waiting.append(value)


def _of_variable(value: Any) -> bool:
    left = value.get("left") if isinstance(value, dict) else None
    return isinstance(left, dict) and isinstance(left.get("Var"), str)
