"""The home page's figures and lists, from what really happened."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.journey import HELLO, activated, command, deploy, problem, running, until
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api

from remit.controls import audit
from remit.controls.tenancy import Organization, Role
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.ids import Kind, new_id

DEPLOYMENT = Kind("dep", "deployment")
Used = Callable[..., None]
Read = Callable[[httpx.AsyncClient, str], Awaitable[dict[str, Any]]]


async def read(client: httpx.AsyncClient, what: str) -> dict[str, Any]:
    answer = await client.get(f"/api/insights/{what}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.fixture
def used(as_owner: psycopg.Connection, organization: Organization) -> Used:
    """Write calls as they are written, with a time of one's choice."""

    def used(
        plan_id: str,
        *,
        times: int = 1,
        outcome: str = "answered",
        cost: str | None = "0.5",
        at: datetime | None = None,
    ) -> None:
        for _ in range(times):
            as_owner.execute(
                "insert into usage (org_id, id, subject, actor, model, provider, input_tokens, output_tokens, cost_usd,"
                " outcome, duration_ms, request_id, created_at)"
                " values (%s, %s, %s, 'key:x', 'm', 'p', 1, 1, %s, %s, 5, 'req_1', %s)",
                (organization.id, new_id(), f"deployment:{plan_id}", cost, outcome, at or now()),
            )

    return used


async def test_an_empty_organisation_has_figures_and_first_steps(api: Api) -> None:
    client = await api(Role.VIEWER)
    found = await read(client, "overview")
    assert found["active"]["count"] == found["active"]["change"] == 0
    assert found["active"]["days"] == [0] * 14
    assert (found["approvals"]["count"], found["approvals"]["oldest_at"]) == (0, None)
    assert (found["spend"]["amount"], found["spend"]["trend"], found["spend"]["percent_change"]) == (
        0,
        "flat",
        None,
    )
    assert (found["calls"]["today"], found["calls"]["error_rate"], found["calls"]["percent_change"]) == (
        0,
        0,
        None,
    )
    assert (len(found["calls"]["hours"]), len(found["spend"]["days"])) == (24, 30)
    assert found["started"] == {"deployment": False, "agent": False, "colleague": False}
    assert (await read(client, "attention"))["items"] == []


async def test_the_figures_follow_what_happens(api: Api, used: Used) -> None:
    client, approver = await api(Role.OPERATOR), await api(Role.APPROVER)
    plan_id = await running(client, "counted")
    await deploy(client, "waits", env="prod")
    used(plan_id, times=3)
    used(plan_id, outcome="failed", cost=None)
    used(plan_id, outcome="refused", cost=None)
    found = await read(client, "overview")
    assert (found["active"]["count"], found["active"]["change"]) == (1, 1)
    assert found["active"]["days"][-2:] == [0, 1]
    assert (found["approvals"]["count"], found["approvals"]["decidable"]) == (1, 0)
    assert (await read(approver, "overview"))["approvals"]["decidable"] == 1
    assert (found["calls"]["today"], found["calls"]["errors_today"], found["calls"]["error_rate"]) == (
        4,
        1,
        0.25,
    )
    assert sum(found["calls"]["hours"]) == 4
    assert found["calls"]["cost_today_usd"] == 1.5
    assert found["started"]["deployment"] is True


