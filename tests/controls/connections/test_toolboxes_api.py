"""Connections with tools over HTTP: added, shown without their secret, tested, changed, tried by hand and removed."""

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from tests.controls.connections import providers
from tests.controls.connections.toolboxes import SECRET, added, crm, names, tools
from tests.engines.tools.places import Recorder, answered
from tests.fixtures.journey import HELLO, activated, problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.stubs.openai_server import OpenAIStub, serving

from remit.controls.tenancy import Organization, Role

PLACES = ("127.0.0.1", "localhost")
# As people write addresses that lead inside: in numbers of every base, mapped, translated, as metadata.
INSIDE = [
    "169.254.169.254", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518", "10.0.0.1", "192.168.1.1",
    "172.16.0.1", "0.0.0.0", "224.0.0.1", "[fe80::1]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]",
    "100.100.100.200", "[fd00:ec2::254]",
]  # fmt: skip


@pytest.fixture
def api_server() -> Recorder:
    return Recorder()


@pytest.fixture
def url(api_server: Recorder) -> Iterator[str]:
    with serving(api_server) as address:
        yield address


async def test_added_it_has_its_tools_at_once_and_never_shows_its_secret(
    api: Api, api_server: Recorder, url: str, organization: Organization, as_owner: psycopg.Connection
) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, crm(url), name="The CRM")
    expected = {
        "slug": "crm", "name": "The CRM", "kind": "http_api", "address": url, "has_secret": True, "enabled": True,
        "secret_hint": "wxyz", "last_test": None, "version": 1, "tools": 2, "differs": False,
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    tested = (await client.post(f"/api/connections/{made['id']}/test")).json()
    assert tested["result"]["ok"], tested
    assert tested["result"]["said"].endswith("answered with status 200.")
    assert api_server.asked[-1].headers["authorization"] == f"Bearer {SECRET}"
    listed = await tools(client, made["id"])
    assert names(listed) == ["delete_customer", "get_customer"]
    assert listed["difference"] is None
    assert [(each["use"], each["reads_only"]) for each in listed["items"]] == [
        ("crm.delete_customer", False),
        ("crm.get_customer", True),
    ]
    said = []
    for path in ("", f"/{made['id']}", f"/{made['id']}/tools", f"/{made['id']}/health", "/tools"):
        said.append((await client.get(f"/api/connections{path}")).text)
    said.append((await client.get("/api/audit/export")).text)
    for table in (
        "connections",
        "connection_tools",
        "connection_findings",
        "connection_secrets",
        "audit_payloads",
    ):
        said.append(
            repr(as_owner.execute(f"select * from {table} where org_id = %s", (organization.id,)).fetchall())
        )
    assert all(SECRET not in text and SECRET[5:20] not in text for text in said)
    assert "connection.tools_accepted" in said[5]


async def test_what_is_wrong_is_said_at_its_place(api: Api, url: str) -> None:
    client = await api(Role.ADMIN)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"setup": None}, "body.setup"),
        ({"setup": []}, "body.setup"),
        ({"setup": {}}, "body.setup.base_url"),
        ({"setup": crm(url, surprise=1)}, "body.setup.surprise"),
        ({"setup": crm(url, kind="mcp")}, "body.setup.kind"),
        (
            {"setup": {"base_url": url, "operations": [{"name": "X", "path": "/x"}]}},
            "body.setup.operations.0.name",
        ),
        ({"kind": "sql", "setup": {"host": "h", "database": "d", "user": "u", "port": 0}}, "body.setup.port"),
        ({"kind": ["mcp"]}, "body.kind"),
        ({"slug": "A"}, "body.slug"),
        ({"secret": "a\x00b"}, "body.secret"),
        ({"base_url": url}, "body.base_url"),
    ]
    for members, place in cases:
        body = {"slug": "crm", "kind": "http_api", "setup": crm(url), **members}
        told = problem(await client.post("/api/connections", json=body), 422)
        assert place in [each["path"] for each in told["errors"]], (members, told)
    for members in (
        {"slug": "demo"},
        {"setup": crm(url, document="no: document")},
        {"setup": crm(url, document="a: [")},
        {"kind": "slack", "setup": {}},
        {"kind": "slack", "setup": {}, "secret": "no-url"},
    ):
        problem(
            await client.post(
                "/api/connections", json={"slug": "x", "kind": "http_api", "setup": crm(url), **members}
            ),
            422,
        )
    assert (await client.get("/api/connections")).json()["items"] == []


