"""Signing in to an MCP server: found out, registered, asked, exchanged, renewed; and who may not."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.engines.tools.mcp_sign_in import SignInServer
from tests.engines.tools.places import LAPTOP, Recorder, answered
from tests.fixtures.journey import problem
from tests.fixtures.server import Api
from tests.stubs.openai_server import serving

from remit.controls.tenancy import Role
from remit.engines.tools.oauth import SignInFailed, begin


async def came_back(url: str) -> dict[str, str]:
    """Do what a browser does: go to the authority, and be sent back with a code."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def tried(client: httpx.AsyncClient, id: str) -> dict[str, Any]:
    body = {"arguments": {"title": "Candide"}, "confirm": True}
    answer = await client.post(f"/api/connections/{id}/tools/find_book/try", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_person_signs_in_and_the_token_is_renewed_when_it_is_refused(api: Api) -> None:
    admin, other, server = await api(Role.ADMIN), await api(Role.ADMIN), SignInServer()
    with serving(server) as server.address:
        setup = {"url": f"{server.address}/mcp", "auth": "oauth"}
        body = {"slug": "shelf", "kind": "mcp", "setup": setup}
        refused = await admin.post("/api/connections", json={**body, "secret": "by-hand"})
        assert "signing in" in problem(refused, 422)["detail"]
        made = (await admin.post("/api/connections", json=body)).json()
        path = f"/api/connections/{made['id']}"
        tested = (await admin.post(f"{path}/test")).json()
        tested = tested["connection"]["last_test"]
        assert (tested["ok"], "Nobody has signed in" in tested["said"]) == (False, True)
        begun = (await admin.post(f"{path}/sign-in", json={})).json()
        said = await came_back(begun["url"])
        assert problem(await other.post("/api/connections/sign-in", json=said), 409)["type"].endswith(
            "sign-in-refused"
        )
        wrong = {**said, "state": "another"}
        problem(await admin.post("/api/connections/sign-in", json=wrong), 409)
        done = await admin.post("/api/connections/sign-in", json=said)
        assert (done.status_code, done.json()["slug"]) == (200, "shelf"), done.text
        problem(await admin.post("/api/connections/sign-in", json=said), 409)
        tested = (await admin.post(f"{path}/test")).json()
        assert tested["connection"]["last_test"]["ok"], tested
        assert (await tried(admin, made["id"]))["text"] == '{"result":"found Candide"}'
        server.authority.access.clear()
        assert (await tried(admin, made["id"]))["ok"]
        assert server.authority.renewed == 1
        shown = (await admin.get(path)).json()
        assert (shown["has_secret"], shown["secret_hint"]) == (True, "")
        assert "at-" not in json.dumps(shown)
        server.authority.access.clear()
        server.authority.refresh.clear()
        failed = await tried(admin, made["id"])
        assert (failed["ok"], "refused the secret" in failed["said"]) == (False, True)
        elsewhere = {
            "version": (await admin.get(path)).json()["version"],
            "setup": {**setup, "auth": "bearer"},
        }
        assert problem(await admin.patch(path, json=elsewhere), 409)["type"].endswith("secret-needed")


async def test_a_command_line_waits_on_its_own_machine_only(api: Api) -> None:
    admin, viewer, server = await api(Role.ADMIN), await api(Role.VIEWER), SignInServer()
    with serving(server) as server.address:
        setup = {"url": f"{server.address}/mcp", "auth": "oauth"}
        made = (
            await admin.post("/api/connections", json={"slug": "shelf2", "kind": "mcp", "setup": setup})
        ).json()
        path = f"/api/connections/{made['id']}/sign-in"
        problem(await viewer.post(path, json={}), 403)
        begun = (await admin.post(path, json={"port": 4321})).json()
        back = parse_qs(urlsplit(begun["url"]).query)["redirect_uri"]
        assert back == ["http://127.0.0.1:4321/callback"]
        for wrong in ({"port": 80}, {"port": "x"}, {"redirect": "https://evil.example"}):
            assert (await admin.post(path, json=wrong)).status_code == 422
        other = await admin.post("/api/connections/con_" + "0" * 26 + "/sign-in", json={})
        assert other.status_code == 404


def papers(**changed: Any) -> list[Any]:
    """What a server and its authority say of themselves, one after the other."""
    return [
        answered(401, "{}"),
        answered(200, json.dumps({"resource": "R", "authorization_servers": ["A"], **changed})),
    ]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([answered(401, "{}", www_authenticate='Bearer resource_metadata="http://169.254.169.254/x"')], "speak for it"),
        (papers(resource="https://other.example/mcp"), "another address"),
        (papers(authorization_servers=["http://169.254.169.254/"]), "does not go"),
        (papers(authorization_servers=["http://10.0.0.1/"]), "does not go"),
        (papers(authorization_servers=["ftp://x"]), "does not go"),
        (papers(authorization_servers=[7]), "who signs people in"),
        ([*papers(), answered(200, '{"issuer": "https://evil.example"}')], "calls itself otherwise"),
        ([*papers(), answered(200, '{"issuer": "A"}')], "PKCE"),
        ([*papers(), answered(200, '{"issuer": "A", "code_challenge_methods_supported": ["S256"],'
          ' "authorization_endpoint": "javascript:alert(1)", "token_endpoint": "A/t"}')], "does not go"),
        ([*papers(), answered(200, '{"issuer": "A", "code_challenge_methods_supported": ["S256"],'
          ' "authorization_endpoint": "A/a", "token_endpoint": "A/t"}')], "lets nobody register"),
        ([answered(500, "<html>")], "how one signs in"),
        ([answered(200, "[" * 100_000)], "how one signs in"),
    ],
)  # fmt: skip
async def test_what_servers_name_is_judged(answers: list[Any], said: str) -> None:
    place = Recorder()
    with serving(place) as address:
        place.answers = [
            (
                status,
                headers,
                body.replace(b'"R"', f'"{address}/mcp"'.encode()).replace(b'"A', f'"{address}'.encode()),
            )
            for status, headers, body in answers
        ]
        with pytest.raises(SignInFailed) as caught:
            await begin(f"{address}/mcp", "http://127.0.0.1:1/callback", "state", LAPTOP)
        assert said in caught.value.said
