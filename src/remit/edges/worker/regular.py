"""Work that is looked for again and again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from remit.kit.telemetry import logger

_log = logger(__name__)
_EVERY_SECONDS = 30.0


class Regular:
    """Does a piece of work until nothing is left of it, then looks anew after a while; several processes may.

    `work` returns how much it did, and is done again at once unless that was nothing.
    """

    def __init__(
        self, name: str, work: Callable[[], Awaitable[int]], every_seconds: float = _EVERY_SECONDS
    ) -> None:
        self._name = name
        self._work = work
        self._every_seconds = every_seconds
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                while await self._work():
                    pass
            except (SQLAlchemyError, psycopg.Error, OSError) as error:
                _log.warning("work was not done, trying again soon", work=self._name, reason=str(error))
            except Exception as error:  # noqa: BLE001 - an edge: what fails once must not end all later looks
                _log.error("work was not done, trying again soon", work=self._name, exc_info=error)
            await asyncio.sleep(self._every_seconds)
