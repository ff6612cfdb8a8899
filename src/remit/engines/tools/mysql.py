"""MySQL and MariaDB as toolboxes.

That nothing is changed rests on the server: a read-only transaction that is never committed, one statement at a time
(it is prepared, and only one can be), and the rights of the user. A statement that holds others, such as MariaDB's
BEGIN NOT ATOMIC, could end the transaction from within: `query` takes only what begins as a question.
"""

import re
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import pymysql
from pymysql.cursors import SSCursor

from remit.engines.tools.arguments import Checker
from remit.engines.tools.attempts import Fault, attempts
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.mysql_session import Connection, Door
from remit.engines.tools.mysql_values import given, shown
from remit.engines.tools.mysql_words import is_lost, lost, said
from remit.engines.tools.setups import Sql
from remit.engines.tools.sql import limited, sql_tools
from remit.engines.tools.sql_describe import within_limits
from remit.engines.tools.tool import Probed, Tool, Used
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard

_COMMENT = re.compile(r"\s+|--[ \t][^\n]*(\n|$)|--(\n|$)|#[^\n]*(\n|$)|/\*(?![!M]).*?\*/", re.DOTALL)
_QUESTION = re.compile(
    r"\(|(select|with|show|describe|desc|explain|table|values)(?![a-z0-9_$])", re.IGNORECASE
)
_NO_QUESTION = (
    "Nothing may be changed here: a statement begins with"
    " SELECT, WITH, TABLE, VALUES, SHOW, DESCRIBE or EXPLAIN."
)
_MOST_TABLES = 300


