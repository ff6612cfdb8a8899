"""What is in a PostgreSQL database, as far as a role may read it."""

from typing import Any

from remit.engines.tools.sql_session import Connection
from remit.engines.tools.sql_values import plain
from remit.engines.tools.texts import MOST_TEXT, as_json

_MOST_TABLES = 300
_TABLES = """
select c.oid::int8, n.nspname, c.relname,
  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end,
  obj_description(c.oid, 'pg_class'), case when c.reltuples >= 0 then c.reltuples::int8 end
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname not like 'pg\\_%%' and n.nspname <> 'information_schema'
  and (cardinality(%(schemas)s::text[]) = 0 or n.nspname = any(%(schemas)s::text[]))
  and (%(table)s::text is null or c.relname = %(table)s::text or n.nspname || '.' || c.relname = %(table)s::text)
  and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
order by n.nspname, c.relname limit %(most)s
"""
_COLUMNS = """
select a.attrelid::int8, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
  col_description(a.attrelid, a.attnum)
from pg_attribute a
where a.attrelid = any(%s::oid[]) and a.attnum > 0 and not a.attisdropped
  and has_column_privilege(a.attrelid, a.attnum, 'select')
order by a.attrelid, a.attnum
"""
_KEYS = """
select conrelid::int8, pg_get_constraintdef(oid) from pg_constraint
where conrelid = any(%s::oid[]) and contype in ('p', 'u', 'f', 'c') order by conrelid, contype desc, conname
"""


async def described(connection: Connection, schemas: tuple[str, ...], table: str | None) -> str:
    """List tables with columns, types, keys and comments; only their names where that is too much."""
    wanted = {"schemas": list(schemas), "table": table, "most": _MOST_TABLES + 1}
    rows = await (await connection.execute(_TABLES, wanted)).fetchall()
    more = len(rows) > _MOST_TABLES
    tables: dict[int, dict[str, Any]] = {}
    for oid, schema, name, kind, comment, about in rows[:_MOST_TABLES]:
        tables[oid] = _without_nothing(
            {"schema": schema, "table": name, "kind": kind, "comment": plain(comment), "about_rows": about}
        )
    oids = list(tables)
    for oid, name, kind, nullable, comment in await (await connection.execute(_COLUMNS, (oids,))).fetchall():
        column = {"name": name, "type": kind, "nullable": nullable, "comment": plain(comment)}
        tables[oid].setdefault("columns", []).append(_without_nothing(column))
    for oid, key in await (await connection.execute(_KEYS, (oids,))).fetchall():
        tables[oid].setdefault("keys", []).append(plain(key))
    return within_limits(list(tables.values()), more)


def within_limits(tables: list[dict[str, Any]], more: bool) -> str:
    """Write tables as JSON; only their names where that is too much."""
    text = as_json({"tables": tables, "more": more})
    if len(text) <= MOST_TEXT:
        return text
    names = [f"{each['schema']}.{each['table']}" for each in tables]
    return as_json({"tables": names, "more": more, "note": "Ask for one table at a time to see its columns."})


def _without_nothing(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value is not None}
