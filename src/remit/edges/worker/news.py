"""The one connection on which this process hears of committed news."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import psycopg
from sqlalchemy.engine import URL

from remit.edges.worker.alone import Connection, connect
from remit.kit.events import CHANNEL
from remit.kit.telemetry import logger

_log = logger(__name__)
Hear = Callable[[UUID, int, str], None]
# What was changed elsewhere holds here within a second after the database answers again.
_SOONEST, _LATEST = 0.05, 0.5
_SILENCE_SECONDS = 5.0


class News:
    """Calls every subscriber with (organisation, sequence number, kind) of each event that was committed.

    While the connection is lost nothing is heard; `on_gap` subscribers are told when it is back.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._hear: list[Hear] = []
        self._gap: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, hear: Hear, on_gap: Callable[[], None]) -> None:
        """Add a subscriber, before `start`."""
        self._hear.append(hear)
        self._gap.append(on_gap)

    async def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen(), name="news")

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        delay = _SOONEST
        while True:
            try:
                async with await connect(self._url, "news") as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    delay = _SOONEST
                    self._missed()
                    await self._hear_all(connection)
            except (psycopg.Error, TimeoutError) as error:
                _log.warning("news lost, listening again soon", reason=str(error), seconds=delay)
            except Exception as error:  # noqa: BLE001 - an edge: whoever hears nothing any more goes by what was
                _log.error("news was not understood, listening anew", exc_info=error)
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LATEST)

    async def _hear_all(self, connection: Connection) -> None:
        """Hear until the connection is lost; silence is asked whether somebody is there."""
        while True:
            async for notice in connection.notifies(timeout=_SILENCE_SECONDS):
                self._tell(notice.payload)
            async with asyncio.timeout(_SILENCE_SECONDS):
                await connection.execute("select 1")

    def _missed(self) -> None:
        for tell in self._gap:
            tell()

    def _tell(self, payload: str) -> None:
        org, seq, kind = payload.split(" ", 2)
        for hear in self._hear:
            hear(UUID(org), int(seq), kind)
