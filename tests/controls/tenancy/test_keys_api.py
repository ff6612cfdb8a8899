"""Keys over HTTP: shown once, no wider than whoever made them, dead when revoked."""

from typing import Any

import httpx
import pytest
from tests.fixtures.browsers import SignedIn
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served

from remit.controls import tenancy
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey


async def made(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post("/api/keys", json={"name": "ci", "role": "viewer", **body})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ask(served: Served, key: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, trust_env=False) as client:
        return await client.get("/api/session")


async def test_a_personal_key_acts_as_its_person(signed_in: SignedIn, served: Served) -> None:
    person = await signed_in(Role.OPERATOR)
    own = (await person.get("/api/session")).json()["principal"]
    key = await made(person, role="operator")
    assert key["kind"] == "personal"
    assert key["mine"] is True
    assert key["key"].startswith(key["shown"].rstrip("…"))
    told = (await ask(served, key["key"])).json()
    assert told["principal"] == own
    assert (told["account"], told["session_id"]) == (None, None)


async def test_the_key_is_shown_once(signed_in: SignedIn) -> None:
    person = await signed_in(Role.OPERATOR)
    key = await made(person)
    listed = await person.get("/api/keys")
    assert key["id"] in listed.text
    assert key["key"] not in listed.text
    assert "key" not in listed.json()["items"][0]


@pytest.mark.parametrize(
    ("own", "wanted", "status"),
    [(Role.VIEWER, "viewer", 201), (Role.VIEWER, "operator", 403), (Role.BUILDER, "approver", 403),
     (Role.APPROVER, "viewer", 201), (Role.OPERATOR, "admin", 403), (Role.ADMIN, "owner", 403),
     (Role.ADMIN, "builder", 201), (Role.OWNER, "owner", 201)],
)  # fmt: skip
async def test_a_key_is_no_wider_than_its_maker(
    signed_in: SignedIn, own: Role, wanted: str, status: int
) -> None:
    answer = await (await signed_in(own)).post("/api/keys", json={"name": "x", "role": wanted})
    assert answer.status_code == status, answer.text
    if status == 403:
        assert problem(answer, 403)["type"] == "/problems/role-too-high"


async def test_a_key_shrinks_with_its_person(signed_in: SignedIn, api: Api, served: Served) -> None:
    person, admin = await signed_in(Role.OPERATOR), await api(Role.ADMIN)
    key = await made(person, role="operator")
    id = (await person.get("/api/session")).json()["principal"]["id"]
    assert (await admin.patch(f"/api/members/{id}", json={"role": "viewer"})).status_code == 200
    assert (await ask(served, key["key"])).json()["principal"]["role"] == "viewer"


async def test_service_accounts_are_made_by_those_who_manage_keys(
    signed_in: SignedIn, api: Api, served: Served
) -> None:
    problem(
        await (await signed_in(Role.OPERATOR)).post(
            "/api/keys", json={"name": "ci", "role": "viewer", "kind": "service_account"}
        ),
        403,
    )
    key = await made(await api(Role.ADMIN), kind="service_account", role="operator")
    assert (key["member"], key["mine"]) == (None, False)
    told = (await ask(served, key["key"])).json()["principal"]
    assert (told["kind"], told["role"], told["name"]) == ("service_account", "operator", "ci")


async def test_a_service_account_has_no_personal_keys(api: Api) -> None:
    problem(await (await api(Role.ADMIN)).post("/api/keys", json={"name": "x", "role": "viewer"}), 422)


async def test_the_list_holds_ones_own_or_all(signed_in: SignedIn) -> None:
    viewer, admin = await signed_in(Role.VIEWER), await signed_in(Role.ADMIN)
    own, other = await made(viewer, name="own"), await made(admin, name="other")
    assert [key["name"] for key in (await viewer.get("/api/keys")).json()["items"]] == ["own"]
    everything = (await admin.get("/api/keys")).json()["items"]
    assert [key["name"] for key in everything] == ["other", "own"]
    assert everything[1]["member"] == "viewer person"
    assert everything[1]["created_by"] == "viewer person"
    problem(await viewer.delete(f"/api/keys/{other['id']}"), 404)
    assert (await admin.delete(f"/api/keys/{own['id']}")).status_code == 204


async def test_pages(signed_in: SignedIn) -> None:
    person = await signed_in(Role.VIEWER)
    for n in range(5):
        await made(person, name=str(n))
    first = (await person.get("/api/keys?limit=2")).json()
    second = (await person.get("/api/keys", params={"limit": 3, "cursor": first["next"]})).json()
    assert [key["name"] for key in first["items"] + second["items"]] == ["4", "3", "2", "1", "0"]
    assert second["next"] is None


async def test_a_revoked_key_is_dead_and_gone(signed_in: SignedIn, served: Served, api: Api) -> None:
    person = await signed_in(Role.VIEWER)
    key = await made(person)
    assert (await person.delete(f"/api/keys/{key['id']}")).status_code == 204
    problem(await ask(served, key["key"]), 401)
    problem(await person.delete(f"/api/keys/{key['id']}"), 404)
    assert (await person.get("/api/keys")).json()["items"] == []
    logged = await (await api(Role.ADMIN)).get("/api/audit/entries", params={"subject": f"key:{key['id']}"})
    assert [entry["type"] for entry in logged.json()["items"]] == ["key.created", "key.revoked"]
    assert key["key"] not in logged.text


async def test_when_it_was_used_is_shown(signed_in: SignedIn, served: Served) -> None:
    person = await signed_in(Role.VIEWER)
    key = await made(person)
    assert key["last_used_at"] is None

    async def used() -> str:
        return str((await person.get("/api/keys")).json()["items"][0]["last_used_at"])

    await ask(served, key["key"])
    assert await used() != "None"


async def test_the_keys_of_deployments_and_of_others_are_not_here(
    api: Api, found: Found, organization: Organization, database: Database, secret_key: SecretKey
) -> None:
    admin, stranger = await api(Role.ADMIN), await api(Role.OWNER, await found())
    async with database.transaction(organization.id) as session:
        deployed = await tenancy.create(
            session,
            secret_key,
            org_id=organization.id,
            name="of a deployment",
            role=Role.CALLER,
            created_by="test",
            deployment_id=new_id(),
        )
    shown = tenancy.KEY.show(deployed.row.id)
    assert shown not in (await admin.get("/api/keys")).text
    problem(await admin.delete(f"/api/keys/{shown}"), 404)
    own = (await admin.get("/api/keys")).json()["items"][0]["id"]
    problem(await stranger.delete(f"/api/keys/{own}"), 404)
    assert own not in (await stranger.get("/api/keys")).text


@pytest.mark.parametrize(
    "body",
    [{}, {"name": "x"}, {"role": "viewer"}, {"name": "", "role": "viewer"}, {"name": "x" * 101, "role": "viewer"},
     {"name": "a\u0000", "role": "viewer"}, {"name": "x", "role": "caller"}, {"name": "x", "role": None},
     {"name": "x", "role": "viewer", "kind": "deployment"}, {"name": "x", "role": "viewer", "member": "me"}],
    ids=str,
)  # fmt: skip
async def test_keys_that_make_no_sense(signed_in: SignedIn, body: dict[str, Any]) -> None:
    problem(await (await signed_in(Role.ADMIN)).post("/api/keys", json=body), 422)
