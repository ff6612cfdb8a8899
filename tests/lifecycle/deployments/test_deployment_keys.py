"""Keys of a deployed agent: made, shown once, rotated, revoked, and good for nothing else."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import HELLO, activated, logged, problem, running, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api

from remit.controls.tenancy import Role


async def _agent(client: httpx.AsyncClient, slug: str = "hello", env: str = "dev") -> tuple[str, str]:
    """Deploy an agent; return its plan's id and the key that came with it."""
    assert (await client.post("/api/agents", json={"source": HELLO.format(slug=slug)})).is_success
    await activated(client, slug)
    made = (await client.post("/api/deployments", json={"agent": slug, "env": env})).json()
    plan_id = str(made["deployment"]["plan_id"])
    await until(client, plan_id, "deployed", "pending_approval")
    return plan_id, str(made["key"])


async def _status(client: httpx.AsyncClient, plan_id: str, key: str) -> int:
    headers = {"authorization": f"Bearer {key}"}
    return (await client.get(f"/api/deployed-agents/{plan_id}/status", headers=headers)).status_code


async def test_a_key_is_made_shown_once_and_revoked(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id, _ = await _agent(client)
    url = f"/api/deployments/{plan_id}/keys"
    made = await client.post(url, json={"name": "website"})
    assert made.status_code == 201, made.text
    told = made.json()
    listed = await client.get(url)
    assert [key["name"] for key in listed.json()["items"]] == ["website", "hello in dev"]
    first = listed.json()["items"][0]
    assert first["made_by"] == "operator key"
    assert (first["last_used_at"], first["ends_at"]) == (None, None)
    assert told["key"] not in listed.text
    assert told["key"].startswith(told["shown"].rstrip("…"))
    assert await _status(client, plan_id, told["key"]) == 200
    assert (await client.get(url)).json()["items"][0]["last_used_at"] is not None
    assert (await client.delete(f"{url}/{told['id']}")).status_code == 204
    assert await _status(client, plan_id, told["key"]) == 401
    problem(await client.delete(f"{url}/{told['id']}"), 404)
    created = await logged(client, plan_id, "deployment.key_created")
    assert told["key"] not in str(created)
    await logged(client, plan_id, "deployment.key_revoked")


async def test_rotation_ends_the_old_key_at_once_or_later(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id, old = await _agent(client)
    url = f"/api/deployments/{plan_id}/keys"
    (first,) = (await client.get(url)).json()["items"]
    kept = await client.post(f"{url}/{first['id']}/rotate", json={"grace_seconds": 3600})
    assert kept.status_code == 201, kept.text
    assert [await _status(client, plan_id, key) for key in (old, kept.json()["key"])] == [200, 200]
    listed = (await client.get(url)).json()["items"]
    assert [bool(key["ends_at"]) for key in listed] == [False, True]
    assert listed[0]["name"] == first["name"]
    ended = await client.post(f"{url}/{kept.json()['id']}/rotate", json={})
    assert [await _status(client, plan_id, key) for key in (kept.json()["key"], ended.json()["key"])] == [
        401,
        200,
    ]
    assert (await client.delete(f"{url}/{first['id']}")).status_code == 204
    assert await _status(client, plan_id, old) == 401


async def test_of_two_rotations_at_once_one_is_refused(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id, _ = await _agent(client)
    url = f"/api/deployments/{plan_id}/keys"
    (first,) = (await client.get(url)).json()["items"]
    twice = (client.post(f"{url}/{first['id']}/rotate", json={}) for _ in range(2))
    assert sorted(a.status_code for a in await asyncio.gather(*twice)) == [201, 404]
    assert len((await client.get(url)).json()["items"]) == 1


@pytest.mark.parametrize("seconds", [-1, 86_401, 10**30, 1.5, "60", None, True, [], "NaN"])
async def test_graces_that_are_none(api: Api, seconds: Any) -> None:
    client = await api(Role.OPERATOR)
    plan_id, old = await _agent(client)
    url = f"/api/deployments/{plan_id}/keys"
    (first,) = (await client.get(url)).json()["items"]
    problem(await client.post(f"{url}/{first['id']}/rotate", json={"grace_seconds": seconds}), 422)
    assert await _status(client, plan_id, old) == 200


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, None, 7, "a\x00b", []])
async def test_names_that_are_none(api: Api, name: Any) -> None:
    client = await api(Role.OPERATOR)
    plan_id, _ = await _agent(client)
    problem(await client.post(f"/api/deployments/{plan_id}/keys", json={"name": name}), 422)


async def test_keys_of_others_do_not_exist(api: Api, found: Found) -> None:
    client = await api(Role.OPERATOR)
    plan_id, key = await _agent(client)
    other, _ = await _agent(client, "second")
    (mine,) = (await client.get(f"/api/deployments/{plan_id}/keys")).json()["items"]
    problem(await client.delete(f"/api/deployments/{other}/keys/{mine['id']}"), 404)
    problem(await client.delete(f"/api/deployments/{plan_id}/keys/key_x"), 404)
    stranger = await api(Role.OWNER, await found())
    for method, path in (
        ("get", ""),
        ("post", ""),
        ("post", f"/{mine['id']}/rotate"),
        ("delete", f"/{mine['id']}"),
    ):
        body = {"name": "x"} if (method, path) == ("post", "") else {} if method == "post" else None
        problem(await stranger.request(method, f"/api/deployments/{plan_id}/keys{path}", json=body), 404)
    assert await _status(client, plan_id, key) == 200


async def test_who_may_not_deploy_there_may_not_make_keys(api: Api) -> None:
    operator, builder, viewer = await api(Role.OPERATOR), await api(Role.BUILDER), await api(Role.VIEWER)
    dev, _ = await _agent(operator)
    prod, _ = await _agent(operator, "second", "prod")
    assert (await builder.post(f"/api/deployments/{dev}/keys", json={"name": "x"})).status_code == 201
    problem(await builder.post(f"/api/deployments/{prod}/keys", json={"name": "x"}), 403)
    problem(await viewer.post(f"/api/deployments/{dev}/keys", json={"name": "x"}), 403)
    assert (await viewer.get(f"/api/deployments/{dev}/keys")).status_code == 200


async def test_a_model_has_no_keys(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id = await running(client, "bot")
    problem(await client.get(f"/api/deployments/{plan_id}/keys"), 409)
    problem(await client.post(f"/api/deployments/{plan_id}/keys", json={"name": "x"}), 409)


async def test_a_key_that_is_about_to_end_is_not_rotated_again(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id, _ = await _agent(client)
    url = f"/api/deployments/{plan_id}/keys"
    (first,) = (await client.get(url)).json()["items"]
    twice = (client.post(f"{url}/{first['id']}/rotate", json={"grace_seconds": 3600}) for _ in range(2))
    assert sorted(answer.status_code for answer in await asyncio.gather(*twice)) == [201, 409]
    problem(await client.post(f"{url}/{first['id']}/rotate", json={}), 409)
    assert len((await client.get(url)).json()["items"]) == 2


async def test_a_rotation_with_a_grace_counts_as_one_more_key(api: Api) -> None:
    client = await api(Role.OPERATOR)
    plan_id, _ = await _agent(client)
    url = f"/api/deployments/{plan_id}/keys"
    made = await asyncio.gather(*(client.post(url, json={"name": f"key {n}"}) for n in range(55)))
    assert sorted(answer.status_code for answer in made) == [201] * 49 + [409] * 6
    key = next(answer.json()["id"] for answer in made if answer.is_success)
    problem(await client.post(f"{url}/{key}/rotate", json={"grace_seconds": 60}), 409)
    assert (await client.post(f"{url}/{key}/rotate", json={})).status_code == 201
