"""Metrics, instances, log and scorecard of one deployment."""

from typing import Any

import httpx
import pytest
from tests.fixtures.journey import HELLO, activated, problem, running, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls.tenancy import Role


@pytest.fixture
async def client(api: Api) -> httpx.AsyncClient:
    return await api(Role.OPERATOR)


@pytest.fixture
async def called(client: httpx.AsyncClient) -> str:
    """Deploy an agent, have it answer three calls and refuse one of another deployment's key."""
    assert (await client.post("/api/agents", json={"source": HELLO.format(slug="hello")})).is_success
    await activated(client, "hello")
    made = (await client.post("/api/deployments", json={"agent": "hello", "env": "dev"})).json()
    plan_id = str(made["deployment"]["plan_id"])
    await until(client, plan_id, "deployed")
    url, headers = f"/api/deployed-agents/{plan_id}/chat", {"authorization": f"Bearer {made['key']}"}
    for _ in range(3):
        answer = await client.post(url, json={"message": "Where is parking?"}, headers=headers)
        assert answer.status_code == 200, answer.text
    other = (await client.post("/api/deployments", json={"agent": "hello", "env": "staging"})).json()
    stranger = {"authorization": f"Bearer {other['key']}"}
    assert (await client.post(url, json={"message": "Mine?"}, headers=stranger)).status_code == 403
    return plan_id


@pytest.mark.parametrize(
    ("window", "bucket", "least"), [("1h", "minute", 60), ("24h", "hour", 24), ("7d", "hour", 168), ("30d", "day", 30)]
)  # fmt: skip
async def test_metrics_add_up(
    client: httpx.AsyncClient, called: str, window: str, bucket: str, least: int
) -> None:
    told = (await client.get(f"/api/deployments/{called}/metrics", params={"window": window})).json()
    assert (told["window"], told["bucket"]) == (window, bucket)
    assert least <= len(told["points"]) <= least + 1
    totals = told["totals"]
    assert (totals["calls"], totals["errors"], totals["refused"], totals["error_rate"]) == (3, 0, 1, 0.0)
    assert sum(point["calls"] for point in told["points"]) == 3
    assert totals["p50_ms"] <= totals["p95_ms"] <= totals["p99_ms"]
    problem(await client.get(f"/api/deployments/{called}/metrics", params={"window": "1y"}), 422)


async def test_the_log_is_filtered_and_paged(client: httpx.AsyncClient, called: str) -> None:
    url = f"/api/deployments/{called}/log"
    first = (await client.get(url, params={"limit": 3})).json()
    rest = (await client.get(url, params={"limit": 3, "cursor": first["next"]})).json()
    found = [*first["items"], *rest["items"]]
    assert ([call["outcome"] for call in found], rest["next"]) == (
        ["refused", "answered", "answered", "answered"],
        None,
    )
    assert found[0]["error"] == "wrong-key"
    assert found[1]["input_tokens"] > 0
    (refused,) = (await client.get(url, params={"outcome": "refused"})).json()["items"]
    assert refused["id"] == found[0]["id"]
    searched = (await client.get(url, params={"q": found[2]["request_id"]})).json()["items"]
    assert [call["id"] for call in searched] == [found[2]["id"]]
    for query in ("outcome=x", "cursor=x", "limit=0", "limit=501", "q=" + "x" * 201):
        problem(await client.get(f"{url}?{query}"), 422)


async def test_the_scorecard_counts_calls_and_no_wrong_key_as_a_violation(
    client: httpx.AsyncClient, called: str
) -> None:
    shown = (await client.get(f"/api/deployments/{called}")).json()
    card = shown["scorecard"]
    assert (card["trust"], card["calls_today"], card["calls_month"], card["violations_month"]) == (
        None,
        3,
        3,
        0,
    )
    assert card["health"]["state"] == "healthy"
    assert shown["agent"] == {"slug": "hello", "version": 1, "active_version": 1}
    update = next(m for m in shown["may"] if m["action"] == "update")
    assert (update["allowed"], update["reason"]) == (False, "It runs the active version.")


async def test_an_agents_instance_is_this_process_and_says_so(client: httpx.AsyncClient, called: str) -> None:
    told = (await client.get(f"/api/deployments/{called}/instances")).json()
    (instance,) = told["instances"]
    assert instance["memory_bytes"] > 2**20
    assert instance["cpu_percent"] >= 0
    assert instance["requests"] == 3
    assert instance["since"] is not None
    assert "whole process" in told["shared"]
    await client.post(f"/api/deployments/{called}/pause")
    paused = (await client.get(f"/api/deployments/{called}/instances")).json()
    assert (paused["instances"], paused["missing"]) == ([], "It is paused: nothing runs.")


async def test_a_models_instances_are_its_hosts(client: httpx.AsyncClient) -> None:
    plan_id = await running(client, "bot")
    told: dict[str, Any] = (await client.get(f"/api/deployments/{plan_id}/instances")).json()
    assert [each["state"] for each in told["instances"]] == ["in_service"]
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert shown["scorecard"]["dry_run_cost_month_usd"] >= 0
    assert shown["agent"] is None


async def test_the_history_of_what_is_deleted_stays_readable(client: httpx.AsyncClient) -> None:
    plan_id = await running(client, "bot")
    await client.delete(f"/api/deployments/{plan_id}")
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert (shown["status"], shown["health"]["state"]) == ("deleted", "idle")
    assert not any(each["allowed"] for each in shown["may"])
    gone = next(each for each in shown["timeline"] if each["to_status"] == "deleted")
    assert gone["reason"] == f"Deleted by {gone['actor']['name']}."
    for path in ("metrics", "log", "revisions"):
        assert (await client.get(f"/api/deployments/{plan_id}/{path}")).is_success
    for path in ("instances", "keys"):
        problem(await client.get(f"/api/deployments/{plan_id}/{path}"), 404)


async def test_the_history_of_what_is_deleted_is_its_organisations(
    client: httpx.AsyncClient, api: Api, found: Found
) -> None:
    plan_id = await running(client, "bot")
    await client.delete(f"/api/deployments/{plan_id}")
    stranger = await api(Role.OWNER, await found())
    for path in ("", "/metrics", "/log", "/revisions", "/revisions/diff?before=1&after=1"):
        problem(await stranger.get(f"/api/deployments/{plan_id}{path}"), 404)
