"""Steps that tests of connections repeat."""

from typing import Any

import httpx
from tests.fixtures.journey import HELLO, activated, until
from tests.stubs.openai_server import OpenAIStub

KEY = "sk-stub-0123456789-secret-wxyz"
DESK = HELLO.replace("name: Hello", "name: Hello\nmodel: {model}")


async def added(
    client: httpx.AsyncClient, stub: OpenAIStub, slug: str = "stub", **members: Any
) -> dict[str, Any]:
    """Add the stub as a provider."""
    body = {"slug": slug, "kind": "openai_compatible", "base_url": stub.base_url, "secret": KEY, **members}
    answer = await client.post("/api/connections", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def tried(client: httpx.AsyncClient, id: str) -> dict[str, Any]:
    """Test a provider; return the whole answer."""
    answer = await client.post(f"/api/connections/{id}/test")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def changed(client: httpx.AsyncClient, id: str, **members: Any) -> dict[str, Any]:
    """Change a provider as it is now."""
    version = (await client.get(f"/api/connections/{id}")).json()["version"]
    answer = await client.patch(f"/api/connections/{id}", json={"version": version, **members})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def deployed(client: httpx.AsyncClient, slug: str, model: str | None = None) -> tuple[str, str]:
    """Make and deploy an agent on a model; return its deployment and key."""
    source = DESK.format(slug=slug, model=model) if model else HELLO.format(slug=slug)
    made = await client.post("/api/agents", json={"source": source})
    assert made.status_code == 201, made.text
    await activated(client, slug)
    answer = await client.post("/api/deployments", json={"agent": slug, "env": "dev"})
    assert answer.status_code == 201, answer.text
    plan_id = str(answer.json()["deployment"]["plan_id"])
    await until(client, plan_id, "deployed")
    return plan_id, str(answer.json()["key"])
