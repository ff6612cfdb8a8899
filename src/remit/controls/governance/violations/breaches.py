"""Violations: what policies found wrong with a call, written with the call's own record."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from remit.controls.governance.decision import Decision
from remit.controls.governance.sets import SETS
from remit.controls.governance.violations import queries
from remit.controls.tenancy import Actor
from remit.engines.guardrails import Direction, Label
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import News, emit
from remit.kit.ids import Kind, new_id

VIOLATION = Kind("vio", "violation")
CALL = Kind("call", "call")  # as metering shows it, which this package does not know
Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
_MOST_SEEN = 20
_LONGEST_SEEN = 200
_MOST_TOLD = 20
# What gets out is worse than what somebody tries; a mark that leaked says that the instructions did.
_WORST = ("canary", "secret", "exfiltration")
_GRAVE = ("injection", "invisible", "pii")


class Breach(NamedTuple):
    """A rule that a call went against, before it is written; `id` makes writing it twice harmless."""

    id: UUID
    actor: Actor
    call_id: UUID
    request_id: str
    subject: str
    rule: str
    action: str
    direction: Direction | Literal[""]
    verdict: str
    severity: Severity
    labels: tuple[str, ...]
    evidence: dict[str, Any]


def breaches(
    decision: Decision,
    *,
    call_id: UUID,
    subject: str,
    labels: Sequence[Label] = (),
    direction: Direction | Literal[""] = "",
    request_id: str = "",
    text_digest: str = "",
    severities: Mapping[str, Severity] | None = None,
) -> list[Breach]:
    """Turn a decision that is no plain yes into one breach for each policy that decided; none for an `allow`.

    The severity is the one that the policy names (`@severity("high")`), or follows from verdict and labels, unless
    `severities` say otherwise. Labels are kept by name and masked evidence; a text only by its digest.
    """
    if decision.verdict == "allow":
        return []
    names = tuple(dict.fromkeys(label.name for label in labels))
    usual = usual_severity(decision.verdict, names)
    named = {**_named(decision), **(severities or {})}
    evidence = _evidence(decision, labels, text_digest)
    return [
        Breach(
            id=new_id(),
            actor=decision.actor,
            call_id=call_id,
            request_id=request_id,
            subject=subject,
            rule=rule,
            action=decision.action,
            direction=direction,
            verdict=decision.verdict,
            severity=named.get(rule, usual),
            labels=tuple(map(clean, names)),
            evidence=evidence,
        )
        for rule in decision.policies or ("no-policy-allows",)
    ]


def _evidence(decision: Decision, labels: Sequence[Label], text_digest: str) -> dict[str, Any]:
    return {
        "policy_digest": decision.digest,
        "text_digest": text_digest,
        "errors": [clean(error) for error in decision.errors[:_MOST_SEEN]],
        "seen": [_seen(label) for label in labels[:_MOST_SEEN]],
        "more": max(0, len(labels) - _MOST_SEEN),
    }


def _named(decision: Decision) -> dict[str, Severity]:
    held = SETS.of(decision.actor.org_id).engine.policies
    decided = [policy for policy in held if policy.id in decision.policies]
    return {policy.id: policy.severity for policy in decided if policy.severity in SEVERITIES}


def _seen(label: Label) -> dict[str, Any]:
    return {
        "label": clean(label.name),
        "score": round(label.score, 3),
        "start": label.start,
        "end": label.end,
        "evidence": clean(label.evidence),
    }


def clean(text: str) -> str:
    """Write a text so that the database takes it, and no longer than people read."""
    return text[:_LONGEST_SEEN].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def usual_severity(verdict: str, labels: Collection[str]) -> Severity:
    """Say how bad a breach is whose policy does not: by what was in the text, a step less where it was only marked."""
    families = {name.partition(".")[0] for name in labels}
    if not families.isdisjoint(_WORST):
        worst = 3 if "canary" in families or "secret.remit" in labels else 2
    else:
        worst = 1 if verdict != "deny" or families.isdisjoint(_GRAVE) else 2
    return SEVERITIES[max(0, worst - (verdict == "warn"))]


async def write_violations(session: Session, rows: Sequence[Breach]) -> None:
    """Write the breaches of calls of one organisation in one statement; tell of those that were not there before."""
    if not rows:
        return
    written = await queries.write_all(session, violation_rows(rows))
    new = [each for each in rows if each.id in written]
    if new:
        news = violation_news(new)
        await emit(session, new[0].actor.org_id, news.kind, news.ref, news.data)


def violation_rows(breaches: Sequence[Breach]) -> list[dict[str, Any]]:
    """Return breaches as the database keeps them."""
    moment = now()
    return [_row(each, moment) for each in breaches]


def violation_news(new: Sequence[Breach]) -> News:
    """Say what is told of breaches that were just written."""
    told = {
        "ids": [VIOLATION.show(each.id) for each in new[:_MOST_TOLD]],
        "count": len(new),
        "severity": max((each.severity for each in new), key=SEVERITIES.index),
        "subjects": sorted({each.subject for each in new})[:_MOST_TOLD],
    }
    return News("violation.found", VIOLATION.show(new[0].id), told, now())


def _row(breach: Breach, moment: datetime) -> dict[str, Any]:
    return {
        **breach._asdict(),
        "org_id": breach.actor.org_id,
        "actor": breach.actor.ref,
        "actor_name": clean(breach.actor.name),
        "request_id": clean(breach.request_id),
        "state": "open",
        "note": "",
        "version": 1,
        "created_at": moment,
    }
