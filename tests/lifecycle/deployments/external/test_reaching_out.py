"""Agents elsewhere that Remit reaches: called over an OpenAI-compatible API, and known by their card."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.fixtures.journey import problem
from tests.fixtures.server import Api, Served
from tests.lifecycle.deployments.external.reports import registered

from remit.controls.tenancy import Role

CARD = {
    "name": "Trip planner\n<script>",
    "description": "Plans trips.",
    "version": "2.1",
    "skills": [{"id": "s", "name": "Route", "description": "Finds a way."}, "odd", {"name": 3}],
}
REPLY = {
    "id": "c",
    "object": "chat.completion",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Over there."}}
    ],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
}


@asynccontextmanager
async def answering(body: bytes, status: str = "200 OK") -> AsyncIterator[str]:
    """Answer every request on loopback with the same document."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if length:
            await reader.readexactly(int(length[0].split(b":")[1]))
        told = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(told.encode() + b"connection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_remit_calls_it_where_it_answers_as_a_governed_call(served: Served, api: Api) -> None:
    admin = await api(Role.ADMIN)
    async with answering(json.dumps(REPLY).encode()) as url:
        agent = await registered(served, admin, "guide", url=f"{url}/v1", secret="agent-secret")
        assert (await agent.external())["model"] == "guide-staging:guide"
        answer = await agent.post("chat", {"message": "Where is parking?"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["reply"] == "Over there."
    page = await agent.shown()
    assert (page["calls_today"], page["health"]["state"]) == (1, "healthy")
    (made,) = (await admin.get("/api/connections")).json()["items"]
    assert (made["slug"], made["kind"]) == ("guide-staging", "openai_compatible")
    assert "agent-secret" not in json.dumps(made)


async def test_one_that_only_reports_is_not_called_and_says_why(served: Served, api: Api) -> None:
    agent = await registered(served, await api(Role.ADMIN), "quiet")
    assert "only reports" in problem(await agent.post("chat", {"message": "hello"}), 409)["detail"]
    listed = (await agent.people.get("/v1/models")).json()
    assert "quiet" not in json.dumps(listed)


async def test_its_card_is_read_and_its_words_are_shown_as_text(served: Served, api: Api) -> None:
    async with answering(json.dumps(CARD).encode()) as url:
        agent = await registered(
            served, await api(Role.ADMIN), "trips", card=f"{url}/.well-known/agent-card.json"
        )
    card = (await agent.external())["card"]
    assert (card["name"], card["version"]) == ("Trip planner <script>", "2.1")
    assert card["skills"][0] == {"name": "Route", "description": "Finds a way."}


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<html>", b"[" * 100_000, b'{"name": ""}'])
async def test_what_is_no_card_is_refused_and_nothing_is_made(api: Api, body: bytes) -> None:
    admin = await api(Role.ADMIN)
    async with answering(body) as url:
        answer = await admin.post("/api/external-agents", json={"name": "odd", "card": url})
    assert problem(answer, 422)["type"] == "/problems/card-unread"
    assert (await admin.get("/api/deployments")).json()["deployments"] == []


@pytest.mark.parametrize(
    "members",
    [
        {"card": "http://169.254.169.254/latest/meta-data"},
        {"card": "file:///etc/passwd"},
        {"url": "http://169.254.169.254/v1"},
        {"secret": "x"},
        {"url": "http://127.0.0.1:9/v1", "connection": "other"},
        {"connection": "nobody:model"},
        {"name": "Has Spaces"},
        {"interval_seconds": 1},
    ],
)
async def test_addresses_that_remit_does_not_go_to_and_odd_forms_are_refused(
    api: Api, members: dict[str, object]
) -> None:
    admin = await api(Role.ADMIN)
    answer = await admin.post("/api/external-agents", json={"name": "odd", **members})
    assert 400 <= answer.status_code < 500, answer.text
    assert (await admin.get("/api/deployments")).json()["deployments"] == []
    assert (await admin.get("/api/connections")).json()["items"] == []


async def test_a_connection_is_made_only_by_who_may_make_one(api: Api) -> None:
    operator = await api(Role.OPERATOR)
    body = {"name": "mine", "url": "http://127.0.0.1:9/v1"}
    problem(await operator.post("/api/external-agents", json=body), 403)
    assert (await operator.get("/api/deployments")).json()["deployments"] == []
