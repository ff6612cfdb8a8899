"""Entries in words: what happened, and the one fact that a reader looks for first."""

from typing import Any

_TITLES = {
    "intent.received": "Command received",
    "plan.checked": "Plan checked",
    "plan.refused": "Plan refused",
    "change.proposed": "Change asked for",
    "change.approved": "Change approved",
    "change.rejected": "Change rejected",
    "change.voided": "Change withdrawn",
    "change.expired": "Change expired",
    "change.applied": "Change carried out",
    "change.failed": "Change broke off",
    "deployment.planned": "Deployment planned",
    "deployment.pending_approval": "Deployment waits for approval",
    "deployment.executed": "Calls made to the host",
    "deployment.orphaned": "Deployment still at its host",
    "deployment.left": "Deployment left at its host",
    "agent.version_created": "Agent version saved",
    "connection.rewrapped": "Stored secret put under the new key",
    "budget.threshold": "Budget threshold reached",
    "budget.waiting": "Calls wait for a budget",
    "audit.exported": "Log exported",
    "password.changed": "Own password changed",
    "password.removed": "Own password removed",
    "sign_in_link.created": "Sign-in link created",
    "session.began": "Signed in",
    "session.ended": "Session ended",
    "violation.marked_false_positive": "Violation marked a false positive",
}
_SAID = ("title", "command", "errors", "reason", "name", "slug", "error", "model")
_LONGEST = 300


def title(type: str) -> str:
    """Say what happened: `key.revoked` is “Key revoked”."""
    if type in _TITLES:
        return _TITLES[type]
    words = type.replace(".", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def detail(payload: dict[str, Any] | None) -> str | None:
    """Say the one fact of a payload that a reader looks for first; none where there is none, or it was erased."""
    if payload is None:
        return None
    said = _checks(payload) or _calls(payload) or _reason(payload) or _first(payload)
    return said if said is None or len(said) <= _LONGEST else f"{said[:_LONGEST]} …"


def _checks(payload: dict[str, Any]) -> str | None:
    checks = payload.get("checks")
    if not isinstance(checks, list) or not checks:
        return None
    passed = sum(1 for check in checks if isinstance(check, dict) and check.get("passed"))
    return f"{passed} of {len(checks)} checks pass"


def _calls(payload: dict[str, Any]) -> str | None:
    calls = payload.get("calls")
    if not isinstance(calls, list):
        return None
    done = "recorded (dry run)" if payload.get("dry_run") else "sent"
    return f"{len(calls)} call{'' if len(calls) == 1 else 's'} {done}"


def _reason(payload: dict[str, Any]) -> str | None:
    """Both what was decided on and why, where an entry has both."""
    about, why = payload.get("title"), payload.get("reason")
    return f"{about}: “{why}”" if isinstance(about, str) and isinstance(why, str) and why else None


def _first(payload: dict[str, Any]) -> str | None:
    for name in _SAID:
        value = payload.get(name)
        if isinstance(value, list):
            value = " ".join(str(each) for each in value)
        if isinstance(value, str) and value:
            return value
    return None
