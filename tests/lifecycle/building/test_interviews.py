"""The interview: a conversation that makes an agent, a draft beside it, and two people who change the same draft."""

import json
from typing import Any

import httpx
from sqlalchemy import text
from tests.controls.connections.toolboxes import added
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.building.making import NUMBER, closed, connect, doubler, fenced
from tests.stubs.openai_server import OpenAIStub

from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database

PATH = "/api/agent-drafts"
SSE = {"Accept": "text/event-stream"}


def using(name: str, **arguments: Any) -> list[dict[str, Any]]:
    """Return what a model answers that uses a tool of the builder."""
    called = {"name": f"agent-builder__{name}", "arguments": json.dumps(arguments)}
    return [{"id": f"call_{name}", "type": "function", "function": called}]


async def begun(api: httpx.AsyncClient, kind: str = "interview", **members: Any) -> dict[str, Any]:
    made = await api.post(PATH, json={"kind": kind, **members})
    assert made.status_code == 201, made.text
    draft: dict[str, Any] = made.json()
    return draft


async def say(api: httpx.AsyncClient, draft: dict[str, Any], words: str) -> list[dict[str, Any]]:
    """Answer the interviewer; return what its tools gave back."""
    path = f"/api/conversations/{draft['conversation_id']}/messages"
    answer = await api.post(path, json={"content": words}, headers=SSE)
    assert answer.status_code == 200, answer.text
    events = [json.loads(line[5:]) for line in answer.text.splitlines() if line.startswith("data:")]
    assert events[-1]["type"] == "RUN_FINISHED", events[-1]
    return [json.loads(each["content"]) for each in events if each["type"] == "TOOL_CALL_RESULT"]


async def look(api: httpx.AsyncClient, draft: dict[str, Any]) -> dict[str, Any]:
    shown = await api.get(f"{PATH}/{draft['id']}")
    assert shown.status_code == 200, shown.text
    found: dict[str, Any] = shown.json()
    return found


async def test_an_interview_ends_in_a_function_that_passes(api: Api, stub: OpenAIStub) -> None:
    person = await api(Role.BUILDER)
    await connect(await api(Role.ADMIN), stub)
    assert (await person.get(f"{PATH}/interviewer")).json()["model"] == "stub:stub-1"
    draft = await begun(person)
    fields = doubler()
    stub.replies = [using("change_draft", changes={"name": "Doubler"}), "What goes in, and what comes out?"]
    (found,) = await say(person, draft, "I want to double numbers")
    assert not found["valid"]
    assert found["findings"][0]["path"] == "remit"
    stub.replies = [
        using("change_draft", changes=fields),
        using("write_code", description="Double n."),
        fenced("return {'twice': 3 * input['n']}"),
        fenced("return {'twice': 2 * input['n']}"),
        using("dry_run_draft"),
        "It doubles. Shall I save it?",
    ]
    _, written, tried = await say(person, draft, "A number n, and twice it")
    assert (written["status"], written["valid"]) == ("passed", True)
    assert tried["passed"]
    now = await look(person, draft)
    assert (now["title"], now["revision"], now["slug"]) == ("Doubler", 4, None)
    assert "2 * input" in now["source"]
    stub.replies = [using("save_draft"), "Saved: a person promotes it."]
    (saved,) = await say(person, draft, "Yes")
    assert saved == {"slug": "doubler", "version": 1, "unchanged": False}
    agent = (await person.get("/api/agents/doubler")).json()
    assert (agent["status"], agent["versions"][0]["created_by"]["kind"]) == ("draft", "service_account")
    assert (await look(person, draft))["slug"] == "doubler"
    # It is an agent like all others: everybody finds its calls under its name.
    itself = (await person.get("/api/agents/interviewer")).json()
    assert (itself["status"], itself["version"]["created_by"]["name"]) == ("active", "Remit")


