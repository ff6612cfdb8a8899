"""Rolling out agents' versions over HTTP: split, baked, promoted or taken back by themselves."""

import asyncio
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import entries, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served
from tests.lifecycle.evaluations.measuring import ended

from remit.controls.metering import Used, record_calls
from remit.controls.tenancy import Organization, Role, system
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.ids import new_id
from remit.lifecycle.deployments import Rolling
from remit.lifecycle.evaluations import newest_score

ADMIN, OPERATOR, BUILDER, VIEWER = Role.ADMIN, Role.OPERATOR, Role.BUILDER, Role.VIEWER
AGENT = """
name: Greeter
description: Welcomes.
instructions: {words}
remit: {{type: context, slug: {slug}}}
"""
GATES = {
    "min_calls": 10,
    "error_points": 5,
    "violation_points": 2,
    "latency_ratio": None,
    "cost_ratio": 1.5,
}
CANARY = {
    "kind": "canary",
    "steps": [10, 50, 100],
    "bake_seconds": 3600,
    "gates": GATES,
    "few_calls": "go_on",
    "smoke": "",
}
AT_ONCE = {**CANARY, "kind": "all_at_once", "steps": [100], "bake_seconds": 0}


async def set_strategy(client: httpx.AsyncClient, env: str, **members: Any) -> httpx.Response:
    """Set how new versions come to serve in an environment."""
    listed = (await client.get("/api/environments")).json()["environments"]
    seen = next(each for each in listed if each["name"] == env)
    body = {
        "title": seen["title"],
        "hosts": [],
        "version": seen["version"],
        "strategy": {**CANARY, **members},
    }
    return await client.put(f"/api/environments/{env}", json=body)


async def apply(client: httpx.AsyncClient, slug: str, words: str, version: int) -> None:
    """Make a version of an agent the active one."""
    made = await client.post("/api/agents", json={"source": AGENT.format(slug=slug, words=words)})
    assert made.status_code in (200, 201), made.text
    deadline = asyncio.get_running_loop().time() + 20
    while (await client.get(f"/api/agents/{slug}")).json()["active_version"] != version:
        assert asyncio.get_running_loop().time() < deadline, f"{slug}@{version} is not active"
        await asyncio.sleep(0.03)


async def started(client: httpx.AsyncClient, slug: str, **strategy: Any) -> tuple[str, str]:
    """Deploy a first version and begin to roll out a second; return the deployment and its key."""
    assert (await set_strategy(client, "dev", **strategy)).status_code == 200
    await apply(client, slug, "Greet people.", 1)
    made = (await client.post("/api/deployments", json={"agent": slug, "env": "dev"})).json()
    plan_id = made["deployment"]["plan_id"]
    await until(client, plan_id, "deployed")
    await apply(client, slug, "Greet people twice.", 2)
    answer = await client.post(f"/api/deployments/{plan_id}/update")
    assert answer.status_code == 200, answer.text
    return plan_id, made["key"]


async def rollout(client: httpx.AsyncClient, plan_id: str, *states: str) -> dict[str, Any]:
    """Look at the newest rollout until it is in one of the states."""
    deadline = asyncio.get_running_loop().time() + 20
    while True:
        found: dict[str, Any] = (await client.get(f"/api/deployments/{plan_id}/rollouts")).json()["items"][0]
        if found["state"] in states:
            return found
        assert asyncio.get_running_loop().time() < deadline, (
            found["state"],
            found["reason"],
            found["measured"],
        )
        await asyncio.sleep(0.03)


