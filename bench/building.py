"""How long a dry run takes, and what an interview adds to the time of the model that asks."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
from tests.stubs.openai_server import openai_stub

from bench.figures import Figure, p50
from bench.server import Server, serving
from remit.lifecycle.agents.library import library

_TRIED = "order-aggregator"
_SAID = "It should add the amounts of orders."
_STREAM = {"accept": "text/event-stream"}


def measure(folder: Path) -> Iterator[Figure]:
    """Try a function again and again, and answer an interviewer whose model is a stub on this machine."""
    with openai_stub() as stub:
        settings = {"OPENAI_API_KEY": "stub", "OPENAI_BASE_URL": stub.base_url}
        with serving(folder / "building", **settings) as server:
            admin = server.remit("keys", "create", "--name", "bench", "--role", "admin")
            yield from asyncio.run(_measure(server, admin, stub.base_url))


async def _measure(server: Server, admin: str, stub_url: str) -> list[Figure]:
    headers = {"authorization": f"Bearer {admin}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=30) as client:
        return [await _dry_run(client), await _interview(client, stub_url)]


async def _dry_run(client: httpx.AsyncClient) -> Figure:
    source = next(each.source for each in library() if each.document.slug == _TRIED)
    made = await client.post("/api/agents", json={"source": source, "promote": False})
    made.raise_for_status()

    async def tried() -> None:
        answer = await client.post(f"/api/agents/{_TRIED}/dry-run", json={})
        answer.raise_for_status()
        if not answer.json()["passed"]:
            raise RuntimeError(f"the template does not pass: {answer.text}")

    return Figure(
        "dry run of a function over HTTP, warm, p50", await p50(100, tried, warm=10), "ms", 25, "", None
    )


async def _interview(client: httpx.AsyncClient, stub_url: str) -> Figure:
    conversation = ""

    async def begun() -> None:
        nonlocal conversation
        made = await client.post("/api/agent-drafts", json={"kind": "interview"})
        made.raise_for_status()
        conversation = made.json()["conversation_id"]

    async def turn() -> None:
        path = f"/api/conversations/{conversation}/messages"
        answer = await client.post(path, json={"content": _SAID}, headers=_STREAM)
        answer.raise_for_status()
        if '"complete"' not in answer.text:
            raise RuntimeError(f"the interviewer did not answer: {answer.text}")

    question = {"model": "stub-1", "stream": True, "messages": [{"role": "user", "content": _SAID}]}

    async def directly() -> None:
        answer = await client.post(f"{stub_url}/chat/completions", json=question)
        answer.raise_for_status()

    await begun()
    turns = await p50(60, turn, warm=10, between=begun)
    bare = await p50(60, directly, warm=10)
    return Figure(
        "first turn of an interview, added to the stub's own time, p50",
        turns - bare,
        "ms",
        30,
        "the stub",
        bare,
    )
