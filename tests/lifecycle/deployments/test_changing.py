"""Scaling, updating and rolling back over HTTP: what runs goes on running, and every change is a revision."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import activated, deploy, logged, problem, running, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role

OPERATOR, APPROVER, VIEWER = Role.OPERATOR, Role.APPROVER, Role.VIEWER
AGENT = """
name: Greeter
description: Welcomes.
instructions: {words}
remit: {{type: context, slug: {slug}}}
"""


async def _prod(operator: httpx.AsyncClient, approver: httpx.AsyncClient, name: str) -> str:
    """Deploy a model to prod and have it approved."""
    plan_id = await deploy(operator, name, env="prod")
    body = {"plan_id": plan_id, "decision": "approved", "reason": "fine"}
    assert (await approver.post("/approve", json=body)).status_code == 200
    await until(operator, plan_id, "deployed")
    return plan_id


async def _scale(client: httpx.AsyncClient, plan_id: str, count: Any) -> httpx.Response:
    return await client.post(f"/api/deployments/{plan_id}/scale", json={"instance_count": count})


async def _settled(client: httpx.AsyncClient, plan_id: str, revision: int) -> dict[str, Any]:
    shown = await until(client, plan_id, "deployed", "failed")
    assert (shown["status"], shown["revision"], shown["serving_revision"]) == ("deployed", revision, revision)
    return shown


async def test_scaling_makes_a_revision_and_changes_the_cost(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    before = (await client.get(f"/api/deployments/{plan_id}")).json()
    answer = await _scale(client, plan_id, 2)
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "deploying"
    shown = await _settled(client, plan_id, 2)
    assert shown["artifact"]["instance_count"] == 2
    hourly = before["cost"]["estimated_usd_per_hour"]
    assert shown["cost"]["estimated_usd_per_hour"] == pytest.approx(2 * hourly)
    newest, first = shown["revisions"]
    assert (newest["number"], newest["change"], newest["serving"]) == (2, "scale", True)
    assert newest["created_by"]["name"] == "operator key"
    assert {"field": "instance_count", "before": 1, "after": 2} in newest["differences"]
    assert (first["number"], first["change"], first["serving"]) == (1, "deploy", False)


async def test_a_rollout_that_is_under_way_is_alone(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await deploy(client, "stuck-bot")
    told = problem(await _scale(client, plan_id, 2), 409)
    assert told["type"] == "/problems/rollout-under-way"
    for verb, body in (("roll_back", {"revision": 1}), ("restart", None)):
        problem(await client.post(f"/api/deployments/{plan_id}/{verb}", json=body), 409)


async def test_of_ten_at_once_one_is_carried_out(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    answers = await asyncio.gather(*(_scale(client, plan_id, 2) for _ in range(10)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 9
    assert len((await _settled(client, plan_id, 2))["revisions"]) == 2


@pytest.mark.parametrize("count", [0, -1, 5, 1001, 10**30, 1.5, "2", None, True, [], {}])
async def test_counts_that_are_none(api: Api, count: Any) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    problem(await _scale(client, plan_id, count), 422)
    assert (await client.get(f"/api/deployments/{plan_id}")).json()["revision"] == 1


async def test_a_count_above_the_budget_is_refused_with_the_guardrail(api: Api) -> None:
    client = await api(OPERATOR)
    answer = await client.post(
        "/api/agent/command", json={"command": "deploy llama-3.1 8B for thrifty with budget $2 per hour"}
    )
    plan_id = answer.json()["result"]["plan_id"]
    await until(client, plan_id, "deployed")
    told = problem(await _scale(client, plan_id, 4), 422)
    assert told["type"] == "/problems/validation-failed"
    assert "budget" in told["detail"]


async def test_the_same_count_is_no_change(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    assert "has 1 instance already" in problem(await _scale(client, plan_id, 1), 409)["detail"]


async def test_prod_waits_for_another_person_and_goes_on_serving(api: Api) -> None:
    operator, approver = await api(OPERATOR), await api(APPROVER)
    plan_id = await _prod(operator, approver, "bot")
    answer = (await _scale(operator, plan_id, 2)).json()
    assert answer["outcome"] == "pending_approval"
    shown = (await operator.get(f"/api/deployments/{plan_id}")).json()
    assert (shown["status"], shown["revision"], shown["artifact"]["instance_count"]) == ("deployed", 1, 1)
    assert shown["pending_change"]["approval_id"] == answer["approval_id"]
    assert {"field": "instance_count", "before": 1, "after": 2} in shown["pending_change"]["differences"]
    body = {"plan_id": answer["approval_id"], "decision": "approved", "reason": "more users"}
    problem(await operator.post("/approve", json=body), 403)
    assert (await approver.post("/approve", json=body)).status_code == 200
    await logged(operator, plan_id, "deployment.deployed")
    deadline = asyncio.get_running_loop().time() + 20
    while (await operator.get(f"/api/deployments/{plan_id}")).json()["revision"] == 1:
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.03)
    shown = await _settled(operator, plan_id, 2)
    assert shown["artifact"]["instance_count"] == 2
    assert shown["pending_change"] is None
    assert shown["revisions"][0]["created_by"]["name"] == "operator key"


async def test_a_rejected_change_leaves_all_as_it_was(api: Api) -> None:
    operator, approver = await api(OPERATOR), await api(APPROVER)
    plan_id = await _prod(operator, approver, "bot")
    change = (await _scale(operator, plan_id, 2)).json()["approval_id"]
    body = {"plan_id": change, "decision": "rejected", "reason": "too dear"}
    assert (await approver.post("/approve", json=body)).status_code == 200
    shown = (await operator.get(f"/api/deployments/{plan_id}")).json()
    assert (shown["status"], shown["revision"], shown["pending_change"]) == ("deployed", 1, None)
    assert shown["artifact"]["instance_count"] == 1
    assert any("too dear" in move["reason"] for move in shown["timeline"])


async def test_what_waits_gives_way_to_what_is_done_now(api: Api) -> None:
    operator, approver = await api(OPERATOR), await api(APPROVER)
    plan_id = await _prod(operator, approver, "bot")
    first = (await _scale(operator, plan_id, 2)).json()["approval_id"]
    second = (await _scale(operator, plan_id, 3)).json()["approval_id"]
    body = {"plan_id": first, "decision": "approved", "reason": "late"}
    problem(await approver.post("/approve", json=body), 409)
    assert (await operator.post(f"/api/deployments/{plan_id}/pause")).status_code == 200
    problem(await approver.post("/approve", json={**body, "plan_id": second}), 409)
    shown = (await operator.get(f"/api/deployments/{plan_id}")).json()
    assert (shown["status"], shown["revision"]) == ("paused", 1)


async def test_rolling_back_makes_a_new_revision_of_the_old_spec(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    await _scale(client, plan_id, 3)
    await _settled(client, plan_id, 2)
    answer = await client.post(f"/api/deployments/{plan_id}/roll_back", json={"revision": 1})
    assert answer.status_code == 200, answer.text
    shown = await _settled(client, plan_id, 3)
    assert shown["artifact"]["instance_count"] == 1
    listed = (await client.get(f"/api/deployments/{plan_id}/revisions")).json()
    assert [(r["number"], r["change"]) for r in listed["items"]] == [
        (3, "roll_back"), (2, "scale"), (1, "deploy"),
    ]  # fmt: skip
    assert listed["next"] is None
    between = f"/api/deployments/{plan_id}/revisions/diff"
    same = (await client.get(between, params={"before": 1, "after": 3})).json()
    assert same["differences"] == []
    more = (await client.get(between, params={"before": 1, "after": 2})).json()
    assert {"field": "instance_count", "before": 1, "after": 3} in more["differences"]
    problem(await client.get(between, params={"before": 1, "after": 9}), 404)
    problem(await client.post(f"/api/deployments/{plan_id}/roll_back", json={"revision": 9}), 404)
    problem(await client.post(f"/api/deployments/{plan_id}/roll_back", json={"revision": 3}), 409)


async def test_revisions_are_paged(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    for count, revision in ((2, 2), (3, 3)):
        await _scale(client, plan_id, count)
        await _settled(client, plan_id, revision)
    url = f"/api/deployments/{plan_id}/revisions"
    first = (await client.get(url, params={"limit": 2})).json()
    assert [r["number"] for r in first["items"]] == [3, 2]
    rest = (await client.get(url, params={"limit": 2, "cursor": first["next"]})).json()
    assert ([r["number"] for r in rest["items"]], rest["next"]) == ([1], None)
    for cursor in ("", "x", "-1", "9" * 19, "٣"):
        problem(await client.get(url, params={"cursor": cursor}), 422)


async def _applied(client: httpx.AsyncClient, slug: str, words: str, version: int) -> None:
    made = await client.post("/api/agents", json={"source": AGENT.format(slug=slug, words=words)})
    assert made.status_code in (200, 201), made.text
    await activated(client, slug)
    deadline = asyncio.get_running_loop().time() + 20
    while (await client.get(f"/api/agents/{slug}")).json()["active_version"] != version:
        assert asyncio.get_running_loop().time() < deadline, f"{slug}@{version} is not active"
        await asyncio.sleep(0.03)


async def _ask(served_by: httpx.AsyncClient, plan_id: str, key: str) -> httpx.Response:
    return await served_by.post(
        f"/api/deployed-agents/{plan_id}/chat",
        json={"message": "Where is parking?"},
        headers={"authorization": f"Bearer {key}"},
    )


async def _version(client: httpx.AsyncClient, plan_id: str, key: str) -> str:
    answer = await _ask(client, plan_id, key)
    assert answer.status_code == 200, answer.text
    return str((await logged(client, plan_id, "call.answered"))["payload"]["agent"])


async def test_an_agent_is_updated_and_brought_back(api: Api) -> None:
    client = await api(OPERATOR)
    await _applied(client, "greeter", "Greet people.", 1)
    made = (await client.post("/api/deployments", json={"agent": "greeter", "env": "dev"})).json()
    plan_id, key = made["deployment"]["plan_id"], made["key"]
    await until(client, plan_id, "deployed")
    told = problem(await client.post(f"/api/deployments/{plan_id}/update"), 409)
    assert "greeter@1 already" in told["detail"]
    assert await _version(client, plan_id, key) == "greeter@1"
    await _applied(client, "greeter", "Greet people twice.", 2)
    before = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert before["agent"] == {"slug": "greeter", "version": 1, "active_version": 2}
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    shown = await _settled(client, plan_id, 2)
    assert shown["agent"]["version"] == 2
    assert {"field": "agent_version", "before": "greeter@1", "after": "greeter@2"} in shown["revisions"][0][
        "differences"
    ]
    assert await _version(client, plan_id, key) == "greeter@2"
    await client.post(f"/api/deployments/{plan_id}/roll_back", json={"revision": 1})
    assert (await _settled(client, plan_id, 3))["agent"]["version"] == 1
    assert await _version(client, plan_id, key) == "greeter@1"


async def test_calls_are_answered_while_an_update_is_rolled_out(api: Api) -> None:
    client = await api(OPERATOR)
    await _applied(client, "steady", "Greet people.", 1)
    made = (await client.post("/api/deployments", json={"agent": "steady", "env": "dev"})).json()
    plan_id, key = made["deployment"]["plan_id"], made["key"]
    await until(client, plan_id, "deployed")
    await _applied(client, "steady", "Greet people twice.", 2)
    update = client.post(f"/api/deployments/{plan_id}/update")
    updated, *answers = await asyncio.gather(update, *(_ask(client, plan_id, key) for _ in range(12)))
    assert updated.status_code == 200
    assert {answer.status_code for answer in answers} == {200}


async def test_what_does_not_apply_says_so(api: Api) -> None:
    client = await api(OPERATOR)
    await _applied(client, "lonely", "Greet people.", 1)
    made = (await client.post("/api/deployments", json={"agent": "lonely", "env": "dev"})).json()
    agent = made["deployment"]["plan_id"]
    await until(client, agent, "deployed")
    problem(await _scale(client, agent, 2), 409)
    model = await running(client, "bot")
    problem(await client.post(f"/api/deployments/{model}/update"), 409)
    offered = {m["action"]: m for m in (await client.get(f"/api/deployments/{agent}")).json()["may"]}
    assert offered["scale"]["allowed"] is False
    assert "inside Remit" in offered["scale"]["reason"]
    assert (offered["update"]["allowed"], offered["update"]["reason"]) == (
        False,
        "It runs the active version.",
    )
    await _applied(client, "lonely", "Greet people twice.", 2)
    offered = {m["action"]: m for m in (await client.get(f"/api/deployments/{agent}")).json()["may"]}
    assert offered["update"]["allowed"] is True


async def test_a_viewer_is_told_why_and_refused(api: Api) -> None:
    operator, viewer = await api(OPERATOR), await api(VIEWER)
    plan_id = await running(operator, "bot")
    for verb, body in (("scale", {"instance_count": 2}), ("roll_back", {"revision": 1}), ("update", None)):
        problem(await viewer.post(f"/api/deployments/{plan_id}/{verb}", json=body), 403)
    offered = {m["action"]: m for m in (await viewer.get(f"/api/deployments/{plan_id}")).json()["may"]}
    assert [a for a, m in offered.items() if m["allowed"]] == []
    assert "The role viewer does not allow" in offered["pause"]["reason"]


async def test_what_may_be_done_follows_role_environment_and_status(api: Api) -> None:
    operator, builder = await api(OPERATOR), await api(Role.BUILDER)
    approver = await api(APPROVER)
    plan_id = await deploy(operator, "bot", env="prod")

    async def offered(client: httpx.AsyncClient) -> dict[str, Any]:
        rows = (await client.get("/api/deployments")).json()["deployments"]
        return {m["action"]: m for m in rows[0]["may"]}

    mine, theirs = await offered(operator), await offered(approver)
    assert mine["decide"]["allowed"] is False
    assert theirs["decide"]["allowed"] is True
    assert "pending approval" in mine["pause"]["reason"]
    body = {"plan_id": plan_id, "decision": "approved", "reason": "fine"}
    assert (await approver.post("/approve", json=body)).status_code == 200
    await until(operator, plan_id, "deployed")
    mine = await offered(operator)
    assert (mine["scale"]["allowed"], mine["scale"]["needs_approval"]) == (True, True)
    assert (mine["roll_back"]["allowed"], mine["roll_back"]["needs_approval"]) == (True, False)
    assert (await offered(builder))["pause"]["allowed"] is False


async def test_a_change_is_not_approved_by_the_plans_id_alone(api: Api) -> None:
    operator, approver = await api(OPERATOR), await api(APPROVER)
    plan_id = await _prod(operator, approver, "bot")
    await _scale(operator, plan_id, 2)
    body = {"plan_id": plan_id, "decision": "approved", "reason": "the first plan was fine"}
    assert "digest" in problem(await approver.post("/approve", json=body), 409)["detail"]
    assert (await operator.get(f"/api/deployments/{plan_id}")).json()["revision"] == 1
    (waiting,) = (await approver.get("/approvals")).json()["approvals"]
    seen = {**body, "digest": waiting["digest"]}
    assert (await approver.post("/approve", json=seen)).status_code == 200
