"""Checking as one types, the schema that editors complete by, and the files to begin with."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from remit.controls.metering import Limits
from remit.controls.tenancy import Organization, Role
from remit.lifecycle import agents
from remit.lifecycle.agents.fields import ModelSettings, Remit, Spec
from remit.lifecycle.agents.library import library
from remit.lifecycle.agents.source import LARGEST
from remit.lifecycle.agents.types import KINDS

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
GOOD = "name: a\ninstructions: x\nremit:\n  type: context\n  description: y\n  budget_usd_per_hour: 1\n"


async def findings(api: httpx.AsyncClient, source: str) -> list[tuple[Any, ...]]:
    answer = await api.post("/api/agents/validate", json={"source": source})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["valid"] == all(found["severity"] == "warning" for found in body["findings"])
    assert (body["document"] is not None) == body["valid"]
    return [(f["code"], f["severity"], f["path"], f["line"], f["column"]) for f in body["findings"]]


async def test_a_good_file_is_valid_and_is_not_stored(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.VIEWER)
    body = (await api.post("/api/agents/validate", json={"source": GOOD})).json()
    assert (body["valid"], body["findings"], body["slug"]) == (True, [], "a")
    assert body["document"]["spec"]["name"] == "a"
    assert (await api.get("/api/agents")).json()["items"] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", [("empty-file", "error", "", None, None)]),
        ("\n\n  - a\n", [("not-fields", "error", "", 3, 3)]),
        ("name: a: b", [("not-yaml", "error", "", 1, 8)]),
        ("name: 'a\x00'", [("bad-character", "error", "", 1, 9)]),
        ("x: &a [1]\ny: *a", [("alias", "error", "", 2, 4)]),
        ("[" * 100_000, [("too-deep", "error", "", 1, 1)]),
        ("x" * (LARGEST + 1), [("file-too-large", "error", "", None, None)]),
        (GOOD + "modle: b\n", [("unknown-field", "error", "modle", 7, 1)]),
        (GOOD + "capabilities: []\n", [("refused-field", "error", "capabilities", 7, 1)]),
        (GOOD + "  tags: [a, B]\n", [("bad-name", "error", "remit.tags[1]", 7, 13)]),
        (GOOD + "model: openai:gone\n", [("unknown-model", "error", "model", 7, 1)]),
        (GOOD.replace("instructions: x", "instructions: '{{who}}'"), [
            ("bad-template", "error", "instructions", 2, 1)]),
        (GOOD + "  variables: {x: y, z: '{{a}}'}\n", [
            ("unused-variable", "error", "remit.variables.x", 7, 15),
            ("bad-variable", "error", "remit.variables.z", 7, 21)]),
        (GOOD + "  slug: templates\n", [("reserved-name", "error", "remit.slug", 7, 3)]),
        ("name: a\ninstructions: x\nremit:\n  type: context\n", [
            ("no-description", "warning", "remit.description", 3, 1),
            ("no-budget", "warning", "remit.budget_usd_per_hour", 3, 1)]),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)  # fmt: skip
async def test_each_finding_has_its_place_and_a_code(
    organization: Organization, client: Client, source: str, expected: list[tuple[Any, ...]]
) -> None:
    assert await findings(await client(organization, Role.BUILDER), source) == expected


async def test_too_many_checks_in_a_minute_wait_and_other_organisations_do_not(
    app: FastAPI, found: Callable[[], Awaitable[Organization]], client: Client
) -> None:
    app.state.validations = agents.ValidationThrottle(Limits(app.state.database), per_minute=3)
    ours, theirs = await client(await found(), Role.BUILDER), await client(await found(), Role.BUILDER)
    asked = {"source": GOOD}
    assert [(await ours.post("/api/agents/validate", json=asked)).status_code for _ in range(4)] == [
        200, 200, 200, 429,
    ]  # fmt: skip
    body = (await ours.post("/api/agents/validate", json=asked)).json()
    assert body["type"] == "validation-limit"
    assert 1 <= body["retry_after"] <= 61
    assert (await theirs.post("/api/agents/validate", json=asked)).status_code == 200
    assert (await ours.post("/api/agents", json=asked)).status_code == 201


async def test_the_schema_describes_every_field(organization: Organization, client: Client) -> None:
    schema = (await (await client(organization, Role.VIEWER)).get("/api/agents/schema")).json()
    fields = schema["properties"]
    assert set(fields) == {*Spec.model_fields, "remit", "$schema"}
    assert set(fields["remit"]["properties"]) == set(Remit.model_fields)
    assert set(fields["model_settings"]["properties"]) == set(ModelSettings.model_fields)
    for block in (fields, fields["remit"]["properties"], fields["model_settings"]["properties"]):
        for name, field in block.items():
            assert field["description"].endswith("."), name
            assert "$ref" not in str(field), name
    runs = {each["type"]: each["runs"] for each in schema["x-remit-types"]}
    assert runs == {name: kind.runs for name, kind in KINDS.items()}


async def test_every_template_is_applied_as_it_is_and_has_nothing_doubtful(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    items = (await api.get("/api/agents/templates")).json()["items"]
    assert [item["slug"] for item in items] == [
        "hello", "support-triage", "hr-assistant", "blog-post-writer", "release-notes-writer", "sql-explainer",
        "order-aggregator", "weather", "agent-builder-chat", "agent-reviewer", "agent-builder",
    ]  # fmt: skip
    for item in items:
        if item["slug"] == "weather":  # it sends its request over a connection that nobody has made yet
            assert [code for code, *_ in await findings(api, item["source"])] == ["unknown-tool"]
            continue
        doubts = {code for code, *_ in await findings(api, item["source"])}
        assert doubts <= ({"agent-not-active"} if item["slug"] == "agent-builder" else set())
        asked = {"source": item["source"], "base_version": 0, "promote": item["slug"] != "agent-builder"}
        made = await api.post("/api/agents", json=asked)
        assert (made.status_code, made.json()["slug"]) == (201, item["slug"])
        assert item["description"]
        assert item["tags"]


def test_the_example_in_the_repository_is_the_first_template() -> None:
    example = Path(__file__).parents[3] / "examples" / "hello.yaml"
    assert library()[0].source == example.read_text()
