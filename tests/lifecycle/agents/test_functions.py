"""Function agents: findings, trials, what promotion asks for, and the admin API."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.lifecycle.agents.drafts import Spine, carry_out

from remit.controls import approvals
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database
from remit.lifecycle import agents

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
Found = Callable[[], Awaitable[Organization]]

CODE = """\
async def run(input, ctx):
    total = sum(order["cents"] for order in input["orders"])
    await ctx.services.log.info("added up")
    return {"cents": total}
"""
ORDER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["cents"],
    "properties": {"cents": {"type": "integer", "minimum": 0}},
}


def function(**remit: Any) -> dict[str, Any]:
    """Return the fields of a function agent that is in order."""
    takes = {
        "type": "object",
        "additionalProperties": False,
        "required": ["orders"],
        "properties": {"orders": {"type": "array", "items": ORDER}},
    }
    return {
        "name": "Adder",
        "remit": {
            "type": "function",
            "slug": "adder",
            "description": "Adds up orders.",
            "code": CODE,
            "input_schema": takes,
            "output_schema": ORDER,
            "examples": [{"input": {"orders": [{"cents": 1}, {"cents": 2}]}, "output": {"cents": 3}}],
            **remit,
        },
    }


def text(fields: dict[str, Any]) -> str:
    return json.dumps(fields)


async def codes(api: httpx.AsyncClient, fields: dict[str, Any]) -> list[str]:
    """Check fields; return the codes of what was found, a warning with `?` before it."""
    answer = await api.post("/api/admin/agents/validate", json={"agent": fields})
    assert answer.status_code == 200, answer.text
    found = answer.json()["findings"]
    assert all(each["message"].endswith(".") for each in found)
    return [("?" if each["severity"] == "warning" else "") + each["code"] for each in found]


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def code(*lines: str) -> str:
    return "\n".join(["async def run(input, ctx):", *(f"    {line}" for line in lines)])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"examples": None}, ["?no-examples"]),
        ({"code": "def run(input):\n    return {}"}, ["code-entry"]),
        ({"code": "x = 1"}, ["code-entry"]),
        ({"code": "async def run(input, ctx:\n    pass"}, ["code-syntax"]),
        ({"code": code("x = " + "(" * 5000)}, ["code-syntax"]),
        ({"code": code("return await ctx.services.shell.run('ls')")}, ["unknown-service"]),
        ({"code": code("return await ctx.services.llm.ask('x')")}, ["service-not-allowed"]),
        ({"code": code("return {'cents': 3}"), "services": {"store": True}}, ["?service-unused"]),
        ({"code": code("key = 'sk-ant-api03-" + "aB3" * 31 + "AA'", "return {'cents': 3}")}, ["secret"]),
        ({"code": code("ctx.services.log.info('x')", "return {'cents': 3}")}, ["service-not-awaited"]),
        ({"tier": "full"}, ["tier-unavailable"]),
        ({"code": code("import socket", "return {'cents': 3}")}, ["code-module-missing"]),
        ({"services": {"http": ["crm"], "tools": ["crm.x"]}}, ["unknown-tool", "unknown-tool"]),
        ({"timeout_seconds": 600}, ["bad-value"]),
        ({"language": "ruby"}, ["bad-value"]),
        ({"input_schema": {"type": "object"}}, ["contract-open"]),
        ({"input_schema": {"type": "array"}}, ["contract-not-object"]),
        ({"output_schema": {"$ref": "file:///etc/passwd"}}, ["schema-reference"]),
        ({"output_schema": {"$ref": "https://example.com/schema"}}, ["schema-reference"]),
        ({"output_schema": closed(a={"$ref": "#/$defs/none"})}, ["bad-schema"]),
        ({"output_schema": {**closed(a={"$ref": "#/$defs/a"}), "$defs": {"a": closed(a={"$ref": "#/$defs/a"})}}},
         ["schema-recursive"]),
        ({"output_schema": {**closed(), "required": ["a"]}}, ["schema-empty"]),
        ({"output_schema": closed(a={"type": "strnig"})}, ["bad-schema"]),
        ({"examples": [{"input": {}}]}, ["example-input"]),
        ({"examples": [{"input": {"orders": []}, "output": {"cents": -1}}]}, ["example-output"]),
        ({"instructions": "x"}, ["unknown-field"]),
        ({"code": code("return await ctx.services.agents.call('gone', {})"), "services": {"agents": ["gone"]}},
         ["unknown-agent"]),
        ({"code": code("return await ctx.services.agents.call('adder', {})"), "services": {"agents": ["adder"]}},
         ["agent-cycle"]),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_function_is_found_and_named(
    organization: Organization, client: Client, changes: dict[str, Any], expected: list[str]
) -> None:
    api = await client(organization, Role.BUILDER)
    assert await codes(api, function(**changes)) == expected


async def test_a_finding_in_code_has_the_line_of_the_file(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    lines = ["name: a", "remit:", "  type: function", "  code: |", "    import json", "", "    def run(x):"]
    body = {"source": "\n".join([*lines, "      pass", "  input_schema: {}", "  output_schema: {}"])}
    found = (await api.post("/api/agents/validate", json=body)).json()["findings"]
    assert ("code-entry", 7) in [(each["code"], each["line"]) for each in found]


async def test_a_function_becomes_active_once_it_has_done_what_its_examples_say(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    made = await api.post("/api/admin/agents", json={"agent": function()})
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    again = await api.post("/api/admin/agents", json={"agent": function()})
    assert (again.status_code, again.json()["unchanged"]) == (200, True)
    id = made.json()["id"]
    needs = (await api.get(f"/api/admin/agents/{id}/promotion-requirements")).json()
    assert [each["code"] for each in needs["items"] if not each["met"]] == ["tried"]
    assert (await api.get("/api/agents/adder/trial")).json()["type"] == "agent-not-tried"
    report = (await api.post(f"/api/admin/agents/{id}/smoke-run")).json()
    assert (report["passed"], report["tier"], report["cost_usd"]) == (True, "lite", "0")
    (case,) = report["cases"]
    assert (case["output"], case["logs"]) == ({"cents": 3}, "added up")
    assert (await api.get("/api/agents/adder/trial")).json()["report"] == report
    asked = await api.post(f"/api/admin/agents/{id}/promote")
    assert (asked.status_code, asked.json()["status"]) == (200, "approved")
    await carry_out(database, organization, changes, "adder")
    listed = (await api.get("/api/admin/agents", params={"type": "function", "status": "active"})).json()
    assert [each["slug"] for each in listed["items"]] == ["adder"]
    assert (await api.get("/api/admin/agents", params={"type": "context"})).json()["items"] == []
    demoted = (await api.post(f"/api/admin/agents/{id}/demote")).json()
    assert (demoted["status"], demoted["active_version"]) == ("draft", None)
    twice = await api.post(f"/api/admin/agents/{id}/demote")
    assert (twice.status_code, twice.json()["type"]) == (409, "agent-not-active-now")
    assert (await api.post("/api/admin/agents/adder/promote")).json()["status"] == "approved"
    await carry_out(database, organization, changes, "adder")
    assert (await api.post(f"/api/admin/agents/{id}/archive")).json()["status"] == "archived"


async def test_what_fails_its_examples_is_not_promoted_and_a_change_is_tried_anew(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    wrong = [{"name": "Sum", "input": {"orders": [{"cents": 1}]}, "output": {"cents": 2}}]
    refused = await api.post("/api/agents", json={"source": text(function(examples=wrong))})
    assert (refused.status_code, refused.json()["type"]) == (409, "agent-not-promotable")
    assert "Sum: the output is not the one that the example expects." in refused.json()["detail"]
    assert (await api.get("/api/agents")).json()["items"] == []
    await api.post("/api/admin/agents", json={"agent": function(examples=wrong)})
    refused = await api.post("/api/admin/agents/adder/promote")
    assert (refused.status_code, refused.json()["type"]) == (409, "agent-not-promotable")
    right = [{"input": {"orders": [{"cents": 1}]}, "output": {"cents": 1}}]
    changed = await api.patch("/api/admin/agents/adder", json={"changes": {"remit": {"examples": right}}})
    assert (changed.status_code, changed.json()["version"]["number"]) == (200, 2)
    needs = (await api.get("/api/admin/agents/adder/promotion-requirements")).json()
    assert "tried" in [each["code"] for each in needs["items"] if not each["met"]]
    assert (await api.post("/api/admin/agents/adder/promote")).json()["status"] == "approved"
    stale = {"changes": {"name": "Other"}, "base_version": 1}
    assert (await api.patch("/api/admin/agents/adder", json=stale)).json()["type"] == "agent-changed"


async def test_a_dry_run_shows_what_would_be_done_and_does_nothing(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    body = code(
        "seen = await ctx.services.store.get('seen', 0)",
        "await ctx.services.store.set('seen', seen + 1)",
        "said = await ctx.services.llm.ask('How many?', max_tokens=5)",
        "print(said)",
        "return {'cents': await ctx.services.store.get('seen')}",
    )
    answers = [{"service": "llm", "answer": "seven"}]
    made = function(
        code=body,
        services={"store": True, "llm": True},
        budget_usd_per_hour=1,
        examples=[{"input": {"orders": []}, "output": {"cents": 1}, "answers": answers}],
    )
    asked = {"agent": made, "dry_run": True, "input": {"orders": [{"cents": 5}]}}
    report = (await api.post("/api/admin/agents/validate", json=asked)).json()["dry_run"]
    (case,) = report["cases"]
    assert (case["passed"], case["output"], case["logs"].strip()) == (True, {"cents": 1}, "seven")
    assert [effect["said"] for effect in case["effects"]] == [
        "would keep `seen`",
        "would ask the default model: How many?",
    ]
    assert [effect["made_up"] for effect in case["effects"]] == [False, False]
    wrong = {**asked, "input": {"orders": "none"}}
    (case,) = (await api.post("/api/admin/agents/validate", json=wrong)).json()["dry_run"]["cases"]
    assert case["problems"] == ['the input does not fit: `orders`: "none" is not of type "array"']
    viewer = await client(organization, Role.VIEWER)
    assert (await viewer.post("/api/admin/agents/validate", json=asked)).status_code == 403
    assert (await viewer.post("/api/admin/agents/smoke-run", json={"agent": made})).status_code == 403


async def test_what_is_more_than_its_author_should_answer_for_waits_for_a_person(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    long = code(*["total = 0"] * 200, "return {'cents': 3}")
    answer = await api.post("/api/admin/agents", json={"agent": function(code=long), "promote": True})
    assert (answer.status_code, answer.json()["status"]) == (201, "pending_approval")
    needs = (await api.get("/api/admin/agents/adder/promotion-requirements")).json()
    assert needs["needs_approval"]
    async with database.transaction(organization.id) as session:
        proposal = await approvals.newest_of(session, (await agents.find(session, "adder")).ref)
    assert proposal is not None
    assert (proposal.status, proposal.risk) == ("pending", 2)
    assert proposal.shown["reason"] == "Its code has 202 lines and 0 branches."
    assert [case["passed"] for case in proposal.shown["trial"]] == [True]


async def test_an_agent_keeps_its_type_and_is_seen_by_its_own_organisation_only(
    organization: Organization, found: Found, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    id = (await api.post("/api/admin/agents", json={"agent": function()})).json()["id"]
    other = {"name": "Adder", "instructions": "x", "remit": {"type": "context", "slug": "adder"}}
    assert (await api.post("/api/admin/agents", json={"agent": other})).json()["type"] == "other-agent-type"
    assert (await api.post("/api/admin/agents", json={})).status_code == 422
    deep: Any = 1
    for _ in range(500):
        deep = {"a": deep}
    assert (await api.post("/api/admin/agents", json={"agent": {"x": deep}})).status_code == 422
    strangers = await client(await found(), Role.OWNER)
    for method, path in [
        ("PATCH", ""), ("POST", "/smoke-run"), ("POST", "/promote"), ("POST", "/demote"), ("POST", "/archive"),
        ("GET", "/promotion-requirements"),
    ]:  # fmt: skip
        body = {"changes": {"name": "Mine"}} if method == "PATCH" else None
        answer = await strangers.request(method, f"/api/admin/agents/{id}{path}", json=body)
        assert (answer.status_code, answer.json()["type"]) == (404, "unknown-agent"), path


def graph(**remit: Any) -> dict[str, Any]:
    """Return the fields of an orchestrator over the adder that is in order."""
    nodes = [
        {"id": "first", "agent": "adder", "input": {"orders": "input.orders"}},
        {"id": "again", "agent": "adder", "input": {"orders": "input.orders"}},
    ]
    edges = [
        {"from": "input", "to": "first"},
        {"from": "first", "to": "again", "when": {"place": "first.cents", "value": 3}},
        {"from": "again", "to": "first", "at_most": 2},
    ]
    takes = function()["remit"]["input_schema"]
    made = {"type": "orchestrator", "slug": "twice", "description": "Adds twice.", "input_schema": takes}
    made |= {"output_schema": ORDER, "nodes": nodes, "edges": edges, "output": {"cents": "again.cents"}}
    return {"name": "Twice", "remit": {**made, **remit}}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, []),
        ({"edges": [{"from": "input", "to": "first"}]}, ["unreachable-step", "unknown-place"]),
        ({"edges": [{"from": "input", "to": "first"}, {"from": "first", "to": "gone"}]}, ["unknown-step"]),
        ({"edges": [{"from": "input", "to": "first"}, {"from": "first", "to": "again"},
                    {"from": "again", "to": "first"}]}, ["endless-circle", "endless-circle"]),
        ({"output": {"cents": "nothing.here"}}, ["unknown-place"]),
        ({"output": {"cents": "input.nothing"}}, ["unknown-place"]),
        ({"output": {"cents": "__import__('os')"}}, ["bad-place"]),
        ({"nodes": [{"id": "first", "agent": "gone", "input": {}}], "output": {"cents": "first.cents"},
          "edges": [{"from": "input", "to": "first"}]}, ["unknown-agent"]),
        ({"nodes": []}, ["bad-value"]),
        ({"model": "demo"}, ["unknown-field"]),
    ],
)  # fmt: skip
async def test_a_graph_is_checked_and_kept_and_not_run(
    database: Database,
    organization: Organization,
    client: Client,
    changes: Spine,
    wrong: dict[str, Any],
    expected: list[str],
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/admin/agents", json={"agent": function(), "promote": True})
    await carry_out(database, organization, changes, "adder")
    assert await codes(api, graph(**wrong)) == expected
    if not wrong:
        made = await api.post("/api/admin/agents", json={"agent": graph()})
        assert (made.status_code, made.json()["status"]) == (201, "draft")
        refused = await api.post("/api/admin/agents/twice/promote")
        assert (refused.status_code, refused.json()["type"]) == (409, "agent-not-promotable")
        assert "run later" in refused.json()["detail"]
        may = {each["action"]: each["allowed"] for each in (await api.get("/api/agents/twice")).json()["may"]}
        assert not may["promote"]
        assert not may["test"]
