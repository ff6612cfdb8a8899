"""Function agents on AWS Lambda, from the plan to the last call: what is sent there really runs, governed and paid."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import httpx
import pytest
from tests.aws import Fault, LambdaAlone
from tests.fixtures.journey import problem, until
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api, Served
from tests.lifecycle.deployments.test_rollouts_api import AT_ONCE, act, rollout, set_strategy

from remit.controls.tenancy import Role
from remit.kit.secret_key import SecretKey
from remit.lifecycle.deployments import DEPLOYMENT, FunctionFacts, Reconciling
from remit.lifecycle.deployments.agents import deploy_agent
from remit.lifecycle.deployments.errors import ValidationFailed

ADDER = """
name: {slug}
description: Adds.
remit:
  type: function
  slug: {slug}
  input_schema: {{type: object, required: [n], properties: {{n: {{type: integer}}}}, additionalProperties: false}}
  output_schema: {{type: object, required: [n], properties: {{n: {{type: integer}}}}, additionalProperties: false}}
  {more}
  code: |
    async def run(input, ctx):
        {code}
"""


@pytest.fixture
def there(functions: LambdaAlone) -> Iterator[LambdaAlone]:
    yield functions
    functions.state.set({"faults": []})


async def apply(
    client: httpx.AsyncClient,
    slug: str,
    code: str,
    version: int = 1,
    more: str = "tier: lite\n  timeout_seconds: 5",
) -> None:
    """Make a version of a function the active one."""
    source = ADDER.format(slug=slug, code=code, more=more)
    await active(client, slug, source, version)


async def active(client: httpx.AsyncClient, slug: str, source: str, version: int = 1) -> None:
    made = await client.post("/api/agents", json={"source": source})
    assert made.status_code in (200, 201), made.text
    deadline = asyncio.get_running_loop().time() + 20
    while (await client.get(f"/api/agents/{slug}")).json()["active_version"] != version:
        assert asyncio.get_running_loop().time() < deadline, f"{slug}@{version} is not active"
        await asyncio.sleep(0.03)


async def deploy(client: httpx.AsyncClient, slug: str, env: str = "dev") -> tuple[str, str]:
    made = await client.post("/api/deployments", json={"agent": slug, "env": env, "host": "lambda"})
    assert made.status_code == 201, made.text
    return made.json()["deployment"]["plan_id"], made.json()["key"]


async def invoke(client: httpx.AsyncClient, plan_id: str, n: Any, **more: Any) -> httpx.Response:
    return await client.post(f"/api/deployed-agents/{plan_id}/invoke", json={"input": {"n": n}, **more})


def told(answer: httpx.Response, status: int, type: str) -> None:
    assert problem(answer, status)["type"] == f"/problems/{type}", answer.text


def hand(there: LambdaAlone) -> Any:
    """Somebody at AWS's own console."""
    return boto3.client("lambda", region_name="us-west-2", endpoint_url=there.url)


def name_of(shown: dict[str, Any]) -> str:
    """Read the function's name from the plan's checks."""
    words = next(each["message"] for each in shown["checks"] if each["name"] == "function")
    return str(words.split()[2])


async def test_a_function_is_deployed_called_rolled_out_back_paused_and_removed(
    api: Api, there: LambdaAlone
) -> None:
    client = await api(Role.ADMIN)
    assert (await set_strategy(client, "dev", steps=[50, 100])).status_code == 200
    await apply(client, "far-adder", "ctx.log('adding'); return {'n': input['n'] + 1}")
    plan_id, _ = await deploy(client, "far-adder")
    shown = await until(client, plan_id, "deployed")
    function = name_of(shown)
    checks = {each["name"]: each for each in shown["checks"]}
    assert "a call of one second costs $0.0000" in checks["price_known"]["message"]
    assert (checks["network"]["passed"], checks["network"]["severity"]) == (False, "warning")
    rendered = (await client.get(f"/api/deployments/{plan_id}/rendered")).json()
    assert [each["operation"] for each in rendered["items"]] == ["create_function", "create_alias"]
    assert "async def" not in json.dumps(rendered)

    answer = await invoke(client, plan_id, 1)
    assert (answer.status_code, answer.json()["output"]) == (200, {"n": 2}), answer.text
    call = (await client.get("/api/usage/calls", params={"subject": f"deployment:{plan_id}"})).json()[
        "items"
    ][0]
    assert float(call["cost_usd"]) > 0  # what AWS bills for it
    assert call["outcome"] == "answered"

    await apply(client, "far-adder", "return {'n': input['n'] + 1000}", 2)
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    await rollout(client, plan_id, "baking")
    found = Counter(
        [(await invoke(client, plan_id, 1, session=f"s{n}")).json()["output"]["n"] for n in range(30)]
    )
    assert set(found) == {2, 1001}
    once = [(await invoke(client, plan_id, 1, session="mine")).json()["output"]["n"] for _ in range(3)]
    assert len(set(once)) == 1  # a session stays with its revision
    live = await asyncio.to_thread(hand(there).get_alias, FunctionName=function, Name="live")
    assert (live["FunctionVersion"], live["RoutingConfig"]) == ("1", {"AdditionalVersionWeights": {"2": 0.5}})
    await taken_back(client, there, plan_id, function)
    await paused_restarted_and_removed(client, there, plan_id, function)


