"""Bodies of the insights: amounts are dollars, times are UTC."""

from datetime import date, datetime
from typing import Literal

from remit.kit.schemas import Answer


class ActiveFigure(Answer):
    """What runs or is about to, the change against this time yesterday, and the count at the end of each day."""

    count: int
    change: int
    days: list[int]


class ApprovalsFigure(Answer):
    """What waits for a person, up to 200, and how many of these the one who asks may decide."""

    count: int
    decidable: int
    oldest_at: datetime | None


class SpendFigure(Answer):
    """This month's spend on GPU hosts against last month's; what dry runs would have cost stands apart.

    `percent_change` is null when last month's spend was zero. `days` are the instance costs of the last 30 days.
    """

    amount: float
    dry_run_amount: float
    trend: Literal["up", "down", "flat"]
    percent_change: float | None
    start: date
    end: date
    source: Literal["aws_cost_explorer", "remit_meter"]
    days: list[float]


class CallsFigure(Answer):
    """Calls since midnight that reached a model, against the same time yesterday; `hours` are the last 24."""

    today: int
    errors_today: int
    error_rate: float
    yesterday: int
    error_rate_yesterday: float
    percent_change: float | None
    cost_today_usd: float
    hours: list[int]


class Started(Answer):
    """Which first steps are done."""

    deployment: bool
    agent: bool
    colleague: bool


class Overview(Answer):
    """How everything stands."""

    active: ActiveFigure
    approvals: ApprovalsFigure
    spend: SpendFigure
    calls: CallsFigure
    started: Started
    as_of: datetime


class CallPoint(Answer):
    """The calls of one bucket; times are of answered calls in milliseconds."""

    at: datetime
    calls: int
    errors: int
    refused: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class CallChart(Answer):
    """Calls over time, oldest first, empty buckets included."""

    bucket: Literal["hour", "day"]
    points: list[CallPoint]
    calls: int
    errors: int


class CostPoint(Answer):
    """What a day cost: calls of models, instances, and apart from both what dry runs would have cost."""

    day: date
    model_usd: float
    instance_usd: float
    dry_run_usd: float
    unpriced_calls: int


class CostChart(Answer):
    """Costs of each day, oldest first; `unpriced_calls` are not in the sums, for their price is not known."""

    points: list[CostPoint]
    model_usd: float
    instance_usd: float
    dry_run_usd: float
    unpriced_calls: int


class Place(Answer):
    """What a page can open: a thing of that kind by its id, or a list when the id is null."""

    kind: Literal["deployment", "approval", "agent", "providers", "budgets", "violations", "building"]
    id: str | None


class Attention(Answer):
    """Something somebody should look at; `advice` says what to do."""

    severity: Literal["critical", "warning", "info"]
    kind: Literal[
        "failed",
        "degraded",
        "orphaned",
        "errors",
        "over_budget",
        "budget",
        "violations",
        "approval",
        "stale_prices",
        "demo_model",
        "validations",
    ]
    subject: str
    title: str
    detail: str
    since: datetime | None
    advice: str
    target: Place


class AttentionList(Answer):
    """What needs attention, the worst first; `more` says that there is more than is listed."""

    items: list[Attention]
    more: bool


class ActivityActor(Answer):
    """Who did it."""

    kind: str
    id: str
    name: str


class Activity(Answer):
    """One thing that happened, in words that follow the actor's name."""

    seq: int
    at: datetime
    actor: ActivityActor
    type: str
    subject: str
    words: str
    target: Place | None


class ActivityList(Answer):
    """What happened lately, the newest first."""

    items: list[Activity]


class BuildingDay(Answer):
    """How many agents were made on a day."""

    day: date
    made: int


class BuildingTimes(Answer):
    """How many checks or trials there were, how many failed, and how long they took; null where there were none."""

    count: int
    failed: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class PromotionFigures(Answer):
    """What became of the promotions that were asked for; the queue is of those that a person decided on."""

    asked: int
    succeeded: int
    failed: int
    pending: int
    queue_p50_seconds: float | None
    queue_p95_seconds: float | None


class CostlyAgent(Answer):
    """What the calls of an agent cost."""

    agent: str
    calls: int
    cost_usd: float


class BudgetUse(Answer):
    """A budget that is used beyond a threshold."""

    name: str
    spent_usd: float
    limit_usd: float


class BuildingFigures(Answer):
    """How building agents goes; `activation_rate` is of the agents that were made, null where there are none."""

    since: datetime
    until: datetime
    made: int
    days: list[BuildingDay]
    activated: int
    activation_rate: float | None
    promotions: PromotionFigures
    validations: BuildingTimes
    dry_runs: BuildingTimes
    smoke_runs: BuildingTimes
    cost_usd: float
    cost_per_agent_usd: float | None
    costliest: list[CostlyAgent]
    budgets: list[BudgetUse]
