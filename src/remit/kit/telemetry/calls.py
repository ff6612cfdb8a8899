"""The end of a call, told to figures and log in one go."""

from decimal import Decimal

import msgspec

from remit.kit.telemetry.figures import meters
from remit.kit.telemetry.logs import line


class EndedCall(msgspec.Struct, frozen=True, gc=False):
    """What is told of a call, as its line in the log shows it.

    `call` and `subject` are as the API shows them, `ms` and `first_token_ms` milliseconds, `error` the type of one.
    """

    call: str
    subject: str
    outcome: str
    ms: float
    environment: str = ""
    provider: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    cost_usd: Decimal | None = None
    first_token_ms: float | None = None
    error: str | None = None


def record_call(ended: EndedCall) -> None:
    """Count a call and write its last line.

    Request and trace id come from where the call stands, so this belongs to the task of the request.
    """
    first = ended.first_token_ms
    meters.record_call(
        ended.outcome,
        ended.environment,
        ended.provider,
        ended.model,
        ended.ms / 1000,
        first_token_seconds=None if first is None else first / 1000,
        input_tokens=ended.input_tokens,
        output_tokens=ended.output_tokens,
        cost_usd=ended.cost_usd,
        reason=ended.error or "",
    )
    line("call", ended)
