"""Any client of OpenAI's chat API works: shapes, streams, errors, and a record for every answer."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import httpx
import openai
import pytest
from tests.edges.openai.conftest import Routes
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, WORDS, OpenAIStub
from tests.stubs.waiting import until

from remit.kit.ids import new_id

ASKED: Any = [{"role": "user", "content": "What is the capital of France?"}]


async def test_the_official_client_gets_an_answer_that_is_recorded(routes: Routes, stub: OpenAIStub) -> None:
    target = routes.world.deploy("openai:stub-1")
    async with routes.to(target) as client:
        raw = await client.chat.completions.with_raw_response.create(model="desk", messages=ASKED)
    answer = raw.parse()
    assert answer.choices[0].message.content == "".join(WORDS)
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (PROMPT_TOKENS, COMPLETION_TOKENS)
    (row,) = await routes.world.usage()
    (entry,) = await routes.world.audited()
    assert (row.outcome, row.input_tokens, row.output_tokens) == (
        "answered",
        PROMPT_TOKENS,
        COMPLETION_TOKENS,
    )
    assert entry.payload["call"] == raw.headers["x-remit-call"]
    assert entry.payload["request_id"] == row.request_id == raw.headers["x-request-id"]


async def test_the_agents_instructions_come_first_and_its_model_answers(
    routes: Routes, stub: OpenAIStub
) -> None:
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        await client.chat.completions.create(model="desk-staging", messages=ASKED, seed=7, stop=["END"])
    (sent,) = stub.requests
    assert sent["model"] == "stub-1"
    assert [each["role"] for each in sent["messages"]] == ["system", "user"]
    assert sent["messages"][0]["content"].startswith("You greet people")
    assert (sent["seed"], sent["stop"]) == (7, ["END"])
    assert stub.headers[-1]["authorization"] == "Bearer sk-test"


async def test_the_agents_own_limit_is_the_most_that_a_caller_gets(routes: Routes, stub: OpenAIStub) -> None:
    document = {
        "spec": {
            "name": "desk", "instructions": "Be brief.", "model": "openai:stub-1",
            "model_settings": {"max_tokens": 50, "temperature": 0.1},
        },
        "remit": {"type": "context"},
    }  # fmt: skip
    async with routes.to(routes.world.deploy(document=document)) as client:
        await client.chat.completions.create(model="desk", messages=ASKED, max_tokens=4000, temperature=1)
        await client.chat.completions.create(model="desk", messages=ASKED, max_completion_tokens=10)
    assert [(sent["max_tokens"], sent["temperature"]) for sent in stub.requests] == [(50, 1.0), (10, 0.1)]


@pytest.mark.parametrize("usage", [True, False])
async def test_a_stream_comes_in_pieces_and_ends_when_it_is_recorded(
    routes: Routes, stub: OpenAIStub, usage: bool
) -> None:
    options: Any = {"stream_options": {"include_usage": True}} if usage else {}
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        stream = await client.chat.completions.create(model="desk", messages=ASKED, stream=True, **options)
        chunks = [chunk async for chunk in stream]
    said = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert "".join(word for word in said if word) == "".join(WORDS)
    counted = [chunk.usage for chunk in chunks if chunk.usage]
    assert [each.total_tokens for each in counted] == ([PROMPT_TOKENS + COMPLETION_TOKENS] if usage else [])
    (row,) = await routes.world.usage()
    assert (row.outcome, row.output_tokens) == ("answered", COMPLETION_TOKENS)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_model_that_speaks_otherwise_answers_in_the_same_shape(routes: Routes, stream: bool) -> None:
    async with routes.to(routes.world.deploy("demo")) as client:
        asked: Any = [{"role": "user", "content": "Where is parking?"}]
        if stream:
            options: Any = {"include_usage": True}
            found = await client.chat.completions.create(
                model="desk", messages=asked, stream=True, stream_options=options
            )
            chunks = [chunk async for chunk in found]
            text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
            assert chunks[-2].choices[0].finish_reason == "stop"
            assert chunks[-1].usage is not None
            assert chunks[-1].usage.completion_tokens > 0
        else:
            answer = await client.chat.completions.create(model="desk", messages=asked)
            text = answer.choices[0].message.content or ""
            assert answer.id.startswith("chatcmpl-call_")
            assert answer.usage is not None
    assert "behind the building" in text


async def test_tools_of_the_client_and_a_schema_reach_the_model(routes: Routes, stub: OpenAIStub) -> None:
    tools: Any = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    schema: Any = {"type": "json_schema", "json_schema": {"name": "city", "schema": {"type": "object"}}}
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        await client.chat.completions.create(model="desk", messages=ASKED, tools=tools, n=2)
        await client.chat.completions.create(model="desk", messages=ASKED, response_format=schema)
    assert stub.requests[0]["tools"] == tools
    assert stub.requests[0]["n"] == 2
    assert stub.requests[1]["response_format"] == schema


async def test_what_does_not_concern_the_model_is_not_passed_on(routes: Routes, stub: OpenAIStub) -> None:
    plain: Any = {
        "service_tier": "auto", "modalities": ["text"], "store": True, "metadata": {"a": "b"}, "user": "ada",
        "prompt_cache_key": "k", "safety_identifier": "s",
    }  # fmt: skip
    heard: Any = [
        {"type": "text", "text": "What is said?"},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
    ]
    async with routes.to(routes.world.deploy("openai:stub-1")) as client:
        await client.chat.completions.create(model="desk", messages=ASKED, verbosity="low", **plain)
        await client.chat.completions.create(model="desk", messages=[{"role": "user", "content": heard}])
    assert set(stub.requests[0]) == {"model", "messages", "verbosity"}
    assert stub.requests[1]["messages"][-1]["content"] == heard


async def test_what_a_model_cannot_do_is_said_and_not_left_out(routes: Routes) -> None:
    tools: Any = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    async with routes.to(routes.world.deploy("demo")) as client:
        with pytest.raises(openai.BadRequestError) as caught:
            await client.chat.completions.create(model="desk", messages=ASKED, tools=tools)
    assert caught.value.param == "tools"


async def test_errors_have_openais_shape(routes: Routes, stub: OpenAIStub) -> None:
    target = routes.world.deploy("openai:stub-1")
    async with routes.to(target) as client:
        with pytest.raises(openai.NotFoundError) as missing:
            await client.chat.completions.create(model="gpt-4o", messages=ASKED)
        assert missing.value.code == "model_not_found"
        assert "desk-staging" in missing.value.message
        with pytest.raises(openai.AuthenticationError) as unknown:
            await client.with_options(api_key="sk-proj-other").chat.completions.create(
                model="desk", messages=ASKED
            )
        assert unknown.value.code == "invalid_api_key"
        stub.fault = "500"
        with pytest.raises(openai.InternalServerError) as broken:
            await client.chat.completions.create(model="desk", messages=ASKED)
        assert "secret detail" not in broken.value.message
        assert broken.value.request_id
    paused = routes.world.deploy(status="paused")
    async with routes.to(paused) as client:
        with pytest.raises(openai.ConflictError):
            await client.chat.completions.create(model="desk", messages=ASKED)
    spent = routes.world.deploy("demo", budget_usd_per_hour=Decimal(1))
    await routes.world.spend(spent, "2")
    async with routes.to(spent) as client:
        with pytest.raises(openai.APIStatusError) as over:
            await client.chat.completions.create(model="desk", messages=ASKED)
    assert over.value.status_code == 402
    assert over.value.response.headers["x-should-retry"] == "false"


HOSTILE = [
    (b"", "no JSON"),
    (b"null", "Expected `object`"),
    (b"[]", "Expected `object`"),
    (b"{}", "messages"),
    (b'{"messages": []}', "at least one"),
    (b'{"messages": null}', "messages"),
    (b'{"messages": [{"role": "king", "content": "x"}]}', "messages[0].role"),
    (b'{"messages": [{"role": "user", "content": 7}]}', "messages[0].content"),
    (b'{"messages": [{"role": "user", "content": "a\\u0000b"}]}', "NUL"),
    (b'{"messages": [{"role": "user", "content": "x"}], "n": 0}', "n: must be at least 1"),
    (b'{"messages": [{"role": "user", "content": "x"}], "n": 1000000}', "n: at most"),
    (b'{"messages": [{"role": "user", "content": "x"}], "max_tokens": "many"}', "max_tokens"),
    (b'{"messages": [{"role": "user", "content": "\xff\xfe"}]}', "UTF-8"),
    (b'{"messages": [{"role": "user", "content": "half', "no JSON"),
    (b'{"messages": [{"role": "user", "content": "x"}], "functions": []}', "functions: give tools"),
    (b'{"messages": [{"role": "user", "content": "x"}], "function_call": "auto"}', "function_call: give"),
    (b'{"messages": [{"role": "user", "content": "x"}], "modalities": ["text", "audio"]}', "modalities: "),
    (b'{"messages": [{"role": "user", "content": "x"}], "audio": {"voice": "ash"}}', "audio: "),
    (b'{"messages": [{"role": "user", "content": "x"}], "service_tier": "flex"}', "service_tier: "),
    (b'{"messages": [{"role": "user", "content": "x"}], "web_search_options": {}}', "web_search_options: "),
    (b"[" * 100_000, "Expected `object`"),
    (b'{"messages": [{"role": "user", "content": ' + b'{"a":' * 50_000, ""),
]


@pytest.mark.parametrize(("body", "words"), HOSTILE)
async def test_a_body_that_is_none_is_refused_in_words(routes: Routes, body: bytes, words: str) -> None:
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        answer = await client.post("/v1/chat/completions", content=body)
    assert answer.status_code == 400, answer.text
    assert words in answer.json()["error"]["message"]
    assert answer.json()["error"]["type"] == "invalid_request_error"


async def test_paths_methods_and_sizes_that_are_wrong_are_said(routes: Routes) -> None:
    async with routes.plain(routes.world.deploy()) as client:
        assert (await client.post("/v1/images")).status_code == 404
        assert (await client.get("/v1/chat/completions")).status_code == 405
        big = await client.post("/v1/chat/completions", content=b"x" * (17 * 2**20))
        assert big.status_code == 413
        assert "16 MiB" in big.json()["error"]["message"]
    async with routes.plain(None) as client:
        del client.headers["authorization"]
        answer = await client.post("/v1/chat/completions", json={"messages": ASKED})
        assert answer.status_code == 401


async def test_a_client_that_leaves_stops_the_model_and_is_recorded(routes: Routes, stub: OpenAIStub) -> None:
    stub.fault = "hang"
    target = routes.world.deploy("openai:stub-1")
    async with routes.plain(target) as client:
        for number in (1, 2):
            asking = asyncio.create_task(client.post("/v1/chat/completions", json={"messages": ASKED}))
            await until(lambda: len(stub.requests) == number)  # noqa: B023 - used at once
            asking.cancel()
            await until(lambda: stub.gone == number)  # noqa: B023 - used at once
    await routes.runtime.drain()
    assert [row.outcome for row in await routes.world.usage()] == ["cancelled", "cancelled"]


async def test_a_stream_that_is_left_midway_is_recorded_with_what_came(
    routes: Routes, stub: OpenAIStub
) -> None:
    stub.fault = "hang_midway"
    target = routes.world.deploy("openai:stub-1")
    async with routes.to(target) as client:
        stream = await client.chat.completions.create(model="desk", messages=ASKED, stream=True)
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                break
        await stream.close()
    await until(lambda: stub.gone)
    await routes.runtime.drain()
    (row,) = await routes.world.usage()
    assert (row.outcome, row.output_tokens > 0) == ("cancelled", True)


async def test_a_stream_that_breaks_off_ends_with_an_error_and_not_with_done(
    routes: Routes, stub: OpenAIStub
) -> None:
    stub.fault = "cut"
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        answer = await client.post("/v1/chat/completions", json={"messages": ASKED, "stream": True})
    events = [line[6:] for line in answer.text.split("\n") if line.startswith("data: ")]
    assert "[DONE]" not in events
    assert json.loads(events[-1])["error"]["code"] == "model_unavailable"


async def test_many_at_once_share_commits_and_none_is_lost(routes: Routes, stub: OpenAIStub) -> None:
    target = routes.world.deploy("openai:stub-1")
    key = (await routes.world.key(target)).token
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=routes.url, headers=headers, trust_env=False, timeout=30) as client:
        answers = await asyncio.gather(
            *(client.post("/v1/chat/completions", json={"messages": ASKED}) for _ in range(60))
        )
    assert {answer.status_code for answer in answers} == {200}
    calls = {answer.headers["x-remit-call"] for answer in answers}
    assert len(calls) == len(await routes.world.usage()) == 60
    assert {entry.payload["call"] for entry in await routes.world.audited()} == calls


async def test_another_organisations_agent_is_not_there(routes: Routes) -> None:
    theirs = routes.world.deploy(org_id=new_id())
    ours = routes.world.deploy(name="ours")
    async with routes.plain(ours) as client:
        body = {"model": theirs.shown_id, "messages": ASKED}
        assert (await client.post("/v1/chat/completions", json=body)).status_code == 404
