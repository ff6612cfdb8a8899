"""Work that survives a crash: the protocol.

A workflow is an async function `(run, input)`. Its body only decides; all that touches the world is a step, and a
step whose result is recorded is never run again. A step that raised is tried again for about a minute, and one that was
under way at a crash runs again, so steps are idempotent. Steps of one run follow each other: no two at once.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

Json = Any
Input = dict[str, Json]
Step = Callable[..., Awaitable[Json]]


class StepFailed(Exception):
    """A step raised each time that it was tried, also in an earlier process; the text names its error."""


class Run(Protocol):
    """One run of a workflow."""

    @property
    def id(self) -> str:
        """The id it was started by."""

    async def step(self, name: str, step: Step, *arguments: Json) -> Json:
        """Run a step once and record its result; arguments and result are JSON. Raises `StepFailed`."""

    async def sleep(self, seconds: float) -> None:
        """Wait, also across restarts."""


Workflow = Callable[[Run, Input], Awaitable[None]]


class Durable(Protocol):
    """An engine that runs workflows to their end."""

    def register(self, name: str, workflow: Workflow) -> None:
        """Make a workflow known, before `launch`."""

    async def launch(self, helper: int | None = None) -> None:
        """Begin to work, with what an earlier process left unfinished first; a helper only begins what it is told to.

        A helper's number is its own among those that are there, who hold a lock with it: see `members`.
        """

    async def take_over(self) -> int:
        """Go on with what helpers began that are gone; return how many runs that are."""

    async def start(self, name: str, id: str, input: Input) -> None:
        """Start a run; one id starts once, whoever asks and however often."""

    async def forget(self, before: datetime) -> int:
        """Drop some of what is kept of runs that ended before a moment; return how many. Their ids start again."""

    async def close(self) -> None:
        """Stop working; what is unfinished goes on after the next launch."""
