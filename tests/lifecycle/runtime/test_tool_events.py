"""What is told of the tools that an agent uses while it answers."""

import json
from collections.abc import AsyncIterator

import pytest
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelRequest, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from remit.engines.models import asking
from remit.lifecycle.runtime import Delta, ToolBegan, ToolEnded
from remit.lifecycle.runtime.agent_run import run_in_pieces
from remit.lifecycle.runtime.governed import Governed, Grant, Meter


async def speaking(messages: list[ModelMessage], _: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
    """Use a tool first, then say that it is done."""
    last = messages[-1]
    if isinstance(last, ModelRequest) and any(isinstance(part, ToolReturnPart) for part in last.parts):
        yield "done"
    else:
        yield {0: DeltaToolCall(name="wire_money", json_args=json.dumps({"usd": 5}), tool_call_id="use-1")}


@pytest.mark.parametrize("permitted", [True, False])
async def test_a_tool_use_is_told_when_it_begins_and_when_it_ends(permitted: bool) -> None:
    agent = Agent(FunctionModel(stream_function=speaking), deps_type=Grant, capabilities=[Governed()])

    @agent.tool_plain
    def wire_money(usd: int) -> str:
        return f"wired {usd}"

    grant = Grant(Meter(), may_use=lambda _: permitted)
    began, ended, said = [each async for each in run_in_pieces(agent, {"spec": {}}, asking("Pay."), grant, 5)]
    assert isinstance(began, ToolBegan)
    assert (began.id, began.name, json.loads(began.arguments)) == ("use-1", "wire_money", {"usd": 5})
    assert isinstance(ended, ToolEnded)
    assert (ended.id, ended.name, ended.refused) == ("use-1", "wire_money", not permitted)
    assert ended.result == ("wired 5" if permitted else "The tool wire_money is not permitted to this agent.")
    assert said == Delta("done")
