"""The approval queue and the dashboard's figures, on the founding document's paths."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request

from remit.controls.approvals import PROPOSAL, Proposal
from remit.controls.tenancy import Actor, SessionDep, may
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.answers import row
from remit.lifecycle.deployments.changes import approving
from remit.lifecycle.deployments.costs import monthly
from remit.lifecycle.deployments.endpoints.requests import CostExplorerDep, FleetDep
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.schemas.deployments import (
    ActiveDeployment,
    ActiveDeployments,
    ApprovalAnswer,
    ApprovalList,
    DecisionAnswer,
    DecisionBody,
    MonthlyCosts,
    PendingApprovals,
    Period,
    PrincipalAnswer,
)
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

router = APIRouter()
_LISTED = 100


def _answers(waiting: Sequence[tuple[Proposal, Deployment]]) -> list[ApprovalAnswer]:
    return [
        ApprovalAnswer(
            plan_id=DEPLOYMENT.show(deployment.id),
            approval_id=PROPOSAL.show(proposal.id),
            status=deployment.status,
            created_at=proposal.created_at,
            expires_at=proposal.expires_at,
            requested_by=PrincipalAnswer(**proposal.requested_by),
            title=proposal.title,
            digest=proposal.digest,
            plan=row(deployment),
        )
        for proposal, deployment in waiting
    ]


@router.get("/approvals", tags=["approvals"])
async def list_approvals(session: SessionDep, _: Annotated[Actor, may("proposal.read")]) -> ApprovalList:
    """List the plans that wait for a person, oldest first."""
    return ApprovalList(approvals=_answers(await approving.waiting(session)))


@router.post("/approve", tags=["approvals"])
async def decide_approval(
    body: DecisionBody, request: Request, session: SessionDep, actor: Annotated[Actor, may("proposal.read")]
) -> DecisionAnswer:
    """Approve or reject a plan; the one who decides is whose key or session it is."""
    deployment, proposal = await approving.decide(
        session,
        actor,
        request.app.state.changes,
        body.plan_id,
        body.decision,
        reason=body.reason,
        seen_digest=body.digest,
        claimed_approver=body.approver,
    )
    message = "Deployment rejected"
    if body.decision == "approved":
        waits = proposal.status == "pending"
        message = "Your approval counts; more are needed" if waits else "Deployment started"
    return DecisionAnswer(plan_id=DEPLOYMENT.show(deployment.id), status=body.decision, message=message)


@router.get("/api/metrics/deployments/active", tags=["metrics"])
async def count_active_deployments(
    session: SessionDep, _: Annotated[Actor, may("metrics.read")]
) -> ActiveDeployments:
    """Count what runs or is about to, and list the newest hundred."""
    found = await queries.active(session, limit=_LISTED)
    count = len(found) if len(found) < _LISTED else await queries.count_active(session)
    return ActiveDeployments(count=count, deployments=[_brief(d) for d in found])


def _brief(deployment: Deployment) -> ActiveDeployment:
    artifact = deployment.plan["artifact"]
    return ActiveDeployment(
        plan_id=DEPLOYMENT.show(deployment.id),
        endpoint_name=artifact["endpoint_name"],
        status=Status(deployment.status),
        environment=deployment.environment,
        instance_type=artifact["instance_type"],
    )


@router.get("/api/metrics/approvals/pending", tags=["metrics"])
async def count_pending_approvals(
    session: SessionDep, _: Annotated[Actor, may("metrics.read")]
) -> PendingApprovals:
    """Count and list the plans that wait for a person."""
    found = _answers(await approving.waiting(session))
    return PendingApprovals(count=len(found), approvals=found)


@router.get("/api/metrics/costs/monthly", tags=["metrics"])
async def get_monthly_costs(
    session: SessionDep, fleet: FleetDep, explorer: CostExplorerDep, _: Annotated[Actor, may("metrics.read")]
) -> MonthlyCosts:
    """Return this month's spend on GPU hosts and how it compares with last month's."""
    spend = await monthly(session, fleet, explorer)
    return MonthlyCosts(
        amount=float(round(spend.this_month, 2)),
        currency="USD",
        trend=spend.trend,
        percent_change=spend.percent_change,
        period=Period(start=spend.start, end=spend.end),
        source=spend.source,
        dry_run_amount=float(round(spend.dry_run, 2)),
    )
