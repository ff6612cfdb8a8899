"""A deployment as the API shows it."""

from typing import Any

from remit.controls.approvals import PROPOSAL
from remit.lifecycle.deployments import orphans
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.schemas.deployments import (
    ArtifactAnswer,
    CheckAnswer,
    CostAnswer,
    DeploymentAnswer,
    EvidenceAnswer,
    PrincipalAnswer,
)
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def artifact(facts: dict[str, Any]) -> ArtifactAnswer:
    """Show what a plan would create."""
    return ArtifactAnswer(**{**facts, "budget_usd_per_hour": _number(facts["budget_usd_per_hour"])})


def _cost(facts: dict[str, Any] | None) -> CostAnswer | None:
    if facts is None:
        return None
    return CostAnswer(
        estimated_usd_per_hour=_number(facts["estimated_usd_per_hour"]),
        peak_usd_per_hour=_number(facts["peak_usd_per_hour"]),
        price_as_of=facts["price_as_of"],
        price_source=facts["price_source"],
        price_confidence=facts["price_confidence"],
    )


def row(deployment: Deployment) -> DeploymentAnswer:
    """Show a deployment."""
    plan = deployment.plan
    checks = [CheckAnswer(**c) for c in plan["checks"]]
    return DeploymentAnswer(
        plan_id=DEPLOYMENT.show(deployment.id),
        name=deployment.name,
        kind="model" if deployment.kind == "model" else "agent",
        status=Status(deployment.status),
        status_reason=orphans.reason(deployment),
        orphaned=deployment.orphaned,
        user_id=deployment.claimed_user or deployment.requested_by["name"],
        requested_by=PrincipalAnswer(**deployment.requested_by),
        intent=deployment.command,
        env=deployment.environment,
        host=deployment.host,
        dry_run=deployment.dry_run,
        revision=deployment.revision,
        artifact=artifact(plan["artifact"]),
        evidence=[EvidenceAnswer(**e) for e in plan["evidence"]],
        checks=checks,
        validation_errors=[c.message for c in checks if not c.passed and c.severity == "error"],
        cost=_cost(plan["cost"]),
        rationale=plan["rationale"],
        assumptions=plan["assumptions"],
        not_understood=plan["not_understood"],
        requires_approval=deployment.status == Status.PENDING_APPROVAL,
        approval_id=PROPOSAL.show(deployment.proposal_id) if deployment.proposal_id else None,
        created_at=deployment.created_at,
        updated_at=deployment.updated_at,
    )
