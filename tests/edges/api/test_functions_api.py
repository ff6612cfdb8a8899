"""A function from its template to its answers, over real HTTP; and what is sent to break it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import activated, problem, until
from tests.fixtures.server import Api, Served
from tests.server import NO_TLS

from remit.controls.tenancy import Role

PAIR = {"orders": [{"customer": "Ada", "total": "1.50"}, {"customer": "Ada", "total": "2"}]}


SUM = {"customers": [{"customer": "Ada", "orders": 2, "total": "3.50"}]}


async def template(api: httpx.AsyncClient, name: str) -> str:
    items = (await api.get("/api/agents/templates")).json()["items"]
    return str(next(item["source"] for item in items if item["slug"] == name))


@pytest.fixture
async def deployed(api: Api, served: Served) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """Deploy the order aggregator; yield a client with its own key, and its id."""
    client = await api(Role.OPERATOR)
    made = await client.post("/api/agents", json={"source": await template(client, "order-aggregator")})
    assert made.status_code == 201, made.text
    await activated(client, "order-aggregator")
    put = await client.post("/api/deployments", json={"agent": "order-aggregator", "env": "dev"})
    key, id = put.json()["key"], put.json()["deployment"]["plan_id"]
    await until(client, id, "deployed")
    demoted = await client.post("/api/admin/agents/order-aggregator/demote")
    assert problem(demoted, 409)["type"] == "/problems/agent-in-use"
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, timeout=20, trust_env=False, verify=NO_TLS
    ) as own:
        yield own, id


async def test_a_deployed_function_answers_whoever_asks_it(deployed: tuple[httpx.AsyncClient, str]) -> None:
    own, id = deployed
    status = (await own.get(f"/api/deployed-agents/{id}/status")).json()
    assert (status["ready"], status["model"]) == (True, None)
    sent = {"input": PAIR}
    answers = await asyncio.gather(
        *(own.post(f"/api/deployed-agents/{id}/invoke", json=sent) for _ in range(8))
    )
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.json()["output"] == SUM
    said = await own.post(f"/api/deployed-agents/{id}/chat", json={"message": json.dumps(PAIR)})
    assert json.loads(said.json()["reply"]) == SUM
    message, stream = {"message": json.dumps(PAIR)}, {"accept": "text/event-stream"}
    streamed = await own.post(f"/api/deployed-agents/{id}/chat", json=message, headers=stream)
    assert "RUN_FINISHED" in streamed.text
    asked = {"model": "order-aggregator", "messages": [{"role": "user", "content": json.dumps(PAIR)}]}
    openai = await own.post("/v1/chat/completions", json=asked)
    assert json.loads(openai.json()["choices"][0]["message"]["content"]) == SUM
    pieces = await own.post("/v1/chat/completions", json={**asked, "stream": True})
    assert "[DONE]" in pieces.text
    assert "3.50" in pieces.text
    figures = (await own.get(f"/api/deployed-agents/{id}/metrics")).json()
    assert (figures["errors"], figures["unpriced"], figures["interactions"]) == (0, 0, 12)


async def test_what_a_function_does_not_take_is_refused(deployed: tuple[httpx.AsyncClient, str]) -> None:
    own, id = deployed
    wrong = await own.post(f"/api/deployed-agents/{id}/invoke", json={"input": {"orders": [{}]}})
    assert problem(wrong, 422)["type"] == "/problems/bad-call-input"
    words = await own.post(f"/api/deployed-agents/{id}/chat", json={"message": "hello"})
    assert problem(words, 422)["type"] == "/problems/bad-call-input"
    embed = await own.post("/v1/embeddings", json={"model": "order-aggregator", "input": "x"})
    assert 400 <= embed.status_code < 500, embed.text
    hostile: list[Any] = [None, "x", [], {"orders": "\0"}, {"orders": [{"customer": "\0", "total": "1"}]}]
    for each in hostile:
        sent = await own.post(f"/api/deployed-agents/{id}/invoke", json={"input": each})
        assert sent.status_code in (200, 422), sent.text


async def test_what_is_sent_to_break_the_checks_is_a_finding(api: Api) -> None:
    client = await api(Role.BUILDER)
    source = await template(client, "order-aggregator")
    deep: Any = {"type": "object"}
    for _ in range(40):
        deep = {"type": "object", "properties": {"a": deep}}
    texts = [
        "a" * 900_000,
        "a: &a [x, x]\nb: [*a, *a]",
        "[" * 5_000,
        source.replace("type: object", "type: [object, 7]", 1),
        source.replace("required: [orders]", "$ref: '#/$defs/x'\n    $defs: {x: {$ref: '#/$defs/x'}}"),
        source.replace("maxItems: 10000", "maxItems: -1"),
        source.replace("maxItems: 10000", "maxItems: 1e308"),
        source.replace("async def run", "async def \u202erun"),
        source.replace("tags: [orders]", "tier: huge"),
        json.dumps({"name": "Deep", "remit": {"type": "function", "input_schema": deep}}),
    ]
    for text in texts:
        answer = await client.post("/api/agents/validate", json={"source": text})
        assert answer.status_code == 200, (text[:60], answer.text[:300])
        assert not answer.json()["valid"], text[:60]
        assert answer.json()["findings"]
    large = await client.post("/api/agents/validate", json={"source": "a" * 2_000_000})
    assert problem(large, 422)["errors"][0]["path"] == "body.source"
    fields: list[Any] = [
        {}, {"remit": None}, {"remit": {"type": ["function"]}}, {"remit": {"type": "function", "code": "\0"}},
        {"remit": {"type": "function", "code": "x" * 300_000}}, {"x": 10**400}, {"name": "\ud800"},
        {"remit": {"type": "orchestrator", "nodes": [{}], "edges": [{"from": None}]}},
    ]  # fmt: skip
    for each in fields:
        body = json.dumps({"agent": each})
        headers = {"content-type": "application/json"}
        answer = await client.post("/api/admin/agents/validate", content=body, headers=headers)
        assert answer.status_code in (200, 422), (each, answer.text[:300])


async def test_a_graph_is_kept_and_talks_to_nobody(api: Api) -> None:
    client = await api(Role.OPERATOR)
    closed = {"type": "object", "additionalProperties": False, "properties": {}}
    await client.post("/api/agents", json={"source": await template(client, "hello")})
    graph = {
        "type": "orchestrator",
        "slug": "graph",
        "input_schema": closed,
        "output_schema": closed,
        "nodes": [{"id": "first", "agent": "hello", "input": {}}],
        "edges": [{"from": "input", "to": "first"}],
        "output": {},
    }
    made = await client.post("/api/admin/agents", json={"agent": {"name": "Graph", "remit": graph}})
    assert made.status_code == 201, made.text
    found = (await client.get("/api/chat/participants", params={"q": "graph"})).json()["test"]
    assert [(each["handle"], each["answers"]) for each in found] == [("graph", False)]
    assert "run later" in found[0]["reason"]
    begun = await client.post("/api/conversations", json={"participants": [{"kind": "agent", "id": "graph"}]})
    if begun.status_code == 201:
        said = await client.post(
            f"/api/conversations/{begun.json()['id']}/messages", json={"content": "Good morning"}
        )
        assert "Welcomes" not in said.text
        assert "later" in said.text
    assert (
        problem(await client.post("/api/agents/graph/smoke-run"), 409)["type"]
        == "/problems/agent-not-triable"
    )
