"""Environments over HTTP: their order, promotion from one to the next, and freezes."""

from datetime import timedelta
from typing import Any

import httpx
from tests.fixtures.journey import entries, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.deployments.test_rollouts_api import apply

from remit.controls.tenancy import Role
from remit.kit.clock import iso, now

ADMIN, OPERATOR, BUILDER, APPROVER = Role.ADMIN, Role.OPERATOR, Role.BUILDER, Role.APPROVER


async def _deployed(client: httpx.AsyncClient, slug: str, env: str = "dev") -> str:
    await apply(client, slug, "Greet people.", 1)
    made = (await client.post("/api/deployments", json={"agent": slug, "env": env})).json()
    plan_id = str(made["deployment"]["plan_id"])
    await until(client, plan_id, "deployed")
    return plan_id


async def _freeze(client: httpx.AsyncClient, env: str, **more: Any) -> httpx.Response:
    body = {
        "environment": env,
        "starts_at": iso(now() - timedelta(minutes=1)),
        "ends_at": iso(now() + timedelta(hours=1)),
        "reason": "Black Friday",
        **more,
    }
    return await client.post("/api/freezes", json=body)


async def test_what_serves_is_promoted_from_one_environment_to_the_next(api: Api) -> None:
    client, approver = await api(OPERATOR), await api(APPROVER)
    dev = await _deployed(client, "climber")
    await apply(client, "climber", "Greet people twice.", 2)  # active, but not what serves in dev
    seen = (await client.get(f"/api/deployments/{dev}/promotion")).json()
    assert (seen["target"], seen["version"], seen["plan_id"], seen["needs_approval"]) == (
        "staging", "climber@1", None, False,
    )  # fmt: skip
    made = (await client.post(f"/api/deployments/{dev}/promote", json={})).json()
    assert made["key"].startswith("remit_")
    staging = await until(client, made["plan_id"], "deployed")
    assert (staging["env"], staging["agent"]["version"]) == ("staging", 1)
    told = (await client.get(f"/api/deployments/{dev}/promotion")).json()
    assert "runs in staging already" in told["refusal"]
    problem(await client.post(f"/api/deployments/{dev}/promote", json={}), 409)
    assert (await client.post(f"/api/deployments/{dev}/update")).status_code == 200
    await until(client, dev, "deployed")
    seen = (await client.get(f"/api/deployments/{dev}/promotion")).json()
    assert seen["plan_id"] == made["plan_id"]
    assert {"field": "agent_version", "before": "climber@1", "after": "climber@2"} in seen["differences"]
    again = (await client.post(f"/api/deployments/{dev}/promote", json={})).json()
    assert (again["plan_id"], again["key"]) == (made["plan_id"], None)
    await until(client, made["plan_id"], "deployed")
    prod = (await client.post(f"/api/deployments/{made['plan_id']}/promote", json={"to": "prod"})).json()
    assert prod["outcome"] == "pending_approval"
    body = {"plan_id": prod["plan_id"], "decision": "approved", "reason": "fine"}
    assert (await approver.post("/approve", json=body)).status_code == 200
    assert (await until(client, prod["plan_id"], "deployed"))["agent"]["version"] == 2
    problem(await client.get(f"/api/deployments/{prod['plan_id']}/promotion"), 409)
    problem(await client.post(f"/api/deployments/{dev}/promote", json={"to": "dev"}), 409)
    problem(await client.post(f"/api/deployments/{dev}/promote", json={"to": "moon"}), 404)


async def test_prod_is_a_right_of_its_own(api: Api) -> None:
    operator, builder = await api(OPERATOR), await api(BUILDER)
    dev = await _deployed(operator, "grounded")
    told = (await builder.get(f"/api/deployments/{dev}/promotion", params={"to": "prod"})).json()
    assert "role builder" in told["refusal"]
    problem(await builder.post(f"/api/deployments/{dev}/promote", json={"to": "prod"}), 403)
    assert (await builder.post(f"/api/deployments/{dev}/promote", json={})).status_code == 200


