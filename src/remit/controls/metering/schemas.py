"""Bodies of the budget and limit endpoints."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from remit.controls.metering.subjects import Scope
from remit.kit.schemas import Answer, Body

Period = Literal["hour", "day", "week", "month"]
AtLimit = Literal["stop", "ask"]
_LARGEST = 999_999_999
_HIGHEST = 1000


def _in_order(thresholds: list[int]) -> list[int]:
    if any(not 1 <= each <= _HIGHEST for each in thresholds):
        raise ValueError(f"each is a number of percent from 1 to {_HIGHEST}")
    return sorted(set(thresholds))


SubjectId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=80,
        examples=["dep_01m7zjef5gebgs2p1tne4vj3qk"],
        description="The id of a member, key, agent or deployment; left out for the organisation.",
    ),
]
Usd = Annotated[
    Decimal,
    Field(
        gt=0,
        le=_LARGEST,
        decimal_places=9,
        allow_inf_nan=False,
        examples=[25],
        description="Above zero, in USD.",
    ),
]
Thresholds = Annotated[
    list[int],
    Field(max_length=10, description="Percent of the limit, 1 to 1000, at which people are told."),
    AfterValidator(_in_order),
]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="The version that was read.")]
Count = Annotated[int, Field(ge=1, le=10**12)]


class NewBudget(Body):
    """A budget to make: `subject` is an id, left out for the whole organisation; periods are UTC's calendar's."""

    scope: Scope
    subject: SubjectId | None = None
    period: Period
    limit_usd: Usd
    thresholds: Thresholds = [50, 80, 100]
    at_limit: AtLimit = "stop"

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if (self.scope == "organization") == (self.subject is not None):
            raise ValueError("a subject is needed, except for the organisation, which has none")
        return self


class BudgetChange(Body):
    """What to change; what is left out stays. Another subject or period is another budget."""

    version: Version
    limit_usd: Usd | None = None
    thresholds: Thresholds | None = None
    at_limit: AtLimit | None = None

    @model_validator(mode="after")
    def _nothing_cleared_by_mistake(self) -> Self:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} may be left out, but not null")
        return self


class WaitingCall(Answer):
    """A call that waits until somebody raises the budget."""

    call_id: str
    by: str
    subject: str
    amount_usd: float
    since: datetime
    until: datetime


class BudgetAnswer(Answer):
    """A budget and how it stands in the period that runs now.

    `reserved_usd` is held by calls that run, `left_usd` what a next call may cost. `forecast_usd` is what will be spent
    at the period's end if it goes on so, null while it is too early to say. `subject_live` is false for
    what is gone. While calls wait, `enough_usd` is the limit with which all of them would go on.
    """

    id: str
    scope: Scope
    subject: str
    subject_name: str
    subject_live: bool
    period: Period
    period_started_at: datetime
    period_ends_at: datetime
    limit_usd: float
    spent_usd: float
    reserved_usd: float
    left_usd: float
    forecast_usd: float | None
    thresholds: list[int]
    crossed: list[int]
    at_limit: AtLimit
    waiting: int
    enough_usd: float | None
    version: int
    created_at: datetime
    updated_at: datetime


class BudgetPage(Answer):
    """Budgets, oldest first; `next` goes on."""

    items: list[BudgetAnswer]
    next: str | None


class BudgetDetail(BudgetAnswer):
    """A budget with the calls that wait for it, the longest first, and its last periods, the newest first."""

    waiting_calls: list[WaitingCall]
    periods: list["SpentPeriod"]


class SpentPeriod(Answer):
    """What was spent in one period."""

    started_at: datetime
    spent_usd: float


class SubjectAnswer(Answer):
    """Somebody or something that a budget or a limit can be for."""

    scope: Scope
    id: str
    name: str


class SubjectList(Answer):
    """Subjects, scope by scope, the newest of each first."""

    items: list[SubjectAnswer]
    next: str | None


class NewLimit(Body):
    """Limits to set: `subject` is an id; left out, they hold for each of the scope that has none of its own."""

    scope: Scope
    subject: SubjectId | None = None
    requests_per_minute: Count | None = None
    tokens_per_minute: Count | None = None
    concurrency: Count | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.requests_per_minute is None and self.tokens_per_minute is None and self.concurrency is None:
            raise ValueError(
                "at least one of requests_per_minute, tokens_per_minute and concurrency is needed"
            )
        if self.scope == "organization" and self.subject is not None:
            raise ValueError("the organisation has no subject")
        return self


class LimitChange(Body):
    """What to change; what is left out stays, and null takes a limit away."""

    version: Version
    requests_per_minute: Count | None = None
    tokens_per_minute: Count | None = None
    concurrency: Count | None = None


class LimitAnswer(Answer):
    """Limits of a subject, or of each of a scope (`subject` is null); null is no limit of that kind."""

    id: str
    scope: Scope
    subject: str | None
    subject_name: str
    subject_live: bool
    requests_per_minute: int | None
    tokens_per_minute: int | None
    concurrency: int | None
    version: int
    created_at: datetime
    updated_at: datetime


class StandardLimit(Answer):
    """Requests a minute that hold for each of a scope where no limit was set."""

    scope: Scope
    requests_per_minute: int


class LimitPage(Answer):
    """Limits, oldest first, and what holds where none is set; `next` goes on."""

    items: list[LimitAnswer]
    standard: list[StandardLimit]
    next: str | None
