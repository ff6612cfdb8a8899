"""Violations over HTTP: what was found, at a glance and one by one, and what people make of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from remit.controls.audit import Naming, names
from remit.controls.governance.decide import decide
from remit.controls.governance.decision import Resource
from remit.controls.governance.sets import SETS
from remit.controls.governance.violations import queries
from remit.controls.governance.violations.breaches import CALL, VIOLATION, Severity
from remit.controls.governance.violations.changes import change, find, moves_from
from remit.controls.governance.violations.queries import Asked
from remit.controls.governance.violations.schemas import (
    ViolationActor,
    ViolationAnswer,
    ViolationChange,
    ViolationCounts,
    ViolationDecider,
    ViolationDetail,
    ViolationEvidence,
    ViolationMove,
    ViolationPage,
    ViolationRule,
    ViolationState,
    ViolationSummary,
)
from remit.controls.governance.violations.summary import open_counts, summary
from remit.controls.governance.violations.tables import Violation
from remit.controls.tenancy import ORGANIZATION, Actor, SessionDep, may
from remit.kit import pagination
from remit.kit.database import Session
from remit.kit.errors import NotFound

_WRITE = "violation.write"
router = APIRouter(prefix="/api/violations", tags=["violations"])
Reader = Annotated[Actor, may("violation.read")]
Writer = Annotated[Actor, may(_WRITE)]
Subject = Annotated[str | None, Query(max_length=200)]
Text = Annotated[str | None, Query(max_length=200)]


def _namings(request: Request) -> Sequence[Naming]:
    found: Sequence[Naming] = request.app.state.namings
    return found


NamingsDep = Annotated[Sequence[Naming], Depends(_namings)]


def _call(shown: str) -> UUID:
    """Read a call's id; a filter by what is none finds nothing."""
    try:
        return CALL.parse(shown)
    except NotFound:
        return UUID(int=0)


def _asked(
    state: Annotated[list[ViolationState] | None, Query(max_length=4)] = None,
    severity: Annotated[list[Severity] | None, Query(max_length=4)] = None,
    subject: Subject = None,
    rule: Text = None,
    actor: Text = None,
    label: Annotated[str | None, Query(max_length=80)] = None,
    call: Annotated[str | None, Query(max_length=80)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    q: Text = None,
) -> Asked:
    return Asked(
        states=tuple(state or ()),
        severities=tuple(severity or ()),
        subject=subject,
        rule=rule,
        actor=actor,
        label=label,
        call=_call(call) if call is not None else None,
        since=since,
        until=until,
        q=q.strip() or None if q else None,
    )


def _facts(actor: Actor, row: Violation, called: str | None) -> dict[str, Any]:
    organization = Resource("organization", ORGANIZATION.show(actor.org_id))
    may_write = decide(actor, _WRITE, organization).allowed
    actions: list[ViolationMove] = moves_from(row.state) if may_write else []
    same = ("request_id", "subject", "rule", "action", "direction", "verdict", "severity", "labels")
    state = ("state", "note", "version", "decided_at", "created_at")
    return {
        **{name: getattr(row, name) for name in (*same, *state)},
        "id": VIOLATION.show(row.id),
        "call": CALL.show(row.call_id),
        "subject_name": called,
        "actor": ViolationActor(ref=row.actor, name=row.actor_name),
        "decided_by": ViolationDecider(**row.decided_by) if row.decided_by else None,
        "actions": actions,
    }


async def _detail(
    session: Session, namings: Sequence[Naming], actor: Actor, row: Violation
) -> ViolationDetail:
    called = await names(session, namings, {row.subject})
    evidence = row.evidence
    return ViolationDetail(
        **_facts(actor, row, called.get(row.subject)),
        seen=[ViolationEvidence(**each) for each in evidence["seen"]],
        more=evidence["more"],
        errors=evidence["errors"],
        text_digest=evidence["text_digest"],
        policy_digest=evidence["policy_digest"],
        rule_now=_rule(actor, row),
        others_of_call=await queries.of_call(session, row.call_id) - 1,
    )


def _rule(actor: Actor, row: Violation) -> ViolationRule | None:
    engine = SETS.of(actor.org_id).engine
    policy = next((each for each in engine.policies if each.id == row.rule), None)
    if policy is None:
        return None
    unchanged = engine.digest == row.evidence["policy_digest"]
    return ViolationRule(text=policy.text, description=policy.description, unchanged=unchanged)


@router.get("")
async def list_violations(
    session: SessionDep,
    namings: NamingsDep,
    actor: Reader,
    asked: Annotated[Asked, Depends(_asked)],
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ViolationPage:
    """List violations, newest first; every filter that is given must hold.

    `subject` and `actor` are refs (`deployment:dep_…`), `label` a name or family (`secret`). `q` looks into rule,
    subject, actor, request id, labels and note.
    """
    found = await queries.page(session, asked, after=pagination.decode(cursor), limit=limit + 1)
    shown = found[:limit]
    called = await names(session, namings, {row.subject for row in shown})
    return ViolationPage(
        items=[ViolationAnswer(**_facts(actor, row, called.get(row.subject))) for row in shown],
        next=pagination.encode((shown[-1].created_at, shown[-1].id)) if len(found) > limit else None,
    )


@router.get("/count")
async def count_violations(session: SessionDep, _: Reader) -> ViolationCounts:
    """Count what is open, for a badge."""
    return await open_counts(session)


@router.get("/summary")
async def summarize_violations(
    session: SessionDep,
    namings: NamingsDep,
    _: Reader,
    days: Annotated[int, Query(ge=1, le=365)] = 30,
    subject: Subject = None,
) -> ViolationSummary:
    """Sum up the last days: by severity, by rule, by deployment and per day; of all, or of one subject."""
    return await summary(session, namings, days=days, subject=subject)


@router.get("/{violation_id}")
async def get_violation(
    violation_id: str, session: SessionDep, namings: NamingsDep, actor: Reader
) -> ViolationDetail:
    """Show a violation: the call, the rule as it is now, and what was seen, masked."""
    return await _detail(session, namings, actor, await find(session, violation_id))


@router.post("/{violation_id}/acknowledge")
async def acknowledge_violation(
    violation_id: str, body: ViolationChange, session: SessionDep, namings: NamingsDep, actor: Writer
) -> ViolationDetail:
    """Say that somebody looks after it."""
    made = await change(session, actor, violation_id, "acknowledge", version=body.version, note=body.note)
    return await _detail(session, namings, actor, made)


@router.post("/{violation_id}/resolve")
async def resolve_violation(
    violation_id: str, body: ViolationChange, session: SessionDep, namings: NamingsDep, actor: Writer
) -> ViolationDetail:
    """Say that what led to it is mended."""
    made = await change(session, actor, violation_id, "resolve", version=body.version, note=body.note)
    return await _detail(session, namings, actor, made)


@router.post("/{violation_id}/false-positive")
async def dismiss_violation(
    violation_id: str, body: ViolationChange, session: SessionDep, namings: NamingsDep, actor: Writer
) -> ViolationDetail:
    """Say that nothing was wrong: it no longer counts against the deployment."""
    made = await change(session, actor, violation_id, "false_positive", version=body.version, note=body.note)
    return await _detail(session, namings, actor, made)


@router.post("/{violation_id}/reopen")
async def reopen_violation(
    violation_id: str, body: ViolationChange, session: SessionDep, namings: NamingsDep, actor: Writer
) -> ViolationDetail:
    """Take back what was decided."""
    made = await change(session, actor, violation_id, "reopen", version=body.version, note=body.note)
    return await _detail(session, namings, actor, made)
