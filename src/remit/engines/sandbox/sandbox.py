"""What a sandbox is: strangers' Python goes in with JSON, JSON comes out, and nothing else crosses."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol


class Tier(StrEnum):
    """Which machine runs the code; it belongs to a version and never changes while it runs."""

    LITE = "lite"
    FULL = "full"
    CEL = "cel"


class Lane(StrEnum):
    """Who is waiting: dry runs never take the last workers from calls."""

    CALLS = "calls"
    DRY_RUNS = "dry_runs"


@dataclass(frozen=True)
class Limits:
    """What one run may use; whatever passes one of them ends the run with the error that names it.

    Wall time counts from the worker on and includes the waiting for services, CPU time does not.
    """

    wall_seconds: float = 30.0
    cpu_seconds: float = 2.0
    memory_bytes: int = 64 * 2**20
    input_bytes: int = 4 * 2**20
    output_bytes: int = 2**20
    log_bytes: int = 64 * 2**10
    host_calls: int = 100
    argument_bytes: int = 256 * 2**10  # of one call of a service
    answer_bytes: int = 2**20  # of one answer to it

    def __post_init__(self) -> None:
        """Refuse limits that are none."""
        if wrong := [each.name for each in fields(self) if not 0 <= getattr(self, each.name) < float("inf")]:
            raise ValueError(f"a limit is a number from 0 on: {', '.join(wrong)}")


@dataclass(frozen=True)
class Frozen:
    """A world that stands still, for runs that come out the same each time: one moment, one seed, no waiting."""

    at: datetime
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a moment that is another one elsewhere."""
        if self.at.tzinfo is None:
            raise ValueError("the moment at which a world stands still has a time zone")


@dataclass(frozen=True)
class Ran:
    """What came out. `seconds` of wall time, `memory` in bytes where the tier can tell."""

    output_json: str
    logs: str
    seconds: float
    memory: int | None
    host_calls: int


@dataclass(frozen=True)
class Finding:
    """What is wrong with code before anybody runs it, where (from 1), and how to mend it.

    With a finding of severity `error`, the tier refuses to run the code.
    """

    code: str
    severity: Literal["error", "warning"]
    line: int
    column: int
    message: str
    fix: str


class HostError(Exception):
    """What a host tells the code that called a service: it may be caught there, so its words are for strangers."""


class Host(Protocol):
    """The services that code may call, as `await ctx.services.<group>.<function>(…)`.

    An exception other than `HostError` ends the run and reaches whoever started it; the code never sees it.
    """

    @property
    def names(self) -> frozenset[str]:
        """What there is, as `group.function`; nothing else is ever asked for."""

    async def call(self, name: str, arguments: str) -> str:
        """Answer with JSON; `arguments` is the JSON object `{"args": […], "kwargs": {…}}`, of anybody's making."""


class NoHost:
    """No services at all."""

    names: frozenset[str] = frozenset()

    async def call(self, name: str, arguments: str) -> str:
        """Say that there is nothing."""
        raise HostError(f"There is no service {name!r}.")


class Sandbox(Protocol):
    """Runs code that nobody trusts. One object serves any number of tenants at once; no state stays between runs."""

    @property
    def tier(self) -> Tier:
        """Which of the two it is."""

    async def run(
        self,
        code: str,
        input_json: str,
        host: Host,
        limits: Limits,
        *,
        frozen: Frozen | None = None,
        lane: Lane = Lane.CALLS,
    ) -> Ran:
        """Run `async def run(input, ctx)` of the code, or raise a `FunctionFailed` that says why not."""

    async def check(self, code: str, given: frozenset[str] = frozenset()) -> list[Finding]:
        """Read the code, in the order of its lines, and run none of it; `given` names an expression's variables."""

    async def close(self) -> None:
        """Let go of all workers; runs under way are lost."""


@dataclass(frozen=True)
class Standing:
    """Whether this machine has a tier, what holds the code in besides, and what is missing."""

    tier: Tier
    available: bool
    isolation: tuple[str, ...]
    why_not: str | None = None
