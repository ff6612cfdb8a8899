"""Tools and forms of answers that a client asks for, at providers that do not speak OpenAI's protocol."""

from typing import Any

import openai
import pytest
from pydantic import BaseModel
from tests.edges.openai.conftest import Routes
from tests.edges.openai.others.conftest import (
    ASKED,
    BOTH,
    CITY,
    CLAUDE,
    LYON,
    NOVA,
    PARIS,
    WEATHER,
    serve,
    use,
)
from tests.stubs.anthropic_server import SAID, AnthropicStub
from tests.stubs.bedrock_server import BedrockStub
from tests.stubs.world import World


class Town(BaseModel):
    """What is asked for as structured output."""

    city: str


@BOTH
async def test_a_round_trip_of_tools(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, model: str
) -> None:
    use(claude, nova, ("call_1", "weather", PARIS), ("call_2", "weather", LYON))
    said = list(ASKED)
    async with routes.to(routes.world.deploy(model)) as client:
        first = await client.chat.completions.create(model="desk", messages=said, tools=[WEATHER])
        message = first.choices[0].message
        assert first.choices[0].finish_reason == "tool_calls"
        calls: Any = message.tool_calls
        assert [(call.id, call.function.name) for call in calls] == [
            ("call_1", "weather"),
            ("call_2", "weather"),
        ]
        assert calls[1].function.arguments.replace(" ", "") == '{"city":"Lyon"}'
        async with client.chat.completions.stream(model="desk", messages=said, tools=[WEATHER]) as stream:
            final = await stream.get_final_completion()
        streamed: Any = final.choices[0].message.tool_calls
        assert [(call.id, call.function.arguments.replace(" ", "")) for call in streamed] == [
            ("call_1", '{"city":"Paris"}'),
            ("call_2", '{"city":"Lyon"}'),
        ]
        assert final.choices[0].finish_reason == "tool_calls"
        use(claude, nova)
        results: Any = [{"role": "tool", "tool_call_id": id, "content": "sun"} for id in ("call_1", "call_2")]
        second = await client.chat.completions.create(
            model="desk", messages=[*said, message, *results], tools=[WEATHER], tool_choice="auto"
        )
    assert second.choices[0].finish_reason == "stop"
    assert second.choices[0].message.content
    assert {row.outcome for row in await routes.world.usage()} == {"answered"}
    last = (claude.requests or nova.requests)[-1]
    assert "weather" in str(last["messages"][1])
    assert "sun" in str(last["messages"][-1])
    assert "Tells the weather." in str(last.get("tools") or last["toolConfig"])


@BOTH
async def test_which_tool_is_used_is_the_callers_choice(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, model: str
) -> None:
    named: Any = {"type": "function", "function": {"name": "weather"}}
    tools: Any = [WEATHER, {"type": "function", "function": {"name": "now"}}]
    async with routes.to(routes.world.deploy(model)) as client:
        create = client.chat.completions.create
        await create(model="desk", messages=ASKED, tools=tools, tool_choice=named)
        await create(model="desk", messages=ASKED, tools=tools, tool_choice="required")
        for choice in ({"type": "function", "function": {"name": "other"}}, {"type": "all"}, "sometimes"):
            with pytest.raises(openai.BadRequestError) as refused:
                await create(model="desk", messages=ASKED, tools=tools, tool_choice=choice)  # type: ignore[call-overload]  # wrong on purpose
            assert refused.value.param == "tool_choice"
    if model == CLAUDE:
        sent = [
            ({tool["name"] for tool in asked["tools"]}, asked["tool_choice"]["type"])
            for asked in claude.requests
        ]
    else:
        configured = [asked["toolConfig"] for asked in nova.requests]
        sent = [
            ({tool["toolSpec"]["name"] for tool in each["tools"]}, *each["toolChoice"]) for each in configured
        ]
    assert sent == [({"weather", "now"}, "tool"), ({"weather", "now"}, "any")]


@BOTH
async def test_structured_output_is_parsed(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, model: str
) -> None:
    claude.said = ('{"city": ', '"Paris"}')
    nova.uses = [{"toolUseId": "call_1", "name": "give_answer", "input": PARIS}]
    async with routes.to(routes.world.deploy(model)) as client:
        parsed = await client.chat.completions.parse(model="desk", messages=ASKED, response_format=Town)
        async with client.chat.completions.stream(
            model="desk", messages=ASKED, response_format=Town
        ) as stream:
            streamed = await stream.get_final_completion()
        response = await client.responses.parse(model="desk", input="Which town?", text_format=Town)
        async with client.responses.stream(model="desk", input="Which town?", text_format=Town) as told:
            final = await told.get_final_response()
    assert parsed.choices[0].message.parsed == streamed.choices[0].message.parsed == Town(city="Paris")
    assert parsed.choices[0].finish_reason == streamed.choices[0].finish_reason == "stop"
    assert response.output_parsed == final.output_parsed == Town(city="Paris")


