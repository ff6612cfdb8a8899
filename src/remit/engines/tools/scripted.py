"""A toolbox that does as it is told, for tests of what stands above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.tool import Probed, Tool, Used


@dataclass(frozen=True)
class Use:
    """A tool that was used, with what and by which key."""

    name: str
    arguments: Mapping[str, Any]
    key: str


@dataclass
class ScriptedToolbox:
    """Has the given tools; each gives its next answer, the last of them for ever, and raises it if it is an error.

    `uses` records all uses in their order, those that then fail included.
    """

    offered: Sequence[Tool]
    answers: Mapping[str, Sequence[Used | ToolboxError]] = field(default_factory=dict)
    probed: Probed = field(default_factory=lambda: Probed(True, "The script answered.", 0.0))
    uses: list[Use] = field(default_factory=list)
    closed: bool = False

    async def tools(self) -> Sequence[Tool]:
        """List the given tools."""
        return self.offered

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Answer as it was written."""
        if name not in {each.name for each in self.offered}:
            raise ToolboxError(f"There is no tool {name} here.", reached=False)
        before = sum(each.name == name for each in self.uses)
        self.uses.append(Use(name, arguments, key))
        script = self.answers.get(name) or [Used("done")]
        answer = script[min(before, len(script) - 1)]
        if isinstance(answer, ToolboxError):
            raise answer
        return answer

    async def probe(self) -> Probed:
        """Say what was written."""
        return self.probed

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True
