"""Rules over HTTP: who has to approve, in which stages; and what becomes of changes under them."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from tests.fixtures.colleagues import Colleague, Person
from tests.fixtures.journey import HELLO, activated, deploy, logged, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls import approvals
from remit.controls.tenancy import MEMBER, Role
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.ids import new_id

RULE = "/api/approval-rules"


def stage(people: int = 1, **more: Any) -> dict[str, Any]:
    return {"people": people, "whom": {"roles": ["approver"]}, **more}


async def _rule(client: httpx.AsyncClient, *stages: dict[str, Any], **more: Any) -> httpx.Response:
    slug = more.pop("slug", "big")
    body = {"kind": "deployment.deploy", "environment": "prod", "stages": list(stages), **more}
    return await client.put(f"{RULE}/{slug}", json=body)


async def _asked(client: httpx.AsyncClient, name: str, **more: Any) -> dict[str, Any]:
    plan_id = await deploy(client, name, **{"env": "prod", **more})
    found = (await client.get("/api/proposals", params={"subject": f"deployment:{plan_id}"})).json()["items"]
    return await _shown(client, found[0])


async def _shown(client: httpx.AsyncClient, proposal: dict[str, Any]) -> dict[str, Any]:
    return dict((await client.get(f"/api/proposals/{proposal['id']}")).json())


async def _decide(who: Colleague, shown: dict[str, Any], decision: str = "approved") -> httpx.Response:
    body = {"decision": decision, "reason": "Looked at it", "digest": shown["digest"]}
    return await who.client.post(f"/api/proposals/{shown['id']}/decision", json=body)


async def test_two_stages_take_three_people_and_then_it_is_carried_out_once(
    api: Api, person: Person, served: Served
) -> None:
    admin = await api(Role.ADMIN)
    olga, ada = await person("Olga", Role.OPERATOR), await person("Ada", Role.APPROVER, "ops")
    bo, cy = await person("Bo", Role.APPROVER), await person("Cy", Role.APPROVER, "security")
    answer = await _rule(admin, stage(2), {"people": 1, "whom": {"teams": ["security"]}, "hours": 48})
    assert answer.status_code == 200, answer.text
    assert [each["said"] for each in answer.json()["stages"]] == [
        "2 of role approver, within 7 days",
        "1 of team security, within 2 days",
    ]
    shown = await _asked(olga.client, "staged")
    assert shown["progress"]["words"] == (
        "0 of 3 approved; still needed: 2 of role approver, then 1 of team security"
    )
    assert (shown["progress"]["rule"], shown["progress"]["number"]) == ("big", 1)
    assert problem(await _decide(olga, shown), 403)["type"] == "/problems/policy-forbids"
    assert (await _decide(ada, shown)).json()["status"] == "pending"
    assert "You have decided" in problem(await _decide(ada, shown), 403)["detail"]
    second = (await _decide(bo, shown)).json()
    assert second["progress"]["words"] == "2 of 3 approved: Ada, Bo; still needed: 1 of team security"
    assert [each["state"] for each in second["progress"]["stages"]] == ["done", "now"]
    late = await person("Di", Role.APPROVER)
    assert problem(await _decide(late, shown), 403)["detail"] == "This waits for team security."
    theirs = await _shown(late.client, shown)
    assert (theirs["may_decide"]["allowed"], theirs["may_reject"]["allowed"]) == (False, True)
    # Somebody of the first stage in time, and nobody more: twice at once it is carried out once.
    raced = await asyncio.gather(*(_decide(cy, shown) for _ in range(3)))
    assert sorted(each.status_code for each in raced) == [200, 409, 409]
    plan_id = shown["subject"].partition(":")[2]
    await until(olga.client, plan_id, "deployed")
    await logged(olga.client, plan_id, "change.applied")
    ended = await _shown(cy.client, shown)
    assert [(each["decided_by"]["name"], each["stage"]) for each in ended["decisions"]] == [
        ("Ada", 1),
        ("Bo", 1),
        ("Cy", 2),
    ]
    assert all(each["digest"] == shown["digest"] for each in ended["decisions"])


async def test_of_many_last_approvals_at_once_one_is_the_last(api: Api, person: Person) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    many = [await person(f"Approver{n}", Role.APPROVER) for n in range(5)]
    assert (await _rule(admin, stage(2))).status_code == 200
    shown = await _asked(olga.client, "raced")
    answers = await asyncio.gather(*(_decide(who, shown) for who in many))
    assert sorted(each.status_code for each in answers) == [200, 200, 409, 409, 409]
    assert len((await _shown(admin, shown))["decisions"]) == 2


async def test_one_no_ends_it_whoever_has_said_yes(api: Api, person: Person) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    ada, bo = await person("Ada", Role.APPROVER), await person("Bo", Role.APPROVER)
    await _rule(admin, stage(2))
    shown = await _asked(olga.client, "refused")
    assert (await _decide(ada, shown)).status_code == 200
    assert (await _decide(bo, shown, "rejected")).json()["status"] == "rejected"
    assert (await until(olga.client, shown["subject"].partition(":")[2], "rejected"))["status_reason"]


async def test_different_teams_means_one_of_each(api: Api, person: Person) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    ada, bo = await person("Ada", Role.APPROVER, "ops"), await person("Bo", Role.APPROVER, "ops")
    told = problem(await _rule(admin, stage(2, different_teams=True)), 409)
    assert told["type"] == "/problems/nobody-could-approve"
    cy, alone = await person("Cy", Role.APPROVER, "ops", "legal"), await person("Al", Role.APPROVER)
    assert (await _rule(admin, stage(2, different_teams=True))).status_code == 200
    shown = await _asked(olga.client, "teams")
    assert (await _decide(cy, shown)).status_code == 200  # counts as legal once ops is there
    assert "another team" in problem(await _decide(alone, shown), 403)["detail"]
    assert (await _decide(ada, shown)).json()["status"] == "approved"
    assert bo.id


async def test_a_rule_nobody_could_satisfy_is_refused_and_said_when_people_leave(
    api: Api, person: Person
) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    ada, bo = await person("Ada", Role.APPROVER), await person("Bo", Role.APPROVER)
    assert "2 can decide" in problem(await _rule(admin, stage(3)), 409)["detail"]
    # One person cannot stand for two stages.
    twice = {"people": 2, "whom": {"members": [ada.id, bo.id]}}
    problem(await _rule(admin, twice, stage(1)), 409)
    # An operator may not decide by policy, whatever a rule says.
    problem(await _rule(admin, {"whom": {"members": [olga.id]}}), 409)
    assert (await _rule(admin, stage(2))).status_code == 200
    shown = await _asked(olga.client, "left")
    assert shown["progress"]["lacking"] is None
    assert (await admin.delete(f"/api/members/{bo.id}")).status_code == 204
    left = await _shown(olga.client, shown)
    assert left["progress"]["lacking"] == "Stage 1 needs 2 of role approver; 1 can decide."
    (rule,) = (await admin.get(RULE)).json()["items"]
    assert "1 can decide" in rule["unmet"]


async def test_rules_are_versions_and_what_waits_keeps_its_own(
    api: Api, person: Person, found: Found
) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    ada, _ = await person("Ada", Role.APPROVER), await person("Bo", Role.APPROVER)
    await _rule(admin, stage(2))
    shown = await _asked(olga.client, "kept")
    await _rule(admin, stage(1), slug="small")
    assert (await _rule(admin, stage(1))).json()["number"] == 2
    assert (await _shown(olga.client, shown))["progress"]["number"] == 1
    assert (await _decide(ada, shown)).json()["status"] == "pending"
    both = await _asked(olga.client, "new")
    assert both["progress"]["matching"] == 2
    assert (await _decide(ada, both)).json()["status"] == "approved"
    versions = (await admin.get(f"{RULE}/big")).json()["items"]
    assert [(each["number"], each["ended_at"] is None) for each in versions] == [(2, True), (1, False)]
    assert (await admin.delete(f"{RULE}/big")).status_code == 204
    problem(await admin.delete(f"{RULE}/big"), 404)
    assert [each["slug"] for each in (await admin.get(RULE)).json()["items"]] == ["small"]
    entries = (await admin.get("/api/audit/entries", params={"type": "approval_rule.set"})).json()["items"]
    assert len(entries) == 3
    other = await api(Role.ADMIN, await found())
    assert (await other.get(RULE)).json()["items"] == []
    problem(await other.get(f"{RULE}/small"), 404)
    problem(await other.get(f"/api/proposals/{shown['id']}"), 404)


async def test_bad_rules_and_roles_below_admin_are_refused(api: Api, person: Person) -> None:
    admin = await api(Role.ADMIN)
    await person("Ada", Role.APPROVER)
    for body in (
        {"stages": []},
        {"stages": [{"whom": {}}]},
        {"stages": [stage(0)]},
        {"stages": [stage(hours=0)]},
        {"stages": [stage()], "kind": "tool.juggle"},
        {"stages": [stage()], "kind": "deployment.pause"},
        {"stages": [stage()], "environment": "moon"},
        {"stages": [{"whom": {"teams": ["nobody"]}}]},
        {"stages": [{"whom": {"teams": ["a\x00b"]}}]},
        {"stages": [{"whom": {"members": [MEMBER.show(new_id())]}}]},
    ):
        problem(await admin.put(f"{RULE}/bad", json={"kind": "deployment.deploy", **body}), 422)
    problem(await _rule(await api(Role.APPROVER), stage()), 403)
    problem(await admin.put(f"{RULE}/Not%20a%20slug", json={}), 422)


async def test_who_wrote_the_version_does_not_approve_it(api: Api, person: Person) -> None:
    admin, ada = await api(Role.ADMIN), await person("Ada", Role.ADMIN)
    bea, cy = await person("Bea", Role.BUILDER), await person("Cy", Role.APPROVER)
    await _rule(
        admin, stage(1, whom={"roles": ["admin", "approver"]}), kind="agent.promote", environment=None
    )
    draft = await ada.client.post(
        "/api/agents", json={"source": HELLO.format(slug="hello"), "promote": False}
    )
    assert draft.status_code in (200, 201), draft.text
    needed = (await bea.client.get("/api/agents/hello/promotion-requirements")).json()
    assert needed["needs_approval"]
    asked = await bea.client.post("/api/agents/hello/versions/1/promote")
    assert asked.json()["status"] == "pending", asked.text
    shown = await _shown(ada.client, {"id": asked.json()["proposal_id"]})
    assert "You wrote" in shown["may_decide"]["reason"]
    assert "You wrote" in problem(await _decide(ada, shown), 403)["detail"]
    # A newer version voids what was asked, and with it every decision on it.
    source = HELLO.format(slug="hello").replace("Greet", "Welcome")
    assert (await bea.client.post("/api/agents", json={"source": source})).status_code == 201
    assert (await _shown(ada.client, shown))["status"] == "voided"
    problem(await _decide(cy, shown), 409)
    (newer,) = (await ada.client.get("/api/proposals")).json()["items"]
    assert (await _decide(cy, await _shown(cy.client, newer))).json()["status"] == "approved"
    await activated(cy.client, "hello")


async def test_a_stage_is_escalated_and_then_ends(
    api: Api, person: Person, served: Served, database: Database
) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    await person("Ada", Role.APPROVER)
    boss = await person("Boss", Role.OWNER)
    await _rule(admin, stage(1, hours=2, escalates_to={"roles": ["owner"]}))
    shown, other = await _asked(olga.client, "slow"), await _asked(olga.client, "slower")
    assert "role approver" in problem(await _decide(boss, shown), 403)["detail"]

    async def later(hours: float) -> int:
        at = now() + timedelta(hours=hours)
        sweeps = (approvals.expire_due(database, served.app.state.changes, lambda: at) for _ in range(2))
        return sum(await asyncio.gather(*sweeps))

    assert await later(1.9) == 0
    assert not (await _shown(olga.client, shown))["progress"]["escalated"]
    assert await later(2.1) == 0
    raised = await _shown(boss.client, shown)
    assert raised["progress"]["escalated"]
    assert raised["progress"]["words"].endswith("1 of role approver or role owner")
    plan_id = shown["subject"].partition(":")[2]
    assert (await logged(olga.client, plan_id, "change.escalated"))["payload"]["to"] == "role owner"
    assert (await _decide(boss, shown)).json()["status"] == "approved"
    assert await later(4.1) == 1
    assert (await _shown(olga.client, other))["status"] == "expired"
    problem(await _decide(boss, other), 409)


async def test_the_home_page_and_the_fixed_paths_say_what_is_still_needed(api: Api, person: Person) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    ada, _ = await person("Ada", Role.APPROVER), await person("Bo", Role.APPROVER)
    await _rule(admin, stage(2, hours=3))
    shown = await _asked(olga.client, "attention")
    plan_id = shown["subject"].partition(":")[2]
    body = {"plan_id": plan_id, "decision": "approved", "reason": "fine", "digest": shown["digest"]}
    answer = (await ada.client.post("/approve", json=body)).json()
    assert answer["message"] == "Your approval counts; more are needed"
    found = (await admin.get("/api/insights/attention")).json()["items"]
    (waiting,) = [each for each in found if each["kind"] == "approval"]
    assert "1 of 2 approved: Ada; still needed: 1 of role approver." in waiting["detail"]
