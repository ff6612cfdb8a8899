"""Sign-in links work once; sessions end when they should."""

import asyncio

import psycopg
import pytest
from sqlalchemy import text

from remit.controls import audit, tenancy
from remit.controls.tenancy import BadSession, Door, LinkSpent, Organization, SignedIn
from remit.kit.database import Database
from remit.kit.errors import NotFound


@pytest.fixture
async def link(database: Database, organization: Organization) -> str:
    return await make_link(database, organization)


async def make_link(database: Database, organization: Organization) -> str:
    async with database.transaction(organization.id) as session:
        owner = await tenancy.owner(session)
        assert owner is not None
        return await tenancy.make_link(session, owner)


async def end(database: Database, signed_in: SignedIn) -> None:
    presence = signed_in.presence
    async with database.transaction(presence.actor.org_id) as session:
        await tenancy.end_one(session, audit.record, presence, presence.session_id)


async def test_a_link_becomes_a_session_of_its_member(
    database: Database, organization: Organization, door: Door, link: str
) -> None:
    signed_in = await tenancy.sign_in(door, link)
    presence = await tenancy.identify_session(database, signed_in.token)
    assert presence == signed_in.presence
    actor = presence.actor
    assert (actor.org_id, actor.kind, actor.role.value) == (organization.id, "member", "owner")
    assert presence.came_by_link


async def test_of_twenty_browsers_with_one_link_one_wins(door: Door, link: str) -> None:
    answers = await asyncio.gather(*(tenancy.sign_in(door, link) for _ in range(20)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, LinkSpent)]
    assert len(refused) == 19


@pytest.mark.parametrize("token", ["", "x", "main", "é", "\ud800", "x" * 10_000])
async def test_what_is_no_link_is_refused(door: Door, token: str) -> None:
    with pytest.raises(LinkSpent):
        await tenancy.sign_in(door, token)


async def test_an_old_link_is_refused(
    organization: Organization, door: Door, link: str, as_owner: psycopg.Connection
) -> None:
    as_owner.execute(
        "update sign_in_links set expires_at = now() - interval '1 second' where org_id = %s",
        (organization.id,),
    )
    with pytest.raises(LinkSpent):
        await tenancy.sign_in(door, link)


async def test_an_old_session_is_refused(
    database: Database, organization: Organization, door: Door, link: str, as_owner: psycopg.Connection
) -> None:
    signed_in = await tenancy.sign_in(door, link)
    as_owner.execute(
        "update sessions set expires_at = now() - interval '1 second' where org_id = %s", (organization.id,)
    )
    with pytest.raises(BadSession):
        await tenancy.identify_session(database, signed_in.token)


async def test_ending_a_session_ends_this_one_only_and_once(
    database: Database, organization: Organization, door: Door, link: str
) -> None:
    first = await tenancy.sign_in(door, link)
    second = await tenancy.sign_in(door, await make_link(database, organization))
    await end(database, first)
    with pytest.raises(BadSession):
        await tenancy.identify_session(database, first.token)
    with pytest.raises(NotFound):
        await end(database, first)
    assert await tenancy.identify_session(database, second.token)


async def test_neither_token_is_stored(
    organization: Organization, door: Door, link: str, as_owner: psycopg.Connection
) -> None:
    signed_in = await tenancy.sign_in(door, link)
    rows = as_owner.execute(
        "select row_to_json(s)::text from sessions s where org_id = %(org)s union all"
        " select row_to_json(l)::text from sign_in_links l where org_id = %(org)s",
        {"org": organization.id},
    ).fetchall()
    assert len(rows) == 2
    for (row,) in rows:
        assert link not in row
        assert signed_in.token not in row


async def test_a_session_is_seen_at_most_once_a_minute(
    database: Database, organization: Organization, door: Door, link: str, as_owner: psycopg.Connection
) -> None:
    signed_in = await tenancy.sign_in(door, link)
    seen = "select last_seen_at from sessions where org_id = %s"
    first = as_owner.execute(seen, (organization.id,)).fetchone()
    await tenancy.identify_session(database, signed_in.token)
    assert as_owner.execute(seen, (organization.id,)).fetchone() == first
    as_owner.execute(
        "update sessions set last_seen_at = last_seen_at - interval '2 minutes' where org_id = %s",
        (organization.id,),
    )
    await asyncio.gather(*(tenancy.identify_session(database, signed_in.token) for _ in range(5)))
    later = as_owner.execute(seen, (organization.id,)).fetchone()
    assert first is not None
    assert later is not None
    assert later[0] > first[0]


async def test_an_organisation_sees_no_account(database: Database, organization: Organization) -> None:
    async with database.transaction(organization.id) as session:
        assert (await session.execute(text("select count(*) from accounts"))).scalar_one() == 0
