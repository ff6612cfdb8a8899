"""PostgreSQL as a toolbox, on a real server: what it answers, and that reading changes nothing whatever is asked."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.engines.tools.places import LAPTOP, guard
from tests.engines.tools.wires import certificate, way_to

from remit.engines.tools import Sql, Toolbox, ToolboxError, open_toolbox
from remit.kit.addresses import Reach
from remit.kit.embedded import EmbeddedPostgres
from remit.kit.outbound import Outbound

PASSWORD = "right horse battery ö"
_SHOP = """
create schema shop; create schema hidden;
create table shop.customers (id int primary key, name text not null);
comment on table shop.customers is 'Who buys.';
comment on column shop.customers.name is 'As on the bill.';
create table shop.orders (
  id bigserial primary key, customer_id int references shop.customers (id), total numeric(10, 2), at timestamptz,
  day date, photo bytea, tags text[], more jsonb, ratio float8, took interval
);
create table hidden.salaries (id int);
insert into shop.customers select n, 'customer ' || n from generate_series(1, 500) n;
insert into shop.orders (customer_id, total, at, day, photo, tags, more, ratio, took) values
  (1, 12.50, '2026-01-02 03:04:05+00', 'infinity', '\\x00ff10', '{a,b}', '{"k": [1, null]}', 'NaN', '1 day 2 hours');
