"""What is chosen in the wizard is planned exactly as the command that says the same."""

from typing import Any

import pytest
from tests.fixtures.server import Api
from tests.lifecycle.deployments.test_rollouts_api import apply

from remit.controls.tenancy import Role
from remit.lifecycle.deployments.choosing import Choice, read_choice
from remit.lifecycle.deployments.command import Intent, agent_said, read
from remit.lifecycle.deployments.sizing import instances, models, regions

OPERATOR, VIEWER = Role.OPERATOR, Role.VIEWER


def test_every_model_region_and_instance_can_be_said() -> None:
    for model in models():
        reading = read_choice(Choice(model=model.id, application="help-desk"))
        assert (reading.problems, reading.intent.model_id) == ([], model.id)
    for region in regions():
        assert read_choice(Choice(model="llama-3.1-8b-instruct", region=region)).problems == []
    for instance in instances():
        reading = read_choice(Choice(model="llama-3.1-8b-instruct", instance_type=instance.id))
        assert (reading.problems, reading.intent.instance_count) == ([], 1)


@pytest.mark.parametrize("precision", ["bf16", "fp16", "fp8", "int8", "int4"])
@pytest.mark.parametrize("host", [None, "sagemaker", "kubernetes"])
def test_all_that_can_be_chosen_of_a_model_is_understood(host: str | None, precision: str) -> None:
    reading = read_choice(
        Choice(
            model="llama-3.1-8b-instruct",
            application="chatbot-x",
            host=host,
            instance_count=2,
            region="eu-west-1",
            precision=precision,
            max_context=8192,
        )
    )
    said = reading.intent.model_dump(exclude_none=True, exclude={"model_text", "application_text"})
    wanted = {
        "model_id": "llama-3.1-8b-instruct",
        "application": "chatbot-x",
        "instance_count": 2,
        "region": "eu-west-1",
        "precision": precision,
        "max_context": 8192,
        **({"host": host} if host == "kubernetes" else {}),
    }
    assert (reading.problems, Intent.model_validate(said)) == ([], Intent.model_validate(wanted))


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({}, "Choose one"),
        ({"model": "llama-3.1-8b-instruct", "agent": "hello"}, "Choose one"),
        ({"model": "nothing-9b"}, "no model “nothing-9b”"),
        ({"model": "llama-3.1-8b-instruct", "host": "moon"}, "no host “moon”"),
        ({"file": "tiny.gguf", "host": "sagemaker"}, "host"),
        ({"file": "../../etc/pass wd.gguf"}, "file"),
        ({"agent": "hello", "host": "kubernetes"}, "runs in Remit"),
        ({"agent": "hello to prod"}, "agent"),
        ({"model": "llama-3.1-8b-instruct", "host": "lambda"}, "function agents, not models"),
        ({"model": "llama-3.1-8b-instruct", "application": "x with budget $900 per hour"}, "application"),
        ({"model": "llama-3.1-8b-instruct", "application": "desk", "region": "moon-1"}, "region"),
        ({"model": "llama-3.1-8b-instruct", "instance_type": "ml.none.large"}, "instance"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(choice: dict[str, Any], says: str) -> None:
    problems = read_choice(Choice(**choice)).problems
    assert problems
    assert says in " ".join(f"{each.field} {each.message}" for each in problems)


def test_an_agent_may_be_chosen_for_lambda_and_a_model_may_not_be_asked_for_there() -> None:
    reading = read_choice(Choice(agent="invoice-total", host="lambda"))
    said = agent_said(reading)
    assert said is not None
    assert (reading.text, said.slug, said.host) == (
        "deploy agent invoice-total on lambda",
        "invoice-total",
        "lambda",
    )
    written = agent_said(read("deploy invoice-total to aws lambda in prod"))
    assert written is not None
    assert (written.slug, written.host) == ("invoice-total", "lambda")
    assert "function agents, not models" in read("deploy llama-3.1 8B on lambda").problems[0].message
    named = agent_said(read("deploy lambda-helper to dev"))
    assert named is not None
    assert (named.slug, named.host) == ("lambda-helper", "local")


@pytest.mark.parametrize(
    "sentence",
    [
        "deploy agent invoice-total on container",
        "deploy agent invoice-total in a container to dev",
        "deploy invoice-total to dev with docker",
        "please deploy the agent invoice-total into a podman container in prod",
    ],
)
def test_an_agent_may_be_asked_for_in_a_container(sentence: str) -> None:
    chosen = read_choice(Choice(agent="invoice-total", host="container"))
    for said in (agent_said(chosen), agent_said(read(sentence))):
        assert said is not None
        assert (said.slug, said.host) == ("invoice-total", "container")
    named = agent_said(read("deploy agent container-helper to dev"))
    assert named is not None
    assert (named.slug, named.host) == ("container-helper", "local")


async def test_a_choice_is_planned_as_its_command_is(api: Api) -> None:
    client = await api(OPERATOR)
    offered = (await client.get("/api/commands/choices", params={"region": "us-east-1"})).json()
    assert offered["region"] == "us-east-1"
    first = {kind: each["name"] for each in reversed(offered["hosts"]) for kind in each["takes"]}
    assert first == {"model": "sagemaker", "agent": "local", "file": "local"}
    assert any(each["usd_per_hour"] for each in offered["instances"])
    wanted = {"model": "llama-3.1-8b-instruct", "application": "chatbot-x", "budget_usd_per_hour": 5}
    planned = await client.post("/api/commands/plan", json={**wanted, "env": "dev"})
    assert planned.status_code == 200, planned.text
    result = planned.json()["result"]
    command = result["deployment"]["intent"]
    assert command == "deploy llama-3.1-8b-instruct for chatbot-x with budget $5 per hour"
    written = await client.post(
        "/api/agent/command", json={"command": command, "env": "dev", "plan_only": True}
    )
    for name in ("artifact", "intent", "assumptions", "status"):
        assert written.json()["result"][name] == result[name]
    confirmed = await client.post(f"/api/deployments/{result['plan_id']}/confirm")
    assert confirmed.json()["result"]["plan_id"] == result["plan_id"]


async def test_a_choice_that_breaks_a_guardrail_is_refused_as_a_command_is(api: Api) -> None:
    client = await api(OPERATOR)
    wish = {"model": "llama-3.1-8b-instruct", "budget_usd_per_hour": "0.05", "env": "dev"}
    refused = await client.post("/api/commands/plan", json=wish)
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/validation-failed"
    assert "budget" in " ".join(refused.json()["result"]["errors"])
    nowhere = await client.post("/api/commands/plan", json={**wish, "env": "moon"})
    assert "There is no environment" in nowhere.json()["detail"]
    for wrong in (
        {"instance_count": 0},
        {"budget_usd_per_hour": "NaN"},
        {"model": "x" * 500},
        {"colour": "red"},
    ):
        assert (await client.post("/api/commands/plan", json={**wish, **wrong})).status_code == 422
    assert (await client.post("/api/commands/plan", json={"agent": "nobody-here"})).status_code == 422


async def test_an_agent_with_the_name_of_a_greeting_is_chosen_and_written(api: Api) -> None:
    client = await api(OPERATOR)
    await apply(client, "hello", "Greet people.", 1)
    planned = await client.post("/api/commands/plan", json={"agent": "hello", "env": "dev"})
    assert planned.json()["result"]["deployment"]["name"] == "hello", planned.text
    for command in ("deploy hello", "deploy agent hello"):
        wish = {"command": command, "env": "dev", "plan_only": True}
        written = await client.post("/api/agent/command", json=wish)
        assert written.json()["result"]["deployment"]["name"] == "hello", written.text


async def test_who_may_not_deploy_may_not_plan(api: Api) -> None:
    client = await api(VIEWER)
    refused = await client.post("/api/commands/plan", json={"model": "llama-3.1-8b-instruct"})
    assert refused.status_code == 403
    assert all(each["refusal"] for each in (await client.get("/api/commands/choices")).json()["environments"])
