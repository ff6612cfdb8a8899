"""What trying a provider out found."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal[
    "answered",
    "wrong_key",
    "rate_limited",
    "model_not_served",
    "provider_failed",
    "not_a_model_api",
    "tls",
    "timeout",
    "unreachable",
]


@dataclass(frozen=True)
class Finding:
    """What trying a provider out found; `status` is the HTTP status that decided, if it was one."""

    outcome: Outcome
    milliseconds: int = 0
    models: tuple[str, ...] = ()
    status: int | None = None
