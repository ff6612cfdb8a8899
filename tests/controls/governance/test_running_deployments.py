"""Policies changed for a deployment that runs: the next call is decided by them."""

import httpx
from tests.controls.governance.test_policy_versions import applied
from tests.fixtures.journey import HELLO, activated, problem, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role

NO_CALLS = '@id("no-calls") forbid (principal, action == Action::"agent.call", resource);'


async def running(client: httpx.AsyncClient, slug: str) -> tuple[str, dict[str, str]]:
    """Deploy an agent and wait until it answers; return its address for calls and its key's header."""
    await client.post("/api/agents", json={"source": HELLO.format(slug=slug)})
    await activated(client, slug)
    made = (await client.post("/api/deployments", json={"agent": slug, "env": "dev"})).json()
    plan_id = made["deployment"]["plan_id"]
    await until(client, plan_id, "deployed")
    return f"/api/deployed-agents/{plan_id}/chat", {"authorization": f"Bearer {made['key']}"}


async def test_the_next_call_is_decided_by_what_was_applied_last(api: Api) -> None:
    admin, anybody = await api(Role.ADMIN), await api(None)
    url, key = await running(admin, "governed")

    async def call() -> httpx.Response:
        return await anybody.post(url, json={"message": "Hello"}, headers=key)

    assert (await call()).status_code == 200
    for _ in range(3):
        made = await applied(admin, NO_CALLS)
        refused = problem(await call(), 403)
        assert (refused["policies"], refused["policy_digest"]) == (["no-calls"], made["set_digest"])
        await applied(admin, "")
        assert (await call()).status_code == 200


async def test_a_decision_of_a_call_stands_in_its_record_with_what_was_asked(api: Api) -> None:
    admin, anybody = await api(Role.ADMIN), await api(None)
    url, key = await running(admin, "recorded")
    assert (await anybody.post(url, json={"message": "Hello"}, headers=key)).status_code == 200
    entry = (await admin.get("/api/audit/entries?type=call.answered&limit=1")).json()["items"][0]
    decision = entry["payload"]["decision"]
    assert decision["asked"]["action"] == "agent.call"
    assert decision["asked"]["principal"]["role"] == "caller"
    body = {"text": NO_CALLS, "days": 1}
    found = (await admin.post("/api/policies/replay", json=body)).json()
    assert {"before": "allow", "after": "deny", "times": 1} in found["totals"]
