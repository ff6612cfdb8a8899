"""Budgets and limits over HTTP: who may, what is refused, and what is told."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import KEY, MEMBER, Organization, Role
from remit.kit.database import Database
from remit.kit.ids import new_id

DAY = {"scope": "organization", "period": "day", "limit_usd": 5}


async def made(client: httpx.AsyncClient, path: str = "/api/budgets", **members: Any) -> dict[str, Any]:
    answer = await client.post(path, json={**(DAY if path == "/api/budgets" else {}), **members})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_budget_is_made_shown_changed_and_removed(api: Api) -> None:
    owner = await api(Role.OWNER)
    budget = await made(owner, thresholds=[90, 50, 90], at_limit="ask", limit_usd="12.5")
    assert (budget["limit_usd"], budget["left_usd"], budget["spent_usd"]) == (12.5, 12.5, 0)
    assert (budget["thresholds"], budget["crossed"], budget["waiting"]) == ([50, 90], [], 0)
    assert (budget["subject_name"], budget["subject_live"]) == ("The whole organisation", True)
    where = f"/api/budgets/{budget['id']}"
    changed = await owner.patch(where, json={"version": 1, "limit_usd": 20})
    assert (changed.json()["limit_usd"], changed.json()["version"]) == (20, 2)
    stale = problem(await owner.patch(where, json={"version": 1, "limit_usd": 30}), 409)
    assert (stale["type"], stale["version"]) == ("/problems/changed-meanwhile", 2)
    assert (await owner.get(where)).json()["periods"][0]["spent_usd"] == 0
    assert (await owner.delete(where)).status_code == 204
    for answer in (
        await owner.get(where),
        await owner.delete(where),
        await owner.patch(where, json={"version": 2}),
    ):
        problem(answer, 404)


async def test_every_change_is_in_the_log_and_told_to_browsers(
    api: Api, database: Database, organization: Organization
) -> None:
    owner = await api(Role.OWNER)
    budget = await made(owner)
    limit = await made(owner, "/api/limits", scope="key", requests_per_minute=5)
    for path, row, change in (
        ("/api/budgets", budget, {"at_limit": "ask"}),
        ("/api/limits", limit, {"concurrency": 2}),
    ):
        await owner.patch(f"{path}/{row['id']}", json={"version": 1, **change})
        await owner.delete(f"{path}/{row['id']}")
    entries = (await owner.get("/api/audit/entries", params={"limit": 50})).json()["items"]
    kinds = [each["type"] for each in entries if each["type"].startswith(("budget.", "limit."))]
    assert sorted(kinds) == sorted(
        f"{noun}.{what}" for noun in ("budget", "limit") for what in ("created", "changed", "deleted")
    )
    async with database.transaction(organization.id) as session:
        told = await session.execute(text("select kind, count(*) from events group by kind"))
        counts = {kind: count for kind, count in told}  # noqa: C416 - rows are no pairs
    assert (counts["budget.changed"], counts["limit.changed"]) == (3, 3)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.BUILDER, Role.OPERATOR, Role.APPROVER, Role.VIEWER])
async def test_all_members_read_and_admins_write(api: Api, role: Role) -> None:
    budget = await made(await api(Role.OWNER))
    client = await api(role)
    assert [each["id"] for each in (await client.get("/api/budgets")).json()["items"]] == [budget["id"]]
    assert (await client.get("/api/limits")).json()["standard"][0] == {
        "scope": "key",
        "requests_per_minute": 600,
    }
    answers = [
        await client.patch(f"/api/budgets/{budget['id']}", json={"version": 1, "limit_usd": 6}),
        await client.post("/api/limits", json={"scope": "key", "tokens_per_minute": 10}),
        await client.delete(f"/api/budgets/{budget['id']}"),
    ]
    if role is Role.ADMIN:
        assert [each.status_code for each in answers] == [200, 201, 204]
    else:
        assert {problem(each, 403)["type"] for each in answers} == {"/problems/policy-forbids"}


async def test_nobody_outside_sees_or_touches_them(api: Api, found: Found) -> None:
    owner = await api(Role.OWNER)
    budget = await made(owner)
    limit = await made(owner, "/api/limits", scope="key", requests_per_minute=5)
    stranger = await api(Role.OWNER, await found())
    assert (await stranger.get("/api/budgets")).json()["items"] == []
    assert (await stranger.get("/api/limits")).json()["items"] == []
    for where in (f"/api/budgets/{budget['id']}", f"/api/limits/{limit['id']}"):
        problem(await stranger.get(where), 404)
        problem(await stranger.patch(where, json={"version": 1}), 404)
        problem(await stranger.delete(where), 404)
    problem(await (await api(None)).get("/api/budgets"), 401)


@pytest.mark.parametrize(
    "change",
    [
        {"limit_usd": 0},
        {"limit_usd": -1},
        {"limit_usd": 1e10},
        {"limit_usd": "NaN"},
        {"limit_usd": "Infinity"},
        {"limit_usd": "1e400"},
        {"limit_usd": "0.0000000001"},
        {"limit_usd": None},
        {"limit_usd": []},
        {"limit_usd": "\x00"},
        {"period": "year"},
        {"period": None},
        {"scope": "team"},
        {"scope": "key"},
        {"subject": "dep_x"},
        {"thresholds": [0]},
        {"thresholds": [1001]},
        {"thresholds": list(range(1, 20))},
        {"thresholds": "50"},
        {"at_limit": "warn"},
        {"name": "mine"},
    ],
)
async def test_a_budget_that_cannot_be_is_refused_whole(api: Api, change: dict[str, Any]) -> None:
    owner = await api(Role.OWNER)
    problem(await owner.post("/api/budgets", json={**DAY, **change}), 422)
    assert (await owner.get("/api/budgets")).json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"scope": "key"},
        {"scope": "key", "requests_per_minute": 0},
        {"scope": "key", "requests_per_minute": -5},
        {"scope": "key", "requests_per_minute": 10**13},
        {"scope": "key", "requests_per_minute": 1.5},
        {"scope": "key", "tokens_per_minute": "many"},
        {"scope": "organization", "subject": "org_x", "concurrency": 1},
        {"scope": "planet", "concurrency": 1},
    ],
)
async def test_a_limit_that_cannot_be_is_refused(api: Api, body: dict[str, Any]) -> None:
    problem(await (await api(Role.OWNER)).post("/api/limits", json=body), 422)


async def test_a_subject_must_be_there_and_of_this_organisation(
    api: Api, found: Found, database: Database
) -> None:
    owner, elsewhere = await api(Role.OWNER), await found()
    async with database.transaction(elsewhere.id) as session:
        theirs = (await session.execute(text("select id from members"))).scalar_one()
    for path, rest in (
        ("/api/budgets", {"period": "day", "limit_usd": 5}),
        ("/api/limits", {"concurrency": 5}),
    ):
        for scope, subject in (
            ("member", MEMBER.show(theirs)),
            ("key", KEY.show(new_id())),
            ("deployment", "dep_nonsense"),
            ("agent", KEY.show(new_id())),
            ("member", "\x00"),
        ):
            problem(await owner.post(path, json={"scope": scope, "subject": subject, **rest}), 404)


async def test_one_budget_a_period_and_subject_even_when_two_ask_at_once(api: Api) -> None:
    owner = await api(Role.OWNER)
    first = await made(owner)
    again = problem(await owner.post("/api/budgets", json=DAY), 409)
    assert (again["type"], again["budget_id"]) == ("/problems/budget-exists", first["id"])
    await made(owner, period="week")
    key = {"idempotency-key": new_id().hex}
    twice = [
        (await owner.post("/api/budgets", json={**DAY, "period": "month"}, headers=key)).json()["id"]
        for _ in range(2)
    ]
    assert twice[0] == twice[1]


async def test_the_list_goes_page_by_page_and_by_scope(api: Api) -> None:
    owner = await api(Role.OWNER)
    ids = [(await made(owner, period=period))["id"] for period in ("hour", "day", "week", "month")]
    seen: list[str] = []
    cursor = None
    while True:
        page = (
            await owner.get("/api/budgets", params={"limit": 3, **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ids
    assert (await owner.get("/api/budgets", params={"scope": "key"})).json()["items"] == []
    problem(await owner.get("/api/budgets", params={"cursor": "nonsense"}), 422)
    problem(await owner.get("/api/budgets", params={"subject": "\x00"}), 422)
    mine = seen and (await owner.get(f"/api/budgets/{seen[0]}")).json()["subject"]
    found = (await owner.get("/api/budgets", params={"subject": mine})).json()["items"]
    assert [each["id"] for each in found] == ids
    assert (await owner.get("/api/budgets", params={"subject": "org_x"})).json()["items"] == []


async def test_subjects_are_found_by_name_and_what_is_gone_is_marked(
    api: Api, database: Database, organization: Organization
) -> None:
    owner = await api(Role.OWNER)
    key = (
        await owner.post(
            "/api/keys", json={"name": "Nightly Émile %_", "role": "viewer", "kind": "service_account"}
        )
    ).json()
    found = (await owner.get("/api/budgets/subjects", params={"scope": "key", "q": "émile %_"})).json()[
        "items"
    ]
    assert [each["id"] for each in found] == [key["id"]]
    assert (await owner.get("/api/budgets/subjects", params={"scope": "key", "q": "%%%%"})).json()[
        "items"
    ] == []
    everybody = (await owner.get("/api/budgets/subjects")).json()["items"]
    assert {"member", "key"} <= {each["scope"] for each in everybody}
    for scope in ("organization", "member", "agent", "deployment"):
        assert (
            await owner.get("/api/budgets/subjects", params={"scope": scope, "q": "\x00"})
        ).status_code == 200
    budget = await made(owner, scope="key", subject=key["id"])
    assert budget["subject_live"] is True
    assert (await owner.delete(f"/api/keys/{key['id']}")).status_code == 204
    gone = (await owner.get(f"/api/budgets/{budget['id']}")).json()
    assert (gone["subject_live"], gone["subject_name"].startswith("Nightly Émile")) == (False, True)
    problem(
        await owner.post(
            "/api/budgets", json={**DAY, "scope": "key", "subject": key["id"], "period": "week"}
        ),
        404,
    )


async def test_a_limit_is_changed_field_by_field_and_never_to_nothing(api: Api) -> None:
    owner = await api(Role.OWNER)
    limit = await made(owner, "/api/limits", scope="key", requests_per_minute=5, concurrency=3)
    assert (limit["subject"], limit["subject_name"], limit["tokens_per_minute"]) == (None, "Each key", None)
    where = f"/api/limits/{limit['id']}"
    changed = (await owner.patch(where, json={"version": 1, "requests_per_minute": None})).json()
    assert (changed["requests_per_minute"], changed["concurrency"]) == (None, 3)
    assert (
        problem(await owner.patch(where, json={"version": 2, "concurrency": None}), 422)["type"]
        == "/problems/bad-limit"
    )
    problem(await owner.post("/api/limits", json={"scope": "key", "concurrency": 1}), 409)
    problem(await owner.patch(where, json={"version": 1, "concurrency": 9}), 409)


async def test_a_limit_made_over_http_holds_for_the_next_call(
    api: Api, served: Served, organization: Organization
) -> None:
    owner = await api(Role.OWNER)
    limits = served.app.state.limits
    subjects = {"key": KEY.ref(new_id())}
    assert (await limits.hit(organization.id, subjects)).rules.requests[0].quota == 600
    limit = await made(owner, "/api/limits", scope="key", requests_per_minute=7)
    assert (await limits.hit(organization.id, subjects)).rules.requests[0].quota == 7
    await owner.delete(f"/api/limits/{limit['id']}")
    assert (await limits.hit(organization.id, subjects)).rules.requests[0].quota == 600


async def test_how_a_budget_stands_is_what_its_counter_says(
    api: Api, database: Database, organization: Organization
) -> None:
    owner = await api(Role.OWNER)
    budget = await made(owner, limit_usd=10)
    async with database.transaction(organization.id) as session:
        await session.execute(
            text("update budget_counters set spent_usd = :spent, reserved_usd = 1"),
            {"spent": Decimal("8.25")},
        )
    shown = (await owner.get("/api/budgets")).json()["items"][0]
    assert shown["id"] == budget["id"]
    assert (shown["spent_usd"], shown["reserved_usd"], shown["left_usd"]) == (8.25, 1, 0.75)
    assert (shown["crossed"], shown["waiting"], shown["enough_usd"]) == ([50, 80], 0, None)
    assert shown["forecast_usd"] is None or shown["forecast_usd"] >= 8.25