async def test_a_freeze_stops_changes_and_who_may_override_says_so(api: Api, found: Found) -> None:
    admin, operator, stranger = await api(ADMIN), await api(OPERATOR), await api(ADMIN, await found())
    staging = await _deployed(admin, "frosty", "staging")
    await apply(admin, "frosty", "Greet people twice.", 2)
    problem(await _freeze(operator, "staging"), 403)
    made = await _freeze(admin, "staging", may_override=["admin"])
    assert made.status_code == 201, made.text
    told = problem(await operator.post(f"/api/deployments/{staging}/update"), 409)
    assert (told["type"], "Black Friday" in told["detail"]) == ("/problems/environment-frozen", True)
    overriding = {"override_freeze": True}
    problem(await operator.post(f"/api/deployments/{staging}/update", params=overriding), 409)
    assert "override_freeze" in problem(await admin.post(f"/api/deployments/{staging}/update"), 409)["detail"]
    body = {"agent": "frosty", "env": "staging"}
    problem(await operator.post("/api/deployments", json=body), 409)
    assert (await admin.post(f"/api/deployments/{staging}/update", params=overriding)).status_code == 200
    await until(admin, staging, "deployed")
    # What was approved before may be brought back, and paused: a freeze keeps nobody from stopping harm.
    assert (
        await operator.post(f"/api/deployments/{staging}/roll_back", json={"revision": 1})
    ).status_code == 200
    await until(admin, staging, "deployed")
    freeze_id = made.json()["freeze_id"]
    problem(await stranger.delete(f"/api/freezes/{freeze_id}"), 404)
    assert (await stranger.get("/api/environments")).json()["freezes"] == []
    shown = (await operator.get("/api/environments")).json()
    assert [each["frozen"] is not None for each in shown["environments"]] == [False, True, False]
    assert (await admin.delete(f"/api/freezes/{freeze_id}")).status_code == 200
    problem(await admin.delete(f"/api/freezes/{freeze_id}"), 404)
    assert (await operator.post(f"/api/deployments/{staging}/update")).status_code == 200
    assert await until(operator, staging, "deployed")
    log = (await admin.get("/api/audit/entries", params={"subject": "environment:staging"})).json()["items"]
    assert {"environment.frozen", "environment.freeze_overridden", "environment.thawed"} <= {
        each["type"] for each in log
    }
    assert "deployment.deployed" in {each["type"] for each in await entries(admin, staging)}


async def test_freezes_that_are_none(api: Api) -> None:
    admin = await api(ADMIN)
    for wrong in (
        {"ends_at": iso(now() - timedelta(hours=1))},
        {"ends_at": "9999-01-01T00:00:00Z"},
        {"starts_at": "2026-01-01T00:00:00"},
        {"reason": ""},
        {"reason": "\0"},
        {"environment": "the moon"},
        {"may_override": ["viewer"]},
    ):
        problem(await _freeze(admin, "dev", **wrong), 422)


async def test_environments_have_an_order_and_a_version(api: Api) -> None:
    admin = await api(ADMIN)
    shown = (await admin.get("/api/environments")).json()
    assert [each["name"] for each in shown["environments"]] == ["dev", "staging", "prod"]
    turned = await admin.post("/api/environments/order", json={"names": ["staging", "dev", "prod"]})
    assert [each["name"] for each in turned.json()["environments"]] == ["staging", "dev", "prod"]
    problem(await admin.post("/api/environments/order", json={"names": ["dev"]}), 409)
    problem(await admin.post("/api/environments/order", json={"names": ["dev", "dev", "prod"]}), 409)
    dev = turned.json()["environments"][1]
    body = {key: dev[key] for key in ("title", "strategy", "hosts", "version")}
    changed = await admin.put(
        "/api/environments/dev", json={**body, "title": "Sandkasten ✨", "hosts": ["local"]}
    )
    assert (changed.status_code, changed.json()["title"]) == (200, "Sandkasten ✨")
    problem(await admin.put("/api/environments/dev", json=body), 409)
    body["version"] = changed.json()["version"]
    problem(await admin.put("/api/environments/dev", json={**body, "hosts": ["moon"]}), 422)
    problem(await admin.put("/api/environments/moon", json=body), 404)
    command = {"command": "deploy llama-3.1 8B for nowhere", "env": "dev"}
    told = problem(await admin.post("/api/agent/command", json=command), 409)
    assert told["type"] == "/problems/host-not-allowed"
