"""What is said to a command that is not understood: what it was, what it may be, and what would be."""

import httpx
import pytest
from tests.fixtures.journey import command, problem, running
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls.tenancy import Role
from remit.lifecycle.deployments.command import MAX_LENGTH, advise, read


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("delpoy llama-3.1 8B for chatbot-x", "deploy llama-3.1 8B for chatbot-x"),
        ("please lanuch llama-3.1 8B for chatbot-x", "please launch llama-3.1 8B for chatbot-x"),
        ("llama-3.1 8B for chatbot-x", "deploy llama-3.1 8B for chatbot-x"),
        ("deploy lama 3.1 8b for chatbot-x", "deploy llama-3.1-8b-instruct for chatbot-x"),
        ("delpoy mistrall 7b to dev", "deploy mistral-7b-instruct-v0.3 to dev"),
        ("deploy gpt4 for chatbot-x", "deploy gpt-oss-20b for chatbot-x"),
        ("deploy llama 3.1 for x1", "deploy llama-3.1-8b-instruct for x1"),
    ],
)
def test_a_slip_of_the_pen_is_mended(written: str, instead: str) -> None:
    advice = advise(read(written))
    assert advice is not None
    assert advice.instead[0] == instead


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("asdf qwerty", ("asdf qwerty",)),
        ("delpoy lama 3.1 8b for chatbot-x", ("delpoy", "lama 3.1 8b")),
        ("make me a sandwich", ("sandwich",)),
        ("puase chatbot-x", ("puase",)),
        ("deploy", ()),
        ("", ()),
    ],
)
def test_the_words_that_mean_nothing_are_named(written: str, words: tuple[str, ...]) -> None:
    advice = advise(read(written))
    assert advice is not None
    assert advice.not_understood == words
    assert len(advice.examples) == 3


@pytest.mark.parametrize(
    "written", ["asdf qwerty", "deploy flurb for x1", "x" * MAX_LENGTH, "deploy " + "ab " * 600, "🤖 " * 500]
)
def test_whatever_is_written_what_is_offered_reads_without_a_problem(written: str) -> None:
    advice = advise(read(written))
    assert advice is not None
    assert all(read(each).ok for each in (*advice.instead, *advice.examples))
    assert all(len(word) <= 60 for word in (*advice.not_understood, *advice.names))


def test_the_trouble_is_named_with_what_is_known() -> None:
    verb, model = read("delpoy sandwich").problems
    assert (verb.message, verb.hint.split("?")[0]) == ("“delpoy” is not understood.", "Did you mean “deploy”")
    assert model.message == "“sandwich” is not a model in the catalogue."
    assert "llama" in model.hint
    assert "mistral" in model.hint


def test_what_is_done_on_a_deployment_is_told_from_a_deployment() -> None:
    assert [problem.code for problem in read("puase chatbot-x").problems] == ["verb_unsupported"]


def test_where_act_and_model_are_understood_there_is_no_advice() -> None:
    assert advise(read("deploy llama-3.1 8B for chatbot-x")) is None
    assert advise(read("deploy llama-3.1 8B for chatbot-x to moon")) is None


@pytest.fixture
async def client(api: Api) -> httpx.AsyncClient:
    return await api(Role.OPERATOR)


@pytest.mark.parametrize(
    "written", ["pause shop", "pause shop-staging", "puase shpo-staging", "what about shop?"]
)
async def test_deployments_that_may_be_meant_are_named(client: httpx.AsyncClient, written: str) -> None:
    plan_id = await running(client, "shop")
    await running(client, "quite-another")
    answer = await client.post("/api/agent/command", json={"command": written})
    told = problem(answer, 422)["help"]
    assert told["deployments"] == [{"plan_id": plan_id, "name": "shop-staging", "env": "staging"}]
    assert len(told["examples"]) == 3


async def test_neither_deleted_ones_nor_those_of_others_are_named(
    client: httpx.AsyncClient, api: Api, found: Found
) -> None:
    plan_id = await running(client, "shop")
    stranger = await api(Role.OWNER, await found())
    body = {"command": "pause shop"}
    told = problem(await stranger.post("/api/agent/command", json=body), 422)["help"]
    assert told["deployments"] == []
    await client.delete(f"/api/deployments/{plan_id}")
    told = problem(await client.post("/api/agent/command", json=body), 422)["help"]
    assert told["deployments"] == []


async def test_a_plan_that_breaks_a_guardrail_needs_no_advice(client: httpx.AsyncClient) -> None:
    answer = await command(client, "shop", constraints={"budget_usd_per_hour": 0.01})
    assert problem(answer, 422)["help"] is None
