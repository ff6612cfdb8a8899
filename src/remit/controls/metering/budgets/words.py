"""What people read about budgets."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from remit.controls.metering.budgets.budget import Budget, Refused, plain
from remit.controls.metering.budgets.errors import BudgetSpent
from remit.controls.metering.schemas import Period
from remit.controls.metering.subjects import Scope

_WHOSE: dict[Scope, str] = {
    "organization": "The organisation's",
    "team": "This team's",
    "member": "This member's",
    "key": "This key's",
    "agent": "This agent's",
    "deployment": "This deployment's",
}
_PERIODS: dict[Period, str] = {"hour": "an hour", "day": "a day", "week": "a week", "month": "a month"}
_CENT = Decimal("0.01")


def usd(amount: Decimal) -> str:
    """Write dollars: to the cent, and parts of a cent where there is not one whole."""
    if amount == 0 or abs(amount) >= _CENT:
        return f"${amount:,.2f}"
    return f"${amount.normalize():f}"


def named(budget: Budget, limit_usd: Decimal) -> str:
    """Say whose budget it is: `This key's budget of $5.00 a day`."""
    return f"{_WHOSE[budget.scope]} budget of {usd(limit_usd)} {_PERIODS[budget.period]}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def refusal(refused: Sequence[Refused], amount: Decimal | None, *, waited: bool = False) -> BudgetSpent:
    """Say which budget has no room, by its numbers, and what can be done; the first stands for all."""
    # A budget that only asks is not what ends the call when another stops it.
    first = min(refused, key=lambda each: (each.budget.at_limit == "ask", -each.ends_at.timestamp()))
    held = f" and {usd(first.reserved_usd)} held by calls that run" if first.reserved_usd else ""
    cost = "what this call costs is not known" if amount is None else f"this call may cost {usd(amount)}"
    raised = (
        "raise it in the plan of the deployment" if first.budget.planned else "raise it (`remit budgets set`)"
    )
    nobody = " Nobody raised it while the call waited." if waited else ""
    return BudgetSpent(
        first,
        f"{named(first.budget, first.limit_usd)} has no room: {usd(first.spent_usd)} spent{held},"
        f" and {cost}.{nobody} It begins anew on {_moment(first.ends_at)}: wait until then, or {raised}.",
        asks=all(each.budget.at_limit == "ask" for each in refused),
        amount_usd=None if amount is None else plain(amount),
        waited=waited,
    )