async def test_an_object_without_a_schema_comes_as_one(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub
) -> None:
    use(claude, nova, ("call_1", "give_answer", PARIS))
    async with routes.to(routes.world.deploy(CLAUDE)) as client:
        answer = await client.chat.completions.create(
            model="desk", messages=ASKED, response_format={"type": "json_object"}
        )
        assert Town.model_validate_json(answer.choices[0].message.content or "") == Town(city="Paris")
        claude.uses, claude.said = [], ("```json\n", '{"city": "Paris"}\n```')
        stream = await client.chat.completions.create(
            model="desk", messages=ASKED, response_format={"type": "json_object"}, stream=True
        )
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert Town.model_validate_json(text) == Town(city="Paris")


@BOTH
async def test_the_responses_api_has_tools_too(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, model: str
) -> None:
    tool: Any = {"type": "function", "name": "weather", "parameters": CITY, "strict": False}
    async with routes.to(routes.world.deploy(model)) as client:
        use(claude, nova, ("call_1", "weather", PARIS))
        first = await client.responses.create(model="desk", input="Weather?", tools=[tool])
        (call,) = [item for item in first.output if item.type == "function_call"]
        assert (call.name, call.call_id) == ("weather", "call_1")
        stream = await client.responses.create(model="desk", input="Weather?", tools=[tool], stream=True)
        done = [event async for event in stream if event.type == "response.function_call_arguments.done"]
        assert [event.arguments.replace(" ", "") for event in done] == ['{"city":"Paris"}']
        use(claude, nova)
        second = await client.responses.create(
            model="desk",
            input=[{"type": "function_call_output", "call_id": "call_1", "output": "sun"}],
            previous_response_id=first.id,
            tools=[tool],
        )
    assert second.output_text
    assert second.usage is not None
    assert second.usage.output_tokens == 3


@BOTH
async def test_what_asks_for_nothing_special_is_taken(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, model: str
) -> None:
    plain: Any = {
        "n": 1, "presence_penalty": 0, "frequency_penalty": 0, "logprobs": False, "parallel_tool_calls": True,
        "tool_choice": "auto", "response_format": {"type": "text"}, "temperature": 0.5, "stop": ["END"],
    }  # fmt: skip
    async with routes.to(routes.world.deploy(model)) as client:
        answer = await client.chat.completions.create(model="desk", messages=ASKED, **plain)
    assert answer.choices[0].message.content
    assert "END" in str(claude.requests or nova.requests)


async def test_what_was_used_is_told_in_full_and_why_it_ended(routes: Routes, claude: AnthropicStub) -> None:
    claude.stop = "max_tokens"
    async with routes.to(routes.world.deploy(CLAUDE)) as client:
        answer = await client.chat.completions.create(model="desk", messages=ASKED)
        stream = await client.chat.completions.create(
            model="desk", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
        chunks = [chunk async for chunk in stream]
    assert answer.choices[0].finish_reason == "length"
    assert answer.choices[0].message.content == "".join(SAID)
    usage: Any = answer.usage
    assert (usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens) == (13, 4)
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "length"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "".join(SAID)
    assert chunks[-1].usage == usage
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert [(row.input_tokens, row.output_tokens) for row in await routes.world.usage()] == [(13, 3)] * 2


async def test_a_tool_that_takes_nothing_has_arguments_that_can_be_read(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub
) -> None:
    use(claude, nova, ("call_1", "now", {}))
    now: Any = {"type": "function", "function": {"name": "now"}}
    async with routes.to(routes.world.deploy(CLAUDE)) as client:
        whole = await client.chat.completions.create(model="desk", messages=ASKED, tools=[now])
        stream = await client.chat.completions.create(model="desk", messages=ASKED, tools=[now], stream=True)
        pieces = [
            call for chunk in [c async for c in stream] for call in chunk.choices[0].delta.tool_calls or ()
        ]
    calls: Any = whole.choices[0].message.tool_calls
    assert calls[0].function.arguments == "{}"
    assert "".join(piece.function.arguments or "" for piece in pieces if piece.function) == "{}"


async def test_a_model_that_thinks_is_told_how_hard(
    routes: Routes, world: World, claude: AnthropicStub, nova: BedrockStub
) -> None:
    serve(world, nova, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
    for model in (CLAUDE, NOVA):
        async with routes.to(routes.world.deploy(model)) as client:
            for effort in ("low", "none"):
                await client.chat.completions.create(model="", messages=ASKED, reasoning_effort=effort)
            with pytest.raises(openai.BadRequestError, match="reasoning_effort: say one of"):
                await client.chat.completions.create(
                    model="", messages=ASKED, extra_body={"reasoning_effort": "very"}
                )
    fields = [asked.get("additionalModelRequestFields", {}) for asked in nova.requests]
    for first, second in (claude.requests, fields):
        assert first["thinking"]["type"] == "enabled"
        assert second.get("thinking", {}).get("type") != "enabled"
