"""An agent's tools as Pydantic AI has them: built once for each version, and used through the gate of each call."""

from typing import Any

from pydantic_ai import AbstractToolset, RunContext, ToolDefinition
from pydantic_ai.toolsets import ToolsetTool
from pydantic_core import SchemaValidator, core_schema

from remit.controls.connections import GrantedTool
from remit.lifecycle.runtime.governed import Grant
from remit.lifecycle.runtime.tools import ToolKit, alias

_OBJECT = SchemaValidator(core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema()))
_RETRIES = 2


class Toolset(AbstractToolset[Grant]):
    """The tools of one agent."""

    def __init__(self, kit: ToolKit) -> None:
        self._named = {alias(tool): tool for tool in kit.tools}
        self._tools = {name: self._described(name, tool) for name, tool in self._named.items()}

    @property
    def id(self) -> str:
        """What Pydantic AI knows it by."""
        return "remit"

    def _described(self, name: str, tool: GrantedTool) -> ToolsetTool[Grant]:
        told = ToolDefinition(
            name=name, description=tool.description, parameters_json_schema=dict(tool.input_schema)
        )
        return ToolsetTool(toolset=self, tool_def=told, max_retries=_RETRIES, args_validator=_OBJECT)

    async def get_tools(self, ctx: RunContext[Grant]) -> dict[str, ToolsetTool[Grant]]:
        """Return all of them, each time the same."""
        return self._tools

    async def call_tool(
        self, name: str, tool_args: dict[str, Any], ctx: RunContext[Grant], tool: ToolsetTool[Grant]
    ) -> Any:
        """Have the gate of the call decide, and use the tool where it may be."""
        if ctx.deps.gate is None:
            raise LookupError(name)
        return await ctx.deps.gate.use(self._named[name], tool_args, ctx.tool_call_id or "")
