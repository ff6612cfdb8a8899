"""Responses follow one another, are kept for whoever made them, and are governed calls like all others."""

from typing import Any

import openai
import pytest
from tests.edges.openai.conftest import Routes
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, WORDS, OpenAIStub

from remit.controls import metering

TOOLS: Any = [{"type": "function", "name": "look", "parameters": {"type": "object"}, "strict": False}]


async def test_a_response_is_made_shown_and_removed(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        made = await client.responses.create(model="desk", input="What is the capital of France?")
        assert made.output_text == "".join(WORDS)
        assert made.usage is not None
        assert (made.usage.input_tokens, made.usage.output_tokens) == (PROMPT_TOKENS, COMPLETION_TOKENS)
        again = await client.responses.retrieve(made.id)
        assert again.output_text == made.output_text
        await client.responses.delete(made.id)
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(made.id)
    (row,) = await routes.world.usage()
    assert row.outcome == "answered"


async def test_one_follows_another_without_all_that_was_said(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        first = await client.responses.create(model="desk", input="I am Ada.", instructions="Be brief.")
        second = await client.responses.create(model="desk", input="Who am I?", previous_response_id=first.id)
        await client.responses.create(model="desk", input="And now?", previous_response_id=second.id)
    said = [(each["role"], each["content"]) for each in stub.requests[2]["messages"][1:]]
    answer = ("assistant", "".join(WORDS))
    assert said == [("user", "I am Ada."), answer, ("user", "Who am I?"), answer, ("user", "And now?")]


async def test_a_stream_tells_the_events_that_the_client_knows(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        stream = await client.responses.create(model="desk", input="Hello", stream=True)
        events = [event async for event in stream]
        types = [event.type for event in events]
        assert types[:2] == ["response.created", "response.in_progress"]
        assert types[-1] == "response.completed"
        assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == "".join(WORDS)
        assert [e.sequence_number for e in events] == list(range(len(events)))
        last = events[-1]
        assert last.type == "response.completed"
        assert (await client.responses.retrieve(last.response.id)).output_text == "".join(WORDS)


async def test_calls_of_tools_go_to_the_client_and_their_results_back(
    routes: Routes, stub: OpenAIStub
) -> None:
    stub.calls = [{"id": "call-1", "type": "function", "function": {"name": "look", "arguments": '{"at":1}'}}]
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        for stream in (False, True):
            found: Any = await client.responses.create(
                model="desk", input="Look.", tools=TOOLS, stream=stream
            )
            if stream:
                found = [event async for event in found][-1].response
            (call,) = found.output
            assert (call.type, call.name, call.arguments, call.call_id) == (
                "function_call", "look", '{"at":1}', "call-1",
            )  # fmt: skip
        stub.calls = []
        outputs: Any = [{"type": "function_call_output", "call_id": "call-1", "output": "a cat"}]
        await client.responses.create(model="desk", input=outputs, previous_response_id=found.id)
    told = stub.requests[-1]["messages"][-2:]
    assert told[0]["tool_calls"][0]["id"] == "call-1"
    assert told[1] == {"role": "tool", "content": "a cat", "tool_call_id": "call-1"}


async def test_what_is_not_to_be_stored_is_not(routes: Routes) -> None:
    async with routes.to(routes.world.deploy()) as client:
        made = await client.responses.create(model="desk", input="Where is parking?", store=False)
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(made.id)


async def test_a_response_is_there_for_its_maker_alone(routes: Routes) -> None:
    target, other = routes.world.deploy(), routes.world.deploy(name="other")
    async with routes.to(target) as client:
        made = await client.responses.create(model="desk", input="Where is parking?")
    async with routes.to(other) as stranger:
        for wrong in (made.id, "resp_nope", "x" * 300):
            with pytest.raises(openai.NotFoundError):
                await stranger.responses.retrieve(wrong)
            with pytest.raises(openai.NotFoundError):
                await stranger.responses.create(model="other", input="x", previous_response_id=wrong)
            with pytest.raises(openai.NotFoundError):
                await stranger.responses.delete(wrong)


async def test_looking_for_what_was_said_before_counts_as_a_request_once(routes: Routes) -> None:
    routes.runtime.limits = metering.Limits(routes.world.database, key_per_minute=3)
    async with routes.to(routes.world.deploy()) as client:
        first = await client.responses.create(model="desk", input="Where is parking?")
        await client.responses.create(model="desk", input="And lunch?", previous_response_id=first.id)
        with pytest.raises(openai.NotFoundError):
            await client.responses.create(model="desk", input="x", previous_response_id="resp_" + "a" * 26)
        for previous in (first.id, "resp_" + "a" * 26):
            with pytest.raises(openai.RateLimitError) as over:
                await client.responses.create(model="desk", input="x", previous_response_id=previous)
            assert "retry-after" in over.value.response.headers
    assert len(await routes.world.usage()) == 2


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"input": None}, "input"),
        ({"input": []}, "input"),
        ({"input": [7]}, "input[0]"),
        ({"input": [{"type": "computer_call"}]}, "input[0]"),
        ({"input": [{"role": "king", "content": "x"}]}, "input[0]"),
        ({"input": [{"role": "user", "content": [{"type": "input_file"}]}]}, "input[0].content[0]"),
        ({"input": "a\x00b"}, "input"),
        ({"input": "x", "background": True}, "background"),
        ({"input": "x", "max_output_tokens": 0}, "max_output_tokens"),
        ({"input": "x", "tools": [{"type": "web_search"}]}, "tools[0]"),
        ({"input": "x", "stream": "yes"}, "stream"),
    ],
)
async def test_a_request_that_is_none_says_where(routes: Routes, body: dict[str, Any], where: str) -> None:
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        answer = await client.post("/v1/responses", json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["param"] == where
    assert await routes.world.usage() == []
