# generated from openapi.json

from datetime import date
from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field
from remit_sdk.model import Model


class RunAskedBy(Model):
    """
    Who asked: a member, or a key.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]



class RunCall(Model):
    """
    One call of a run, as usage counts it; `cost_usd` is null where the price is not known.
    """

    id: Annotated[str, Field(title='Id')]
    outcome: Annotated[
        Literal['answered', 'refused', 'failed', 'cancelled', 'waiting'], Field(title='Outcome')
    ]
    model: Annotated[str, Field(title='Model')]
    provider: Annotated[str, Field(title='Provider')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    price_as_of: Annotated[date | None, Field(title='Price As Of')]
    duration_ms: Annotated[float, Field(title='Duration Ms')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class RunCancelBody(Model):
    """
    Why a run is cancelled; whoever asked reads it.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    reason: Annotated[str | None, Field(max_length=2000, title='Reason')] = ''



class RunDecision(Model):
    """
    What a person said to a use; `on_behalf_of` names whose right they used, where it was another's.
    """

    verdict: Annotated[Literal['approved', 'rejected'], Field(title='Verdict')]
    by: Annotated[str, Field(title='By')]
    on_behalf_of: Annotated[str | None, Field(title='On Behalf Of')]
    reason: Annotated[str, Field(title='Reason')]
    at: Annotated[AwareDatetime, Field(title='At')]



class RunProblem(Model):
    """
    Why a run has no answer.
    """

    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str, Field(title='Detail')]
    policies: Annotated[list[str], Field(title='Policies')]



class RunUseAnswer(Model):
    """
    A use of a tool that a run waited for; `executed_digest` is of what was really used, null where nothing was.
    """

    id: Annotated[str, Field(title='Id')]
    turn: Annotated[int, Field(title='Turn')]
    tool: Annotated[str, Field(title='Tool')]
    arguments: Annotated[dict[str, Any], Field(title='Arguments')]
    digest: Annotated[str, Field(title='Digest')]
    state: Annotated[
        Literal['asked', 'approved', 'started', 'done', 'failed', 'refused', 'expired', 'unknown'],
        Field(title='State'),
    ]
    why: Annotated[str, Field(title='Why')]
    approval_id: Annotated[str | None, Field(title='Approval Id')]
    executed_digest: Annotated[str | None, Field(title='Executed Digest')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    started_at: Annotated[AwareDatetime | None, Field(title='Started At')]
    ended_at: Annotated[AwareDatetime | None, Field(title='Ended At')]



class RunAnswer(Model):
    """
    A run that had to wait for a person: `turn` counts how often; `answer` is its caller's, null to others.

    `deployment_id` is null for a version on trial; `agent` names the version: `desk@3`.
    """

    id: Annotated[str, Field(title='Id')]
    status: Annotated[
        Literal['waiting', 'running', 'answered', 'refused', 'failed', 'unknown'], Field(title='Status')
    ]
    subject: Annotated[str, Field(title='Subject')]
    deployment_id: Annotated[str | None, Field(title='Deployment Id')]
    environment: Annotated[str, Field(title='Environment')]
    agent: Annotated[str, Field(title='Agent')]
    asked_by: RunAskedBy
    conversation_id: Annotated[str | None, Field(title='Conversation Id')]
    message_id: Annotated[str | None, Field(title='Message Id')]
    request_id: Annotated[str, Field(title='Request Id')]
    turn: Annotated[int, Field(title='Turn')]
    uses: Annotated[list[RunUseAnswer], Field(title='Uses')]
    answer: Annotated[str | None, Field(title='Answer')]
    problem: RunProblem | None
    mine: Annotated[bool, Field(title='Mine')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class RunPage(Model):
    """
    Runs, the newest first; `next` continues.
    """

    items: Annotated[list[RunAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class RunStep(Model):
    """
    One use of a tool, in order.

    `result` is what came of it, null while that is open. `use` holds what is kept of a use that waited or that changes
    something, null of one that only reads. Arguments and results of the latter are their caller's, null to others.
    """

    tool: Annotated[str, Field(title='Tool')]
    arguments: Annotated[dict[str, Any] | None, Field(title='Arguments')]
    result: Annotated[str | None, Field(title='Result')]
    refused: Annotated[bool, Field(title='Refused')]
    use: RunUseAnswer | None
    decisions: Annotated[list[RunDecision], Field(title='Decisions')]



class RunDetail(Model):
    """
    A run step by step: `cost_usd` is null where the price of one of its calls is not known.

    `taint` are the labels of what its tools have read. `may_cancel` is null where it may be cancelled, else it says
    why not.
    """

    id: Annotated[str, Field(title='Id')]
    status: Annotated[
        Literal['waiting', 'running', 'answered', 'refused', 'failed', 'unknown'], Field(title='Status')
    ]
    subject: Annotated[str, Field(title='Subject')]
    deployment_id: Annotated[str | None, Field(title='Deployment Id')]
    environment: Annotated[str, Field(title='Environment')]
    agent: Annotated[str, Field(title='Agent')]
    asked_by: RunAskedBy
    conversation_id: Annotated[str | None, Field(title='Conversation Id')]
    message_id: Annotated[str | None, Field(title='Message Id')]
    request_id: Annotated[str, Field(title='Request Id')]
    turn: Annotated[int, Field(title='Turn')]
    uses: Annotated[list[RunUseAnswer], Field(title='Uses')]
    answer: Annotated[str | None, Field(title='Answer')]
    problem: RunProblem | None
    mine: Annotated[bool, Field(title='Mine')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    steps: Annotated[list[RunStep], Field(title='Steps')]
    calls: Annotated[list[RunCall], Field(title='Calls')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    taint: Annotated[list[str], Field(title='Taint')]
    may_cancel: Annotated[str | None, Field(title='May Cancel')]
