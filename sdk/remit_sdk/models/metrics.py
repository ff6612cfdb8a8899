# generated from openapi.json

from datetime import date
from typing import Annotated, Literal
from pydantic import Field
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    ApprovalAnswer,
)


class Period(Model):
    """
    Two dates, the last one included.
    """

    start: Annotated[date, Field(title='Start')]
    end: Annotated[date, Field(title='End')]



class ActiveDeployment(Model):
    """
    A running deployment in brief.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    endpoint_name: Annotated[str, Field(title='Endpoint Name')]
    status: Annotated[
        Literal['planned', 'pending_approval', 'approved', 'deploying', 'deployed', 'degraded', 'paused', 'rolling_back', 'failed', 'rejected', 'deleted'],
        Field(description='Where a deployment stands.', title='Status'),
    ]
    environment: Annotated[str, Field(title='Environment')]
    instance_type: Annotated[str | None, Field(title='Instance Type')]



class ActiveDeployments(Model):
    """
    What runs or is about to; the newest hundred are listed, all are counted.
    """

    count: Annotated[int, Field(title='Count')]
    deployments: Annotated[list[ActiveDeployment], Field(title='Deployments')]



class MonthlyCosts(Model):
    """
    The month's spend on GPU hosts; `dry_run_amount` is what dry runs would have cost on top.

    `percent_change` is null when last month's spend was zero.
    """

    amount: Annotated[float, Field(title='Amount')]
    currency: Annotated[Literal['USD'], Field(title='Currency')]
    trend: Annotated[Literal['up', 'down', 'flat'], Field(title='Trend')]
    percent_change: Annotated[float | None, Field(title='Percent Change')]
    period: Period
    source: Annotated[Literal['aws_cost_explorer', 'remit_meter'], Field(title='Source')]
    dry_run_amount: Annotated[float, Field(title='Dry Run Amount')]



class PendingApprovals(Model):
    """
    The plans that wait, counted.
    """

    approvals: Annotated[list[ApprovalAnswer], Field(title='Approvals')]
    count: Annotated[int, Field(title='Count')]
