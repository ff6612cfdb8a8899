"""Bodies of what is read of calls."""

from datetime import date, datetime
from typing import Literal

from remit.controls.metering.sums import By
from remit.controls.metering.usage import Outcome
from remit.kit.schemas import Answer

Window = Literal["24h", "7d", "30d", "90d"]


class LoggedCall(Answer):
    """One call; `error` names what went wrong, `cost_usd` is null where the price is not known.

    `cached_tokens` are among the input, `reasoning_tokens` among the output. `first_token_ms` and `duration_ms` count
    from when the call came in. `price_as_of` is the date of the price, null for what has none or costs nothing.
    """

    id: str
    at: datetime
    outcome: Outcome
    error: str | None
    duration_ms: float
    first_token_ms: float | None
    model: str
    provider: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_usd: float | None
    price_as_of: date | None
    request_id: str
    actor: str


class CallLog(Answer):
    """One page of calls, newest first."""

    items: list[LoggedCall]
    next: str | None


class CallParty(Answer):
    """Whom or what a call belongs to; `name` is null for what is not known by a name."""

    ref: str
    name: str | None


class CallAnswer(LoggedCall):
    """One call, with what it was about and who made it.

    `fallback_from` is the model that was meant where another one answered, `slug:model`. `purpose` is `evaluation` for
    calls that only measure an agent.
    """

    subject: CallParty
    agent: CallParty | None
    key: CallParty | None
    caller: CallParty
    fallback_from: str | None
    tool_uses: int
    revision: int | None
    purpose: str


class CallPage(Answer):
    """One page of calls, newest first."""

    items: list[CallAnswer]
    next: str | None


class UsageSum(Answer):
    """What calls add up to: `calls` reached a model, `errors` of them failed, `refused` never did.

    Times are of answered calls in milliseconds, right within 2 %. `cost_usd` adds the known costs; `unpriced` calls
    have none.
    """

    calls: int
    errors: int
    refused: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_usd: float
    unpriced: int
    p50_ms: float | None
    p95_ms: float | None
    first_token_p50_ms: float | None


class UsageGroup(UsageSum):
    """Calls that have something in common: `id` is a ref or a model's name, empty for calls that have none of it."""

    id: str
    name: str | None
    provider: str | None


class UsagePoint(Answer):
    """The calls of one hour or day."""

    at: datetime
    calls: int
    errors: int
    refused: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class UsageSummary(Answer):
    """What was used from `since` to `until`, in all, over time, and by what calls have in common, the dearest first.

    At most 100 groups are listed; `groups` says how many there are.
    """

    since: datetime
    until: datetime
    by: By
    total: UsageSum
    groups: int
    items: list[UsageGroup]
    bucket: Literal["hour", "day"]
    points: list[UsagePoint]
