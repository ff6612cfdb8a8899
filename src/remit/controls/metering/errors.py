"""What can be wrong with a budget or a limit."""

from remit.kit.errors import Conflict, Malformed, NotFound


class UnknownBudget(NotFound):
    """There is no such budget in this organisation."""

    title = "There is no such budget"


class UnknownLimit(NotFound):
    """There is no such limit in this organisation."""

    title = "There is no such limit"


class BadBudget(Malformed):
    """Its members do not fit together."""

    type = "bad-budget"
    title = "The budget cannot be so"


class BadLimit(Malformed):
    """Its members do not fit together."""

    type = "bad-limit"
    title = "The limit cannot be so"


class BudgetExists(Conflict):
    """The subject has a budget for this period; `budget_id` names it."""

    type = "budget-exists"
    title = "There is such a budget already"


class LimitExists(Conflict):
    """The subject has its limits; `limit_id` names them."""

    type = "limit-exists"
    title = "There is such a limit already"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it since it was read; nothing was overwritten. `version` is today's."""

    type = "changed-meanwhile"
    title = "Somebody else changed this meanwhile"
