"""Applying the rules to a file that is otherwise in order.

What the policies say is kept by the digest of the file, of the policies, and of what the tools are: the next check of
the same is answered from memory.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from remit.controls import governance
from remit.controls.connections import OfferedTools
from remit.controls.tenancy import Actor
from remit.engines.policy import Objections, Policy
from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.rules.facts import Granted, facts_of, granted
from remit.lifecycle.agents.rules.two import all_three
from remit.lifecycle.agents.source import Source

_KEPT = 2_000
_SAID: OrderedDict[tuple[Any, ...], Objections] = OrderedDict()


def broken(
    source: Source,
    slug: str,
    document: Mapping[str, Any],
    digest: str,
    actor: Actor,
    known: OfferedTools | None,
) -> list[Fault]:
    """Say which rules a file breaks: a policy that only marks is a warning, every other an error."""
    tools = granted(document, known)
    said = _asked(slug, document, digest, actor, tools)
    return [
        *all_three(source, document, tools),
        *(_fault(source, policy) for policy in said.policies),
        *(_unanswered(source, error) for error in said.errors),
    ]


def _asked(
    slug: str, document: Mapping[str, Any], digest: str, actor: Actor, tools: Sequence[Granted]
) -> Objections:
    flags = tuple((each.use, each.changes, each.asked, each.strangers_write) for each in tools)
    key = (
        digest,
        governance.policy_digest(actor.org_id),
        actor.org_id,
        actor.ref,
        actor.role,
        actor.teams,
        flags,
    )
    found = _SAID.get(key)
    if found is None:
        found = _SAID[key] = governance.objections(actor, slug, facts_of(slug, document, tools))
        if len(_SAID) > _KEPT:
            _SAID.popitem(last=False)
    return found


def _fault(source: Source, policy: Policy) -> Fault:
    """Write a policy as a finding, in its author's words; it stands at the field that it looks at, if at one."""
    said = policy.description or f"The policy {policy.id} forbids what this file says."
    return source.fault(
        _place(policy),
        f"policy:{policy.id}"[:120],
        said if said.endswith(".") else f"{said}.",
        policy.fix or f"Look at the policy {policy.id}: `remit policies show`.",
        "warning" if policy.says == "warn" else "error",
    )


_LOOKS = re.compile(r"context\s*\.\s*file\s*\.\s*(\w+)")
_PLACES: Mapping[str, tuple[str, ...]] = {
    "instructions": ("instructions",),
    "model": ("model",),
    "provider": ("model",),
    "max_tokens": ("model_settings",),
    "budget_cents": ("remit", "budget_usd_per_hour"),
    "timeout_seconds": ("remit", "timeout_seconds"),
    "has_contract": ("remit", "output_schema"),
    "contract_closed": ("remit", "output_schema"),
    "tools": ("remit", "tools"),
    "changing_tools": ("remit", "tools"),
    "unapproved_tools": ("remit", "tools"),
    "connections": ("remit", "tools"),
    "services": ("remit", "services"),
    "tier": ("remit", "tier"),
    "code_lines": ("remit", "code"),
    "tags": ("remit", "tags"),
    "description": ("remit", "description"),
}


def _place(policy: Policy) -> tuple[str, ...]:
    """Find the one field that a policy looks at, else the block they are all in."""
    found = {_PLACES[name] for name in _LOOKS.findall(policy.text) if name in _PLACES}
    return found.pop() if len(found) == 1 else ("remit",)


def _unanswered(source: Source, error: str) -> Fault:
    said = f"The policies do not answer about this file: {error[:300]}"
    hint = "Ask whoever applies policies to look at it: `remit policies validate`."
    return source.fault(("remit",), "policies-unanswered", said, hint)
