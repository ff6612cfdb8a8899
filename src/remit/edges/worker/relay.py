"""Tells listeners what has happened: the only place where events meet them.

An event is marked as delivered in the transaction that found it; a crash before that tells it again, so listeners
are idempotent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.edges.worker.news import News
from remit.kit import events
from remit.kit.database import Database
from remit.kit.events import Event
from remit.kit.telemetry import logger

_log = logger(__name__)
Listener = Callable[[Event], Awaitable[None]]
# NOTIFY wakes the relay; the clock does too, for news that came while nobody listened.
_EVERY_SECONDS = 5.0
_MANY, _FEW = 50, 5


class Relay:
    """Delivers undelivered events of all organisations, oldest first: all there are, `without` some kinds.

    With `only` it delivers those that it has listeners for, a few at a time, since other processes do so as well.
    """

    def __init__(
        self,
        database: Database,
        news: News,
        listeners: Mapping[str, Listener],
        *,
        only: bool = False,
        without: Collection[str] = (),
    ) -> None:
        self._database = database
        self._only, self._without = listeners.keys() if only else None, without
        self._limit = _FEW if only else _MANY
        self._listeners = listeners
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        news.subscribe(self._heard, self._wake.set)

    def _heard(self, _: UUID, __: int, kind: str) -> None:
        if kind in self._only if self._only is not None else kind not in self._without:
            self._wake.set()

    async def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """Stop delivering."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self._deliver():
                    pass
            except SQLAlchemyError as error:
                _log.warning("delivery failed, trying again soon", reason=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(_EVERY_SECONDS):
                    await self._wake.wait()

    async def _deliver(self) -> bool:
        """Deliver some of what waits, past what nobody can hear now; false when nothing was delivered."""
        after = 0
        async with self._database.transaction(None, relay=True) as session:
            while found := await events.undelivered(
                session, only=self._only, without=self._without, after=after, limit=self._limit
            ):
                if heard := [event for event in found if await self._told(event)]:
                    await events.delivered(session, heard)
                    return True
                after = found[-1].seq
        return False

    async def _told(self, event: Event) -> bool:
        listener = self._listeners.get(event.kind)
        if listener is None:
            return True
        try:
            await listener(event)
        except Exception as error:  # noqa: BLE001 - an edge: what cannot be heard must not hold up all others
            _log.error(
                "news was not heard, trying again soon", kind=event.kind, seq=event.seq, exc_info=error
            )
            return False
        return True
