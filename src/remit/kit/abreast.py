"""Pieces of work side by side: one that takes long holds up nobody, and none is begun while it is still under way."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from functools import partial
from typing import TypeVar

from remit.kit.telemetry import logger

K = TypeVar("K", bound=Hashable)
Act = Callable[[], Awaitable[int]]
_log = logger(__name__)


class Abreast:
    """Does pieces of work by their keys, `at_once` of them at most; who has them done waits `patience` seconds."""

    def __init__(self, name: str, *, patience: float = 5.0, at_once: int = 16) -> None:
        self._name = name
        self._patience = patience
        self._room = asyncio.Semaphore(at_once)
        self._under_way: dict[Hashable, asyncio.Task[int]] = {}

    async def do(self, work: Mapping[K, Act]) -> int:
        """Begin what is not under way, and wait for it; return how much was done by what has ended.

        Raises the first error of these. What takes longer goes on, and its error is logged.
        """
        begun = [self._begin(key, act) for key, act in work.items() if key not in self._under_way]
        if not begun:
            return 0
        ended, late = await asyncio.wait(begun, timeout=self._patience)
        for task in late:
            task.add_done_callback(self._heard)
        errors = [error for task in begun if task in ended and (error := task.exception()) is not None]
        if errors:
            raise errors[0]
        return sum(task.result() for task in ended)

    async def close(self) -> None:
        """Cut short what is under way."""
        under_way = list(self._under_way.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _begin(self, key: Hashable, act: Act) -> "asyncio.Task[int]":
        task = self._under_way[key] = asyncio.create_task(self._done(act), name=self._name)
        task.add_done_callback(partial(self._ended, key))
        return task

    async def _done(self, act: Act) -> int:
        async with self._room:
            return await act()

    def _ended(self, key: Hashable, _: "asyncio.Task[int]") -> None:
        del self._under_way[key]

    def _heard(self, task: "asyncio.Task[int]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("work was not done, trying again soon", work=self._name, exc_info=error)
