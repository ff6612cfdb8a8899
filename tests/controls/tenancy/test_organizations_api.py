"""Organisations: renaming, making another, and going from one to another; and the sessions there."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.fixtures.browsers import FIREFOX, SignedIn
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Role


async def me(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/session")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def founded(client: httpx.AsyncClient, name: str = "Second") -> str:
    answer = await client.post("/api/organizations", json={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_it_is_renamed_by_those_who_may(api: Api) -> None:
    admin = await api(Role.ADMIN)
    answer = await admin.patch("/api/organization", json={"name": "شركة & <b>Sons</b> 🏭"})
    assert answer.json()["name"] == "شركة & <b>Sons</b> 🏭"
    assert (await admin.get("/api/organization")).json() == answer.json()
    problem(await (await api(Role.OPERATOR)).patch("/api/organization", json={"name": "Mine"}), 403)
    types = [e["type"] for e in (await admin.get("/api/audit/entries")).json()["items"]]
    assert types.count("organization.renamed") == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u0000", None, 1])
async def test_names_that_are_none(api: Api, signed_in: SignedIn, name: Any) -> None:
    problem(await (await api(Role.OWNER)).patch("/api/organization", json={"name": name}), 422)
    problem(await (await signed_in(Role.OWNER)).post("/api/organizations", json={"name": name}), 422)


async def test_another_organisation_is_ones_own_and_empty(signed_in: SignedIn, api: Api) -> None:
    person = await signed_in(Role.ADMIN)
    before = await me(person)
    id = await founded(person)
    assert (await me(person))["organization"] == before["organization"]
    mine = (await person.get("/api/organizations")).json()["items"]
    assert {(each["name"], each["role"], each["current"]) for each in mine} == {
        ("Test", "admin", True),
        ("Second", "owner", False),
    }
    switched = await person.post("/api/session/organization", json={"id": id})
    assert switched.status_code == 200, switched.text
    after = await me(person)
    assert after == switched.json()
    assert (after["organization"]["id"], after["principal"]["role"], after["organizations"]) == (
        id,
        "owner",
        2,
    )
    assert after["account"] == before["account"]
    assert [m["you"] for m in (await person.get("/api/members")).json()["items"]] == [True]
    assert (await person.get("/api/deployments")).json()["count"] == 0


async def test_a_new_organisation_gets_the_library(signed_in: SignedIn) -> None:
    person = await signed_in(Role.OWNER)
    await person.post("/api/session/organization", json={"id": await founded(person)})
    for _ in range(200):
        if (await person.get("/api/knowledge/documents")).json()["items"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("no library")


async def test_going_elsewhere_ends_the_session_here(signed_in: SignedIn, api: Api) -> None:
    person = await signed_in(Role.OWNER)
    old = dict(person.cookies)
    first = await me(person)
    id = await founded(person)
    await person.post("/api/session/organization", json={"id": id})
    assert dict(person.cookies) != old
    person.cookies.clear()
    person.cookies.update(old)
    problem(await person.get("/api/session"), 401)
    entries = (await (await api(Role.ADMIN)).get("/api/audit/entries?limit=200")).json()["items"]
    ended = [entry for entry in entries if entry["type"] == "session.ended"]
    assert ended[-1]["subject"] == f"session:{first['session_id']}"


async def test_next_time_one_comes_in_where_one_was_last(signed_in: SignedIn) -> None:
    person = await signed_in(Role.OWNER)
    await person.put("/api/session/password", json={"password": "seven silent swans swim"})
    who = (await me(person))["principal"]["email"]
    id = await founded(person)
    await person.post("/api/session/organization", json={"id": id})
    await person.delete("/api/session")
    again = await person.post("/api/sessions", json={"email": who, "password": "seven silent swans swim"})
    assert again.json()["organization"]["id"] == id


async def test_the_organisations_of_others_do_not_exist(signed_in: SignedIn, found: Found) -> None:
    person, other = await signed_in(Role.OWNER), await signed_in(Role.OWNER, where=await found())
    theirs = (await me(other))["organization"]["id"]
    for id in (theirs, "org_" + "0" * 26, "x", "org_" + "\u0000"):
        problem(await person.post("/api/session/organization", json={"id": id}), 404)
    assert (await me(person))["organization"]["id"] != theirs
    assert theirs not in (await person.get("/api/organizations")).text


async def test_a_key_makes_and_changes_no_organisation_of_a_browser(api: Api) -> None:
    client = await api(Role.OWNER)
    problem(await client.post("/api/organizations", json={"name": "Second"}), 403)
    here = (await client.get("/api/organizations")).json()["items"]
    assert [(each["name"], each["current"]) for each in here] == [("Test", True)]
    problem(await client.post("/api/session/organization", json={"id": here[0]["id"]}), 403)
    problem(await (await api(Role.OPERATOR)).post("/api/organizations", json={"name": "Second"}), 403)


async def test_two_who_swap_places_at_once_do_not_block_each_other(signed_in: SignedIn) -> None:
    person = await signed_in(Role.OWNER)
    here, there = (await me(person))["organization"]["id"], await founded(person)
    who = (await me(person))["principal"]["email"]
    people = [await signed_in(who=who) for _ in range(4)]
    for _ in range(3):
        answers = await asyncio.gather(
            *(
                p.post("/api/session/organization", json={"id": (there, here)[n % 2]})
                for n, p in enumerate(people)
            )
        )
        assert {answer.status_code for answer in answers} == {200}


async def test_sessions_are_listed_with_where_they_are(signed_in: SignedIn) -> None:
    person = await signed_in(Role.VIEWER)
    who = (await me(person))["principal"]["email"]
    other = await signed_in(who=who)
    items = (await person.get("/api/sessions")).json()["items"]
    assert [item["current"] for item in items] == [False, True]
    assert {item["device"] for item in items} == {"Firefox on Windows"}
    assert "Firefox" in FIREFOX
    assert {item["address"] for item in items} == {"127.0.0.1"}
    assert items[1]["id"] == (await me(person))["session_id"]
    assert (await person.delete(f"/api/sessions/{items[0]['id']}")).status_code == 204
    problem(await other.get("/api/session"), 401)
    problem(await person.delete(f"/api/sessions/{items[0]['id']}"), 404)


async def test_all_others_are_ended_at_once(signed_in: SignedIn) -> None:
    person = await signed_in(Role.VIEWER)
    who = (await me(person))["principal"]["email"]
    others = [await signed_in(who=who) for _ in range(3)]
    assert (await person.delete("/api/sessions")).json() == {"count": 3}
    for other in others:
        problem(await other.get("/api/session"), 401)
    assert (await me(person))["principal"]["email"] == who


async def test_the_sessions_of_others_cannot_be_ended(signed_in: SignedIn, found: Found) -> None:
    person, colleague = await signed_in(Role.OWNER), await signed_in(Role.VIEWER)
    stranger = await signed_in(Role.VIEWER, where=await found())
    for other in (colleague, stranger):
        problem(await person.delete(f"/api/sessions/{(await me(other))['session_id']}"), 404)
        assert (await me(other))["session_id"]


async def test_an_ended_session_hears_so_and_nothing_more(signed_in: SignedIn, served: Served) -> None:
    person = await signed_in(Role.VIEWER)
    who = (await me(person))["principal"]["email"]
    other = await signed_in(who=who)
    session_id = (await me(person))["session_id"]
    async with person.stream("GET", "/api/events") as response:
        lines = response.aiter_lines()
        while (await anext(lines)) != "event: hello":
            pass
        assert (await other.delete(f"/api/sessions/{session_id}")).status_code == 204
        rest = [line async for line in lines]
    data = [json.loads(line.removeprefix("data: ")) for line in rest if line.startswith("data: ")]
    assert "event: session.ended" in rest
    assert data[-1]["session_id"] == session_id
    problem(await person.get("/api/events"), 401)


async def test_one_changes_ones_own_name(signed_in: SignedIn) -> None:
    person = await signed_in(Role.VIEWER)
    answer = await person.patch("/api/session/account", json={"name": "Renée"})
    assert answer.json()["account"]["name"] == "Renée"
    assert (await me(person))["principal"]["name"] == "Renée"
    problem(await person.patch("/api/session/account", json={"name": ""}), 422)
