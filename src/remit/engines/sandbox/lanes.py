"""Who gets a worker next: in order of arrival, and dry runs never take the last ones from calls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from remit.engines.sandbox.errors import SandboxBusy
from remit.engines.sandbox.sandbox import Lane


class Lanes:
    """Places at workers. Of `workers`, dry runs together hold at most half, so there are at least two."""

    def __init__(self, workers: int, *, patience: float) -> None:
        self.workers = max(workers, 2)
        self._patience = patience
        self._all = asyncio.Semaphore(self.workers)
        self._dry = asyncio.Semaphore(self.workers // 2)

    @asynccontextmanager
    async def place(self, lane: Lane) -> AsyncIterator[None]:
        """Hold a place; raise `SandboxBusy` when none becomes free in time."""
        wanted = [self._dry, self._all] if lane is Lane.DRY_RUNS else [self._all]
        held: list[asyncio.Semaphore] = []
        try:
            for each in wanted:
                await self._acquire(each)
                held.append(each)
            yield
        finally:
            for each in held:
                each.release()

    async def _acquire(self, places: asyncio.Semaphore) -> None:
        if not places.locked():
            await places.acquire()
            return
        try:
            async with asyncio.timeout(self._patience):
                await places.acquire()
        except TimeoutError:
            words = f"All {self.workers} sandboxes are busy. Try again in a moment."
            raise SandboxBusy(words, retry_after=1) from None
