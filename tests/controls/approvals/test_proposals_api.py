"""The queue over HTTP: what is shown, to whom, in which order, and what a decision on it does."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.journey import HELLO, activated, deploy, entries, logged, problem, running, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls.tenancy import Organization, Role

OPERATOR, APPROVER = Role.OPERATOR, Role.APPROVER


async def _listed(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/proposals", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def _waiting(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    """Ask for a model in production, which waits; return its proposal in full."""
    await deploy(client, name, env="prod")
    (found,) = await _listed(client, q=f"{name}-prod")
    answer = await client.get(f"/api/proposals/{found['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def _decide(
    client: httpx.AsyncClient, shown: dict[str, Any], decision: str = "approved", **more: Any
) -> httpx.Response:
    body = {"decision": decision, "reason": "Looked at it", "digest": shown["digest"], **more}
    return await client.post(f"/api/proposals/{shown['id']}/decision", json=body)


async def test_a_proposal_says_who_what_why_and_at_which_risk(api: Api) -> None:
    asking, approving = await api(OPERATOR), await api(APPROVER)
    mine = await _waiting(asking, "shown")
    assert (mine["kind"], mine["environment"], mine["status"]) == ("deployment.deploy", "prod", "pending")
    assert mine["requested_by"]["name"] == "operator key"
    assert mine["why"].startswith("deploy llama-3.1 8B for shown")
    assert mine["risk"]["level"] == "medium"
    assert mine["risk"]["reasons"][0] == {"points": 2, "words": "It changes production."}
    assert mine["cost"]["usd_per_month"] == pytest.approx(mine["cost"]["usd_per_hour"] * 730)
    assert mine["new"]
    names = {d["path"]: d["name"] for d in mine["differences"]}
    assert (names["artifact.endpoint_name"], names["artifact.instance_type"]) == ("Endpoint", "Instance")
    assert not [name for name in names.values() if "." in name or "_" in name]
    assert mine["checks"]
    assert mine["policies"] == ["prod-needs-another-person"]
    assert mine["mine"]
    assert mine["may_withdraw"]
    assert not mine["may_decide"]["allowed"]
    assert "another person" in mine["may_decide"]["reason"]
    theirs = (await approving.get(f"/api/proposals/{mine['id']}")).json()
    assert (theirs["mine"], theirs["may_withdraw"]) == (False, False)
    assert theirs["may_decide"] == {"allowed": True, "reason": None, "on_behalf_of": None}
    viewer = (await (await api(Role.VIEWER)).get(f"/api/proposals/{mine['id']}")).json()
    assert "role viewer" in viewer["may_decide"]["reason"]


async def test_deciding_carries_it_out_and_is_shown_ever_after(api: Api) -> None:
    asking, approving = await api(OPERATOR), await api(APPROVER)
    shown = await _waiting(asking, "carried")
    answer = await _decide(approving, shown)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "approved"
    plan_id = shown["subject"].partition(":")[2]
    assert (await until(asking, plan_id, "deployed"))["status_reason"]
    await logged(asking, plan_id, "change.applied")
    (past,) = await _listed(asking, status="decided")
    assert past["status"] == "applied"
    assert past["verdict"]["decided_by"]["name"] == "approver key"
    assert past["verdict"]["reason"] == "Looked at it"
    assert past["ended"].startswith("approver key has approved this on ")
    assert not past["may_decide"]["allowed"]
    assert await _listed(asking) == []


async def test_a_second_decision_is_told_who_decided(api: Api) -> None:
    asking, approving, admin = await api(OPERATOR), await api(APPROVER), await api(Role.ADMIN)
    shown = await _waiting(asking, "twice")
    assert (await _decide(approving, shown, "rejected")).status_code == 200
    told = problem(await _decide(admin, shown), 409)
    assert told["type"] == "/problems/already-decided"
    assert "approver key has rejected this" in told["detail"]
    assert told["decided_by"]["name"] == "approver key"
    plan_id = shown["subject"].partition(":")[2]
    ended = (await until(asking, plan_id, "rejected"))["status_reason"]
    assert ended == "Rejected by approver key: Looked at it"


async def test_of_many_at_once_one_decides(api: Api) -> None:
    asking, approving, admin = await api(OPERATOR), await api(APPROVER), await api(Role.ADMIN)
    shown = await _waiting(asking, "raced")
    tries = [(approving, "approved"), (admin, "rejected"), (admin, "approved"), (approving, "rejected")]
    answers = await asyncio.gather(
        *(_decide(client, shown, decision) for client, decision in tries),
        asking.post(f"/api/proposals/{shown['id']}/withdraw", json={}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_what_was_not_seen_is_not_decided(
    api: Api, as_owner: psycopg.Connection, organization: Organization
) -> None:
    asking, approving = await api(OPERATOR), await api(APPROVER)
    shown = await _waiting(asking, "seen")
    told = problem(await _decide(approving, shown, digest="sha256:" + "0" * 64), 409)
    assert (told["type"], "What you saw has changed" in told["detail"]) == ("/problems/changed-since", True)
    for missing in ({"digest": None}, {"reason": ""}, {"reason": "x\x00y"}, {"decision": "maybe"}):
        problem(await _decide(approving, shown, **missing), 422)
    problem(await _decide(asking, shown), 403)
    problem(await _decide(await api(Role.VIEWER), shown), 403)


async def test_an_author_takes_back_what_waits(api: Api) -> None:
    asking, admin = await api(OPERATOR), await api(Role.ADMIN)
    shown = await _waiting(asking, "unwanted")
    path = f"/api/proposals/{shown['id']}/withdraw"
    assert problem(await admin.post(path, json={}), 403)["type"] == "/problems/not-yours"
    answer = await asking.post(path, json={"reason": "Found a bug"})
    assert (answer.status_code, answer.json()["status"]) == (200, "voided")
    assert "withdrawn" in answer.json()["ended"]
    plan_id = shown["subject"].partition(":")[2]
    ended = await until(asking, plan_id, "rejected")
    assert ended["status_reason"] == "Withdrawn by operator key: Found a bug"
    problem(await asking.post(path, json={}), 409)
    problem(await _decide(admin, shown), 409)
    assert [e["type"] for e in await entries(asking, plan_id)].count("change.voided") == 1
    assert await deploy(asking, "unwanted", env="prod") != plan_id


async def test_the_queue_goes_by_risk_then_age_page_by_page(
    api: Api, as_owner: psycopg.Connection, organization: Organization
) -> None:
    asking, approving = await api(OPERATOR), await api(APPROVER)
    ids = [(await _waiting(asking, f"bot{n}"))["id"] for n in range(5)]
    raised = await _waiting(asking, "raised")
    as_owner.execute("select set_config('remit.org', %s, false)", (str(organization.id),))
    as_owner.execute(
        "update proposals set risk = 3 where org_id = %s and title like '%%raised%%'", (organization.id,)
    )
    expected = [raised["id"], *ids]
    assert [each["id"] for each in await _listed(asking)] == expected
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = (
            await approving.get(
                "/api/proposals", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
            )
        ).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == expected
    assert (await approving.get("/api/proposals/count")).json() == {
        "pending": 6,
        "high": 1,
        "mine": 0,
        "review": 0,
    }
    assert (await asking.get("/api/proposals/count")).json() == {
        "pending": 6,
        "high": 1,
        "mine": 6,
        "review": 0,
    }


async def test_the_queue_is_filtered(api: Api) -> None:
    asking, other, approving = await api(OPERATOR), await api(Role.ADMIN), await api(APPROVER)
    await _waiting(asking, "alpha")
    await _waiting(other, "beta")
    titles = {
        "mine": [each["title"] for each in await _listed(asking, whose="mine")],
        "decidable": [each["title"] for each in await _listed(other, whose="decidable")],
        "none": [each["title"] for each in await _listed(asking, whose="decidable")],
        "all": [each["title"] for each in await _listed(approving, whose="decidable")],
    }
    assert titles["mine"] == titles["decidable"] == ["Deploy alpha-prod to prod"]
    assert titles["none"] == []
    assert len(titles["all"]) == 2
    assert len(await _listed(asking, kind="deployment.deploy")) == 2
    assert await _listed(asking, kind="agent.promote") == []
    assert await _listed(asking, environment="dev") == []
    for nothing in ("100%", "_", "'; drop table proposals; --", "\u0633\u0644\u0627\u0645"):
        assert await _listed(asking, q=f"zz{nothing}") == []
    for refused in (
        {"cursor": "x"},
        {"cursor": "9abc"},
        {"status": "open"},
        {"environment": "the moon"},
        {"limit": 0},
    ):
        problem(await asking.get("/api/proposals", params=refused), 422)


async def test_what_policies_allow_at_once_is_listed_with_all_only(api: Api) -> None:
    client = await api(OPERATOR)
    await running(client, "quick")
    assert await _listed(client) == await _listed(client, status="decided") == []
    (found,) = await _listed(client, status="all")
    assert (found["status"] in ("approved", "applied"), found["verdict"]) == (True, None)


async def test_a_change_of_what_runs_shows_both_sides_and_leaves_it_running(api: Api) -> None:
    asking, approving = await api(OPERATOR), await api(APPROVER)
    shown = await _waiting(asking, "grows")
    plan_id = shown["subject"].partition(":")[2]
    await _decide(approving, shown)
    await until(asking, plan_id, "deployed")
    answer = await asking.post(f"/api/deployments/{plan_id}/scale", json={"instance_count": 2})
    assert answer.status_code in (200, 202), answer.text
    (waiting,) = await _listed(asking)
    full = (await asking.get(f"/api/proposals/{waiting['id']}")).json()
    (count,) = [each for each in full["differences"] if each["path"] == "instance_count"]
    assert (count["name"], count["before"], count["after"], full["new"]) == ("Instances", 1, 2, False)
    assert full["cost"]["usd_per_hour"] == pytest.approx(2 * full["cost"]["usd_per_hour_before"])
    assert full["risk"]["level"] == "high"
    assert (await asking.get("/approvals")).json()["approvals"][0]["approval_id"] == full["id"]
    assert (await _decide(approving, full, "rejected")).status_code == 200
    kept = (await asking.get(f"/api/deployments/{plan_id}")).json()
    assert (kept["status"], kept["revision"]) == ("deployed", 1)
    assert "scale_rejected" in [e["type"].partition(".")[2] for e in await entries(asking, plan_id)]


async def test_a_promotion_shows_both_documents(api: Api) -> None:
    client = await api(OPERATOR)
    source = HELLO.format(slug="twice-said")
    assert (await client.post("/api/agents", json={"source": source})).status_code == 201
    await activated(client, "twice-said")
    changed = source.replace("Greet people.", "Greet people warmly.")
    assert (await client.post("/api/agents", json={"source": changed})).status_code == 201
    (newest, _) = await _listed(client, status="all", kind="agent.promote")
    full = (await client.get(f"/api/proposals/{newest['id']}")).json()
    assert full["documents"] == {"before": source, "after": changed, "language": "yaml"}
    assert [(d["path"], d["name"]) for d in full["differences"]] == [("spec.instructions", "Instructions")]
    assert full["risk"]["reasons"][0]["words"] == "It replaces version 1, which is in use."


async def test_others_have_no_such_proposal(api: Api, found: Found) -> None:
    there = await api(OPERATOR, await found())
    shown = await _waiting(there, "theirs")
    mine = await api(Role.OWNER)
    problem(await mine.get(f"/api/proposals/{shown['id']}"), 404)
    problem(await _decide(mine, shown), 404)
    problem(await mine.post(f"/api/proposals/{shown['id']}/withdraw", json={}), 404)
    for nonsense in ("chg_", "x", "dep_" + "0" * 26, "chg_" + "0" * 26, "%00", "chg_" + "z" * 26):
        problem(await mine.get(f"/api/proposals/{nonsense}"), 404)


async def test_hostile_input_is_refused_and_never_a_fault(api: Api) -> None:
    asking, approving = await api(OPERATOR), await api(APPROVER)
    shown = await _waiting(asking, "hostile")
    for name in ("q", "kind", "subject", "cursor"):
        for value in ("a\x00b", "x" * 10_000):
            problem(await asking.get("/api/proposals", params={name: value}), 422)
    path = f"/api/proposals/{shown['id']}/decision"
    bodies: list[Any] = [None, [], "x", {}, {"decision": ["approved"]}]
    wrong: list[dict[str, Any]] = [
        {"more": 1},
        {"reason": 7},
        {"reason": " "},
        {"reason": "x" * 2001},
        {"digest": {}},
    ]
    for body in [*bodies, *({**_yes(shown), **each} for each in wrong)]:
        problem(await approving.post(path, json=body), 422)
    problem(await asking.post(f"/api/proposals/{shown['id']}/withdraw", json={"reason": "\x00"}), 422)
    problem(await asking.post(f"/api/proposals/{shown['id']}/withdraw", json={"reason": ""}), 422)
    said = "</script> \u202e \u0645\u0631\u062d\u0628\u0627 😀"
    decided = await _decide(approving, shown, "rejected", reason=said)
    assert decided.json()["verdict"]["reason"] == said


def _yes(shown: dict[str, Any]) -> dict[str, Any]:
    return {"decision": "approved", "reason": "fine", "digest": shown["digest"]}
