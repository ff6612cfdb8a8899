"""How what is connected bears bad days: retries, a breaker, and room for so many calls at once."""

from remit.kit.resilience.breaker import State
from remit.kit.resilience.errors import CircuitOpen, TooManyWaiting
from remit.kit.resilience.guard import (
    AGAIN,
    Guard,
    Health,
    Passing,
    Resilience,
    Trouble,
    of_status,
    seconds_of,
)

__all__ = [
    "AGAIN",
    "CircuitOpen",
    "Guard",
    "Health",
    "Passing",
    "Resilience",
    "State",
    "TooManyWaiting",
    "Trouble",
    "of_status",
    "seconds_of",
]
