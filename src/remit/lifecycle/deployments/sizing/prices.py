"""What an instance costs per hour, where that is known from, and how far to trust it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from remit.lifecycle.deployments.sizing.catalogue import PriceConfidence, instance_table

FRESH_DAYS = 90
MARGIN = Decimal("1.25")
_KNOWN = "us-west-2"
_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per hour of one instance, with the date and source of the figure."""

    usd_per_hour: Decimal
    as_of: date
    source: str
    confidence: PriceConfidence

    def is_fresh(self, today: date) -> bool:
        """Whether the figure is at most 90 days old."""
        return today - self.as_of <= timedelta(days=FRESH_DAYS)

    def checked_rate(self, today: date) -> Decimal:
        """Dollars per hour used to check a budget: 25 % more when the price is not from a list, or is stale."""
        sure = self.confidence == "list" and self.is_fresh(today)
        return self.usd_per_hour if sure else self.usd_per_hour * MARGIN


def price(instance_id: str, region: str) -> Price | None:
    """The price of an instance in a region; None when it is not known (never zero)."""
    table = instance_table()
    own = table.prices.get(region, {}).get(instance_id)
    if own is not None:
        return Price(own.usd_per_hour, table.as_of, table.sources[own.confidence], own.confidence)
    like = table.same_as.get(region)
    other = table.prices.get(like, {}).get(instance_id) if like else None
    if other is not None:
        source = f"taken from {like}: {table.sources[other.confidence]}"
        return Price(other.usd_per_hour, table.as_of, source, "estimated")
    times = table.dearer.get(instance_id.rpartition(".")[0], {}).get(region)
    known = table.prices[_KNOWN].get(instance_id)
    if times is None or known is None:
        return None
    source = f"{times:f} times that of {_KNOWN}, as EC2's is: {table.sources[known.confidence]}"
    return Price((known.usd_per_hour * times).quantize(_STEP), table.as_of, source, "estimated")


def prices_as_of() -> date:
    """Return the day that the table of instance prices is of."""
    return instance_table().as_of
