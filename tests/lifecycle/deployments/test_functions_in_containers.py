"""Function agents in containers of a real engine: planned, called, split, mended, paused and removed."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.fixtures.engine import TestEngine
from tests.fixtures.journey import until
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api, Served
from tests.lifecycle.deployments.test_on_lambda import active, apply, invoke, told
from tests.lifecycle.deployments.test_rollouts_api import AT_ONCE, act, rollout, set_strategy
from tests.stubs.waiting import until as true

from remit.controls.tenancy import Role
from remit.kit.secret_key import SecretKey
from remit.lifecycle.deployments import BoxFacts, Reconciling
from remit.lifecycle.deployments.agents import deploy_agent
from remit.lifecycle.deployments.errors import ValidationFailed


async def deploy(client: httpx.AsyncClient, slug: str, env: str = "dev") -> str:
    made = await client.post("/api/deployments", json={"agent": slug, "env": env, "host": "container"})
    assert made.status_code == 201, made.text
    return str(made.json()["deployment"]["plan_id"])


def boxes(engine: TestEngine, slug: str) -> dict[str, str]:
    """The containers of an agent by revision, and how each stands."""
    found = engine.client.containers(all=True, filters={"label": "io.remit.agents"})
    mine = [each for each in found if each["Labels"]["io.remit.deployment"].startswith(f"remit-{slug}-")]
    return {each["Labels"]["io.remit.revision"]: each["State"] for each in mine}


async def settled(served: Served, engine: TestEngine, slug: str, wanted: dict[str, str]) -> None:
    """Reconcile as the worker does, until the containers are those that are wanted."""
    reconciling = Reconciling(served.app.state.database, served.app.state.fleet)

    async def looked() -> bool:
        await reconciling.look()
        return await asyncio.to_thread(boxes, engine, slug) == wanted

    await true(looked, 30)


async def answers(client: httpx.AsyncClient, plan_id: str, sessions: int) -> Counter[int]:
    """Call once in each of some sessions, and count what is answered."""
    found = [await invoke(client, plan_id, 1, session=f"s{n}") for n in range(sessions)]
    return Counter(each.json()["output"]["n"] for each in found)


async def test_a_function_is_deployed_called_rolled_out_back_paused_and_removed(
    api: Api, served: Served, engine: TestEngine
) -> None:
    client = await api(Role.ADMIN)
    assert (await set_strategy(client, "dev", steps=[50, 100])).status_code == 200
    more = "tier: lite\n  timeout_seconds: 1"
    await apply(client, "boxed-adder", "ctx.log('adding'); return {'n': input['n'] + 1}", more=more)
    plan_id = await deploy(client, "boxed-adder")
    shown = await until(client, plan_id, "deployed")
    checks = {each["name"]: each for each in shown["checks"]}
    assert "costs nothing beyond it" in checks["price_known"]["message"]
    rendered = (await client.get(f"/api/deployments/{plan_id}/rendered")).json()
    assert [each["operation"] for each in rendered["items"]] == ["start"]
    assert "async def" not in json.dumps(rendered)
    answer = await invoke(client, plan_id, 1)
    assert (answer.status_code, answer.json()["output"]) == (200, {"n": 2}), answer.text
    usage = await client.get("/api/usage/calls", params={"subject": f"deployment:{plan_id}"})
    call = usage.json()["items"][0]
    assert (float(call["cost_usd"]), call["outcome"]) == (0, "answered")
    (seen,) = (await client.get(f"/api/deployments/{plan_id}/instances")).json()["instances"]
    assert seen["name"].startswith("remit-boxed-adder-dev-")
    assert (seen["memory_bytes"] > 0, seen["cpu_percent"] is not None) == (True, True)

    await apply(client, "boxed-adder", "return {'n': input['n'] + 1000}", 2, more)
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    baking = await rollout(client, plan_id, "baking")
    assert set(await answers(client, plan_id, 20)) == {2, 1001}
    assert boxes(engine, "boxed-adder") == {"r1": "running", "r2": "running"}
    assert (await act(client, baking, "abort")).status_code == 200
    await rollout(client, plan_id, "rolled_back")
    assert set(await answers(client, plan_id, 5)) == {2}
    await settled(served, engine, "boxed-adder", {"r1": "running"})
    await rolled_on_paused_restarted_and_removed(client, served, engine, plan_id)


async def rolled_on_paused_restarted_and_removed(
    client: httpx.AsyncClient, served: Served, engine: TestEngine, plan_id: str
) -> None:
    await set_strategy(client, "dev", **AT_ONCE)
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    await until(client, plan_id, "deployed")
    await true(lambda: "r3" in boxes(engine, "boxed-adder"))
    assert set(await answers(client, plan_id, 3)) == {1001}
    await settled(served, engine, "boxed-adder", {"r3": "running"})
    back = await client.post(f"/api/deployments/{plan_id}/roll_back", json={"revision": 1})
    assert back.status_code == 200, back.text
    await until(client, plan_id, "deployed")
    assert set(await answers(client, plan_id, 3)) == {2}
    await settled(served, engine, "boxed-adder", {"r4": "running"})
    assert (await client.post(f"/api/deployments/{plan_id}/pause")).status_code == 200
    told(await invoke(client, plan_id, 1), 409, "not-deployed")
    await true(lambda: boxes(engine, "boxed-adder") == {"r4": "paused"})
    assert (await client.post(f"/api/deployments/{plan_id}/restart")).status_code == 200
    await until(client, plan_id, "deployed")
    assert (await invoke(client, plan_id, 5)).json()["output"] == {"n": 6}
    await settled(served, engine, "boxed-adder", {"r5": "running"})
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200
    await true(lambda: boxes(engine, "boxed-adder") == {})


async def test_services_are_answered_by_remit_and_what_goes_wrong_there_is_told(
    api: Api, served: Served, engine: TestEngine
) -> None:
    client = await api(Role.ADMIN)
    await set_strategy(client, "dev", **{**AT_ONCE, "smoke": '{"n": 1}'})
    keeps = """seen = await ctx.services.store.get('count') or 0
        await ctx.services.store.set('count', seen + 1)
        if input['n'] == 11: raise ValueError('secret words')
        if input['n'] == 12: return {'n': 'no number'}
        if input['n'] == 13:
            while True: pass
        return {'n': seen}"""
    more = "tier: lite\n  timeout_seconds: 3\n  budget_usd_per_hour: 0.0001\n  services: {store: true}"
    await apply(client, "boxed-keeper", keeps, more=more)
    plan_id = await deploy(client, "boxed-keeper")
    await until(client, plan_id, "deployed")
    # It costs nothing, so that no budget stands in its way.
    assert [(await invoke(client, plan_id, 9)).json()["output"]["n"] for _ in range(3)] == [0, 1, 2]
    for n, type in ((11, "function-broke"), (12, "contract-broken"), (13, "function-broke")):
        answer = await invoke(client, plan_id, n)
        told(answer, 502, type)
        assert "secret words" not in answer.text
    assert (await invoke(client, plan_id, "x")).status_code == 422
    many = await asyncio.gather(*(invoke(client, plan_id, 9) for _ in range(20)))
    assert {each.status_code for each in many} == {200}


async def test_a_first_one_that_fails_its_smoke_run_leaves_nothing(api: Api, engine: TestEngine) -> None:
    client = await api(Role.ADMIN)
    await set_strategy(client, "dev", **{**AT_ONCE, "smoke": '{"n": 7}'})
    unfit = "if input['n'] == 7: raise ValueError('not ready')"
    await apply(client, "boxed-unfit", f"{unfit}\n        return {{'n': 1}}")
    plan_id = await deploy(client, "boxed-unfit")
    shown = await until(client, plan_id, "failed")
    assert "The smoke run failed" in shown["status_reason"]
    await true(lambda: boxes(engine, "boxed-unfit") == {})
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200


async def test_what_is_killed_by_hand_is_told_and_brought_back(
    api: Api, served: Served, engine: TestEngine
) -> None:
    client = await api(Role.ADMIN)
    await set_strategy(client, "dev", **AT_ONCE)
    await apply(client, "boxed-drift", "return {'n': input['n'] + 1}")
    plan_id = await deploy(client, "boxed-drift")
    await until(client, plan_id, "deployed")
    (seen,) = (await client.get(f"/api/deployments/{plan_id}/instances")).json()["instances"]
    await asyncio.to_thread(engine.client.kill, seen["name"])
    await true(lambda: boxes(engine, "boxed-drift") != {"r1": "running"})
    await settled(served, engine, "boxed-drift", {"r1": "running"})
    await true(lambda: answered(client, plan_id), 10)
    await settled(served, engine, "boxed-drift", {"r1": "running"})
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert (shown["status"], shown["status_reason"]) == ("deployed", "It serves as it is wanted.")
    assert "It was gone from its host" in json.dumps(shown["timeline"])


async def answered(client: httpx.AsyncClient, plan_id: str) -> bool:
    """Call; where nothing answers, that is told as such."""
    answer = await invoke(client, plan_id, 1)
    if answer.status_code != 200:
        told(answer, 503, "function-not-reached")
        assert "did not answer in a container" in answer.json()["detail"]
    return answer.status_code == 200


async def test_what_a_container_does_not_run_is_refused_in_words(
    api: Api, found: Found, served: Served, actor: Acting, secret_key: SecretKey, engine: TestEngine
) -> None:
    client = await api(Role.ADMIN)
    source = (
        "name: Greeter\ndescription: Hi.\ninstructions: Greet.\nremit: {type: context, slug: boxed-greeter}\n"
    )
    await active(client, "boxed-greeter", source)
    wanted = {"agent": "boxed-greeter", "env": "dev", "host": "container"}
    refused = await client.post("/api/deployments", json=wanted)
    told(refused, 409, "host-does-not-take")
    assert "a container runs function agents only" in refused.json()["detail"]
    await apply(client, "boxed-plain", "return {'n': 1}")
    said = {"command": "deploy agent boxed-plain to staging on container", "plan_only": True}
    planned = (await client.post("/api/agent/command", json=said)).json()["result"]["deployment"]
    assert (planned["host"], planned["status"]) == ("container", "planned")
    unset = replace(served.app.state.fleet, boxes=BoxFacts())
    operator = await actor(Role.OPERATOR)
    asked: dict[str, Any] = {"slug": "boxed-plain", "environment": "dev", "claimed_user": None}
    with pytest.raises(ValidationFailed, match="REMIT_CONTAINER_AGENT_IMAGE"):
        async with served.app.state.database.transaction(operator.org_id) as session:
            await deploy_agent(session, operator, unset, secret_key, **asked, host="container")
    stranger = await api(Role.ADMIN, await found())
    plan_id = planned["plan_id"]
    assert (await invoke(stranger, plan_id, 1)).status_code == 404
    assert (await stranger.get(f"/api/deployments/{plan_id}/rendered")).status_code == 404
