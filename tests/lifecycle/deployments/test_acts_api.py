"""Sentences about what is deployed: understood, asked back, never guessed, and done by the request that they name."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import problem, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role
from remit.lifecycle.deployments.command import Asked, read_act


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("move chatbot-x to prod", Asked("promote", "chatbot-x", to="prod")),
        (
            "Promote chatbot-x from dev to staging, please"[:-8],
            Asked("promote", "chatbot-x", "dev", "staging"),
        ),
        ("please pause chatbot-x in production", Asked("pause", "chatbot-x", "prod")),
        ("scale chatbot-x to 3 instances", Asked("scale", "chatbot-x", count=3)),
        ("roll back chatbot-x to revision 2", Asked("roll_back", "chatbot-x", count=2)),
        ("delete the deployment chatbot-x", Asked("delete", "chatbot-x")),
        ("what does chatbot-x cost?", Asked("cost", "chatbot-x")),
        (
            "What is running in staging over $5 an hour?",
            Asked("list", environment="staging", over=Decimal(5)),
        ),
        ("what's running under 2.50 dollars per hour", Asked("list", under=Decimal("2.50"))),
        ("restart it", Asked("restart")),
        ("deploy llama-3.1 8B for chatbot-x", None),
        ("deploy agent desk to dev", None),
        ("", None),
        ("pause " + "x" * 5000, None),
    ],
)
def test_sentences_are_read_or_left_to_others(sentence: str, asked: Asked | None) -> None:
    assert read_act(sentence) == asked


async def _hear(client: httpx.AsyncClient, sentence: str) -> dict[str, Any]:
    answer = await client.post("/api/commands/acts", json={"command": sentence})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _model(client: httpx.AsyncClient, place: str) -> str:
    answer = await client.post(
        "/api/agent/command", json={"command": "deploy llama-3.1 8B for talker", "env": place}
    )
    plan_id = str(answer.json()["command_id"])
    await until(client, plan_id, "deployed")
    return plan_id


async def test_what_is_there_is_found_asked_about_and_changed(api: Api) -> None:
    client = await api(Role.OPERATOR)
    dev, staging = [await _model(client, place) for place in ("dev", "staging")]
    both = await _hear(client, "pause talker")
    assert "dev or staging" in both["question"]
    assert both["request"] is None
    assert "There is no deployment talkre" in (await _hear(client, "pause talkre"))["question"]
    assert "Which deployment" in (await _hear(client, "restart it"))["question"]
    assert "how many instances" in (await _hear(client, "scale talker in dev"))["question"]
    assert "which revision" in (await _hear(client, "roll back talker in dev"))["question"]
    listed = await _hear(client, "what is running in staging over $0.50 an hour?")
    assert [each["plan_id"] for each in listed["deployments"]] == [staging]
    assert (await _hear(client, "what is running in staging over $5000 an hour"))["deployments"] == []
    heard = await _hear(client, "scale talker in dev to 2")
    assert (heard["confirm"], heard["request"]["path"]) == (False, f"/api/deployments/{dev}/scale")
    request = heard["request"]
    assert (await client.request(request["method"], request["path"], json=request["body"])).status_code == 200
    assert (await until(client, dev, "deployed"))["artifact"]["instance_count"] == 2
    gone = await _hear(client, "delete talker in staging")
    assert (gone["confirm"], gone["request"]["method"]) == (True, "DELETE")
    assert (await _hear(client, "move talker from staging to prod"))["confirm"] is True
    assert (await _hear(client, "status of talker-dev"))["deployments"][0]["plan_id"] == dev


async def test_odd_sentences_are_no_bug(api: Api) -> None:
    client = await api(Role.VIEWER)
    for wrong in (None, 5, []):
        problem(await client.post("/api/commands/acts", json={"command": wrong}), 422)
    for odd in (
        "pause \0",
        "pause ' or 1=1",
        "delete ../../etc",
        "scale x to 999999999999",
        "❄️",
        "",
        "x" * 2001,
    ):
        assert (await client.post("/api/commands/acts", json={"command": odd})).status_code == 200
