"""Agents and datasets to measure, over the API."""

import asyncio
from typing import Any

import httpx

CODE = """\
async def run(input, ctx):
    return {"sum": input["a"] + input["b"]%s}
"""
PAIR = {
    "type": "object",
    "additionalProperties": False,
    "required": ["a", "b"],
    "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
}
SUM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sum"],
    "properties": {"sum": {"type": "integer"}},
}
NUMERIC = [{"type": "numeric", "path": "sum"}]


def adder(extra: str = "", slug: str = "adder", **remit: Any) -> dict[str, Any]:
    """Return the body that saves a function which adds two numbers, or adds something to them."""
    block = {
        "type": "function",
        "slug": slug,
        "description": "Adds two numbers.",
        "code": CODE % extra,
        "input_schema": PAIR,
        "output_schema": SUM,
        **remit,
    }
    return {"agent": {"name": "Adder", "remit": block}, "promote": False}


def lines(count: int) -> str:
    """Return a file of sums."""
    return "".join(
        f'{{"input": {{"a": {n}, "b": 1}}, "expected": {{"sum": {n + 1}}}}}\n' for n in range(count)
    )


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any], status: int = 201) -> Any:
    """Post something, and return the answer."""
    answer = await client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def ended(client: httpx.AsyncClient, id: str) -> Any:
    """Wait until an evaluation has ended and is added up; return it."""
    async with asyncio.timeout(60):
        while True:
            found = (await client.get(f"/api/evaluations/{id}")).json()
            if found["status"] not in ("queued", "running") and (found["summary"] or found["problem"]):
                return found
            await asyncio.sleep(0.05)


async def measured(client: httpx.AsyncClient, **wish: Any) -> Any:
    """Evaluate, and return the evaluation once it has ended."""
    body = {"agent": "adder", "dataset": "sums", "scorers": NUMERIC, **wish}
    return await ended(client, (await made(client, "/api/evaluations", body))["id"])
