"""Running a context agent: from the document of a version to text."""

import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping
from typing import Any
from uuid import UUID

from pydantic_ai import (
    Agent,
    AgentRunResult,
    AgentRunResultEvent,
    DeferredToolRequests,
    DeferredToolResults,
)
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelHTTPError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelUnavailableError,
    RunTimedOut,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import (
    AgentStreamEvent,
    FunctionToolCallEvent,
    FunctionToolResultEvent,
    ModelMessagesTypeAdapter,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
)
from pydantic_ai.usage import UsageLimits

from remit.engines.models import Prompt, ServedModel
from remit.kit.addresses import AddressRefused
from remit.kit.errors import RemitError
from remit.lifecycle.runtime.errors import ContractBroken, ModelFailed, ModelUnavailable, ProviderDown
from remit.lifecycle.runtime.governed import Governed, Grant
from remit.lifecycle.runtime.messages import as_messages, content, settings
from remit.lifecycle.runtime.shaping import output_type, schema_of
from remit.lifecycle.runtime.target import Delta, Resume, ToolBegan, ToolEnded, ToolEvent
from remit.lifecycle.runtime.tools import NO_KIT, ToolKit
from remit.lifecycle.runtime.toolset import Toolset

Document = Mapping[str, Any]
_KEPT = 256
_DOWN = 500
MOST_REQUESTS = 20  # that one call may make of its model
_BESIDE_USES = 3


def most_requests(kit: ToolKit) -> int:
    """Return how often one call may ask its model: after each use of a tool, and a few times more."""
    return min(MOST_REQUESTS, kit.most + _BESIDE_USES) if kit.tools else MOST_REQUESTS


class AgentCache:
    """Agents that were built; building one costs some 10 ms, and a version never changes."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._built: OrderedDict[tuple[UUID, str], tuple[ServedModel, ToolKit, Agent[Grant, Any]]] = (
            OrderedDict()
        )

    def get(
        self, version_id: UUID, document: Document, served: ServedModel, kit: ToolKit = NO_KIT
    ) -> Agent[Grant, Any]:
        """Return the agent of a version on a model; built anew for another client under that name, or other tools."""
        key = (version_id, f"{served.provider}:{served.name}")
        before = self._built.pop(key, None)
        same = before is not None and before[0].model is served.model and before[1].digests == kit.digests
        agent = before[2] if before is not None and same else build(document, served, kit)
        self._built[key] = served, kit, agent
        if len(self._built) > self._size:
            self._built.popitem(last=False)
        return agent


def build(document: Document, served: ServedModel, kit: ToolKit = NO_KIT) -> Agent[Grant, Any]:
    """Make the agent of a document, with governance wrapped round it and its tools behind the gate."""
    # Instructions are given apart: in a spec, braces that somebody filled in would open a template.
    spec = {name: value for name, value in document["spec"].items() if name not in _GIVEN_APART}
    schema = schema_of(document)
    answers: Any = str if schema is None else output_type(schema, served)
    tools: dict[str, Any] = {"toolsets": [Toolset(kit)]} if kit.tools else {}
    agent: Agent[Any, Any] = Agent.from_spec(
        spec,
        model=served.model,
        instructions=document["spec"].get("instructions"),
        output_type=[answers, DeferredToolRequests] if kit.tools else answers,
        capabilities=[Governed()],
        **tools,
    )
    return agent


_GIVEN_APART = frozenset({"model", "instructions", "output_schema"})


def _text(output: object) -> str:
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False, default=str)


def _asked(prompt: Prompt, document: Document, grant: Grant, seconds: float) -> dict[str, Any]:
    """Say what an agent is run with: the last message is the question when a person said it."""
    return {
        **(_said(prompt) if grant.resume is None else _left(grant.resume)),
        "model_settings": settings(prompt, document["spec"].get("model_settings")),
        "deps": grant,
        "usage_limits": UsageLimits(request_limit=most_requests(grant.gate.kit if grant.gate else NO_KIT)),
        "timeout": seconds,
        "infer_name": False,
    }


def _said(prompt: Prompt) -> dict[str, Any]:
    *before, last = prompt.messages
    asks = last.role == "user"
    return {
        "user_prompt": content(last) if asks else None,
        "message_history": as_messages(before if asks else prompt.messages),
    }


def _left(resume: Resume) -> dict[str, Any]:
    """Go on where a run waited, with what came of the uses it waited for."""
    return {
        "message_history": ModelMessagesTypeAdapter.validate_json(resume.history),
        "deferred_tool_results": DeferredToolResults(calls=dict(resume.results)),
    }


def _ended(result: AgentRunResult[Any], grant: Grant) -> str:
    """Return the text of a run, or keep what it goes on from when it waits."""
    if isinstance(result.output, DeferredToolRequests) and grant.gate is not None:
        grant.gate.history = ModelMessagesTypeAdapter.dump_json(result.all_messages())
        return ""
    return _text(result.output)


def _whole(result: AgentRunResult[Any], grant: Grant) -> str:
    """Return what did not come in pieces."""
    return "" if isinstance(result.output, str) else _ended(result, grant)


async def run_once(
    agent: Agent[Grant, Any], document: Document, prompt: Prompt, grant: Grant, seconds: float
) -> str:
    """Run to the end and return the text; raises `ModelFailed` or `ModelUnavailable`."""
    try:
        result = await agent.run(**_asked(prompt, document, grant, seconds))
    except (AgentRunError, AddressRefused) as error:
        raise _of_form(error, document) or failure(error) from error
    return _ended(result, grant)


async def run_in_pieces(
    agent: Agent[Grant, Any], document: Document, prompt: Prompt, grant: Grant, seconds: float
) -> AsyncGenerator[Delta | ToolEvent]:
    """Run and yield text and tool uses as they come; raises `ModelFailed` or `ModelUnavailable`.

    Output that is no text (a schema) comes in one piece at the end, once it fits.
    """
    whole = schema_of(document) is not None
    running = agent.run_stream_events(**_asked(prompt, document, grant, seconds))
    try:
        async with running as events:
            async for event in events:
                if piece := _piece(event):
                    grant.meter.write(piece)
                    if not whole:
                        yield Delta(piece)
                elif tool := _tool(event, grant):
                    yield tool
                elif isinstance(event, AgentRunResultEvent) and (text := _whole(event.result, grant)):
                    yield Delta(text)
    except (AgentRunError, AddressRefused) as error:
        raise _of_form(error, document) or failure(error) from error


def _of_form(error: BaseException, document: Document) -> ContractBroken | None:
    """Find out whether a model answered, and did not keep to the agent's schema even when it was asked again."""
    if schema_of(document) is None or not isinstance(error, UnexpectedModelBehavior):
        return None
    name = document["spec"].get("name") or "The agent"
    return ContractBroken(
        f"{name} gave an answer that its output schema does not allow, also when asked again."
    )


