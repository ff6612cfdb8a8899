"""The news of hosts: followed as long as they last, begun again when they break off, each change looked at once.

Nothing rests on it: what is looked at now and then is so still, and finds what no news told.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from uuid import UUID

from remit.engines.hosts import HostError, Telling
from remit.kit.telemetry import logger

_log = logger(__name__)
_TOGETHER_SECONDS = 0.05
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
Look = Callable[[Collection[UUID]], Awaitable[None]]


async def follow(hosts: Mapping[str, Telling], look: Look) -> None:
    """Have `look` called with the deployments that hosts tell of, until cancelled, or until a look fails.

    Each host is looked at by itself: one that does not answer holds up the news of no other.
    """
    following = [asyncio.create_task(_Ear(look).follow(name, host)) for name, host in hosts.items()]
    try:
        await asyncio.gather(*following)
    finally:
        await _end(*following)


class _Ear:
    """Hears one host."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._heard: set[UUID] = set()
        self._rang = asyncio.Event()

    async def follow(self, name: str, host: Telling) -> None:
        loop = asyncio.get_running_loop()

        def told(owner: str) -> None:
            with suppress(ValueError):  # a label that somebody else wrote
                id = UUID(owner)
                loop.call_soon_threadsafe(self._hear, id)

        listening = asyncio.create_task(_listen(name, host, told))
        try:
            while not _cancelled():
                await self._rang.wait()
                await asyncio.sleep(_TOGETHER_SECONDS)  # changes come in bursts
                self._rang.clear()
                heard, self._heard = self._heard, set()
                await self._look(heard)
        finally:
            await _end(listening)

    def _hear(self, id: UUID) -> None:
        self._heard.add(id)
        self._rang.set()


async def _listen(name: str, host: Telling, told: Callable[[str], None]) -> None:
    pause = _FIRST_PAUSE
    while not _cancelled():
        began = asyncio.get_running_loop().time()
        try:
            await host.follow(told)
        except HostError as error:
            _log.warning("a host tells no news, it is looked at now and then", host=name, reason=error.detail)
        lasted = asyncio.get_running_loop().time() - began
        pause = _FIRST_PAUSE if lasted > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
        await asyncio.sleep(pause)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _cancelled() -> bool:
    """Say whether this task was told to end; on Python 3.11 `asyncio.wait_for`, inside of drivers, may swallow that."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
