"""Code that runs on a machine of its own, whichever host has it: where a revision is called, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Ended = Literal["timed out", "out of memory", "crashed", "too much"]
"""How a machine ended before its runner could say so, in the runner's own words."""


@dataclass(frozen=True)
class Place:
    """Where a revision is called: by the name that its host knows it by; `region` where the host has any."""

    name: str
    revision: str
    region: str = ""


@dataclass(frozen=True)
class Invoked:
    """What came back; `ended` is none where the runner itself answered.

    failed, words: the machine's own for a failure. billed_ms, memory_mb: none where it is not said, or costs nothing.
    """

    payload: Any
    ended: Ended | None = None
    failed: str | None = None
    words: str = ""
    billed_ms: int | None = None
    memory_mb: int | None = None


class Functions(Protocol):
    """Calls what runs on a host, many at once."""

    async def invoke(self, place: Place, event: Mapping[str, Any]) -> Invoked:
        """Call once; raises a `HostError` where there is no answer."""
        ...

    async def close(self) -> None:
        """Let go of what is kept for calls; those under way go on to their end."""
        ...
