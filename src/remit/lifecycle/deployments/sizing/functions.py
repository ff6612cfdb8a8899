"""What a call of a function on AWS Lambda costs: so much a call, and so much for each gigabyte and second."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from remit.lifecycle.deployments.sizing.catalogue import PriceConfidence

_MILLION = Decimal(1_000_000)
_MEGABYTES = Decimal(1024)


@dataclass(frozen=True, slots=True)
class FunctionPrice:
    """Dollars a call and a gigabyte-second, with the date and source of the figures."""

    usd_per_call: Decimal
    usd_per_gb_second: Decimal
    as_of: date
    source: str
    confidence: PriceConfidence

    def of(self, memory_mb: int, seconds: Decimal, calls: int = 1) -> Decimal:
        """Return what so many calls cost that took so many seconds together."""
        return self.usd_per_call * calls + self.usd_per_gb_second * memory_mb / _MEGABYTES * seconds


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    as_of: date
    region: str
    source: str
    usd_per_million_calls: Decimal
    usd_per_gb_second: dict[str, Decimal]
    same_as: list[str]


def function_price(architecture: str, region: str) -> FunctionPrice | None:
    """Return the price in a region; none where it is not known (never zero)."""
    table = _table()
    per_second, here = table.usd_per_gb_second.get(architecture), region == table.region
    if per_second is None or not (here or region in table.same_as):
        return None
    source = table.source if here else f"taken from {table.region}: {table.source}"
    per_call = table.usd_per_million_calls / _MILLION
    return FunctionPrice(per_call, per_second, table.as_of, source, "secondary" if here else "estimated")


@cache
def _table() -> _Table:
    text = files("remit.lifecycle.deployments.sizing").joinpath("functions.yaml").read_text("utf-8")
    return _Table.model_validate(yaml.safe_load(text))
