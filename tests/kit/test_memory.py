"""What a process keeps in memory is read once, forgotten when it changes, and never older than the last change."""

import asyncio
from uuid import UUID

import pytest

from remit.kit.memory import Caches, Kept

ORG, OTHER = UUID(int=1), UUID(int=2)


class Source:
    """Something that is read, slowly, and counts how often."""

    def __init__(self) -> None:
        self.value, self.reads = "first", 0
        self.go = asyncio.Event()
        self.reading = asyncio.Condition()

    async def load(self) -> tuple[UUID, str]:
        self.reads += 1
        value = self.value
        async with self.reading:
            self.reading.notify_all()
        await self.go.wait()
        return ORG, value

    async def read(self, times: int) -> None:
        """Wait until it was read so often."""
        async with self.reading:
            await self.reading.wait_for(lambda: self.reads >= times)


async def test_one_reads_for_all_and_news_has_it_read_again() -> None:
    caches, source = Caches(), Source()
    kept: Kept[str, str] = Kept(caches, "thing.")
    asking = [asyncio.create_task(kept.read("a", source.load)) for _ in range(50)]
    await asyncio.sleep(0)
    source.go.set()
    assert set(await asyncio.gather(*asking)) == {"first"}
    assert (source.reads, kept.get("a")) == (1, "first")
    caches.changed(OTHER, "thing.changed")
    caches.changed(ORG, "other.changed")
    assert kept.get("a") == "first"
    source.value = "second"
    caches.changed(ORG, "thing.changed")
    assert kept.get("a") is None
    assert await kept.read("a", source.load) == "second"
    caches.unsure()
    assert kept.get("a") is None


async def test_what_changes_while_it_is_read_is_not_kept_and_not_given_to_who_asks_later() -> None:
    caches, source = Caches(), Source()
    kept: Kept[str, str] = Kept(caches, "thing.")
    before = asyncio.create_task(kept.read("a", source.load))
    await source.read(1)
    source.value = "second"
    caches.changed(ORG, "thing.changed")
    after = asyncio.create_task(kept.read("a", source.load))
    await source.read(2)
    source.go.set()
    assert (await before, await after) == ("first", "second")
    assert kept.get("a") == "second"


async def test_who_is_cancelled_takes_nobody_along_and_errors_are_not_kept() -> None:
    caches, source = Caches(), Source()
    kept: Kept[str, str] = Kept(caches, "thing.", size=2)
    gone, stays = (asyncio.create_task(kept.read("a", source.load)) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    source.go.set()
    assert await stays == "first"

    async def failing() -> tuple[UUID, str]:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            await kept.read("b", failing)
    for key in "cde":
        await kept.read(key, source.load)
    assert [kept.get(key) for key in "acde"] == [None, None, "first", "first"]
