"""Breaches become violations: with the call's record, once, masked, and only within their organisation."""

from collections.abc import Mapping
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import select, text, update
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api

from remit.controls import governance
from remit.controls.governance import Breach, Decision, Resource, Severity, breaches, write_violations
from remit.controls.governance.violations.tables import Violation
from remit.controls.tenancy import Actor, Role
from remit.engines.guardrails import Label, look
from remit.engines.policy import Says
from remit.kit import events
from remit.kit.database import Database
from remit.kit.ids import new_id

SUBJECT = "deployment:dep_0000000000000000000000000a"
KEY = "AKIAIOSFODNN7EXAMPLE"


def decided(
    actor: Actor,
    verdict: Says = "redact",
    policies: tuple[str, ...] = ("no-secrets",),
    errors: tuple[str, ...] = (),
) -> Decision:
    says = governance.decide(actor, "text.pass", Resource("deployment", SUBJECT, "prod"))
    return says._replace(verdict=verdict, policies=policies, digest="sha256:set", errors=errors)


def broken(
    decision: Decision, text: str = f"it is {KEY}", severities: Mapping[str, Severity] | None = None
) -> list[Breach]:
    return breaches(
        decision,
        call_id=new_id(),
        subject=SUBJECT,
        labels=look(text),
        direction="output",
        request_id="req_1",
        text_digest="sha256:text",
        severities=severities,
    )


async def stored(database: Database, org: UUID) -> list[Violation]:
    async with database.transaction(org) as session:
        return list(await session.scalars(select(Violation).order_by(Violation.rule)))


async def test_an_allowed_call_breaks_no_rule(actor: Acting) -> None:
    assert broken(decided(await actor(Role.BUILDER), "allow", ())) == []


async def test_what_was_seen_is_kept_masked_and_by_digest(database: Database, actor: Acting) -> None:
    builder = await actor(Role.BUILDER)
    made = broken(decided(builder))
    async with database.transaction(builder.org_id) as session:
        await write_violations(session, made)
    (row,) = await stored(database, builder.org_id)
    assert (row.id, row.call_id, row.subject, row.rule) == (
        made[0].id,
        made[0].call_id,
        SUBJECT,
        "no-secrets",
    )
    assert (row.action, row.direction, row.verdict, row.severity) == ("text.pass", "output", "redact", "high")
    assert (row.state, row.version, row.labels, row.actor) == ("open", 1, ["secret.aws"], builder.ref)
    assert row.evidence["policy_digest"] == "sha256:set"
    assert row.evidence["text_digest"] == "sha256:text"
    (seen,) = row.evidence["seen"]
    assert (seen["start"], seen["end"], seen["evidence"]) == (6, 26, "AKIA… (20 characters)")
    assert KEY not in str(row.evidence)


async def test_each_policy_that_decided_is_one_violation(database: Database, actor: Acting) -> None:
    builder = await actor(Role.BUILDER)
    made = broken(decided(builder, policies=("a", "b")), severities={"b": "critical"})
    async with database.transaction(builder.org_id) as session:
        await write_violations(session, made)
    assert [(row.rule, row.severity) for row in await stored(database, builder.org_id)] == [
        ("a", "high"),
        ("b", "critical"),
    ]


async def test_a_denial_without_a_policy_is_told_too(actor: Acting) -> None:
    (breach,) = broken(decided(await actor(Role.BUILDER), "deny", (), ("no context",)))
    assert breach.rule == "no-policy-allows"
    assert breach.evidence["errors"] == ["no context"]


async def test_writing_again_changes_nothing_and_tells_nothing(database: Database, actor: Acting) -> None:
    builder = await actor(Role.BUILDER)
    made = [breach for _ in range(30) for breach in broken(decided(builder))]
    for _ in range(2):
        async with database.transaction(builder.org_id) as session:
            await write_violations(session, made)
    assert len(await stored(database, builder.org_id)) == 30
    async with database.transaction(builder.org_id) as session:
        told = [event for event in await events.since(session, 0) if event.kind == "violation.found"]
    assert [(event.data["count"], event.data["severity"], len(event.data["ids"])) for event in told] == [
        (30, "high", 20)
    ]


