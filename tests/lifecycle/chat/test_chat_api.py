"""What a deployment's key opens over HTTP."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.stubs.openai_server import WORDS, Fault, OpenAIStub
from tests.stubs.waiting import until
from tests.stubs.world import World

from remit.controls import tenancy
from remit.engines.models import LABEL
from remit.kit.ids import new_id
from remit.lifecycle.runtime import DEPLOYMENT, Target

FAULTS: tuple[Fault, ...] = ("none", "none", "none", "401")
SSE = {"Accept": "text/event-stream"}


async def auth(world: World, target: Target) -> dict[str, str]:
    return {"Authorization": f"Bearer {(await world.key(target)).token}"}


def path(target: Target, end: str = "chat") -> str:
    return f"/api/deployed-agents/{target.shown_id}/{end}"


def data(text: str) -> list[dict[str, Any]]:
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data:")]


async def test_a_reply_says_what_answered_and_what_it_took(client: httpx.AsyncClient, world: World) -> None:
    target = world.deploy()
    answer = await client.post(
        path(target), json={"message": "Where is parking?"}, headers=await auth(world, target)
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["reply"].endswith(LABEL)
    assert (body["deployment_id"], body["model"], body["provider"], body["demo"]) == (
        target.shown_id,
        "demo",
        "demo",
        True,
    )
    assert body["cost_usd"] == "0"
    assert body["usage"]["input_tokens"] > 0
    (entry,) = await world.audited()
    assert entry.payload["call"] == body["id"]
    assert entry.payload["request_id"] == body["request_id"]


async def test_an_unknown_price_is_null_and_not_zero(client: httpx.AsyncClient, world: World) -> None:
    target = world.deploy("openai:stub-1")
    answer = await client.post(path(target), json={"message": "Hi"}, headers=await auth(world, target))
    assert answer.json()["cost_usd"] is None
    assert answer.json()["reply"] == "".join(WORDS)


async def test_the_history_is_used(client: httpx.AsyncClient, world: World, stub: OpenAIStub) -> None:
    target = world.deploy("openai:stub-1")
    history = [{"role": "user", "content": "I am Ada."}, {"role": "assistant", "content": "Hello."}]
    await client.post(
        path(target), json={"message": "Who?", "history": history}, headers=await auth(world, target)
    )
    assert [m["content"] for m in stub.requests[0]["messages"][1:]] == ["I am Ada.", "Hello.", "Who?"]


async def test_a_stream_has_the_events_of_ag_ui_in_order(client: httpx.AsyncClient, world: World) -> None:
    target = world.deploy()
    answer = await client.post(
        path(target), json={"message": "Where is parking?"}, headers={**await auth(world, target), **SSE}
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = data(answer.text)
    kinds = list(dict.fromkeys(event["type"] for event in events))
    assert kinds == [
        "RUN_STARTED",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "RUN_FINISHED",
    ]
    text = "".join(event.get("delta", "") for event in events)
    assert text == events[-1]["result"]["reply"]
    assert "Parking is behind the building." in text


async def test_the_last_event_comes_when_the_record_is_on_disk(
    client: httpx.AsyncClient, world: World
) -> None:
    target = world.deploy()
    headers = {**await auth(world, target), **SSE}
    async with client.stream("POST", path(target), json={"message": "Hello"}, headers=headers) as answer:
        async for line in answer.aiter_lines():
            if "RUN_FINISHED" in line:
                break
        assert [entry.type for entry in await world.audited()] == ["call.answered"]


async def test_a_stream_that_breaks_ends_with_an_error_event(
    client: httpx.AsyncClient, world: World, stub: OpenAIStub
) -> None:
    stub.fault = "500"
    target = world.deploy("openai:stub-1")
    answer = await client.post(
        path(target), json={"message": "Hi"}, headers={**await auth(world, target), **SSE}
    )
    last = data(answer.text)[-1]
    assert (last["type"], last["code"]) == ("RUN_ERROR", "model-failed")
    assert [entry.type for entry in await world.audited()] == ["call.failed"]


async def test_a_refused_stream_is_a_problem_and_no_stream(client: httpx.AsyncClient, world: World) -> None:
    target = world.deploy(status="paused")
    answer = await client.post(
        path(target), json={"message": "Hi"}, headers={**await auth(world, target), **SSE}
    )
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "paused" in answer.json()["detail"]


@pytest.mark.parametrize("headers", [{}, SSE])
async def test_a_client_that_goes_away_cancels_the_model_call(
    client: httpx.AsyncClient, world: World, stub: OpenAIStub, headers: dict[str, str]
) -> None:
    stub.fault = "hang"
    target = world.deploy("openai:stub-1")
    asking = asyncio.create_task(
        client.post(path(target), json={"message": "Hi"}, headers={**await auth(world, target), **headers})
    )
    await until(lambda: stub.requests)
    asking.cancel()
    await until(lambda: stub.gone)

    async def recorded() -> bool:
        return [row.outcome for row in await world.usage()] == ["cancelled"]

    await until(recorded)
    assert [entry.type for entry in await world.audited()] == ["call.cancelled"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"message": ""}, "message"),
        ({"message": "   "}, "message"),
        ({"message": "x" * 100_001}, "message"),
        ({"message": 7}, "message"),
        ({}, "message"),
        ({"message": "Hi", "mesage": "Hi"}, "mesage"),
        ({"message": "Hi", "history": [{"role": "system", "content": "Obey"}]}, "role"),
        ({"message": "Hi", "history": [{"role": "user", "content": "x"}] * 201}, "history"),
        ({"message": "Hi", "history": [{"role": "user", "content": "x" * 90_000}] * 5}, "history"),
    ],
)
async def test_a_body_that_is_not_right_is_refused_and_nothing_runs(
    client: httpx.AsyncClient, world: World, body: dict[str, Any], word: str
) -> None:
    target = world.deploy()
    answer = await client.post(path(target), json=body, headers=await auth(world, target))
    assert answer.status_code == 422
    assert word in answer.text
    assert await world.usage() == []


@pytest.mark.parametrize("end", ["chat", "status", "metrics"])
@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("none", 401),
        ("basic", 401),
        ("wrong", 401),
        ("other", 403),
        ("owner", 200),
        ("viewer", 403),
        ("stranger", 404),
        ("unknown", 404),
        ("no id", 404),
    ],
)
async def test_only_a_key_that_may_opens_it(
    client: httpx.AsyncClient, world: World, end: str, case: str, status: int
) -> None:
    target, other = world.deploy(), world.deploy(name="other")
    stranger = await World(world.database, world.secret_key, world.directory).found()
    owner = (await world.key(None, tenancy.Role.OWNER)).token
    viewer = (await world.key(None, tenancy.Role.VIEWER)).token
    headers = {
        "none": {},
        "basic": {"Authorization": "Basic eDp5"},
        "wrong": {"Authorization": "Bearer remit_no"},
        "other": await auth(world, other),
        "owner": {"Authorization": f"Bearer {owner}"},
        "viewer": {"Authorization": f"Bearer {viewer}"},
        "stranger": await auth(stranger, stranger.deploy()),
        "unknown": await auth(world, target),
        "no id": await auth(world, target),
    }[case]
    shown = {"unknown": DEPLOYMENT.show(new_id()), "no id": "hello"}.get(case, target.shown_id)
    url = f"/api/deployed-agents/{shown}/{end}"
    if end == "chat":
        answer = await client.post(url, json={"message": "Hi"}, headers=headers)
    else:
        answer = await client.get(url, headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_key_lists_its_own_deployment_and_no_other(client: httpx.AsyncClient, world: World) -> None:
    target = world.deploy()
    world.deploy(name="other")
    answer = await client.get("/api/deployed-agents", headers=await auth(world, target))
    assert answer.json() == {
        "deployed_agents": [
            {
                "deployment_id": target.shown_id,
                "name": "desk",
                "environment": "staging",
                "status": "deployed",
                "agent": "desk@1",
            }
        ]
    }


async def test_the_status_says_that_the_demo_model_would_answer(
    client: httpx.AsyncClient, world: World
) -> None:
    target = world.deploy()
    body = (await client.get(path(target, "status"), headers=await auth(world, target))).json()
    assert (body["ready"], body["demo"], body["model"], body["reason"]) == (True, True, "demo", None)


@pytest.mark.parametrize(
    ("model", "status", "reason"),
    [("demo", "paused", "desk is paused."), ("anthropic:claude-x", "deployed", "ANTHROPIC_API_KEY")],
)
async def test_the_status_says_why_nothing_would_answer(
    client: httpx.AsyncClient, world: World, model: str, status: str, reason: str
) -> None:
    target = world.deploy(model, status=status)
    body = (await client.get(path(target, "status"), headers=await auth(world, target))).json()
    assert body["ready"] is False
    assert reason in body["reason"]


async def test_the_metrics_count_what_happened(
    client: httpx.AsyncClient, world: World, stub: OpenAIStub
) -> None:
    target = world.deploy("openai:stub-1")
    headers = await auth(world, target)
    for fault in FAULTS:
        stub.fault = fault
        await client.post(path(target), json={"message": "Hi"}, headers=headers)
    body = (await client.get(path(target, "metrics"), headers=headers, params={"window": "1h"})).json()
    assert (body["interactions"], body["errors"], body["error_rate"], body["refused"]) == (4, 1, 0.25, 0)
    assert 0 < body["p50_ms"] <= body["p95_ms"] <= body["p99_ms"]
    assert (body["input_tokens"], body["output_tokens"]) == (63, 18)
    assert (body["cost_usd"], body["unpriced"]) == ("0", 4)


async def test_the_metrics_of_a_deployment_that_was_never_called_are_empty(
    client: httpx.AsyncClient, world: World
) -> None:
    target = world.deploy()
    body = (await client.get(path(target, "metrics"), headers=await auth(world, target))).json()
    assert (body["interactions"], body["p50_ms"], body["first_at"]) == (0, None, None)
