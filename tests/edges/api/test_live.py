"""The live stream: what happened, of one's own organisation, without a gap."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import deploy, problem, running
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Organization, Role
from remit.edges.api.live import Live
from remit.kit.database import Database
from remit.kit.events import emit

Message = dict[str, Any]


class Stream:
    """Reads server-sent events one by one."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self, seconds: float = 10) -> Message:
        """Wait for the next event that is no ping; `StopAsyncIteration` when the stream ended."""
        message = await asyncio.wait_for(self._next(), seconds)
        return await self.next(seconds) if message["event"] == "ping" else message

    async def _next(self) -> Message:
        message: Message = {}
        async for line in self._lines:
            if not line and "event" in message:
                return message
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                message[name] = json.loads(value) if name in ("id", "data") else value
        raise StopAsyncIteration

    async def until(self, status: str) -> Message:
        """Wait for a deployment of that status."""
        while True:
            message = await self.next()
            if message["event"] == "deployment.updated" and message["data"]["status"] == status:
                return message


@asynccontextmanager
async def listening(client: httpx.AsyncClient, after: int | None = None) -> AsyncIterator[Stream]:
    headers = {} if after is None else {"last-event-id": str(after)}
    async with client.stream("GET", "/api/events", headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Stream(response)


def watchers(served: Served) -> int:
    live: Live = served.app.state.live
    return sum(len(each) for each in live._watchers.values())


async def _nobody_is_left(served: Served) -> None:
    deadline = time.monotonic() + 5
    while watchers(served):
        assert time.monotonic() < deadline, f"{watchers(served)} watchers are left"
        await asyncio.sleep(0.02)


async def test_a_command_is_seen_as_it_happens(api: Api) -> None:
    client = await api(Role.OPERATOR)
    async with listening(client) as stream:
        hello = await stream.next()
        assert (hello["event"], hello["data"]) == ("hello", {"seq": 0, "complete": False})
        plan_id = await deploy(client, "bot")
        seen = await stream.until("deployed")
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    told = seen["data"]
    assert told["plan_id"] == plan_id
    assert told == {name: shown[name] for name in told}


async def test_what_was_missed_is_told_after_last_event_id(api: Api) -> None:
    client = await api(Role.OPERATOR)
    async with listening(client) as stream:
        start = (await stream.next())["id"]
    plan_id = await running(client, "bot")
    async with listening(client, start) as stream:
        hello = await stream.next()
        assert hello["data"]["complete"] is True
        first = await stream.next()
        assert first["id"] > start
        assert (await stream.until("deployed"))["data"]["plan_id"] == plan_id
    async with listening(client, hello["data"]["seq"]) as stream:
        again = (await stream.next())["data"]
        assert again["complete"] is True
        assert again["seq"] >= hello["data"]["seq"]
        await running(client, "later")
        assert (await stream.until("deployed"))["data"]["name"].startswith("later")


async def test_nothing_is_lost_or_told_twice_between_reading_and_listening(
    api: Api, database: Database, organization: Organization
) -> None:
    client = await api(Role.OPERATOR)

    async def tell() -> None:
        for number in range(40):
            async with database.transaction(organization.id) as session:
                await emit(session, organization.id, "deployment.updated", "deployment:x", {"n": number})

    telling = asyncio.create_task(tell())
    seen: list[int] = []
    async with listening(client, 0) as stream:
        while 39 not in seen:
            message = await stream.next()
            if message["event"] == "deployment.updated":
                seen.append(message["data"]["n"])
    await telling
    assert seen == list(range(40))


async def test_news_of_others_is_never_told(api: Api, found: Found, database: Database) -> None:
    other = await found()
    mine, theirs = await api(Role.OPERATOR), await api(Role.OPERATOR, other)
    async with listening(mine, 0) as stream:
        await stream.next()
        await deploy(theirs, "secret")
        await deploy(mine, "mine")
        while True:
            message = await stream.next()
            assert "secret" not in json.dumps(message)
            if message["event"] == "deployment.updated" and message["data"]["status"] == "deployed":
                break


async def test_a_client_that_goes_away_leaves_nothing_behind(api: Api, served: Served) -> None:
    client = await api(Role.VIEWER)
    for _ in range(5):
        async with listening(client) as stream:
            await stream.next()
            assert watchers(served) >= 1
    await _nobody_is_left(served)


async def test_a_client_that_does_not_read_is_dropped(
    served: Served, database: Database, organization: Organization
) -> None:
    live: Live = served.app.state.live
    slow = live.stream(organization.id, None)
    assert b"hello" in await anext(slow)
    for _ in range(6):
        async with database.transaction(organization.id) as session:
            for number in range(50):
                await emit(session, organization.id, "deployment.updated", "deployment:x", {"n": number})
    deadline = time.monotonic() + 20
    while live._watchers.get(organization.id):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    with pytest.raises(StopAsyncIteration):
        await anext(slow)
    assert organization.id not in live._watchers


async def test_a_gap_lets_every_client_connect_again(api: Api, served: Served) -> None:
    client = await api(Role.VIEWER)
    live: Live = served.app.state.live
    async with listening(client) as stream:
        await stream.next()
        live.drop_all()
        with pytest.raises(StopAsyncIteration):
            await stream.next()
    await _nobody_is_left(served)


@pytest.mark.parametrize("after", ["", "x", "-1", "1e3", "9" * 30, "٣", "9223372036854775807"])
async def test_an_odd_last_event_id_is_no_fault(api: Api, after: str) -> None:
    client = await api(Role.VIEWER)
    headers = {b"last-event-id": after.encode()}
    async with client.stream("GET", "/api/events", headers=headers) as response:
        if response.status_code == 200:
            assert (await Stream(response).next())["event"] == "hello"
        else:
            await response.aread()
            problem(response, 422)


async def test_the_stream_wants_a_key(api: Api) -> None:
    client = await api(None)
    problem(await client.get("/api/events"), 401)


async def test_a_stream_ends_after_some_minutes_and_goes_on_where_it_was(
    api: Api, served: Served, organization: Organization, database: Database
) -> None:
    client = await api(Role.VIEWER)
    live: Live = served.app.state.live
    async with listening(client) as stream:
        await stream.next()
        live._tick(time.monotonic() + 400)
        assert watchers(served)
        async with database.transaction(organization.id) as session:
            await emit(session, organization.id, "deployment.updated", "deployment:x", {"n": 1})
        last = await stream.next()
        live._tick(time.monotonic() + 700)
        with pytest.raises(StopAsyncIteration):
            await stream.next()
    await _nobody_is_left(served)
    async with database.transaction(organization.id) as session:
        await emit(session, organization.id, "deployment.updated", "deployment:x", {"n": 2})
    async with listening(client, last["id"]) as stream:
        assert (await stream.next())["data"]["complete"] is True
        assert (await stream.next())["data"] == {"n": 2}


async def test_a_revoked_key_hears_nothing_more(api: Api) -> None:
    admin, other = await api(Role.ADMIN), await api(Role.VIEWER)
    made = (
        await admin.post("/api/keys", json={"name": "stream", "kind": "service_account", "role": "viewer"})
    ).json()
    holder = await api(None)
    holder.headers["authorization"] = f"Bearer {made['key']}"
    async with listening(holder) as stream, listening(other) as bystander:
        await stream.next()
        await bystander.next()
        assert (await admin.delete(f"/api/keys/{made['id']}")).is_success
        with pytest.raises(StopAsyncIteration):
            await stream.until("deployed")
        problem(await holder.get("/api/events"), 401)
        await deploy(await api(Role.OPERATOR), "bot")
        assert (await bystander.until("deployed"))["data"]["status"] == "deployed"


async def test_streams_of_one_key_are_counted(api: Api) -> None:
    client, other = await api(Role.VIEWER), await api(Role.OPERATOR)
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(listening(client)) for _ in range(50)]
        assert {(await stream.next())["event"] for stream in streams} == {"hello"}
        refused = await client.get("/api/events", timeout=5)
        assert "close one" in problem(refused, 429)["detail"]
        assert int(refused.headers["retry-after"]) > 0
        await (await stack.enter_async_context(listening(other))).next()
