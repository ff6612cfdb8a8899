"""From a connection to an answer: a real HTTP API, a deployed agent, a person who approves, and the agent's answer."""

import asyncio
import json
import time
from typing import Any

import httpx
from tests.controls.connections import providers
from tests.controls.connections.toolboxes import added, crm
from tests.engines.tools.places import Recorder
from tests.fixtures.journey import activated, problem, until
from tests.fixtures.server import Api
from tests.lifecycle.runtime.working import call
from tests.stubs.openai_server import MODEL, OpenAIStub, serving

from remit.controls.tenancy import Role

FILE = """
name: Desk
description: Tidies up.
instructions: Tidy up.
model: stub:{model}
remit:
  type: context
  slug: {slug}
  budget_usd_per_hour: 5
  tools:
    - crm.getcustomer
    - {{use: crm.deletecustomer, approval: always}}
"""


async def ended(client: httpx.AsyncClient, run: str, key: str) -> dict[str, Any]:
    """Look at a run until it has ended."""
    deadline = time.monotonic() + 20
    while True:
        answer = await client.get(f"/api/runs/{run}", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        if shown["status"] not in ("waiting", "running"):
            return shown
        assert time.monotonic() < deadline, shown
        await asyncio.sleep(0.05)


async def _deployed(admin: httpx.AsyncClient, address: str) -> tuple[str, str, str]:
    """Deploy an agent with a tool that asks; return the tool, the deployment and its key."""
    made = await added(admin, crm(address))
    listed = (await admin.get(f"/api/connections/{made['id']}/tools")).json()
    reads, deletes = sorted((tool["use"] for tool in listed["items"]), reverse=True)
    text = FILE.format(model=MODEL, slug="desk").replace("crm.getcustomer", reads)
    text = text.replace("crm.deletecustomer", deletes)
    wrong = problem(await admin.post("/api/agents", json={"source": text.replace(reads, "crm.nothing")}), 422)
    assert "crm has no tool nothing" in json.dumps(wrong)
    assert (await admin.post("/api/agents", json={"source": text})).status_code == 201
    await activated(admin, "desk")
    told = (await admin.get("/api/agents/desk/promotion-requirements")).json()["items"]
    assert any(f"{deletes} change" in item["message"] for item in told)
    ready = (await admin.post("/api/deployments", json={"agent": "desk", "env": "dev"})).json()
    id, key = ready["deployment"]["plan_id"], ready["key"]
    await until(admin, id, "deployed")
    return deletes, id, key


async def test_a_person_approves_what_an_agent_does_to_a_real_api(api: Api, stub: OpenAIStub) -> None:
    stub.key, place = providers.KEY, Recorder()
    admin, approver, other = await api(Role.ADMIN), await api(Role.APPROVER), await api(Role.VIEWER)
    with serving(place) as address:
        await providers.added(admin, stub, default_model=MODEL)
        deletes, id, key = await _deployed(admin, address)
        stub.scripted = {"Delete 7.": [call(deletes.replace(".", "__"), id=7)]}
        stub.words = ["It is deleted."]
        path, mine = f"/api/deployed-agents/{id}/chat", {"authorization": f"Bearer {key}"}
        said = (await admin.post(path, json={"message": "Delete 7."}, headers=mine)).json()
        assert said["status"] == "waiting"
        assert place.asked == []
        run, proposal = said["waiting"]["run_id"], said["waiting"]["waits"][0]["approval_id"]
        shown = (await approver.get(f"/api/proposals/{proposal}")).json()
        assert shown["tool"]["arguments"] == {"id": 7}
        assert any("changes something" in reason["words"] for reason in shown["risk"]["reasons"])
        problem(await other.get(f"/api/runs/{run}"), 404)
        decided = {"decision": "approved", "reason": "They asked for it.", "digest": shown["digest"]}
        assert (await approver.post(f"/api/proposals/{proposal}/decision", json=decided)).status_code == 200
        found = await ended(admin, run, key)
        assert (found["status"], found["answer"]) == ("answered", "It is deleted.")
        assert [(asked.method, asked.target) for asked in place.asked] == [("DELETE", "/customers/7")]
        (use,) = found["uses"]
        assert use["digest"] == use["executed_digest"] == shown["tool"]["digest"]
        await _shown_to_who_decided(approver, run, deletes)
        waits = await _waits_for_openai(admin, mine)
        await _cancelled(approver, other, waits, mine, id)
        assert len(place.asked) == 1


async def _shown_to_who_decided(approver: httpx.AsyncClient, run: str, tool: str) -> None:
    """Steps, decisions, digests and cost; not what was answered."""
    shown = (await approver.get(f"/api/runs/{run}")).json()
    (step,) = shown["steps"]
    assert (step["tool"], step["arguments"], step["use"]["state"]) == (tool, {"id": 7}, "done")
    assert (step["result"], shown["answer"], shown["mine"]) == (None, None, False)
    (made,) = step["decisions"]
    assert (made["verdict"], made["reason"]) == ("approved", "They asked for it.")
    assert [call["outcome"] for call in shown["calls"]] == ["waiting", "answered"]
    assert shown["cost_usd"] is None, "the price of the stub is not known"
    assert shown["may_cancel"] == "It has been answered."


async def _waits_for_openai(client: httpx.AsyncClient, mine: dict[str, str]) -> str:
    completion = {"model": "", "messages": [{"role": "user", "content": "Delete 7."}]}
    said = (await client.post("/v1/chat/completions", json=completion, headers=mine)).json()
    assert said["remit"]["status"] == "waiting"
    assert said["choices"][0]["finish_reason"] == "stop"
    return str(said["remit"]["run_id"])


async def _cancelled(
    approver: httpx.AsyncClient, other: httpx.AsyncClient, run: str, mine: dict[str, str], deployment: str
) -> None:
    """Cancelled once, by who may; its approval is withdrawn, and whoever asked reads why."""
    asked = {"status": "waiting", "whose": "all", "deployment": deployment}
    assert [each["id"] for each in (await approver.get("/api/runs", params=asked)).json()["items"]] == [run]
    assert (await other.get("/api/runs", params=asked)).json()["items"] == []
    body = {"reason": "Asked by mistake."}
    problem(await other.post(f"/api/runs/{run}/cancel", json=body), 404)
    problem(await approver.post("/api/runs/run_gone/cancel", json=body), 404)
    both = await asyncio.gather(*[approver.post(f"/api/runs/{run}/cancel", json=body) for _ in range(2)])
    assert sorted(answer.status_code for answer in both) == [200, 409]
    shown = (await approver.get(f"/api/runs/{run}", headers=mine)).json()
    assert (shown["status"], shown["problem"]["type"]) == ("refused", "run-cancelled")
    assert shown["problem"]["detail"].endswith("cancelled this: Asked by mistake.")
    (use,) = shown["uses"]
    assert use["state"] == "refused"
    closed = (await approver.get(f"/api/proposals/{use['approval_id']}")).json()
    assert closed["status"] == "voided"
    entries = await approver.get("/api/audit/entries", params={"subject": f"deployment:{deployment}"})
    assert {"run.cancelled", "tool.refused"} <= {entry["type"] for entry in entries.json()["items"]}
