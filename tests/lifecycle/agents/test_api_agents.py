"""API agents and what code may reach: what is found wrong with them, and what they would do in a trial."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.lifecycle.agents.conftest import Acting
from tests.lifecycle.agents.test_functions import closed, code, codes, function

from remit.controls.connections.schemas import NewToolbox
from remit.controls.connections.toolboxes import catalogue, changes
from remit.controls.connections.toolboxes.schemas import ToolChange
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database
from remit.lifecycle.agents.library import library

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
SETUP = {"base_url": "https://api.example.com/v1", "auth": "none"}
WEATHER = next(each.source for each in library() if each.document.slug == "weather")


def request(**remit: Any) -> dict[str, Any]:
    """Return the fields of an API agent that is in order."""
    return {
        "name": "Orders",
        "remit": {
            "type": "api",
            "slug": "orders",
            "description": "Finds orders.",
            "connection": "weather",
            "path": "/orders/{input.number}",
            "response": "{'total': body.total}",
            "input_schema": {**closed(number={"type": "integer"}), "required": ["number"]},
            "output_schema": closed(total={"type": "number"}),
            "sample": {"total": 12.5},
            "examples": [{"input": {"number": 3}, "output": {"total": 12.5}}],
            **remit,
        },
    }


@pytest.fixture
async def api(
    database: Database, organization: Organization, acting: Acting, app: FastAPI, client: Client
) -> httpx.AsyncClient:
    """Give a builder's client of an organisation whose connections take requests, or do not."""
    admin = await acting(organization, Role.ADMIN)
    operation = {"name": "find", "path": "/find/{id}"}
    async with database.transaction(organization.id) as session:
        for slug, setup in (
            ("weather", {**SETUP, "requests": "all"}),
            ("reads", {**SETUP, "requests": "read"}),
            ("closed", {**SETUP, "operations": [operation]}),
        ):
            wanted = NewToolbox.model_validate({"slug": slug, "kind": "http_api", "setup": setup})
            made = await changes.add(session, admin, app.state.toolboxes, wanted)
            if slug == "closed":
                tool = await catalogue.find_tool(session, made, "find")
                always = ToolChange.model_validate({"digest": tool.digest, "approval": "always"})
                await catalogue.change(session, admin, made.id, "find", always)
    app.state.toolboxes.forget()
    return await client(organization, Role.BUILDER)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"sample": None}, ["?no-sample"]),
        ({"sample": None, "examples": [{"input": {"number": 1}, "answers": [{"service": "http", "answer": {}}]}]}, []),
        ({"connection": "gone"}, ["unknown-tool"]),
        ({"connection": "closed"}, ["unknown-tool"]),
        ({"connection": "reads", "method": "POST"}, ["unknown-tool"]),
        ({"path": "orders"}, ["bad-value"]),
        ({"path": "/orders?x={input.number}"}, ["bad-value"]),
        ({"path": "/orders/{input.number"}, ["bad-path"]),
        ({"path": "/../orders"}, ["bad-path"]),
        ({"path": "/orders/{input.}"}, ["bad-expression"]),
        ({"path": "/orders/{body.id}"}, ["bad-expression"]),
        ({"query": {"a": "inptu.number", "b": "frob(1)"}}, ["bad-expression", "bad-expression"]),
        ({"response": "{'total': "}, ["bad-expression"]),
        ({"response": "import os"}, ["bad-expression"]),
        ({"body": "input"}, ["body-of-get"]),
        ({"method": "TRACE"}, ["bad-value"]),
        ({"url": "https://evil.example"}, ["refused-field"]),
        ({"headers": {"a": "b"}}, ["refused-field"]),
        ({"code": "x"}, ["refused-field"]),
        ({"query": {"key": "'sk-ant-api03-" + "aB3" * 31 + "AA'"}}, ["secret"]),
        ({"output_schema": {"type": "object"}}, ["contract-open"]),
        ({"examples": [{"input": {}}]}, ["example-input"]),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_request_is_found_and_named(
    api: httpx.AsyncClient, changes: dict[str, Any], expected: list[str]
) -> None:
    assert await codes(api, request(**changes)) == expected


