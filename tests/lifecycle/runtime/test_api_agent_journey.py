"""From a connection to an answer: agents that send requests to a real HTTP API, deployed and called."""

from typing import Any

import httpx
from tests.controls.connections.toolboxes import SECRET, added, names, tools
from tests.engines.tools.places import Recorder, answered
from tests.fixtures.journey import activated, problem, until
from tests.fixtures.server import Api
from tests.stubs.openai_server import serving

from remit.controls.tenancy import Role

SCHEMAS = """
  input_schema:
    {type: object, additionalProperties: false, required: [city], properties: {city: {type: string}}}
  output_schema:
    {type: object, additionalProperties: false, required: [degrees], properties: {degrees: {type: number}}}
  sample: {now: {t: 1.5}}
"""
REQUEST = f"""
name: Now
remit:
  type: api
  slug: now
  connection: weather
  path: /cities/{{input.city}}
  query: {{units: "'c'"}}
  response: "{{'degrees': body.now.t}}"
{SCHEMAS}
"""
CODE = f"""
name: Later
remit:
  type: function
  slug: later
  services: {{http: [weather], tools: [weather.find]}}
  code: |
    async def run(input, ctx):
        await ctx.services.tools.use("weather.find", {{"id": 1}})
        now = await ctx.services.http.get("weather", "/cities/" + input["city"])
        return {{"degrees": now["body"]["now"]["t"]}}
  examples: [{{input: {{city: Oslo}}, answers: [{{service: http, answer: {{now: {{t: 1.5}}}}}}]}}]
{SCHEMAS.partition("  sample")[0]}
"""


async def deployed(admin: httpx.AsyncClient, slug: str, source: str) -> tuple[str, dict[str, str]]:
    """Save an agent, have it tried and promoted, and deploy it."""
    made = await admin.post("/api/agents", json={"source": source, "promote": True})
    assert made.status_code == 201, made.text
    await activated(admin, slug)
    ready = (await admin.post("/api/deployments", json={"agent": slug, "env": "dev"})).json()
    id = ready["deployment"]["plan_id"]
    await until(admin, id, "deployed")
    return id, {"authorization": f"Bearer {ready['key']}"}


async def opened(admin: httpx.AsyncClient, address: str) -> dict[str, Any]:
    """Add a connection that takes no requests, see that agents cannot send any, and let it take them."""
    setup: dict[str, Any] = {
        "base_url": f"{address}/v1",
        "operations": [{"name": "find", "path": "/find/{id}"}],
    }
    made = await added(admin, setup, "weather")
    refused = problem(await admin.post("/api/agents", json={"source": REQUEST}), 422)
    assert "takes no requests" in str(refused)
    path = f"/api/connections/{made['id']}"
    wanted = {"version": made["version"], "setup": {**setup, "requests": "read"}}
    assert (await admin.patch(path, json=wanted)).status_code == 200
    waiting = await tools(admin, made["id"])
    assert names(waiting) == ["find"]
    digest = {"digest": waiting["difference"]["digest"]}
    assert (await admin.post(f"{path}/tools/accept", json=digest)).status_code == 200
    return made


async def switched_off(admin: httpx.AsyncClient, id: str) -> None:
    (tool,) = [each for each in (await tools(admin, id))["items"] if each["name"] == "http_get"]
    off = {"digest": tool["digest"], "enabled": False}
    assert (await admin.patch(f"/api/connections/{id}/tools/http_get", json=off)).status_code == 200


async def test_agents_send_requests_to_a_real_api_and_stop_when_it_takes_none(api: Api) -> None:
    admin, place = await api(Role.ADMIN), Recorder([answered(200, '{"now":{"t":-3.5}}')])
    with serving(place) as address:
        made = await opened(admin, address)
        id, mine = await deployed(admin, "now", REQUEST)
        path, given = f"/api/deployed-agents/{id}/invoke", {"input": {"city": "São Paulo"}}
        said = await admin.post(path, json=given, headers=mine)
        assert (said.status_code, said.json()["output"]) == (200, {"degrees": -3.5}), said.text
        completion = {"model": "", "messages": [{"role": "user", "content": '{"city": "Oslo"}'}]}
        chat = (await admin.post("/v1/chat/completions", json=completion, headers=mine)).json()
        assert chat["choices"][0]["message"]["content"] == '{"degrees":-3.5}'
        wrong = await admin.post(path, json={"input": {"town": "Oslo"}}, headers=mine)
        assert problem(wrong, 422)["type"].endswith("bad-call-input")
        other, theirs = await deployed(admin, "later", CODE)
        run = await admin.post(
            f"/api/deployed-agents/{other}/invoke", json={"input": {"city": "Oslo"}}, headers=theirs
        )
        assert (run.status_code, run.json()["output"]) == (200, {"degrees": -3.5}), run.text
        targets = [
            *("/v1/cities/S%C3%A3o%20Paulo?units=c", "/v1/cities/Oslo?units=c"),
            *("/v1/find/1", "/v1/cities/Oslo"),
        ]
        assert [asked.target for asked in place.asked] == targets
        assert {asked.headers["authorization"] for asked in place.asked} == {f"Bearer {SECRET}"}
        in_use = problem(await admin.delete(f"/api/connections/{made['id']}"), 409)
        assert {"agent now", "agent later"} <= set(in_use["used_by"])
        await switched_off(admin, made["id"])
        stopped = problem(await admin.post(path, json=given, headers=mine), 502)
        assert "switched off" in stopped["detail"]
        assert len(place.asked) == len(targets)
