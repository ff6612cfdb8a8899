"""An account opened by an invitation may be somebody else's than the address says, until its person proves it."""

import asyncio
from urllib.parse import urlsplit

import httpx
import pytest
from tests.fixtures.browsers import PASSWORD, Browser, SignedIn, email
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls import audit, tenancy
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database


async def invited(client: httpx.AsyncClient, who: str, role: str = "viewer") -> str:
    answer = await client.post("/api/invitations", json={"email": who, "role": role})
    assert answer.status_code == 201, answer.text
    return urlsplit(str(answer.json()["link"])).path.rpartition("/")[2]


async def accept(client: httpx.AsyncClient, token: str, **body: str) -> httpx.Response:
    return await client.post(f"/api/invitations/{token}/accept", json=body)


async def opened(api: Api, browser: Browser, who: str) -> httpx.AsyncClient:
    """Open somebody's account as the one who invites them could."""
    token, client = await invited(await api(Role.ADMIN), who), await browser()
    answer = await accept(client, token, name="Not them", password=PASSWORD)
    assert answer.status_code == 201, answer.text
    return client


async def enter(client: httpx.AsyncClient, who: str) -> httpx.Response:
    return await client.post("/api/sessions", json={"email": who, "password": PASSWORD})


async def test_it_joins_no_second_organisation(api: Api, browser: Browser, found: Found) -> None:
    who = email("victim")
    thief = await opened(api, browser, who)
    token = await invited(await api(Role.ADMIN, await found()), who, "admin")
    told = problem(await accept(thief, token), 403)
    assert told["type"] == "/problems/account-unproved"
    assert "sign-in-link" in told["detail"]
    assert (await thief.get(f"/api/invitations/{token}")).json()["state"] == "open"


async def test_the_first_proof_shuts_out_whoever_opened_it(
    api: Api, browser: Browser, signed_in: SignedIn, found: Found
) -> None:
    who = email("victim")
    thief = await opened(api, browser, who)
    person = await signed_in(who=who)
    problem(await thief.get("/api/session"), 401)
    problem(await enter(await browser(), who), 401)
    token = await invited(await api(Role.ADMIN, await found()), who, "admin")
    assert (await accept(person, token)).status_code == 201


async def test_a_later_link_leaves_the_password_and_the_sessions(
    browser: Browser, signed_in: SignedIn
) -> None:
    person = await signed_in(Role.VIEWER)
    who = (await person.get("/api/session")).json()["principal"]["email"]
    answer = await person.put("/api/session/password", json={"password": PASSWORD})
    assert answer.status_code == 200, answer.text
    await signed_in(who=who)
    assert (await person.get("/api/session")).status_code == 200
    assert (await enter(await browser(), who)).status_code == 201


async def test_adding_the_person_leaves_nothing_but_a_link(
    api: Api, browser: Browser, signed_in: SignedIn, found: Found, database: Database
) -> None:
    who, elsewhere = email("victim"), await found()
    thief = await opened(api, browser, who)
    async with database.transaction(elsewhere.id) as session:
        await tenancy.add_member(session, elsewhere, who, "Victim", Role.ADMIN)
        assert await tenancy.reclaim(session, audit.record, who)
    problem(await thief.get("/api/session"), 401)
    problem(await enter(await browser(), who), 401)
    person = await signed_in(who=who, where=elsewhere)
    assert (await person.get("/api/session")).json()["principal"]["role"] == "admin"
    async with database.transaction(elsewhere.id) as session:
        assert not await tenancy.reclaim(session, audit.record, who)
    assert (await person.get("/api/session")).status_code == 200


@pytest.mark.parametrize("by_key", [False, True])
async def test_who_is_removed_invites_nobody(
    api: Api, browser: Browser, signed_in: SignedIn, by_key: bool
) -> None:
    leaving, owner = await signed_in(Role.ADMIN), await api(Role.OWNER)
    id = (await leaving.get("/api/session")).json()["principal"]["id"]
    inviting = leaving
    if by_key:
        body = {"name": "inviter", "role": "admin", "kind": "service_account"}
        key = (await leaving.post("/api/keys", json=body)).json()["key"]
        inviting = await browser()
        inviting.headers["authorization"] = f"Bearer {key}"
    token, other = await invited(inviting, email()), await invited(owner, email())
    assert (await owner.delete(f"/api/members/{id}")).status_code == 204
    client = await browser()
    assert (await client.get(f"/api/invitations/{token}")).json()["state"] == "withdrawn"
    problem(await accept(client, token, name="A", password=PASSWORD), 409)
    assert (await accept(client, other, name="A", password=PASSWORD)).status_code == 201


async def test_who_gets_a_lower_role_invites_to_no_higher_one(
    api: Api, browser: Browser, signed_in: SignedIn
) -> None:
    inviter, owner = await signed_in(Role.ADMIN), await api(Role.OWNER)
    id = (await inviter.get("/api/session")).json()["principal"]["id"]
    high, low = await invited(inviter, email(), "admin"), await invited(inviter, email(), "viewer")
    assert (await owner.patch(f"/api/members/{id}", json={"role": "viewer"})).status_code == 200
    client = await browser()
    assert (await client.get(f"/api/invitations/{high}")).json()["state"] == "withdrawn"
    assert (await client.get(f"/api/invitations/{low}")).json()["state"] == "open"


async def test_an_invitation_by_a_key_ends_with_the_key(
    api: Api, browser: Browser, organization: Organization
) -> None:
    admin, owner = await api(Role.ADMIN), await api(Role.OWNER)
    token = await invited(admin, email(), "admin")
    id = next(
        key["id"] for key in (await owner.get("/api/keys")).json()["items"] if key["name"] == "admin key"
    )
    assert (await owner.delete(f"/api/keys/{id}")).status_code == 204
    told = problem(await accept(await browser(), token, name="A", password=PASSWORD), 409)
    assert told["type"] == "/problems/invitation-spent"
    assert "Whoever invited you" in told["detail"]


async def test_signing_in_again_and_again_does_not_outlive_the_proof(
    api: Api, browser: Browser, signed_in: SignedIn
) -> None:
    who = email("victim")
    await opened(api, browser, who)
    thieves = [await browser() for _ in range(12)]
    await asyncio.gather(*(enter(thief, who) for thief in thieves), signed_in(who=who))
    assert {(await thief.get("/api/session")).status_code for thief in thieves} == {401}
