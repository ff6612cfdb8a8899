"""The parts people are made of: addresses, roles, devices, hashes, and who sees an account."""

import asyncio

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.fixtures.browsers import FIREFOX, email
from tests.fixtures.people import Found

from remit.controls import tenancy
from remit.controls.tenancy import Organization, Role, covers
from remit.controls.tenancy.accounts import address
from remit.controls.tenancy.devices import device
from remit.controls.tenancy.passwords import NOBODYS, hashed, matches
from remit.kit.database import Database, opened_by
from remit.kit.errors import Malformed

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/149.0.0.0 Safari/537.36 Edg/149.0.0.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox on Windows"), (CHROME, "Chrome on Linux"), (EDGE, "Edge on Windows"),
     (IPHONE, "Safari on an iPhone"), ("curl/8.9", "curl"), ("", "Unknown browser"), ("é\u0000", "Unknown browser")],
)  # fmt: skip
def test_a_device_in_words(agent: str, words: str) -> None:
    assert device(agent) == words


@pytest.mark.parametrize("given", ["owner@localhost", " A.B+c@Example.ORG ", "用户@例子.广告"])
def test_addresses(given: str) -> None:
    assert address(given) == given.strip().lower()


@pytest.mark.parametrize(
    "given",
    [
        "",
        "a",
        "@b",
        "a@",
        "a@b@c",
        "a b@c",
        "a@b\nc",
        "a@b\x00",
        "x" * 65 + "@b.c",
        "an\u212a@b.c",
        "a@\u212a.c",
    ],
)
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(Malformed):
        address(given)


def test_a_role_covers_itself_and_what_is_within_it() -> None:
    roles = [role.name for role in tenancy.ROLES]
    assert set(roles) == set(Role) - {Role.CALLER}
    for role in roles:
        assert covers(role, role)
        assert covers(role, Role.VIEWER)
        assert not covers(role, Role.CALLER)
        assert not covers(Role.CALLER, role)
        assert covers(Role.OWNER, role)
        assert covers(Role.ADMIN, role) == (role is not Role.OWNER)
    assert not covers(Role.OPERATOR, Role.BUILDER)
    assert not covers(Role.BUILDER, Role.APPROVER)


async def test_nobodys_hash_costs_what_everybodys_does() -> None:
    stored = await hashed("a password of mine")
    assert NOBODYS.split("$")[:4] == stored.split("$")[:4]
    assert await matches("a password of mine", stored)
    assert not await matches("nobody's password", None)


async def test_many_who_join_with_one_address_share_an_account(database: Database, found: Found) -> None:
    who, places = email(), [await found() for _ in range(6)]

    async def join(place: Organization) -> str:
        async with database.transaction(place.id) as session:
            return str((await tenancy.add_member(session, place, who.upper(), "X", Role.VIEWER)).account_id)

    assert len(set(await asyncio.gather(*(join(place) for place in places)))) == 1


async def test_an_account_opens_itself_and_nothing_of_others(
    database: Database, found: Found, as_owner: psycopg.Connection
) -> None:
    mine, theirs, who = await found(), await found(), email()
    async with database.transaction(mine.id) as session:
        member = await tenancy.add_member(session, mine, who, "X", Role.VIEWER)
        await tenancy.add_member(session, mine, email(), "Y", Role.VIEWER)
        async with opened_by(session, account=member.account_id):
            assert (await session.scalars(text("select id from accounts"))).all() == [member.account_id]
            assert (await session.scalars(text("select id from organizations"))).all() == [mine.id]
            assert (await session.scalars(text("select id from members"))).all() == [member.id]
            assert (await session.scalars(text("select count(*) from audit_entries"))).one() == 0
        assert (await session.scalars(text("select count(*) from accounts"))).one() == 0
        assert (await session.scalars(text("select count(*) from members"))).one() == 3
    assert theirs.id != mine.id


@pytest.mark.parametrize(
    "statement",
    [
        "delete from accounts", "update accounts set email = 'x@y.z'", "update accounts set id = gen_random_uuid()",
        "delete from members", "delete from invitations", "delete from sessions",
    ],
)  # fmt: skip
async def test_the_application_may_not(
    database: Database, organization: Organization, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(organization.id) as session:
            await session.execute(text(statement))


async def test_an_account_of_another_address_cannot_be_made(database: Database) -> None:
    insert = text(
        "insert into accounts (id, email, name, created_at) values (gen_random_uuid(), :email, 'x', now())"
    )
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(None, lookup="mine@example.com") as session:
            await session.execute(insert, {"email": "theirs@example.com"})


async def test_a_password_cannot_be_set_for_somebody_else(
    database: Database, organization: Organization, as_owner: psycopg.Connection
) -> None:
    async with database.transaction(organization.id) as session:
        one = await tenancy.add_member(session, organization, email(), "X", Role.VIEWER)
        other = await tenancy.add_member(session, organization, email(), "Y", Role.VIEWER)
        async with opened_by(session, account=one.account_id):
            changed = text("update accounts set password_hash = 'x' where id = :id returning id")
            assert (await session.execute(changed, {"id": other.account_id})).all() == []
            assert len((await session.execute(changed, {"id": one.account_id})).all()) == 1
