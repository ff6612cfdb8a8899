"""The same request sent twice is carried out once."""

import asyncio

import httpx
import pytest
from tests.fixtures.journey import HELLO, activated, problem, until
from tests.fixtures.server import Api

from remit.controls.tenancy import Role

KEY = {"idempotency-key": "order-1"}


async def _command(client: httpx.AsyncClient, name: str, **headers: str) -> httpx.Response:
    body = {"command": f"deploy llama-3.1 8B for {name}"}
    return await client.post("/api/agent/command", json=body, headers={**KEY, **headers})


async def _names(client: httpx.AsyncClient) -> list[str]:
    return [d["name"] for d in (await client.get("/api/deployments")).json()["deployments"]]


async def test_a_command_sent_again_is_answered_again_and_done_once(api: Api) -> None:
    client = await api(Role.OPERATOR)
    first, second = await _command(client, "bot"), await _command(client, "bot")
    assert first.status_code == second.status_code == 200
    assert second.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert await _names(client) == ["bot-staging"]


async def test_a_refusal_is_kept_too(api: Api) -> None:
    client = await api(Role.OPERATOR)
    first, second = await _command(client, "bot on 9 instances"), await _command(client, "bot on 9 instances")
    assert first.status_code == second.status_code == 422
    assert second.json() == first.json()
    assert second.headers["content-type"] == "application/problem+json"


async def test_a_key_belongs_to_one_request(api: Api) -> None:
    client = await api(Role.OPERATOR)
    await _command(client, "bot")
    assert problem(await _command(client, "other"), 422)["type"] == "/problems/idempotency-key-reused"
    assert await _names(client) == ["bot-staging"]


async def test_sent_many_times_at_once_it_is_done_once(api: Api) -> None:
    client = await api(Role.OPERATOR)
    answers = await asyncio.gather(*(_command(client, "bot") for _ in range(8)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 200
    assert set(codes) <= {200, 409}
    assert await _names(client) == ["bot-staging"]
    assert (await _command(client, "bot")).status_code == 200


async def test_keys_of_two_people_are_two_keys(api: Api) -> None:
    one, two = await api(Role.OPERATOR), await api(Role.ADMIN)
    assert (await _command(one, "bot")).status_code == 200
    assert (await _command(two, "other")).status_code == 200


async def test_an_answer_with_a_secret_is_not_kept(api: Api) -> None:
    client = await api(Role.OPERATOR)
    await client.post("/api/agents", json={"source": HELLO.format(slug="hello")})
    await activated(client, "hello")
    body = {"agent": "hello"}
    first = await client.post("/api/deployments", json=body, headers=KEY)
    assert first.status_code == 201
    assert problem(await client.post("/api/deployments", json=body, headers=KEY), 409)["type"] == (
        "/problems/answer-not-kept"
    )
    assert await _names(client) == ["hello"]


async def test_a_key_that_cannot_be_one_is_refused(api: Api) -> None:
    client = await api(Role.OPERATOR)
    problem(await _command(client, "bot", **{"idempotency-key": "x" * 300}), 422)
    assert await _names(client) == []


async def test_nobody_gets_anothers_answer(api: Api) -> None:
    client = await api(Role.OPERATOR)
    await _command(client, "bot")
    stranger = await api(None)
    problem(await _command(stranger, "bot"), 401)


async def test_a_deployments_own_key_may_send_one(api: Api) -> None:
    client, anybody = await api(Role.OPERATOR), await api(None)
    await client.post("/api/agents", json={"source": HELLO.format(slug="hello")})
    await activated(client, "hello")
    made = (await client.post("/api/deployments", json={"agent": "hello", "env": "dev"})).json()
    plan_id = made["deployment"]["plan_id"]
    await until(client, plan_id, "deployed")
    headers = {**KEY, "authorization": f"Bearer {made['key']}"}
    url = f"/api/deployed-agents/{plan_id}/chat"
    for _ in range(2):
        answer = await anybody.post(url, json={"message": "Where is parking?"}, headers=headers)
        assert answer.status_code == 200, answer.text
    problem(await anybody.post("/api/agent/command", json={"command": "deploy x"}, headers=headers), 403)


@pytest.mark.parametrize("path", ["/api/sessions", "/api/invitations/inv_01/accept"])
async def test_who_is_not_signed_in_yet_may_send_one(api: Api, path: str) -> None:
    anybody = await api(None)
    plain, keyed = await anybody.post(path, json={}), await anybody.post(path, json={}, headers=KEY)
    assert plain.status_code == keyed.status_code
    assert plain.json()["detail"] == keyed.json()["detail"]
    assert keyed.status_code != 401
