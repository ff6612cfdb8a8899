"""Steps that tests of connections with tools repeat."""

from typing import Any

import httpx

SECRET = "sk-crm-0123456789-secret-wxyz"
DOCUMENT = """
openapi: 3.1.0
info: {title: CRM, version: "1"}
paths:
  /customers/{id}:
    get:
      operationId: getCustomer
      summary: Finds a customer.
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok}}
    delete:
      operationId: deleteCustomer
      summary: Deletes a customer.
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok}}
"""


def crm(url: str, **members: Any) -> dict[str, Any]:
    """How the stub is reached as an HTTP API."""
    return {"base_url": url, "document": DOCUMENT, **members}


async def added(
    client: httpx.AsyncClient,
    setup: dict[str, Any],
    slug: str = "crm",
    kind: str = "http_api",
    **members: Any,
) -> dict[str, Any]:
    """Add a connection with tools."""
    body = {"slug": slug, "kind": kind, "setup": setup, "secret": SECRET, **members}
    answer = await client.post("/api/connections", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def tools(client: httpx.AsyncClient, id: str) -> dict[str, Any]:
    """List what was taken over, and what waits."""
    answer = await client.get(f"/api/connections/{id}/tools")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def names(listed: dict[str, Any]) -> list[str]:
    """Name the tools of a list."""
    return [tool["name"] for tool in listed["items"]]
