"""Governance as a capability that is wrapped round every agent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.capabilities import AbstractCapability
from pydantic_ai.capabilities.abstract import ValidatedToolArgs, WrapModelRequestHandler
from pydantic_ai.exceptions import ToolFailed
from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models import ModelRequestContext
from pydantic_ai.tools import ToolDefinition
from pydantic_ai.usage import RequestUsage, RunUsage

from remit.engines.models import tokens
from remit.lifecycle.runtime.gate import Gate
from remit.lifecycle.runtime.target import Resume


@dataclass
class Meter:
    """What one call has used so far.

    `estimated` says that tokens were counted by us, since the provider's own count never came.
    """

    usage: RunUsage = field(default_factory=RunUsage)
    text: list[str] = field(default_factory=list)
    first_text_at: float | None = None
    refused_tools: list[str] = field(default_factory=list)
    refused_calls: set[str] = field(default_factory=set)
    estimated: bool = False
    last_event: bytes = b""
    open: bool = False

    def begin(self) -> None:
        """A request to the model goes out."""
        self.open = True

    def count(self, usage: RequestUsage) -> None:
        """A request to the model came back whole."""
        self.open = False
        self.usage.incr(usage)

    def write(self, text: str) -> None:
        """A piece of text came."""
        self.first_text_at = self.first_text_at or perf_counter()
        self.text.append(text)

    def write_whole(self, text: str) -> None:
        """All the text came at once, and nobody counted it."""
        if text:
            self.text.append(text)

    def estimate(self, sent: str) -> None:
        """Count a request by what was sent and what came back, since the provider's own count did not come."""
        if self.open:
            self.open = False
            self.estimated = True
            self.usage.input_tokens += tokens(sent)
            self.usage.output_tokens += tokens("".join(self.text))

    def estimate_tokens(self, sent: int) -> None:
        """Count a request by the tokens that were sent."""
        self.open, self.estimated = False, True
        self.usage.input_tokens += sent


@dataclass(frozen=True)
class Grant:
    """What one call may do while it runs, and where it is counted."""

    meter: Meter
    may_use: Callable[[str], bool]
    gate: Gate | None = None
    resume: Resume | None = None


@dataclass
class Governed(AbstractCapability[Grant]):
    """Counts every request to the model, and keeps the agent from tools that are not permitted."""

    async def wrap_model_request(
        self,
        ctx: RunContext[Grant],
        *,
        request_context: ModelRequestContext,
        handler: WrapModelRequestHandler,
    ) -> ModelResponse:
        """Count the request, also when it never comes back."""
        ctx.deps.meter.begin()
        response = await handler(request_context)
        ctx.deps.meter.count(response.usage)
        return response

    async def before_tool_execute(
        self,
        ctx: RunContext[Grant],
        *,
        call: ToolCallPart,
        tool_def: ToolDefinition,
        args: ValidatedToolArgs,
    ) -> Any:
        """Tell the model that it may not, instead of running the tool."""
        if ctx.deps.may_use(tool_def.name):
            return args
        ctx.deps.meter.refused_tools.append(call.tool_name)
        ctx.deps.meter.refused_calls.add(call.tool_call_id)
        raise ToolFailed(f"The tool {call.tool_name} is not permitted to this agent.")
