"""What the instances of deployments cost, by day and by month."""

from remit.lifecycle.deployments.costs.months import (
    CostExplorer,
    DayOfInstances,
    Spend,
    instance_days,
    month_of,
    monthly,
)
from remit.lifecycle.deployments.costs.queries import instances_spend

__all__ = [
    "CostExplorer",
    "DayOfInstances",
    "Spend",
    "instance_days",
    "instances_spend",
    "month_of",
    "monthly",
]
