"""Bodies of the deployments list and of a deployment's own page."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments.schemas.deployments import (
    DeploymentAnswer,
    PrincipalAnswer,
    TransitionAnswer,
)
from remit.lifecycle.deployments.states import Verb


class HealthAnswer(Answer):
    """How a deployment does, in a word, and why."""

    state: Literal["healthy", "degraded", "failing", "unknown", "idle"]
    reason: str


class PermissionAnswer(Answer):
    """Whether who asks may do this to the deployment now; `reason` says in words why not.

    `needs_approval` says that another person has to approve it once it is asked for.
    """

    action: Verb
    allowed: bool
    reason: str | None
    needs_approval: bool


class DeploymentRow(DeploymentAnswer):
    """A deployment with how it does today in UTC and what may be done with it.

    `cost_today_usd` is what its instances and its calls really cost; what a dry run's instances would have cost is
    `dry_run_cost_today_usd`. `trust` is null until there is a score. Where calls go straight to the host, past Remit,
    `calls_seen` is false, and figures of calls say nothing.
    """

    health: HealthAnswer
    trust: int | None
    calls_seen: bool
    calls_per_minute: float
    calls_today: int
    error_rate_today: float
    cost_today_usd: float
    dry_run_cost_today_usd: float
    serving_revision: int | None
    may: list[PermissionAnswer]


class DeploymentList(Answer):
    """One page of deployments; `count` is how many are in this page, `next` continues.

    `total` counts all that the filter finds; 10,001 stands for any number above 10,000.
    """

    deployments: list[DeploymentRow]
    count: int
    next: str | None
    total: int


class FieldDifference(Answer):
    """A field that differs; null where one side does not have it."""

    field: str
    before: Any
    after: Any


class RevisionAnswer(Answer):
    """What one rollout carried out; `differences` are those to the revision before, `serving` says that it runs."""

    number: int
    change: Literal["deploy", "restart", "scale", "update", "roll_back"]
    reason: str | None
    created_by: PrincipalAnswer
    created_at: datetime
    digest: str
    serving: bool
    differences: list[FieldDifference]


class RevisionList(Answer):
    """One page of revisions, newest first."""

    items: list[RevisionAnswer]
    next: str | None


class RevisionDifferences(Answer):
    """What differs between two revisions."""

    before: int
    after: int
    differences: list[FieldDifference]


class ScorecardAnswer(Answer):
    """A deployment at a glance; days and months are in UTC, `violations_month` leaves out false positives."""

    trust: int | None
    health: HealthAnswer
    cost_today_usd: float
    cost_month_usd: float
    dry_run_cost_month_usd: float
    unpriced_calls_month: int
    violations_month: int
    calls_today: int
    calls_month: int
    error_rate_month: float
    calls_per_minute: float


class PendingChange(Answer):
    """A change that waits for a person; what runs goes on running meanwhile."""

    approval_id: str
    kind: str
    title: str
    digest: str
    requested_by: PrincipalAnswer
    created_at: datetime
    expires_at: datetime
    differences: list[FieldDifference]


class AgentOfDeployment(Answer):
    """The agent behind a deployment: the version that it runs and the active one, null when there is none."""

    slug: str
    version: int
    active_version: int | None


class DeploymentDetail(DeploymentRow):
    """A deployment with its timeline, oldest first, its scorecard and its newest revisions."""

    timeline: list[TransitionAnswer]
    scorecard: ScorecardAnswer
    revisions: list[RevisionAnswer]
    pending_change: PendingChange | None
    agent: AgentOfDeployment | None


class ScaleBody(Body):
    """How many instances, and of another type if that is named."""

    instance_count: int = Field(strict=True, ge=1, le=1000)
    instance_type: str | None = Field(default=None, max_length=60, pattern=r"^[a-z0-9.-]+$")


class RollBackBody(Body):
    """Which revision to carry out once more."""

    revision: int = Field(strict=True, ge=1, le=2**31 - 1)


class ChangeAnswer(Answer):
    """What a change led to: `deploying` at once, `pending_approval` while what runs goes on running, or `done`.

    `done` is what needs no rollout.
    """

    outcome: Literal["deploying", "pending_approval", "done"]
    message: str
    approval_id: str | None
    deployment: DeploymentRow