async def test_what_stopped_counts_no_more(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id = await running(client, "stops")
    await client.post(f"/api/deployments/{plan_id}/pause")
    await until(client, plan_id, "paused")
    found = await read(client, "overview")
    assert (found["active"]["count"], found["active"]["change"]) == (0, 0)


@pytest.mark.parametrize(("window", "points"), [("24h", 24), ("7d", 168), ("30d", 30)])
async def test_calls_over_time(api: Api, used: Used, window: str, points: int) -> None:
    client = await api(Role.VIEWER)
    used("dep_x", times=2)
    found = await read(client, f"calls?window={window}")
    assert len(found["points"]) == points
    assert (found["calls"], found["points"][-1]["calls"], found["points"][-1]["p50_ms"]) == (2, 2, 5)


@pytest.mark.parametrize(("window", "days"), [("7d", 7), ("30d", 30), ("90d", 90)])
async def test_costs_of_each_day(
    api: Api, used: Used, as_owner: psycopg.Connection, organization: Organization, window: str, days: int
) -> None:
    client = await api(Role.OPERATOR)
    yesterday = now() - timedelta(days=1)
    used("dep_x", cost="2.5", at=yesterday)
    used("dep_x", cost=None, at=yesterday)
    plan_id = await running(client, "costs")
    as_owner.execute("update deployments set dry_run = false where id = %s", (DEPLOYMENT.parse(plan_id),))
    as_owner.execute(
        "update transitions set created_at = created_at - interval '1 hour' where org_id = %s",
        (organization.id,),
    )
    as_owner.execute(
        "update deployments set metered_since = metered_since - interval '1 hour' where org_id = %s",
        (organization.id,),
    )
    found = await read(client, f"costs?window={window}")
    assert len(found["points"]) == days
    assert (found["points"][-2]["day"], found["points"][-2]["model_usd"]) == (
        yesterday.date().isoformat(),
        2.5,
    )
    assert (found["model_usd"], found["unpriced_calls"], found["dry_run_usd"]) == (2.5, 1, 0)
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert found["instance_usd"] == pytest.approx(shown["cost"]["estimated_usd_per_hour"], rel=0.02)


@pytest.mark.parametrize(
    "path", ["calls?window=1y", "calls?window=", "costs?window=24h", "activity?limit=0", "activity?limit=x"]
)
async def test_unknown_windows_are_refused(api: Api, path: str) -> None:
    problem(await (await api(Role.VIEWER)).get(f"/api/insights/{path}"), 422)


async def test_what_failed_and_what_fails_needs_attention(api: Api, used: Used) -> None:
    client = await api(Role.OPERATOR)
    failed = await deploy(client, "fails-here")
    await until(client, failed, "failed")
    errs, fine = await running(client, "errs"), await running(client, "fine")
    used(errs, times=9)
    used(errs, outcome="failed")
    used(fine, times=99)
    used(fine, outcome="failed", times=1)
    items = (await read(client, "attention"))["items"]
    assert {(i["kind"], i["target"]["id"]) for i in items} == {("failed", failed), ("errors", errs)}
    assert {i["severity"] for i in items} == {"warning"}
    told = next(i for i in items if i["kind"] == "errors")
    assert told["title"] == "10% of the calls of errs-staging fail"
    assert told["detail"] == "1 of 10 calls in the last hour."
    assert all(i["advice"] and i["subject"].startswith("deployment:") for i in items)
    await client.delete(f"/api/deployments/{failed}")
    await client.delete(f"/api/deployments/{errs}")
    assert (await read(client, "attention"))["items"] == []


async def test_an_agent_that_spent_its_budget_and_the_demo_model_are_told(api: Api, used: Used) -> None:
    client = await api(Role.OPERATOR)
    source = HELLO.format(slug="thrifty").replace("slug: thrifty", "slug: thrifty, budget_usd_per_hour: 1")
    assert (await client.post("/api/agents", json={"source": source})).status_code in (200, 201)
    await activated(client, "thrifty")
    made = (await client.post("/api/deployments", json={"agent": "thrifty"})).json()
    plan_id = made["deployment"]["plan_id"]
    await until(client, plan_id, "deployed")
    used(plan_id, cost="0.6")
    assert [i["kind"] for i in (await read(client, "attention"))["items"]] == ["demo_model"]
    used(plan_id, cost="0.6")
    items = (await read(client, "attention"))["items"]
    assert [i["kind"] for i in items] == ["over_budget", "demo_model"]
    assert "$1.20 of $1.00 per hour are spent" in items[0]["detail"]


async def test_approvals_that_end_soon_are_told_with_who_may_decide(
    api: Api, as_owner: psycopg.Connection, organization: Organization
) -> None:
    client, approver = await api(Role.OPERATOR), await api(Role.APPROVER)
    await deploy(client, "soon-bot", env="prod")
    assert (await read(client, "attention"))["items"] == []
    as_owner.execute(
        "update proposals set expires_at = now() + interval '150 minutes' where org_id = %s and status = 'pending'",
        (organization.id,),
    )
    mine, theirs = [(await read(c, "attention"))["items"] for c in (client, approver)]
    assert (mine[0]["kind"], mine[0]["severity"], mine[0]["target"]["kind"]) == (
        "approval",
        "warning",
        "approval",
    )
    assert mine[0]["title"] == "Deploy soon-bot-prod to prod waits for approval"
    assert mine[0]["detail"] == "operator key asked for it. It expires in 2 hours."
    assert mine[0]["advice"].startswith("Ask somebody who may decide.")
    assert theirs[0]["advice"] == "Approve or reject it."


async def test_the_worst_stands_first_and_the_list_ends(
    api: Api, as_owner: psycopg.Connection, organization: Organization
) -> None:
    client = await api(Role.OPERATOR)
    await until(client, await deploy(client, "fails-first"), "failed")
    as_owner.execute(
        "insert into deployments (org_id, id, name, environment, kind, host, dry_run, status, command, plan, revision,"
        " requested_by, created_at, updated_at)"
        " select org_id, gen_random_uuid(), 'd' || n, case when n = 7 then 'prod' else 'dev' end, kind, host, dry_run,"
        " 'failed', command, plan, 1, requested_by, created_at, updated_at"
        " from deployments, generate_series(1, 30) n where org_id = %s",
        (organization.id,),
    )
    found = await read(client, "attention")
    assert (len(found["items"]), found["more"]) == (20, True)
    assert found["items"][0]["severity"] == "critical"
    assert found["items"][0]["title"] == "d7 in prod failed"


async def test_activity_says_who_did_what(api: Api) -> None:
    client, approver = await api(Role.OPERATOR), await api(Role.APPROVER)
    plan_id = await deploy(client, "told", env="prod")
    await approver.post("/approve", json={"plan_id": plan_id, "decision": "rejected", "reason": "Not today"})
    await command(client, "told", env="nowhere")
    items = (await read(client, "activity"))["items"]
    said = [f"{i['actor']['name']} {i['words']}" for i in items]
    assert "approver key rejected “Deploy told-prod to prod”" in said
    assert "operator key asked for approval of told-prod" in said
    assert any("operator key was told no: There is no environment" in words for words in said)
    assert [i["seq"] for i in items] == sorted((i["seq"] for i in items), reverse=True)
    asked = next(i for i in items if i["type"] == "deployment.pending_approval")
    assert asked["target"] == {"kind": "deployment", "id": plan_id}


async def test_activity_says_whose_password_and_name_changed(
    api: Api, actor: Acting, database: Database
) -> None:
    client, owner = await api(Role.VIEWER), await actor(Role.OWNER)
    async with database.transaction(owner.org_id) as session:
        for act in ("password.changed", "password.removed"):
            await audit.record(session, owner, act, "account:acct_x", {})
        await audit.record(session, owner, "member.renamed", "member:mem_x", {"name": "Ada", "before": "Eve"})
    said = [f"{i['actor']['name']} {i['words']}" for i in (await read(client, "activity"))["items"]]
    assert said[:3] == [
        "owner key is now called Ada",
        "owner key removed their own password",
        "owner key changed their own password",
    ]


async def test_hostile_words_stand_as_they_are_and_are_cut(api: Api) -> None:
    client = await api(Role.OPERATOR)
    words = "<script>alert(1)</script> {it} مرحبا 🚀 " + "x" * 1500
    await client.post("/api/agent/command", json={"command": words})
    said = [i["words"] for i in (await read(client, "activity"))["items"]]
    assert any(w.startswith("asked: “<script>alert(1)</script> {it} مرحبا 🚀") for w in said)
    assert max(map(len, said)) <= 160


async def test_everything_may_be_read_by_members_only_and_by_everybody_at_once(
    api: Api, found: Found
) -> None:
    paths = ("overview", "calls", "costs", "attention", "activity")
    viewer, nobody, stranger = await api(Role.VIEWER), await api(None), await api(Role.OWNER, await found())
    await deploy(await api(Role.OPERATOR), "private")
    for path in paths:
        problem(await nobody.get(f"/api/insights/{path}"), 401)
    answers = await asyncio.gather(*(viewer.get(f"/api/insights/{path}") for path in paths * 3))
    assert {a.status_code for a in answers} == {200}
    assert (await read(stranger, "overview"))["started"]["deployment"] is False
    assert all("private" not in str(i) for i in (await read(stranger, "activity"))["items"])
