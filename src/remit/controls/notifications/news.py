"""What events mean to people: each becomes a piece of news, or none.

Whatever is behind the events by now is looked at again: nobody is asked to decide what was decided meanwhile.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from remit.controls import approvals
from remit.controls.approvals import PROPOSAL, Proposal
from remit.controls.notifications.kinds import Notice, NoticeKind
from remit.controls.tenancy import system
from remit.kit.clock import iso
from remit.kit.database import Session
from remit.kit.events import Event

MOVED = "fleet.moved"
"""A deployment went from one state to another; `from`, `to`, `reason`, `name`, `environment` and more."""
TRIED = "trial.failed"
"""A version of an agent did not pass its trial; `slug`, `number`, `problems`."""
DISABLED = "notice.disabled"
_WAITING: dict[str, tuple[NoticeKind, str]] = {
    "proposal.pending": ("approval.wanted", "Approval wanted"),
    "proposal.progressed": ("approval.wanted", "Approval wanted"),
    "proposal.expiring": ("approval.expiring", "Approval expires soon"),
    "proposal.escalated": ("approval.escalated", "Approval escalated"),
}
_ENDED = ("approved", "rejected", "voided", "expired")
_MOST_REASONS = 3
Read = Callable[[Session, Event], Awaitable[Notice | None]]


async def _waiting(session: Session, event: Event) -> Notice | None:
    """Somebody is needed to decide; nobody is asked about what does not wait any more."""
    proposal = await approvals.proposal(session, PROPOSAL.parse(event.ref))
    stage = event.data.get("stage", 1)
    if proposal is None or proposal.status != "pending" or stage != proposal.stage + 1:
        return None
    kind, said = _WAITING[event.kind]
    seen = await approvals.look(session, system(event.org_id), [proposal])
    progress = seen.progress(proposal)
    needed = progress.words if progress else "one other person who may decide"
    facts = [*_of(proposal), ("Needed", needed), ("Until", _moment(iso(proposal.expires_at)))]
    return Notice(
        kind=kind,
        once=f"{kind} {event.ref} {stage} {event.seq if kind != 'approval.wanted' else ''}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"{said}: {proposal.title}",
        text=" ".join(_why(proposal)) or "Another person has to look at this change.",
        facts=facts,
        path=f"/approvals/{event.ref}",
        data={**_data(event), "stage": stage, "needed": needed, "expires_at": iso(proposal.expires_at)},
        environment=proposal.environment,
    )


async def _decided(session: Session, event: Event) -> Notice | None:
    """What had to wait has come to an end; what policies allowed at once never waited."""
    proposal = await approvals.proposal(session, PROPOSAL.parse(event.ref))
    if proposal is None or not event.data.get("escalated"):
        return None
    made = await approvals.decisions(session, proposal.id)
    status = event.data["status"]
    reason = made[-1].reason if made else ""
    ended = approvals.closed(proposal, made[-1] if made else None)
    return Notice(
        kind="approval.decided",
        once=f"approval.decided {event.ref}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"{_ENDINGS[status]}: {proposal.title}",
        text=f"{ended} “{reason}”" if reason else ended,
        facts=_of(proposal),
        path=f"/approvals/{event.ref}",
        data={**_data(event), "reason": reason, "decided_by": event.data.get("by")},
        environment=proposal.environment,
    )


_ENDINGS = {"approved": "Approved", "rejected": "Rejected", "voided": "Withdrawn", "expired": "Expired"}


def _of(proposal: Proposal) -> list[tuple[str, str]]:
    facts = [("Asked by", str(proposal.requested_by["name"]))]
    if proposal.environment:
        facts.append(("Environment", proposal.environment))
    facts.append(("Risk", approvals.LEVELS[proposal.risk - 1]))
    if proposal.stakes.get("usd_per_hour") is not None:
        facts.append(("Cost", f"${proposal.stakes['usd_per_hour']} an hour"))
    return facts


def _why(proposal: Proposal) -> list[str]:
    return [each["words"] for each in proposal.stakes.get("reasons", [])][:_MOST_REASONS]


def _data(event: Event) -> dict[str, Any]:
    names = ("id", "kind", "subject", "environment", "title", "status", "risk", "requested_by")
    return {name: event.data.get(name) for name in names}


_MOVES: dict[tuple[str, str], tuple[NoticeKind, str]] = {
    ("deploying", "deployed"): ("deployment.succeeded", "Deployed"),
    ("rolling_back", "deployed"): ("deployment.rolled_back", "Rolled back"),
    ("degraded", "deployed"): ("deployment.recovered", "Recovered"),
}
_ORPHANED: tuple[NoticeKind, str] = ("deployment.orphaned", "Still at its host")
_CAUSES: dict[tuple[str, str], tuple[NoticeKind, str]] = {
    ("rollback_failed", "failed"): ("deployment.rollback_failed", "A person is needed, rolling back failed"),
    ("drift", "degraded"): ("deployment.drifted", "Drift"),
    ("orphaned", "paused"): _ORPHANED,
    ("orphaned", "deleted"): _ORPHANED,
    ("orphaned", "failed"): _ORPHANED,
}
# Said already by what caused it, or wanted by whoever asked for it.
_QUIET = {("superseded", "deployed"), ("scaling", "deployed")}
_ARRIVALS: dict[str, tuple[NoticeKind, str]] = {
    "failed": ("deployment.failed", "Failed"),
    "degraded": ("deployment.degraded", "Degraded"),
}


async def _moved(_: Session, event: Event) -> Notice | None:
    data = event.data
    caused = (str(data.get("cause")), data["to"])
    found = _CAUSES.get(caused) or _MOVES.get((data["from"], data["to"])) or _ARRIVALS.get(data["to"])
    if found is None or caused in _QUIET:
        return None
    kind, said = found
    facts = [("Environment", data["environment"]), ("Was", data["from"].replace("_", " "))]
    if data.get("dry_run"):
        facts.append(("Dry run", "Nothing outside was changed."))
    return Notice(
        kind=kind,
        once=f"{kind} {event.seq}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"{said}: {data['name']}",
        text=data["reason"] or f"{data['name']} is {data['to']}.",
        facts=facts,
        path=f"/deployments/{data['id']}",
        data=data,
        environment=data["environment"],
    )


async def _violated(_: Session, event: Event) -> Notice | None:
    count, severity = event.data["count"], event.data["severity"]
    what = "A violation" if count == 1 else f"{count} violations"
    return Notice(
        kind="violation.found",
        once=f"violation.found {event.seq}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"{what} of {severity} severity",
        text="A policy was broken in a call. The page shows what was said and done, and lets you decide on it.",
        facts=[("Severity", severity), ("About", ", ".join(event.data["subjects"][:5]) or "unknown")],
        path="/violations",
        data=event.data,
        severity=severity,
    )


async def _reached(_: Session, event: Event) -> Notice | None:
    data = event.data
    scope = str(data["subject"]).partition(":")[0].replace("_", " ")
    return Notice(
        kind="budget.threshold",
        once=f"budget.threshold {event.seq}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"{data['threshold']} % of a budget is spent",
        text=f"${data['spent_usd']} of ${data['limit_usd']} are spent in this {data['period']}.",
        facts=[("Budget of", f"{scope} {data['subject']}"), ("Period ends", _moment(data["period_ends_at"]))],
        path="/budgets",
        data=data,
    )


async def _failed_trial(_: Session, event: Event) -> Notice | None:
    data = event.data
    return Notice(
        kind="validation.failed",
        once=f"validation.failed {event.seq}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"{data['slug']} version {data['number']} failed its trial",
        text=" ".join(data["problems"]) or "It did not do what its examples say.",
        facts=[("Agent", data["slug"]), ("Version", str(data["number"]))],
        path=f"/agents/{data['slug']}",
        data=data,
    )


async def _disabled(_: Session, event: Event) -> Notice | None:
    data = event.data
    return Notice(
        kind="notification.disabled",
        once=f"notification.disabled {event.seq}",
        at=iso(event.created_at),
        ref=event.ref,
        title=f"The notification “{data['name']}” was switched off",
        text=f"{data['reason']} Mend it, test it, and switch it on again.",
        facts=[("Channel", data["channel"])],
        path="/settings/notifications",
        data=data,
    )


def _moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"


HEARD: Mapping[str, Read] = {
    **dict.fromkeys(_WAITING, _waiting),
    **dict.fromkeys([f"proposal.{status}" for status in _ENDED], _decided),
    MOVED: _moved,
    TRIED: _failed_trial,
    DISABLED: _disabled,
    "violation.found": _violated,
    "budget.threshold": _reached,
}
"""The kinds of events that are news to people, and what makes a piece of news of each."""
