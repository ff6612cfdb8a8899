"""How proposals about deployments are reviewed: described, checked once more, and settled."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from remit.controls.approvals import ChangedSince, Description, Outcome, Proposal, Review, Stakes
from remit.controls.environments import places
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet
from remit.lifecycle.deployments.moves import move, note
from remit.lifecycle.deployments.plans.plan import changed_since
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

# What of a plan is compared place by place; the rest of it is told beside.
_COMPARED = ("artifact", "sizing", "agent", "external", "function")
_NAMES = {
    "model_name": "Model",
    "endpoint_name": "Endpoint",
    "instance_type": "Instance",
    "instance_count": "Instances",
    "rollback_alarms": "Rollback alarm",
    "budget_usd_per_hour": "Budget, $ an hour",
    "estimated_usd_per_hour": "Estimated cost, $ an hour",
    "region": "Region",
    "licence": "Licence",
    "model_id": "Model in the catalogue",
    "precision": "Precision",
    "max_model_len": "Context, tokens",
    "huggingface_id": "Model on Hugging Face",
    "tensor_parallel": "GPUs side by side",
    "agent_version": "Agent version",
    "scaling": "Instances by themselves",
}
_AGENT = {"agent.slug": "Agent", "agent.version": "Version", "agent.digest": "Digest of the version"}
# A change of one that runs names its fields alone, a new plan names the part that they stand in.
_CALLED = {f"{part}{name}": words for part in ("", "artifact.", "sizing.") for name, words in _NAMES.items()}
_EXTERNAL = {
    "external.framework": "Framework",
    "external.model": "Remit calls it at",
    "external.interval_seconds": "Seconds between heartbeats",
}
_FUNCTION = {
    "name": "Function",
    "alias": "Alias",
    "region": "Region of the function",
    "runtime": "Runtime",
    "architecture": "Processor",
    "memory_mb": "Memory, MB",
    "timeout_seconds": "Longest call, seconds",
    "role_arn": "Role",
    "subnets": "Subnets",
    "security_groups": "Security groups",
    "handler": "Handler",
    "image_name": "Image",
    "image": "Digest of the image",
    "cpus": "Cores",
    "at_once": "Calls at once",
    "price.usd_per_call": "Price of a call, $",
    "price.usd_per_gb_second": "Price of a gigabyte-second, $",
    "price.usd_per_call_at_most": "The longest call costs, $",
    "price.as_of": "Price as of",
    "price.source": "Source of the price",
    "price.confidence": "Price is",
}
# A change of one that runs names its fields alone, a new plan names the part that they stand in.
_CALLED |= {
    f"{part}{name}": words for part in ("function.", "function_") for name, words in _FUNCTION.items()
}
_PRICE = ("price_as_of", "price_source", "price_confidence")
_ENDS = {"rejected": "Rejected", "voided": "Withdrawn", "expired": "Expired"}


def review(fleet: Fleet) -> Review:
    """Return what deployments add to the review of their proposals."""
    return Review(describe=describe, recheck=partial(_recheck, fleet), settle=_settle)


def stakes(wanted: dict[str, Any], running: dict[str, Any] | None = None, revision: int = 0) -> Stakes:
    """Say what is at stake when a plan is carried out, in place of the plan of the revision that runs."""
    before, after = _hourly(running), _hourly(wanted)
    costs = wanted["artifact"]["instance_type"] is not None
    return Stakes(
        replaces=f"revision {revision}" if running else None,
        instances=wanted["artifact"]["instance_count"],
        usd_per_hour=after,
        usd_per_hour_before=before,
        unpriced=costs and after is None,
    )


def _hourly(plan: dict[str, Any] | None) -> Decimal | None:
    amount = ((plan or {}).get("cost") or {}).get("estimated_usd_per_hour")
    return None if amount is None else Decimal(amount)


def describe(shown: Mapping[str, Any]) -> Description:
    """Describe a deployment by its plan, a change of one by what differs from the revision that runs."""
    plan = shown.get("plan") or {}
    before, after = _compared(shown, plan)
    cost = plan.get("cost") or {}
    return Description(
        why=shown.get("command") or shown.get("change") or "",
        before=before,
        after=after,
        names=_CALLED | _AGENT | _EXTERNAL,
        host=shown.get("host"),
        dry_run=bool(shown.get("dry_run")),
        rationale=plan.get("rationale", ""),
        assumptions=plan.get("assumptions", []),
        checks=plan.get("checks", []),
        evidence=plan.get("evidence", []),
        price={name: cost.get(name) for name in _PRICE} if cost else None,
    )


def _compared(shown: Mapping[str, Any], plan: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    if (fields := shown.get("differences")) is not None:
        return {f["field"]: f["before"] for f in fields}, {f["field"]: f["after"] for f in fields}
    if not plan:
        return None, {name: value for name, value in shown.items() if name != "command"}
    parts = {name: plan[name] for name in _COMPARED if plan.get(name)}
    if "sizing" in parts:
        parts["sizing"] = {name: value for name, value in parts["sizing"].items() if name != "alternatives"}
    return None, parts


async def _recheck(fleet: Fleet, session: Session, proposal: Proposal) -> None:
    """Refuse what would be another change by now: its price, its limits or what runs have changed."""
    deployment = await _subject(session, proposal)
    if difference := fleet.difference(deployment.host, dry_run=deployment.dry_run):
        raise ChangedSince(f"This was asked for before: {difference}. Reject it, and deploy it anew.")
    shown = proposal.shown
    if "revision" in shown and deployment.revision != shown["revision"]:
        raise ChangedSince(
            f"{deployment.name} has changed since this was asked for: it is at revision {deployment.revision}, and"
            f" this was made from revision {shown['revision']}. Reject it, and ask for it again."
        )
    plan = shown.get("plan") or {}
    if deployment.kind != "model" or not plan.get("cost"):
        return
    place = (await places(session)).find(deployment.environment)
    if difference := await changed_since(fleet, plan, place):
        raise ChangedSince(f"The plan is out of date: {difference}. Reject it, and ask for it again.")


async def _settle(session: Session, actor: Actor, proposal: Proposal, outcome: Outcome, reason: str) -> None:
    """Move the deployment that was asked for; a change of one that runs only leaves a line in its timeline."""
    deployment = await _subject(session, proposal)
    words = _words(actor, outcome, reason)
    if deployment.status != Status.PENDING_APPROVAL or deployment.proposal_id != proposal.id:
        at, what = deployment.status, proposal.kind.partition(".")[2]
        await note(session, actor, deployment, at, at, words, {}, happened=f"{what}_{outcome}")
    elif outcome == "approved":
        await move(session, actor, deployment, Status.APPROVED, words)
        await move(session, actor, deployment, Status.DEPLOYING, "The rollout begins.")
    else:
        await move(session, actor, deployment, Status.REJECTED, words)


def _words(actor: Actor, outcome: Outcome, reason: str) -> str:
    if outcome == "expired":
        return f"Expired: {reason}"
    return f"{'Approved' if outcome == 'approved' else _ENDS[outcome]} by {actor.name}: {reason}"


async def _subject(session: Session, proposal: Proposal) -> Deployment:
    """Lock the deployment, after the proposal, as everybody does."""
    id = DEPLOYMENT.parse(proposal.subject.partition(":")[2])
    deployment = await queries.deployment(session, id, lock=True)
    if deployment is None:
        raise LookupError(f"{proposal.subject} is gone")
    return deployment
