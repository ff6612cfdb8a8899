"""Tools that do as a script says, for tests: they remember every use."""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any
from uuid import UUID

from remit.controls.connections import Granted, GrantedTool, UnknownTool
from remit.engines.tools import Used

Answer = Callable[[Mapping[str, Any]], str | Used | Awaitable[str | Used]]


@dataclass
class ScriptedTools:
    """Some tools, and what they answer by the names that agent files use; `used` are the uses with their keys."""

    tools: list[GrantedTool]
    answers: dict[str, Answer]
    used: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)

    async def granted(self, org_id: UUID, uses: Sequence[str]) -> Granted:
        """Return those that are named, alone, by a pattern or by their connection."""
        found: dict[str, GrantedTool] = {}
        for use in uses:
            meant = [tool for tool in self.tools if fnmatch(tool.use, use) or tool.connection == use]
            if not meant:
                raise UnknownTool(f"There is no tool {use}.")
            found |= {tool.ref: tool for tool in meant}
        return Granted(tuple(found.values()))

    async def use(self, org_id: UUID, tool: GrantedTool, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Answer by the script."""
        self.used.append((tool.use, dict(arguments), key))
        said = self.answers[tool.use](arguments)
        if inspect.isawaitable(said):
            said = await said
        return said if isinstance(said, Used) else Used(said)
