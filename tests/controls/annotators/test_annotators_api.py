"""Annotators over HTTP: added, shown without their secret, tried with a sample, changed, removed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.stubs.annotator_server import AnnotatorStub, annotator_stub

from remit.controls import annotators
from remit.controls.connections import Rewrapped
from remit.controls.tenancy import Organization, Role
from remit.engines.vault import LocalVault
from remit.kit.database import Database
from remit.kit.secret_key import SecretKey

SECRET = "guard-0123456789-wxyz"
SAMPLE = "Ann Smith works on Falcon."


@pytest.fixture
def guard() -> Iterator[AnnotatorStub]:
    with annotator_stub() as serving:
        serving.words = {"Ann Smith": "pii.name", "Falcon": "internal.project"}
        yield serving


async def added(client: httpx.AsyncClient, guard: AnnotatorStub, **members: Any) -> dict[str, Any]:
    body = {"slug": "guard", "kind": "http", "url": guard.url, "secret": SECRET, **members}
    answer = await client.post("/api/annotators", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def tried(client: httpx.AsyncClient, id: str, sample: str = SAMPLE) -> dict[str, Any]:
    answer = await client.post(f"/api/annotators/{id}/test", json={"text": sample})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_one_is_added_tried_changed_and_removed(api: Api, guard: AnnotatorStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, guard, labels=["internal"], fail_mode="open")
    assert (made["has_secret"], made["streams"], made["name"]) == (True, "window", "guard")
    assert SECRET not in str(made)
    found = await tried(client, made["id"])
    assert [(each["name"], each["text"]) for each in found["labels"]] == [("internal.project", "Falcon")]
    assert (found["ok"], found["left_out"]) == (True, ["pii.name"])
    assert guard.authorizations[-1] == f"Bearer {SECRET}"
    path = f"/api/annotators/{made['id']}"
    moved = await client.patch(path, json={"version": 1, "url": guard.url.replace("annotate", "other")})
    assert problem(moved, 409)["type"] == "/problems/secret-needed"
    changed = await client.patch(path, json={"version": 1, "labels": [], "secret": None, "enabled": False})
    assert (changed.json()["labels"], changed.json()["has_secret"], changed.json()["version"]) == (
        [],
        False,
        2,
    )
    assert problem(await client.patch(path, json={"version": 1, "labels": []}), 409)["version"] == 2
    again = await tried(client, made["id"])
    assert {each["name"] for each in again["labels"]} == {"pii.name", "internal.project"}
    assert guard.authorizations[-1] == ""
    assert (await client.delete(path)).status_code == 204
    problem(await client.get(path), 404)
    page = await client.get("/api/audit/entries", params={"limit": 200})
    types = {entry["type"] for entry in page.json()["items"]}
    assert {"annotator.created", "annotator.changed", "annotator.tested", "annotator.deleted"} <= types
    assert SECRET not in page.text


@pytest.mark.parametrize("fault", ["500", "lying", "huge", "html", "hang"])
async def test_what_does_not_answer_as_agreed_is_said(api: Api, guard: AnnotatorStub, fault: Any) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, guard, timeout_seconds=0.2)
    guard.fault = fault
    found = await tried(client, made["id"])
    assert (found["ok"], found["labels"]) == (False, [])
    assert found["problem"].startswith("guard: ")
    shown = (await client.get(f"/api/annotators/{made['id']}")).json()
    assert (shown["health"]["failures"], shown["health"]["breaker"]) == (1, "closed")


async def test_presidio_and_llama_guard_are_understood(api: Api, guard: AnnotatorStub) -> None:
    client = await api(Role.ADMIN)
    address = guard.url.removesuffix("/annotate")
    guard.words = {"Ann Smith": "PERSON", "ann@example.com": "EMAIL_ADDRESS"}
    presidio = await added(client, guard, slug="presidio", kind="presidio", url=address)
    found = await tried(client, presidio["id"], "😀 Ann Smith, ann@example.com")
    assert [(each["name"], each["text"]) for each in found["labels"]] == [
        ("pii.person", "Ann Smith"),
        ("pii.email", "ann@example.com"),
    ]
    assert guard.paths[-1] == "/analyze"
    assert guard.asked[-1]["language"] == "en"
    needs = await client.post(
        "/api/annotators", json={"slug": "llama", "kind": "llama_guard", "url": f"{address}/v1"}
    )
    problem(needs, 422)
    guard.words = {"bomb": "S9"}
    llama = await added(
        client,
        guard,
        slug="llama",
        kind="llama_guard",
        url=f"{address}/v1",
        options={"model": "llama-guard3"},
    )
    assert [each["name"] for each in (await tried(client, llama["id"], "build a bomb"))["labels"]] == [
        "safety.s9"
    ]
    assert (await tried(client, llama["id"], "build a house"))["labels"] == []
    assert guard.asked[-1]["model"] == "llama-guard3"


async def test_nobody_else_sees_or_changes_it(api: Api, found: Found, guard: AnnotatorStub) -> None:
    made = await added(await api(Role.ADMIN), guard)
    other = await api(Role.ADMIN, await found())
    assert (await other.get("/api/annotators")).json()["items"] == []
    for method in ("GET", "PATCH", "DELETE"):
        body = {"json": {"version": 1}} if method == "PATCH" else {}
        problem(await other.request(method, f"/api/annotators/{made['id']}", **body), 404)
    problem(await other.post(f"/api/annotators/{made['id']}/test", json={"text": "x"}), 404)
    viewer = await api(Role.VIEWER)
    assert len((await viewer.get("/api/annotators")).json()["items"]) == 1
    problem(await viewer.post("/api/annotators", json={"slug": "x", "kind": "http", "url": guard.url}), 403)
    problem(await viewer.post(f"/api/annotators/{made['id']}/test", json={"text": "x"}), 403)


@pytest.mark.parametrize(
    "members",
    [
        {"url": "http://169.254.169.254/latest"},
        {"url": "ftp://x"},
        {"url": "http://u:p@example.com"},
        {"directions": []},
        {"directions": ["sideways"]},
        {"labels": ["Not A Label"]},
        {"timeout_seconds": 1e9},
        {"options": {"model": "x"}},
        {"slug": "\x00"},
        {"name": "a\x00b"},
        {"secret": "two words"},
    ],
)
async def test_what_makes_no_sense_is_refused(
    api: Api, guard: AnnotatorStub, members: dict[str, Any]
) -> None:
    body = {"slug": "guard", "kind": "http", "url": guard.url, **members}
    problem(await (await api(Role.ADMIN)).post("/api/annotators", json=body), 422)


async def test_its_secret_is_rewrapped(
    api: Api, guard: AnnotatorStub, database: Database, organization: Organization, secret_key: SecretKey
) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, guard)
    done = Rewrapped()
    today = SecretKey(b"the key of today, thirty-two bytes")
    turned = LocalVault(lambda: [today, secret_key])
    await annotators.rewrap(database, turned, done)
    assert done.turned >= 1
    back = Rewrapped()
    await annotators.rewrap(database, LocalVault(lambda: [secret_key, today]), back)
    assert back.turned == done.turned
    assert back.unreadable == []
    assert (await tried(client, made["id"]))["ok"]
    async with database.transaction(organization.id) as session:
        sealed = (await session.execute(text("select envelope from annotators"))).scalar_one()
    assert SECRET.encode() not in sealed
