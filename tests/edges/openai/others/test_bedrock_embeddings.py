"""Embeddings of Bedrock through the official client: one text at a time for Titan, several at once for Cohere."""

from typing import Any

import openai
import pytest
from tests.edges.openai.conftest import Routes
from tests.edges.openai.others.conftest import serve
from tests.stubs.bedrock_server import BedrockStub
from tests.stubs.world import World

from remit.lifecycle.runtime import Target

TITAN, COHERE = "amazon.titan-embed-text-v2:0", "cohere.embed-english-v3"


def deploy(routes: Routes) -> Target:
    spec = {"name": "desk", "instructions": "Be brief.", "model": "scripted"}
    return routes.world.deploy(
        document={"spec": spec, "remit": {"type": "context", "embeddings": "scripted"}}
    )


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (TITAN, [{"inputText": "a", "normalize": True}, {"inputText": "four", "normalize": True}]),
        (COHERE, [{"texts": ["a", "four"], "input_type": "search_document", "truncate": "NONE"}]),
    ],
)
async def test_the_official_client_gets_vectors_that_are_recorded(
    routes: Routes, world: World, nova: BedrockStub, model: str, asked: list[Any]
) -> None:
    serve(world, nova, model)
    async with routes.to(deploy(routes)) as client:
        made = await client.embeddings.create(model="desk", input=["a", "four"])
        plain = await client.embeddings.create(model="desk", input="four", encoding_format="float")
        assert [each.embedding for each in (*made.data, *plain.data)] == [[1.0, 0.5], [4.0, 0.5], [4.0, 0.5]]
        assert made.usage.prompt_tokens == 4 * len(asked)
        with pytest.raises(openai.BadRequestError, match="not tokens"):
            await client.embeddings.create(model="desk", input=[[1, 2]])
        with pytest.raises(openai.BadRequestError, match="dimensions"):
            await client.embeddings.create(model="desk", input="four", dimensions=3)
    key = "inputText" if model == TITAN else "texts"
    assert sorted(nova.requests[: len(asked)], key=lambda each: len(each[key])) == asked
    assert set(nova.models) == {model}
    rows = await world.usage()
    assert [(row.outcome, row.model) for row in rows[:2]] == [("answered", model)] * 2
    assert rows[0].input_tokens == 4 * len(asked)


async def test_a_model_that_makes_none_says_so_and_a_fault_is_no_answer(
    routes: Routes, world: World, nova: BedrockStub
) -> None:
    serve(world, nova, "meta.llama3-8b-instruct-v1:0")
    async with routes.to(deploy(routes)) as client:
        with pytest.raises(openai.BadRequestError, match="makes no embeddings"):
            await client.embeddings.create(model="desk", input="four")
        serve(world, nova, TITAN)
        nova.fail, nova.status, nova.code = 1, 400, "ValidationException"
        with pytest.raises(openai.InternalServerError) as broken:
            await client.embeddings.create(model="desk", input="four")
    assert broken.value.status_code == 502
    assert "secret detail" not in str(broken.value)