def _piece(event: AgentStreamEvent | AgentRunResultEvent[Any]) -> str:
    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""


def _tool(event: AgentStreamEvent | AgentRunResultEvent[Any], grant: Grant) -> ToolEvent | None:
    if isinstance(event, FunctionToolCallEvent):
        name = event.part.tool_name
        return ToolBegan(event.part.tool_call_id, _called(name, grant), event.part.args_as_json_str())
    if isinstance(event, FunctionToolResultEvent):
        id, name = event.part.tool_call_id, _called(event.part.tool_name or "", grant)
        refused = id in grant.meter.refused_calls or (grant.gate is not None and id in grant.gate.refused)
        return ToolEnded(id, name, _text(event.part.content), refused)
    return None


def _called(name: str, grant: Grant) -> str:
    """Call a tool as people do, and not as models must."""
    return name if grant.gate is None else grant.gate.kit.names.get(name, name)


def failure(error: AgentRunError | AddressRefused) -> RemitError:
    """Say in our words what went wrong at the provider, without repeating what it sent."""
    if (refused := _refused_address(error)) is not None:
        return ModelUnavailable(refused.detail)
    if isinstance(error, ModelAuthenticationError):
        return ModelFailed("The model's provider refuses the key that Remit has for it: connect it again.")
    if isinstance(error, (RunTimedOut, ModelRequestTimeout)):
        return ModelUnavailable("The model took too long: try again.")
    if isinstance(error, ModelRateLimitError):
        return ModelUnavailable("The model's provider has too many requests: try again in a minute.")
    if isinstance(error, (ModelConnectionError, ModelUnavailableError)):
        return ModelUnavailable("The model's provider does not answer: try again, or check its address.")
    if isinstance(error, ModelHTTPError):
        kind = ProviderDown if error.status_code >= _DOWN else ModelFailed
        return kind(f"The model's provider answered with status {error.status_code}: try again.")
    return ModelFailed("The model gave no usable answer: try again.")


def _refused_address(error: BaseException | None) -> AddressRefused | None:
    """Find out whether the request never left, since its address is not one that Remit goes to."""
    while error is not None and not isinstance(error, AddressRefused):
        error = error.__cause__
    return error
