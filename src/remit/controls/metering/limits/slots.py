"""How many calls run at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from remit.controls.metering.limits.rules import Rule


class Slots(Protocol):
    """Counts what runs now."""

    async def take(self, rules: Sequence[Rule], holder: UUID) -> Rule | None:
        """Take a slot of each rule, or none; return the rule that has none left."""
        ...

    async def give(self, rules: Sequence[Rule], holder: UUID) -> None:
        """Give the slots of a holder back; twice is as good as once."""
        ...


class OwnSlots:
    """The slots of one process."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, set[UUID]] = defaultdict(set)

    async def take(self, rules: Sequence[Rule], holder: UUID) -> Rule | None:
        """Take a slot of each rule, or none."""
        for rule in rules:
            if len(self._taken.get(rule.subject, ())) >= rule.quota:
                return rule
        for rule in rules:
            self._taken[rule.subject].add(holder)
        return None

    async def give(self, rules: Sequence[Rule], holder: UUID) -> None:
        """Give the slots of a holder back."""
        for rule in rules:
            taken = self._taken.get(rule.subject)
            if taken is not None:
                taken.discard(holder)
                if not taken:
                    del self._taken[rule.subject]
