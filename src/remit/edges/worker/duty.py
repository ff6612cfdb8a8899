"""One leads, the others help: whoever holds the lock in the database is the worker that leads.

The lock belongs to a connection, so the database gives it free when its holder is gone: at once when the process died,
within half a minute when its machine did. All that lead have one name for the durable engine: what the dead one left
unfinished is found by the next. By a lock with its number a helper is known to be there.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress

import psycopg
from sqlalchemy.engine import URL

from remit.edges.worker.alone import Connection, connect
from remit.engines.durable import JOIN, LEAVE, number
from remit.kit.errors import Unavailable
from remit.kit.telemetry import logger

_log = logger(__name__)
_LOCK = 7233848
_STAND_BY_SECONDS = 0.5
_AGAIN_SECONDS = 0.1  # sooner than who stands by, so that a restart of the database moves nothing
_ANSWER_SECONDS = 5.0
Leading = Callable[[], AbstractAsyncContextManager[None]]
Helping = Callable[[int], AbstractAsyncContextManager[None]]


class Duty:
    """Is within `leading` while it is this process's turn to lead, else within `helping`, under a number of its own."""

    def __init__(self, url: URL, leading: Leading, helping: Helping) -> None:
        self._url = url
        self._leading = leading
        self._helping = helping
        self._number: int | None = None
        self._at_work = AsyncExitStack()
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self.leads = False

    async def start(self) -> None:
        """Lead if nobody does, else help; `Unavailable` when the database does not answer."""
        try:
            connection = self._connection = await connect(self._url, "worker")
            if await self._taken(connection):
                await self._lead(connection)
            else:
                _log.warning("another worker leads on this database: this one helps")
                await self._help(connection)
        except (psycopg.Error, TimeoutError) as error:
            raise Unavailable(f"The database does not answer: {error}.") from error
        self._task = asyncio.create_task(self._keep(connection), name="duty")

    async def stop(self) -> None:
        """End the work, and only then let another take it over."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._rest()
        if self._connection is not None:
            await self._connection.close()

    async def _lead(self, connection: Connection) -> None:
        await self._rest()
        left, self._number = self._number, None
        if left is not None:  # what it began as a helper it goes on with itself
            await connection.execute(LEAVE, (left,))
        await self._at_work.enter_async_context(self._leading())
        self.leads = True

    async def _help(self, connection: Connection) -> None:
        await self._rest()
        chosen = number()
        await connection.execute(JOIN, (chosen,))
        await self._at_work.enter_async_context(self._helping(chosen))
        self._number = chosen

    async def _rest(self) -> None:
        self.leads = False
        await self._at_work.aclose()

    async def _taken(self, connection: Connection) -> bool:
        async with asyncio.timeout(_ANSWER_SECONDS):
            found = await connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,))
            row = await found.fetchone()
        return bool(row and row[0])

    async def _keep(self, connection: Connection) -> None:
        held = self.leads
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
                if held and not self.leads:
                    _log.warning("no other worker leads any more: this one does")
                    await self._lead(connection)
                elif not held and self._number is None:
                    _log.warning("another worker leads on this database: this one helps")
                    await self._help(connection)
            await asyncio.sleep(_STAND_BY_SECONDS)
            async with asyncio.timeout(_ANSWER_SECONDS):
                await connection.execute("select 1")

    async def _reconnected(self) -> Connection:
        while True:
            with suppress(psycopg.Error):
                connection = await connect(self._url, "worker")
                if self._number is not None:
                    await connection.execute(JOIN, (self._number,))
                return connection
            await asyncio.sleep(_AGAIN_SECONDS)
