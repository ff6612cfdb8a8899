"""Bodies of the runs' API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from remit.controls.metering import Outcome
from remit.kit.schemas import Answer, Body

RunStatus = Literal["waiting", "running", "answered", "refused", "failed", "unknown"]
UseState = Literal["asked", "approved", "started", "done", "failed", "refused", "expired", "unknown"]


class RunUseAnswer(Answer):
    """A use of a tool that a run waited for; `executed_digest` is of what was really used, null where nothing was."""

    id: str
    turn: int
    tool: str
    arguments: dict[str, Any]
    digest: str
    state: UseState
    why: str
    approval_id: str | None
    executed_digest: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class RunProblem(Answer):
    """Why a run has no answer."""

    type: str
    title: str
    detail: str
    policies: list[str]


class RunAskedBy(Answer):
    """Who asked: a member, or a key."""

    kind: str
    id: str
    name: str


class RunAnswer(Answer):
    """A run that had to wait for a person: `turn` counts how often; `answer` is its caller's, null to others.

    `deployment_id` is null for a version on trial; `agent` names the version: `desk@3`.
    """

    id: str
    status: RunStatus
    subject: str
    deployment_id: str | None
    environment: str
    agent: str
    asked_by: RunAskedBy
    conversation_id: str | None
    message_id: str | None
    request_id: str
    turn: int
    uses: list[RunUseAnswer]
    answer: str | None
    problem: RunProblem | None
    mine: bool
    created_at: datetime
    updated_at: datetime


class RunPage(Answer):
    """Runs, the newest first; `next` continues."""

    items: list[RunAnswer]
    next: str | None


class RunDecision(Answer):
    """What a person said to a use; `on_behalf_of` names whose right they used, where it was another's."""

    verdict: Literal["approved", "rejected"]
    by: str
    on_behalf_of: str | None
    reason: str
    at: datetime


class RunStep(Answer):
    """One use of a tool, in order.

    `result` is what came of it, null while that is open. `use` holds what is kept of a use that waited or that changes
    something, null of one that only reads. Arguments and results of the latter are their caller's, null to others.
    """

    tool: str
    arguments: dict[str, Any] | None
    result: str | None
    refused: bool
    use: RunUseAnswer | None
    decisions: list[RunDecision]


class RunCall(Answer):
    """One call of a run, as usage counts it; `cost_usd` is null where the price is not known."""

    id: str
    outcome: Outcome
    model: str
    provider: str
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    price_as_of: date | None
    duration_ms: float
    created_at: datetime


class RunDetail(RunAnswer):
    """A run step by step: `cost_usd` is null where the price of one of its calls is not known.

    `taint` are the labels of what its tools have read. `may_cancel` is null where it may be cancelled, else it says
    why not.
    """

    steps: list[RunStep]
    calls: list[RunCall]
    cost_usd: Decimal | None
    taint: list[str]
    may_cancel: str | None


class RunCancelBody(Body):
    """Why a run is cancelled; whoever asked reads it."""

    reason: str = Field(default="", max_length=2000)
