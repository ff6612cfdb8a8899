"""What the official Python client's own pages show, against the served routes."""

import asyncio
import json
from typing import Any

import httpx2
import openai
import pytest
from pydantic import BaseModel
from tests.edges.openai.conftest import Routes
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, WORDS, OpenAIStub

from remit.controls import metering

TEXT = "".join(WORDS)
ASKED: Any = [{"role": "user", "content": "How do I check if a Python object is an instance of a class?"}]
LOOK: Any = {"id": "call-1", "type": "function", "function": {"name": "look", "arguments": '{"at": 1}'}}
PARAMETERS: Any = {
    "type": "object",
    "properties": {"at": {"type": "integer"}},
    "required": ["at"],
    "additionalProperties": False,
}


class Event(BaseModel):
    """What is asked for as structured output."""

    name: str
    date: str
    participants: list[str]


SCIENCE = Event(name="Science fair", date="Friday", participants=["Alice", "Bob"])


async def test_the_client_that_waits(routes: Routes, stub: OpenAIStub) -> None:
    key = (await routes.world.key(routes.world.deploy("openai:stub-1"))).token

    def examples() -> tuple[str, str | None, str, str]:
        with (
            httpx2.Client(trust_env=False) as http,
            openai.OpenAI(base_url=f"{routes.url}/v1", api_key=key, http_client=http) as client,
        ):
            response = client.responses.create(
                model="desk",
                instructions="You are a coding assistant that talks like a pirate.",
                input=ASKED[0]["content"],
            )
            completion = client.chat.completions.create(
                model="desk", messages=[{"role": "developer", "content": "Talk like a pirate."}, *ASKED]
            )
            stream = client.responses.create(model="desk", input="Write a story.", stream=True)
            told = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
            with client.chat.completions.with_streaming_response.create(model="desk", messages=ASKED) as raw:
                lines = "".join(raw.iter_lines())
            return response.output_text, completion.choices[0].message.content, told, lines

    response, completion, told, lines = await asyncio.to_thread(examples)
    assert (response, completion, told) == (TEXT, TEXT, TEXT)
    assert json.loads(lines)["object"] == "chat.completion"
    assert {row.outcome for row in await routes.world.usage()} == {"answered"}


