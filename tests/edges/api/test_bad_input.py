"""Hostile input: a problem document every time, a fault of the server never, and nothing changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import HELLO, command, deploy, entries, problem
from tests.fixtures.server import Api, Served

from remit.controls import tenancy
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database

POSTS = [
    "/api/agent/command",
    "/api/deployments",
    "/api/agents",
    "/approve",
    "/api/sessions",
    "/api/agents/validate",
]
WHOLE: dict[str, dict[str, Any]] = {
    "/api/agent/command": {
        "command": "deploy llama-3.1 8B for bot",
        "user_id": "u",
        "env": "staging",
        "constraints": {"budget_usd_per_hour": 20},
    },
    "/api/deployments": {"agent": "hello", "env": "dev", "user_id": "u"},
    "/api/agents": {
        "source": HELLO.format(slug="hello"),
        "promote": False,
        "base_version": 0,
        "slug": "hello",
    },
    "/api/agents/validate": {"source": HELLO.format(slug="hello")},
    "/approve": {"plan_id": "dep_x", "decision": "approved", "approver": "a", "reason": "r", "digest": "d"},
    "/api/sessions": {"token": "t"},
}
ODD: list[Any] = [
    None, True, -1, 1e308, 10**400, "", "a\x00b", "\ud800", "x" * 10_000, "١", [], {"a": {}},
    "'; drop table deployments; --",
]  # fmt: skip


def _harmless(answer: httpx.Response) -> None:
    """Whatever was sent: no fault of the server, and every refusal is a problem document."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem(answer, answer.status_code)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b'"text"', b"12", b"\xff\xfe\x00", b'{"command": "\xff"}', b"<xml/>",
        b'{"command": "a", "command": "b"', b"[" * 100_000, b'{"a":' * 50_000, b"NaN", b'{"command": NaN}',
        b'{"token": "\\ud800", "plan_id": "\\ud800", "source": "\\ud800", "command": "\\ud800", "agent": "\\ud800"}',
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
async def test_a_body_that_is_none(api: Api, path: str, content: bytes) -> None:
    client = await api(Role.ADMIN)
    answer = await client.post(path, content=content, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    problem(answer, answer.status_code)


@pytest.mark.parametrize("path", POSTS)
async def test_other_content_types_are_refused(api: Api, path: str) -> None:
    client = await api(Role.ADMIN)
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "é",
    ):
        answer = await client.post(
            path, content=json.dumps(WHOLE[path]).encode(), headers={b"content-type": kind.encode("latin-1")}
        )
        assert answer.status_code < 500
        if kind.startswith(("text", "application/x", "multipart")):
            problem(answer, 422)


@pytest.mark.parametrize("path", POSTS)
async def test_odd_values_in_every_member(api: Api, path: str) -> None:
    client = await api(Role.ADMIN)
    for member in WHOLE[path]:
        for value in ODD:
            body = json.dumps({**WHOLE[path], member: value})
            answer = await client.post(path, content=body, headers={"content-type": "application/json"})
            _harmless(answer)


@pytest.mark.parametrize("path", POSTS)
async def test_unknown_and_missing_members_are_named(api: Api, path: str) -> None:
    client = await api(Role.ADMIN)
    told = problem(await client.post(path, json={**WHOLE[path], "surprise": 1}), 422)
    assert {"path": "body.surprise", "message": "Extra inputs are not permitted"} in told["errors"]
    told = problem(await client.post(path, json={}), 422)
    assert told["errors"]


@pytest.mark.parametrize(
    "words",
    [
        "", "   ", "\n\t", "x" * 10_000, "deploy " + "very " * 2000 + "big", "\x00", "deploy\x00llama", "😀" * 2000,
        "hello", "deploy", "deploy nothing-known for bot", "deploy llama-3.1 8B for bot to the moon",
        "deploy llama-3.1 8B for bot with -3 instances", "deploy llama-3.1 8B for bot with 0 instances",
        "deploy llama-3.1 8B for bot with 5 instances", "deploy llama-3.1 8B for bot with 2.5 instances",
        "deploy llama-3.1 8B for bot with budget $0 per hour", "deploy llama-3.1 8B for bot with budget -$5 per hour",
        "deploy llama-3.1 8B for bot with budget lots per hour",
        "deploy llama-3.1 8B for bot with budget $0.01 per hour",
        "deploy llama-3.1 8B for bot with budget $999999999999999999999 per hour", "drop table deployments",
    ],
    ids=lambda words: repr(words[:30] + words[30:][-24:]),
)  # fmt: skip
async def test_commands_that_cannot_be_carried_out(api: Api, words: str) -> None:
    client = await api(Role.OPERATOR)
    told = problem(await client.post("/api/agent/command", json={"command": words}), 422)
    assert len(told["detail"]) < 2000
    assert (await client.get("/api/deployments")).json()["count"] == 0


