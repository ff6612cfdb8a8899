# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Subject,
)


class BudgetAnswer(Model):
    """
    A budget and how it stands in the period that runs now.

    `reserved_usd` is held by calls that run, `left_usd` what a next call may cost. `forecast_usd` is what will be spent
    at the period's end if it goes on so, null while it is too early to say. `subject_live` is false for
    what is gone. While calls wait, `enough_usd` is the limit with which all of them would go on.
    """

    id: Annotated[str, Field(title='Id')]
    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str, Field(title='Subject Name')]
    subject_live: Annotated[bool, Field(title='Subject Live')]
    period: Annotated[Literal['hour', 'day', 'week', 'month'], Field(title='Period')]
    period_started_at: Annotated[AwareDatetime, Field(title='Period Started At')]
    period_ends_at: Annotated[AwareDatetime, Field(title='Period Ends At')]
    limit_usd: Annotated[float, Field(title='Limit Usd')]
    spent_usd: Annotated[float, Field(title='Spent Usd')]
    reserved_usd: Annotated[float, Field(title='Reserved Usd')]
    left_usd: Annotated[float, Field(title='Left Usd')]
    forecast_usd: Annotated[float | None, Field(title='Forecast Usd')]
    thresholds: Annotated[list[int], Field(title='Thresholds')]
    crossed: Annotated[list[int], Field(title='Crossed')]
    at_limit: Annotated[Literal['stop', 'ask'], Field(title='At Limit')]
    waiting: Annotated[int, Field(title='Waiting')]
    enough_usd: Annotated[float | None, Field(title='Enough Usd')]
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class LimitUsd(RootModel[float]):
    root: Annotated[
        float,
        Field(description='Above zero, in USD.', examples=[25], gt=0.0, le=999999999.0, title='Limit Usd'),
    ]



class Thresholds(RootModel[list[int]]):
    root: Annotated[
        list[int],
        Field(
            description='Percent of the limit, 1 to 1000, at which people are told.',
            max_length=10,
            title='Thresholds',
        ),
    ]



class BudgetChange(Model):
    """
    What to change; what is left out stays. Another subject or period is another budget.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[
        int, Field(description='The version that was read.', ge=1, le=2147483647, title='Version')
    ]
    limit_usd: Annotated[LimitUsd | str | None, Field(title='Limit Usd')] = None
    thresholds: Annotated[Thresholds | None, Field(title='Thresholds')] = None
    at_limit: Annotated[Literal['stop', 'ask'] | None, Field(title='At Limit')] = None



class BudgetPage(Model):
    """
    Budgets, oldest first; `next` goes on.
    """

    items: Annotated[list[BudgetAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class NewBudget(Model):
    """
    A budget to make: `subject` is an id, left out for the whole organisation; periods are UTC's calendar's.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    subject: Annotated[Subject | None, Field(title='Subject')] = None
    period: Annotated[Literal['hour', 'day', 'week', 'month'], Field(title='Period')]
    limit_usd: Annotated[
        LimitUsd | str, Field(description='Above zero, in USD.', examples=[25], title='Limit Usd')
    ]
    thresholds: Annotated[
        list[int] | None,
        Field(
            description='Percent of the limit, 1 to 1000, at which people are told.',
            max_length=10,
            title='Thresholds',
        ),
    ] = [50, 80, 100]
    at_limit: Annotated[Literal['stop', 'ask'] | None, Field(title='At Limit')] = 'stop'



class SpentPeriod(Model):
    """
    What was spent in one period.
    """

    started_at: Annotated[AwareDatetime, Field(title='Started At')]
    spent_usd: Annotated[float, Field(title='Spent Usd')]



class SubjectAnswer(Model):
    """
    Somebody or something that a budget or a limit can be for.
    """

    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]



class SubjectList(Model):
    """
    Subjects, scope by scope, the newest of each first.
    """

    items: Annotated[list[SubjectAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class WaitingCall(Model):
    """
    A call that waits until somebody raises the budget.
    """

    call_id: Annotated[str, Field(title='Call Id')]
    by: Annotated[str, Field(title='By')]
    subject: Annotated[str, Field(title='Subject')]
    amount_usd: Annotated[float, Field(title='Amount Usd')]
    since: Annotated[AwareDatetime, Field(title='Since')]
    until: Annotated[AwareDatetime, Field(title='Until')]



class BudgetDetail(Model):
    """
    A budget with the calls that wait for it, the longest first, and its last periods, the newest first.
    """

    id: Annotated[str, Field(title='Id')]
    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str, Field(title='Subject Name')]
    subject_live: Annotated[bool, Field(title='Subject Live')]
    period: Annotated[Literal['hour', 'day', 'week', 'month'], Field(title='Period')]
    period_started_at: Annotated[AwareDatetime, Field(title='Period Started At')]
    period_ends_at: Annotated[AwareDatetime, Field(title='Period Ends At')]
    limit_usd: Annotated[float, Field(title='Limit Usd')]
    spent_usd: Annotated[float, Field(title='Spent Usd')]
    reserved_usd: Annotated[float, Field(title='Reserved Usd')]
    left_usd: Annotated[float, Field(title='Left Usd')]
    forecast_usd: Annotated[float | None, Field(title='Forecast Usd')]
    thresholds: Annotated[list[int], Field(title='Thresholds')]
    crossed: Annotated[list[int], Field(title='Crossed')]
    at_limit: Annotated[Literal['stop', 'ask'], Field(title='At Limit')]
    waiting: Annotated[int, Field(title='Waiting')]
    enough_usd: Annotated[float | None, Field(title='Enough Usd')]
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    waiting_calls: Annotated[list[WaitingCall], Field(title='Waiting Calls')]
    periods: Annotated[list[SpentPeriod], Field(title='Periods')]
