"""A person who talks: agents made and deployed for real, models behind a stub, conversations over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from tests.fixtures.journey import activated, until
from tests.fixtures.people import identify

from remit.controls.tenancy import Organization
from remit.kit.database import Database
from remit.kit.secret_key import SecretKey
from remit.lifecycle import agents

SSE = {"Accept": "text/event-stream"}
FILE = """
name: {slug}
instructions: You greet people at the front desk of {slug}. Parking is behind the building.
model: {model}
remit: {{type: context, slug: {slug}{more}}}
"""


def events_of(text: str) -> list[dict[str, Any]]:
    """Read the events of a stream."""
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data:")]


@dataclass
class Talk:
    """One person at the chat; `admin` reaches the whole application, `client` the chat with the stub's models."""

    organization: Organization
    database: Database
    secret_key: SecretKey
    admin: httpx.AsyncClient
    client: httpx.AsyncClient
    token: str

    async def agent(self, slug: str, model: str = "demo", more: str = "") -> str:
        """Make an agent, or its next version; return its slug."""
        text = FILE.format(slug=slug, model=model, more=more)
        actor = await identify(self.database, self.secret_key, self.token)
        async with self.database.transaction(self.organization.id) as session:
            await agents.apply(session, actor, text)
        return slug

    async def deployed(self, slug: str, model: str = "demo", env: str = "dev", more: str = "") -> str:
        """Make and deploy an agent; return the deployment's id when it answers."""
        await self.agent(slug, model, more)
        await activated(self.admin, slug)
        made = await self.admin.post("/api/deployments", json={"agent": slug, "env": env})
        assert made.status_code == 201, made.text
        id = str(made.json()["deployment"]["plan_id"])
        await until(self.admin, id, "deployed")
        return id

    async def begin(
        self, *refs: str, client: httpx.AsyncClient | None = None, **members: Any
    ) -> dict[str, Any]:
        """Begin a conversation with deployments (by id) and agents (by slug)."""
        chosen = [{"kind": "deployment" if r.startswith("dep_") else "agent", "id": r} for r in refs]
        made = await (client or self.client).post(
            "/api/conversations", json={"participants": chosen, **members}
        )
        assert made.status_code == 201, made.text
        body: dict[str, Any] = made.json()
        return body

    async def say(self, conversation: dict[str, Any], content: str, **members: Any) -> list[dict[str, Any]]:
        """Say something and wait for all answers; return the events."""
        path = f"/api/conversations/{conversation['id']}/messages"
        answer = await self.client.post(path, json={"content": content, **members}, headers=SSE)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        return events_of(answer.text)

    async def again(self, conversation: dict[str, Any], message_id: str) -> list[dict[str, Any]]:
        """Ask for an answer again."""
        path = f"/api/conversations/{conversation['id']}/messages/{message_id}/regenerate"
        answer = await self.client.post(path, headers=SSE)
        assert answer.status_code == 200, answer.text
        return events_of(answer.text)

    async def thread(self, conversation: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
        """Read the branch that is shown."""
        path = f"/api/conversations/{conversation['id']}/messages"
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    @asynccontextmanager
    async def saying(self, conversation: dict[str, Any], content: str) -> AsyncIterator[httpx.Response]:
        """Say something, and leave when the block ends."""
        path = f"/api/conversations/{conversation['id']}/messages"
        async with self.client.stream("POST", path, json={"content": content}, headers=SSE) as answer:
            yield answer


async def read_until(answer: httpx.Response, type: str) -> None:
    """Read a stream until an event of a type has come."""
    async with asyncio.timeout(10):
        async for text in answer.aiter_lines():
            if text.startswith("data:") and json.loads(text[5:])["type"] == type:
                return
    raise AssertionError(f"no {type} came")
