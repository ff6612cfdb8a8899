"""Violations over HTTP: found, searched, summed up and decided on; by those who may, and nobody else."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api

from remit.controls.governance import Breach, violations_since, write_violations
from remit.controls.governance.violations import CALL as SHOWN
from remit.controls.governance.violations import VIOLATION, Severity
from remit.controls.metering import CALL
from remit.controls.tenancy import Actor, Organization, Role
from remit.kit.database import Database
from remit.kit.ids import new_id

ONE, TWO = "deployment:dep_0000000000000000000000000a", "deployment:dep_0000000000000000000000000b"
Body = dict[str, Any]


def breach(actor: Actor, severity: Severity = "high", **given: Any) -> Breach:
    usual: Body = {
        "call_id": new_id(),
        "request_id": "req_1",
        "subject": ONE,
        "rule": "answers-hold-no-secrets",
        "action": "text.pass",
        "direction": "output",
        "verdict": "redact",
        "labels": ("secret.aws",),
    }
    seen = [{"label": "secret.aws", "score": 1.0, "start": 6, "end": 26, "evidence": "AKIA… (20 characters)"}]
    evidence = {"policy_digest": "sha256:p", "text_digest": "sha256:t", "errors": [], "seen": seen, "more": 0}
    return Breach(id=new_id(), actor=actor, severity=severity, evidence=evidence, **{**usual, **given})


async def write(database: Database, *rows: Breach) -> list[str]:
    async with database.transaction(rows[0].actor.org_id) as session:
        await write_violations(session, rows)
    return [VIOLATION.show(row.id) for row in rows]


async def ids(client: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await client.get("/api/violations", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_calls_are_shown_as_metering_shows_them() -> None:
    assert SHOWN == CALL


async def test_a_violation_is_shown_with_its_call_rule_and_masked_evidence(
    database: Database, actor: Acting, api: Api
) -> None:
    builder, client = await actor(Role.BUILDER), await api(Role.VIEWER)
    row = breach(builder)
    await write(database, row, breach(builder, call_id=row.call_id, rule="gone"))
    found = (await client.get(f"/api/violations/{VIOLATION.show(row.id)}")).json()
    assert (found["call"], found["subject"], found["verdict"]) == (CALL.show(row.call_id), ONE, "redact")
    assert found["actor"] == {"ref": builder.ref, "name": builder.name}
    assert found["seen"][0]["evidence"] == "AKIA… (20 characters)"
    assert found["others_of_call"] == 1
    assert "secret" in found["rule_now"]["text"]
    assert found["rule_now"]["unchanged"] is False
    assert found["actions"] == []
    gone = (await client.get("/api/violations", params={"rule": "gone"})).json()["items"][0]
    assert (await client.get(f"/api/violations/{gone['id']}")).json()["rule_now"] is None


async def test_filters_all_have_to_hold(database: Database, actor: Acting, api: Api) -> None:
    builder, operator, client = await actor(Role.BUILDER), await actor(Role.OPERATOR), await api(Role.VIEWER)
    a, b, c = (
        breach(builder),
        breach(builder, "low", subject=TWO, rule="r2", labels=("pii.email",)),
        breach(operator, "critical"),
    )
    one, two, three = await write(database, a, b, c)
    assert set(await ids(client)) == {one, two, three}
    assert await ids(client, severity="low") == [two]
    assert set(await ids(client, severity=["high", "critical"])) == {one, three}
    assert await ids(client, subject=TWO) == [two]
    assert await ids(client, rule="r2") == [two]
    assert await ids(client, actor=operator.ref) == [three]
    assert set(await ids(client, label="secret")) == {one, three}
    assert await ids(client, label="pii.email") == [two]
    assert await ids(client, label="se") == []
    assert await ids(client, call=CALL.show(b.call_id)) == [two]
    assert await ids(client, call="call_gone") == []
    assert await ids(client, q="PII.em") == [two]
    assert await ids(client, q="%") == []
    assert await ids(client, q="holds-no", severity="critical") == []
    assert await ids(client, q="hold-no", severity="critical") == [three]
    assert await ids(client, state="resolved") == []
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert await ids(client, since=soon) == []
    assert len(await ids(client, until=soon)) == 3


async def test_pages_hold_every_violation_once(database: Database, actor: Acting, api: Api) -> None:
    builder, client = await actor(Role.BUILDER), await api(Role.VIEWER)
    written = await write(database, *(breach(builder) for _ in range(7)))
    seen: list[str] = []
    cursor = None
    while True:
        asked = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        found = (await client.get("/api/violations", params=asked)).json()
        seen += [item["id"] for item in found["items"]]
        if (cursor := found["next"]) is None:
            break
    assert sorted(seen) == sorted(written)
    assert len(seen) == 7


@pytest.mark.parametrize(
    "asked",
    [
        {"cursor": "x"},
        {"limit": 0},
        {"state": "gone"},
        {"severity": "worst"},
        {"since": "now"},
        {"q": "x" * 300},
        {"days": 0},
    ],
)
async def test_what_cannot_be_read_is_said(api: Api, asked: Body) -> None:
    client = await api(Role.VIEWER)
    path = "/api/violations/summary" if "days" in asked else "/api/violations"
    assert (await client.get(path, params=asked)).status_code == 422


@pytest.mark.parametrize(
    "asked",
    [{"q": "\0"}, {"subject": "\0"}, {"rule": "\ud800".encode("utf-8", "surrogatepass")}, {"label": "\0"}],
)
async def test_hostile_filters_find_nothing_and_break_nothing(api: Api, asked: Body) -> None:
    client = await api(Role.VIEWER)
    assert (await client.get("/api/violations", params=asked)).status_code in (200, 422)


@pytest.mark.parametrize(
    ("path", "state", "happened"),
    [
        ("acknowledge", "acknowledged", "violation.acknowledged"),
        ("resolve", "resolved", "violation.resolved"),
        ("false-positive", "false_positive", "violation.marked_false_positive"),
    ],
)
async def test_a_decision_is_kept_recorded_and_can_be_taken_back(
    database: Database, actor: Acting, api: Api, path: str, state: str, happened: str
) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    client = await api(Role.APPROVER)
    assert (await client.get(f"/api/violations/{id}")).json()["actions"] == [
        "acknowledge",
        "resolve",
        "false_positive",
    ]
    changed = await client.post(f"/api/violations/{id}/{path}", json={"version": 1, "note": " looked at it "})
    assert changed.status_code == 200, changed.text
    body = changed.json()
    assert (body["state"], body["version"], body["note"]) == (state, 2, "looked at it")
    assert body["decided_by"]["role"] == "approver"
    back = (await client.post(f"/api/violations/{id}/reopen", json={"version": 2})).json()
    assert (back["state"], back["version"], back["note"]) == ("open", 3, "")
    entries = (await client.get("/api/audit/entries", params={"subject": f"violation:{id}"})).json()["items"]
    assert [(entry["type"], entry["payload"]["reason"]) for entry in entries] == [
        (happened, "looked at it"),
        ("violation.reopened", ""),
    ]


async def test_who_comes_second_is_told_what_the_first_decided(
    database: Database, actor: Acting, api: Api
) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    client = await api(Role.OPERATOR)
    answers = await asyncio.gather(
        *(
            client.post(f"/api/violations/{id}/{path}", json={"version": 1})
            for path in ("resolve", "acknowledge", "resolve")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    problem = next(answer for answer in answers if answer.status_code == 409).json()
    assert problem["type"].endswith("decided-meanwhile")
    assert problem["version"] == 2


async def test_a_state_has_only_some_ways_out(database: Database, actor: Acting, api: Api) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    client = await api(Role.OPERATOR)
    refused = await client.post(f"/api/violations/{id}/reopen", json={"version": 1})
    assert (refused.status_code, refused.json()["detail"]) == (409, "It is open already.")
    await client.post(f"/api/violations/{id}/resolve", json={"version": 1})
    refused = await client.post(f"/api/violations/{id}/acknowledge", json={"version": 2})
    assert refused.status_code == 409
    assert "Reopen it first" in refused.json()["detail"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BUILDER])
async def test_some_only_read(database: Database, actor: Acting, api: Api, role: Role) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    client = await api(role)
    assert await ids(client) == [id]
    for path in ("acknowledge", "resolve", "false-positive", "reopen"):
        assert (await client.post(f"/api/violations/{id}/{path}", json={"version": 1})).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 0},
        {"version": "1.5"},
        {"version": None},
        {"version": 2**40},
        {"version": 1, "note": "x" * 2001},
        {"version": 1, "more": 1},
    ],
)
async def test_a_decision_that_cannot_be_read_changes_nothing(
    database: Database, actor: Acting, api: Api, body: Body
) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    client = await api(Role.OWNER)
    assert (await client.post(f"/api/violations/{id}/resolve", json=body)).status_code == 422
    assert (await client.get(f"/api/violations/{id}")).json()["version"] == 1


async def test_a_note_with_a_nul_character_is_no_fault_of_ours(
    database: Database, actor: Acting, api: Api
) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    client = await api(Role.OWNER)
    answer = await client.post(f"/api/violations/{id}/resolve", json={"version": 1, "note": "a\0b"})
    assert answer.status_code in (200, 422)


async def test_another_organisation_has_no_such_violation(
    database: Database, actor: Acting, api: Api, found: Found
) -> None:
    (id,) = await write(database, breach(await actor(Role.BUILDER)))
    stranger = await api(Role.OWNER, await found())
    assert await ids(stranger) == []
    assert (await stranger.get(f"/api/violations/{id}")).status_code == 404
    assert (await stranger.post(f"/api/violations/{id}/resolve", json={"version": 1})).status_code == 404
    assert (await stranger.get("/api/violations/count")).json()["open"] == 0
    for odd in ("vio_nothing", "call_1", "%00", "x" * 300):
        assert (await stranger.get(f"/api/violations/{odd}")).status_code == 404


async def test_the_summary_counts_what_is_open_and_what_was_found(
    database: Database, actor: Acting, api: Api, organization: Organization, as_owner: psycopg.Connection
) -> None:
    builder, client = await actor(Role.BUILDER), await api(Role.OPERATOR)
    rows = [
        breach(builder),
        breach(builder, "critical", subject=TWO, rule="r2"),
        breach(builder, "low", subject=TWO, rule="r2"),
    ]
    _, two, three = await write(database, *rows)
    as_owner.execute(
        "update violations set created_at = created_at - interval '2 days' where id = %s", (rows[2].id,)
    )
    await client.post(f"/api/violations/{two}/false-positive", json={"version": 1})
    said = (await client.get("/api/violations/summary", params={"days": 3})).json()
    assert said["open"] == {"open": 2, "critical": 0, "high": 1, "medium": 0, "low": 1}
    assert (said["total"], said["false_positives"]) == (3, 1)
    assert [(each["rule"], each["count"], each["open"]) for each in said["rules"]] == [
        ("r2", 2, 1),
        ("answers-hold-no-secrets", 1, 1),
    ]
    assert {each["subject"]: each["count"] for each in said["subjects"]} == {ONE: 1, TWO: 2}
    assert [(each["critical"], each["high"], each["low"]) for each in said["days"]] == [
        (0, 0, 1),
        (0, 0, 0),
        (1, 1, 0),
    ]
    one = (await client.get("/api/violations/summary", params={"days": 1, "subject": TWO})).json()
    assert (one["total"], one["open"]["open"]) == (1, 1)
    assert (await client.get("/api/violations/count")).json()["open"] == 2
    async with database.transaction(organization.id) as session:
        since = datetime.now(UTC) - timedelta(days=1)
        assert [await violations_since(session, ref, since) for ref in (ONE, TWO)] == [1, 0]
    assert three
