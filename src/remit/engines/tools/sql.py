"""SQL databases as toolboxes.

That nothing is changed rests on the server, not on reading statements: a read-only transaction that is never committed,
one statement at a time (PostgreSQL's extended protocol takes no second one), and the rights of the role.
"""

import asyncio
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import psycopg
from psycopg.raw_cursor import AsyncRawCursor, AsyncRawServerCursor

from remit.engines.tools.arguments import Checker
from remit.engines.tools.attempts import Fault, attempts, silent
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.setups import Sql
from remit.engines.tools.sql_describe import described
from remit.engines.tools.sql_faults import is_lost, lost, said
from remit.engines.tools.sql_session import Connection, Door
from remit.engines.tools.sql_values import given, plain
from remit.engines.tools.texts import MOST_TEXT, as_json
from remit.engines.tools.tool import Probed, Tool, Used
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard

_LONGEST_STATEMENT = 50_000
# Our own patience is a little longer than the server's, which knows better what it ended.
_GRACE_SECONDS = 2.0
STATEMENT = {
    "type": "object",
    "properties": {
        "sql": {
            "type": "string",
            "minLength": 1,
            "maxLength": _LONGEST_STATEMENT,
            "pattern": "^[^\\u0000]*$",
        },
        "parameters": {
            "type": "array",
            "maxItems": 1000,
            "description": "Values for the places in the statement, in their order.",
        },
    },
    "required": ["sql"],
    "additionalProperties": False,
}
DESCRIBE = {
    "type": "object",
    "properties": {
        "table": {
            "type": "string",
            "maxLength": 127,
            "description": "One table, as table or schema.table. Left out: all tables.",
        }
    },
    "additionalProperties": False,
}


