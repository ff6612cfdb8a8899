"""Two people approve exactly what they were shown: any change of the agent voids that, and it is promoted once."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.controls.connections.toolboxes import added
from tests.fixtures.colleagues import Colleague, Person
from tests.fixtures.journey import problem
from tests.fixtures.server import Api, Served

from remit.controls.approvals import PROPOSAL
from remit.controls.tenancy import Organization, Role

CONTEXT: dict[str, Any] = {
    "name": "Guide",
    "instructions": "Answer briefly.",
    "remit": {
        "type": "context",
        "slug": "guide",
        "budget_usd_per_hour": 2,
        "knowledge": {"documents": [{"title": "Hours", "text": "We open at nine."}]},
    },
}
PAIR = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"a": {"type": "integer", "maximum": 9}},
}
FUNCTION: dict[str, Any] = {
    "name": "Sum",
    "remit": {
        "type": "function",
        "slug": "sum",
        "code": "async def run(input, ctx):\n    return {'a': 1}\n",
        "input_schema": PAIR,
        "output_schema": PAIR,
    },
}
REQUEST: dict[str, Any] = {
    "name": "Now",
    "remit": {
        "type": "api",
        "slug": "now",
        "connection": "places",
        "path": "/now",
        "response": "{'a': int(body.a)}",
        "input_schema": PAIR,
        "output_schema": PAIR,
        "sample": {"a": 1},
    },
}
WIDER = {**PAIR, "properties": {**PAIR["properties"], "b": {"type": "string"}}}
CHANGES: dict[str, dict[str, Any]] = {
    "instructions": {"instructions": "Answer at length."},
    "tools": {"remit": {"tools": ["places.http_get"]}},
    "policy": {"remit": {"budget_usd_per_hour": 5}},
    "model": {"model": "demo"},
    "knowledge": {"remit": {"knowledge": {"documents": [{"title": "Hours", "text": "We open at ten."}]}}},
    "output": {"output_schema": PAIR},
}
OF_CODE: dict[str, dict[str, Any]] = {
    "code": {"remit": {"code": "async def run(input, ctx):\n    return {'a': 2}\n"}},
    "schema": {"remit": {"input_schema": WIDER}},
    "limits": {"remit": {"timeout_seconds": 3}},
    "services": {"remit": {"services": {"store": True}}},
    "tags": {"remit": {"tags": ["new"]}},
}
OF_REQUESTS: dict[str, dict[str, Any]] = {
    "path": {"remit": {"path": "/later"}},
    "response": {"remit": {"response": "{'a': int(body.a) + 1}"}},
    "schema": {"remit": {"output_schema": WIDER}},
}


async def two_decide(api: Api, person: Person) -> tuple[Colleague, Colleague]:
    """Have every promotion wait for two approvers."""
    both = await person("Ada", Role.APPROVER), await person("Bo", Role.APPROVER)
    rule = {"kind": "agent.promote", "stages": [{"people": 2, "whom": {"roles": ["approver"]}}]}
    answer = await (await api(Role.OWNER)).put("/api/approval-rules/two", json=rule)
    assert answer.status_code == 200, answer.text
    return both


async def waits(client: httpx.AsyncClient, slug: str) -> Any:
    """Ask for the promotion of the newest version, which waits; return the proposal."""
    asked = await client.post(f"/api/admin/agents/{slug}/promote")
    assert (asked.status_code, asked.json().get("status")) == (200, "pending"), asked.text
    return (await client.get(f"/api/proposals/{asked.json()['proposal_id']}")).json()


async def approve(who: Colleague, shown: Any) -> httpx.Response:
    body = {"decision": "approved", "reason": "Read it", "digest": shown["digest"]}
    return await who.client.post(f"/api/proposals/{shown['id']}/decision", json=body)


@pytest.mark.parametrize(
    ("first", "changes"),
    [(CONTEXT, CHANGES), (FUNCTION, OF_CODE), (REQUEST, OF_REQUESTS)],
    ids=["context", "function", "api"],
)
async def test_any_change_voids_what_was_approved(
    api: Api, person: Person, first: dict[str, Any], changes: dict[str, dict[str, Any]]
) -> None:
    admin, builder = await api(Role.ADMIN), await api(Role.BUILDER)
    await added(admin, {"base_url": "http://127.0.0.1:9/v1", "requests": "read"}, "places")
    ada, bo = await two_decide(api, person)
    slug = first["remit"]["slug"]
    made = await builder.post("/api/admin/agents", json={"agent": first})
    assert made.status_code == 201, made.text
    for name, change in changes.items():
        shown = await waits(builder, slug)
        given = (await approve(ada, shown)).json()
        assert given["progress"]["words"].startswith("1 of 2 approved: Ada"), name
        changed = await builder.patch(f"/api/admin/agents/{slug}", json={"changes": change})
        assert changed.status_code == 200, (name, changed.text)
        late = problem(await approve(bo, shown), 409)
        assert late["type"] == "/problems/already-decided", (name, late)
        void = (await bo.client.get(f"/api/proposals/{shown['id']}")).json()
        assert (void["status"], void["verdict"]) == ("voided", None), name
        assert void["ended"].endswith(f": {slug} was changed since. What Ada approved counts no longer."), (
            name
        )
        agent = (await builder.get(f"/api/agents/{slug}")).json()
        assert (agent["status"], agent["active_version"], agent["promotion"]) == ("draft", None, None), name
    anew = await waits(builder, slug)
    assert anew["progress"]["words"].startswith("0 of 2 approved")
    # Applying the same again neither asks for it twice nor counts as a change.
    source = (await builder.get(f"/api/agents/{slug}")).json()["source"]
    (planned,) = (await builder.post("/api/agents/plan", json={"files": {"a.yaml": source}})).json()["items"]
    assert (planned["action"], planned["waits"]) == ("unchanged", True)
    again = (await builder.post("/api/agents", json={"source": source})).json()
    assert (again["unchanged"], again["promotion"]["proposal_id"]) == (True, anew["id"])


async def test_two_approvals_promote_once_also_when_carried_out_again(
    api: Api, person: Person, served: Served, organization: Organization
) -> None:
    builder = await api(Role.BUILDER)
    ada, bo = await two_decide(api, person)
    await builder.post("/api/admin/agents", json={"agent": FUNCTION})
    shown = await waits(builder, "sum")
    assert (await approve(ada, shown)).json()["status"] == "pending"
    assert problem(await approve(ada, shown), 403)["detail"].startswith("You have decided")
    raced = await asyncio.gather(*(approve(bo, shown) for _ in range(3)))
    assert sorted(each.status_code for each in raced) == [200, 409, 409]
    async with asyncio.timeout(20):
        while True:
            if (await builder.get(f"/api/proposals/{shown['id']}")).json()["status"] == "applied":
                break
            await asyncio.sleep(0.05)
    agent = (await builder.get("/api/agents/sum")).json()
    assert (agent["active_version"], agent["status"]) == (1, "active")

    # As after a restart: what was approved is started again, and was carried out already.
    id = PROPOSAL.parse(shown["id"])
    await served.app.state.changes.start(served.durable, organization.id, "agent.promote", id, "")
    asked = {"subject": f"agent:{agent['id']}", "limit": 500}
    entries = (await builder.get("/api/audit/entries", params=asked)).json()["items"]
    told = [each["type"] for each in entries]
    assert (told.count("agent.promoted"), told.count("change.applied")) == (1, 1)
