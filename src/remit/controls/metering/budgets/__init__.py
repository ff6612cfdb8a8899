"""Budgets: what may be spent in a period, held before a call and settled after it."""

from remit.controls.metering.budgets.budget import (
    BUDGET,
    Budget,
    Hold,
    period_end,
    period_start,
    plan_budget,
)
from remit.controls.metering.budgets.errors import BudgetSpent, BudgetsUnavailable
from remit.controls.metering.budgets.reserving import Budgets, Claim
from remit.controls.metering.budgets.settling import (
    THRESHOLD,
    Crossing,
    Settlement,
    crossings_of,
    settle_calls,
    settled,
)
from remit.controls.metering.budgets.standing import Pressing, pressing
from remit.controls.metering.budgets.sweeping import sweep_dead

__all__ = [
    "BUDGET",
    "THRESHOLD",
    "Budget",
    "BudgetSpent",
    "Budgets",
    "BudgetsUnavailable",
    "Claim",
    "Crossing",
    "Hold",
    "Pressing",
    "Settlement",
    "crossings_of",
    "period_end",
    "period_start",
    "plan_budget",
    "pressing",
    "settle_calls",
    "settled",
    "sweep_dead",
]
