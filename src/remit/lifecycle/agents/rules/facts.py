"""What an agent file says, as policies see it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from remit.controls.connections import GrantedTool, OfferedTools, UnknownTool

_MOST = 2**63 - 1
UNTRUSTED, SENSITIVE = "untrusted", "sensitive"


@dataclass(frozen=True)
class Granted:
    """A tool that a file names, at its place in the list; `tool` is none where nobody knows what it does.

    `asked` says that a person is asked before each use.
    """

    place: int
    use: str
    tool: GrantedTool | None
    asked: bool

    @property
    def changes(self) -> bool:
        """Whether it changes something, as far as anybody knows."""
        return self.tool is None or not self.tool.reads_only

    @property
    def strangers_write(self) -> bool:
        """Whether what it reads may have been written by anybody."""
        return self.tool is not None and self.tool.reads_only and self.tool.egress

    @property
    def reads_own(self) -> bool:
        """Whether it reads what is the organisation's own."""
        return self.tool is not None and self.tool.reads_only and not self.tool.egress


def granted(document: Mapping[str, Any], known: OfferedTools | None) -> list[Granted]:
    """List the tools that a file names, a connection's each by itself."""
    found = []
    for place, each in enumerate(document["remit"].get("tools") or ()):
        always = each.get("approval") == "always"
        tools = _tools(each["use"], known)
        found += [Granted(place, tool.use, tool, always or tool.approval == "always") for tool in tools] or [
            Granted(place, each["use"], None, always)
        ]
    return found


def _tools(use: str, known: OfferedTools | None) -> Sequence[GrantedTool]:
    try:
        return known.find([use]).tools if known is not None else ()
    except UnknownTool:
        return ()


def facts_of(slug: str, document: Mapping[str, Any], tools: Sequence[Granted]) -> dict[str, Any]:
    """Return what the policy schema calls an `AgentFile`."""
    spec, remit = document["spec"], document["remit"]
    settings: Mapping[str, Any] = spec.get("model_settings") or {}
    services: Mapping[str, Any] = remit.get("services") or {}
    model = str(spec.get("model") or "")
    schemas = [remit.get("input_schema"), remit.get("output_schema")]
    has_contract = all(isinstance(each, Mapping) for each in schemas)
    changing = [each for each in tools if each.changes]
    handles = remit.get("handles") or ()
    return {
        "slug": slug,
        "type": remit["type"],
        "description": str(remit.get("description") or spec.get("description") or ""),
        "model": model,
        "provider": model.partition(":")[0] if ":" in model else "",
        "timeout_seconds": _whole(remit.get("timeout_seconds") or settings.get("timeout")),
        "max_tokens": _whole(settings.get("max_tokens")),
        "instructions": _text(spec.get("instructions")),
        "has_contract": has_contract,
        "contract_closed": has_contract
        and all((each or {}).get("additionalProperties") is False for each in schemas),
        "tools": sorted({each.use for each in tools}),
        "connections": sorted(_connections(remit, tools)),
        "changing_tools": sorted({each.use for each in changing}),
        "unapproved_tools": sorted({each.use for each in changing if not each.asked}),
        "agents": sorted(_agents(remit, services)),
        "services": sorted(name for name, given in services.items() if given),
        "tier": str(remit.get("tier") or ""),
        "code_lines": str(remit["code"]).count("\n") + 1 if remit.get("code") else 0,
        "budget_cents": _cents(remit.get("budget_usd_per_hour")),
        "tags": list(remit.get("tags") or ()),
        "untrusted": UNTRUSTED in handles or any(each.strangers_write for each in tools),
        "sensitive": SENSITIVE in handles or any(each.reads_own for each in tools),
    }


def _connections(remit: Mapping[str, Any], tools: Sequence[Granted]) -> set[str]:
    own = remit.get("connection")
    return {each.use.partition(".")[0] for each in tools} | ({own} if isinstance(own, str) else set())


def _agents(remit: Mapping[str, Any], services: Mapping[str, Any]) -> set[str]:
    nodes = remit.get("nodes") or ()
    return {*(services.get("agents") or ()), *(node["agent"] for node in nodes if node.get("agent"))}


def _text(instructions: Any) -> str:
    return "\n".join(instructions) if isinstance(instructions, list) else str(instructions or "")


def _whole(number: Any) -> int:
    return min(_MOST, math.ceil(number)) if isinstance(number, int | float) else 0


def _cents(amount: Any) -> int:
    return min(_MOST, math.ceil(Decimal(str(amount)) * 100)) if amount is not None else 0
