"""What happened lately: entries of the audit log in words."""

import json
from typing import Any

from remit.controls import audit
from remit.controls.approvals import PROPOSAL
from remit.controls.audit import AuditEntry
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.lifecycle.agents import AGENT
from remit.lifecycle.insights import queries
from remit.lifecycle.insights.schemas import Activity, ActivityActor, ActivityList, Place

# What an entry of a type says after its actor's name; `{it}` is the name of its subject.
_WORDS = {
    "intent.received": "asked: “{command}”",
    "plan.refused": "was told no: {errors}",
    "deployment.planned": "planned {it}",
    "deployment.pending_approval": "asked for approval of {it}",
    "deployment.deploying": "began to deploy {it}",
    "deployment.deployed": "brought {it} into service",
    "deployment.degraded": "found {it} degraded",
    "deployment.paused": "paused {it}",
    "deployment.rolling_back": "began to roll {it} back",
    "deployment.failed": "saw {it} fail",
    "deployment.rejected": "rejected {it}",
    "deployment.deleted": "deleted {it}",
    "deployment.orphaned": "could not end {it} at its host",
    "deployment.left": "let go of {it} at its host",
    "deployment.scaling_set": "has {it} scaled by itself",
    "deployment.scaling_removed": "has {it} scaled by hand",
    "change.approved": "approved {title}",
    "change.rejected": "rejected {title}",
    "change.voided": "withdrew {title}",
    "change.expired": "let {title} expire",
    "change.failed": "could not carry out {title}",
    "agent.created": "made the agent {it}",
    "agent.version_created": "saved a new version of {it}",
    "agent.promoted": "made a version of {it} active",
    "agent.archived": "archived {it}",
    "key.created": "made the API key {name}",
    "key.revoked": "revoked the API key {name}",
    "member.added": "added {name} as a member",
    "member.changed": "changed a member's role",
    "member.renamed": "is now called {name}",
    "member.removed": "removed {name} from the members",
    "invitation.created": "invited {name}",
    "invitation.withdrawn": "withdrew the invitation of {name}",
    "invitation.accepted": "accepted an invitation",
    "organization.renamed": "renamed the organisation",
    "organization.founded": "founded the organisation",
    "connection.created": "connected {name}",
    "connection.changed": "changed the connection {name}",
    "connection.deleted": "removed the connection {name}",
    "connection.tested": "tested the connection {name}",
    "connection.signed_in": "signed in to {name}",
    "budget.created": "set a budget",
    "budget.changed": "changed a budget",
    "budget.deleted": "removed a budget",
    "budget.threshold": "saw a budget reach a threshold",
    "budget.waiting": "asks for a budget to be raised",
    "limit.created": "set a limit",
    "limit.changed": "changed a limit",
    "limit.deleted": "removed a limit",
    "alias.pointed": "pointed the alias {name} at {target}",
    "alias.removed": "removed the alias {name}",
    "violation.acknowledged": "acknowledged a violation of {title}",
    "violation.resolved": "resolved a violation of {title}",
    "violation.marked_false_positive": "marked a violation of {title} a false positive",
    "violation.reopened": "reopened a violation of {title}",
    "session.began": "signed in",
    "session.ended": "signed out",
    "password.changed": "changed their own password",
    "password.removed": "removed their own password",
    "sign_in_link.created": "made a sign-in link",
    "audit.exported": "exported the audit log",
}
# Steps on the way to something that stands in the list itself.
_STEPS = frozenset(
    {
        "plan.checked",
        "change.proposed",
        "change.applied",
        "deployment.approved",
        "deployment.planned",
        "deployment.executed",
    }
)
# Who talks with whom is nobody's news.
_TALK = "conversation."
_LONG = 160


async def activity(session: Session, *, limit: int) -> ActivityList:
    """List what happened lately, the newest first, without single calls and without steps on the way."""
    recent = await audit.recent(session, limit=limit * 6)
    entries = [pair for pair in recent if pair[0].type not in _STEPS and not pair[0].type.startswith(_TALK)]
    names = await _names(session, [entry.subject for entry, _ in entries[:limit]])
    return ActivityList(items=[_activity(entry, payload or {}, names) for entry, payload in entries[:limit]])


async def _names(session: Session, subjects: list[str]) -> dict[str, str]:
    """Map subjects to what people call them; what has no name of its own is left out."""
    found = await queries.deployments(session, [s for s in subjects if s.startswith("deployment:")])
    named = {ref: queries.called(d) for ref, d in found.items()}
    ids = {s: _agent_id(s) for s in subjects if s.startswith("agent:")}
    slugs = await queries.agent_names(session, [id for id in ids.values() if id is not None])
    return named | {s: slugs[id] for s, id in ids.items() if id in slugs}


def _agent_id(subject: str) -> Any:
    try:
        return AGENT.parse(subject.partition(":")[2])
    except NotFound:
        return None


def _activity(entry: AuditEntry, payload: dict[str, Any], names: dict[str, str]) -> Activity:
    actor = json.loads(entry.body)["data"]["actor"]
    return Activity(
        seq=entry.seq,
        at=entry.time,
        actor=ActivityActor(kind=actor["kind"], id=actor["id"], name=actor["name"]),
        type=entry.type,
        subject=entry.subject,
        words=_words(entry, payload, names),
        target=_target(entry.subject, names),
    )


def _words(entry: AuditEntry, payload: dict[str, Any], names: dict[str, str]) -> str:
    it = names.get(entry.subject) or _noun(entry.subject)
    if entry.type not in _WORDS:
        noun, _, happened = entry.type.partition(".")
        return (
            f"{happened.replace('_', ' ')} {it}"
            if noun in ("deployment", "agent")
            else _plain(noun, happened)
        )
    facts = {
        "it": it,
        "command": payload.get("command") or "…",
        "errors": " ".join(payload.get("errors") or ["the plan does not pass."]),
        "name": payload.get("name") or payload.get("email") or payload.get("slug") or it,
        "title": f"“{payload['title']}”" if payload.get("title") else f"the change of {it}",
    }
    words = _WORDS[entry.type].format(**facts)
    return words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"


def _noun(subject: str) -> str:
    return f"a {subject.partition(':')[0].replace('_', ' ')}"


def _plain(noun: str, happened: str) -> str:
    return f"{noun.replace('_', ' ')} {happened.replace('_', ' ')}"


def _target(subject: str, names: dict[str, str]) -> Place | None:
    kind, _, id = subject.partition(":")
    if kind == "deployment" and subject in names:
        return Place(kind="deployment", id=id)
    if kind == "agent" and subject in names:
        return Place(kind="agent", id=names[subject])
    return Place(kind="approval", id=id) if id.startswith(f"{PROPOSAL.prefix}_") else None
