"""Bodies of the deployment endpoints; those of the founding document keep its field names."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from remit.controls.environments import EnvironmentName
from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments.fleet import AgentHost
from remit.lifecycle.deployments.states import Status


class ArtifactAnswer(Answer):
    """What a plan would create; money is dollars per hour."""

    model_name: str
    endpoint_name: str
    instance_type: str | None
    instance_count: int
    rollback_alarms: list[str]
    budget_usd_per_hour: float | None


class EvidenceAnswer(Answer):
    """A passage that bears on the plan."""

    title: str
    snippet: str
    url: str
    score: float


class CheckAnswer(Answer):
    """A guardrail and its outcome; a `warning` does not stop the plan."""

    name: str
    passed: bool
    message: str
    severity: Literal["error", "warning"]


class CostAnswer(Answer):
    """What it costs, in dollars per hour; null where the price is unknown."""

    estimated_usd_per_hour: float | None
    peak_usd_per_hour: float | None
    price_as_of: date | None
    price_source: str | None
    price_confidence: str | None


class PrincipalAnswer(Answer):
    """Who acted."""

    kind: str
    id: str
    name: str
    role: str


class DeploymentAnswer(Answer):
    """A deployment; `user_id` is what the request claimed, `requested_by` who really asked."""

    plan_id: str
    name: str
    kind: Literal["model", "agent"]
    status: Status
    status_reason: str | None
    orphaned: str | None
    user_id: str
    requested_by: PrincipalAnswer
    intent: str
    env: str
    host: str
    dry_run: bool
    revision: int
    artifact: ArtifactAnswer
    evidence: list[EvidenceAnswer]
    checks: list[CheckAnswer]
    validation_errors: list[str]
    cost: CostAnswer | None
    rationale: str
    assumptions: list[str]
    not_understood: list[str]
    requires_approval: bool
    approval_id: str | None
    created_at: datetime
    updated_at: datetime


class TransitionAnswer(Answer):
    """One move on the timeline; `data` holds the calls to the host."""

    from_status: str
    to_status: str
    reason: str
    actor: PrincipalAnswer
    data: dict[str, Any]
    created_at: datetime


class ActionAnswer(Answer):
    """The outcome of pause, restart or delete."""

    success: Literal[True]
    message: str


class DeployAgentBody(Body):
    """Deploy an agent's active version."""

    agent: str = Field(min_length=1, max_length=60)
    env: EnvironmentName = "staging"
    host: AgentHost = Field(
        default="local", description="In Remit itself, or a function agent in a container or on AWS Lambda"
    )
    user_id: str | None = Field(default=None, max_length=200)


class DeployAgentAnswer(Answer):
    """A new deployment of an agent, with its key: shown here and never again."""

    deployment: DeploymentAnswer
    key: str


class ApprovalAnswer(Answer):
    """A plan that waits for a person; `digest` is over exactly what is shown here."""

    plan_id: str
    approval_id: str
    status: str
    created_at: datetime
    expires_at: datetime
    requested_by: PrincipalAnswer
    title: str
    digest: str
    plan: DeploymentAnswer


class ApprovalList(Answer):
    """The plans that wait."""

    approvals: list[ApprovalAnswer]


class PendingApprovals(ApprovalList):
    """The plans that wait, counted."""

    count: int


class DecisionBody(Body):
    """A decision; `approver` is recorded as claimed and never trusted, `digest` is that of what was seen."""

    plan_id: str = Field(max_length=60)
    decision: Literal["approved", "rejected"]
    approver: str | None = Field(default=None, max_length=200)
    reason: str = Field(min_length=1, max_length=2000)
    digest: str | None = Field(default=None, max_length=80)


class DecisionAnswer(Answer):
    """What a decision led to."""

    plan_id: str
    status: Literal["approved", "rejected"]
    message: str


class ActiveDeployment(Answer):
    """A running deployment in brief."""

    plan_id: str
    endpoint_name: str
    status: Status
    environment: str
    instance_type: str | None


class ActiveDeployments(Answer):
    """What runs or is about to; the newest hundred are listed, all are counted."""

    count: int
    deployments: list[ActiveDeployment]


class Period(Answer):
    """Two dates, the last one included."""

    start: date
    end: date


class MonthlyCosts(Answer):
    """The month's spend on GPU hosts; `dry_run_amount` is what dry runs would have cost on top.

    `percent_change` is null when last month's spend was zero.
    """

    amount: float
    currency: Literal["USD"]
    trend: Literal["up", "down", "flat"]
    percent_change: float | None
    period: Period
    source: Literal["aws_cost_explorer", "remit_meter"]
    dry_run_amount: float
