"""Searching the log: every filter, together and alone, in words, page by page, and nothing of others."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import HELLO, deploy, problem, running
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api

from remit.controls import audit
from remit.controls.audit import queries
from remit.controls.audit.search import Search, SearchTooWide, search
from remit.controls.tenancy import Actor, Role
from remit.kit.database import Database


async def _found(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/audit/entries", params={"limit": 500, **asked})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def _record(database: Database, actor: Actor, type: str, subject: str, **payload: Any) -> None:
    async with database.transaction(actor.org_id) as session:
        await audit.record(session, actor, type, subject, payload)


@pytest.fixture
async def three(database: Database, actor: Acting) -> tuple[Actor, Actor]:
    """Two who did things: `thing.made`, `thing.mended`, `other.made`, over and over."""
    operator, admin = await actor(Role.OPERATOR), await actor(Role.ADMIN)
    for number in range(4):
        await _record(database, operator, "thing.made", f"thing:thg_{number}", title=f"Thing {number}")
        await _record(database, admin, "thing.mended", f"thing:thg_{number}", reason="it broke")
        await _record(database, admin, "other.made", "other:oth_1")
    return operator, admin


async def test_each_filter_finds_its_own_the_newest_first(api: Api, three: tuple[Actor, Actor]) -> None:
    client, (operator, admin) = await api(Role.VIEWER), three
    assert [e["seq"] for e in await _found(client)] == list(range(11, -1, -1))
    assert {e["type"] for e in await _found(client, type="thing.made")} == {"thing.made"}
    assert [e["seq"] for e in await _found(client, type="thing.")] == [10, 9, 7, 6, 4, 3, 1, 0]
    assert [e["seq"] for e in await _found(client, actor=operator.ref)] == [9, 6, 3, 0]
    assert [e["seq"] for e in await _found(client, actor=admin.ref, type="thing.")] == [10, 7, 4, 1]
    assert [e["seq"] for e in await _found(client, subject="thing:thg_2")] == [6, 7]
    assert [e["seq"] for e in await _found(client, subject="thing:thg_2", order="newest")] == [7, 6]
    assert [e["seq"] for e in await _found(client, subject="thing:thg_2", actor=admin.ref)] == [7]
    for nothing in (
        {"type": "thing"},
        {"type": "nothing."},
        {"actor": "member:mem_x"},
        {"subject": "thing:"},
    ):
        assert await _found(client, **nothing) == []


async def test_words_are_found_in_kind_actor_and_subject(api: Api, three: tuple[Actor, Actor]) -> None:
    client = await api(Role.VIEWER)
    assert [e["seq"] for e in await _found(client, q="MENDED")] == [10, 7, 4, 1]
    assert [e["seq"] for e in await _found(client, q="operator key")] == [9, 6, 3, 0]
    assert [e["seq"] for e in await _found(client, q="thg_3")] == [10, 9]
    assert [e["seq"] for e in await _found(client, q="thing:thg_3", type="thing.made")] == [9]
    assert len(await _found(client, q="  made ")) == 8
    for nothing in (
        "no such thing",
        "%",
        "_%",
        "thing:%",
        "'; --",
        "\u0645\u0631\u062d\u0628\u0627",
        "😀",
        "x" * 200,
    ):
        assert await _found(client, q=nothing) == []


async def test_what_a_request_left_behind_is_found_by_its_id(
    api: Api, database: Database, three: tuple[Actor, Actor]
) -> None:
    client, (operator, _) = await api(Role.VIEWER), three
    async with database.transaction(operator.org_id) as session:
        for type in ("thing.made", "other.made"):
            await audit.record(session, operator, type, "thing:thg_9", {}, request_id="req:of.mine-1")
    made = await _found(client, q=" req:of.mine-1 ")
    assert [(e["seq"], e["correlation_id"]) for e in made] == [(13, "req:of.mine-1"), (12, "req:of.mine-1")]
    assert [e["seq"] for e in await _found(client, q="req:of.mine-1", type="thing.made")] == [12]
    assert await _found(client, q="req:of.mine") == []


async def test_pages_follow_each_other_under_every_filter(api: Api, three: tuple[Actor, Actor]) -> None:
    client = await api(Role.VIEWER)
    for asked in ({}, {"type": "thing."}, {"q": "made"}, {"actor": three[1].ref}):
        whole = [e["seq"] for e in await _found(client, **asked)]
        paged: list[int] = []
        cursor: str | None = None
        while cursor is not None or not paged:
            more = {"cursor": cursor} if cursor else {}
            page = (await client.get("/api/audit/entries", params={"limit": 3, **asked, **more})).json()
            paged += [e["seq"] for e in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert paged == whole


async def test_a_time_is_from_one_moment_to_before_another(
    api: Api, database: Database, actor: Acting
) -> None:
    client, operator = await api(Role.VIEWER), await actor(Role.OPERATOR)
    for number in range(3):
        await _record(database, operator, "thing.made", f"thing:{number}")
        await asyncio.sleep(0.002)
    times = [datetime.fromisoformat(e["time"]) for e in await _found(client)]
    at = times[1].isoformat()
    assert [e["seq"] for e in await _found(client, since=at)] == [2, 1]
    assert [e["seq"] for e in await _found(client, until=at)] == [0]
    assert [e["seq"] for e in await _found(client, since=at, until=at)] == []
    naive = times[1].astimezone(UTC).replace(tzinfo=None).isoformat()
    assert [e["seq"] for e in await _found(client, since=naive)] == [2, 1]
    far = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert await _found(client, since=far) == []
    for edge in (
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
    ):
        assert len(await _found(client, since=edge)) in (0, 3)
        assert len(await _found(client, until=edge)) in (0, 3)
    for refused in (
        {"since": "yesterday"},
        {"cursor": "-1"},
        {"cursor": "1e3"},
        {"limit": 0},
        {"order": "random"},
    ):
        problem(await client.get("/api/audit/entries", params=refused), 422)
    problem(await client.get("/api/audit/entries", params={"order": "oldest"}), 422)
    for nul in ("q", "actor", "type", "subject"):
        problem(await client.get("/api/audit/entries", params={nul: "a\x00b"}), 422)


async def test_entries_are_told_in_words_with_names(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id = await running(client, "named-so")
    found = await _found(client, q="named-so")
    assert {e["subject"] for e in found} == {f"deployment:{plan_id}"}
    assert {e["subject_name"] for e in found} == {"named-so-staging in staging"}
    titles = {e["type"]: (e["title"], e["detail"]) for e in found}
    assert titles["intent.received"][0] == "Command received"
    assert titles["intent.received"][1].startswith("deploy llama-3.1 8B for named-so")
    assert titles["deployment.executed"][1].endswith("recorded (dry run)")
    assert titles["plan.checked"][1].endswith("checks pass")
    assert titles["deployment.deployed"][0] == "Deployment deployed"
    await client.post("/api/agents", json={"source": HELLO.format(slug="greeter")})
    assert {e["subject_name"] for e in await _found(client, q="greeter")} == {"greeter"}


async def test_facets_say_what_there_is_to_choose(api: Api, three: tuple[Actor, Actor]) -> None:
    client, (operator, admin) = await api(Role.VIEWER), three
    facets = (await client.get("/api/audit/facets")).json()
    assert facets["types"] == [
        {"type": "other.made", "title": "Other made"},
        {"type": "thing.made", "title": "Thing made"},
        {"type": "thing.mended", "title": "Thing mended"},
    ]
    assert {each["ref"]: each["name"] for each in facets["actors"]} == {
        operator.ref: "operator key",
        admin.ref: "admin key",
    }
    assert not facets["more"]


async def test_nothing_of_others_is_found(api: Api, found: Found, three: tuple[Actor, Actor]) -> None:
    there = await api(Role.OWNER, await found())
    for asked in ({}, {"q": "made"}, {"type": "thing."}, {"actor": three[0].ref}, {"subject": "thing:thg_1"}):
        assert await _found(there, **asked) == []
    assert (await there.get("/api/audit/facets")).json() == {"types": [], "actors": [], "more": False}
    problem(await there.get("/api/audit/entries/0"), 404)


async def test_a_search_that_takes_too_long_is_stopped_and_says_so(
    database: Database, three: tuple[Actor, Actor]
) -> None:
    async with database.transaction(three[0].org_id) as session:
        await queries.limit_time(session, 60)
        naming = audit.Naming("thing", _slow, _slow)
        with pytest.raises(SearchTooWide, match="add a time"):
            await search(session, [naming], Search(q="made"), None, 10)


async def _slow(session: Any, *_: Any) -> Any:
    from sqlalchemy import text

    await session.execute(text("select pg_sleep(30)"))


async def test_who_may_not_read_is_refused(api: Api) -> None:
    nobody = await api(None)
    for path in ("entries", "entries/0", "facets", "proofs", "consistency"):
        problem(await nobody.get(f"/api/audit/{path}"), 401)
    client = await api(Role.OPERATOR)
    await deploy(client, "seen", env="prod")
    assert len(await _found(await api(Role.VIEWER), q="seen")) > 3