@pytest.mark.parametrize(
    "budget", ["NaN", "Infinity", "-Infinity", "0", "-1", "1e400", "-1e400", "1e308", "0.0001"]
)
async def test_budgets_that_are_none(api: Api, budget: str) -> None:
    client = await api(Role.OPERATOR)
    body = f'{{"command": "deploy llama-3.1 8B for bot", "constraints": {{"budget_usd_per_hour": {budget}}}}}'
    answer = await client.post(
        "/api/agent/command", content=body, headers={"content-type": "application/json"}
    )
    problem(answer, 422)
    assert (await client.get("/api/deployments")).json()["count"] == 0


@pytest.mark.parametrize("environment", ["", "production2", "PROD\x00", "x" * 5000, "moon"])
async def test_environments_that_are_none(api: Api, environment: str) -> None:
    client = await api(Role.OPERATOR)
    problem(await command(client, "bot", env=environment), 422)


async def test_the_sentence_and_the_members_may_not_disagree(api: Api) -> None:
    client = await api(Role.OPERATOR)
    answer = await client.post(
        "/api/agent/command", json={"command": "deploy llama-3.1 8B for bot in production", "env": "staging"}
    )
    assert "prod" in problem(answer, 422)["detail"]
    answer = await command(client, "bot", constraints={"budget_usd_per_hour": 5})
    assert "20" in problem(answer, 422)["detail"]


QUERIES = [
    "/api/deployments?limit=0", "/api/deployments?limit=501", "/api/deployments?limit=-1", "/api/deployments?limit=x",
    "/api/deployments?limit=99999999999999999999999", "/api/deployments?cursor=", "/api/deployments?cursor=%00",
    "/api/deployments?cursor=abc", "/api/deployments?cursor=" + "A" * 201, "/api/deployments?status=flying",
    "/api/agents?limit=0", "/api/agents?cursor=abc", "/api/agents?type=x", "/api/audit/entries?limit=501",
    "/api/audit/entries?cursor=-1", "/api/audit/entries?cursor=" + "9" * 19, "/api/audit/entries?cursor=%D9%A1",
    "/api/audit/entries?subject=" + "x" * 201,
]  # fmt: skip


@pytest.mark.parametrize("url", QUERIES, ids=lambda url: url[:60])
async def test_queries_that_make_no_sense(api: Api, url: str) -> None:
    client = await api(Role.ADMIN)
    problem(await client.get(url), 422)


HARMLESS = [
    "/api/deployments?environment=%00", "/api/deployments?name=%00", "/api/deployments?kind=%F0%9F%98%80",
    "/api/deployments?name=%FF%FE", "/api/audit/entries?subject=%00", "/api/audit/entries?subject=%FF",
    "/api/knowledge/documents/%00", "/api/knowledge/documents/..%2f..%2fetc%2fpasswd", "/api/deployments/%00",
    "/api/deployments/%FF", "/api/deployments/dep_%00", "/api/agents/%00", "/api/agents/%FF", "/%00",
    "/%2e%2e/%2e%2e/etc/passwd", "/api/audit/entries?cursor=" + "9" * 18,
]  # fmt: skip


@pytest.mark.parametrize("url", HARMLESS)
async def test_odd_addresses_are_harmless(api: Api, url: str) -> None:
    client = await api(Role.ADMIN)
    _harmless(await client.get(url))


@pytest.mark.parametrize("url", ["/api/nothing", "/api/", "/api/deployments/x/y/z", "/api/agents/x/y"])
async def test_an_unknown_address_of_the_api_is_no_web_page(api: Api, url: str) -> None:
    client = await api(Role.ADMIN)
    for method in ("GET", "POST", "DELETE"):
        problem(await client.request(method, url), 404)


async def test_members_with_odd_names(api: Api) -> None:
    client = await api(Role.ADMIN)
    for name in ("\\ud800", "\\u0000", "x" * 10_000, "__proto__"):
        for path in POSTS:
            content = json.dumps({**WHOLE[path]})[:-1] + f', "{name}": 1}}'
            answer = await client.post(path, content=content, headers={"content-type": "application/json"})
            problem(answer, 422)


@pytest.mark.parametrize("path", POSTS)
async def test_wrong_methods_are_problem_documents(api: Api, path: str) -> None:
    client = await api(Role.ADMIN)
    answer = await client.put(path, json={})
    assert problem(answer, 405)
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    "header",
    [
        "", "Bearer", "Basic dTpw", "Bearer remit_", "Bearer remit_" + "0" * 36, "bearer x y z", "Token x",
        "Bearer " + "x" * 20_000, "Bearer rémit", "Bearer remit_" + "é" * 36,
        "Bearer remit_" + "A" * 37, "Bearer ' or 1=1",
    ],
    ids=lambda header: repr(header[:24]),
)  # fmt: skip
async def test_odd_authorization(api: Api, header: str) -> None:
    client = await api(None)
    for path in ("/api/deployments", "/api/deployed-agents"):
        answer = await client.get(path, headers={b"authorization": header.encode("latin-1")})
        problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_fifty_megabytes_are_refused_in_words(api: Api) -> None:
    client = await api(Role.ADMIN)
    sent = 0

    async def much() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 2**20
            yield b"x" * 2**20
            await asyncio.sleep(0)

    answer = await client.post("/api/agents", content=much(), headers={"content-type": "application/json"})
    problem(answer, 413)
    assert sent == 50 * 2**20
    assert (await client.get("/api/agents")).json()["items"] == []


