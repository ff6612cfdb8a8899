"""Environments of an organisation's own: added, protected, entered, promoted through, and removed when empty."""

import asyncio

import httpx
import pytest
from tests.fixtures.journey import entries, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.deployments.test_rollouts_api import apply

from remit.controls.environments import AS_THEY_COME, Place, Places
from remit.controls.tenancy import Role
from remit.lifecycle.deployments.command import Intent, Limits, read, read_act
from remit.lifecycle.deployments.command.languages import environment

ADMIN, OPERATOR, BUILDER = Role.ADMIN, Role.OPERATOR, Role.BUILDER
OWN = Places([*AS_THEY_COME, Place("qa", "Quality", 2), Place("eu1", "EU live", 4, protected=True)], stamp=3)


async def _names(client: httpx.AsyncClient) -> list[str]:
    return [each["name"] for each in (await client.get("/api/environments")).json()["environments"]]


async def test_an_environment_of_ones_own_is_used_everywhere(api: Api, found: Found) -> None:
    admin, operator, builder, stranger = (
        await api(ADMIN), await api(OPERATOR), await api(BUILDER), await api(ADMIN, await found()),
    )  # fmt: skip
    problem(await operator.post("/api/environments", json={"name": "qa"}), 403)
    made = await admin.post("/api/environments", json={"name": "qa", "title": "Quality ✨"})
    assert (made.status_code, made.json()["position"], made.json()["protected"]) == (201, 2, False)
    assert await _names(admin) == ["dev", "staging", "qa", "prod"]
    assert await _names(stranger) == ["dev", "staging", "prod"]
    problem(await admin.post("/api/environments", json={"name": "qa"}), 409)
    problem(await stranger.post("/api/deployments", json={"agent": "walker", "env": "qa"}), 404)

    # A sentence knows it, and what serves goes there next, then on.
    offered = (await admin.get("/api/commands/suggestions")).json()["environments"]
    assert [each["name"] for each in offered] == ["dev", "staging", "qa", "prod"]
    await apply(operator, "walker", "Greet people.", 1)
    said = await operator.post("/api/agent/command", json={"command": "deploy agent walker to qa"})
    qa = str(said.json()["command_id"])
    assert (await until(operator, qa, "deployed"))["env"] == "qa"
    assert (await operator.get(f"/api/deployments/{qa}/promotion")).json()["target"] == "prod"
    heard = (await operator.post("/api/commands/acts", json={"command": "promote walker to prod"})).json()
    assert (heard["confirm"], heard["request"]["body"]) == (True, {"to": "prod"})
    heard = (await operator.post("/api/commands/acts", json={"command": "what is running in qa"})).json()
    assert [each["name"] for each in heard["deployments"]] == ["walker"]
    shown = (await operator.get("/api/deployments", params={"environment": "qa"})).json()["deployments"]
    assert [each["plan_id"] for each in shown] == [qa]
    rule = {
        "kind": "deployment.deploy",
        "environment": "qa",
        "stages": [{"people": 1, "whom": {"roles": ["admin"]}}],
    }
    assert "nobody-could" in problem(await admin.put("/api/approval-rules/qa-first", json=rule), 409)["type"]
    problem(await admin.put("/api/approval-rules/no", json={**rule, "environment": "moon"}), 422)

    await _protected(admin, operator, builder, qa)


async def _protected(
    admin: httpx.AsyncClient, operator: httpx.AsyncClient, builder: httpx.AsyncClient, qa: str
) -> None:
    """Protected, it is closed to builders, waits for another person, and only who may enter lifts that."""
    assert (await builder.post(f"/api/deployments/{qa}/restart")).status_code == 200
    await until(operator, qa, "deployed")
    setting = next(
        each for each in (await admin.get("/api/environments")).json()["environments"] if each["name"] == "qa"
    )
    body = {key: setting[key] for key in ("title", "strategy", "hosts", "version")}
    changed = (await admin.put("/api/environments/qa", json={**body, "protected": True})).json()
    assert (changed["protected"], changed["needs_approval"]) == (True, True)
    told = problem(await builder.post(f"/api/deployments/{qa}/restart"), 403)["detail"]
    assert "in qa" in told
    await apply(operator, "walker", "Greet people twice.", 2)
    asked = (await operator.post(f"/api/deployments/{qa}/update")).json()
    assert asked["outcome"] == "pending_approval", asked
    waiting = (await admin.get("/api/proposals", params={"environment": "qa"})).json()["items"]
    assert "It changes quality ✨." in [each["words"] for each in waiting[0]["risk"]["reasons"]], waiting[0]
    forbid = """@id("admins-stay-out") forbid (principal, action == Action::"deployment.to_prod", resource)
        when { principal.role == "admin" };"""
    assert (await admin.post("/api/policies/apply", json={"text": forbid, "version": 0})).status_code == 201
    body["version"] = changed["version"]
    problem(await admin.put("/api/environments/qa", json={**body, "protected": False}), 403)
    problem(await admin.delete("/api/environments/qa"), 403)
    log = (await admin.get("/api/audit/entries", params={"subject": "environment:qa"})).json()["items"]
    assert {"environment.added", "environment.changed"} <= {each["type"] for each in log}
    assert "deployment.deployed" in {each["type"] for each in await entries(admin, qa)}