async def taken_back(client: httpx.AsyncClient, there: LambdaAlone, plan_id: str, function: str) -> None:
    shown_rollout = await rollout(client, plan_id, "baking")
    assert (await act(client, shown_rollout, "abort")).status_code == 200
    await rollout(client, plan_id, "rolled_back")
    assert {(await invoke(client, plan_id, 1, session=f"s{n}")).json()["output"]["n"] for n in range(5)} == {
        2
    }
    live = await asyncio.to_thread(hand(there).get_alias, FunctionName=function, Name="live")
    assert (live["FunctionVersion"], live["RoutingConfig"]["AdditionalVersionWeights"]) == ("1", {})


async def paused_restarted_and_removed(
    client: httpx.AsyncClient, there: LambdaAlone, plan_id: str, function: str
) -> None:
    assert (await client.post(f"/api/deployments/{plan_id}/pause")).status_code == 200
    told(await invoke(client, plan_id, 1), 409, "not-deployed")
    await concurrency(there, function, 0)
    assert (await client.post(f"/api/deployments/{plan_id}/restart")).status_code == 200
    await until(client, plan_id, "deployed")
    assert (await invoke(client, plan_id, 5)).json()["output"] == {"n": 6}
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200
    await gone(there, function)


async def concurrency(there: LambdaAlone, function: str, wanted: int) -> None:
    await seen(
        lambda: hand(there).get_function(FunctionName=function).get("Concurrency", {}),
        {"ReservedConcurrentExecutions": wanted},
    )


async def gone(there: LambdaAlone, function: str) -> None:
    def names() -> bool:
        try:
            return bool(hand(there).get_function(FunctionName=function))
        except hand(there).exceptions.ResourceNotFoundException:
            return False

    await seen(names, False)


async def seen(look: Any, wanted: Any) -> None:
    deadline = asyncio.get_running_loop().time() + 10
    while (found := await asyncio.to_thread(look)) != wanted:
        assert asyncio.get_running_loop().time() < deadline, found
        await asyncio.sleep(0.03)


async def test_services_are_answered_by_remit_and_what_goes_wrong_there_is_told(
    api: Api, there: LambdaAlone
) -> None:
    client = await api(Role.ADMIN)
    await set_strategy(client, "dev", **AT_ONCE)
    keeps = """seen = await ctx.services.store.get('count') or 0
        await ctx.services.store.set('count', seen + 1)
        if input['n'] == 11: raise ValueError('secret words')
        if input['n'] == 12: return {'n': 'no number'}
        if input['n'] == 13:
            while True: pass
        return {'n': seen}"""
    await apply(
        client, "far-keeper", keeps, more="tier: lite\n  timeout_seconds: 5\n  services: {store: true}"
    )
    plan_id, _ = await deploy(client, "far-keeper")
    shown = await until(client, plan_id, "deployed")
    assert [(await invoke(client, plan_id, 9)).json()["output"]["n"] for _ in range(3)] == [0, 1, 2]
    for n, status, type in (
        (11, 502, "function-broke"),
        (12, 502, "contract-broken"),
        (13, 502, "function-broke"),
    ):
        answer = await invoke(client, plan_id, n)
        told(answer, status, type)
        assert "secret words" not in answer.text
    assert (await invoke(client, plan_id, "x")).status_code == 422
    there.state.set({"faults": [vars(Fault("*", "throttle", operation="Invoke"))]})
    told(await invoke(client, plan_id, 9), 503, "function-not-reached")
    there.state.set({"faults": []})
    assert (await invoke(client, plan_id, 9)).json()["output"]["n"] == 6
    environment = hand(there).get_function_configuration(FunctionName=name_of(shown))["Environment"]
    assert environment == {"Variables": {"PYTHONHASHSEED": "0"}}


async def test_what_the_machine_may_cost_is_held_against_budgets(api: Api, there: LambdaAlone) -> None:
    client = await api(Role.ADMIN)
    await set_strategy(client, "dev", **AT_ONCE)
    await apply(
        client,
        "far-dear",
        "return {'n': 1}",
        more="tier: lite\n  timeout_seconds: 60\n  budget_usd_per_hour: 0.0001",
    )
    plan_id, _ = await deploy(client, "far-dear")
    await until(client, plan_id, "deployed")
    before = there.state.requests["Invoke"]
    told(await invoke(client, plan_id, 1), 402, "budget-spent")  # in Remit it would cost nothing
    assert there.state.requests["Invoke"] == before