async def tried(api: httpx.AsyncClient, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"agent": fields, "dry_run": True, **more}
    answer = await api.post("/api/admin/agents/validate", json=body)
    assert answer.status_code == 200, answer.text
    report = answer.json()["dry_run"]
    assert report is not None, answer.text
    case: dict[str, Any] = report["cases"][0]
    return case


async def test_a_dry_run_shows_the_request_and_what_would_come_of_it(api: httpx.AsyncClient) -> None:
    case = await tried(api, request(query={"all": "input.number > 2"}))
    assert (case["passed"], case["output"]) == (True, {"total": 12.5})
    (effect,) = case["effects"]
    assert effect["said"] == "would GET https://api.example.com/v1/orders/3?all=True"
    assert (effect["made_up"], effect["changes"]) == (False, False)
    sends = request(method="POST", path="/orders", body="{'n': input.number}")
    case = await tried(api, sends)
    assert case["effects"][0]["said"] == 'would POST https://api.example.com/v1/orders with {"n": 3}'
    assert case["effects"][0]["changes"]
    for wrong, words in (
        (request(sample=None), "No answer of the API is recorded"),
        (request(response="{'total': body.sum}"), "`remit.response`: There is no field 'sum'"),
        (request(response="body.total"), "does not fit"),
        (request(path="/orders/{input.number > 1}"), "part of a path"),
        (request(response="body.map(a, body.map(b, body.map(c, body.map(d, a)))).size()", sample=list(range(600))),
         "took more than"),
    ):  # fmt: skip
        case = await tried(api, wrong)
        assert not case["passed"]
        assert words in " ".join(case["problems"]), case["problems"]


async def test_the_template_passes_its_trial_once_its_connection_is_there(api: httpx.AsyncClient) -> None:
    made = await api.post("/api/agents", json={"source": WEATHER})
    assert made.status_code == 201, made.text
    report = await api.post("/api/admin/agents/weather/smoke-run")
    assert report.status_code == 200, report.text
    assert report.json()["passed"], report.text


async def test_code_that_reaches_tools_is_tried_without_reaching_any(api: httpx.AsyncClient) -> None:
    lines = (
        "now = await ctx.services.http.get('weather', '/now', {'q': 'x'})",
        "gone = await ctx.services.http.get('weather', '/later')",
        "made = await ctx.services.http.post('weather', '/orders', {'a': 1})",
        "return {'cents': now['body']['cents'] + gone['status'] + made['status']}",
    )
    answers = [
        {"service": "http", "name": "weather", "answer": {"cents": 1}},
        {"service": "http", "status": 404, "answer": "gone"},
    ]
    example = {"input": {"orders": []}, "output": {"cents": 605}, "answers": answers}
    fields = function(code=code(*lines), services={"http": ["weather"]}, examples=[example])
    assert await codes(api, fields) == []
    case = await tried(api, fields)
    assert case["passed"], case
    assert [effect["said"] for effect in case["effects"]] == [
        "would GET https://api.example.com/v1/now?q=x",
        "would GET https://api.example.com/v1/later",
        'would POST https://api.example.com/v1/orders with {"a": 1}',
    ]
    assert [effect["made_up"] for effect in case["effects"]] == [False, False, True]


async def test_a_tool_that_asks_a_person_is_no_tool_for_code(api: httpx.AsyncClient) -> None:
    lines = ("await ctx.services.tools.use('closed.find', {'id': 1})", "return {'cents': 3}")
    fields = function(code=code(*lines), services={"tools": ["closed.find"]})
    assert await codes(api, fields) == ["tool-asks"]
    assert await codes(api, function(code=code(*lines), services={"tools": ["reads.http_get"]})) == []
    wrong = function(
        code=code("await ctx.services.tools.use('reads.http_get', {'pth': 1})", "return {'cents': 3}"),
        services={"tools": ["reads.http_get"]},
    )
    case = await tried(api, wrong)
    assert "pth" in " ".join(case["problems"])