async def test_a_client_that_stops_sending_has_its_answer(api: Api, served: Served) -> None:
    """The answer goes out before the rest of the body is waited for."""
    chunks = (b"100000\r\n" + b"x" * 2**20 + b"\r\n") * 3
    answer = await _raw(served, b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert answer.startswith(b"HTTP/1.1 413")


async def test_a_declared_length_is_believed(api: Api, served: Served) -> None:
    answer = await _raw(served, b"Content-Length: 52428800\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"] == "/problems/too-large"


async def _raw(served: Served, sent: bytes) -> bytes:
    """Send an unfinished request and read the answer to its body's end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(served.url.rsplit(":", 1)[1]))
    try:
        writer.write(b"POST /api/agents HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + sent)
        await writer.drain()
        return await asyncio.wait_for(reader.readuntil(b"}"), 10)
    finally:
        writer.close()
        await writer.wait_closed()


async def test_two_megabytes_are_read_and_a_little_more_is_not(api: Api) -> None:
    client = await api(Role.ADMIN)
    problem(await client.post("/api/agents", json={"source": "x" * (2 * 2**20 - 100)}), 422)
    problem(await client.post("/api/agents", json={"source": "x" * (2 * 2**20)}), 413)


async def test_the_request_id_is_echoed_and_stands_in_the_log(api: Api) -> None:
    client = await api(Role.OPERATOR)
    client.headers["x-request-id"] = "trace-42:a.b_c"
    plan_id = await deploy(client, "bot")
    assert {entry["correlation_id"] for entry in (await entries(client, plan_id))[:3]} == {"trace-42:a.b_c"}
    assert (await client.get("/api/nothing")).headers["x-request-id"] == "trace-42:a.b_c"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "<script>", "a\tb"])
async def test_a_request_id_that_is_none_is_replaced(api: Api, given: str) -> None:
    client = await api(None)
    answer = await client.get("/health/live", headers={b"x-request-id": given.encode("latin-1")})
    assert answer.headers["x-request-id"].startswith("req_")


@pytest.fixture
async def browser(api: Api, database: Database, organization: Organization) -> httpx.AsyncClient:
    """A signed-in browser."""
    client = await api(None)
    async with database.transaction(organization.id) as session:
        member = await tenancy.owner(session)
        assert member is not None
        link = await tenancy.make_link(session, member)
    assert (await client.post("/api/sessions", json={"token": link})).status_code == 201
    return client


async def test_a_cookie_from_another_site_changes_nothing(browser: httpx.AsyncClient, served: Served) -> None:
    foreign = [
        {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}, {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"}, {"origin": served.url + ".evil.example"}, {},
    ]  # fmt: skip
    for headers in foreign:
        answer = await browser.post("/api/agents", json=WHOLE["/api/agents"], headers=headers)
        problem(answer, 403)
        problem(await browser.delete("/api/session", headers=headers), 403)
    assert (await browser.get("/api/agents")).json()["items"] == []
    for headers in ({"origin": served.url}, {"sec-fetch-site": "same-origin"}):
        assert (await browser.post("/api/agents", json=WHOLE["/api/agents"], headers=headers)).is_success


async def test_signing_out_ends_the_session(browser: httpx.AsyncClient, served: Served) -> None:
    cookie = browser.cookies["remit_session"]
    told = await browser.get("/api/session")
    assert told.json()["principal"]["role"] == "owner"
    assert (await browser.delete("/api/session", headers={"origin": served.url})).status_code == 204
    answer = await browser.get("/api/session", headers={"cookie": f"remit_session={cookie}"})
    assert problem(answer, 401)["type"] == "/problems/bad-session"


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5000, "é", "%00"])
async def test_odd_cookies_are_no_session(api: Api, cookie: str) -> None:
    client = await api(None)
    answer = await client.get(
        "/api/session", headers={b"cookie": f"remit_session={cookie}".encode("latin-1")}
    )
    problem(answer, 401)


async def test_the_cookie_is_out_of_reach_of_scripts(
    api: Api, database: Database, organization: Organization
) -> None:
    client = await api(None)
    async with database.transaction(organization.id) as session:
        member = await tenancy.owner(session)
        assert member is not None
        link = await tenancy.make_link(session, member)
    answer = await client.post("/api/sessions", json={"token": link})
    words = answer.headers["set-cookie"].lower()
    assert "httponly" in words
    assert "samesite=lax" in words
    assert (
        problem(await client.post("/api/sessions", json={"token": link}), 401)["type"]
        == "/problems/link-spent"
    )
