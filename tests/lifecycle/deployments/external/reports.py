"""An agent that runs elsewhere, as tests speak for it."""

from dataclasses import dataclass
from typing import Any

import httpx
from tests.fixtures.journey import until
from tests.fixtures.server import Served
from tests.server import NO_TLS


@dataclass(frozen=True)
class Elsewhere:
    """A registered agent with its own key; `people` is the client of who registered it."""

    plan_id: str
    key: str
    people: httpx.AsyncClient
    served: Served

    async def post(self, what: str, body: Any, key: str | None = None) -> httpx.Response:
        """Send a report with the deployment's own key, or another."""
        headers = {"authorization": f"Bearer {key or self.key}"}
        async with httpx.AsyncClient(base_url=self.served.url, trust_env=False, verify=NO_TLS) as client:
            path = f"/api/deployed-agents/{self.plan_id}/{what}"
            return await client.post(path, json=body, headers=headers, timeout=20)

    async def beat(self, **said: Any) -> dict[str, Any]:
        """Send a heartbeat and have it written; return what is wanted."""
        answer = await self.post("heartbeat", said)
        assert answer.status_code == 200, answer.text
        await self.served.app.state.heartbeats.drain()
        told: dict[str, Any] = answer.json()
        return told

    async def shown(self) -> dict[str, Any]:
        """Return the deployment's page."""
        found: dict[str, Any] = (await self.people.get(f"/api/deployments/{self.plan_id}")).json()
        return found

    async def external(self) -> dict[str, Any]:
        """Return what the page says of the agent elsewhere."""
        answer = await self.people.get(f"/api/external-agents/{self.plan_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def registered(served: Served, people: httpx.AsyncClient, name: str, **members: Any) -> Elsewhere:
    """Register an agent and wait until it is deployed."""
    answer = await people.post("/api/external-agents", json={"name": name, **members})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    found = Elsewhere(made["deployment"]["plan_id"], made["key"], people, served)
    await until(people, found.plan_id, "deployed")
    return found