async def test_an_interview_makes_an_agent_that_asks_an_api(api: Api, stub: OpenAIStub) -> None:
    person, admin = await api(Role.BUILDER), await api(Role.ADMIN)
    await connect(admin, stub)
    await added(admin, {"base_url": "http://127.0.0.1:9/v1", "requests": "read"}, "places")
    draft = await begun(person)
    fields = {
        "type": "api",
        "connection": "places",
        "path": "/now",
        "response": "{'twice': int(body.n) * 2}",
        "input_schema": closed(n=NUMBER),
        "output_schema": closed(twice=NUMBER),
        "sample": {"n": 4},
        "examples": [{"input": {"n": 1}, "output": {"twice": 8}}],
    }
    stub.replies = [
        using("look_around"),
        using("change_draft", changes={"name": "Now", "remit": fields}),
        using("dry_run_draft"),
        using("save_draft"),
        "Saved.",
    ]
    around, found, tried, saved = await say(person, draft, "Ask places for now, and double it")
    assert "places.http_get" in [each["name"] for each in around["tools"]]
    assert (found["valid"], tried["passed"]) == (True, True)
    assert tried["cases"][0]["would"] == ["would GET http://127.0.0.1:9/v1/now"]
    assert (saved["slug"], saved["version"]) == ("now", 1)


async def test_an_interview_belongs_to_one_person_and_its_draft_to_the_organisation(
    api: Api, stub: OpenAIStub, found: Found
) -> None:
    person, admin = await api(Role.BUILDER), await api(Role.ADMIN)
    await connect(admin, stub)
    draft = await begun(person)
    seen = await look(admin, draft)
    assert (seen["conversation_id"], seen["revision"]) == (None, 1)
    assert (await person.get(PATH)).json()["items"][0]["id"] == draft["id"]
    assert (await admin.get(PATH)).json()["items"] == []
    stranger = await api(Role.ADMIN, await found())
    body = {"source": "x", "revision": 1}
    for answer in [
        await stranger.get(f"{PATH}/{draft['id']}"),
        await stranger.put(f"{PATH}/{draft['id']}", json=body),
        await stranger.post(f"{PATH}/{draft['id']}/save", json={"revision": 1}),
        await stranger.delete(f"{PATH}/{draft['id']}"),
        await admin.get(f"/api/conversations/{draft['conversation_id']}"),
    ]:
        assert answer.status_code == 404, answer.text
    viewer = await api(Role.VIEWER)
    assert (await viewer.get(f"{PATH}/{draft['id']}")).status_code == 403
    assert (await viewer.post(PATH, json={"kind": "wizard"})).status_code == 403
    # The builder's tools work in an interview only, wherever else somebody gives them to an agent.
    talk = {"participants": [{"kind": "agent", "id": "interviewer"}], "kind": "test"}
    elsewhere = (await person.post("/api/conversations", json=talk)).json()
    stub.replies = [using("change_draft", changes={"name": "x"}), "I cannot."]
    path = f"/api/conversations/{elsewhere['id']}/messages"
    answer = await person.post(path, json={"content": "Go"}, headers=SSE)
    assert "This conversation is no interview" in answer.text
    assert (await person.delete(f"{PATH}/{draft['id']}")).status_code == 204
    assert (await person.get(f"{PATH}/{draft['id']}")).status_code == 404


async def test_of_two_who_change_a_draft_the_later_one_is_told(api: Api) -> None:
    ada, grace = await api(Role.BUILDER), await api(Role.ADMIN)
    draft = await begun(ada, "wizard", source="name: First\n")
    path = f"{PATH}/{draft['id']}"
    changed = await ada.put(path, json={"source": "name: Ada\n", "revision": 1, "step": 2})
    assert (changed.json()["revision"], changed.json()["step"], changed.json()["title"]) == (2, 2, "Ada")
    late = await grace.put(path, json={"source": "name: Grace\n", "revision": 1})
    assert late.status_code == 409
    assert late.json()["type"].endswith("agent-draft-changed")
    assert late.json()["draft"]["source"] == "name: Ada\n"
    assert late.json()["draft"]["revision"] == 2
    assert (await grace.post(f"{path}/save", json={"revision": 1})).status_code == 409
    over = await grace.put(path, json={"source": "name: Grace\n", "revision": 2})
    assert (over.json()["revision"], over.json()["changed_by"]["name"]) == (3, "admin key")
    unusable = await grace.post(f"{path}/save", json={"revision": 3})
    assert (unusable.status_code, unusable.json()["type"]) == (422, "/problems/bad-agent-file")
    whole = "name: Grace\ninstructions: Greet.\nremit: {type: context}\n"
    await grace.put(path, json={"source": whole, "revision": 3})
    assert (await grace.post(f"{path}/save", json={"revision": 4})).json()["slug"] == "grace"
    # Saved again, it follows the version it was saved as; where somebody went on, that is told.
    assert (await grace.post(f"{path}/save", json={"revision": 4})).json()["unchanged"]
    other = {"source": whole.replace("Greet", "Wave"), "promote": False}
    await ada.post("/api/agents", json=other)
    await grace.put(path, json={"source": whole.replace("Greet", "Bow"), "revision": 4})
    behind = await grace.post(f"{path}/save", json={"revision": 5})
    assert (behind.status_code, behind.json()["newest"]["number"]) == (409, 2)
    assert (await grace.post(f"{path}/save", json={"revision": 5, "over": 2})).json()["version"] == 3


