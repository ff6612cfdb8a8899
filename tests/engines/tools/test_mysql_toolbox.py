"""MySQL as a toolbox, on a real MariaDB: what it answers, and that reading changes nothing whatever is asked."""

import asyncio
import json
from typing import Any

import pymysql
import pytest
from tests.engines.tools.places import LAPTOP, guard
from tests.fixtures.mariadb import MariaDb

from remit.engines.tools import Sql, Toolbox, ToolboxError, open_toolbox
from remit.engines.tools.mysql import is_question
from remit.kit.addresses import Reach
from remit.kit.outbound import Outbound

PASSWORD = "right horse battery ö"
_SHOP = (
    "create table customers (id int primary key, name varchar(100) not null comment 'As on the bill.')"
    " comment 'Who buys.'",
    "create table orders (id bigint auto_increment primary key, customer_id int, total decimal(10, 2), at datetime(3),"
    " day date, photo blob, more json, ratio double, took time, flag bit(8), foreign key (customer_id) references"
    " customers (id))",
    "create table engineless (id int) engine=MyISAM",
    "insert into customers select seq, concat('customer ', seq) from seq_1_to_500",
    "insert into orders (customer_id, total, at, day, photo, more, ratio, took, flag) values"
    " (1, 12.50, '2026-01-02 03:04:05.678', '2026-01-02', x'00ff10', '{\"k\": [1, null]}', 0.5, '26:00:00', b'101')",
    "create function sly() returns int modifies sql data begin insert into customers values (999, 'sly');"
    " return 1; end",
    "create procedure slier() begin commit; delete from customers; end",
    "create sequence numbers",
)


@pytest.fixture(scope="module")
def shop(mariadb: MariaDb) -> MariaDb:
    """A database of somebody's, with a user that may change everything in it."""
    mariadb.run("create database shop", "create database hidden", "create table hidden.salaries (id int)")
    mariadb.run(*_SHOP, database="shop")
    mariadb.run(f"create user reader identified by '{PASSWORD}'", "grant all on shop.* to reader")
    return mariadb


def opened(shop: MariaDb, secret: str = PASSWORD, outbound: Outbound = LAPTOP, **more: Any) -> Toolbox:
    usual: dict[str, Any] = {
        "engine": "mysql",
        "host": "127.0.0.1",
        "port": shop.port,
        "database": "shop",
        "user": "reader",
        "tls": "off",
        "seconds": 2,
    }
    setup = Sql.model_validate({**usual, **more})
    return open_toolbox(setup, secret, outbound, guard(silence_seconds=5, retries=0))


async def ask(box: Toolbox, statement: str, *parameters: Any, tool: str = "query") -> Any:
    used = await box.use(tool, {"sql": statement, "parameters": list(parameters)}, key="k")
    assert not used.failed, used.text
    return json.loads(used.text)


async def refused(box: Toolbox, statement: str, *parameters: Any, tool: str = "query") -> str:
    used = await box.use(tool, {"sql": statement, "parameters": list(parameters)}, key="k")
    assert used.failed, used.text
    return used.text


async def test_values_come_as_json(shop: MariaDb) -> None:
    box = opened(shop)
    found = await ask(
        box, "select total, at, day, photo, more, ratio, took, flag, null as nothing from orders"
    )
    assert found["rows"] == [
        [
            "12.50",
            "2026-01-02 03:04:05.678",
            "2026-01-02",
            {"bytes": 3, "hex": "00ff10"},
            '{"k": [1, null]}',
            0.5,
            "26:00:00",
            5,
            None,
        ]
    ]
    named = await ask(box, "select name from customers where id = ? and name like 'c%'", 7)
    assert named == {"columns": ["name"], "rows": [["customer 7"]], "more": False}
    odd = "x'; drop table customers -- \\' \" ü😀 %s ?"
    assert (await ask(box, "select ?, ?, ?, ?", odd, 2**40, None, {"a": [1]}))["rows"] == [
        [odd, 2**40, None, '{"a": [1]}']
    ]
    assert (await ask(box, "-- first\n/* then */ (select 1 as a) union select 2;"))["rows"] == [[1], [2]]
    assert (await ask(box, "select 1 as a, 2 as a, '%d 100%'"))["rows"] == [[1, 2, "%d 100%"]]
    assert (await ask(box, "show tables"))["rows"][0] == ["customers"]


