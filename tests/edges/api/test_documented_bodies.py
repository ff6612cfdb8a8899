"""The founding document's API reference: its paths, its members, its rules."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from tests.fixtures.journey import command, deploy, logged, problem, running, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role

OPERATOR, APPROVER, VIEWER = Role.OPERATOR, Role.APPROVER, Role.VIEWER


async def test_a_command_becomes_a_deployment(api: Api) -> None:
    client = await api(OPERATOR)
    body = {
        "command": "deploy llama-3.1 8B for chatbot-x",
        "user_id": "dashboard-user@agentops.ai",
        "env": "staging",
        "constraints": {"budget_usd_per_hour": 20.0},
    }
    answer = await client.post("/api/agent/command", json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert told["command_id"] == told["result"]["plan_id"]
    assert told["status"] == "success"
    assert told["result"]["status"] == "deploying"
    assert told["result"]["requires_approval"] is False
    artifact = told["result"]["artifact"]
    assert artifact["endpoint_name"] == "chatbot-x-staging"
    assert artifact["instance_type"].startswith("ml.")
    assert artifact["instance_count"] == 1
    assert artifact["budget_usd_per_hour"] == 20.0
    shown = await until(client, told["result"]["plan_id"], "deployed")
    assert [m["to_status"] for m in shown["timeline"] if m["from_status"] != m["to_status"]] == [
        "planned",
        "approved",
        "deploying",
        "deployed",
    ]


async def test_the_list_has_the_documented_members(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "chatbot-x", user_id="user@example.com", env="staging")
    listed = (await client.get("/api/deployments")).json()
    assert listed["count"] == 1
    row = listed["deployments"][0]
    assert row["plan_id"] == plan_id
    assert (row["status"], row["user_id"], row["env"]) == ("deployed", "user@example.com", "staging")
    assert row["intent"] == "deploy llama-3.1 8B for chatbot-x with budget $20 per hour"
    members = {"model_name", "endpoint_name", "instance_type", "instance_count", "budget_usd_per_hour"}
    assert members <= set(row["artifact"])
    assert isinstance(row["evidence"], list)
    for moment in (row["created_at"], row["updated_at"]):
        assert datetime.fromisoformat(moment).tzinfo is not None
    assert row["updated_at"] > row["created_at"]


async def test_who_asked_is_whose_key_it_is(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await deploy(client, "bot", user_id="ceo@example.com")
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert shown["user_id"] == "ceo@example.com"
    assert shown["requested_by"]["name"] == "operator key"
    assert shown["requested_by"]["kind"] == "service_account"
    intent = await logged(client, plan_id, "intent.received")
    assert intent["payload"]["claimed_user"] == "ceo@example.com"
    assert intent["actor"]["name"] == "operator key"


async def test_a_broken_guardrail_is_validation_failed(api: Api) -> None:
    client = await api(OPERATOR)
    answer = await client.post(
        "/api/agent/command",
        json={"command": "deploy llama-3.1 8B for bot with 5 instances", "env": "staging"},
    )
    told = problem(answer, 422)
    assert told["status"] == "validation_failed"
    assert told["command_id"] == told["result"]["plan_id"]
    assert any("4" in error and "instance" in error for error in told["result"]["errors"])
    assert (await client.get("/api/deployments")).json() == {
        "deployments": [],
        "count": 0,
        "next": None,
        "total": 0,
    }
    refused = await logged(client, told["command_id"], "plan.refused")
    assert refused["payload"]["errors"] == told["result"]["errors"]


async def test_active_deployments(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "chatbot-x")
    gone = await running(client, "gone")
    await client.delete(f"/api/deployments/{gone}")
    failed = await deploy(client, "fails-here")
    await until(client, failed, "failed")
    row = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert (await client.get("/api/metrics/deployments/active")).json() == {
        "count": 1,
        "deployments": [
            {
                "plan_id": plan_id,
                "endpoint_name": "chatbot-x-staging",
                "status": "deployed",
                "environment": "staging",
                "instance_type": row["artifact"]["instance_type"],
            }
        ],
    }


async def test_pending_approvals(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await deploy(client, "bot", env="prod")
    pending = (await client.get("/api/metrics/approvals/pending")).json()
    listed = (await client.get("/approvals")).json()
    assert pending == {"count": 1, "approvals": listed["approvals"]}
    waiting = listed["approvals"][0]
    assert (waiting["plan_id"], waiting["status"]) == (plan_id, "pending_approval")
    assert waiting["plan"]["plan_id"] == plan_id
    assert waiting["plan"]["requires_approval"] is True
    assert datetime.fromisoformat(waiting["created_at"]) <= datetime.now(UTC)


async def test_monthly_costs(api: Api) -> None:
    client = await api(VIEWER)
    told = (await client.get("/api/metrics/costs/monthly")).json()
    assert (told["amount"], told["currency"], told["trend"]) == (0.0, "USD", "flat")
    assert told["percent_change"] is None
    start, end = (date.fromisoformat(told["period"][side]) for side in ("start", "end"))
    assert (start.day, start.month) == (1, end.month)
    assert told["source"] == "remit_meter"


@pytest.mark.parametrize("name", ["bot", "stuck-bot"])
async def test_what_is_deployed_or_deploying_can_be_paused(api: Api, name: str) -> None:
    client = await api(OPERATOR)
    plan_id = await deploy(client, name)
    await until(client, plan_id, "deploying" if name.startswith("stuck") else "deployed")
    answer = await client.post(f"/api/deployments/{plan_id}/pause")
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "message": f"Deployment {plan_id} paused successfully"}
    assert (await until(client, plan_id, "paused"))["status_reason"] == "Paused by operator key."


@pytest.mark.parametrize("name", ["bot", "fails-bot", "paused-bot"])
async def test_what_is_deployed_failed_or_paused_can_be_restarted(api: Api, name: str) -> None:
    client = await api(OPERATOR)
    plan_id = await deploy(client, name)
    await until(client, plan_id, "failed" if name.startswith("fails") else "deployed")
    if name == "paused-bot":
        await client.post(f"/api/deployments/{plan_id}/pause")
    answer = await client.post(f"/api/deployments/{plan_id}/restart")
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "message": f"Deployment {plan_id} restarting"}
    shown = await until(client, plan_id, "deployed", "failed")
    assert shown["revision"] == 2


async def test_delete_removes_it_from_the_list(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "bot")
    answer = await client.delete(f"/api/deployments/{plan_id}")
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "message": f"Deployment {plan_id} deleted successfully"}
    assert (await client.get("/api/deployments")).json()["count"] == 0
    assert (await client.get(f"/api/deployments/{plan_id}")).json()["status"] == "deleted"
    for verb in ("pause", "restart"):
        problem(await client.post(f"/api/deployments/{plan_id}/{verb}"), 404)
    problem(await client.delete(f"/api/deployments/{plan_id}"), 404)
    assert await deploy(client, "bot") != plan_id


async def test_what_waits_for_approval_can_be_deleted_and_no_longer_waits(api: Api) -> None:
    client, approver = await api(OPERATOR), await api(APPROVER)
    plan_id = await deploy(client, "bot", env="prod")
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200
    assert (await client.get("/approvals")).json() == {"approvals": []}
    await logged(client, plan_id, "change.voided")
    decision = {"plan_id": plan_id, "decision": "approved", "reason": "too late"}
    assert (await approver.post("/approve", json=decision)).status_code in (404, 409)


async def test_pause_and_restart_follow_the_status(api: Api) -> None:
    client = await api(OPERATOR)
    pending = await deploy(client, "bot", env="prod")
    for verb in ("pause", "restart"):
        told = problem(await client.post(f"/api/deployments/{pending}/{verb}"), 409)
        assert told["type"] == "/problems/wrong-status"
        assert "pending_approval" in told["detail"]
    failed = await deploy(client, "fails-bot")
    await until(client, failed, "failed")
    problem(await client.post(f"/api/deployments/{failed}/pause"), 409)
    paused = await running(client, "bot")
    await client.post(f"/api/deployments/{paused}/pause")
    problem(await client.post(f"/api/deployments/{paused}/pause"), 409)
    stuck = await deploy(client, "stuck-bot")
    problem(await client.post(f"/api/deployments/{stuck}/restart"), 409)


async def test_two_of_one_name_are_refused_but_environments_are_apart(api: Api) -> None:
    client = await api(OPERATOR)
    await deploy(client, "bot")
    assert problem(await command(client, "bot"), 409)["type"] == "/problems/name-taken"
    assert (await command(client, "bot", env="dev", constraints={"budget_usd_per_hour": 20})).status_code in (
        200,
        422,
    )
    await deploy(client, "bot", env="prod")
    problem(await command(client, "bot", env="prod"), 409)


async def test_of_ten_at_once_one_wins(api: Api) -> None:
    client = await api(OPERATOR)
    answers = await asyncio.gather(*(command(client, "bot") for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    assert (await client.get("/api/deployments")).json()["count"] == 1
