"""A draft is asked what was asked before, and what it would decide otherwise is told."""

from typing import Any

import httpx
import pytest
from tests.controls.governance.test_policy_versions import CLOSED, applied
from tests.fixtures.journey import command, deploy, problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls import audit
from remit.controls.governance import Resource, decide, ready
from remit.controls.tenancy import Organization, Role, system
from remit.kit.database import Database


async def replay(client: httpx.AsyncClient, text: str, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/policies/replay", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_draft_that_forbids_says_what_it_would_have_forbidden(api: Api) -> None:
    operator, viewer = await api(Role.OPERATOR), await api(Role.VIEWER)
    for name in ("one", "two"):
        await deploy(operator, name)
    found = await replay(viewer, CLOSED)
    assert found["decisions"] >= 2
    assert found["totals"] == [{"before": "allow", "after": "deny", "times": 2}]
    assert {each["action"] for each in found["changes"]} == {"deployment.deploy"}
    change = found["changes"][0]
    assert (change["role"], change["environment"], change["after_policies"]) == (
        "operator",
        "staging",
        ["closed"],
    )
    assert change["name"] == "operator key"
    entry = (await viewer.get(f"/api/audit/entries/{change['entry']}")).json()
    assert entry["type"] == "change.proposed"
    assert (await viewer.get("/api/policies")).json()["version"] == 0


async def test_a_draft_in_shadow_mode_says_what_it_would_do(api: Api) -> None:
    operator = await api(Role.OPERATOR)
    await deploy(operator, "three")
    found = await replay(operator, '@mode("shadow") ' + CLOSED)
    assert found["totals"] == []
    (change,) = found["changes"]
    assert (change["before"], change["after"], change["trial"]) == ("allow", "deny", True)


async def test_a_policy_in_shadow_mode_stands_in_the_records(api: Api) -> None:
    operator = await api(Role.OPERATOR)
    await applied(await api(Role.ADMIN), '@mode("shadow") ' + CLOSED)
    assert (await command(operator, "four")).status_code == 200
    path = "/api/audit/entries?type=change.proposed&limit=1"
    entry = (await operator.get(path)).json()["items"][0]
    decision = entry["payload"]["decision"]
    assert (decision["verdict"], decision["policies"]) == ("allow", ["operators-deploy"])
    assert decision["shadow"] == {"verdict": "deny", "policies": ["closed"], "errors": []}


async def test_what_changes_nothing_says_so_and_names_idle_policies(api: Api) -> None:
    operator = await api(Role.OPERATOR)
    await deploy(operator, "five")
    found = await replay(operator, CLOSED.replace("deployment.deploy", "deployment.delete"))
    assert (found["changes"], found["idle"]) == ([], ["closed"])


async def test_decisions_of_texts_are_asked_again(
    api: Api, database: Database, organization: Organization
) -> None:
    """A call records several decisions; older records do not say what was asked."""
    actor = system(organization.id)
    await ready(database, organization.id)
    context = {"labels": frozenset(("pii.email",)), "direction": "output"}
    passed = decide(actor, "text.pass", Resource("deployment", "x", "prod"), context)
    old = {"verdict": "allow", "policies": [], "digest": "", "errors": []}
    odd: list[Any] = [
        {"asked": {"principal": 5}},
        {"asked": []},
        7,
        None,
        "x",
        {"asked": {"action": "agent.call"}},
    ]
    async with database.transaction(organization.id) as session:
        payload = {"decision": old, "decisions": [passed.facts(), *odd]}
        await audit.record(session, actor, "call.answered", "deployment:x", payload)
    draft = """@id("no-addresses") @verdict("redact")
    forbid (principal, action == Action::"text.pass", resource) when { context.labels.contains("pii") };"""
    found = await replay(await api(Role.VIEWER), draft)
    assert (found["decisions"], found["unread"]) == (1, 4)
    assert found["totals"] == [{"before": "allow", "after": "redact", "times": 1}]
    assert found["changes"][0]["context"] == {"labels": ["pii.email"], "direction": "output"}


async def test_only_ones_own_records_are_asked(api: Api, found: Found) -> None:
    await deploy(await api(Role.OPERATOR), "six")
    other = await replay(await api(Role.OPERATOR, await found()), CLOSED)
    assert (other["decisions"], other["changes"]) == (0, [])


@pytest.mark.parametrize("days", [0, 91, "x", None])
async def test_a_replay_goes_back_so_far_and_no_further(api: Api, days: object) -> None:
    client = await api(Role.VIEWER)
    problem(await client.post("/api/policies/replay", json={"text": "", "days": days}), 422)
    told = problem(await client.post("/api/policies/replay", json={"text": "permit"}), 422)
    assert told["type"] == "/problems/policy-refused"
