"""Teams over HTTP: who is in them, what that means for budgets, limits and policies, and who may not see them."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import problem
from tests.fixtures.people import Found, Token, identify
from tests.fixtures.server import Api, Served

from remit.controls import governance, metering, tenancy
from remit.controls.governance.versions import Wanted, apply
from remit.controls.tenancy import KEY, Organization, Role
from remit.kit.database import Database
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey
from remit.lifecycle.runtime.spending import subjects_of


async def made(client: httpx.AsyncClient, slug: str = "support", *holders: str) -> dict[str, Any]:
    answer = await client.post("/api/teams", json={"slug": slug, "name": f"The {slug}"})
    assert answer.status_code == 201, answer.text
    team = dict(answer.json())
    for holder in holders:
        answer = await client.put(f"/api/teams/{team['id']}/members/{holder}")
        assert answer.status_code == 200, answer.text
        team = dict(answer.json())
    return team


async def me(client: httpx.AsyncClient) -> str:
    items = (await client.get("/api/members")).json()["items"]
    return str(items[0]["id"])


async def test_a_team_is_made_joined_left_and_removed(api: Api) -> None:
    client = await api(Role.ADMIN)
    owner = await me(client)
    key = (
        await client.post("/api/keys", json={"name": "ci", "role": "viewer", "kind": "service_account"})
    ).json()
    shown = key["id"]
    team = await made(client, "support", owner, shown, owner)
    assert [(each["kind"], each["id"]) for each in team["members"]] == [("member", owner), ("key", shown)]
    assert (
        problem(await client.post("/api/teams", json={"slug": "support"}), 409)["type"]
        == "/problems/slug-taken"
    )
    path = f"/api/teams/{team['id']}"
    assert (await client.patch(path, json={"name": "Help <b>desk</b> 😀"})).json()[
        "name"
    ] == "Help <b>desk</b> 😀"
    assert (await client.get("/api/teams")).json()["items"][0]["size"] == 2
    assert (await client.delete(f"{path}/members/{shown}")).json()["size"] == 1
    problem(await client.delete(f"{path}/members/{shown}"), 404)
    problem(await client.put(f"{path}/members/{KEY.show(new_id())}"), 404)
    problem(await client.put(f"{path}/members/nobody"), 404)
    assert (await client.delete(path)).status_code == 204
    problem(await client.get(path), 404)
    assert (await made(client, "support"))["size"] == 0
    types = {
        each["type"]
        for each in (await client.get("/api/audit/entries", params={"limit": 200})).json()["items"]
    }
    assert {"team.created", "team.changed", "team.joined", "team.left", "team.removed"} <= types


async def test_others_see_and_change_nothing(api: Api, found: Found) -> None:
    client = await api(Role.ADMIN)
    owner = await me(client)
    team = await made(client, "support", owner)
    path = f"/api/teams/{team['id']}"
    elsewhere = await found()
    stranger = await api(Role.ADMIN, elsewhere)
    assert (await stranger.get("/api/teams")).json()["items"] == []
    for method, where in (("GET", path), ("DELETE", path), ("PUT", f"{path}/members/{owner}")):
        problem(await stranger.request(method, where), 404)
    own = await made(stranger, "support")
    problem(await stranger.put(f"/api/teams/{own['id']}/members/{owner}"), 404)
    viewer = await api(Role.VIEWER)
    assert (await viewer.get(path)).json()["size"] == 1
    problem(await viewer.post("/api/teams", json={"slug": "x"}), 403)
    problem(await viewer.delete(path), 403)


@pytest.mark.parametrize(
    "body", [{"slug": ""}, {"slug": "A B"}, {"slug": "a\x00"}, {"slug": "a", "name": ""}, {}]
)
async def test_what_makes_no_sense_is_refused(api: Api, body: dict[str, Any]) -> None:
    problem(await (await api(Role.ADMIN)).post("/api/teams", json=body), 422)


async def test_who_acts_brings_their_teams_and_those_of_the_key(
    api: Api,
    served: Served,
    database: Database,
    secret_key: SecretKey,
    organization: Organization,
    token: Token,
) -> None:
    client = await api(Role.ADMIN)
    owner = await me(client)
    key = await token(organization, Role.OPERATOR)
    callers = served.app.state.runtime.callers
    before = await callers.identify(key)
    assert before.teams == ()
    one = await made(client, "alpha", before.shown_id)
    two = await made(client, "beta", before.shown_id, owner)
    actor = await callers.identify(key)
    assert actor.teams == ("alpha", "beta")
    assert subjects_of(actor, None)["team"].split() == [f"team:{one['id']}", f"team:{two['id']}"]
    await client.delete(f"/api/teams/{one['id']}/members/{before.shown_id}")
    assert (await callers.identify(key)).teams == ("beta",)
    # A person's own key brings the person's teams.
    async with database.transaction(organization.id) as session:
        member = await tenancy.member_by_email(session, "owner@example.org")
    personal = await token(organization, Role.OWNER, member_id=member.id)
    assert (await identify(database, secret_key, personal)).teams == ("beta",)


async def test_policies_name_teams_and_older_ones_still_hold(
    api: Api, database: Database, secret_key: SecretKey, organization: Organization, token: Token
) -> None:
    client = await api(Role.ADMIN)
    key = await token(organization, Role.OPERATOR)
    actor = await identify(database, secret_key, key)
    where = governance.Resource("deployment", "dep_1", "prod")
    old = '@id("not-this-one") forbid (principal, action == Action::"agent.call", resource) when'
    texts = [
        f'{old} {{ principal.kind == "nobody" }};',
        f'{old} {{ principal.teams.contains("interns") }};',
    ]
    boss = await identify(database, secret_key, await token(organization, Role.OWNER))
    for number, text in enumerate(texts):
        async with database.transaction(organization.id) as session:
            await apply(session, boss, Wanted(text, number))
        await governance.ready(database, organization.id)
        assert governance.decide(actor, "agent.call", where).allowed
    await made(client, "interns", actor.shown_id)
    intern = await identify(database, secret_key, key)
    decision = governance.decide(intern, "agent.call", where)
    assert decision.policies == ("not-this-one",)
    assert decision.facts()["asked"]["principal"]["teams"] == ["interns"]
    assert governance.decide(actor, "agent.call", where).allowed


async def test_budgets_and_limits_are_set_for_a_team(
    api: Api, served: Served, organization: Organization, token: Token
) -> None:
    client = await api(Role.ADMIN)
    key = await token(organization, Role.OPERATOR)
    actor = await served.app.state.runtime.callers.identify(key)
    team = await made(client, "alpha", actor.shown_id)
    found = (await client.get("/api/budgets/subjects", params={"scope": "team", "q": "alph"})).json()["items"]
    assert [each["id"] for each in found] == [team["id"]]
    body = {"scope": "team", "subject": team["id"], "period": "day", "limit_usd": "5"}
    budget = (await client.post("/api/budgets", json=body)).json()
    assert (budget["scope"], budget["subject_name"], budget["spent_usd"]) == ("team", "alpha (The alpha)", 0)
    limit = {"scope": "team", "subject": team["id"], "requests_per_minute": 2}
    assert (await client.post("/api/limits", json=limit)).status_code == 201
    actor = await served.app.state.runtime.callers.identify(key)
    limits: metering.Limits = served.app.state.limits
    answers = await asyncio.gather(
        *(limits.hit(organization.id, subjects_of(actor, None)) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(each, metering.OverLimit) for each in answers) == 3
    await client.delete(f"/api/teams/{team['id']}")
    shown = (await client.get(f"/api/budgets/{budget['id']}")).json()
    assert (shown["subject_name"], shown["subject_live"]) == ("alpha (The alpha)", False)