@pytest.mark.parametrize("host", INSIDE)
async def test_no_kind_leads_remit_inside(api: Api, host: str) -> None:
    client, web = await api(Role.ADMIN), f"http://{host}/x"
    bare = host.strip("[]")
    bodies: list[dict[str, Any]] = [
        {"kind": "http_api", "setup": crm(web)},
        {"kind": "mcp", "setup": {"url": web}},
        {"kind": "slack", "setup": {}, "secret": f"https://{host}/services/T/B/x"},
        {"kind": "teams", "setup": {}, "secret": f"https://{host}/workflows/x"},
        {"kind": "sql", "setup": {"host": bare, "database": "d", "user": "u", "tls": "off"}},
        {"kind": "smtp", "setup": {"host": bare, "sender": "a@example.com", "security": "none"}},
    ]
    for n, body in enumerate(bodies):
        answer = await client.post("/api/connections", json={"slug": f"s{n}", **body})
        assert answer.status_code in (201, 422), answer.text
        if answer.status_code == 201:  # a host that is judged only when it is looked up
            tested = (await client.post(f"/api/connections/{answer.json()['id']}/test")).json()
            assert not tested["result"]["ok"], (body, tested)
            assert "address" in str(tested["result"]).lower() or "network" in str(tested["result"]), (
                body,
                tested,
            )


async def test_a_stored_secret_is_never_led_elsewhere(api: Api, api_server: Recorder, url: str) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, crm(url))
    path, elsewhere = f"/api/connections/{made['id']}", url.replace(*PLACES)
    refused = await client.patch(path, json={"version": 1, "setup": crm(elsewhere)})
    assert problem(refused, 409)["type"] == "/problems/secret-needed"
    told = problem(await client.patch(path, json={"version": 1, "setup": {"base_url": 7}}), 422)
    assert told["errors"][0]["path"] == "body.setup.base_url"
    for members in ({"models": ["a"]}, {"fallbacks": ["a:b"]}, {"is_default": True}, {"base_url": elsewhere}):
        problem(await client.patch(path, json={"version": 1, **members}), 422)
    moved = await client.patch(
        path, json={"version": 1, "setup": crm(elsewhere), "secret": "another-0123456789"}
    )
    assert (moved.json()["address"], moved.json()["version"]) == (elsewhere, 2)
    shown = (await client.get(path)).json()
    assert (shown["setup"]["base_url"], shown["secret_hint"], shown["used_by"]) == (elsewhere, "6789", [])
    provider = {"slug": "p", "kind": "openai_compatible", "base_url": url}
    of_models = (await client.post("/api/connections", json=provider)).json()
    told = problem(
        await client.patch(f"/api/connections/{of_models['id']}", json={"version": 1, "setup": {}}), 422
    )
    assert told["type"] == "/problems/bad-connection"


