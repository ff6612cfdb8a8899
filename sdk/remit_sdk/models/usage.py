# generated from openapi.json

from datetime import date
from typing import Annotated, Literal
from pydantic import AwareDatetime, Field
from remit_sdk.model import Model


class CallParty(Model):
    """
    Whom or what a call belongs to; `name` is null for what is not known by a name.
    """

    ref: Annotated[str, Field(title='Ref')]
    name: Annotated[str | None, Field(title='Name')]



class UsageGroup(Model):
    """
    Calls that have something in common: `id` is a ref or a model's name, empty for calls that have none of it.
    """

    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    refused: Annotated[int, Field(title='Refused')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    cached_tokens: Annotated[int, Field(title='Cached Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    reasoning_tokens: Annotated[int, Field(title='Reasoning Tokens')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    first_token_p50_ms: Annotated[float | None, Field(title='First Token P50 Ms')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str | None, Field(title='Name')]
    provider: Annotated[str | None, Field(title='Provider')]



class UsagePoint(Model):
    """
    The calls of one hour or day.
    """

    at: Annotated[AwareDatetime, Field(title='At')]
    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    refused: Annotated[int, Field(title='Refused')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]



class UsageSum(Model):
    """
    What calls add up to: `calls` reached a model, `errors` of them failed, `refused` never did.

    Times are of answered calls in milliseconds, right within 2 %. `cost_usd` adds the known costs; `unpriced` calls
    have none.
    """

    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    refused: Annotated[int, Field(title='Refused')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    cached_tokens: Annotated[int, Field(title='Cached Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    reasoning_tokens: Annotated[int, Field(title='Reasoning Tokens')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    first_token_p50_ms: Annotated[float | None, Field(title='First Token P50 Ms')]



class UsageSummary(Model):
    """
    What was used from `since` to `until`, in all, over time, and by what calls have in common, the dearest first.

    At most 100 groups are listed; `groups` says how many there are.
    """

    since: Annotated[AwareDatetime, Field(title='Since')]
    until: Annotated[AwareDatetime, Field(title='Until')]
    by: Annotated[Literal['model', 'provider', 'subject', 'agent', 'key', 'actor'], Field(title='By')]
    total: UsageSum
    groups: Annotated[int, Field(title='Groups')]
    items: Annotated[list[UsageGroup], Field(title='Items')]
    bucket: Annotated[Literal['hour', 'day'], Field(title='Bucket')]
    points: Annotated[list[UsagePoint], Field(title='Points')]



class CallAnswer(Model):
    """
    One call, with what it was about and who made it.

    `fallback_from` is the model that was meant where another one answered, `slug:model`. `purpose` is `evaluation` for
    calls that only measure an agent.
    """

    id: Annotated[str, Field(title='Id')]
    at: Annotated[AwareDatetime, Field(title='At')]
    outcome: Annotated[
        Literal['answered', 'refused', 'failed', 'cancelled', 'waiting'], Field(title='Outcome')
    ]
    error: Annotated[str | None, Field(title='Error')]
    duration_ms: Annotated[float, Field(title='Duration Ms')]
    first_token_ms: Annotated[float | None, Field(title='First Token Ms')]
    model: Annotated[str, Field(title='Model')]
    provider: Annotated[str, Field(title='Provider')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    cached_tokens: Annotated[int, Field(title='Cached Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    reasoning_tokens: Annotated[int, Field(title='Reasoning Tokens')]
    cost_usd: Annotated[float | None, Field(title='Cost Usd')]
    price_as_of: Annotated[date | None, Field(title='Price As Of')]
    request_id: Annotated[str, Field(title='Request Id')]
    actor: Annotated[str, Field(title='Actor')]
    subject: CallParty
    agent: CallParty | None
    key: CallParty | None
    caller: CallParty
    fallback_from: Annotated[str | None, Field(title='Fallback From')]
    tool_uses: Annotated[int, Field(title='Tool Uses')]
    revision: Annotated[int | None, Field(title='Revision')]
    purpose: Annotated[str, Field(title='Purpose')]



class CallPage(Model):
    """
    One page of calls, newest first.
    """

    items: Annotated[list[CallAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