async def test_rows_and_sizes_have_limits(shop: MariaDb) -> None:
    box = opened(shop, most_rows=100)
    found = await ask(box, "select * from customers order by id")
    assert len(found["rows"]) == 100
    assert found["more"]
    assert not (await ask(box, "select * from customers limit 100"))["more"]
    huge = await ask(box, "select repeat('x', 2000000) as much")
    assert huge["rows"][0][0].endswith("(cut: 2,000,000 characters)")
    many = await box.use("query", {"sql": "select repeat('y', 3000) from seq_1_to_10000"}, key="k")
    assert len(many.text) < 80_000
    assert json.loads(many.text)["more"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("insert into customers values (1000, 'x')", "Nothing may be changed here"),
        ("begin not atomic commit; delete from customers; end", "Nothing may be changed here"),
        ("/*!50000 begin not atomic commit; delete from customers; end */", "Nothing may be changed here"),
        ("/*M! begin not atomic commit; delete from customers; end */", "Nothing may be changed here"),
        ("call slier()", "Nothing may be changed here"),
        ("set session transaction read write", "Nothing may be changed here"),
        ("execute immediate 'delete from customers'", "Nothing may be changed here"),
        ("selectx", "Nothing may be changed here"),
        ("analyze delete from customers", "Nothing may be changed here"),
        ("select sly()", "Nothing may be changed here"),
        ("with x as (select 1) delete from customers", "syntax"),
        ("explain extended delete from engineless; delete from customers", "syntax"),
        ("select 1; delete from customers", "syntax"),
        ("select 1 into outfile '/tmp/remit-out'", "denied"),
        ("select load_file('/etc/passwd') is null and 1/0", ""),
        ("select * from hidden.salaries", "denied"),
        ("select * from nothing", "doesn't exist"),
        ("select ?", "arguments"),
        ("select 1 where", "syntax"),
    ],
)
async def test_reading_changes_nothing_and_says_why(shop: MariaDb, statement: str, said: str) -> None:
    box = opened(shop)
    if said:
        assert said.lower() in (await refused(box, statement)).lower()
    assert (await ask(box, "select count(*) from customers"))["rows"] == [[500]]


def test_what_begins_as_a_question() -> None:
    for one in (
        "select 1",
        "(select 1)",
        " \n--\n-- x\n#y\n/* z */ WITH a as (select 1) select 1",
        "desc t",
        "table t",
    ):
        assert is_question(one), one
    for one in (
        "",
        "/* select 1 */",
        "/*! select 1 */",
        "-- select 1",
        "selection",
        "--select 1",
        "/* select 1",
        "do 1",
    ):
        assert not is_question(one), one


