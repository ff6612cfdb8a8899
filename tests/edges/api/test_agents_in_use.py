"""Archiving against real deployments: what runs keeps its agent, also when both are asked for at once."""

import asyncio

import httpx
from tests.fixtures.journey import HELLO, activated, problem, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role


async def make(client: httpx.AsyncClient, slug: str) -> None:
    made = await client.post("/api/agents", json={"source": HELLO.format(slug=slug)})
    assert made.status_code == 201, made.text
    await activated(client, slug)


async def test_a_deployed_agent_is_archived_only_after_its_deployments_are_deleted(api: Api) -> None:
    client = await api(Role.OPERATOR)
    await make(client, "kept")
    made = (await client.post("/api/deployments", json={"agent": "kept", "env": "dev"})).json()
    plan_id = made["deployment"]["plan_id"]
    await until(client, plan_id, "deployed")
    told = problem(await client.post("/api/agents/kept/archive"), 409)
    assert told["type"] == "/problems/agent-in-use"
    assert [(use["id"], use["environment"]) for use in told["uses"]] == [(plan_id, "dev")]
    assert (await client.delete(f"/api/deployments/{plan_id}")).status_code == 200
    assert (await client.post("/api/agents/kept/archive")).status_code == 200
    refused = problem(await client.post("/api/deployments", json={"agent": "kept", "env": "dev"}), 409)
    assert "is archived" in refused["detail"]


async def test_deploying_and_archiving_at_once_never_leaves_an_archived_agent_running(api: Api) -> None:
    client = await api(Role.OPERATOR)
    for number in range(4):
        slug = f"torn-{number}"
        await make(client, slug)
        deployed, archived = await asyncio.gather(
            client.post("/api/deployments", json={"agent": slug, "env": "dev"}),
            client.post(f"/api/agents/{slug}/archive"),
        )
        assert sorted((deployed.status_code, archived.status_code)) in ([200, 409], [201, 409]), slug


async def test_the_worker_promotes_what_was_asked_for_and_goes_back_when_asked(api: Api) -> None:
    client = await api(Role.BUILDER)
    await make(client, "back-and-forth")
    second = HELLO.format(slug="back-and-forth").replace("Greet people.", "Greet everybody.")
    await client.post("/api/agents", json={"source": second, "base_version": 1, "promote": False})
    for number in (2, 1):
        asked = await client.post(f"/api/agents/back-and-forth/versions/{number}/promote")
        assert asked.json()["status"] == "approved", asked.text
        await promoted(client, "back-and-forth", number)


async def promoted(client: httpx.AsyncClient, slug: str, number: int) -> None:
    """Wait until the worker has carried out a promotion."""
    async with asyncio.timeout(20):
        while True:
            shown = (await client.get(f"/api/agents/{slug}")).json()
            if shown["active_version"] == number and shown["promotion"] is None:
                return
            await asyncio.sleep(0.03)
