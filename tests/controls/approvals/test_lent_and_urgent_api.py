"""Lending one's right to decide, and changes that cannot wait for their approvals."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import psycopg
from tests.fixtures.colleagues import Colleague, Person
from tests.fixtures.journey import deploy, logged, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls.tenancy import Organization, Role
from remit.kit.clock import iso, now


async def _rule(client: httpx.AsyncClient, people: int) -> None:
    stages = [{"people": people, "whom": {"roles": ["approver"]}}]
    body = {"kind": "deployment.deploy", "environment": "prod", "stages": stages}
    assert (await client.put("/api/approval-rules/big", json=body)).status_code == 200


async def _asked(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    plan_id = await deploy(client, name, env="prod")
    found = (await client.get("/api/proposals", params={"subject": f"deployment:{plan_id}"})).json()["items"]
    return await _shown(client, found[0])


async def _shown(client: httpx.AsyncClient, proposal: dict[str, Any]) -> dict[str, Any]:
    return dict((await client.get(f"/api/proposals/{proposal['id']}")).json())


async def _say(who: Colleague, shown: dict[str, Any], what: str = "decision", **more: Any) -> httpx.Response:
    body = {"digest": shown["digest"], "reason": "Looked at it", **more}
    if what == "decision":
        body = {"decision": "approved", **body}
    return await who.client.post(f"/api/proposals/{shown['id']}/{what}", json=body)


async def _lend(who: Colleague, to: Colleague, **more: Any) -> httpx.Response:
    ends = iso(now() + timedelta(days=3))
    body = {"to_member": to.id, "reason": "On holiday", "ends_at": ends, **more}
    return await who.client.post("/api/delegations", json=body)


async def test_a_lent_right_counts_once_and_never_for_what_either_asked(
    api: Api, person: Person, found: Found
) -> None:
    admin = await api(Role.ADMIN)
    olga, ada = await person("Olga", Role.OPERATOR), await person("Ada", Role.APPROVER)
    bo, cy = await person("Bo", Role.BUILDER), await person("Cy", Role.APPROVER)
    await _rule(admin, 2)
    shown = await _asked(olga.client, "lent")
    problem(await _say(bo, shown), 403)
    lent = await _lend(ada, bo, kinds=["deployment.deploy"])
    assert lent.status_code == 201, lent.text
    assert (lent.json()["state"], lent.json()["from_member"]["name"]) == ("holds", "Ada")
    theirs = await _shown(bo.client, shown)
    assert theirs["may_decide"] == {"allowed": True, "reason": None, "on_behalf_of": "Ada"}
    done = await _say(bo, shown)
    assert done.json()["progress"]["words"].startswith("1 of 2 approved: Bo for Ada;")
    assert "decided on this already" in problem(await _say(ada, shown), 403)["detail"]
    assert (await _say(cy, shown)).json()["status"] == "approved"
    # What the one who lent it asked for, or the one who got it, is not decided by it.
    boss = await person("Boss", Role.ADMIN)
    assert (await _lend(boss, bo)).status_code == 201
    by_boss = await _asked(boss.client, "by-boss")
    assert (await _say(cy, by_boss)).status_code == 200
    by_olga = await _asked(olga.client, "by-olga")
    assert (await _lend(ada, olga)).status_code == 201
    assert "You asked for this" in problem(await _say(olga, by_olga), 403)["detail"]
    entry = (await admin.get("/api/audit/entries", params={"type": "change.approval_given"})).json()["items"]
    assert any((each["payload"]["on_behalf"] or {}).get("name") == "Ada" for each in entry)
    elsewhere = await api(Role.ADMIN, await found())
    assert (await elsewhere.get("/api/delegations")).json()["items"] == []
    problem(await elsewhere.post(f"/api/delegations/{lent.json()['id']}/revoke"), 404)


async def test_a_lent_right_has_dates_kinds_and_an_end(
    api: Api, person: Person, as_owner: psycopg.Connection, organization: Organization
) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    ada, bo, _ = [await person(name, Role.APPROVER) for name in ("Ada", "Bo", "Cy")]
    vera = await person("Vera", Role.VIEWER)
    await _rule(admin, 2)
    shown = await _asked(olga.client, "dates")
    soon = iso(now() + timedelta(days=1))
    planned = (await _lend(ada, vera, starts_at=soon)).json()
    assert planned["state"] == "planned"
    problem(await _say(vera, shown), 403)
    other = (await _lend(ada, vera, kinds=["agent.promote"])).json()
    assert "other kinds" in problem(await _say(vera, shown), 403)["detail"] or other
    now_lent = (await _lend(ada, vera)).json()
    assert (await _shown(vera.client, shown))["may_decide"]["on_behalf_of"] == "Ada"
    as_owner.execute("select set_config('remit.org', %s, false)", (str(organization.id),))
    as_owner.execute(
        "update delegations set starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'"
        " where org_id = %s and starts_at <= now()",
        (organization.id,),
    )
    assert not (await _shown(vera.client, shown))["may_decide"]["allowed"]
    problem(await ada.client.post(f"/api/delegations/{now_lent['id']}/revoke"), 409)
    problem(await bo.client.post(f"/api/delegations/{planned['id']}/revoke"), 403)
    assert (await ada.client.post(f"/api/delegations/{planned['id']}/revoke")).json()["state"] == "revoked"
    for wrong in (
        {"ends_at": iso(now() - timedelta(days=1))},
        {"ends_at": iso(now() + timedelta(days=500))},
        {"ends_at": "2099-01-01T00:00:00"},
        {"to_member": ada.id},
        {"to_member": "mem_nobody"},
        {"kinds": ["tool.juggle"]},
        {"reason": ""},
        {"reason": "a\x00b"},
    ):
        assert (await _lend(ada, bo, **wrong)).status_code in (404, 422), wrong
    problem(await _lend(vera, bo), 403)
    listed = (await vera.client.get("/api/delegations?whose=mine")).json()["items"]
    assert {each["state"] for each in listed} == {"ended", "revoked"}


async def test_two_people_break_the_glass_and_a_third_looks_back(api: Api, person: Person) -> None:
    admin = await api(Role.ADMIN)
    olga, ada, _ = [
        await person(name, role)
        for name, role in (("Olga", Role.OPERATOR), ("Ada", Role.APPROVER), ("Bo", Role.APPROVER))
    ]
    one, two = await person("One", Role.OWNER), await person("Two", Role.ADMIN)
    await _rule(admin, 2)
    shown = await _asked(olga.client, "urgent")
    problem(await _say(ada, shown, "break-glass"), 403)
    problem(await _say(one, {**shown, "digest": "sha256:0"}, "break-glass"), 409)
    first = await _say(one, shown, "break-glass", reason="Customers are down")
    assert (first.json()["status"], first.json()["may_break_glass"]) == ("pending", False)
    assert first.json()["override"]["first"]["who"]["name"] == "One"
    assert "another owner or admin" in problem(await _say(one, shown, "break-glass"), 403)["detail"]
    problem(await ada.client.post(f"/api/proposals/{shown['id']}/review", json={"words": "?"}), 404)
    raced = await asyncio.gather(*(_say(two, shown, "break-glass") for _ in range(3)))
    assert sorted(each.status_code for each in raced) == [200, 409, 409]
    plan_id = shown["subject"].partition(":")[2]
    await until(olga.client, plan_id, "deployed")
    entry = await logged(olga.client, plan_id, "change.glass_broken")
    assert entry["payload"]["reasons"] == ["Customers are down", "Looked at it"]
    (violation,) = (await admin.get("/api/violations")).json()["items"]
    assert (violation["severity"], violation["rule"]) == ("critical", "break-glass")
    (open_one,) = (await admin.get("/api/proposals?status=review")).json()["items"]
    assert open_one["override"]["needs_review"]
    assert (await admin.get("/api/proposals/count")).json()["review"] == 1
    review = f"/api/proposals/{shown['id']}/review"
    for who in (one, two, olga):
        problem(await who.client.post(review, json={"words": "Fine by me"}), 403)
    problem(await ada.client.post(review, json={"words": " "}), 422)
    looked = await asyncio.gather(*(ada.client.post(review, json={"words": "Right so"}) for _ in range(2)))
    assert sorted(each.status_code for each in looked) == [200, 409]
    assert (await admin.get("/api/proposals?status=review")).json()["items"] == []
    assert (await _shown(ada.client, shown))["override"]["review"]["words"] == "Right so"
