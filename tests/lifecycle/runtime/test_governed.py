"""Governance wrapped round an agent: it counts, and keeps tools away."""

import pytest
from pydantic_ai import Agent
from pydantic_ai.messages import ModelRequest, ToolReturnPart

from remit.engines.models import Line, ScriptedModel
from remit.lifecycle.runtime.governed import Governed, Grant, Meter


@pytest.mark.parametrize("permitted", [True, False])
async def test_a_tool_runs_only_when_it_is_permitted(permitted: bool) -> None:
    model = ScriptedModel(Line(tool="wire_money"), Line(("done",)))
    agent = Agent(model, deps_type=Grant, capabilities=[Governed()])
    ran: list[str] = []

    @agent.tool_plain
    def wire_money() -> str:
        ran.append("wired")
        return "wired"

    meter = Meter()
    result = await agent.run("Pay.", deps=Grant(meter, lambda _: permitted))
    assert result.output == "done"
    assert ran == (["wired"] if permitted else [])
    assert meter.refused_tools == ([] if permitted else ["wire_money"])
    assert len(meter.refused_calls) == len(meter.refused_tools)
    last = model.heard[-1][-1]
    assert isinstance(last, ModelRequest)
    (part,) = last.parts
    assert isinstance(part, ToolReturnPart)
    assert ("not permitted" in part.model_response_str()) is not permitted


async def test_every_request_to_the_model_is_counted() -> None:
    model = ScriptedModel(Line(tool="look"), Line(("12345678",)))
    agent = Agent(model, deps_type=Grant, capabilities=[Governed()])

    @agent.tool_plain
    def look() -> str:
        return "seen"

    meter = Meter()
    await agent.run("Look.", deps=Grant(meter, lambda _: True))
    assert (meter.usage.input_tokens, meter.usage.output_tokens) == (20, 2)


async def test_a_request_that_came_back_is_not_estimated_again() -> None:
    meter = Meter()
    agent = Agent(ScriptedModel(Line(("1234",))), deps_type=Grant, capabilities=[Governed()])
    await agent.run("Hello.", deps=Grant(meter, lambda _: True))
    meter.estimate("a long text that would be counted")
    assert (meter.usage.input_tokens, meter.estimated) == (10, False)
