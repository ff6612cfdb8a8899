"""PostgreSQL: one pool, and transactions that belong to one organisation."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from remit.kit.driver import Driver
from remit.kit.memory import Caches

Session = AsyncSession

_AT_COMMIT = "remit.at_commit"
_OPEN = "remit.open"
_CHANGED = "remit.changed"
# In one column, since each that comes back is described anew, and nobody reads it.
_SCOPE = text(
    "select concat(set_config('remit.org', :org, true), set_config('remit.lookup', :lookup, true),"
    " set_config('remit.relay', :relay, true), set_config('remit.account', :account, true))"
)


def at_commit(session: Session, name: str, finish: Callable[[], Awaitable[None]]) -> None:
    """Have something done as the last thing before the transaction commits; once for each name."""
    session.info.setdefault(_AT_COMMIT, {})[name] = finish


def changed(session: Session, org: UUID, kind: str) -> None:
    """Have this process forget, once the transaction is committed, what it keeps of what has changed."""
    session.info.setdefault(_CHANGED, set()).add((org, kind))


async def _open(
    session: Session, org: UUID | None, *, lookup: str = "", relay: str = "", account: str = ""
) -> None:
    scope = {"org": str(org or ""), "lookup": lookup, "relay": relay, "account": account}
    session.info[_OPEN] = scope
    await session.execute(_SCOPE, scope)


@asynccontextmanager
async def opened_by(
    session: Session, *, org: UUID | None = None, lookup: str = "", account: UUID | None = None
) -> AsyncIterator[None]:
    """Let the transaction see, for the length of a block, what these open and nothing else; then what it saw before.

    `account` opens the account of that id, its memberships and their organisations. An error in the block must end
    the transaction.
    """
    before = session.info[_OPEN]
    wanted = {"org": str(org or ""), "lookup": lookup, "relay": "", "account": str(account or "")}
    if wanted == before:
        yield
        return
    await session.flush()
    await _open(session, org, lookup=lookup, account=wanted["account"])
    yield
    await session.flush()
    session.info[_OPEN] = before
    await session.execute(_SCOPE, before)


class Base(DeclarativeBase):
    """Every table; times are with time zone, dictionaries are JSONB."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Tenant:
    """A row that belongs to one organisation; the database enforces it by row-level security."""

    org_id: Mapped[UUID] = mapped_column(primary_key=True)


# A machine that vanished without a word is noticed after 25 seconds, by either side.
_HERE = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
# What a process holds that hangs is given free after a quarter of an hour: no model takes as long to answer.
SETTINGS = (
    "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;"
    " set idle_in_transaction_session_timeout = '15min'"
)


def driver_url(url: str) -> URL:
    """Make any PostgreSQL address one for the psycopg driver."""
    found = make_url(url).set(drivername="postgresql+psycopg")
    return found.update_query_dict({**_HERE, **found.query})


def _settle(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute(SETTINGS)
    cursor.close()
    connection.commit()


class Database:
    """The pool of one process, which keeps `pool_size` connections and has `most` at once; use it on one event loop."""

    def __init__(self, url: str, *, pool_size: int = 10, most: int = 30) -> None:
        self.url = driver_url(url)
        self.caches = Caches()
        self.driver = Driver(self.url, SETTINGS)
        self._engine: AsyncEngine = create_async_engine(
            self.url,
            pool_size=min(pool_size, most),
            max_overflow=max(0, most - pool_size),
            pool_pre_ping=False,
            connect_args={"prepare_threshold": 2},
        )
        event.listen(self._engine.sync_engine, "connect", _settle)

    @asynccontextmanager
    async def transaction(
        self, org: UUID | None, *, lookup: str = "", relay: bool = False
    ) -> AsyncIterator[Session]:
        """Run one transaction that sees the rows of `org` and no others; commit at the end, or nothing.

        `lookup` opens, besides, the single credential row of that hash; `relay` the queue of undelivered events. What
        belongs to an account is opened by `opened_by`.
        """
        # What is not committed is rolled back as the session closes, which whoever goes away cannot cut short.
        async with AsyncSession(self._engine, expire_on_commit=False, autoflush=False) as session:
            await _open(session, org, lookup=lookup, relay="on" if relay else "")
            yield session
            for finish in session.info.pop(_AT_COMMIT, {}).values():
                await finish()
            await session.commit()
        for changed_org, kind in session.info.pop(_CHANGED, ()):
            self.caches.changed(changed_org, kind)

    async def enter(self, session: Session, org: UUID) -> None:
        """Let an open transaction, begun without one, see the rows of `org` from here on."""
        await _open(session, org)

    async def close(self) -> None:
        """Give all connections back."""
        await self.driver.close()
        await self._engine.dispose()
