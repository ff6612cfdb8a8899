"""News: in the transaction that made it true, in order, of one organisation."""

import asyncio

import psycopg
import pytest
from tests.fixtures.people import Found

from remit.controls.tenancy import Organization, found_organization
from remit.kit import events
from remit.kit.database import Database
from remit.kit.embedded import EmbeddedPostgres
from remit.kit.ids import new_id


async def _tell(database: Database, organization: Organization, *refs: str) -> None:
    async with database.transaction(organization.id) as session:
        for ref in refs:
            await events.emit(session, organization.id, "test.happened", ref, {"ref": ref})


async def _tell_and_fail(database: Database, organization: Organization) -> None:
    async with database.transaction(organization.id) as session:
        await events.emit(session, organization.id, "test.undone", "test:1", {})
        await session.flush()
        raise ZeroDivisionError


async def test_news_is_read_in_order_from_where_one_stopped(
    database: Database, organization: Organization
) -> None:
    await _tell(database, organization, "a", "b", "c")
    async with database.transaction(organization.id) as session:
        everything = await events.since(session, 0)
        assert [event.ref for event in everything] == ["a", "b", "c"]
        later = await events.since(session, everything[0].seq)
        assert [event.ref for event in later] == ["b", "c"]
        assert [event.ref for event in await events.since(session, 0, limit=1)] == ["a"]
        assert await events.newest(session) == everything[-1].seq


async def test_news_of_others_is_not_there(database: Database, found: Found) -> None:
    mine, theirs = await found(), await found()
    await _tell(database, theirs, "secret")
    async with database.transaction(theirs.id) as session:
        seq = await events.newest(session)
    async with database.transaction(mine.id) as session:
        assert await events.newest(session) == 0
        assert list(await events.since(session, 0)) == []
        assert await events.one(session, seq) is None


async def test_two_relays_never_get_the_same_news(apart: Database) -> None:
    database = apart  # where no relay of an application takes the news first
    slug = f"org-{new_id().hex}"
    organization = await found_organization(database, slug, "Test", "owner@example.org", "Owner")
    await _tell(database, organization, *(str(number) for number in range(6)))

    async def mine(limit: int) -> list[int]:
        async with database.transaction(None, relay=True) as session:
            taken = list(await events.undelivered(session, limit=limit))
            await asyncio.sleep(0.05)
            await events.delivered(session, taken)
            return [event.seq for event in taken]

    async with database.transaction(organization.id) as session:
        told = {event.seq for event in await events.since(session, 0)}
    first, second = await asyncio.gather(mine(3), mine(50_000))  # of all that tests before left
    assert told <= set(first) | set(second)
    assert not set(first) & set(second)


async def test_listeners_hear_only_of_what_was_committed(
    database: Database, organization: Organization, postgres: EmbeddedPostgres
) -> None:
    async with await psycopg.AsyncConnection.connect(postgres.app_url, autocommit=True) as connection:
        await connection.execute(f"listen {events.CHANNEL}")
        with pytest.raises(ZeroDivisionError):
            await _tell_and_fail(database, organization)
        await _tell(database, organization, "done")
        async for notice in connection.notifies(timeout=5):
            org, _, kind = notice.payload.split(" ")
            if org == str(organization.id):
                assert kind == "test.happened"
                return
    raise AssertionError("no notice came")
