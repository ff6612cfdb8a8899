"""What such providers cannot do, what is odd and what must not pass, in words."""

from dataclasses import replace
from typing import Any

import pytest
from tests.edges.openai.conftest import Routes
from tests.edges.openai.others.conftest import ASKED, BOTH, CLAUDE, INJECTION, NOVA, USED, WEATHER, use
from tests.lifecycle.runtime.test_screening import violations
from tests.stubs.anthropic_server import AnthropicStub
from tests.stubs.bedrock_server import BedrockStub


@pytest.mark.parametrize(
    ("member", "value", "models"),
    [
        ("n", 2, (CLAUDE, NOVA)),
        ("seed", 7, (CLAUDE, NOVA)),
        ("logprobs", True, (CLAUDE, NOVA)),
        ("logit_bias", {"50256": -100}, (CLAUDE,)),
        ("presence_penalty", 0.5, (CLAUDE, NOVA)),
        ("reasoning_effort", "low", (NOVA,)),
        ("parallel_tool_calls", False, (NOVA,)),
    ],
)
async def test_what_a_provider_cannot_do_is_said_with_its_name(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, member: str, value: Any, models: tuple[str, ...]
) -> None:
    for model in models:
        async with routes.plain(routes.world.deploy(model)) as client:
            answer = await client.post("/v1/chat/completions", json={"messages": ASKED, member: value})
        error = answer.json()["error"]
        assert (answer.status_code, error["param"]) == (400, member)
        assert ("claude" if model == CLAUDE else "nova") in error["message"]
    assert not claude.requests
    assert not nova.requests


ODD: list[tuple[dict[str, Any], str]] = [
    ({"tools": [{"type": "web_search"}]}, "tools[0]"),
    ({"tools": [{"type": "function", "function": {"name": "two words"}}]}, "tools[0]"),
    ({"tools": [{"type": "function", "function": None}]}, "tools[0]"),
    (
        {"tools": [{"type": "function", "function": {"name": "x", "parameters": {"type": "array"}}}]},
        "tools[0].function.parameters",
    ),
    ({"tool_choice": "required"}, "tool_choice"),
    ({"response_format": {"type": "yaml"}}, "response_format"),
    ({"response_format": {"type": "json_schema", "json_schema": None}}, "response_format"),
    (
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "x", "schema": {"type": "array"}},
            }
        },
        "response_format.json_schema.schema",
    ),
    (
        {
            "messages": [
                {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "AA=="}}]}
            ]
        },
        "messages",
    ),
    (
        {
            "messages": [
                {
                    "role": "user",
                    "content": [{"type": "image_url", "image_url": {"url": "data:text/html;base64,AA=="}}],
                }
            ]
        },
        "messages",
    ),
]


@BOTH
@pytest.mark.parametrize("stream", [True, False])
async def test_odd_requests_are_refused_in_words(routes: Routes, model: str, stream: bool) -> None:
    async with routes.plain(routes.world.deploy(model)) as client:
        for body, where in ODD:
            answer = await client.post(
                "/v1/chat/completions", json={"messages": ASKED, "stream": stream, **body}
            )
            assert (answer.status_code, answer.json()["error"]["param"]) == (400, where), body


@BOTH
async def test_odd_histories_reach_the_provider_or_are_refused_but_break_nothing(
    routes: Routes, model: str
) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "no JSON"}}
    histories: list[list[dict[str, Any]]] = [
        [*ASKED, {"role": "assistant", "content": None, "tool_calls": [call]}],
        [*ASKED, {"role": "assistant", "content": "Well, "}],
        [{"role": "tool", "tool_call_id": "nobody", "content": "sun"}],
        [{"role": "system", "content": "Be brief."}],
        [{"role": "user", "content": ""}],
        [{"role": "user", "content": []}],
        [*ASKED, {"role": "assistant", "content": None, "tool_calls": [{"id": "", "function": {}}]}],
        [
            *ASKED,
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1"},
        ],
    ]
    async with routes.plain(routes.world.deploy(model)) as client:
        for said in histories:
            answer = await client.post("/v1/chat/completions", json={"messages": said, "tools": [WEATHER]})
            assert answer.status_code in (200, 400, 502), (said, answer.text)


async def test_a_stand_in_that_cannot_do_it_does_not_hide_why_it_was_asked(
    routes: Routes, claude: AnthropicStub
) -> None:
    directory, claude.fail = routes.world.directory, 10
    directory.script = replace(directory.resolve(CLAUDE), fallbacks=("demo",))
    async with routes.plain(routes.world.deploy("scripted")) as client:
        body = {"messages": ASKED, "tools": [WEATHER]}
        refused = await client.post("/v1/chat/completions", json=body, timeout=20)
        stood_in = await client.post("/v1/chat/completions", json={"messages": ASKED}, timeout=20)
    assert refused.status_code in (502, 503)
    assert "does not answer" in refused.json()["error"]["message"]
    assert stood_in.json()["choices"][0]["message"]["content"].endswith("demo model")


SECRET = "sk-ant-api03-" + "Zq7Rk2Lw9" * 10 + "AA"


@BOTH
@pytest.mark.parametrize("stream", [True, False])
async def test_a_secret_in_the_arguments_of_a_tool_is_taken_out(
    routes: Routes, claude: AnthropicStub, nova: BedrockStub, model: str, stream: bool
) -> None:
    use(claude, nova, ("call_1", "weather", {"city": f"Paris {SECRET} and no other"}))
    body = {"messages": ASKED, "tools": [WEATHER], "stream": stream}
    async with routes.plain(routes.world.deploy(model)) as client:
        answer = await client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 200
    assert SECRET[:30] not in answer.text
    assert SECRET[40:60] not in answer.text
    assert "[secret.anthropic]" in answer.text
    (row,) = await violations(routes.world)
    assert (row.rule, row.direction) == ("answers-hold-no-secrets", "output")


@pytest.mark.parametrize(
    "members",
    [
        {"tools": [{**WEATHER, "function": {**WEATHER["function"], "description": INJECTION}}]},
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": "x",
                    "schema": {
                        "type": "object",
                        "properties": {"a": {"type": "string", "description": INJECTION}},
                    },
                },
            }
        },
        {"messages": [*ASKED, *USED, {"role": "tool", "tool_call_id": "c1", "content": INJECTION}]},
    ],
)
async def test_what_a_client_says_about_its_tools_and_their_results_is_looked_at(
    routes: Routes, claude: AnthropicStub, members: dict[str, Any]
) -> None:
    claude.said = ('{"a": "b"}',)
    async with routes.plain(routes.world.deploy(CLAUDE)) as client:
        answer = await client.post("/v1/chat/completions", json={"messages": ASKED, **members})
    assert answer.status_code == 200, answer.text
    (row,) = await violations(routes.world)
    assert (row.rule, row.direction, row.verdict) == ("injections-are-marked", "input", "warn")
