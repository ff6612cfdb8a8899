"""How long a command takes to become a stored plan, and a page of many deployments to come."""

import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.figures import Figure, p50
from bench.server import Server, serving

_COLUMNS = """org_id, environment, kind, host, dry_run, status, status_reason, command, plan, agent_version_id,
  revision,
  requested_by, claimed_user, updated_at, serving, metered_since, usd_per_hour, metered_on, metered_usd"""
_COPY = f"""
insert into deployments (id, name, created_at, {_COLUMNS})
select uuidv7(), 'copy-' || %(tag)s::text || '-' || n, now() - n * interval '1 second', {_COLUMNS}
from (select * from deployments where status <> 'deleted' order by id limit 1) d, generate_series(1, %(n)s::int) n
"""
_PAGE = "select * from deployments where status <> 'deleted' order by created_at desc, id desc limit 101"


def measure(folder: Path) -> Iterator[Figure]:
    """Run commands against a fresh Remit, then fill it."""
    with serving(folder / "deployments") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        yield from asyncio.run(_measure(server, key))


async def _measure(server: Server, key: str) -> list[Figure]:
    headers = {"authorization": f"Bearer {key}"}
    address = server.database
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
        with psycopg.connect(address, autocommit=True) as database:
            figures = [await _command(client, database)]
            fill(database, "first", 1_000)
            figures.append(await _page(client, database, "list of 100 out of 1,000 deployments"))
            figures.append(await _thousand(client))
            fill(database, "more", 99_000)
            figures.append(await _page(client, database, "list of 100 out of 100,000 deployments"))
            figures.append(await _deep_page(client, database))
    return figures


async def _command(client: httpx.AsyncClient, database: psycopg.Connection[Any]) -> Figure:
    numbers = count()
    made: list[str] = []

    async def command() -> None:
        sentence = f"deploy llama-3.1 8B for bench-{next(numbers)} with budget $20 per hour"
        answer = await client.post("/api/agent/command", json={"command": sentence})
        answer.raise_for_status()
        made.append(answer.json()["command_id"])

    async def rest() -> None:
        """Wait until the rollout is over: a person types no faster."""
        path = f"/api/deployments/{made[-1]}"
        for _ in range(100):
            await asyncio.sleep(0.1)
            if (await client.get(path)).json()["status"] == "deployed":
                break
        await asyncio.sleep(0.5)  # what the worker does after the rollout is over, too

    database.execute("create table if not exists bench (id int)")

    async def commit() -> None:
        database.execute("insert into bench values (1)")

    return Figure(
        "command to stored plan, grammar, p50",
        await p50(40, command, between=rest),
        "ms",
        60,
        "one bare commit",
        await p50(100, commit),
    )


def fill(database: psycopg.Connection[Any], tag: str, number: int) -> None:
    database.execute(_COPY, {"tag": tag, "n": number})
    database.execute("vacuum analyze deployments")


async def _page(client: httpx.AsyncClient, database: psycopg.Connection[Any], what: str) -> Figure:
    async def page() -> None:
        (await client.get("/api/deployments")).raise_for_status()

    async def query() -> None:
        database.execute(_PAGE).fetchall()

    return Figure(f"{what}, p50", await p50(50, page), "ms", 50, "the bare query", await p50(50, query))


async def _thousand(client: httpx.AsyncClient) -> Figure:
    async def all_pages() -> None:
        cursor: str | None = None
        for _ in range(2):
            parameters = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
            answer = (await client.get("/api/deployments", params=parameters)).json()
            cursor = answer["next"]

    return Figure("all 1,000 deployments in two pages, p50", await p50(10, all_pages), "ms", None, "", None)


async def _deep_page(client: httpx.AsyncClient, database: psycopg.Connection[Any]) -> Figure:
    cursor: str | None = None
    for _ in range(100):
        parameters = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        cursor = (await client.get("/api/deployments", params=parameters)).json()["next"]

    async def page() -> None:
        (await client.get("/api/deployments", params={"cursor": cursor or ""})).raise_for_status()

    async def query() -> None:
        database.execute(_PAGE).fetchall()

    return Figure(
        "the same, 50,000 rows down, p50",
        await p50(50, page),
        "ms",
        50,
        "the bare query",
        await p50(50, query),
    )
