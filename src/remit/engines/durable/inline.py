"""Runs workflows at once in the caller's task and forgets them: for tests."""

from contextlib import suppress
from datetime import datetime

from remit.engines.durable.run import Input, Json, Step, StepFailed, Workflow

_ATTEMPTS = 8


class _InlineRun:
    def __init__(self, id: str) -> None:
        self.id = id

    async def step(self, name: str, step: Step, *arguments: Json) -> Json:
        for _ in range(_ATTEMPTS - 1):
            with suppress(Exception):  # as the real engine does: whatever a step raises, it is tried again
                return await step(*arguments)
        try:
            return await step(*arguments)
        except Exception as error:
            raise StepFailed(f"{name}: {error!r}") from error

    async def sleep(self, seconds: float) -> None:
        return None


class Inline:
    """An engine without memory: sleeping takes no time, and an id that ran is not run again."""

    def __init__(self) -> None:
        self._workflows: dict[str, Workflow] = {}
        self._started: set[str] = set()

    def register(self, name: str, workflow: Workflow) -> None:
        """Make a workflow known."""
        self._workflows[name] = workflow

    async def launch(self, helper: int | None = None) -> None:
        """Nothing is left from before."""

    async def take_over(self) -> int:
        """No helper ever began anything."""
        return 0

    async def start(self, name: str, id: str, input: Input) -> None:
        """Run to the end before returning."""
        if id not in self._started:
            self._started.add(id)
            await self._workflows[name](_InlineRun(id), input)

    async def forget(self, before: datetime) -> int:
        """Nothing is kept of what ended."""
        return 0

    async def close(self) -> None:
        """Nothing is running."""
