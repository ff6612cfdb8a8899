"""Revisions: what each rollout carried out, and what differs between two of them."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from remit.engines.ledger import digest
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.agents import VERSION
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.tables import Deployment, Revision

Change = Literal["deploy", "restart", "scale", "update", "roll_back"]
# What of a plan a revision keeps, so that it can be carried out again.
_KEPT = ("artifact", "sizing", "cost", "intent", "rationale", "agent", "external", "function")


@dataclass(frozen=True)
class Difference:
    """A field that two revisions do not share; none where one of them does not have it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Listed:
    """A revision with what it changed; `serving` says that it runs now."""

    revision: Revision
    change: str
    differences: list[Difference]
    serving: bool


def spec(plan: dict[str, Any], agent_version_id: UUID | None) -> dict[str, Any]:
    """Cut out of a plan what a rollout carries out."""
    kept = {part: plan[part] for part in _KEPT if part in plan}
    return {**kept, "agent_version_id": VERSION.show(agent_version_id) if agent_version_id else None}


async def keep(
    session: Session,
    deployment: Deployment,
    who: dict[str, Any],
    change: Change,
    reason: str,
    proposal_id: UUID | None = None,
) -> None:
    """Write what the deployment now wants as the revision of its number, unless it stands there."""
    if await queries.revision(session, deployment.id, deployment.revision):
        return
    wanted = spec(deployment.plan, deployment.agent_version_id)
    session.add(
        Revision(
            org_id=deployment.org_id,
            deployment_id=deployment.id,
            number=deployment.revision,
            digest=digest(wanted),
            spec=wanted,
            created_by=who,
            created_at=now(),
            change=change,
            reason=reason,
            proposal_id=proposal_id,
        )
    )
    await session.flush()


def restored(deployment: Deployment, revision: Revision) -> tuple[dict[str, Any], UUID | None]:
    """Return the plan and the agent version as they were in a revision."""
    shown_version = revision.spec.get("agent_version_id")
    version = VERSION.parse(shown_version) if shown_version else deployment.agent_version_id
    parts = {part: revision.spec[part] for part in _KEPT if part in revision.spec}
    return {**deployment.plan, **parts}, version


def restore(deployment: Deployment, revision: Revision) -> None:
    """Want what a revision wanted."""
    deployment.plan, deployment.agent_version_id = restored(deployment, revision)


def differences(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Difference]:
    """List the fields in which two specs differ, by name; a first spec differs from nothing."""
    if before is None:
        return []
    old, new = _facts(before), _facts(after)
    fields = sorted({*old, *new})
    return [Difference(f, old.get(f), new.get(f)) for f in fields if old.get(f) != new.get(f)]


def _facts(spec: dict[str, Any]) -> dict[str, Any]:
    """Name what a reader compares: what would be created, its size, its price, the agent's version."""
    cost, agent = spec.get("cost") or {}, spec.get("agent") or {}
    sizing = {k: v for k, v in (spec.get("sizing") or {}).items() if k != "alternatives"}
    facts = {**spec["artifact"], **sizing}
    if cost:
        facts["estimated_usd_per_hour"] = cost.get("estimated_usd_per_hour")
    function = {f"function_{k}": v for k, v in (spec.get("function") or {}).items() if k != "price"}
    facts.update(function)
    if agent:
        facts["agent_version"] = f"{agent['slug']}@{agent['version']}"
    return facts


async def listed(
    session: Session, deployment: Deployment, *, limit: int, before: int | None = None
) -> list[Listed]:
    """List revisions, newest first, from the one before a number on, each with what differs from its predecessor."""
    found = await queries.revisions(session, deployment.id, limit=limit + 1, before=before)
    specs = {each.number: each.spec for each in found}
    return [
        Listed(
            revision=each,
            change=each.change or ("deploy" if each.number == 1 else "restart"),
            differences=differences(specs.get(each.number - 1), each.spec),
            serving=each.number == deployment.serving,
        )
        for each in found[:limit]
    ]
