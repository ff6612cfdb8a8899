"""A plan that is only made: looked at, then carried out as it is, once; or dropped."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.journey import command, deploy, entries, problem, running, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Role
from remit.kit.ids import Kind

OPERATOR = Role.OPERATOR
DEPLOYMENT = Kind("dep", "deployment")


async def _plan(client: httpx.AsyncClient, name: str, **members: Any) -> dict[str, Any]:
    answer = await command(client, name, plan_only=True, **members)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"]
    assert result["status"] == "planned"
    return result


async def _confirm(client: httpx.AsyncClient, plan_id: str) -> httpx.Response:
    return await client.post(f"/api/deployments/{plan_id}/confirm")


async def test_a_plan_is_kept_and_nothing_is_carried_out(api: Api, served: Served) -> None:
    client = await api(OPERATOR)
    planned = await _plan(client, "only-planned")
    assert planned["requires_approval"] is False
    assert planned["expires_at"] > planned["deployment"]["created_at"]
    assert planned["artifact"]["endpoint_name"] == "only-planned-staging"
    types = [entry["type"] for entry in await entries(client, planned["plan_id"])]
    assert types == ["intent.received", "plan.checked", "deployment.planned"]
    assert served.host.count("apply", "only-planned-staging", effective=False) == 0
    assert (await client.get("/api/metrics/deployments/active")).json()["count"] == 0


async def test_confirming_carries_it_out(api: Api) -> None:
    client = await api(OPERATOR)
    planned = await _plan(client, "confirmed")
    answer = await _confirm(client, planned["plan_id"])
    assert answer.status_code == 200, answer.text
    result = answer.json()["result"]
    assert (result["plan_id"], result["status"]) == (planned["plan_id"], "deploying")
    assert result["expires_at"] is None
    shown = await until(client, planned["plan_id"], "deployed")
    assert shown["artifact"] == planned["artifact"]


async def test_prod_waits_for_another_person_after_it_is_confirmed(api: Api) -> None:
    client = await api(OPERATOR)
    planned = await _plan(client, "bot", env="prod")
    assert planned["requires_approval"] is True
    assert (await client.get("/approvals")).json()["approvals"] == []
    result = (await _confirm(client, planned["plan_id"])).json()["result"]
    assert result["status"] == "pending_approval"
    waiting = (await client.get("/approvals")).json()["approvals"]
    assert [w["plan_id"] for w in waiting] == [planned["plan_id"]]


async def test_it_is_confirmed_once_however_many_try(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = (await _plan(client, "often"))["plan_id"]
    answers = await asyncio.gather(*(_confirm(client, plan_id) for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    refused = next(a for a in answers if a.status_code == 409)
    assert problem(refused, 409)["type"] == "/problems/wrong-status"
    shown = await until(client, plan_id, "deployed")
    assert [m["to_status"] for m in shown["timeline"]].count("deploying") >= 1


async def test_a_plan_is_dropped_and_leaves_the_list(api: Api, served: Served) -> None:
    client = await api(OPERATOR)
    plan_id = (await _plan(client, "dropped"))["plan_id"]
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200
    problem(await _confirm(client, plan_id), 404)
    listed = (await client.get("/api/deployments")).json()["deployments"]
    assert [d["plan_id"] for d in listed] == []
    assert served.host.count("retire", "dropped-staging", effective=False) == 0


async def test_a_plan_holds_its_name_against_nobody(api: Api) -> None:
    client = await api(OPERATOR)
    first, second = await _plan(client, "twin"), await _plan(client, "twin")
    await deploy(client, "twin")
    for planned in (first, second):
        told = problem(await _confirm(client, planned["plan_id"]), 409)
        assert told["type"] == "/problems/name-taken"
    assert problem(await command(client, "twin", plan_only=True), 409)["type"] == "/problems/name-taken"


async def test_two_plans_of_one_name_do_not_both_run(api: Api) -> None:
    client = await api(OPERATOR)
    plans = [(await _plan(client, "racing"))["plan_id"] for _ in range(2)]
    answers = await asyncio.gather(*(_confirm(client, plan_id) for plan_id in plans))
    assert sorted(a.status_code for a in answers) == [200, 409]


async def test_after_a_day_a_plan_is_too_old(api: Api, as_owner: psycopg.Connection) -> None:
    client = await api(OPERATOR)
    plan_id = (await _plan(client, "yesterday"))["plan_id"]
    as_owner.execute(
        "update deployments set created_at = created_at - interval '24 hours' where id = %s",
        (DEPLOYMENT.parse(plan_id),),
    )
    assert problem(await _confirm(client, plan_id), 409)["type"] == "/problems/plan-expired"
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "plan = jsonb_set(plan, '{cost,estimated_usd_per_hour}', '\"0.01\"')",
        "dry_run = not dry_run",
    ],
)
async def test_what_would_be_another_plan_by_now_is_refused(
    api: Api, as_owner: psycopg.Connection, change: str
) -> None:
    client = await api(OPERATOR)
    plan_id = (await _plan(client, "changed"))["plan_id"]
    as_owner.execute(
        f"update deployments set {change} where id = %s",  # the two literals above
        (DEPLOYMENT.parse(plan_id),),
    )
    told = problem(await _confirm(client, plan_id), 409)
    assert told["type"] == "/problems/changed-since"
    assert "out of date" in told["detail"]


async def test_a_refused_command_answers_as_ever(api: Api) -> None:
    client = await api(OPERATOR)
    body = {"command": "make coffee", "plan_only": True}
    answer = await client.post("/api/agent/command", json=body)
    assert answer.status_code == 422
    assert answer.json()["status"] == "validation_failed"
    assert (await client.get("/api/deployments")).json()["deployments"] == []


async def test_who_may_not_deploy_may_not_plan_or_confirm(api: Api, found: Found) -> None:
    operator, viewer = await api(OPERATOR), await api(Role.VIEWER)
    plan_id = (await _plan(operator, "theirs"))["plan_id"]
    problem(await command(viewer, "mine", plan_only=True), 403)
    problem(await _confirm(viewer, plan_id), 403)
    problem(await viewer.delete(f"/api/deployments/{plan_id}"), 403)
    stranger = await api(OPERATOR, await found())
    problem(await _confirm(stranger, plan_id), 404)
    assert (await _confirm(operator, plan_id)).status_code == 200


async def test_only_plans_are_confirmed(api: Api) -> None:
    client = await api(OPERATOR)
    plan_id = await running(client, "runs-already")
    assert problem(await _confirm(client, plan_id), 409)["type"] == "/problems/wrong-status"
    for wrong in ("dep_nothing", "x", "%00", "chg_00000000000000000000000000"):
        problem(await _confirm(client, wrong), 404)


@pytest.mark.parametrize("value", ["perhaps", 2, [], {}, None])
async def test_plan_only_is_yes_or_no(api: Api, value: object) -> None:
    problem(await command(await api(OPERATOR), "bot", plan_only=value), 422)


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        (Role.OPERATOR, {"dev": False, "staging": False, "prod": True}),
        (Role.BUILDER, {"dev": False, "staging": False}),
        (Role.VIEWER, {}),
    ],
)
async def test_where_a_command_may_go_is_said_beforehand(
    api: Api, role: Role, open_to: dict[str, bool]
) -> None:
    found = (await (await api(role)).get("/api/commands/suggestions")).json()["environments"]
    assert [e["name"] for e in found] == ["dev", "staging", "prod"]
    assert {e["name"]: e["needs_approval"] for e in found if e["refusal"] is None} == open_to
    assert all(role.value in e["refusal"] for e in found if e["refusal"] is not None)