create function shop.sly() returns int language sql as 'insert into shop.customers values (999, ''sly'') returning id';
grant usage on schema shop to reader; grant select, insert, update, delete on all tables in schema shop to reader;
grant usage on all sequences in schema shop to reader;
"""


@pytest.fixture(scope="module")
def shop(postgres: EmbeddedPostgres) -> str:
    """A database of somebody's, with a role that must give its password; the server's socket."""
    with psycopg.connect(postgres.owner_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create role reader login password {}").format(PASSWORD))
        connection.execute("create database shop")
        found = connection.execute("show hba_file").fetchone()
        assert found is not None
        rules = Path(found[0])
        rules.write_text(f"local all reader scram-sha-256\n{rules.read_text()}")
        connection.execute("select pg_reload_conf()")
        row = connection.execute("show unix_socket_directories").fetchone()
        assert row is not None
    with psycopg.connect(_of(postgres, dbname="shop"), autocommit=True) as connection:
        connection.execute(_SHOP)
    return f"{row[0]}/.s.PGSQL.5432"


def _of(postgres: EmbeddedPostgres, **changed: str) -> str:
    parts: dict[str, Any] = {**conninfo_to_dict(postgres.owner_url), **changed}
    return make_conninfo(**parts)


@pytest.fixture
async def port(shop: str) -> AsyncIterator[int]:
    async with way_to(shop) as found:
        yield found


def opened(port: int, secret: str = PASSWORD, outbound: Outbound = LAPTOP, **more: Any) -> Toolbox:
    usual: dict[str, Any] = {
        "host": "127.0.0.1",
        "database": "shop",
        "user": "reader",
        "tls": "off",
        "seconds": 2,
    }
    return open_toolbox(
        Sql(port=port, **{**usual, **more}), secret, outbound, guard(silence_seconds=5, retries=0)
    )


async def ask(box: Toolbox, statement: str, *parameters: Any, tool: str = "query") -> Any:
    used = await box.use(tool, {"sql": statement, "parameters": list(parameters)}, key="k")
    assert not used.failed, used.text
    return json.loads(used.text)


async def refused(box: Toolbox, statement: str, *parameters: Any, tool: str = "query") -> str:
    used = await box.use(tool, {"sql": statement, "parameters": list(parameters)}, key="k")
    assert used.failed
    return used.text


async def test_values_come_as_json(port: int) -> None:
    box = opened(port)
    found = await ask(
        box,
        "select total, at, day, photo, tags, more, ratio, took, null as nothing, true as yes from shop.orders",
    )
    assert found == {
        "columns": ["total", "at", "day", "photo", "tags", "more", "ratio", "took", "nothing", "yes"],
        "rows": [
            [
                "12.50",
                "2026-01-02T03:04:05+00",
                "infinity",
                {"bytes": 3, "hex": "00ff10"},
                ["a", "b"],
                {"k": [1, None]},
                "nan",
                "P1DT2H",
                None,
                True,
            ]
        ],
        "more": False,
    }
    assert (await ask(box, "select name from shop.customers where id = $1 and name like 'c%'", 7))[
        "rows"
    ] == [["customer 7"]]
    assert (await ask(box, "select $1::jsonb->'a' as a, $2::int8, $3::text", {"a": [1]}, 2**40, None))[
        "rows"
    ] == [[[1], 2**40, None]]
    assert (await ask(box, "select 1 as a, 2 as a;"))["rows"] == [[1, 2]]
    assert (await ask(box, "with x as (values (1), (2)) select * from x -- end"))["rows"] == [[1], [2]]


async def test_rows_and_sizes_have_limits(port: int) -> None:
    box = opened(port, most_rows=100)
    found = await ask(box, "select * from shop.customers order by id")
    assert len(found["rows"]) == 100
    assert found["more"]
    assert not (await ask(box, "select * from shop.customers limit 100"))["more"]
    huge = await ask(box, "select repeat('x', 20000000) as much")
    assert huge["rows"][0][0].endswith("(cut: 20,000,000 characters)")
    many = await box.use(
        "query", {"sql": "select repeat('y', 3000) from generate_series(1, 100000)"}, key="k"
    )
    assert len(many.text) < 80_000
    assert json.loads(many.text)["more"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("insert into shop.customers values (1000, 'x')", "syntax error"),
        ("with x as (delete from shop.customers returning id) select * from x", "data-modifying"),
        ("select shop.sly()", "Nothing may be changed here"),
        ("select nextval('shop.orders_id_seq')", "Nothing may be changed here"),
        ("select set_config('transaction_read_only', 'off', false), shop.sly()", "before any query"),
        ("set transaction read write", "syntax error"),
        ("select 1; delete from shop.customers", "multiple commands"),
        ("select 1; commit; begin read write; delete from shop.customers", "multiple commands"),
        ("copy shop.customers to program 'touch /tmp/x'", "syntax error"),
        ("select * from hidden.salaries", "permission denied"),
        ("select pg_read_file('/etc/passwd')", "permission denied"),
        ("select * from shop.nothing", "does not exist"),
        ("select 1/0", "division by zero"),
        ("select $1::int", "parameter"),
        ("selec", "At character"),
    ],
)
async def test_reading_changes_nothing_and_says_why(port: int, statement: str, said: str) -> None:
    box = opened(port)
    assert said in await refused(box, statement)
    assert (await ask(box, "select count(*) from shop.customers"))["rows"] == [[500]]


async def test_what_is_no_statement_is_not_sent(port: int) -> None:
    for arguments in (
        {},
        {"sql": ""},
        {"sql": "select '\0'"},
        {"sql": 1},
        {"sql": "select 1", "parameters": {}},
    ):
        with pytest.raises(ToolboxError, match="arguments are wrong") as caught:
            await opened(port).use("query", arguments, key="k")
        assert not caught.value.reached


async def test_statements_that_take_too_long_are_ended(port: int) -> None:
    box = opened(port, seconds=0.3)
    assert await refused(box, "select pg_sleep(30)") == "The statement took longer than 0.3 s and was ended."
    assert "0.3 s" in await refused(box, "select set_config('statement_timeout', '0', true), pg_sleep(30)")
    running = "select count(*) from pg_stat_activity where usename = 'reader' and wait_event = 'PgSleep'"
    assert (await ask(box, running))["rows"] == [[0]]


async def test_writing_is_there_only_where_it_is_allowed(port: int, postgres: EmbeddedPostgres) -> None:
    reading, writing = opened(port), opened(port, writes=True)
    assert [each.name for each in await reading.tools()] == ["query", "describe"]
    assert [(each.name, each.reads_only) for each in await writing.tools()] == [
        ("query", True),
        ("describe", True),
        ("execute", False),
    ]
    with pytest.raises(ToolboxError, match="no tool"):
        await reading.use("execute", {"sql": "select 1"}, key="k")
    assert "read-only" in await refused(writing, "select shop.sly()")
    made = await ask(
        writing, "insert into shop.customers values ($1, $2) returning id", 2000, "new", tool="execute"
    )
    assert made == {"rows_changed": 1, "columns": ["id"], "rows": [[2000]], "more": False}
    assert await ask(writing, "delete from shop.customers where id = 2000", tool="execute") == {
        "rows_changed": 1
    }
    for statement, said in (
        ("delete from shop.orders; delete from shop.customers", "multiple commands"),
        ("insert into shop.customers values (1, 'again')", "already exists"),
        ("copy shop.customers to program 'true'", "permission denied"),
        ("drop table shop.customers", "must be owner"),
    ):
        assert said in await refused(writing, statement, tool="execute")
    for statement in ("commit", "rollback", "begin", "set session authorization postgres"):
        await writing.use("execute", {"sql": statement}, key="k")
    assert (await ask(writing, "delete from shop.orders returning 1 as n", tool="execute"))[
        "rows_changed"
    ] == 1
    assert (await ask(reading, "select count(*) from shop.orders"))["rows"] == [[0]]
    assert "lock" in await _while_locked(writing, postgres)
    assert (await ask(reading, "select count(*) from shop.customers"))["rows"] == [[500]]


async def _while_locked(box: Toolbox, postgres: EmbeddedPostgres) -> str:
    async with await psycopg.AsyncConnection.connect(_of(postgres, dbname="shop")) as other:
        await other.execute("lock table shop.customers in access exclusive mode")
        text = await refused(box, "delete from shop.customers where id = 1", tool="execute")
        await other.rollback()
    return text.replace("took longer than 2 s", "lock")


async def test_what_there_is_is_described(port: int) -> None:
    box = opened(port)
    used = await box.use("describe", {}, key="k")
    tables = {each["table"]: each for each in json.loads(used.text)["tables"]}
    assert set(tables) == {"customers", "orders"}
    assert tables["customers"]["comment"] == "Who buys."
    assert tables["customers"]["columns"][1] == {
        "name": "name",
        "type": "text",
        "nullable": False,
        "comment": "As on the bill.",
    }
    assert "FOREIGN KEY (customer_id) REFERENCES shop.customers(id)" in tables["orders"]["keys"]
    one = await box.use("describe", {"table": "shop.orders"}, key="k")
    assert [each["table"] for each in json.loads(one.text)["tables"]] == ["orders"]
    none = opened(port, schemas=("hidden",))
    assert json.loads((await none.use("describe", {}, key="k")).text)["tables"] == []


async def test_a_probe_says_who_is_there_and_what_to_mend(port: int) -> None:
    probed = await opened(port).probe()
    assert probed.ok
    assert probed.said.startswith("PostgreSQL 1")
    assert probed.said.endswith("answered; reader may read 2 tables of shop.")
    wrong: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"secret": "wrong"}, "password was refused", "Check the user and the password"),
        ({"secret": ""}, "wants a password", "as the secret"),
        ({"database": "nowhere"}, "no such database", "names"),
        ({"tls": "verify"}, "does not encrypt", "Switch TLS on"),
        ({"port": 9}, "Nothing listens", "port"),
    )
    for more, said, hint in wrong:
        found = await opened(**{"port": port, **more}).probe()
        assert not found.ok
        assert said in found.said
        assert hint in found.hint
        assert PASSWORD not in found.said + found.hint


async def test_the_connection_goes_to_the_judged_address_and_tls_proves_the_name(
    shop: str, tmp_path: Path
) -> None:
    tls, authority = certificate(tmp_path, "db.example.com")

    async def known(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    outbound = Outbound(Reach(loopback=True), known)
    async with way_to(shop, tls) as port:
        named: dict[str, Any] = {"host": "db.example.com", "outbound": outbound, "port": port}
        assert (await opened(**named, tls="verify", authority=authority).probe()).ok
        assert (await opened(**named, tls="encrypt").probe()).ok
        for more in ({"host": "db.example.com"}, {"host": "other.example.com", "authority": authority}):
            probed = await opened(**{**named, "tls": "verify", **more}).probe()
            assert not probed.ok
            assert "certificate cannot be trusted" in probed.said


async def test_addresses_out_of_reach_are_refused(port: int) -> None:
    for address in ("169.254.169.254", "127.0.0.1"):

        async def rebound(_: str, __: int, address: str = address) -> list[str]:
            return [address]

        box = opened(port, outbound=Outbound(Reach(), rebound), host="db.example.com")
        with pytest.raises(ToolboxError) as caught:
            await ask(box, "select 1")
        assert not caught.value.reached


async def test_servers_that_are_none_are_told_of() -> None:
    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def wants_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A server that asks for the password in the clear."""
        await reader.read(100)
        writer.write(b"R" + (8).to_bytes(4) + (3).to_bytes(4))
        await writer.drain()
        got.append(await reader.read(100))
        writer.close()

    got: list[bytes] = []
    for answer, said in (
        (other, "does not answer as a PostgreSQL server"),
        (silence, "does not answer"),
        (wants_all, "in the clear"),
    ):
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        probed = await opened(listening.sockets[0].getsockname()[1]).probe()
        listening.close()
        assert not probed.ok
        assert said in probed.said
    assert not any(PASSWORD.encode() in each for each in got)