async def act(client: httpx.AsyncClient, shown: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    return await client.post(f"/api/rollouts/{shown['rollout_id']}/act", json={"action": action, **more})


async def calls(
    served: Served, where: Organization, plan_id: str, revision: int, good: int, bad: int = 0, **more: Any
) -> None:
    """Write the usage of calls that a revision answered and failed, as the runtime does."""
    outcomes = ["answered"] * good + ["failed"] * bad
    used = [
        Used(
            id=new_id(),
            subject=f"deployment:{plan_id}",
            outcome=outcome,  # type: ignore[arg-type] # two of the closed set, from a list
            request_id="test",
            revision=revision,
            **{"duration_ms": 20.0, "cost_usd": Decimal(0), **more},
        )
        for outcome in outcomes
    ]
    async with served.app.state.database.transaction(where.id) as session:
        await record_calls(session, [(system(where.id), each) for each in used])


async def _nothing_wrong(*_: Any) -> None:
    return None


async def later(database: Database, served: Served, **span: float) -> None:
    """Look once as if a while had gone by: one step; the server itself bakes it, by the real time."""
    rolling = Rolling(database, served.app.state.fleet, _nothing_wrong, newest_score)
    await rolling.look(now() + timedelta(**span))


async def ask(client: httpx.AsyncClient, plan_id: str, key: str, **more: Any) -> httpx.Response:
    return await client.post(
        f"/api/deployed-agents/{plan_id}/chat",
        json={"message": "Where is parking?", **more},
        headers={"authorization": f"Bearer {key}"},
    )


async def test_a_canary_takes_its_share_by_steps_and_becomes_the_stable_one(
    api: Api, served: Served, organization: Organization, database: Database
) -> None:
    client = await api(ADMIN)
    plan_id, key = await started(client, "walker")
    shown = await rollout(client, plan_id, "baking")
    assert (shown["revision"], shown["stable"], shown["share"], shown["step"]) == (2, 1, 10, 0)
    assert (await client.get(f"/api/deployments/{plan_id}")).json()["status"] == "deploying"
    answers = await asyncio.gather(*(ask(client, plan_id, key, session=f"s{n % 30}") for n in range(60)))
    assert {answer.status_code for answer in answers} == {200}
    logged = [e["payload"] for e in await entries(client, plan_id) if e["type"] == "call.answered"]
    by = Counter(each["agent"] for each in logged)
    assert by["walker@1"] > by["walker@2"], by
    assert all(each["revision"] == int(each["agent"][-1]) for each in logged)
    await calls(served, organization, plan_id, 2, 20)
    await later(database, served, hours=2)
    shown = await rollout(client, plan_id, "baking")
    assert (shown["share"], shown["step"]) == (50, 1)
    assert {each["state"] for each in shown["measured"]["findings"]} <= {"passed", "few"}
    await later(database, served, hours=5)
    assert (await rollout(client, plan_id, "baking"))["share"] == 100
    await later(database, served, hours=9)
    shown = await rollout(client, plan_id, "succeeded")
    assert [m["to_state"] for m in shown["moves"]] == [
        "provisioning", "verifying", "shifting", "baking", "shifting", "baking", "shifting", "baking",
        "promoting", "succeeded",
    ]  # fmt: skip
    assert [m["share"] for m in shown["moves"]] == [0, 0, 0, 10, 10, 50, 50, 100, 100, 100]
    deployment = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert (deployment["status"], deployment["serving_revision"]) == ("deployed", 2)


async def test_a_version_that_fails_is_taken_back_by_itself_with_the_reason(
    api: Api, served: Served, organization: Organization
) -> None:
    client = await api(ADMIN)
    plan_id, key = await started(client, "faller")
    await rollout(client, plan_id, "baking")
    await calls(served, organization, plan_id, 1, 50)
    await calls(served, organization, plan_id, 2, 2, 8)
    shown = await rollout(client, plan_id, "rolled_back")
    assert "8 of 10 calls of the new revision failed, 0 of 50 of the stable one" in shown["reason"]
    assert (shown["share"], shown["moves"][-1]["actor"]["kind"]) == (0, "system")
    deployment = await until(client, plan_id, "deployed")
    assert (deployment["serving_revision"], deployment["agent"]["version"]) == (1, 1)
    assert "Back to revision 1" in deployment["status_reason"]
    answers = [await ask(client, plan_id, key) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    types = Counter(entry["type"] for entry in await entries(client, plan_id))
    assert types["rollout.rolled_back"] == types["rollout.rolling_back"] == 1
    # The same version may be tried again: as a new revision.
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    assert (await rollout(client, plan_id, "baking"))["revision"] == 3


async def test_people_pause_resume_promote_and_abort(api: Api, served: Served, database: Database) -> None:
    client, viewer = await api(ADMIN), await api(VIEWER)
    plan_id, _ = await started(client, "pausing")
    shown = await rollout(client, plan_id, "baking")
    problem(await act(viewer, shown, "pause"), 403)
    problem(await act(client, shown, "resume"), 409)
    paused = (await act(client, shown, "pause", reason="lunch")).json()
    assert paused["paused_at"] is not None
    assert "lunch" in paused["reason"]
    await later(database, served, hours=9)
    assert (await rollout(client, plan_id, "baking"))["share"] == 10
    resumed = (await act(client, shown, "resume")).json()
    assert resumed["paused_at"] is None
    offered = {each["action"]: each["allowed"] for each in resumed["may"]}
    assert offered == {"pause": True, "resume": False, "abort": True, "promote": True}
    aborted = (await act(client, shown, "abort", reason="second thoughts")).json()
    assert (aborted["state"], aborted["share"]) == ("rolling_back", 0)
    assert "second thoughts" in (await rollout(client, plan_id, "rolled_back"))["reason"]
    problem(await act(client, shown, "promote"), 409)
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    shown = await rollout(client, plan_id, "baking")
    assert (await act(client, shown, "promote")).status_code == 200
    await rollout(client, plan_id, "succeeded")
    assert (await until(client, plan_id, "deployed"))["serving_revision"] == 3


async def test_one_rollout_at_a_time_unless_it_is_to_be_superseded(api: Api) -> None:
    client = await api(ADMIN)
    plan_id, _ = await started(client, "single")
    shown = await rollout(client, plan_id, "baking")
    told = problem(await client.post(f"/api/deployments/{plan_id}/update"), 409)
    assert (told["type"], told["rollout_id"]) == ("/problems/rollout-under-way", shown["rollout_id"])
    await apply(client, "single", "Greet people thrice.", 3)
    answer = await client.post(f"/api/deployments/{plan_id}/update", params={"supersede": True})
    assert answer.status_code == 200, answer.text
    newest = await rollout(client, plan_id, "baking")
    assert (newest["revision"], newest["stable"]) == (3, 1)
    old = (await client.get(f"/api/rollouts/{shown['rollout_id']}")).json()
    assert (old["state"], old["live"]) == ("superseded", False)
    # Pausing the deployment ends the rollout; what is brought up again is the stable revision.
    assert (await client.post(f"/api/deployments/{plan_id}/pause")).status_code == 200
    assert (await rollout(client, plan_id, "cancelled"))["ended_at"] is not None
    assert (await client.post(f"/api/deployments/{plan_id}/restart")).status_code == 200
    assert (await until(client, plan_id, "deployed"))["agent"]["version"] == 1


async def test_a_smoke_run_comes_before_anybody_is_sent_there(api: Api) -> None:
    client = await api(ADMIN)
    plan_id, _ = await started(client, "smoker", kind="blue_green", steps=[100], smoke="Are you there?")
    shown = await rollout(client, plan_id, "baking")
    assert shown["share"] == 100
    await act(client, shown, "promote")
    assert (await until(client, plan_id, "deployed"))["serving_revision"] == 2


async def test_a_version_must_score_what_is_wanted_and_the_rollout_waits_for_that(
    api: Api, served: Served, database: Database
) -> None:
    client = await api(ADMIN)
    gates = {"gates": {**GATES, "min_score": 0.6}}
    asked = '{"input": "Hello", "expected": "x"}\n{"input": "Bye", "expected": "x"}\n'
    assert (
        await client.post("/api/datasets", json={"slug": "greetings", "content": asked})
    ).status_code == 201
    plan_id, _ = await started(client, "scored", **gates)
    await rollout(client, plan_id, "baking")
    await later(database, served, hours=9)
    waits = await rollout(client, plan_id, "baking")
    found = next(each for each in waits["measured"]["findings"] if each["gate"] == "evaluation")
    assert (waits["share"], found["state"], found["allowed"]) == (10, "few", 0.6)
    assert "remit evaluate" in found["words"]
    wish = {"agent": "scored", "dataset": "greetings", "scorers": [{"type": "regex", "pattern": "."}]}
    good = await evaluated(client, wish)
    await later(database, served, hours=10)
    shown = await rollout(client, plan_id, "baking")
    assert (good["score"], shown["share"]) == (1, 50)
    bad = await evaluated(client, {**wish, "scorers": [{"type": "regex", "pattern": "nobody says this"}]})
    await later(database, served, hours=20)
    back = await rollout(client, plan_id, "rolled_back")
    assert f"scores 0.00 on greetings (2 cases, {bad['id']}): at least 0.6 is wanted" in back["reason"]
    # What is known to be bad is sent to nobody.
    assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
    await until(client, plan_id, "deployed")
    again = await rollout(client, plan_id, "rolled_back")
    assert again["revision"] == 3
    assert {each["share"] for each in again["moves"]} == {0}


async def evaluated(client: httpx.AsyncClient, wish: dict[str, Any]) -> dict[str, Any]:
    """Evaluate the newest version, and return the evaluation once it has ended."""
    asked = await client.post("/api/evaluations", json=wish)
    assert asked.status_code == 201, asked.text
    found: dict[str, Any] = await ended(client, asked.json()["id"])
    return found


async def test_rolling_back_by_hand_skips_the_steps(api: Api) -> None:
    client = await api(ADMIN)
    plan_id, _ = await started(client, "returner", **{k: AT_ONCE[k] for k in ("kind", "steps")})
    await until(client, plan_id, "deployed")
    await set_strategy(client, "dev")
    assert (
        await client.post(f"/api/deployments/{plan_id}/roll_back", json={"revision": 1})
    ).status_code == 200
    assert (await until(client, plan_id, "deployed"))["serving_revision"] == 3
    shown = await rollout(client, plan_id, "succeeded")
    assert (shown["change"], shown["strategy"]) == ("roll_back", "all_at_once")


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": [50, 10, 100]},
        {"steps": [10, 50]},
        {"steps": []},
        {"steps": [0, 100]},
        {"kind": "blue_green"},
        {"kind": "host"},
        {"bake_seconds": -1},
        {"bake_seconds": 10**9},
        {"smoke": "\0"},
        {"smoke": "x" * 3000},
        {"gates": {**GATES, "error_points": 101}},
        {"gates": {**GATES, "latency_ratio": 0.5}},
        {"gates": {**GATES, "min_score": 1.1}},
        {"gates": None},
    ],
)
async def test_strategies_that_are_none(api: Api, wrong: dict[str, Any]) -> None:
    problem(await set_strategy(await api(ADMIN), "dev", **wrong), 422)


async def test_who_may_not_set_environments_is_told(api: Api, found: Found) -> None:
    builder, stranger = await api(BUILDER), await api(ADMIN, await found())
    problem(await set_strategy(builder, "dev"), 403)
    client = await api(ADMIN)
    assert (await set_strategy(client, "prod")).status_code == 200
    seen = (await stranger.get("/api/environments")).json()["environments"]
    assert [each["version"] for each in seen] == [0, 0, 0]
    plan_id, _ = await started(client, "hidden")
    shown = await rollout(client, plan_id, "baking")
    problem(await stranger.get(f"/api/rollouts/{shown['rollout_id']}"), 404)
    problem(await act(stranger, shown, "abort"), 404)
    problem(await stranger.get(f"/api/deployments/{plan_id}/rollouts"), 404)
