"""The tools of an agent: what it is granted, and who really uses them, as calls see it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from remit.controls.connections import Granted, GrantedTool, UnknownTool
from remit.engines.ledger import digest
from remit.engines.tools import Checker, Used
from remit.lifecycle.agents import tools_of

_LONGEST_NAME = 64
MOST_USES = 20
"""How often one call may use tools, where the agent's file does not say."""


class Tools(Protocol):
    """Finds an organisation's tools, and uses them."""

    async def granted(self, org_id: UUID, uses: Sequence[str]) -> Granted:
        """Return the tools of these names (`crm.get_customer`), or of whole connections (`crm`); `UnknownTool`."""

    async def use(self, org_id: UUID, tool: GrantedTool, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Use a tool once; `key` is the same for the same use.

        Raises `ToolboxError`, and errors of ours where the tool is not what was granted, or cannot be had.
        """


class NoTools:
    """An organisation without connections that have tools."""

    async def granted(self, org_id: UUID, uses: Sequence[str]) -> Granted:
        """Return nothing."""
        return Granted(())

    async def use(self, org_id: UUID, tool: GrantedTool, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Never asked for: nothing was granted."""
        raise LookupError(tool.ref)


@dataclass(frozen=True)
class ToolKit:
    """The tools of one agent's version as they are now; `always` names those that ask a person each time."""

    tools: tuple[GrantedTool, ...] = ()
    always: frozenset[str] = frozenset()
    most: int = 0

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """What tells one toolkit from another: everything that the model is told, and what it stands for."""
        return tuple(f"{tool.ref} {tool.digest} {tool.reads_only} {tool.egress}" for tool in self.tools)

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call the tools, by what models call them."""
        return {alias(tool): tool.use for tool in self.tools}

    @cached_property
    def checkers(self) -> dict[str, Checker]:
        """What arguments must look like, by the tool's ref; each schema is read once."""
        return {tool.ref: Checker(tool.input_schema) for tool in self.tools}

    @cached_property
    def size(self) -> int:
        """How many bytes describe the tools to a model."""
        return sum(len(str(tool.input_schema)) + len(tool.description) + 100 for tool in self.tools)

    def asks(self, tool: GrantedTool) -> bool:
        """Whether a person is asked before each use, whatever the policies say."""
        return tool.approval == "always" or tool.use in self.always


NO_KIT = ToolKit()


class Kits:
    """The toolkits that were put together, while the tools they are of stay the same."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._kept: dict[tuple[UUID, str], tuple[tuple[GrantedTool, ...], ToolKit]] = {}

    async def of(self, org_id: UUID, document: Mapping[str, Any]) -> ToolKit:
        """Find the tools of a version; what is not there any more, or switched off, is left out."""
        uses = tools_of(document)
        if not uses:
            return NO_KIT
        tools = await self._granted(org_id, uses)
        named: Sequence[Mapping[str, str]] = document["remit"].get("tools") or ()
        most = document["remit"].get("max_tool_uses") or MOST_USES
        always = frozenset(each["use"] for each in named if each["approval"] == "always")
        key = org_id, f"{most} {sorted(always)} {[tool.ref for tool in tools]}"
        kept = self._kept.get(key)
        if kept is not None and kept[0] == tools:
            return kept[1]
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        asked = frozenset(tool.use for tool in tools if not always.isdisjoint((tool.use, tool.connection)))
        kit = ToolKit(tools, asked, most)
        self._kept[key] = tools, kit
        return kit

    async def _granted(self, org_id: UUID, uses: Sequence[str]) -> tuple[GrantedTool, ...]:
        try:
            return (await self.tools.granted(org_id, uses)).tools
        except UnknownTool:
            if len(uses) == 1:
                return ()
        found: dict[str, GrantedTool] = {}
        for use in uses:
            found |= {tool.ref: tool for tool in await self._granted(org_id, [use])}
        return tuple(found.values())


_MOST_KEPT = 1_000


def digest_of(tool: GrantedTool, arguments: Mapping[str, Any]) -> str:
    """Return the digest of a use: of the tool as it is pinned, and of exactly these arguments.

    Raises `NotCanonicalError` for what JSON cannot hold.
    """
    return digest({"tool": tool.ref, "tool_digest": tool.digest, "arguments": dict(arguments)})


def alias(tool: GrantedTool) -> str:
    """Name a tool as models take it: at most 64 letters, digits, `_` and `-`."""
    name = tool.use.replace(".", "__")
    if len(name) <= _LONGEST_NAME:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_NAME - 9]}_{mark}"