class SqlToolbox:
    """One PostgreSQL database."""

    def __init__(self, setup: Sql, secret: str, outbound: Outbound, guard: Guard) -> None:
        self._setup = setup
        self._guard = guard
        self._place = setup.host
        self._door = Door(setup, secret, outbound, guard.settings.connect_seconds)
        self._tools = {each.name: each for each in sql_tools(setup)}
        self._checkers = {name: Checker(each.input_schema) for name, each in self._tools.items()}

    def __repr__(self) -> str:
        return f"<SqlToolbox {self._place}>"

    async def tools(self) -> Sequence[Tool]:
        """List the tools; nobody is asked."""
        return list(self._tools.values())

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Run a statement in a transaction of its own."""
        if name not in self._tools:
            raise ToolboxError(f"There is no tool {name[:100]} here.", reached=False)
        self._checkers[name].check(name, arguments)

        async def once() -> Used:
            return await self._once(name, arguments)

        return await attempts(self._guard, self._place, once, repeatable=self._tools[name].reads_only)

    async def _once(self, name: str, arguments: Mapping[str, Any]) -> Used:
        begun = False
        try:
            async with self._door.opened(writes=name == "execute") as connection:
                begun = True
                async with asyncio.timeout(self._setup.seconds + _GRACE_SECONDS):
                    return Used(await self._answer(connection, name, arguments))
        except psycopg.Error as error:
            if is_lost(error):
                raise lost(self._place, reached=begun) from error
            return Used(said(error, self._setup.seconds), failed=True)
        except TimeoutError as error:
            raise silent(self._place, self._setup.seconds, reached=begun) from error
        except (RecursionError, UnicodeError, OverflowError):
            return Used("The statement or its answer holds what cannot be passed on.", failed=True)

    async def _answer(self, connection: Connection, name: str, arguments: Mapping[str, Any]) -> str:
        if name == "describe":
            return await described(connection, self._setup.schemas, arguments.get("table"))
        parameters = given(arguments.get("parameters", []))
        if name == "query":
            return await self._query(connection, arguments["sql"], parameters)
        return await self._execute(connection, arguments["sql"], parameters)

    async def _query(self, connection: Connection, statement: str, parameters: list[Any]) -> str:
        """Read through a cursor of the server, which takes a query and nothing else."""
        async with AsyncRawServerCursor(connection, "remit") as cursor:
            await cursor.execute(statement, parameters)
            rows, more, size = list[list[Any]](), False, 0
            while True:
                batch = await cursor.fetchmany(_next(len(rows), size, self._setup.most_rows))
                for row in batch:
                    shown = [plain(each) for each in row]
                    size += len(as_json(shown))
                    more = len(rows) == self._setup.most_rows or size > MOST_TEXT
                    if more:
                        break
                    rows.append(shown)
                if more or not batch:
                    break
            return _table([column.name for column in cursor.description or ()], rows, more)

    async def _execute(self, connection: Connection, statement: str, parameters: list[Any]) -> str:
        """Run any one statement; prepared, since only so the server takes no second one."""
        async with AsyncRawCursor(connection) as cursor:
            await cursor.execute(statement, parameters, prepare=True)
            changed = max(cursor.rowcount, 0)
            text = ""
            if cursor.description:
                found = await cursor.fetchmany(self._setup.most_rows + 1)
                text = limited([column.name for column in cursor.description], found, self._setup.most_rows)
        return f'{{"rows_changed":{changed}{"," + text[1:-1] if text else ""}}}'

    async def probe(self) -> Probed:
        """Sign in, and see what is there."""
        began = perf_counter()
        try:
            async with self._door.opened(writes=False) as connection, asyncio.timeout(self._setup.seconds):
                found = await (await connection.execute(_WHO)).fetchone()
        except TimeoutError:
            fault = silent(self._place, self._setup.seconds)
            return Probed(False, fault.said, perf_counter() - began, fault.hint)
        except Fault as fault:
            return Probed(False, fault.said, perf_counter() - began, fault.hint)
        except psycopg.Error as error:
            hint = "Look at the server's own logs, and at the role's rights."
            return Probed(False, said(error, self._setup.seconds), perf_counter() - began, hint)
        version, user, superuser, tables = found or ("", "", False, 0)
        told = f"PostgreSQL {version} answered; {user} may read {tables:,} tables of {self._setup.database}."
        if superuser:
            told += f" {user} is a superuser, whom nothing stops: give Remit a role with fewer rights."
        return Probed(True, told, perf_counter() - began, tools=len(self._tools))

    async def close(self) -> None:
        """Let go of nothing: each use has a connection of its own."""


_WHO = """
select current_setting('server_version'), current_user::text,
  (select rolsuper from pg_roles where rolname = current_user),
  (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
     and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select'))
"""


def sql_tools(setup: Sql) -> list[Tool]:
    """List the tools of a database: reading, describing, and changing where that is allowed."""
    server, places = _WORDS[setup.engine]
    found = [
        Tool(
            "query",
            f"Runs one SELECT in the {server} database {setup.database} and returns at most {setup.most_rows} rows as"
            f" JSON. Write values as {places} and give them as parameters.",
            STATEMENT,
            reads_only=True,
            egress=False,
        ),
        Tool(
            "describe",
            f"Lists the tables of {setup.database} with their columns, types, keys and comments.",
            DESCRIBE,
            reads_only=True,
            egress=False,
        ),
    ]
    if setup.writes:
        said_of = f"Runs one statement that changes {setup.database}, such as INSERT, UPDATE or DELETE, and commits it."
        found.append(Tool("execute", f"{said_of} Write values as {places}.", STATEMENT))
    return found


_WORDS = {"postgresql": ("PostgreSQL", "$1, $2"), "mysql": ("MySQL", "?")}


def _next(rows: int, size: int, most: int) -> int:
    """Say how many rows to fetch: one at first, then as many as may have room, since rows can be huge."""
    if not rows:
        return 1
    room = (MOST_TEXT - size) * rows // max(size, 1) + 1
    return max(1, min(room, most + 1 - rows, 500))


def limited(columns: list[str], found: Sequence[Sequence[Any]], most: int) -> str:
    """Write rows as JSON, at most so many, and as many as there is room for."""
    rows, size = list[list[Any]](), 0
    for row in found[:most]:
        shown = [plain(each) for each in row]
        size += len(as_json(shown))
        if size > MOST_TEXT:
            break
        rows.append(shown)
    return _table(columns, rows, len(rows) < len(found))


def _table(columns: list[str], rows: list[list[Any]], more: bool) -> str:
    return as_json({"columns": columns, "rows": rows, "more": more})
