"""What somebody should look at, the worst first."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from remit.controls import approvals, environments, governance, metering
from remit.controls.approvals import PROPOSAL, Proposal, Seen
from remit.controls.metering import BUDGET, Directories, Failing, Pressing
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import DEPLOYMENT, FRESH_DAYS, Deployment, Status, orphans, prices_as_of
from remit.lifecycle.insights import queries
from remit.lifecycle.insights.schemas import Attention, AttentionList, Place

_MOST = 20
_RATE = 0.05
_CALLS = 10
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_RANKS = {"critical": 0, "warning": 1, "info": 2}
_WAITING_LONGEST = 3


async def attention(
    session: Session, actor: Actor, directories: Directories, *, demo_model: bool
) -> AttentionList:
    """List up to 20 things: what failed, fails, costs too much, waits too long or is not what it seems."""
    moment, protected = now(), environments.of(actor.org_id).protected
    found = [
        *[_trouble(d, protected) for d in await queries.in_trouble(session, protected, limit=_MOST + 1)],
        *await _usage(session, moment, protected),
        *[_pressing(each) for each in await metering.pressing(session, directories, limit=_MOST + 1)],
        *await _violations(session),
        *await _waiting(session, actor, moment),
        *await _checks(session),
        *_stale(moment),
        *(await _demo(session) if demo_model else []),
    ]
    found.sort(key=lambda item: (_RANKS[item.severity], -(item.since or moment).timestamp()))
    return AttentionList(items=found[:_MOST], more=len(found) > _MOST)


def _trouble(deployment: Deployment, protected: Collection[str]) -> Attention:
    failed = deployment.status == Status.FAILED
    severity: Literal["critical", "warning"] = (
        "critical" if deployment.environment in protected else "warning"
    )
    if deployment.orphaned is not None:
        return Attention(
            severity=severity,
            kind="orphaned",
            subject=DEPLOYMENT.ref(deployment.id),
            title=f"{queries.called(deployment)} is {deployment.status}, and {orphans.title(deployment)}",
            detail=orphans.reason(deployment) or "",
            since=deployment.updated_at,
            advice="See to it that its host takes it from Remit, or remove it there by hand.",
            target=_place(deployment),
        )
    return Attention(
        severity=severity,
        kind="failed" if failed else "degraded",
        subject=DEPLOYMENT.ref(deployment.id),
        title=f"{queries.called(deployment)} {'failed' if failed else 'is degraded'}",
        detail=deployment.status_reason or "",
        since=deployment.updated_at,
        advice="Read why, then restart or delete it."
        if failed
        else "Look at its health and roll back if it stays so.",
        target=_place(deployment),
    )


async def _usage(session: Session, moment: datetime, protected: Collection[str]) -> list[Attention]:
    """List what fails often and what has spent its budget, by the calls of the last hour."""
    since = moment - _HOUR
    failing = await metering.failing(session, since, calls=_CALLS, rate=_RATE, limit=_MOST)
    spent = await metering.costliest(session, since, limit=200)
    known = await queries.deployments(session, [*(f.subject for f in failing), *spent])
    return [
        *[_errors(f, known[f.subject], protected) for f in failing if _is_there(known.get(f.subject))],
        *[
            _over_budget(d, spent[ref], limit)
            for ref, d in known.items()
            if _is_there(d) and ref in spent and (limit := _budget(d)) is not None and spent[ref] >= limit
        ],
    ]


def _is_there(deployment: Deployment | None) -> bool:
    return deployment is not None and deployment.status != Status.DELETED


def _errors(failing: Failing, deployment: Deployment, protected: Collection[str]) -> Attention:
    return Attention(
        severity="critical" if deployment.environment in protected else "warning",
        kind="errors",
        subject=failing.subject,
        title=f"{failing.error_rate:.0%} of the calls of {queries.called(deployment)} fail",
        detail=f"{failing.errors:,} of {failing.calls:,} calls in the last hour.",
        since=None,
        advice="Read the errors of its last calls.",
        target=_place(deployment),
    )


def _budget(deployment: Deployment) -> Decimal | None:
    """Return the dollars an hour that an agent's calls may cost; a model's budget is for its instances."""
    limit = deployment.plan["artifact"]["budget_usd_per_hour"]
    return Decimal(limit) if limit is not None and deployment.kind == "agent" else None


def _over_budget(deployment: Deployment, spent: Decimal, limit: Decimal) -> Attention:
    return Attention(
        severity="warning",
        kind="over_budget",
        subject=DEPLOYMENT.ref(deployment.id),
        title=f"{queries.called(deployment)} has spent its budget",
        detail=f"${spent:,.2f} of ${limit:,.2f} per hour are spent: its calls are refused until an hour has passed.",
        since=None,
        advice="Wait, or raise the budget in the agent and update the deployment.",
        target=_place(deployment),
    )


def _pressing(pressing: Pressing) -> Attention:
    budget, calls = (
        pressing.budget,
        "1 call waits" if pressing.waiting == 1 else f"{pressing.waiting} calls wait",
    )
    spent = pressing.spent_usd >= budget.limit_usd
    if pressing.waiting:
        title = f"{calls} for the budget of {pressing.name}"
    elif spent:
        title = f"The budget of {pressing.name} is spent"
    else:
        title = f"More than {pressing.crossed} % of the budget of {pressing.name} is spent"
    return Attention(
        severity="warning" if spent or pressing.waiting else "info",
        kind="budget",
        subject=BUDGET.ref(budget.id),
        title=title,
        detail=f"${pressing.spent_usd:,.2f} of ${budget.limit_usd:,.2f} each {budget.period}."
        f" It begins anew on {pressing.ends_at:%Y-%m-%d %H:%M} UTC.",
        since=None,
        advice="Raise the budget, and they go on." if pressing.waiting else "Raise the budget, or wait.",
        target=Place(kind="budgets", id=None),
    )


async def _violations(session: Session) -> list[Attention]:
    """Say that grave violations are open; one line for all of them, since their page sorts them."""
    counts = await governance.open_violations(session)
    grave = counts.critical + counts.high
    if grave == 0:
        return []
    how = [f"{each} {word}" for each, word in ((counts.critical, "critical"), (counts.high, "high")) if each]
    return [
        Attention(
            severity="critical" if counts.critical else "warning",
            kind="violations",
            subject="violations",
            title="A grave violation is open" if grave == 1 else f"{grave} grave violations are open",
            detail=f"Calls went against policies: {' and '.join(how)}.",
            since=None,
            advice="See what was found, and say what became of it.",
            target=Place(kind="violations", id=None),
        )
    ]


async def _waiting(session: Session, actor: Actor, moment: datetime) -> list[Attention]:
    """List what expires within a day, and what has waited longest for more than a day."""
    pending = await approvals.pending(session, moment, limit=200)
    old = [p for p in pending if moment - p.created_at >= _DAY][:_WAITING_LONGEST]
    soon = [p for p in pending if p.expires_at - moment <= _DAY]
    named = {p.id: p for p in (*soon, *old)}
    seen = await approvals.look(session, actor, list(named.values()))
    return [_approval(seen, p, expires=p.expires_at - moment <= _DAY) for p in named.values()]


def _approval(seen: Seen, proposal: Proposal, *, expires: bool) -> Attention:
    why_not, progress = seen.why_not(proposal), seen.progress(proposal)
    hours = max(0, int((proposal.expires_at - now()) / _HOUR))
    left = f"{hours} hours" if hours > 1 else "about an hour"
    return Attention(
        severity="warning" if expires else "info",
        kind="approval",
        subject=proposal.subject,
        title=f"{proposal.title} waits for approval",
        detail=f"{proposal.requested_by['name']} asked for it."
        + (f" {progress.words}." if progress else "")
        + (f" It expires in {left}." if expires else ""),
        since=proposal.created_at,
        advice="Approve or reject it." if why_not is None else f"Ask somebody who may decide. {why_not}",
        target=Place(kind="approval", id=PROPOSAL.show(proposal.id)),
    )


async def _checks(session: Session) -> list[Attention]:
    """Say that many checks of agents failed within the hour, where that was told."""
    told = await queries.checks_failing(session, now() - _HOUR)
    if told is None:
        return []
    return [
        Attention(
            severity="warning",
            kind="validations",
            subject="agents",
            title="Many checks of agent files fail",
            detail=f"{told.failed:,} of {told.checks:,} in the last hour.",
            since=told.at,
            advice="Look at the figures of building, and at what the files have in common.",
            target=Place(kind="building", id=None),
        )
    ]


def _stale(moment: datetime) -> Sequence[Attention]:
    as_of = prices_as_of()
    age = (moment.date() - as_of).days
    if age <= FRESH_DAYS:
        return []
    return [
        Attention(
            severity="info",
            kind="stale_prices",
            subject="prices",
            title=f"The prices of instances are {age} days old",
            detail=f"They are of {as_of}. Plans add 25 % to what is older than {FRESH_DAYS} days.",
            since=None,
            advice="Update Remit: each release brings current prices.",
            target=Place(kind="providers", id=None),
        )
    ]


async def _demo(session: Session) -> list[Attention]:
    if not await queries.demo_agents(session):
        return []
    return [
        Attention(
            severity="info",
            kind="demo_model",
            subject="model:demo",
            title="The demo model answers for your agents",
            detail="No model provider is connected, so answers are extracts of the instructions.",
            since=None,
            advice="Connect a model provider.",
            target=Place(kind="providers", id=None),
        )
    ]


def _place(deployment: Deployment) -> Place:
    return Place(kind="deployment", id=DEPLOYMENT.show(deployment.id))
