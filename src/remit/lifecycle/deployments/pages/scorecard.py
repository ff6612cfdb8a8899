"""A deployment at a glance: how it does, what it costs, what it was, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from remit.controls import approvals, governance, metering
from remit.controls.approvals import Proposal
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle import agents
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.allowed import Permission
from remit.lifecycle.deployments.changes.power import find_record
from remit.lifecycle.deployments.costs import instances_spend
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.pages.listing import Row, filled_one
from remit.lifecycle.deployments.revisions import Listed, listed
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment, Transition

_REVISIONS = 5


@dataclass(frozen=True)
class Month:
    """What this month in UTC adds up to; `cost_usd` is of calls and of instances that really ran."""

    calls: int
    errors: int
    violations: int
    unpriced: int
    cost_usd: Decimal
    dry_run_cost_usd: Decimal


@dataclass(frozen=True)
class Agent:
    """The agent behind a deployment; `active_version` is none where no version of it is active."""

    slug: str
    version: int
    active_version: int | None


@dataclass(frozen=True)
class Detail:
    """All that a deployment's page has at first sight; `pending` is a change that waits beside what runs."""

    row: Row
    timeline: Sequence[Transition]
    revisions: list[Listed]
    pending: Proposal | None
    month: Month
    agent: Agent | None


async def detail(session: Session, actor: Actor, shown_id: str) -> Detail:
    """Gather the page of a deployment, also of a deleted one; `NotFound` also for another organisation's."""
    deployment = await find_record(session, shown_id)
    pending = await _pending(session, deployment)
    waiting = {pending.id: pending.requested_person} if pending else {}
    agent = await _agent(session, deployment)
    row = await filled_one(session, actor, deployment, waiting)
    return Detail(
        row=_without_update(row, agent) if agent else row,
        timeline=await queries.timeline(session, deployment.id),
        revisions=await listed(session, deployment, limit=_REVISIONS),
        pending=pending if deployment.status != Status.PENDING_APPROVAL else None,
        month=await _month(session, deployment),
        agent=agent,
    )


def _without_update(row: Row, agent: Agent) -> Row:
    """Close the update of an agent that runs its active version already, or has none."""
    if agent.active_version not in (None, agent.version):
        return row
    why = "It runs the active version." if agent.active_version else "No version of the agent is active."
    closed = Permission("update", allowed=False, reason=why, needs_approval=False)
    changed = [closed if p.action == "update" and p.allowed else p for p in row.permissions]
    return replace(row, permissions=changed)


async def _pending(session: Session, deployment: Deployment) -> Proposal | None:
    newest = await approvals.newest_of(session, DEPLOYMENT.ref(deployment.id))
    waits = newest is not None and newest.status == "pending" and newest.expires_at > now()
    return newest if waits else None


async def _month(session: Session, deployment: Deployment) -> Month:
    moment = now()
    since = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    days = await metering.series(
        session, since=since, until=moment, bucket="day", subject=DEPLOYMENT.ref(deployment.id)
    )
    instances = await _instances(session, deployment, since, moment)
    calls = sum((day.cost_usd for day in days), Decimal(0))
    return Month(
        calls=sum(day.calls for day in days),
        errors=sum(day.errors for day in days),
        violations=await governance.violations_since(session, DEPLOYMENT.ref(deployment.id), since),
        unpriced=sum(day.unpriced for day in days),
        cost_usd=calls if deployment.dry_run else calls + instances,
        dry_run_cost_usd=instances if deployment.dry_run else Decimal(0),
    )


async def _instances(session: Session, deployment: Deployment, since: datetime, moment: datetime) -> Decimal:
    if deployment.kind != "model":
        return Decimal(0)
    return await instances_spend(session, deployment.id, since, moment)


async def _agent(session: Session, deployment: Deployment) -> Agent | None:
    runs = deployment.plan.get("agent")
    if runs is None:
        return None
    try:
        active = (await agents.active_version(session, runs["slug"])).number
    except (agents.NotActive, agents.UnknownAgent):
        active = None
    return Agent(runs["slug"], runs["version"], active)
