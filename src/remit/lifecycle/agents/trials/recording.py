"""What was recorded for a trial, used up in its order, and what the agent would have done."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from remit.lifecycle.agents.trials.report import Effect

MADE_UP = "This is a trial: nobody answered."


class Recording:
    """Recorded answers of one trial, and its effects: `[{"service": "llm", "name": None, "answer": …}]`."""

    def __init__(self, recorded: Sequence[Mapping[str, Any]]) -> None:
        self.effects: list[Effect] = []
        self._left = deque(recorded)

    def has(self, service: str) -> bool:
        """Whether an answer of a service is left."""
        return any(each["service"] == service for each in self._left)

    def take_answer(self, service: str, name: str, otherwise: Any) -> tuple[Any, int, bool]:
        """Take an answer over HTTP, as `take` does, with its status."""
        status = next(
            (
                each.get("status")
                for each in self._left
                if each["service"] == service and each.get("name") in (None, name)
            ),
            None,
        )
        answer, found = self.take(service, name, otherwise)
        return answer, status or 200, found

    def take(self, service: str, name: str, otherwise: Any) -> tuple[Any, bool]:
        """Take the first answer of a service that is for anybody, or for this one; false where there was none."""
        for each in self._left:
            if each["service"] == service and each.get("name") in (None, name):
                self._left.remove(each)
                return each["answer"], True
        return otherwise, False

    def note(
        self,
        service: str,
        name: str,
        said: str,
        arguments: Any,
        answer: Any,
        *,
        made_up: bool,
        changes: bool,
    ) -> None:
        """Write down what would have been done."""
        self.effects.append(Effect(service, name, said, arguments, answer, made_up, changes))
