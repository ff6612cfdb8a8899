"""The database's driver itself, for the statements in the path of every call: a tenth of what they cost in a session.

Each of them is a function in the database, which opens the organisation that it is given.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString

from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg.pq import TransactionStatus
from sqlalchemy.engine import URL

Rows = list[tuple[Any, ...]]
_MOST = 5


class Driver:
    """The connections of one process that belong to no session; use it on one event loop."""

    def __init__(self, url: URL, settings: LiteralString) -> None:
        self._settings = settings  # made on each connection
        _, self._options = url.get_dialect()().create_connect_args(url)
        self._idle: list[AsyncConnection[Any]] = []
        self._room = asyncio.Semaphore(_MOST)

    async def fetch(self, statement: str, values: Sequence[Any]) -> Rows:
        """Run one statement, which is a transaction of its own; raises `psycopg.Error`."""
        async with self._connection() as connection:
            done = await connection.execute(statement.encode(), values)
            return await done.fetchall()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """Run several statements in one transaction, which ends with `Transaction.finish` or comes to nothing."""
        async with self._connection() as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        async with self._room:
            connection = self._idle.pop() if self._idle else await self._connect()
            try:
                yield connection
            except OperationalError:
                await self.close()  # the others are most likely broken as well
                raise
            finally:
                await self._give_back(connection)

    async def _connect(self) -> AsyncConnection[Any]:
        made = await AsyncConnection.connect(**self._options, autocommit=True, prepare_threshold=2)
        await made.execute(self._settings)
        return made

    async def _give_back(self, connection: AsyncConnection[Any]) -> None:
        idle = connection.info.transaction_status is TransactionStatus.IDLE
        if idle and not connection.closed:
            self._idle.append(connection)
        else:
            await connection.close()  # what it has begun comes to nothing

    async def close(self) -> None:
        """Close the connections that nobody uses now."""
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()


class Transaction:
    """A transaction without round trips of its own: it begins with the first statements and ends with the last."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        # Values are written into the statements here, so that several of them go at once.
        self._cursor = AsyncClientCursor(connection)

    async def begin(self, statement: str, values: Sequence[Sequence[Any]]) -> list[Rows]:
        """Begin, and run a statement with each of the values; return the rows of each."""
        await self._cursor.execute(_together("begin", *[statement] * len(values)), _flat(values))
        found = []
        while self._cursor.nextset():
            found.append(await self._cursor.fetchall())
        return found

    async def finish(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement with each of the values, and commit."""
        await self._cursor.execute(_together(*[statement] * len(values), "commit"), _flat(values))


def _together(*statements: str) -> bytes:
    return "; ".join(statements).encode()


def _flat(values: Sequence[Sequence[Any]]) -> list[Any]:
    return [each for several in values for each in several]