async def test_statements_that_take_too_long_are_ended(shop: MariaDb) -> None:
    box = opened(shop, seconds=0.3)
    assert await refused(box, "select sleep(30)") == "The statement took longer than 0.3 s and was ended."
    heavy = "select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b"
    assert "0.3 s" in await refused(box, heavy)
    waiting = asyncio.create_task(ask(opened(shop, seconds=30), "select sleep(20)"))
    await asyncio.sleep(0.2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_writing_is_there_only_where_it_is_allowed(shop: MariaDb) -> None:
    reading, writing = opened(shop), opened(shop, writes=True)
    assert [each.name for each in await reading.tools()] == ["query", "describe"]
    assert [(each.name, each.reads_only) for each in await writing.tools()][2] == ("execute", False)
    with pytest.raises(ToolboxError, match="no tool"):
        await reading.use("execute", {"sql": "select 1"}, key="k")
    assert "Nothing may be changed" in await refused(writing, "select sly()")
    made = await ask(writing, "insert into customers values (?, ?) returning id", 2000, "new", tool="execute")
    assert made == {"rows_changed": 0, "columns": ["id"], "rows": [[2000]], "more": False}
    assert await ask(writing, "delete from customers where id = 2000", tool="execute") == {"rows_changed": 1}
    for statement, said in (
        ("delete from orders; delete from customers", "syntax"),
        ("insert into customers values (1, 'again')", "Duplicate"),
        ("drop database hidden", "denied"),
        ("load data local infile '/etc/passwd' into table customers", ""),
    ):
        assert said in await refused(writing, statement, tool="execute")
    with (
        pymysql.connect(unix_socket=shop.socket, user="root", database="shop") as other,
        other.cursor() as cursor,
    ):
        cursor.execute("select * from customers where id = 1 for update")
        text = await refused(writing, "update customers set name = 'x' where id = 1", tool="execute")
        assert text.endswith("was ended.")
        other.rollback()
    assert (await ask(reading, "select count(*) from customers"))["rows"] == [[500]]


async def test_what_there_is_is_described(shop: MariaDb) -> None:
    box = opened(shop)
    tables = {
        each["table"]: each for each in json.loads((await box.use("describe", {}, key="k")).text)["tables"]
    }
    assert {"customers", "orders"} <= set(tables)
    assert tables["customers"]["comment"] == "Who buys."
    assert tables["customers"]["columns"][1] == {
        "name": "name",
        "type": "varchar(100)",
        "nullable": False,
        "comment": "As on the bill.",
    }
    assert "FOREIGN KEY (customer_id) REFERENCES customers(id)" in tables["orders"]["keys"]
    one = json.loads((await box.use("describe", {"table": "shop.orders"}, key="k")).text)["tables"]
    assert [each["table"] for each in one] == ["orders"]
    hidden = opened(shop, schemas=("hidden",))
    assert json.loads((await hidden.use("describe", {}, key="k")).text)["tables"] == []


async def test_a_probe_says_who_is_there_and_what_to_mend(shop: MariaDb) -> None:
    probed = await opened(shop).probe()
    assert probed.ok
    assert probed.said.startswith("MariaDB 1")
    assert "answered; reader may read" in probed.said
    wrong: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"secret": "wrong"}, "password was refused", "Check the user and the password"),
        ({"secret": ""}, "password was refused", "password"),
        ({"database": "nowhere"}, "no such database", "name"),
        ({"tls": "verify"}, "certificate cannot be trusted", "certificate"),
        ({"port": 9}, "cannot be reached", "port"),
    )
    for more, said, hint in wrong:
        found = await opened(shop, **more).probe()
        assert not found.ok
        assert said in found.said, found
        assert hint in found.hint
        assert PASSWORD not in found.said + found.hint


async def test_the_connection_goes_to_the_judged_address_and_tls_proves_the_name(shop: MariaDb) -> None:
    async def known(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    outbound = Outbound(Reach(loopback=True), known)
    named: dict[str, Any] = {"host": "db.example.com", "outbound": outbound}
    assert (await opened(shop, **named, tls="verify", authority=shop.authority).probe()).ok
    assert (await opened(shop, **named, tls="encrypt").probe()).ok
    other = await opened(
        shop, **{**named, "host": "other.example.com"}, tls="verify", authority=shop.authority
    ).probe()
    assert "certificate cannot be trusted" in other.said
    for address in ("169.254.169.254", "127.0.0.1"):

        async def rebound(_: str, __: int, address: str = address) -> list[str]:
            return [address]

        box = opened(shop, outbound=Outbound(Reach(), rebound), host="db.example.com")
        with pytest.raises(ToolboxError) as caught:
            await ask(box, "select 1")
        assert not caught.value.reached


async def test_servers_that_are_none_or_want_too_much_get_no_password(shop: MariaDb) -> None:
    got: list[bytes] = []
    greeting = (
        b"\x0a8.0.0\0" + (1).to_bytes(4, "little") + b"12345678\0" + b"\x0f\xa2" + b"\x2d" + b"\x02\x00"
        + b"\x08\x00" + b"\x15" + b"\0" * 10 + b"123456789012\0" + b"mysql_native_password\0"
    )  # fmt: skip

    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def greedy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A server that neither encrypts nor is content without the password as it is."""
        writer.write(len(greeting).to_bytes(3, "little") + b"\0" + greeting)
        await reader.read(1000)
        switch = b"\xfemysql_clear_password\0"
        writer.write(len(switch).to_bytes(3, "little") + b"\x02" + switch)
        got.append(await reader.read(1000))
        writer.close()

    for answer, more, said in (
        (other, {}, "does not answer as a MySQL server"),
        (greedy, {}, "in the clear"),
        (greedy, {"tls": "encrypt"}, "does not encrypt"),
    ):
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        probed = await opened(shop, port=listening.sockets[0].getsockname()[1], **more).probe()
        listening.close()
        assert not probed.ok
        assert said in probed.said, probed
    assert not any(PASSWORD.encode() in each for each in got)
