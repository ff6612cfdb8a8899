"""Keys are no second person, and a narrow one opens nothing wider."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from tests.fixtures.browsers import SignedIn
from tests.fixtures.journey import deploy, problem
from tests.fixtures.people import Token
from tests.fixtures.server import Api, Served

from remit.controls import tenancy
from remit.controls.tenancy import MEMBER, Organization, Role
from remit.kit.database import Database

Using = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def using(served: Served) -> AsyncIterator[Using]:
    """Make a client that presents a key."""
    async with AsyncExitStack() as stack:

        async def using(key: str) -> httpx.AsyncClient:
            headers = {"authorization": f"Bearer {key}"}
            made = httpx.AsyncClient(base_url=served.url, headers=headers, timeout=20, trust_env=False)
            return await stack.enter_async_context(made)

        yield using


async def made(client: httpx.AsyncClient, role: str, kind: str = "service_account") -> dict[str, Any]:
    answer = await client.post("/api/keys", json={"name": f"{role} key", "role": role, "kind": kind})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def me(client: httpx.AsyncClient) -> str:
    return str((await client.get("/api/session")).json()["principal"]["id"])


async def decide(client: httpx.AsyncClient, shown: dict[str, Any]) -> httpx.Response:
    body = {"decision": "approved", "reason": "Looked at it", "digest": shown["digest"]}
    return await client.post(f"/api/proposals/{shown['id']}/decision", json=body)


async def test_whoever_asks_does_not_approve_with_a_key_they_make(
    signed_in: SignedIn, api: Api, using: Using
) -> None:
    admin = await signed_in(Role.ADMIN)
    await deploy(admin, "one-person", env="prod")
    (found,) = (await admin.get("/api/proposals", params={"q": "one-person-prod"})).json()["items"]
    shown = (await admin.get(f"/api/proposals/{found['id']}")).json()
    first = await made(admin, "admin")
    chained = await made(await using(first["key"]), "approver")
    direct = await made(admin, "approver")
    personal = await made(admin, "approver", "personal")
    for key in (first, chained, direct, personal):
        client = await using(key["key"])
        told = problem(await decide(client, shown), 403)
        assert "another person" in told["detail"]
        assert not (await client.get(f"/api/proposals/{found['id']}")).json()["may_decide"]["allowed"]
    on_the_machine = await api(Role.APPROVER)
    assert (await decide(on_the_machine, shown)).status_code == 200


async def test_a_key_made_on_the_machine_and_the_keys_made_with_it_are_one_person(
    signed_in: SignedIn, api: Api, using: Using
) -> None:
    machine = await api(Role.ADMIN)
    await deploy(machine, "one-key", env="prod")
    (found,) = (await machine.get("/api/proposals", params={"q": "one-key-prod"})).json()["items"]
    shown = (await machine.get(f"/api/proposals/{found['id']}")).json()
    problem(await decide(await using((await made(machine, "approver"))["key"]), shown), 403)
    person = await signed_in(Role.ADMIN)
    assert (await decide(await using((await made(person, "approver"))["key"]), shown)).status_code == 200


async def test_a_narrow_key_neither_leaves_nor_multiplies(signed_in: SignedIn, using: Using) -> None:
    await signed_in(Role.OWNER)
    owner = await signed_in(Role.OWNER)
    own = await me(owner)
    spare, narrow = await made(owner, "viewer", "personal"), await made(owner, "viewer", "personal")
    client = await using(narrow["key"])
    problem(await client.delete(f"/api/members/{own}"), 403)
    problem(await client.post("/api/keys", json={"name": "more", "role": "viewer"}), 403)
    problem(await client.delete(f"/api/keys/{spare['id']}"), 403)
    assert {spare["id"], narrow["id"]} <= {
        key["id"] for key in (await owner.get("/api/keys")).json()["items"]
    }
    wide = await using((await made(owner, "admin", "personal"))["key"])
    assert (await wide.delete(f"/api/keys/{spare['id']}")).status_code == 204


async def test_a_key_that_no_longer_fits_its_person_only_reads(
    signed_in: SignedIn, api: Api, using: Using
) -> None:
    person, admin = await signed_in(Role.OPERATOR), await api(Role.ADMIN)
    client = await using((await made(person, "operator", "personal"))["key"])
    answer = await admin.patch(f"/api/members/{await me(person)}", json={"role": "approver"})
    assert answer.status_code == 200, answer.text
    assert (await client.get("/api/session")).json()["principal"]["role"] == "viewer"


async def test_an_admin_does_not_revoke_the_keys_of_owners(signed_in: SignedIn) -> None:
    owner, admin = await signed_in(Role.OWNER), await signed_in(Role.ADMIN)
    wide, narrow = await made(owner, "owner"), await made(owner, "operator", "personal")
    assert problem(await admin.delete(f"/api/keys/{wide['id']}"), 403)["type"] == "/problems/role-too-high"
    assert (await admin.delete(f"/api/keys/{narrow['id']}")).status_code == 204
    assert (await owner.delete(f"/api/keys/{wide['id']}")).status_code == 204


async def test_whoever_is_removed_leaves_no_keys_behind(
    signed_in: SignedIn, api: Api, using: Using, organization: Organization, database: Database, token: Token
) -> None:
    leaving, owner = await signed_in(Role.ADMIN), await api(Role.OWNER)
    first = await made(leaving, "admin")
    chained = await made(await using(first["key"]), "viewer")
    kept = await using(await token(organization, Role.VIEWER))
    id = await me(leaving)
    assert (await owner.delete(f"/api/members/{id}")).status_code == 204
    for key in (first, chained):
        problem(await (await using(key["key"])).get("/api/session"), 401)
    assert (await kept.get("/api/session")).status_code == 200
    async with database.transaction(organization.id) as session:
        assert MEMBER.parse(id) not in {member.id for member in await tenancy.list_members(session)}
