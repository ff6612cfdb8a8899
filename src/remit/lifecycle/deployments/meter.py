"""What a model's instances cost: a meter on the deployment's own row, read without adding up its past."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from remit.lifecycle.deployments.states import ACTIVE, Status
from remit.lifecycle.deployments.tables import Deployment

_HOUR = Decimal(3600)
_NOTHING = Decimal(0)


def price(plan: dict[str, Any]) -> Decimal | None:
    """Return what a plan's instances cost in dollars an hour; none where there is no price, as for an agent."""
    found = (plan["cost"] or {}).get("estimated_usd_per_hour")
    return None if found is None else Decimal(found)


def run_on(deployment: Deployment, status: Status, moment: datetime) -> None:
    """Read the meter at a move, then let it run or rest as the new status wants, at the price of the plan now."""
    deployment.metered_usd = cost_today(deployment, moment)
    deployment.metered_on = moment.astimezone(UTC).date()
    runs = deployment.kind == "model" and status in ACTIVE
    deployment.metered_since = moment if runs else None
    deployment.usd_per_hour = price(deployment.plan) if runs else None


def cost_today(deployment: Deployment, moment: datetime) -> Decimal:
    """Return what the instances cost since midnight in UTC; of a dry run, what they would have."""
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = deployment.metered_usd if deployment.metered_on == midnight.date() else _NOTHING
    if deployment.metered_since is None or deployment.usd_per_hour is None:
        return earlier
    seconds = (moment - max(deployment.metered_since, midnight)).total_seconds()
    return earlier + deployment.usd_per_hour * Decimal(seconds) / _HOUR
