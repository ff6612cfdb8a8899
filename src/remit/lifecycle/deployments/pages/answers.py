"""Deployments as lists and pages show them: with how they do, what may be done, and what they were before."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from remit.controls.approvals import PROPOSAL, Proposal
from remit.lifecycle.deployments.answers import row
from remit.lifecycle.deployments.fleet import calls_seen
from remit.lifecycle.deployments.pages.listing import Row
from remit.lifecycle.deployments.pages.scorecard import Detail
from remit.lifecycle.deployments.revisions import Difference, Listed
from remit.lifecycle.deployments.schemas.deployments import PrincipalAnswer, TransitionAnswer
from remit.lifecycle.deployments.schemas.pages import (
    AgentOfDeployment,
    DeploymentDetail,
    DeploymentRow,
    FieldDifference,
    HealthAnswer,
    PendingChange,
    PermissionAnswer,
    RevisionAnswer,
    ScorecardAnswer,
)
from remit.lifecycle.deployments.tables import Transition


def full_row(filled: Row) -> DeploymentRow:
    """Show a deployment with how it does and what may be done with it."""
    current, made = filled.current, filled.current.calls_today
    return DeploymentRow(
        **vars(row(filled.deployment)),
        health=HealthAnswer(state=filled.health.state, reason=filled.health.reason),
        trust=None,
        calls_seen=calls_seen(filled.deployment.host),
        calls_per_minute=current.calls_per_minute,
        calls_today=made,
        error_rate_today=current.errors_today / made if made else 0.0,
        cost_today_usd=dollars(filled.cost_today),
        dry_run_cost_today_usd=dollars(filled.dry_run_cost_today),
        serving_revision=filled.deployment.serving,
        may=[PermissionAnswer(**vars(p)) for p in filled.permissions],
    )


def dollars(amount: Decimal) -> float:
    """Show an amount to the millionth of a dollar."""
    return float(round(amount, 6))


def revision(listed: Listed) -> RevisionAnswer:
    """Show a revision with what it changed."""
    kept = listed.revision
    return RevisionAnswer(
        number=kept.number,
        change=listed.change,
        reason=kept.reason,
        created_by=PrincipalAnswer(**kept.created_by),
        created_at=kept.created_at,
        digest=kept.digest,
        serving=listed.serving,
        differences=differences(listed.differences),
    )


def differences(found: Sequence[Difference]) -> list[FieldDifference]:
    """Show what differs."""
    return [FieldDifference(field=d.field, before=d.before, after=d.after) for d in found]


def detail(found: Detail) -> DeploymentDetail:
    """Show a deployment with all that its page has at first sight."""
    return DeploymentDetail(
        **vars(full_row(found.row)),
        timeline=[_transition(m) for m in found.timeline],
        scorecard=_scorecard(found),
        revisions=[revision(r) for r in found.revisions],
        pending_change=_pending(found.pending) if found.pending else None,
        agent=AgentOfDeployment(**vars(found.agent)) if found.agent else None,
    )


def _transition(move: Transition) -> TransitionAnswer:
    return TransitionAnswer(
        from_status=move.from_status,
        to_status=move.to_status,
        reason=move.reason,
        actor=PrincipalAnswer(**move.actor),
        data=move.data,
        created_at=move.created_at,
    )


def _scorecard(found: Detail) -> ScorecardAnswer:
    current, month = found.row.current, found.month
    return ScorecardAnswer(
        trust=None,
        health=HealthAnswer(state=found.row.health.state, reason=found.row.health.reason),
        cost_today_usd=dollars(found.row.cost_today),
        cost_month_usd=dollars(month.cost_usd),
        dry_run_cost_month_usd=dollars(month.dry_run_cost_usd),
        unpriced_calls_month=month.unpriced,
        violations_month=month.violations,
        calls_today=current.calls_today,
        calls_month=month.calls,
        error_rate_month=month.errors / month.calls if month.calls else 0.0,
        calls_per_minute=current.calls_per_minute,
    )


def _pending(proposal: Proposal) -> PendingChange:
    found: list[dict[str, Any]] = proposal.shown.get("differences", [])
    return PendingChange(
        approval_id=PROPOSAL.show(proposal.id),
        kind=proposal.kind,
        title=proposal.title,
        digest=proposal.digest,
        requested_by=PrincipalAnswer(**proposal.requested_by),
        created_at=proposal.created_at,
        expires_at=proposal.expires_at,
        differences=[FieldDifference(**d) for d in found],
    )
