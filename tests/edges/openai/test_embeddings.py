"""Embeddings as any client of OpenAI's asks for them, governed and recorded as every call is."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openai
import pytest
from tests.edges.openai.conftest import Routes
from tests.stubs.openai_server import MODEL, PROMPT_TOKENS, OpenAIStub, openai_stub

from remit.lifecycle.runtime import Target

SMALL = "openai:text-embedding-3-small"


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as serving:
        serving.models = (MODEL, "text-embedding-3-small")
        yield serving


def deploy(routes: Routes, model: str | None = SMALL, **changes: Any) -> Target:
    spec = {"name": "desk", "instructions": "Be brief.", "model": "openai:stub-1"}
    remit = {"type": "context", **({"embeddings": model} if model else {})}
    return routes.world.deploy(document={"spec": spec, "remit": remit}, **changes)


@pytest.mark.parametrize("numbers", [True, False])
async def test_the_official_client_gets_vectors_that_are_recorded(
    routes: Routes, stub: OpenAIStub, numbers: bool
) -> None:
    stub.numbers = numbers
    async with routes.to(deploy(routes)) as client:
        one = await client.embeddings.create(model="desk", input="four")
        several = await client.embeddings.create(model="desk", input=["a", "four"], dimensions=2)
        tokens = await client.embeddings.create(
            model="desk", input=[[1, 2, 3], [4]], encoding_format="float", user="ada"
        )
        raw = await client.embeddings.with_raw_response.create(
            model="desk", input=[5, 6], encoding_format="base64"
        )
    assert one.data[0].embedding == [4.0, 0.5]
    assert [each.embedding for each in several.data] == [[1.0, 0.5], [4.0, 0.5]]
    assert [each.embedding for each in tokens.data] == [[3.0, 0.5], [1.0, 0.5]]
    assert '"embedding":"' in raw.text.replace(" ", "")
    assert one.usage.prompt_tokens == PROMPT_TOKENS
    assert set(stub.paths) == {"/v1/embeddings"}
    assert [asked["model"] for asked in stub.requests] == ["text-embedding-3-small"] * 4
    assert stub.requests[1]["dimensions"] == 2
    assert "user" not in stub.requests[2]
    rows = await routes.world.usage()
    assert [(row.outcome, row.model, row.input_tokens, row.output_tokens) for row in rows] == [
        ("answered", "text-embedding-3-small", PROMPT_TOKENS, 0)
    ] * 4
    assert rows[0].cost_usd == PROMPT_TOKENS * Decimal("2E-8")
    entries = await routes.world.audited()
    assert raw.headers["x-remit-call"] == entries[-1].payload["call"]


async def test_an_agent_without_them_says_so(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.to(deploy(routes, None)) as client:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.embeddings.create(model="desk", input="x")
    assert (refused.value.code, refused.value.param) == ("no_embeddings", "model")
    async with routes.to(deploy(routes, "demo")) as client:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.embeddings.create(model="desk", input="x")
    assert refused.value.code == "no_embeddings"
    assert not stub.requests


async def test_a_budget_holds_for_them(routes: Routes, stub: OpenAIStub) -> None:
    target = deploy(routes, budget_usd_per_hour=Decimal("0.00001"))
    async with routes.to(target) as client:
        await client.embeddings.create(model="desk", input="short")
        with pytest.raises(openai.APIStatusError) as over:
            await client.embeddings.create(model="desk", input="long " * 1000)
    assert over.value.status_code == 402
    assert len(stub.requests) == 1


async def test_what_a_provider_does_not_count_is_counted_here(routes: Routes, stub: OpenAIStub) -> None:
    stub.counts = {"prompt_tokens": -3}
    async with routes.to(deploy(routes)) as client:
        await client.embeddings.create(model="desk", input="x" * 400)
        await client.embeddings.create(model="desk", input=[[1] * 7, [2]])
    assert [row.input_tokens for row in await routes.world.usage()] == [100, 8]
    assert all(entry.payload["estimated"] for entry in await routes.world.audited())


HOSTILE: list[tuple[Any, str]] = [
    ({}, None),
    ({"input": ""}, "input"),
    ({"input": []}, "input"),
    ({"input": [""]}, "input"),
    ({"input": None}, "input"),
    ({"input": 7}, "input"),
    ({"input": ["a", 1]}, "input"),
    ({"input": [1, "a"]}, "input"),
    ({"input": [[]]}, "input"),
    ({"input": [[-1]]}, "input"),
    ({"input": [[True]]}, "input"),
    ({"input": [[1.5]]}, "input"),
    ({"input": [{"text": "a"}]}, "input"),
    ({"input": "a\x00b"}, "input"),
    ({"input": ["a"] * 2049}, "input"),
    ({"input": "a", "dimensions": 0}, "dimensions"),
    ({"input": "a", "dimensions": "many"}, "dimensions"),
    ({"input": "a", "encoding_format": "hex"}, "encoding_format"),
    ([], None),
]


async def test_odd_requests_are_refused_in_words(routes: Routes, stub: OpenAIStub) -> None:
    async with routes.plain(deploy(routes)) as client:
        for body, where in HOSTILE:
            answer = await client.post("/v1/embeddings", json=body)
            assert (answer.status_code, answer.json()["error"]["param"]) == (400, where), body
        assert (await client.get("/v1/embeddings")).status_code == 405
    assert not stub.requests


@pytest.mark.parametrize("fault", ["500", "malformed", "html", "401"])
async def test_a_provider_that_fails_is_an_error_and_a_record(
    routes: Routes, stub: OpenAIStub, fault: Any
) -> None:
    stub.fault = fault
    async with routes.to(deploy(routes)) as client:
        with pytest.raises(openai.InternalServerError):
            await client.embeddings.create(model="desk", input="x")
    assert [row.outcome for row in await routes.world.usage()] == ["failed"]