async def test_pictures_go_along(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        picture = "data:image/png;base64,iVBORw0KGgo="
        content: Any = [
            {"type": "input_text", "text": "What is in this image?"},
            {"type": "input_image", "image_url": picture},
        ]
        await client.responses.create(model="desk", input=[{"role": "user", "content": content}])
    assert stub.requests[0]["messages"][-1]["content"][1] == {
        "type": "image_url",
        "image_url": {"url": picture},
    }


async def test_the_streaming_helpers(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        async with client.chat.completions.stream(
            model="desk", messages=ASKED, stream_options={"include_usage": True}
        ) as stream:
            deltas = [event.delta async for event in stream if event.type == "content.delta"]
            final = await stream.get_final_completion()
        assert "".join(deltas) == final.choices[0].message.content == TEXT
        assert final.usage is not None
        assert final.usage.total_tokens == PROMPT_TOKENS + COMPLETION_TOKENS
        async with client.responses.stream(model="desk", input="Hello") as told:
            kinds = [event.type async for event in told]
            response = await told.get_final_response()
        assert response.output_text == TEXT
        assert kinds.count("response.completed") == 1


async def test_structured_output_is_parsed(routes: Routes, stub: OpenAIStub) -> None:
    stub.words = [SCIENCE.model_dump_json()]
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        completion = await client.chat.completions.parse(model="desk", messages=ASKED, response_format=Event)
        response = await client.responses.parse(model="desk", input="Extract the event.", text_format=Event)
        async with client.responses.stream(model="desk", input="Extract.", text_format=Event) as stream:
            streamed = await stream.get_final_response()
    assert completion.choices[0].message.parsed == SCIENCE
    assert response.output_parsed == SCIENCE
    assert streamed.output_parsed == SCIENCE
    formats = [sent["response_format"]["json_schema"]["name"] for sent in stub.requests]
    assert formats == ["Event", "Event", "Event"]


async def test_a_round_trip_of_tools(routes: Routes, stub: OpenAIStub) -> None:
    stub.scripted = {"Look.": [LOOK]}
    tools: Any = [
        {"type": "function", "function": {"name": "look", "parameters": PARAMETERS, "strict": True}}
    ]
    said: Any = [{"role": "user", "content": "Look."}]
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        first = await client.chat.completions.create(model="desk", messages=said, tools=tools)
        assert first.choices[0].finish_reason == "tool_calls"
        (call,) = first.choices[0].message.tool_calls or []
        said += [first.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "a cat"}]
        second = await client.chat.completions.create(model="desk", messages=said, tools=tools)
        assert second.choices[0].message.content == TEXT
        async with client.chat.completions.stream(model="desk", messages=said[:1], tools=tools) as stream:
            message = (await stream.get_final_completion()).choices[0].message
        assert message.tool_calls
        assert message.tool_calls[0].function.parsed_arguments == {"at": 1}
    assert stub.requests[1]["messages"][-2]["tool_calls"][0]["function"] == LOOK["function"]


async def test_a_round_trip_of_tools_by_sending_what_came_back(routes: Routes, stub: OpenAIStub) -> None:
    stub.scripted = {"Look.": [LOOK]}
    tools: Any = [{"type": "function", "name": "look", "parameters": PARAMETERS, "strict": True}]
    said: Any = [{"role": "user", "content": "Look."}]
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        first = await client.responses.create(model="desk", input=said, tools=tools, store=False)
        said += first.output
        said += [
            {"type": "function_call_output", "call_id": "call-1", "output": json.dumps({"seen": "a cat"})}
        ]
        second = await client.responses.create(model="desk", input=said, tools=tools, store=False)
        said += second.output
        said += [{"role": "user", "content": "Thank you."}]
        third = await client.responses.create(model="desk", input=said, tools=tools, store=False)
    assert third.output_text == TEXT
    roles = [turn["role"] for turn in stub.requests[2]["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "user"]


async def test_raw_answers_and_the_headers_that_they_bring(routes: Routes, stub: OpenAIStub) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"X-Request-Id": "order-4711", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        chat = await client.chat.completions.with_raw_response.create(
            model="desk", messages=ASKED, extra_headers=headers
        )
        made = await client.responses.with_raw_response.create(
            model="desk", input="Hello", extra_headers=headers
        )
        streamed = await client.chat.completions.with_raw_response.create(
            model="desk", messages=ASKED, stream=True, extra_headers=headers
        )
        async for _ in streamed.parse():
            pass
        with pytest.raises(openai.NotFoundError) as refused:
            await client.chat.completions.create(model="other", messages=ASKED, extra_headers=headers)
    for raw in (chat, made, streamed):
        assert raw.headers["x-request-id"] == "order-4711"
        assert raw.headers["traceresponse"].startswith(f"00-{trace}-")
        assert raw.headers["x-remit-call"].startswith("call_")
    assert chat.parse()._request_id == "order-4711"
    assert refused.value.request_id == "order-4711"
    assert {row.request_id for row in await routes.world.usage()} == {"order-4711"}


async def test_limits_stand_in_the_headers_and_the_client_waits_for_them(
    routes: Routes, stub: OpenAIStub
) -> None:
    routes.runtime.limits = metering.Limits(routes.world.database, key_per_minute=2)
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        raw = await client.chat.completions.with_raw_response.create(model="desk", messages=ASKED)
        assert "ratelimit" in raw.headers
        assert "ratelimit-policy" in raw.headers
        await client.chat.completions.create(model="desk", messages=ASKED)
        with pytest.raises(openai.RateLimitError) as over:
            await client.chat.completions.create(model="desk", messages=ASKED)
    assert over.value.code == "rate_limit_exceeded"
    assert 1 <= int(over.value.response.headers["retry-after"]) <= 60
    assert "ratelimit" in over.value.response.headers
    assert len(stub.requests) == 2
