"""Members: who sees them, who changes them, and that somebody always owns the place."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.fixtures.browsers import SignedIn, email
from tests.fixtures.journey import problem
from tests.fixtures.people import Found, Token
from tests.fixtures.server import Api

from remit.controls import tenancy
from remit.controls.tenancy import MEMBER, Organization, Role
from remit.kit.database import Database


async def me(client: httpx.AsyncClient) -> str:
    return str((await client.get("/api/session")).json()["principal"]["id"])


async def listed(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/members", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.fixture
async def other(database: Database, organization: Organization) -> str:
    """A viewer; return their id."""
    return await add(database, organization, Role.VIEWER, "Zoë Viewer")


async def add(database: Database, organization: Organization, role: Role, name: str) -> str:
    async with database.transaction(organization.id) as session:
        member = await tenancy.add_member(session, organization, email(), name, role)
    return MEMBER.show(member.id)


async def test_the_list_says_who_may_be_changed(api: Api, signed_in: SignedIn, other: str) -> None:
    admin = await signed_in(Role.ADMIN)
    found = {member["role"]: member for member in await listed(admin)}
    assert set(found) == {"owner", "admin", "viewer"}
    assert {role: member["may_change"] for role, member in found.items()} == {
        "owner": False,
        "admin": True,
        "viewer": True,
    }
    assert [member["role"] for member in found.values() if member["you"]] == ["admin"]
    assert found["admin"]["last_seen_at"] is not None
    assert found["viewer"]["last_seen_at"] is None
    assert not any(member["may_change"] for member in await listed(await api(Role.VIEWER)))


async def test_search_and_pages(api: Api, database: Database, organization: Organization) -> None:
    for name in ("Ann 100%", "Bob_b", "فاطمة", "Ann Two"):
        await add(database, organization, Role.VIEWER, name)
    client = await api(Role.VIEWER)
    assert [m["name"] for m in await listed(client, q="ann")] == ["Ann 100%", "Ann Two"]
    assert [m["name"] for m in await listed(client, q="%")] == ["Ann 100%"]
    assert [m["name"] for m in await listed(client, q="_")] == ["Bob_b"]
    assert [m["name"] for m in await listed(client, q="فاط")] == ["فاطمة"]
    assert await listed(client, q="nobody at all") == []
    names, cursor = [], None
    while True:
        page = (
            await client.get("/api/members", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        ).json()
        names += [member["name"] for member in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert names == ["Owner", "Ann 100%", "Bob_b", "فاطمة", "Ann Two"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "cursor=abc", "q=" + "x" * 201])
async def test_lists_that_make_no_sense(api: Api, query: str) -> None:
    problem(await (await api(Role.VIEWER)).get(f"/api/members?{query}"), 422)


async def test_a_role_is_changed_at_once(api: Api, signed_in: SignedIn) -> None:
    admin, person = await api(Role.ADMIN), await signed_in(Role.VIEWER)
    id = await me(person)
    assert "deployment.deploy" not in (await person.get("/api/session")).json()["may"]
    changed = await admin.patch(f"/api/members/{id}", json={"role": "operator", "name": "Grace 🦋"})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["role"], changed.json()["name"]) == ("operator", "Grace 🦋")
    session = (await person.get("/api/session")).json()
    assert (session["principal"]["role"], session["principal"]["name"]) == ("operator", "Grace 🦋")
    assert "deployment.deploy" in session["may"]
    logged = (await admin.get("/api/audit/entries", params={"subject": f"member:{id}"})).json()["items"]
    assert logged[-1]["type"] == "member.changed"
    assert logged[-1]["payload"]["before"]["role"] == "viewer"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER, Role.OPERATOR, Role.BUILDER])
async def test_who_does_not_manage_people_changes_nobody(api: Api, other: str, role: Role) -> None:
    client = await api(role)
    problem(await client.patch(f"/api/members/{other}", json={"role": "viewer"}), 403)
    problem(await client.delete(f"/api/members/{other}"), 403)
    problem(await client.post("/api/invitations", json={"email": email(), "role": "viewer"}), 403)


async def test_only_an_owner_makes_and_unmakes_owners(
    api: Api, other: str, database: Database, organization: Organization
) -> None:
    admin, owner = await api(Role.ADMIN), await api(Role.OWNER)
    second = await add(database, organization, Role.OWNER, "Second")
    for answer in (
        await admin.patch(f"/api/members/{other}", json={"role": "owner"}),
        await admin.patch(f"/api/members/{second}", json={"role": "viewer"}),
        await admin.patch(f"/api/members/{second}", json={"name": "Nobody"}),
        await admin.delete(f"/api/members/{second}"),
    ):
        assert problem(answer, 403)["type"] == "/problems/role-too-high"
    assert (await owner.patch(f"/api/members/{other}", json={"role": "owner"})).status_code == 200
    assert (await owner.delete(f"/api/members/{second}")).status_code == 204


async def test_the_last_owner_stays(api: Api) -> None:
    client = await api(Role.OWNER)
    only = (await listed(client))[0]["id"]
    assert problem(await client.delete(f"/api/members/{only}"), 409)["type"] == "/problems/last-owner"
    problem(await client.patch(f"/api/members/{only}", json={"role": "admin"}), 409)
    assert (await client.patch(f"/api/members/{only}", json={"name": "Still owner"})).status_code == 200


async def test_of_two_owners_who_remove_each_other_one_stays(signed_in: SignedIn, api: Api) -> None:
    owners = [await signed_in(Role.OWNER) for _ in range(4)]
    ids = [await me(owner) for owner in owners]
    admin = await api(Role.OWNER)
    first = (await listed(admin))[0]["id"]
    everybody = [*ids, first]
    answers = await asyncio.gather(
        *(owner.delete(f"/api/members/{id}") for owner in owners for id in everybody)
    )
    assert {answer.status_code for answer in answers} <= {204, 401, 404, 409}
    left = await listed(admin)
    assert len([member for member in left if member["role"] == "owner"]) == 1


async def test_removing_ends_sessions_and_keys(
    api: Api, signed_in: SignedIn, organization: Organization, token: Token, served: Any
) -> None:
    person = await signed_in(Role.OPERATOR)
    id = await me(person)
    key = await token(organization, Role.VIEWER, member_id=MEMBER.parse(id))
    outside = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=served.url, headers=outside, trust_env=False) as client:
        assert (await client.get("/api/session")).status_code == 200
        admin = await api(Role.ADMIN)
        assert (await admin.delete(f"/api/members/{id}")).status_code == 204
        problem(await client.get("/api/session"), 401)
    problem(await person.get("/api/session"), 401)
    problem(await admin.delete(f"/api/members/{id}"), 404)
    assert id not in {member["id"] for member in await listed(admin)}
    types = [e["type"] for e in (await admin.get("/api/audit/entries?limit=200")).json()["items"]]
    assert {"member.removed", "session.ended"} <= set(types)


async def test_whoever_was_removed_may_join_again(api: Api, signed_in: SignedIn) -> None:
    person = await signed_in(Role.VIEWER)
    shown = (await person.get("/api/session")).json()["principal"]
    admin = await api(Role.ADMIN)
    assert (await admin.delete(f"/api/members/{shown['id']}")).status_code == 204
    again = await admin.post("/api/invitations", json={"email": shown["email"], "role": "viewer"})
    assert again.status_code == 201, again.text


async def test_anybody_may_leave(signed_in: SignedIn) -> None:
    person = await signed_in(Role.VIEWER)
    assert (await person.delete(f"/api/members/{await me(person)}")).status_code == 204
    problem(await person.get("/api/session"), 401)


async def test_members_of_others_do_not_exist(api: Api, found: Found, other: str) -> None:
    stranger = await api(Role.OWNER, await found())
    problem(await stranger.patch(f"/api/members/{other}", json={"role": "viewer"}), 404)
    problem(await stranger.delete(f"/api/members/{other}"), 404)
    assert other not in {member["id"] for member in await listed(stranger)}


@pytest.mark.parametrize(
    "body",
    [{"role": "caller"}, {"role": "system"}, {"role": 1}, {"name": ""}, {"name": "   "}, {"name": "x" * 101},
     {"name": "a\u0000b"}, {"email": "a@b.c"}, [], "x"],
    ids=str,
)  # fmt: skip
async def test_changes_that_make_no_sense(api: Api, other: str, body: Any) -> None:
    problem(await (await api(Role.OWNER)).patch(f"/api/members/{other}", json=body), 422)


@pytest.mark.parametrize("id", ["x", "mem_", "dep_" + "0" * 26, "mem_" + "z" * 26, "mem_" + "0" * 26, "%00"])
async def test_ids_that_are_none(api: Api, id: str) -> None:
    client = await api(Role.OWNER)
    problem(await client.patch(f"/api/members/{id}", json={"role": "viewer"}), 404)
    problem(await client.delete(f"/api/members/{id}"), 404)


async def test_roles_are_told_in_words_with_what_they_may(api: Api) -> None:
    answer = (await (await api(Role.ADMIN)).get("/api/roles")).json()["items"]
    roles = {role["name"]: role for role in answer}
    assert list(roles) == ["owner", "admin", "builder", "operator", "approver", "viewer"]
    assert {name for name, role in roles.items() if not role["may_give"]} == {"owner"}
    assert set(roles["viewer"]["may"]) < set(roles["operator"]["may"]) < set(roles["admin"]["may"])
    assert "proposal.decide" in roles["approver"]["may"]
    assert "member.write" not in roles["operator"]["may"]
    assert all(role["description"].endswith(".") for role in answer)