async def test_two_who_change_the_same_do_not_overwrite_each_other(api: Api, url: str) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, crm(url))
    path = f"/api/connections/{made['id']}"
    bodies = [{"version": 1, "name": f"Name {n}"} for n in range(5)]
    answers = await asyncio.gather(*(client.patch(path, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    slugs = [{"slug": "same", "kind": "http_api", "setup": crm(url), "secret": SECRET} for _ in range(4)]
    answers = await asyncio.gather(*(client.post("/api/connections", json=body) for body in slugs))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_tool_is_tried_by_hand_and_what_changes_something_wants_a_word(
    api: Api, api_server: Recorder, url: str
) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, crm(url))
    path = f"/api/connections/{made['id']}/tools"
    used = (await client.post(f"{path}/get_customer/try", json={"arguments": {"id": 7}})).json()
    assert (used["ok"], used["text"], used["cut"]) == (True, '{"ok":true}', False)
    assert (api_server.asked[-1].method, api_server.asked[-1].target) == ("GET", "/customers/7")
    asked = len(api_server.asked)
    told = problem(await client.post(f"{path}/delete_customer/try", json={"arguments": {"id": 7}}), 409)
    assert told["type"] == "/problems/confirmation-needed"
    assert len(api_server.asked) == asked
    body = {"arguments": {"id": 7}, "confirm": True}
    assert (await client.post(f"{path}/delete_customer/try", json=body)).json()["ok"]
    assert api_server.asked[-1].method == "DELETE"
    wrong = (await client.post(f"{path}/get_customer/try", json={"arguments": {"id": "x"}})).json()
    assert not wrong["ok"]
    assert "/id" in wrong["said"]
    api_server.answers = [answered(500, "down", "text/plain")]
    failed = (await client.post(f"{path}/get_customer/try", json={"arguments": {"id": 7}})).json()
    assert not failed["ok"]
    problem(await client.post(f"{path}/nothing/try", json={}), 404)
    problem(await client.post(f"{path}/get_customer/try", json={"arguments": [1]}), 422)
    log = (await client.get("/api/audit/export")).text
    assert log.count("connection.tool_used") == 4
    health = (await client.get(f"/api/connections/{made['id']}/health")).json()
    assert health["calls"] >= 3
    assert 'remit_connection_attempts_total{connection="crm"}' in (await client.get("/metrics")).text


async def test_a_test_that_fails_says_what_to_do(api: Api, api_server: Recorder, url: str) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, crm(url))
    for status, fix in ((401, "key was refused"), (404, "path for the test"), (503, "try again later")):
        api_server.answers = [answered(status)]
        result = (await client.post(f"/api/connections/{made['id']}/test")).json()["result"]
        assert (result["ok"], result["outcome"]) == (False, "failed")
        assert fix in result["fix"]
    nowhere = await added(client, crm("http://127.0.0.1:9"), "nowhere")
    result = (await client.post(f"/api/connections/{nowhere['id']}/test")).json()["result"]
    assert not result["ok"]
    assert result["fix"]


async def test_models_and_tools_are_listed_apart_and_together(api: Api, url: str, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    provider = await providers.added(client, stub)
    box = await added(client, crm(url))
    for query, slugs in (("", ["stub", "crm"]), ("?of=models", ["stub"]), ("?of=tools", ["crm"])):
        page = (await client.get(f"/api/connections{query}")).json()
        assert [each["slug"] for each in page["items"]] == slugs
    problem(await client.get("/api/connections?of=all"), 422)
    kinds = (await client.get("/api/connections/kinds")).json()
    assert [each["kind"] for each in kinds["toolboxes"]] == [
        "http_api",
        "mcp",
        "sql",
        "smtp",
        "slack",
        "teams",
    ]
    assert all(each["setup"]["properties"] for each in kinds["toolboxes"])
    for path in (f"{box['id']}/models", f"{provider['id']}/tools"):
        assert problem(await client.get(f"/api/connections/{path}"), 409)["type"].endswith(
            "wrong-kind-of-connection"
        )
    problem(await client.post(f"/api/connections/{provider['id']}/tools/refresh"), 409)


async def test_what_agents_use_is_not_removed(
    api: Api, url: str, organization: Organization, as_owner: psycopg.Connection
) -> None:
    client = await api(Role.ADMIN)
    made, other = await added(client, crm(url)), await added(client, crm(url), "cr")
    path = f"/api/connections/{made['id']}"
    assert (await client.post("/api/agents", json={"source": HELLO.format(slug="desk")})).status_code == 201
    await activated(client, "desk")
    assert (await client.get(path)).json()["used_by"] == []
    for use in ("crm", "crm.get_customer"):
        as_owner.execute(
            "update agent_versions set document = jsonb_set(document, '{remit,tools}', %s) where org_id = %s",
            (Jsonb([{"use": use, "approval": "policy"}]), organization.id),
        )
        assert (await client.get(path)).json()["used_by"] == ["agent desk"]
        told = problem(await client.delete(path), 409)
        assert told["type"] == "/problems/connection-in-use"
        assert "take it out of their tools" in told["detail"]
    assert (await client.delete(f"/api/connections/{other['id']}")).status_code == 204
    as_owner.execute(
        "update agent_versions set document = document #- '{remit,tools}' where org_id = %s",
        (organization.id,),
    )
    assert (await client.delete(path)).status_code == 204
    for answer in (
        await client.get(path),
        await client.get(f"{path}/tools"),
        await client.post(f"{path}/test"),
    ):
        problem(answer, 404)


async def test_other_roles_look_and_others_see_nothing(
    api: Api, found: Found, api_server: Recorder, url: str
) -> None:
    made = await added(await api(Role.ADMIN), crm(url))
    path, digest = f"/api/connections/{made['id']}", "0" * 64
    viewer, stranger = await api(Role.VIEWER), await api(Role.OWNER, await found())
    assert (await viewer.get(f"{path}/tools")).is_success
    asked = len(api_server.asked)
    for client, status in ((viewer, 403), (stranger, 404)):
        for answer in (
            await client.post(f"{path}/test"),
            await client.post(f"{path}/tools/refresh"),
            await client.post(f"{path}/tools/accept", json={"digest": digest}),
            await client.patch(f"{path}/tools/get_customer", json={"digest": digest, "enabled": False}),
            await client.post(f"{path}/tools/get_customer/try", json={"arguments": {"id": 1}}),
            await client.patch(path, json={"version": 1, "name": "Mine"}),
            await client.delete(path),
        ):
            problem(answer, status)
    problem(await stranger.get(f"{path}/tools"), 404)
    assert (await stranger.get("/api/connections/tools")).json()["items"] == []
    assert len(api_server.asked) == asked
