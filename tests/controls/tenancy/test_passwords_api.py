"""Signing in with a password, choosing one, and what happens to who guesses."""

import asyncio
import json
import statistics
import time
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.browsers import PASSWORD, Browser, SignedIn, email
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls import tenancy
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database

pytestmark = pytest.mark.usefixtures("fresh_tries")
ANOTHER = "seven silent swans swim"


async def me(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/session")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def choose(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.put("/api/session/password", json=body)


@pytest.fixture
async def person(signed_in: SignedIn) -> httpx.AsyncClient:
    """Somebody with a password."""
    client = await signed_in(Role.BUILDER)
    assert (await choose(client, password=PASSWORD)).status_code == 200
    return client


async def come(browser: Browser, who: str, password: str) -> httpx.Response:
    client = await browser()
    return await client.post("/api/sessions", json={"email": who, "password": password})


async def age_links(as_owner: psycopg.Connection, organization: Organization) -> None:
    as_owner.execute(
        "update sessions set proved_at = proved_at - interval '1 hour' where org_id = %s", (organization.id,)
    )


async def test_a_password_chosen_after_a_link_signs_in(browser: Browser, person: httpx.AsyncClient) -> None:
    own = await me(person)
    assert own["account"]["has_password"] is True
    client = await browser()
    answer = await client.post(
        "/api/sessions", json={"email": own["principal"]["email"], "password": PASSWORD}
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["principal"] == own["principal"]
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await me(client))["account"]["password_proof"] == "current"


async def test_case_of_the_address_and_composition_of_letters_do_not_matter(
    browser: Browser, signed_in: SignedIn
) -> None:
    client = await signed_in()
    who = (await me(client))["principal"]["email"]
    assert (await choose(client, password="cafe\u0301 society ok")).status_code == 200
    assert (await come(browser, f" {who.upper()} ", "caf\u00e9 society ok")).status_code == 201
    assert (await come(browser, who, "caf\u00e9 society ok ")).status_code == 401


@pytest.mark.parametrize("wrong", ["", "x", PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD])
async def test_what_is_nearly_the_password_is_refused(
    browser: Browser, person: httpx.AsyncClient, wrong: str
) -> None:
    answer = await come(browser, (await me(person))["principal"]["email"], wrong)
    problem(answer, 401 if wrong else 422)
    assert "set-cookie" not in answer.headers


async def test_unknown_people_and_people_without_a_password_are_told_the_same(
    browser: Browser, person: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    without = await signed_in()
    told = []
    for who in (email(), (await me(without))["principal"]["email"], (await me(person))["principal"]["email"]):
        body = problem(await come(browser, who, "not the password"), 401)
        told.append({**body, "request_id": ""})
    assert told[0] == told[1] == told[2]
    assert told[0]["type"] == "/problems/bad-credentials"


async def test_an_unknown_address_takes_as_long_as_a_known_one(
    browser: Browser, person: httpx.AsyncClient
) -> None:
    client = await browser()
    known = (await me(person))["principal"]["email"]

    async def took(who: str) -> float:
        began = time.perf_counter()
        problem(await client.post("/api/sessions", json={"email": who, "password": "wrong one"}), 401)
        return time.perf_counter() - began

    with_account = statistics.median([await took(known) for _ in range(5)])
    without = statistics.median([await took(email()) for _ in range(5)])
    assert 0.4 < without / with_account < 2.5


async def test_guessing_ends_after_ten_tries_also_all_at_once(
    browser: Browser, person: httpx.AsyncClient
) -> None:
    who = (await me(person))["principal"]["email"]
    answers = await asyncio.gather(*(come(browser, who, f"guess number {n}") for n in range(20)))
    statuses = [answer.status_code for answer in answers]
    assert 10 <= statuses.count(401) <= 11
    assert statuses.count(401) + statuses.count(429) == 20
    refused = await come(browser, who, PASSWORD)
    told = problem(refused, 429)
    assert told["type"] == "/problems/too-many-tries"
    assert 1 <= int(refused.headers["retry-after"]) <= 900
    assert (await come(browser, email(), "somebody else")).status_code == 401


async def test_a_client_that_tries_many_addresses_is_stopped(browser: Browser, served: Any) -> None:
    served.app.state.tries = tenancy.Tries(per_address=10, per_client=4)
    answers = [await come(browser, email(), "spray and pray") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 4 + [429] * 2


async def test_a_right_password_forgives_the_wrong_ones(browser: Browser, person: httpx.AsyncClient) -> None:
    who = (await me(person))["principal"]["email"]
    for _ in range(2):
        for n in range(9):
            assert (await come(browser, who, f"guess number {n}")).status_code == 401
        assert (await come(browser, who, PASSWORD)).status_code == 201


@pytest.mark.parametrize("password", ["short", "elevenchars", "x" * 1001, "aaaaaaaaaaaaaaaa", "a" * 5001])
async def test_passwords_that_may_be_none(signed_in: SignedIn, password: str) -> None:
    client = await signed_in()
    problem(await choose(client, password=password), 422)
    assert (await me(client))["account"]["has_password"] is False


async def test_the_address_is_no_password(signed_in: SignedIn) -> None:
    client = await signed_in()
    who = (await me(client))["principal"]["email"]
    told = problem(await choose(client, password=who.upper()), 422)
    assert told["type"] == "/problems/weak-password"


async def test_a_long_password_with_any_letters_works(browser: Browser, signed_in: SignedIn) -> None:
    client = await signed_in()
    long = ("كلمة السر 🔑 " * 80)[:1000]
    assert (await choose(client, password=long)).status_code == 200
    assert (await come(browser, (await me(client))["principal"]["email"], long)).status_code == 201


async def test_changing_it_needs_the_current_one_and_ends_the_other_sessions(
    browser: Browser, person: httpx.AsyncClient, organization: Organization, as_owner: psycopg.Connection
) -> None:
    who = (await me(person))["principal"]["email"]
    other = await browser()
    await other.post("/api/sessions", json={"email": who, "password": PASSWORD})
    await age_links(as_owner, organization)
    assert problem(await choose(person, password=ANOTHER), 403)["type"] == "/problems/wrong-password"
    problem(await choose(person, password=ANOTHER, current="not this one"), 403)
    assert (await other.get("/api/session")).status_code == 200
    assert (await choose(person, password=ANOTHER, current=PASSWORD)).status_code == 200
    problem(await other.get("/api/session"), 401)
    assert (await me(person))["principal"]["email"] == who
    assert (await come(browser, who, PASSWORD)).status_code == 401
    assert (await come(browser, who, ANOTHER)).status_code == 201


async def test_changing_it_ends_the_sessions_in_other_organisations_too(
    signed_in: SignedIn, found: Found, database: Database
) -> None:
    elsewhere, who = await found(), email()
    async with database.transaction(elsewhere.id) as session:
        await tenancy.add_member(session, elsewhere, who, "Two Places", Role.VIEWER)
    here = await signed_in(Role.OWNER)
    organization_id = (await me(here))["organization"]["id"]
    async with database.transaction(tenancy.ORGANIZATION.parse(organization_id)) as session:
        await tenancy.add_member(session, await tenancy.organization(session), who, "Two Places", Role.VIEWER)
    there, own = await signed_in(who=who, where=elsewhere), await signed_in(who=who)
    assert (await me(own))["organizations"] == 2
    assert (await choose(own, password=PASSWORD)).status_code == 200
    problem(await there.get("/api/session"), 401)
    assert (await me(own))["organization"]["id"] == organization_id


async def test_without_a_password_only_a_fresh_link_proves_who_it_is(
    signed_in: SignedIn, organization: Organization, as_owner: psycopg.Connection
) -> None:
    client = await signed_in()
    assert (await me(client))["account"]["password_proof"] == "none"
    await age_links(as_owner, organization)
    assert (await me(client))["account"]["password_proof"] == "link"
    told = problem(await choose(client, password=PASSWORD), 403)
    assert told["type"] == "/problems/link-needed"
    assert "sign-in-link" in told["detail"]


async def test_a_password_can_be_removed(browser: Browser, person: httpx.AsyncClient) -> None:
    who = (await me(person))["principal"]["email"]
    assert (await choose(person, password=None)).json()["account"]["has_password"] is False
    assert (await come(browser, who, PASSWORD)).status_code == 401


async def test_guessing_the_current_password_ends_too(
    person: httpx.AsyncClient, organization: Organization, as_owner: psycopg.Connection
) -> None:
    await age_links(as_owner, organization)
    statuses = [(await choose(person, password=ANOTHER, current=f"guess {n}")).status_code for n in range(12)]
    assert statuses == [403] * 10 + [429] * 2


async def test_a_key_chooses_no_password(api: Api) -> None:
    client = await api(Role.OWNER)
    problem(await choose(client, password=PASSWORD), 403)


async def test_no_hash_and_no_password_is_told_or_logged(
    person: httpx.AsyncClient, api: Api, as_owner: psycopg.Connection
) -> None:
    admin = await api(Role.ADMIN)
    entries = await admin.get("/api/audit/entries", params={"limit": 200})
    types = [entry["type"] for entry in entries.json()["items"]]
    assert "password.changed" in types
    assert "session.began" in types
    for text in (entries.text, (await person.get("/api/session")).text):
        assert "argon2" not in text
        assert PASSWORD not in text
    who = (await me(person))["principal"]["email"]
    stored = as_owner.execute("select password_hash from accounts where email = %s", (who,)).fetchone()
    assert stored is not None
    assert stored[0].startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"email": "a@b.c"}, {"password": "x"}, {"token": "x", "email": "a@b.c", "password": "y"},
        {"token": None}, {"email": "nobody", "password": "x"}, {"email": "a b@c.d", "password": "x"},
        {"email": "a@b.c\u0000", "password": "x"}, {"email": ["a@b.c"], "password": "x"},
        {"email": "a@b.c", "password": 1}, {"email": "@", "password": "x"},
        {"email": "a@" + "b" * 300, "password": "x"},
    ],
    ids=lambda body: json.dumps(body)[:40],
)  # fmt: skip
async def test_bodies_that_make_no_sense(browser: Browser, body: dict[str, Any]) -> None:
    client = await browser()
    problem(await client.post("/api/sessions", json=body), 422)


@pytest.mark.parametrize("password", ["a\u0000b", "\u0000" * 20, "😀" * 500])
async def test_odd_passwords_are_wrong_and_nothing_else(browser: Browser, password: str) -> None:
    problem(await come(browser, email(), password), 401)


async def test_another_site_cannot_sign_a_browser_in(browser: Browser, person: httpx.AsyncClient) -> None:
    client = await browser()
    body = {"email": (await me(person))["principal"]["email"], "password": PASSWORD}
    answer = await client.post("/api/sessions", json=body, headers={"origin": "https://evil.example"})
    problem(answer, 403)
    assert "set-cookie" not in answer.headers
