"""A provider's key is nowhere but in its envelope and in the requests to its provider."""

import io
import logging
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.controls.connections.providers import KEY, added, changed, deployed, tried
from tests.fixtures.server import Api, Served
from tests.stubs.openai_server import MODEL, OpenAIStub

from remit.controls.tenancy import Organization, Role
from remit.engines.vault import LocalVault, Place, SecretUnreadable
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey

SECOND = "sk-second-9876543210-secret-mnop"
PARTS = (KEY, SECOND, KEY[:12], KEY[8:24], SECOND[8:24], KEY[::-1])


@pytest.fixture
def everything_logged() -> Any:
    """Collect every line of every logger, at the lowest level."""
    kept, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(kept)
    named = [
        logging.getLogger(name) for name in ("openai", "anthropic", "httpx", "httpx2", "httpcore2", "remit")
    ]
    levels = [(each, each.level) for each in (root, *named)]
    for each, _ in levels:
        each.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)
    for each, level in levels:
        each.setLevel(level)


TABLES = (
    "connections",
    "connection_secrets",
    "audit_entries",
    "audit_payloads",
    "events",
    "idempotency_keys",
    "usage",
)


async def test_it_is_in_no_answer_no_log_no_record_and_no_table(
    api: Api,
    stub: OpenAIStub,
    organization: Organization,
    as_owner: psycopg.Connection,
    everything_logged: io.StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, default_model=MODEL)
    said = [*await used_and_replaced(client, made["id"]), *await refused(client)]
    for path in ("", f"/{made['id']}", f"/{made['id']}/models"):
        said.append((await client.get(f"/api/connections{path}")).text)
    said += [(await client.get(path)).text for path in ("/api/session", "/metrics", "/api/audit/export")]
    said += [everything_logged.getvalue(), "".join(capfd.readouterr())]
    for table in TABLES:
        rows = as_owner.execute(f"select * from {table} where org_id = %s", (organization.id,)).fetchall()
        said.append(repr(rows))
    for part in PARTS:
        for text in said:
            assert part not in text, text[:2000]
    assert any("connection.tested" in text for text in said)
    assert stub.requests


async def used_and_replaced(client: httpx.AsyncClient, id: str) -> list[str]:
    """Test it, call it, replace it by a wrong one, and test and call again; the stub's refusal holds the right key."""
    plan_id, key = await deployed(client, "keeper", f"stub:{MODEL}")
    chat, called = f"/api/deployed-agents/{plan_id}/chat", {"authorization": f"Bearer {key}"}
    said = [str(await tried(client, id))]
    answer = await client.post(chat, json={"message": "Where?"}, headers=called)
    assert answer.is_success
    said.append(str(await changed(client, id, secret=SECOND)))
    said.append(str(await tried(client, id)))
    return [*said, (await client.post(chat, json={"message": "Where?"}, headers=called)).text]


async def refused(client: httpx.AsyncClient) -> list[str]:
    """Send it in ways that are refused, also in the wrong fields; a field's name is the sender's own word."""
    said = []
    for body in (
        {"slug": "stub", "kind": "openai_compatible", "base_url": "http://127.0.0.1:9", "secret": KEY},
        {"slug": "X", "kind": "?", "base_url": KEY, "secret": f"{KEY} {KEY}"},
        {"slug": "x", "kind": "openai_compatible", "base_url": KEY},
        {"slug": "x", "kind": "openai", "secret": [KEY]},
        {"slug": "x", "kind": "openai", "secret": KEY, KEY: 1, "models": 7},
    ):
        answer = await client.post("/api/connections", json=body)
        assert answer.status_code >= 400
        said.append(answer.text.replace(f"body.{KEY}", ""))
    return said


async def test_the_envelope_opens_for_its_own_organisation_connection_and_version_only(
    api: Api,
    stub: OpenAIStub,
    organization: Organization,
    as_owner: psycopg.Connection,
    secret_key: SecretKey,
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub)
    row = as_owner.execute(
        "select connection_id, version, envelope, hint from connection_secrets where org_id = %s",
        (organization.id,),
    ).fetchone()
    assert row is not None
    id, version, envelope, hint = row
    vault = LocalVault(lambda: [secret_key])
    assert await vault.open(envelope, Place(organization.id, id, version)) == KEY
    assert hint == KEY[-4:] == made["secret_hint"]
    for place in (
        Place(new_id(), id, version),
        Place(organization.id, new_id(), version),
        Place(organization.id, id, 2),
    ):
        with pytest.raises(SecretUnreadable):
            await vault.open(envelope, place)


async def test_an_old_envelope_put_back_by_hand_does_not_open(
    api: Api, stub: OpenAIStub, organization: Organization, as_owner: psycopg.Connection, served: Served
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, default_model=MODEL)
    old = envelope_of(as_owner, organization.id)
    await changed(client, made["id"], secret=SECOND)
    as_owner.execute("update connection_secrets set envelope = %s where org_id = %s", (old, organization.id))
    served.app.state.models.forget(organization.id)
    told = await tried(client, made["id"])
    assert told["result"]["outcome"] == "secret_unreadable"
    assert told["result"]["fix"] == "Enter it again."
    plan_id, key = await deployed(client, "locked", "stub")
    answer = await client.post(
        f"/api/deployed-agents/{plan_id}/chat",
        json={"message": "?"},
        headers={"authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/secret-unreadable"
    assert stub.requests == []


def envelope_of(as_owner: psycopg.Connection, org_id: UUID) -> bytes:
    """Read the envelope of an organisation's only secret."""
    row = as_owner.execute("select envelope from connection_secrets where org_id = %s", (org_id,)).fetchone()
    assert row is not None
    return bytes(row[0])
