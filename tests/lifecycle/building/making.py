"""Function agents whose code is missing, and an organisation with a model that answers by a script."""

from typing import Any

import httpx
from tests.stubs.openai_server import OpenAIStub

NUMBER = {"type": "integer"}


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def doubler(**remit: Any) -> dict[str, Any]:
    """Return the fields of a function agent without code."""
    return {
        "name": "Doubler",
        "remit": {
            "type": "function",
            "slug": "doubler",
            "description": "Doubles a number.",
            "input_schema": closed(n=NUMBER),
            "output_schema": closed(twice=NUMBER),
            "examples": [
                {"input": {"n": 2}, "output": {"twice": 4}},
                {"input": {"n": -1}, "output": {"twice": -2}},
            ],
            **remit,
        },
    }


def fenced(*lines: str, language: str = "python") -> str:
    body = "\n".join(["async def run(input, ctx):", *(f"    {line}" for line in lines)])
    return f"Here it is:\n\n```{language}\n{body}\n```\n\nIt doubles."


async def connect(admin: httpx.AsyncClient, stub: OpenAIStub) -> None:
    """Give the organisation a model, which answers by the stub's script."""
    body = {
        "slug": "stub",
        "kind": "openai_compatible",
        "base_url": stub.base_url,
        "default_model": "stub-1",
        "is_default": True,
    }
    made = await admin.post("/api/connections", json=body)
    assert made.status_code == 201, made.text
