# generated from openapi.json

from datetime import date
from typing import Annotated, Literal
from pydantic import AwareDatetime, Field
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    ActRequest,
)


class ActiveFigure(Model):
    """
    What runs or is about to, the change against this time yesterday, and the count at the end of each day.
    """

    count: Annotated[int, Field(title='Count')]
    change: Annotated[int, Field(title='Change')]
    days: Annotated[list[int], Field(title='Days')]



class ActivityActor(Model):
    """
    Who did it.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]



class AdviceAnswer(Model):
    """
    What would do better: `request` asks for it on the usual path, approval included, and `verb` is its name.

    `saving_usd_per_month` is null where it is no matter of money. `refusal` says why who asks may not ask for it.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[
        Literal['idle', 'oversized', 'cheaper_instance', 'cheaper_region', 'failing_canary'],
        Field(title='Kind'),
    ]
    plan_id: Annotated[str, Field(title='Plan Id')]
    name: Annotated[str, Field(title='Name')]
    env: Annotated[str, Field(title='Env')]
    dry_run: Annotated[bool, Field(title='Dry Run')]
    title: Annotated[str, Field(title='Title')]
    evidence: Annotated[list[str], Field(title='Evidence')]
    saving_usd_per_month: Annotated[float | None, Field(title='Saving Usd Per Month')]
    verb: Annotated[str, Field(title='Verb')]
    request: ActRequest
    refusal: Annotated[str | None, Field(title='Refusal')]
    needs_approval: Annotated[bool, Field(title='Needs Approval')]



class AdviceList(Model):
    """
    All advice there is: canaries that do worse first, then what saves most.
    """

    items: Annotated[list[AdviceAnswer], Field(title='Items')]
    saving_usd_per_month: Annotated[float, Field(title='Saving Usd Per Month')]



class ApprovalsFigure(Model):
    """
    What waits for a person, up to 200, and how many of these the one who asks may decide.
    """

    count: Annotated[int, Field(title='Count')]
    decidable: Annotated[int, Field(title='Decidable')]
    oldest_at: Annotated[AwareDatetime | None, Field(title='Oldest At')]



class BudgetUse(Model):
    """
    A budget that is used beyond a threshold.
    """

    name: Annotated[str, Field(title='Name')]
    spent_usd: Annotated[float, Field(title='Spent Usd')]
    limit_usd: Annotated[float, Field(title='Limit Usd')]



class BuildingDay(Model):
    """
    How many agents were made on a day.
    """

    day: Annotated[date, Field(title='Day')]
    made: Annotated[int, Field(title='Made')]



