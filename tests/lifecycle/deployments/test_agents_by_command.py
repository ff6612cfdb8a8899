"""Agents by command: "deploy desk" and its variants, asked where several may be meant."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import HELLO, activated, problem, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role
from remit.lifecycle.deployments.command import agent_said, read


@pytest.mark.parametrize(
    ("sentence", "text", "surely"),
    [
        ("deploy desk", "desk", False),
        ("deploy agent desk to dev", "desk", True),
        ("please launch the desk agent in production", "desk", True),
        ("deploy the Customer Support agent", "Customer Support", True),
        ("deploy agent phi-4", "phi-4", True),
        ("deploy agent", "", True),
        ("run agent desk for the sales team", "desk", True),
    ],
)
def test_the_words_that_may_name_an_agent(sentence: str, text: str, surely: bool) -> None:
    said = agent_said(read(sentence))
    assert said is not None
    assert (said.text, said.surely) == (text, surely)


@pytest.mark.parametrize(
    "sentence",
    [
        "deploy nemotron nano 8B for customer support agent",
        "deploy llama-3.1 8B for desk",
        "delete agent desk",
        "what is agent desk",
        "",
    ],
)
def test_what_asks_for_a_model_or_for_nothing_names_no_agent(sentence: str) -> None:
    assert agent_said(read(sentence)) is None


async def _told(client: httpx.AsyncClient, command: str, **members: Any) -> httpx.Response:
    return await client.post("/api/agent/command", json={"command": command, **members})


async def test_an_agent_is_deployed_by_command_or_asked_for(api: Api) -> None:
    client = await api(Role.ADMIN)
    for slug in ("desk-eu", "desk-us", "phi-4"):
        assert (await client.post("/api/agents", json={"source": HELLO.format(slug=slug)})).status_code == 201
        await activated(client, slug)
    listed = (await client.get("/api/commands/suggestions")).json()["suggestions"]
    offered = [each["text"] for each in listed if each["category"] == "Agents"]
    assert offered == [f"deploy agent {slug} to dev" for slug in ("desk-eu", "desk-us", "phi-4")]
    which = problem(await _told(client, "deploy desk to dev"), 422)
    assert which["detail"].startswith("Which agent? “desk” may mean desk-eu or desk-us.")
    assert which["help"]["did_you_mean"] == ["deploy agent desk-eu to dev", "deploy agent desk-us to dev"]
    assert (
        "Name one: desk-eu, desk-us or phi-4." in problem(await _told(client, "deploy agent"), 422)["detail"]
    )
    unknown = problem(await _told(client, "deploy agent nobody-knows"), 422)
    assert unknown["detail"].startswith("There is no agent “nobody-knows”.")
    too_much = problem(await _told(client, "deploy agent desk-eu with budget $20 per hour"), 422)
    assert "not deployed with a budget" in too_much["detail"]
    conflict = problem(await _told(client, "deploy agent desk-eu to prod", env="dev"), 422)
    assert "says prod, but dev is selected" in conflict["detail"]
    result = (await _told(client, which["help"]["did_you_mean"][0])).json()["result"]
    assert (result["deployment"]["kind"], result["intent"]) == (
        "agent",
        {"agent": "desk-eu", "environment": "dev"},
    )
    assert "It has no key yet" in result["assumptions"][0]
    await until(client, result["plan_id"], "deployed")
    assert problem(await _told(client, "deploy desk-eu to dev"), 409)["type"] == "/problems/name-taken"


async def test_a_plan_for_an_agent_is_confirmed_unless_its_version_has_changed(api: Api) -> None:
    client = await api(Role.ADMIN)
    assert (await client.post("/api/agents", json={"source": HELLO.format(slug="desk")})).status_code == 201
    await activated(client, "desk")
    first, second = [
        (await _told(client, "deploy desk", plan_only=True, env=env)).json()["result"]
        for env in ("dev", "staging")
    ]
    assert first["status"] == "planned"
    assert (await client.post(f"/api/deployments/{first['plan_id']}/confirm")).status_code == 200
    newer = HELLO.format(slug="desk").replace("Greet people.", "Greet people warmly.")
    assert (await client.post("/api/agents", json={"source": newer})).status_code in (200, 201)
    await until(client, first["plan_id"], "deployed")
    await _active(client, 2)
    answer = await client.post(f"/api/deployments/{second['plan_id']}/confirm")
    assert "version 2 by now" in problem(answer, 409)["detail"]


async def _active(client: httpx.AsyncClient, number: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        newest = (await client.get("/api/agents/desk/versions")).json()["items"][0]
        if (newest["number"], newest["status"]) == (number, "active"):
            return
        assert time.monotonic() < deadline, newest
        await asyncio.sleep(0.03)