async def test_what_is_changed_by_hand_at_aws_is_brought_back(
    api: Api, served: Served, there: LambdaAlone
) -> None:
    client = await api(Role.ADMIN)
    await set_strategy(client, "dev", **{**AT_ONCE, "smoke": '{"n": 1}'})
    await apply(client, "far-drift", "return {'n': input['n'] + 1}")
    before = there.state.requests["Invoke"]
    plan_id, _ = await deploy(client, "far-drift")
    function = name_of(await until(client, plan_id, "deployed"))
    assert there.state.requests["Invoke"] == before + 1  # the smoke run is made where it will run
    at_aws, reconciling = hand(there), Reconciling(served.app.state.database, served.app.state.fleet)
    at_aws.delete_function(FunctionName=function)
    told(await invoke(client, plan_id, 1), 503, "function-not-reached")
    await reconciling.look()
    assert "gone from its host" in (await until(client, plan_id, "degraded", "deployed"))["status_reason"]
    for _ in range(100):
        await reconciling.look()
        if (await client.get(f"/api/deployments/{plan_id}")).json()["status"] == "deployed":
            break
        await asyncio.sleep(0.02)
    assert (await invoke(client, plan_id, 1)).json()["output"] == {"n": 2}
    at_aws.update_alias(FunctionName=function, Name="live", FunctionVersion="1", Description="by hand")
    await reconciling.look()
    assert (await client.get(f"/api/deployments/{plan_id}")).json()["status"] == "deployed"


async def test_what_lambda_does_not_run_is_refused_in_words(
    api: Api, found: Found, there: LambdaAlone
) -> None:
    client = await api(Role.ADMIN)
    source = "name: Greeter\ndescription: Welcomes.\ninstructions: Greet.\nremit: {type: context, slug: far-greeter}\n"
    await active(client, "far-greeter", source)
    refused = await client.post(
        "/api/deployments", json={"agent": "far-greeter", "env": "dev", "host": "lambda"}
    )
    told(refused, 409, "host-does-not-take")
    assert "AWS Lambda runs function agents only" in refused.json()["detail"]
    unknown = await client.post(
        "/api/deployments", json={"agent": "far-greeter", "env": "dev", "host": "mars"}
    )
    assert unknown.status_code == 422
    await apply(client, "far-failing", "return {'n': 1}")
    there.state.set({"faults": [vars(Fault("remit-far-failing-*", "capacity"))]})
    plan_id, _ = await deploy(client, "far-failing")
    failed = await until(client, plan_id, "failed")
    assert failed["status_reason"] == "The account has no network interfaces left."
    await gone(there, name_of(failed))  # a first deployment that fails leaves nothing
    there.state.set({"faults": []})
    said = {"command": "deploy agent far-failing to staging on lambda", "plan_only": True}
    planned = (await client.post("/api/agent/command", json=said)).json()["result"]["deployment"]
    assert (planned["host"], planned["status"]) == ("lambda", "planned")
    assert "-staging-" in name_of(planned)
    stranger = await api(Role.ADMIN, await found())
    assert (await invoke(stranger, plan_id, 1)).status_code == 404
    assert (await stranger.get(f"/api/deployments/{plan_id}/rendered")).status_code == 404


async def test_a_dry_run_records_the_calls_and_answers_nobody(
    api: Api, served: Served, actor: Acting, secret_key: SecretKey, there: LambdaAlone
) -> None:
    client, database, fleet = await api(Role.ADMIN), served.app.state.database, served.app.state.fleet
    await apply(client, "far-dry", "return {'n': input['n'] + 1}")
    recording = replace(fleet, dry_run=frozenset({"lambda"}), functions=FunctionFacts(role_arn=""))
    operator, sent = await actor(Role.OPERATOR), there.state.requests["CreateFunction"]
    wanted = {"slug": "far-dry", "environment": "dev", "claimed_user": None, "host": "lambda"}
    with pytest.raises(ValidationFailed, match="REMIT_LAMBDA_ROLE_ARN"):
        async with database.transaction(operator.org_id) as session:
            await deploy_agent(session, operator, recording, secret_key, **wanted)
    recording = replace(recording, functions=fleet.functions)
    async with database.transaction(operator.org_id) as session:
        deployment, _ = await deploy_agent(session, operator, recording, secret_key, **wanted)
    plan_id = DEPLOYMENT.show(deployment.id)
    shown = await until(client, plan_id, "deployed")
    assert shown["dry_run"]
    assert "recorded, not sent" in json.dumps(shown["timeline"])
    assert "def run" not in json.dumps(shown)
    assert there.state.requests["CreateFunction"] == sent
    refused = problem(await invoke(client, plan_id, 1), 409)
    assert "It is a dry run: nothing of it is on AWS Lambda." in refused["detail"]
