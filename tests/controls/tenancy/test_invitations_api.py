"""Invitations: a link for one person, once, within a week."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from tests.fixtures.browsers import PASSWORD, Browser, SignedIn, email
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls.tenancy import Organization, Role


async def invited(client: httpx.AsyncClient, who: str, role: str = "builder") -> str:
    """Invite somebody; return the token of the link."""
    answer = await client.post("/api/invitations", json={"email": who, "role": role})
    assert answer.status_code == 201, answer.text
    return urlsplit(str(answer.json()["link"])).path.rpartition("/")[2]


async def accept(client: httpx.AsyncClient, token: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/invitations/{token}/accept", json=body)


async def look(client: httpx.AsyncClient, token: str) -> dict[str, Any]:
    answer = await client.get(f"/api/invitations/{token}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def expire(as_owner: psycopg.Connection, organization: Organization) -> None:
    as_owner.execute(
        "update invitations set expires_at = now() - interval '1 second' where org_id = %s",
        (organization.id,),
    )


async def test_a_person_joins_with_a_name_and_a_password(api: Api, browser: Browser) -> None:
    admin, client, who = await api(Role.ADMIN), await browser(), email("new")
    token = await invited(admin, f" {who.upper()} ")
    told = await look(client, token)
    assert (told["organization"], told["email"], told["role"]) == ("Test", who, "builder")
    assert (told["state"], told["has_account"], told["invited_by"]) == ("open", False, "admin key")
    answer = await accept(client, token, name="Nora New", password=PASSWORD)
    assert answer.status_code == 201, answer.text
    session = (await client.get("/api/session")).json()
    assert session["principal"]["name"] == "Nora New"
    assert (session["principal"]["role"], session["principal"]["email"]) == ("builder", who)
    later = await browser()
    assert (await later.post("/api/sessions", json={"email": who, "password": PASSWORD})).status_code == 201
    assert (await look(later, token))["state"] == "accepted"
    entries = (await admin.get("/api/audit/entries?limit=200")).json()["items"]
    assert {"invitation.created", "invitation.accepted"} <= {entry["type"] for entry in entries}
    assert not any(token in str(entry) for entry in entries)


async def test_of_twenty_who_accept_at_once_one_joins(api: Api, browser: Browser) -> None:
    token = await invited(await api(Role.ADMIN), email())
    clients = [await browser() for _ in range(20)]
    answers = await asyncio.gather(
        *(accept(client, token, name=f"Person {n}", password=PASSWORD) for n, client in enumerate(clients))
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [409] * 19


async def test_a_used_link_says_so(api: Api, browser: Browser) -> None:
    token = await invited(await api(Role.ADMIN), email())
    assert (await accept(await browser(), token, name="A", password=PASSWORD)).status_code == 201
    told = problem(await accept(await browser(), token, name="B", password=PASSWORD), 409)
    assert told["type"] == "/problems/invitation-spent"
    assert "accepted" in told["detail"]


async def test_it_ends_after_a_week(
    api: Api, browser: Browser, organization: Organization, as_owner: psycopg.Connection
) -> None:
    admin, client = await api(Role.ADMIN), await browser()
    token = await invited(admin, email())
    await expire(as_owner, organization)
    assert (await look(client, token))["state"] == "expired"
    assert "week" in problem(await accept(client, token, name="Late", password=PASSWORD), 409)["detail"]
    assert [each["state"] for each in (await admin.get("/api/invitations")).json()["items"]] == ["expired"]


async def test_it_can_be_withdrawn_once(api: Api, browser: Browser) -> None:
    admin, client = await api(Role.ADMIN), await browser()
    token = await invited(admin, email())
    id = (await admin.get("/api/invitations")).json()["items"][0]["id"]
    assert (await admin.delete(f"/api/invitations/{id}")).status_code == 204
    problem(await admin.delete(f"/api/invitations/{id}"), 404)
    assert (await admin.get("/api/invitations")).json()["items"] == []
    assert (await look(client, token))["state"] == "withdrawn"
    problem(await accept(client, token, name="A", password=PASSWORD), 409)


async def test_inviting_again_ends_the_first_link(api: Api, browser: Browser) -> None:
    admin, who = await api(Role.ADMIN), email()
    first, second = await invited(admin, who), await invited(admin, who, "viewer")
    assert len((await admin.get("/api/invitations")).json()["items"]) == 1
    problem(await accept(await browser(), first, name="A", password=PASSWORD), 409)
    assert (await accept(await browser(), second, name="A", password=PASSWORD)).status_code == 201


async def test_inviting_the_same_person_many_times_at_once_is_harmless(api: Api) -> None:
    admin, who = await api(Role.ADMIN), email()
    body = {"email": who, "role": "viewer"}
    answers = await asyncio.gather(*(admin.post("/api/invitations", json=body) for _ in range(12)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len((await admin.get("/api/invitations")).json()["items"]) == 1


async def test_nobody_gives_more_than_they_have(api: Api) -> None:
    admin, owner = await api(Role.ADMIN), await api(Role.OWNER)
    told = problem(await admin.post("/api/invitations", json={"email": email(), "role": "owner"}), 403)
    assert told["type"] == "/problems/role-too-high"
    await invited(owner, email(), "owner")


async def test_a_member_is_not_invited_again(api: Api, signed_in: SignedIn) -> None:
    who = (await (await signed_in(Role.VIEWER)).get("/api/session")).json()["principal"]["email"]
    answer = await (await api(Role.ADMIN)).post("/api/invitations", json={"email": who.upper()})
    assert problem(answer, 409)["type"] == "/problems/member-exists"


async def test_whoever_has_an_account_signs_in_first_and_then_joins(
    api: Api, found: Found, browser: Browser, signed_in: SignedIn
) -> None:
    elsewhere = await found()
    person = await signed_in(Role.VIEWER)
    before = (await person.get("/api/session")).json()
    who = before["principal"]["email"]
    token = await invited(await api(Role.ADMIN, elsewhere), who)
    stranger = await browser()
    assert (await look(stranger, token))["has_account"] is True
    told = problem(await accept(stranger, token, name="Thief", password=PASSWORD), 409)
    assert told["type"] == "/problems/account-exists"
    assert "set-cookie" not in (await accept(stranger, token)).headers
    joined = await accept(person, token)
    assert joined.status_code == 201, joined.text
    after = (await person.get("/api/session")).json()
    assert after["organization"]["id"] != before["organization"]["id"]
    assert (after["organizations"], after["principal"]["role"]) == (2, "builder")
    assert after["account"]["id"] == before["account"]["id"]


async def test_somebody_else_cannot_use_it(api: Api, signed_in: SignedIn) -> None:
    token = await invited(await api(Role.ADMIN), email())
    other = await signed_in(Role.VIEWER)
    told = problem(await accept(other, token, name="Other", password=PASSWORD), 403)
    assert told["type"] == "/problems/not-invited"
    assert (await look(other, token))["state"] == "open"


@pytest.mark.parametrize("body", [{}, {"name": "A"}, {"password": PASSWORD}, {"name": " ", "password": PASSWORD},
                                  {"name": "A", "password": "short"}, {"name": "A\u0000", "password": PASSWORD}],
                         ids=str)  # fmt: skip
async def test_an_acceptance_without_what_it_needs_leaves_the_link_working(
    api: Api, browser: Browser, body: dict[str, Any]
) -> None:
    token, client = await invited(await api(Role.ADMIN), email()), await browser()
    problem(await accept(client, token, **body), 422)
    assert (await look(client, token))["state"] == "open"


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "inv_" + "0" * 26, "..%2f..", "é"])
async def test_links_that_are_none(browser: Browser, token: str) -> None:
    client = await browser()
    problem(await client.get(f"/api/invitations/{token}"), 404)
    problem(
        await client.post(f"/api/invitations/{token}/accept", json={"name": "A", "password": PASSWORD}), 404
    )


async def test_another_site_cannot_have_a_browser_accept(api: Api, browser: Browser) -> None:
    token, client = await invited(await api(Role.ADMIN), email()), await browser()
    answer = await client.post(
        f"/api/invitations/{token}/accept",
        json={"name": "A", "password": PASSWORD},
        headers={"origin": "https://evil.example"},
    )
    problem(answer, 403)


async def test_the_invitations_of_others_do_not_exist(api: Api, found: Found) -> None:
    admin, stranger = await api(Role.ADMIN), await api(Role.OWNER, await found())
    await invited(admin, email())
    id = (await admin.get("/api/invitations")).json()["items"][0]["id"]
    problem(await stranger.delete(f"/api/invitations/{id}"), 404)
    assert (await stranger.get("/api/invitations")).json()["items"] == []


@pytest.mark.parametrize(
    "who", ["", "nobody", "a@", "@b", "a b@c", "a@b@c", "a@b\u0000", "x" * 200 + "@b.c", 7, None]
)
async def test_addresses_that_are_none(api: Api, who: Any) -> None:
    problem(
        await (await api(Role.ADMIN)).post("/api/invitations", json={"email": who, "role": "viewer"}), 422
    )


async def test_a_repeated_request_is_not_answered_with_the_link_again(api: Api) -> None:
    admin, body = await api(Role.ADMIN), {"email": email(), "role": "viewer"}
    headers = {"idempotency-key": "the-same"}
    first = await admin.post("/api/invitations", json=body, headers=headers)
    assert first.status_code == 201
    again = await admin.post("/api/invitations", json=body, headers=headers)
    assert problem(again, 409)["type"] == "/problems/answer-not-kept"
