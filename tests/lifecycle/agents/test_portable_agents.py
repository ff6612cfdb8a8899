"""Files of agents that travel: plans of what would change, other formats, folders and archives."""

import base64
import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic_ai.agent.spec import AgentSpec

from remit.controls.tenancy import Organization, Role

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
CLOSED = "{type: object, additionalProperties: false, properties: {}}"


def context(slug: str, told: str = "Be kind.") -> str:
    return f"name: {slug}\ninstructions: {told}\nremit: {{type: context, description: x, budget_usd_per_hour: 1}}\n"


def caller(slug: str, *called: str) -> str:
    code = "\n".join(
        ["    async def run(input, ctx):"]
        + [f"        await ctx.services.agents.call('{each}', 'hi')" for each in called]
        + ["        return {}"]
    )
    return (
        f"name: {slug}\nremit:\n  type: function\n  input_schema: {CLOSED}\n  output_schema: {CLOSED}\n"
        f"  services: {{agents: [{', '.join(called)}]}}\n  code: |\n{code}\n"
    )


async def planned(api: httpx.AsyncClient, files: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    answer = await api.post("/api/agents/plan", json={"files": files or {}, **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def actions(plan: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["path"], item["action"]) for item in plan["items"]]


async def saved(api: httpx.AsyncClient, item: dict[str, Any]) -> None:
    body = {"source": item["source"], "promote": False, "base_version": item["version"] or 0}
    answer = await api.post("/api/agents", json=body)
    assert answer.status_code == 201, answer.text


def zipped(**files: str | bytes) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return base64.b64encode(packed.getvalue()).decode()


async def test_a_plan_says_what_each_file_would_do(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    files = {"z/one.yaml": context("one"), "a.yaml": caller("two", "one"), "same.yml": context("one"),
             "bad.json": "{", "notes.md": "# No agent"}  # fmt: skip
    plan = await planned(api, files)
    assert actions(plan) == [
        ("bad.json", "invalid"),
        ("same.yml", "create"),
        ("z/one.yaml", "invalid"),
        ("a.yaml", "create"),
    ]
    assert plan["items"][2]["findings"][0]["code"] == "slug-twice"
    assert plan["items"][3]["after"] == ["one"]
    assert (await api.get("/api/agents")).json()["items"] == []
    await saved(api, plan["items"][1])
    again = await planned(api, {"one.yaml": context("one", "Be brief.")}, promote=False)
    (item,) = again["items"]
    assert (item["action"], item["version"]) == ("update", 1)
    assert "-instructions: Be kind." in item["diff"]
    assert "+instructions: Be brief." in item["diff"]
    assert actions(await planned(api, {"one.yaml": context("one")}, promote=False)) == [
        ("one.yaml", "unchanged")
    ]
    assert actions(await planned(api, {"one.yaml": context("one")})) == [("one.yaml", "promote")]
    (other,) = (await planned(api, {"x.yaml": context("x")}))["others"]
    assert other["slug"] == "one"
    # Two that call one another are both named, and nothing goes on for ever.
    circle = await planned(api, {"a.yaml": caller("a", "b"), "b.yaml": caller("b", "a")})
    assert len(circle["items"]) == 2


async def test_texts_may_stand_in_files_beside(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    agent = (
        "name: hr\ninstructions: {file: told.md}\nremit:\n  type: context\n"
        "  knowledge: {documents: [{title: H, text: {file: docs/h.md}}]}\n"
    )
    files = {
        "hr/agent.yaml": agent,
        "hr/told.md": "Be kind.",
        "hr/docs/h.md": "# Leave\n28 days.",
        "told.md": "no",
    }
    (item,) = (await planned(api, files))["items"]
    assert item["action"] == "create"
    assert "28 days." in item["source"]
    assert "Be kind." in item["source"]
    for name in (
        "../told.md",
        "/etc/passwd",
        "https://example.com/x",
        "docs/../../told.md",
        "none.md",
        "..\\told.md",
    ):
        (item,) = (await planned(api, {**files, "hr/agent.yaml": agent.replace("told.md", f"'{name}'")}))[
            "items"
        ]
        assert item["findings"][0]["code"] in ("file-outside", "file-missing"), name
        assert item["action"] == "invalid"


async def test_an_exported_folder_comes_back_the_same(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    handbook = "# Leave\n\n" + "Everybody has 28 days. " * 20
    agent = context("hr").replace("budget", "knowledge: {documents: [{title: 'A, B', text: X}]}, budget")
    await saved(api, {"source": agent.replace("text: X", f"text: {json.dumps(handbook)}"), "version": None})
    await saved(api, {"source": caller("two", "hr"), "version": None})
    found = (await api.get("/api/agents/hr/export")).json()
    assert sorted(found["files"]) == ["hr/agent.yaml", "hr/knowledge/a-b.md"]
    packed = await api.get("/api/agents/hr/export?form=zip")
    assert packed.headers["content-disposition"] == 'attachment; filename="hr.zip"'
    assert packed.content == (await api.get("/api/agents/hr/export?form=zip")).content
    back = await planned(api, archive=base64.b64encode(packed.content).decode(), promote=False)
    assert [(each["slug"], each["action"]) for each in back["items"]] == [("hr", "unchanged")]
    code = (await api.get("/api/agents/two/export")).json()["files"]
    assert actions(await planned(api, code, promote=False)) == [("two/agent.yaml", "unchanged")]
    assert (await api.get("/api/agents/two/export?form=yaml")).text == caller("two", "hr")
    elsewhere = await client(organization, Role.VIEWER)
    assert (await elsewhere.get("/api/agents/hr/export?version=9")).status_code == 404


TOLD = "Know {{city}} and {{#if x}}more{{/if}}."


async def test_an_agent_spec_is_read_and_what_it_lost_is_said(
    organization: Organization, client: Client, tmp_path: Path
) -> None:
    api = await client(organization, Role.BUILDER)
    spec = AgentSpec(
        name="Guide",
        model="demo",
        instructions="TOLD",
        deps_schema={"properties": {"city": {"type": "string"}, "other": {"type": "object"}}},
        output_schema={"type": "object", "properties": {"tip": {"type": "string"}}},
        model_settings={"temperature": 0.5, "extra_body": {"a": 1}},
        retries={"tools": 3, "output": 2},
        end_strategy="early",
        capabilities=["WebSearch"],
    )
    for name in ("guide.yaml", "guide.json"):
        spec.to_file(tmp_path / name, schema_path=None)
        text = (tmp_path / name).read_text()
        (item,) = (await planned(api, {name: text.replace("TOLD", TOLD)}, convert=True))["items"]
        assert (item["format"], item["action"], item["slug"]) == ("pydantic-ai", "create", "guide"), item[
            "findings"
        ]
        lost = {note["path"] for note in item["notes"]}
        assert lost >= {"model_settings.extra_body", "retries", "end_strategy", "capabilities[0]", "output_schema",
                        "deps_schema.properties.other"}  # fmt: skip
        assert any("#if" in note["message"] for note in item["notes"])
    await saved(api, item)
    document = (await api.get("/api/agents/guide")).json()["document"]
    assert document["remit"]["variables"] == {"city": {"type": "string", "max_length": 2000}}
    assert (document["spec"]["retries"], document["spec"]["model_settings"]) == (2, {"temperature": 0.5})
    # Without being asked to, nothing is read as anything else.
    (plain,) = (await planned(api, {"g.json": (tmp_path / "guide.json").read_text()}))["items"]
    assert plain["action"] == "invalid"


# As pyagentspec 26.3 writes it.
OPEN: dict[str, Any] = {
    "component_type": "Agent", "id": "a1", "name": "City Guide", "description": "Guides.", "metadata": {},
    "inputs": [{"title": "cityName", "type": "string"}], "outputs": [{"title": "tip", "type": "string"}],
    "llm_config": {"component_type": "VllmConfig", "id": "m", "name": "m", "model_id": "llama", "url": "http://x/v1",
                   "default_generation_parameters": {"temperature": 0.2, "best_of": 3}},
    "system_prompt": "You know {{ cityName }} well.",
    "tools": [{"$component_ref": "t"}], "toolboxes": [], "human_in_the_loop": True, "agentspec_version": "26.3.1",
    "$referenced_components": {"t": {"component_type": "RemoteTool", "name": "weather"},
                               "loop": {"$component_ref": "loop"}},
}  # fmt: skip


def flow() -> dict[str, Any]:
    start = {"component_type": "StartNode", "id": "s", "name": "start"}
    end = {"component_type": "EndNode", "id": "e", "name": "end"}
    ask = {"component_type": "AgentNode", "id": "n", "name": "Ask guide", "agent": {"$component_ref": "a1"}}
    ref = {name: {"$component_ref": name} for name in ("s", "e", "n")}
    agent = {**OPEN, "tools": []}
    return {
        "component_type": "Flow", "id": "f", "name": "Trip", "start_node": ref["s"], "nodes": list(ref.values()),
        "inputs": [{"title": "cityName", "type": "string"}], "outputs": [{"title": "tip", "type": "string"}],
        "control_flow_connections": [
            {"component_type": "ControlFlowEdge", "from_node": ref["s"], "to_node": ref["n"]},
            {"component_type": "ControlFlowEdge", "from_node": ref["n"], "to_node": ref["e"]},
        ],
        "data_flow_connections": [
            {"source_node": ref[source], "source_output": name, "destination_node": ref[to], "destination_input": name}
            for source, name, to in (("s", "cityName", "n"), ("n", "tip", "e"))
        ],
        "$referenced_components": {"s": start, "e": end, "n": ask, "a1": agent}, "agentspec_version": "26.3.1",
    }  # fmt: skip


async def test_open_agent_spec_is_read_and_what_it_lost_is_said(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    tabbed = json.dumps(OPEN, indent="\t")
    (item,) = (await planned(api, {"guide.json": tabbed}, convert=True))["items"]
    assert (item["format"], item["action"], item["slug"]) == ("open-agent-spec", "create", "city-guide"), item
    said = " ".join(note["message"] for note in item["notes"])
    for lost in ("llama", "`url`", "`best_of`", "RemoteTool `weather`"):
        assert lost in said
    await saved(api, item)
    document = (await api.get("/api/agents/city-guide")).json()["document"]
    assert document["spec"]["instructions"] == "You know {{cityname}} well."
    assert document["spec"]["output_schema"]["required"] == ["tip"]
    assert "http://x" not in json.dumps(document)
    agent, graph = (await planned(api, {"trip.json": json.dumps(flow())}, convert=True))["items"]
    assert (agent["slug"], graph["slug"], graph["type"], graph["action"]) == (
        "city-guide", "trip", "orchestrator", "create",
    ), graph["findings"]  # fmt: skip
    strange = flow()
    strange["$referenced_components"]["n"]["component_type"] = "LlmNode"
    (lost,) = (await planned(api, {"trip.json": json.dumps(strange)}, convert=True))["items"]
    assert (lost["action"], lost["findings"][0]["code"]) == ("invalid", "not-carried")
    for odd in ({**OPEN, "component_type": "Swarm"}, {**OPEN, "system_prompt": None, "inputs": 3, "tools": None},
                {**OPEN, "llm_config": {"$component_ref": "loop"}, "$referenced_components": []}):  # fmt: skip
        assert len((await planned(api, {"x.json": json.dumps(odd)}, convert=True))["items"]) == 1


BOMB = "a: &a [x,x]\nb: &b [*a,*a]\nremit: {type: context}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "alias"),
        ("name: x\ninstructions: " + "y" * 300_000, "file-too-large"),
        ("[" * 2_000, "too-deep"),
        ("name: !!python/object:os.system x\n", "yaml-tag"),
        (context("x") + "output_schema: {$ref: 'file:///etc/passwd'}\n", "schema-reference"),
        (context("x") + "output_schema: {$ref: 'https://example.com/s'}\n", "schema-reference"),
        (context("x") + "output_schema: {$ref: '#/$defs/a', $defs: {a: {properties: {a: {$ref: '#/$defs/a'}}}}}\n",
         "schema-recursive"),
        (context("x") + "output_schema: {type: object}\n", "contract-open"),
        ("\x07", "bad-character"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)  # fmt: skip
async def test_hostile_files_have_clear_findings(
    organization: Organization, client: Client, text: str, code: str
) -> None:
    api = await client(organization, Role.BUILDER)
    for convert in (False, True):
        (item,) = (await planned(api, {"x.yaml": text}, convert=convert))["items"]
        assert (item["action"], code in [found["code"] for found in item["findings"]]) == ("invalid", True), (
            item
        )


async def test_hostile_archives_are_refused(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    archives = [
        "no base64 !",
        base64.b64encode(b"no zip").decode(),
        zipped(**{"..__..__x.yaml": "a: b"}),
        zipped(**{"x.yaml": b"\xff\xfe"}),
        zipped(**{"x.yaml": "x" * (4 * 2**20 + 1)}),
        zipped(**{f"{n}.yaml": "a: b" for n in range(501)}),
    ]
    for archive in archives:
        answer = await api.post("/api/agents/plan", json={"archive": archive})
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "malformed"), (
            answer.text
        )
    both = await api.post("/api/agents/plan", json={"archive": zipped(), "files": {"a.yaml": "x"}})
    assert both.status_code == 422
