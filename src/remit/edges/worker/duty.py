"""One works, the others stand by: whoever holds the lock in the database is the worker.

The lock belongs to a connection, so the database gives it free when its holder is gone: at once when the process died,
within half a minute when its machine did. All workers have one name for the durable engine: what the dead one left
unfinished is found by the next.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
from sqlalchemy.engine import URL

from remit.edges.worker.alone import Connection, connect
from remit.kit.errors import Unavailable
from remit.kit.telemetry import logger

_log = logger(__name__)
_LOCK = 7233848
_STAND_BY_SECONDS = 0.5
_AGAIN_SECONDS = 0.1  # sooner than who stands by, so that a restart of the database moves nothing
_ANSWER_SECONDS = 5.0


class Duty:
    """Calls `begin` when it is this process's turn to work, and `end` when another has taken over."""

    def __init__(
        self, url: URL, begin: Callable[[], Awaitable[None]], end: Callable[[], Awaitable[None]]
    ) -> None:
        self._url = url
        self._begin = begin
        self._end = end
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self.working = False

    async def start(self) -> None:
        """Begin to work if nobody does, else stand by; `Unavailable` when the database does not answer."""
        try:
            connection = self._connection = await connect(self._url, "worker")
            if await self._taken(connection):
                await self._work()
            else:
                _log.warning("another worker works on this database: this one stands by")
        except (psycopg.Error, TimeoutError) as error:
            raise Unavailable(f"The database does not answer: {error}.") from error
        self._task = asyncio.create_task(self._keep(connection), name="duty")

    async def stop(self) -> None:
        """End the work, and only then let another begin."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self.working:
            self.working = False
            await self._end()
        if self._connection is not None:
            await self._connection.close()

    async def _work(self) -> None:
        await self._begin()
        self.working = True

    async def _rest(self) -> None:
        _log.warning("another worker has taken over: this one stands by")
        self.working = False
        await self._end()

    async def _taken(self, connection: Connection) -> bool:
        async with asyncio.timeout(_ANSWER_SECONDS):
            found = await connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,))
            row = await found.fetchone()
        return bool(row and row[0])

    async def _keep(self, connection: Connection) -> None:
        held = self.working
        while True:
            try:
                await self._watch(connection, held=held)
            except (psycopg.Error, TimeoutError) as error:
                _log.warning("the worker's lock is lost, taking it again", reason=str(error))
            except Exception as error:  # noqa: BLE001 - an edge: a worker that cannot begin tries again
                _log.error("the worker did not begin, trying again soon", exc_info=error)
                await asyncio.sleep(_ANSWER_SECONDS)
            await connection.close()
            connection = self._connection = await self._reconnected()
            held = False

    async def _watch(self, connection: Connection, *, held: bool) -> None:
        """Hold the lock, or wait for it; returns by an error when the connection is lost."""
        while True:
            if not held:
                held = await self._taken(connection)
                if held and not self.working:
                    await self._work()
                elif not held and self.working:
                    await self._rest()
            await asyncio.sleep(_STAND_BY_SECONDS)
            async with asyncio.timeout(_ANSWER_SECONDS):
                await connection.execute("select 1")

    async def _reconnected(self) -> Connection:
        while True:
            try:
                return await connect(self._url, "worker")
            except psycopg.Error:
                await asyncio.sleep(_AGAIN_SECONDS)