class BuildingTimes(Model):
    """
    How many checks or trials there were, how many failed, and how long they took; null where there were none.
    """

    count: Annotated[int, Field(title='Count')]
    failed: Annotated[int, Field(title='Failed')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    p99_ms: Annotated[float | None, Field(title='P99 Ms')]



class CallPoint(Model):
    """
    The calls of one bucket; times are of answered calls in milliseconds.
    """

    at: Annotated[AwareDatetime, Field(title='At')]
    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    refused: Annotated[int, Field(title='Refused')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    p99_ms: Annotated[float | None, Field(title='P99 Ms')]



class CallsFigure(Model):
    """
    Calls since midnight that reached a model, against the same time yesterday; `hours` are the last 24.
    """

    today: Annotated[int, Field(title='Today')]
    errors_today: Annotated[int, Field(title='Errors Today')]
    error_rate: Annotated[float, Field(title='Error Rate')]
    yesterday: Annotated[int, Field(title='Yesterday')]
    error_rate_yesterday: Annotated[float, Field(title='Error Rate Yesterday')]
    percent_change: Annotated[float | None, Field(title='Percent Change')]
    cost_today_usd: Annotated[float, Field(title='Cost Today Usd')]
    hours: Annotated[list[int], Field(title='Hours')]



class CostPoint(Model):
    """
    What a day cost: calls of models, instances, and apart from both what dry runs would have cost.
    """

    day: Annotated[date, Field(title='Day')]
    model_usd: Annotated[float, Field(title='Model Usd')]
    instance_usd: Annotated[float, Field(title='Instance Usd')]
    dry_run_usd: Annotated[float, Field(title='Dry Run Usd')]
    unpriced_calls: Annotated[int, Field(title='Unpriced Calls')]



class CostlyAgent(Model):
    """
    What the calls of an agent cost.
    """

    agent: Annotated[str, Field(title='Agent')]
    calls: Annotated[int, Field(title='Calls')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]



class Place(Model):
    """
    What a page can open: a thing of that kind by its id, or a list when the id is null.
    """

    kind: Annotated[
        Literal['deployment', 'approval', 'agent', 'providers', 'budgets', 'violations', 'building'],
        Field(title='Kind'),
    ]
    id: Annotated[str | None, Field(title='Id')]



class PromotionFigures(Model):
    """
    What became of the promotions that were asked for; the queue is of those that a person decided on.
    """

    asked: Annotated[int, Field(title='Asked')]
    succeeded: Annotated[int, Field(title='Succeeded')]
    failed: Annotated[int, Field(title='Failed')]
    pending: Annotated[int, Field(title='Pending')]
    queue_p50_seconds: Annotated[float | None, Field(title='Queue P50 Seconds')]
    queue_p95_seconds: Annotated[float | None, Field(title='Queue P95 Seconds')]



class SpendFigure(Model):
    """
    This month's spend on GPU hosts against last month's; what dry runs would have cost stands apart.

    `percent_change` is null when last month's spend was zero. `days` are the instance costs of the last 30 days.
    """

    amount: Annotated[float, Field(title='Amount')]
    dry_run_amount: Annotated[float, Field(title='Dry Run Amount')]
    trend: Annotated[Literal['up', 'down', 'flat'], Field(title='Trend')]
    percent_change: Annotated[float | None, Field(title='Percent Change')]
    start: Annotated[date, Field(title='Start')]
    end: Annotated[date, Field(title='End')]
    source: Annotated[Literal['aws_cost_explorer', 'remit_meter'], Field(title='Source')]
    days: Annotated[list[float], Field(title='Days')]



class Started(Model):
    """
    Which first steps are done.
    """

    deployment: Annotated[bool, Field(title='Deployment')]
    agent: Annotated[bool, Field(title='Agent')]
    colleague: Annotated[bool, Field(title='Colleague')]



class Activity(Model):
    """
    One thing that happened, in words that follow the actor's name.
    """

    seq: Annotated[int, Field(title='Seq')]
    at: Annotated[AwareDatetime, Field(title='At')]
    actor: ActivityActor
    type: Annotated[str, Field(title='Type')]
    subject: Annotated[str, Field(title='Subject')]
    words: Annotated[str, Field(title='Words')]
    target: Place | None



class ActivityList(Model):
    """
    What happened lately, the newest first.
    """

    items: Annotated[list[Activity], Field(title='Items')]



class Attention(Model):
    """
    Something somebody should look at; `advice` says what to do.
    """

    severity: Annotated[Literal['critical', 'warning', 'info'], Field(title='Severity')]
    kind: Annotated[
        Literal['failed', 'degraded', 'orphaned', 'errors', 'over_budget', 'budget', 'violations', 'approval', 'stale_prices', 'demo_model', 'validations'],
        Field(title='Kind'),
    ]
    subject: Annotated[str, Field(title='Subject')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str, Field(title='Detail')]
    since: Annotated[AwareDatetime | None, Field(title='Since')]
    advice: Annotated[str, Field(title='Advice')]
    target: Place



class AttentionList(Model):
    """
    What needs attention, the worst first; `more` says that there is more than is listed.
    """

    items: Annotated[list[Attention], Field(title='Items')]
    more: Annotated[bool, Field(title='More')]



class BuildingFigures(Model):
    """
    How building agents goes; `activation_rate` is of the agents that were made, null where there are none.
    """

    since: Annotated[AwareDatetime, Field(title='Since')]
    until: Annotated[AwareDatetime, Field(title='Until')]
    made: Annotated[int, Field(title='Made')]
    days: Annotated[list[BuildingDay], Field(title='Days')]
    activated: Annotated[int, Field(title='Activated')]
    activation_rate: Annotated[float | None, Field(title='Activation Rate')]
    promotions: PromotionFigures
    validations: BuildingTimes
    dry_runs: BuildingTimes
    smoke_runs: BuildingTimes
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    cost_per_agent_usd: Annotated[float | None, Field(title='Cost Per Agent Usd')]
    costliest: Annotated[list[CostlyAgent], Field(title='Costliest')]
    budgets: Annotated[list[BudgetUse], Field(title='Budgets')]



class CallChart(Model):
    """
    Calls over time, oldest first, empty buckets included.
    """

    bucket: Annotated[Literal['hour', 'day'], Field(title='Bucket')]
    points: Annotated[list[CallPoint], Field(title='Points')]
    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]



class CostChart(Model):
    """
    Costs of each day, oldest first; `unpriced_calls` are not in the sums, for their price is not known.
    """

    points: Annotated[list[CostPoint], Field(title='Points')]
    model_usd: Annotated[float, Field(title='Model Usd')]
    instance_usd: Annotated[float, Field(title='Instance Usd')]
    dry_run_usd: Annotated[float, Field(title='Dry Run Usd')]
    unpriced_calls: Annotated[int, Field(title='Unpriced Calls')]



class Overview(Model):
    """
    How everything stands.
    """

    active: ActiveFigure
    approvals: ApprovalsFigure
    spend: SpendFigure
    calls: CallsFigure
    started: Started
    as_of: Annotated[AwareDatetime, Field(title='As Of')]
