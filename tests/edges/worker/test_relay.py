"""The relay: all news reaches its listener, and one that fails holds up nobody."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.fixtures.people import Found

from remit.controls.tenancy import Organization
from remit.edges.worker import News, Relay
from remit.kit.database import Database
from remit.kit.events import Event, emit, undelivered


class Listening:
    """Listeners that remember, and one that fails a number of times before it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.failures = 0
        self.changed = asyncio.Event()

    async def hear(self, event: Event) -> None:
        self.heard.append(event.ref)
        self.changed.set()

    async def fail(self, event: Event) -> None:
        self.failures += 1
        if self.failures < 3:
            self.changed.set()
            raise KeyError(event.ref)
        await self.hear(event)

    async def until(self, *refs: str) -> None:
        async with asyncio.timeout(15):
            while not set(refs) <= set(self.heard):
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
def database(apart: Database) -> Database:
    return apart


@pytest.fixture
async def listening(database: Database) -> AsyncIterator[Listening]:
    listening = Listening()
    news = News(database.url)
    relay = Relay(database, news, {"relaytest.fine": listening.hear, "relaytest.bad": listening.fail})
    await relay.start()
    await news.start()
    yield listening
    await relay.stop()
    await news.stop()


async def _tell(database: Database, organization: Organization, kind: str, ref: str) -> None:
    async with database.transaction(organization.id) as session:
        await emit(session, organization.id, kind, ref, {})


async def test_news_of_every_organisation_is_heard_once(
    database: Database, found: Found, listening: Listening
) -> None:
    first, second = await found(), await found()
    await asyncio.gather(
        *(
            _tell(database, each, "relaytest.fine", f"{each.slug}:{n}")
            for each in (first, second)
            for n in range(5)
        )
    )
    refs = [f"{each.slug}:{n}" for each in (first, second) for n in range(5)]
    await listening.until(*refs)
    assert sorted(listening.heard) == sorted(refs)


async def test_news_that_cannot_be_heard_holds_up_nobody_and_is_tried_again(
    database: Database, organization: Organization, listening: Listening
) -> None:
    await _tell(database, organization, "relaytest.bad", "bad")
    await _tell(database, organization, "relaytest.fine", "fine")
    await listening.until("fine")
    for number in range(3):
        await _tell(database, organization, "relaytest.fine", f"later-{number}")
    await listening.until("bad", "later-0", "later-1", "later-2")
    assert listening.failures == 3


async def test_many_that_cannot_be_heard_hold_up_none_after_them(
    database: Database, organization: Organization
) -> None:
    """Of what several processes deliver each takes a few at a time: more than that fail here, for good."""
    heard = Listening()

    async def refuse(event: Event) -> None:
        heard.failures += 1
        raise LookupError(event.ref)

    news = News(database.url)
    relay = Relay(database, news, {"relayfew.bad": refuse, "relayfew.fine": heard.hear}, only=True)
    for number in range(12):
        await _tell(database, organization, "relayfew.bad", f"bad-{number}")
    await _tell(database, organization, "relayfew.other", "nobody's")
    await _tell(database, organization, "relayfew.fine", "fine")
    await relay.start()
    await heard.until("fine")
    await relay.stop()
    assert heard.heard == ["fine"]
    assert heard.failures >= 12
    async with database.transaction(None, relay=True) as session:
        left = [each.kind for each in await undelivered(session)]
    assert (left.count("relayfew.bad"), left.count("relayfew.other")) == (12, 1)