class MySqlToolbox:
    """One database of MySQL or MariaDB."""

    def __init__(self, setup: Sql, secret: str, outbound: Outbound, guard: Guard) -> None:
        self._setup = setup
        self._guard = guard
        self._place = setup.host
        self._door = Door(setup, secret, outbound, guard.settings.connect_seconds)
        self._tools = {each.name: each for each in sql_tools(setup)}
        self._checkers = {name: Checker(each.input_schema) for name, each in self._tools.items()}

    def __repr__(self) -> str:
        return f"<MySqlToolbox {self._place}>"

    async def tools(self) -> Sequence[Tool]:
        """List the tools; nobody is asked."""
        return list(self._tools.values())

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Run a statement in a transaction of its own."""
        if name not in self._tools:
            raise ToolboxError(f"There is no tool {name[:100]} here.", reached=False)
        self._checkers[name].check(name, arguments)
        if name == "query" and not is_question(arguments["sql"]):
            return Used(_NO_QUESTION, failed=True)

        async def once() -> Used:
            return await self._once(name, arguments)

        return await attempts(self._guard, self._place, once, repeatable=self._tools[name].reads_only)

    async def _once(self, name: str, arguments: Mapping[str, Any]) -> Used:
        writes = name == "execute"
        try:
            return await self._door.run(
                lambda connection: Used(self._answer(connection, name, arguments)), writes=writes
            )
        except pymysql.Error as error:
            if is_lost(error):
                raise lost(self._place) from error
            return Used(said(error, self._setup.seconds), failed=True)
        except (RecursionError, UnicodeError, OverflowError, ValueError, TypeError):
            return Used("The statement or its answer holds what cannot be passed on.", failed=True)

    def _answer(self, connection: Connection, name: str, arguments: Mapping[str, Any]) -> str:
        if name == "describe":
            return _described(connection, self._setup, arguments.get("table"))
        _prepare(connection, arguments["sql"], arguments.get("parameters", []))
        with connection.cursor(SSCursor) as cursor:
            cursor.execute(_execute(len(arguments.get("parameters", []))))
            if name == "query":
                return self._rows(cursor)
            text = self._rows(cursor) if cursor.description else ""
            changed = 0 if cursor.description else max(cursor.rowcount, 0)
            return f'{{"rows_changed":{changed}{"," + text[1:-1] if text else ""}}}'

    def _rows(self, cursor: SSCursor) -> str:
        """Read as many rows as are given out; the rest goes with the connection."""
        columns = [column[0] for column in cursor.description or ()]
        rows: list[Sequence[Any]] = []
        while len(rows) <= self._setup.most_rows and (row := cursor.fetchone()) is not None:
            rows.append([shown(each) for each in row])
        return limited(columns, rows, self._setup.most_rows)

    async def probe(self) -> Probed:
        """Sign in, and see what is there."""
        began = perf_counter()
        try:
            found = await self._door.run(_who, writes=False)
        except Fault as fault:
            return Probed(False, fault.said, perf_counter() - began, fault.hint)
        except pymysql.Error as error:
            hint = "Look at the server's own logs, and at the user's rights."
            return Probed(False, said(error, self._setup.seconds), perf_counter() - began, hint)
        version, user, tables, mighty = found
        told = f"{version} answered; {user} may read {tables:,} tables of {self._setup.database}."
        if mighty:
            told += f" {user} may use files or more ({mighty}): give Remit a user with fewer rights."
        return Probed(True, told, perf_counter() - began, tools=len(self._tools))

    async def close(self) -> None:
        """Let go of the threads: each use has a connection of its own."""
        self._door.close()


def is_question(statement: str) -> bool:
    """Whether a statement begins as one that only reads, after comments; a comment that is executed is no comment."""
    at = 0
    while (comment := _COMMENT.match(statement, at)) is not None and comment.end() > at:
        at = comment.end()
    return _QUESTION.match(statement, at) is not None


def _prepare(connection: Connection, statement: str, parameters: Sequence[Any]) -> None:
    """Have the server read one statement; values are set apart, and never become part of it."""
    with connection.cursor() as cursor:
        for place, value in enumerate(parameters):
            cursor.execute(f"set @remit{place} = %s", (given(value),))
        cursor.execute("prepare remit from %s", (statement,))


def _execute(parameters: int) -> str:
    names = ", ".join(f"@remit{place}" for place in range(parameters))
    return f"execute remit using {names}" if names else "execute remit"


def _who(connection: Connection) -> tuple[str, str, int, str]:
    with connection.cursor() as cursor:
        cursor.execute("select version(), current_user(), count(*) from information_schema.tables"
                       " where table_schema = database()")  # fmt: skip
        version, user, tables = cursor.fetchone() or ("", "", 0)
        cursor.execute("select privilege_type from information_schema.user_privileges"
                       " where privilege_type in ('SUPER', 'FILE')")  # fmt: skip
        mighty = ", ".join(sorted({row[0] for row in cursor.fetchall()}))
    server = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    return f"{server} {version.partition('-')[0]}", user.partition("@")[0], int(tables), mighty


_TABLES = """
select table_schema, table_name, table_type, table_comment, table_rows from information_schema.tables
where table_schema in %s and (%s is null or table_name = %s or concat(table_schema, '.', table_name) = %s)
order by table_schema, table_name limit %s
"""
_COLUMNS = """
select table_schema, table_name, column_name, column_type, is_nullable, column_comment
from information_schema.columns where table_schema in %s and (%s is null or table_name = %s)
order by table_schema, table_name, ordinal_position
"""
_KEYS = """
select table_schema, table_name, constraint_name, column_name, referenced_table_name, referenced_column_name
from information_schema.key_column_usage where table_schema in %s and (%s is null or table_name = %s)
order by table_schema, table_name, constraint_name, ordinal_position
"""


def _described(connection: Connection, setup: Sql, table: str | None) -> str:
    """List tables with columns, types, keys and comments, as far as the user may read them."""
    schemas = setup.schemas or (setup.database,)
    alone = table.rpartition(".")[2] if table else None
    tables: dict[tuple[str, str], dict[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, (schemas, table, table, table, _MOST_TABLES + 1))
        found = cursor.fetchall()
        for schema, name, kind, comment, about in found[:_MOST_TABLES]:
            shown = {"schema": schema, "table": name, "kind": "view" if "VIEW" in kind else "table"}
            tables[schema, name] = shown | _said(comment=comment, about_rows=about)
        cursor.execute(_COLUMNS, (schemas, alone, alone))
        for schema, name, column, kind, nullable, comment in cursor.fetchall():
            if (each := tables.get((schema, name))) is not None:
                column_of = {
                    "name": column,
                    "type": kind,
                    "nullable": nullable == "YES",
                    **_said(comment=comment),
                }
                each.setdefault("columns", []).append(column_of)
        cursor.execute(_KEYS, (schemas, alone, alone))
        for schema, name, key, column, other, there in cursor.fetchall():
            if (each := tables.get((schema, name))) is not None:
                each.setdefault("keys", []).append(_key(key, column, other, there))
    return within_limits(list(tables.values()), len(found) > _MOST_TABLES)


def _key(key: str, column: str, other: str | None, there: str | None) -> str:
    if other is not None:
        return f"FOREIGN KEY ({column}) REFERENCES {other}({there})"
    return f"{'PRIMARY KEY' if key == 'PRIMARY' else 'UNIQUE'} ({column})"


def _said(**found: Any) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, "")}