async def test_without_a_model_the_wizard_is_offered_and_odd_texts_are_refused(api: Api) -> None:
    person = await api(Role.BUILDER)
    offered = (await person.get(f"{PATH}/interviewer")).json()
    assert not offered["ready"]
    assert "the form asks the same" in offered["reason"]
    refused = await person.post(PATH, json={"kind": "interview"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-interviewer")
    for source in ("a\0b", "x" * (256 * 1024 + 1)):
        assert (await person.post(PATH, json={"kind": "wizard", "source": source})).status_code == 422
    lone = b'{"kind": "wizard", "source": "\\ud800"}'
    answer = await person.post(PATH, content=lone, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    odd = await begun(person, "wizard", source="\t{not yaml: [")
    assert (odd["title"], odd["source"]) == ("New agent", "\t{not yaml: [")


CODE = """\
async def run(input, ctx):
    builder = ctx.services.agent_builder
    drafted = await builder.draft("Double n.", input["agent"])
    checked = await builder.validate(drafted["agent"])
    tried = await builder.dry_run(drafted["agent"], {"n": 4})
    saved = await builder.save_draft(drafted["agent"])
    return {"valid": checked["valid"], "passed": tried["passed"], "slug": saved["slug"]}
"""


async def test_code_drafts_agents_for_those_whom_the_policies_let_build(
    api: Api, stub: OpenAIStub, database: Database, organization: Organization
) -> None:
    admin = await api(Role.ADMIN)
    await connect(admin, stub)
    maker = doubler(slug="maker", code=CODE, services={"agent_builder": True}, examples=[])
    maker["name"] = "Maker"
    maker["remit"]["input_schema"]["properties"] = {"agent": {"type": "object"}}
    maker["remit"]["input_schema"]["required"] = ["agent"]
    gives = {"valid": {"type": "boolean"}, "passed": {"type": "boolean"}, "slug": {"type": "string"}}
    maker["remit"]["output_schema"] |= {"properties": gives, "required": []}
    made = await admin.post("/api/admin/agents", json={"agent": maker})
    assert made.status_code == 201, made.text
    talk = {"participants": [{"kind": "agent", "id": "maker"}], "kind": "test"}
    for role, ended in ((Role.ADMIN, "RUN_FINISHED"), (Role.BUILDER, "RUN_ERROR")):
        person = await api(role)
        conversation = (await person.post("/api/conversations", json=talk)).json()
        stub.replies = [fenced("return {'twice': 2 * input['n']}")]
        path = f"/api/conversations/{conversation['id']}/messages"
        body = {"content": json.dumps({"agent": doubler()})}
        answer = await person.post(path, json=body, headers=SSE)
        events = [json.loads(line[5:]) for line in answer.text.splitlines() if line.startswith("data:")]
        assert events[-1]["type"] == ended, answer.text
    agent = (await admin.get("/api/agents/doubler")).json()
    assert (agent["status"], len(agent["versions"])) == ("draft", 1)
    needs = (await admin.get("/api/admin/agents/maker/promotion-requirements")).json()
    assert needs["needs_approval"]
    async with database.transaction(organization.id) as session:
        count = (await session.execute(text("select count(*) from code_generations"))).scalar_one()
    assert count == 1
