"""Names that clients use and that are pointed elsewhere without touching the clients."""

from typing import Any

import httpx
import httpx2
import openai
import pytest
from tests.fixtures.journey import HELLO, activated, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Role

ASKED: Any = [{"role": "user", "content": "Hello"}]


async def deployed(client: httpx.AsyncClient, slug: str) -> tuple[str, str]:
    """Deploy an agent in staging; return its deployment and its key."""
    await client.post("/api/agents", json={"source": HELLO.format(slug=slug), "promote": True})
    await activated(client, slug)
    made = (await client.post("/api/deployments", json={"agent": slug, "env": "staging"})).json()
    await until(client, made["deployment"]["plan_id"], "deployed")
    return made["deployment"]["plan_id"], made["key"]


def opened(served: Served, key: str) -> openai.AsyncOpenAI:
    http = httpx2.AsyncClient(trust_env=False)
    return openai.AsyncOpenAI(base_url=f"{served.url}/v1", api_key=key, max_retries=0, http_client=http)


async def called(client: openai.AsyncOpenAI, admin: httpx.AsyncClient) -> str:
    """Call by the alias; return what the record says was called."""
    raw = await client.chat.completions.with_raw_response.create(model="gpt-4o", messages=ASKED)
    entries = await admin.get("/api/audit/entries?type=call.answered&limit=1")
    entry = entries.json()["items"][0]
    assert entry["payload"]["call"] == raw.headers["x-remit-call"]
    return str(entry["subject"])


async def test_an_alias_from_nothing_to_nothing(api: Api, served: Served) -> None:
    admin = await api(Role.ADMIN)
    first, first_key = await deployed(admin, "first")
    second, _ = await deployed(admin, "second")
    made = await admin.put("/api/aliases/gpt-4o", json={"agent": "first", "environment": "staging"})
    assert made.status_code == 200, made.text
    assert (made.json()["deployment_id"], made.json()["deployment"]) == (first, "first-staging")
    token = admin.headers["authorization"].removeprefix("Bearer ")
    async with opened(served, token) as client:
        listed = [each.id async for each in client.models.list()]
        assert listed == ["first-staging", "second-staging", "gpt-4o"]
        shown: Any = await client.models.retrieve("gpt-4o")
        assert (shown.id, shown.deployment_id) == ("gpt-4o", first)

        assert await called(client, admin) == f"deployment:{first}"
        await admin.put("/api/aliases/gpt-4o", json={"deployment": second})
        assert await called(client, admin) == f"deployment:{second}"
        response = await client.responses.create(model="gpt-4o", input="Hello")
        assert response.output_text
        refused = problem(await admin.delete(f"/api/deployments/{second}"), 409)
        assert refused["aliases"] == ["gpt-4o"]
        assert "gpt-4o" in refused["detail"]
        async with opened(served, first_key) as own:
            with pytest.raises(openai.NotFoundError):
                await own.chat.completions.create(model="gpt-4o", messages=ASKED)
            await admin.put("/api/aliases/gpt-4o", json={"agent": "first", "environment": "staging"})
            assert (await own.chat.completions.create(model="gpt-4o", messages=ASKED)).choices
            assert [each.id async for each in own.models.list()] == ["first-staging", "gpt-4o"]
        problem(await admin.delete(f"/api/deployments/{first}"), 409)
        assert (await admin.delete("/api/aliases/gpt-4o")).status_code == 204
        with pytest.raises(openai.NotFoundError):
            await client.chat.completions.create(model="gpt-4o", messages=ASKED)
    problem(await admin.delete("/api/aliases/gpt-4o"), 404)
    assert (await admin.delete(f"/api/deployments/{second}")).status_code == 200
    entries = (await admin.get("/api/audit/entries?subject=alias:gpt-4o")).json()["items"]
    assert [each["type"] for each in entries] == [*["alias.pointed"] * 3, "alias.removed"]
    assert entries[0]["payload"]["target"] == "first in staging"


async def test_no_alias_stands_before_a_deployment_nor_is_one_for_nothing(api: Api) -> None:
    admin = await api(Role.ADMIN)
    plan, _ = await deployed(admin, "own")
    target = {"agent": "own", "environment": "staging"}
    for name in ("own", "own-staging", plan, "dep_x"):
        refused = await admin.put(f"/api/aliases/{name}", json=target)
        assert refused.status_code == 409, (name, refused.text)
    for name in ("-x", "a b", "x" * 101, "%00", "é"):
        assert (await admin.put(f"/api/aliases/{name}", json=target)).status_code in (404, 422), name
    for body in (
        {},
        {"agent": "own"},
        {"environment": "staging"},
        {**target, "deployment": plan},
        {"agent": "a\x00b", "environment": "staging"},
    ):
        assert (await admin.put("/api/aliases/openai/gpt-4o", json=body)).status_code == 422, body
    for body in (
        {"agent": "own", "environment": "prod"},
        {"agent": "own", "environment": "moon"},
        {"deployment": "dep_nope"},
        {"agent": "nobody", "environment": "staging"},
    ):
        assert (await admin.put("/api/aliases/openai/gpt-4o", json=body)).status_code == 404, body
    assert (await admin.get("/api/aliases")).json() == {"items": [], "may_set": True}
    assert (await admin.put("/api/aliases/openai/gpt-4o", json=target)).status_code == 200


async def test_who_may_and_where(api: Api, found: Found) -> None:
    admin, stranger = await api(Role.ADMIN), await api(Role.ADMIN, await found())
    plan, _ = await deployed(admin, "mine")
    target = {"agent": "mine", "environment": "staging"}
    assert (await admin.put("/api/aliases/shared", json=target)).status_code == 200
    for role in (Role.VIEWER, Role.BUILDER):
        client = await api(role)
        shown = (await client.get("/api/aliases")).json()
        assert ([each["name"] for each in shown["items"]], shown["may_set"]) == (["shared"], False)
        assert (await client.put("/api/aliases/shared", json=target)).status_code == 403
        assert (await client.delete("/api/aliases/shared")).status_code == 403
    assert (await stranger.get("/api/aliases")).json()["items"] == []
    assert (await stranger.put("/api/aliases/shared", json=target)).status_code == 404
    assert (await stranger.put("/api/aliases/shared", json={"deployment": plan})).status_code == 404
    assert (await stranger.delete("/api/aliases/shared")).status_code == 404
