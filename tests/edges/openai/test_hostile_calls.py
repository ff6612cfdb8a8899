"""Bad days of `/v1`: bodies that are none, too long, too deep or too slow, and providers that answer nonsense."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.edges.openai.conftest import Routes
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, WORDS, OpenAIStub

ASKED = {"messages": [{"role": "user", "content": "What is the capital of France?"}]}
PATHS = ("/v1/chat/completions", "/v1/responses")


def _user(**members: Any) -> dict[str, Any]:
    return {**ASKED, **members}


ODD_CHATS: list[dict[str, Any]] = [
    _user(model="a\x00b"),
    _user(model="x" * 100_000),
    _user(model="'; drop table deployments; --"),
    _user(seed=10**400),
    _user(seed=2**70),
    _user(max_tokens=10**300),
    _user(temperature=10**300),
    _user(logit_bias={"50256": 10**300}),
    _user(stop=["\x00"]),
    _user(user="\x00"),
    _user(tools=[{"type": "function", "function": {"name": "\x00", "parameters": {}}}]),
    _user(response_format={"type": "json_schema", "json_schema": {"name": "\x00"}}),
    _user(tools=[{}, {"function": 1}], tool_choice={"x": None}),
    {"messages": [{"role": "assistant", "tool_calls": [{"function": "look"}]}]},
    {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": {"a": 1}}}]}]},
    {"messages": [{"role": "assistant", "tool_calls": [{}]}]},
    {"messages": [{"role": "tool", "content": "x"}]},
    {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
    {"messages": [{"role": "user", "content": [{"type": {}, "text": {}}]}]},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": []}]}]},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:x"}}]}]},
    {"messages": [{"role": "user", "content": []}]},
    {"messages": [{"role": "assistant"}]},
    {"messages": [{"role": "user", "name": "\x00"}]},
]
ODD_RESPONSES: list[dict[str, Any]] = [
    {"input": "x", "model": "a\x00b"},
    {"input": "x", "metadata": {"a\x00": "b"}},
    {"input": "x", "metadata": {"a": "b\x00"}},
    {"input": "x", "tools": [{"type": "function", "name": "f", "description": "\x00"}]},
    {"input": "x", "text": {"format": {"type": "json_schema", "schema": {"\x00": 1}}}},
    {"input": "x", "text": {"format": {"type": ["text"]}}},
    {"input": "x", "tool_choice": {"type": "\x00"}},
    {"input": "x", "previous_response_id": "resp_\x00"},
    {"input": "x", "previous_response_id": ""},
    {"input": "x", "conversation": "conv_1"},
    {"input": "x", "prompt": {"id": "pmpt_1"}},
    {"input": "x", "max_output_tokens": 10**300},
    {"input": "x", "temperature": 10**300},
    {"input": [{"role": ["user"], "content": "x"}]},
    {"input": [{"role": "user", "content": {"text": "x"}}]},
    {"input": [{"type": ["message"], "role": "user", "content": "x"}]},
    {"input": [{"type": "function_call_output", "call_id": None, "output": None}]},
    {"input": [{"type": "function_call_output", "call_id": "c", "output": {"a": 1}}]},
    {"input": [{"type": "function_call", "call_id": {}, "name": [], "arguments": {}}]},
    {"input": [{"role": "user", "content": "x"}] * 10_001},
    {"input": [{"type": "reasoning"}]},
]


@pytest.mark.parametrize("model", ["openai:stub-1", "demo"])
@pytest.mark.parametrize("key", ["deployment", "organization"])
async def test_what_makes_no_sense_is_never_a_fault_of_ours(
    routes: Routes, stub: OpenAIStub, model: str, key: str
) -> None:
    target = routes.world.deploy(model)
    made = await routes.world.key(target if key == "deployment" else None)
    headers = {"authorization": f"Bearer {made.token}"}
    async with httpx.AsyncClient(base_url=routes.url, headers=headers, trust_env=False) as client:
        for path, bodies in zip(PATHS, (ODD_CHATS, ODD_RESPONSES), strict=True):
            for body in bodies:
                for stream in (False, True, None):
                    answer = await client.post(path, json={**body, "stream": stream})
                    assert answer.status_code in (200, 400, 404), (body, answer.text)


async def test_depth_is_answered_or_refused(routes: Routes) -> None:
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        for depth in (50, 200, 400, 600, 800, 900, 990, 1100, 5000):
            deep = '{"a":' * depth + "1" + "}" * depth
            for member in (
                f'"tools": [{{"type": "function", "name": "f", "parameters": {deep}, "function": {deep}}}]',
                f'"text": {{"format": {{"type": "json_schema", "schema": {deep}}}}}',
                f'"response_format": {deep}',
            ):
                for path, said in zip(PATHS, (json.dumps(ASKED)[1:-1], '"input": "x"'), strict=True):
                    answer = await client.post(path, content=f"{{{said}, {member}}}")
                    assert answer.status_code in (200, 400), (depth, member[:10], answer.text)


async def test_text_that_is_no_unicode_is_refused(routes: Routes) -> None:
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        for content in (b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xff"', b'"\xc3\x28"', b'"\x00"'):
            body = b'{"messages": [{"role": "user", "content": %b}], "input": %b}' % (content, content)
            for path in PATHS:
                answer = await client.post(path, content=body)
                assert answer.status_code == 400, answer.text


async def test_ten_thousand_turns_are_taken_and_more_are_not(routes: Routes, stub: OpenAIStub) -> None:
    turns = [{"role": ("user", "assistant")[i % 2], "content": "x" * 1000} for i in range(10_000)]
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        client.timeout = httpx.Timeout(60)
        answer = await client.post("/v1/chat/completions", json={"messages": turns})
        assert answer.status_code == 200, answer.text
        assert len(stub.requests[0]["messages"]) == 10_001
        assert (await client.post("/v1/responses", json={"input": turns, "store": False})).status_code == 200
        kept = await client.post("/v1/responses", json={"input": turns})
        assert (kept.status_code, kept.json()["error"]["param"]) == (400, "input")
        more = await client.post("/v1/chat/completions", json={"messages": [*turns, turns[0]]})
        assert more.status_code == 400
    assert len(stub.requests) == 2, "what cannot be stored is refused before it is paid for"


async def test_fifty_megabytes_are_refused_before_they_are_read(routes: Routes, stub: OpenAIStub) -> None:
    async def endless() -> Any:
        for _ in range(50):
            yield b"x" * 2**20

    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        for path in PATHS:
            answer = await client.post(path, content=endless())
            assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert stub.requests == []


async def test_a_body_that_is_half_sent_makes_no_call(routes: Routes, stub: OpenAIStub) -> None:
    token = (await routes.world.key(routes.world.deploy("openai:stub-1"))).token
    host, port = routes.url.removeprefix("http://").split(":")
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    for sent in (
        'Content-Length: 500\r\n\r\n{"messages": [{"role"',
        "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    ):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write((head + sent).encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    async with routes.plain(routes.world.deploy("openai:stub-1", name="other")) as client:
        assert (await client.post("/v1/chat/completions", json=ASKED)).status_code == 200
    assert len(stub.requests) == 1
    assert [row.outcome for row in await routes.world.usage()] == ["answered"]


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("400", {502}), ("401", {502}), ("404", {502}), ("429", {503}), ("500", {502, 503}), ("529", {502, 503}),
        ("html", {502}), ("malformed", {502}), ("malformed_events", {502}), ("huge", {200, 502}), ("cut", {503}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("path", PATHS)
async def test_a_provider_on_a_bad_day_is_a_clear_error_and_a_record(
    routes: Routes, stub: OpenAIStub, fault: Any, statuses: set[int], stream: bool, path: str
) -> None:
    stub.fault = fault
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        client.timeout = httpx.Timeout(60)
        answer = await client.post(path, json={**ASKED, "input": "Hello", "stream": stream})
    (row,) = await routes.world.usage()
    assert "secret detail" not in answer.text
    if answer.status_code != 200:
        assert answer.status_code in statuses, answer.text
        assert answer.json()["error"]["type"] == "api_error"
        assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"] == row.request_id
        assert row.outcome == "failed"
    elif stream and fault != "malformed_events":
        assert fault in ("cut", "huge")
        assert "[DONE]" not in answer.text
        assert '"error":' in answer.text
        assert row.outcome == "failed"


LIES: list[Any] = [
    None,
    "many",
    [],
    {"prompt_tokens": -5, "completion_tokens": -7},
    {"prompt_tokens": "21", "completion_tokens": "6"},
    {"prompt_tokens": 10**30, "completion_tokens": 10**30},
    {"prompt_tokens": 2**62, "completion_tokens": 2**62},
    {"prompt_tokens": 1.5, "completion_tokens": True},
    {"prompt_tokens": {"a": 1}, "completion_tokens": None},
]


@pytest.mark.parametrize("stream", [True, False])
async def test_counts_that_cannot_be_are_not_believed(routes: Routes, stub: OpenAIStub, stream: bool) -> None:
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        for lie in LIES:
            stub.counts = lie
            options = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
            answer = await client.post("/v1/chat/completions", json={**ASKED, **options})
            assert answer.status_code == 200, answer.text
            assert "Paris" in answer.text
            if stream:
                events = [line[6:] for line in answer.text.split("\n") if line.startswith("data: ")]
                assert events[-1] == "[DONE]"
                assert json.loads(events[-2])["usage"]["completion_tokens"] > 0
    rows = await routes.world.usage()
    assert {row.outcome for row in rows} == {"answered"}
    assert all(0 < row.input_tokens < 100 and 0 < row.output_tokens < 100 for row in rows)


async def test_odd_details_of_a_count_do_not_spoil_it(routes: Routes, stub: OpenAIStub) -> None:
    stub.counts = {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": COMPLETION_TOKENS,
        "prompt_tokens_details": "none",
        "completion_tokens_details": {"reasoning_tokens": -1},
    }
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        answer = await client.post("/v1/responses", json={"input": "Hello"})
    used = answer.json()["usage"]
    assert (used["input_tokens"], used["output_tokens_details"]["reasoning_tokens"]) == (PROMPT_TOKENS, 0)
    (row,) = await routes.world.usage()
    assert (row.input_tokens, row.output_tokens) == (PROMPT_TOKENS, COMPLETION_TOKENS)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "call",
    [
        {"id": "c", "type": "function", "function": "look"},
        {"id": "c", "type": "function", "function": {"name": 7, "arguments": {"a": 1}}},
        {"index": [], "function": {}},
        {"index": None, "id": "c", "function": {"name": "look", "arguments": "\x00"}},
    ],
)
@pytest.mark.parametrize("path", PATHS)
async def test_calls_of_tools_that_are_none_are_no_fault_of_ours(
    routes: Routes, stub: OpenAIStub, call: dict[str, Any], stream: bool, path: str
) -> None:
    stub.fault = "odd_call"
    stub.odd_call = call
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        answer = await client.post(path, json={**ASKED, "input": "Hello", "stream": stream})
    assert answer.status_code in (200, 502), answer.text


async def test_nul_in_an_answer_is_kept_without_it(routes: Routes, stub: OpenAIStub) -> None:
    stub.words = ["Par\x00is", "\x00"]
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        for stream in (False, True):
            made = await client.post("/v1/responses", json={"input": "Hello", "stream": stream})
            assert made.status_code == 200, made.text
            id = "resp_" + made.text.partition('"id":"resp_')[2].partition('"')[0]
            kept = (await client.get(f"/v1/responses/{id}")).json()
            assert kept["output"][0]["content"][0]["text"] == "Paris"


async def test_an_answer_that_was_cut_says_so(routes: Routes, stub: OpenAIStub) -> None:
    stub.finish = "length"
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        whole = (await client.post("/v1/responses", json={"input": "Hello"})).json()
        streamed = await client.post("/v1/responses", json={"input": "Hello", "stream": True})
    assert (whole["status"], whole["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert whole["output"][0]["content"][0]["text"] == "".join(WORDS)
    assert "event: response.incomplete\n" in streamed.text
    assert "event: response.completed\n" not in streamed.text


async def test_a_provider_that_tells_at_each_event_how_far_it_is_is_counted_once(
    routes: Routes, stub: OpenAIStub
) -> None:
    stub.fault = "counts_on"
    async with routes.plain(routes.world.deploy("openai:stub-1")) as client:
        await client.post("/v1/chat/completions", json={**ASKED, "stream": True})
    (row,) = await routes.world.usage()
    assert (row.input_tokens, row.output_tokens) == (PROMPT_TOKENS, COMPLETION_TOKENS)


@pytest.mark.parametrize(
    "key", ["remit_", "remit_none", "\xff\xfe", "sk-" + "x" * 5000, "a\tb", "remit_" + "١" * 3]
)
async def test_a_key_of_nobody_is_said(routes: Routes, key: str) -> None:
    headers = [(b"authorization", b"Bearer " + key.encode("utf-8"))]
    async with httpx.AsyncClient(base_url=routes.url, headers=headers, trust_env=False) as client:
        for path in ("/v1/models", "/v1/models/x", "/v1/responses/x"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


async def test_names_of_models_in_paths_may_be_anything(routes: Routes) -> None:
    made = await routes.world.key(None)
    headers = {"authorization": f"Bearer {made.token}"}
    async with httpx.AsyncClient(base_url=routes.url, headers=headers, trust_env=False) as client:
        for name in ("%00", "a%2Fb", "..%2f..", "%ff%fe", "x" * 5000, "%F0%9F%98%80", "", "%5C", "'--"):
            for path in (f"/v1/models/{name}", f"/v1/responses/{name}"):
                answer = await client.get(path)
                assert (answer.status_code, answer.json()["error"]["type"]) == (404, "invalid_request_error")