async def test_many_rows_are_one_statement(database: Database, actor: Acting) -> None:
    builder = await actor(Role.BUILDER)
    made = [breach for _ in range(500) for breach in broken(decided(builder))]
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "insert into violations" in statement.lower():
            sent.append(statement)

    engine = database._engine.sync_engine
    sqlalchemy.event.listen(engine, "before_cursor_execute", note)
    try:
        async with database.transaction(builder.org_id) as session:
            await write_violations(session, made)
            await write_violations(session, [])
    finally:
        sqlalchemy.event.remove(engine, "before_cursor_execute", note)
    assert len(sent) == 1
    assert len(await stored(database, builder.org_id)) == 500


@pytest.mark.parametrize("hostile", ["\0", "\ud800", "x" * 100_000, "\u202e\U0001f600"])
async def test_hostile_evidence_is_stored(database: Database, actor: Acting, hostile: str) -> None:
    builder = await actor(Role.BUILDER)
    label = Label(f"outside.{hostile}", 0.5, 0, 3, f"{hostile} seen")
    made = breaches(
        decided(builder, errors=(hostile,)),
        call_id=new_id(),
        subject=SUBJECT,
        labels=[label] * 50,
        request_id=hostile,
    )
    async with database.transaction(builder.org_id) as session:
        await write_violations(session, made)
    (row,) = await stored(database, builder.org_id)
    assert len(row.evidence["seen"]) == 20
    assert row.evidence["more"] == 30
    assert len(row.evidence["seen"][0]["evidence"]) <= 200


@pytest.mark.parametrize(
    ("verdict", "labels", "severity"),
    [
        ("deny", ["canary"], "critical"),
        ("redact", ["secret.remit"], "critical"),
        ("redact", ["secret.aws", "pii.email"], "high"),
        ("warn", ["secret.aws"], "medium"),
        ("deny", ["exfiltration.image"], "high"),
        ("deny", ["injection"], "high"),
        ("warn", ["injection"], "low"),
        ("redact", ["pii.card"], "medium"),
        ("warn", [], "low"),
        ("deny", [], "medium"),
        ("escalate", [], "medium"),
    ],
)
async def test_severity_follows_from_verdict_and_labels(
    actor: Acting, verdict: Says, labels: list[str], severity: Severity
) -> None:
    found = breaches(
        decided(await actor(Role.BUILDER), verdict),
        call_id=new_id(),
        subject=SUBJECT,
        labels=[Label(name, 1.0, 0, 1, "") for name in labels],
    )
    assert [breach.severity for breach in found] == [severity]


async def test_a_policy_may_name_its_severity(database: Database, actor: Acting, api: Api) -> None:
    builder, client = await actor(Role.BUILDER), await api(Role.ADMIN)
    rule = """@id("minor") @severity("low") @verdict("redact")
forbid (principal, action == Action::"text.pass", resource) when { context.labels.contains("canary") };"""
    wrong = (await client.post("/api/policies/validate", json={"text": rule.replace("low", "huge")})).json()
    assert "huge" in str(wrong)
    applied = await client.post("/api/policies/apply", json={"text": rule, "version": 0})
    assert applied.is_success, applied.text
    database.caches.unsure()
    await governance.ready(database, builder.org_id)
    (breach,) = broken(decided(builder, policies=("minor",)), text="AKIAIOSFODNN7EXAMPLE")
    assert breach.severity == "low"


async def test_nobody_sees_the_violations_of_another_organisation(
    database: Database, actor: Acting, found: Found
) -> None:
    builder, other = await actor(Role.BUILDER), await found()
    async with database.transaction(builder.org_id) as session:
        await write_violations(session, broken(decided(builder)))
    assert await stored(database, other.id) == []
    with pytest.raises(sqlalchemy.exc.ProgrammingError, match="row-level security"):
        async with database.transaction(other.id) as session:
            await write_violations(session, broken(decided(builder)))


async def test_what_was_found_cannot_be_changed_or_removed(database: Database, actor: Acting) -> None:
    builder = await actor(Role.BUILDER)
    async with database.transaction(builder.org_id) as session:
        await write_violations(session, broken(decided(builder)))
    for change in (
        update(Violation).values(severity="low"),
        update(Violation).values(evidence={}),
        text("delete from violations"),
    ):
        with pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied"):
            async with database.transaction(builder.org_id) as session:
                await session.execute(change)
