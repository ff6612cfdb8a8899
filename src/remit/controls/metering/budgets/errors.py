"""What budgets say no with."""

from typing import Any

from remit.controls.metering.budgets.budget import Refused
from remit.kit.errors import OverBudget, Unavailable


class BudgetSpent(OverBudget):
    """A budget has no room for what the call may cost; `extra` holds the budget and its numbers.

    `asks` says that every budget that refused would have a person asked for more.
    """

    type = "budget-spent"
    title = "A budget is spent"

    def __init__(self, refused: Refused | None, detail: str, *, asks: bool = False, **extra: Any) -> None:
        super().__init__(detail, **(refused.facts() if refused else {}), **extra)
        self.refused = refused
        self.asks = asks


class BudgetsUnavailable(Unavailable):
    """The database does not answer, so nothing can be held for the call."""

    type = "budgets-unavailable"
    title = "Budgets cannot be looked at now"