async def test_only_what_is_empty_is_removed_and_a_default_may_be(api: Api) -> None:
    admin, operator = await api(ADMIN), await api(OPERATOR)
    problem(await admin.delete("/api/environments/moon"), 404)
    problem(await operator.delete("/api/environments/dev"), 403)
    await apply(admin, "stayer", "Greet people.", 1)
    made = (await admin.post("/api/deployments", json={"agent": "stayer", "env": "dev"})).json()
    plan_id = made["deployment"]["plan_id"]
    await until(admin, plan_id, "deployed")
    told = problem(await admin.delete("/api/environments/dev"), 409)
    assert "1 deployment is in dev" in told["detail"]
    assert (await admin.delete(f"/api/deployments/{plan_id}")).status_code == 200
    await until(admin, plan_id, "deleted")
    left = (await admin.delete("/api/environments/dev")).json()
    assert [each["name"] for each in left["environments"]] == ["staging", "prod"]
    problem(await admin.post("/api/deployments", json={"agent": "stayer", "env": "dev"}), 404)
    told = (await admin.post("/api/agent/command", json={"command": "deploy agent stayer to dev"})).json()
    assert "Choose staging or prod" in told["detail"]
    assert (await admin.get(f"/api/deployments/{plan_id}")).json()["env"] == "dev"  # records keep the name
    again = await admin.post("/api/environments", json={"name": "dev", "before": "staging"})
    assert (again.status_code, again.json()["title"]) == (201, "Dev")
    assert await _names(admin) == ["dev", "staging", "prod"]
    for name in ("prod", "staging"):
        assert (await admin.delete(f"/api/environments/{name}")).status_code == 200
    assert "the only environment" in problem(await admin.delete("/api/environments/dev"), 409)["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Q A"}, {"name": "q"}, {"name": "a" * 21}, {"name": "qa\u0000"}, {"name": "eu-prod"}, {"name": None},
        {"name": "qa", "title": ""}, {"name": "qa", "title": "x" * 61}, {"name": "qa", "protected": None}, {},
        {"name": "deploy"}, {"name": "kubernetes"}, {"name": "production"}, {"name": "llama"}, {"name": "for"},
    ],
)  # fmt: skip
async def test_names_that_would_not_work_are_refused(api: Api, body: dict[str, object]) -> None:
    problem(await (await api(ADMIN)).post("/api/environments", json=body), 422)


async def test_at_once_and_too_many(api: Api) -> None:
    admin = await api(ADMIN)
    problem(await admin.post("/api/environments", json={"name": "qa", "before": "moon"}), 404)
    twice = await asyncio.gather(*(admin.post("/api/environments", json={"name": "qa"}) for _ in range(3)))
    assert sorted(each.status_code for each in twice) == [201, 409, 409]
    for number in range(16):
        made = await admin.post("/api/environments", json={"name": f"zone{number}"})
        assert made.status_code == 201, made.text
    assert (
        "20 environments at most"
        in problem(await admin.post("/api/environments", json={"name": "zone20"}), 409)["detail"]
    )
    assert len(set(await _names(admin))) == 20


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("deploy llama-3.1 8B for chatbot-x to qa", "qa"),
        ("deploy llama-3.1 8B for chatbot-x in the quality environment", "qa"),
        ("deploy llama-3.1 8B for chatbot-x to eu1", "eu1"),
        ("deploy llama-3.1 8B for chatbot-x to production", "prod"),
    ],
)
def test_sentences_name_environments_of_ones_own(sentence: str, named: str) -> None:
    assert (read(sentence, OWN).intent.environment, read(sentence, OWN).problems) == (named, [])


def test_where_nobody_knows_the_environment_it_is_guarded() -> None:
    assert {name: OWN.guards(name) for name in ("dev", "qa", "prod", "eu1", "moon", "")} == {
        "dev": False, "qa": False, "prod": True, "eu1": True, "moon": True, "": True,
    }  # fmt: skip


def test_what_is_not_there_is_asked_about_with_what_is() -> None:
    reading = read("deploy llama-3.1 8B for chatbot-x to uat", OWN)
    assert reading.problems[0].hint == "Choose dev, staging, prod, qa or eu1, for example: to staging"
    assert read_act("pause chatbot-x in qa", OWN) is not None
    assert read_act("pause chatbot-x in qa") is None
    assert environment("in der produktion") == "prod"
    assert environment("in der produktion", Places([Place("qa", "QA", 0)])) is None
    assert environment("auf eu1", OWN) == "eu1"


def test_a_protected_environment_has_the_limits_of_prod() -> None:
    limits = Limits()
    assert limits.most(OWN.find("eu1")) == limits.max_usd_per_hour["prod"]
    assert limits.most(OWN.find("qa")) == limits.max_usd_per_hour["staging"]
    assert (Places([Place("a1", "A", 0), Place("b1", "B", 1, protected=True)]).usual, OWN.usual) == (
        "a1",
        "staging",
    )
    assert Intent(environment="qa").environment == "qa"
