"""What a request to a model cost, from the price list that comes with `genai-prices`."""

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from genai_prices import calc_price
from pydantic_ai.usage import RunUsage

# The newest price in the list of the locked version 0.2.3; the list itself carries no date.
LIST_DATE = date(2026, 9, 28)
# Some prices depend on the hour.
_KEPT_SECONDS = 60


def price(provider: str, model: str, usage: RunUsage) -> tuple[Decimal | None, date | None]:
    """Return the cost in USD and the date of the price; both are none where the price is not known.

    The demo model costs nothing. A model on a machine of one's own has no price here: unknown, never zero.
    """
    if provider == "demo":
        return Decimal(0), None
    if not _listed(provider, model):
        return None, None
    rates = _rates(provider, model, int(time.time() // _KEPT_SECONDS))
    if rates.plain and usage.cache_write_tokens == 0:
        return rates.of(usage.input_tokens, usage.output_tokens, usage.cache_read_tokens), rates.as_of
    found = calc_price(usage, model, provider_id=provider)
    updated = found.auto_update_timestamp
    return found.total_price, updated.date() if updated else LIST_DATE


@dataclass(frozen=True)
class Rates:
    """What a token costs in USD; the highest there are, where a price has tiers and is not `plain`."""

    input: Decimal
    output: Decimal
    cached: Decimal
    plain: bool
    as_of: date | None

    def of(self, input: int, output: int, cached: int = 0) -> Decimal:
        """Return what so many tokens cost; those that were `cached` are among the `input`."""
        return (input - cached) * self.input + cached * self.cached + output * self.output


_FREE = Rates(Decimal(0), Decimal(0), Decimal(0), plain=True, as_of=None)


def own_rates(input: Decimal, output: Decimal, cached: Decimal | None, as_of: date) -> Rates:
    """Make the rates of prices that somebody gives, in USD for a million tokens; cached ones cost as much as others."""
    million = Decimal(1_000_000)
    return Rates(
        input / million,
        output / million,
        (input if cached is None else cached) / million,
        plain=True,
        as_of=as_of,
    )


def rates(provider: str, model: str) -> Rates | None:
    """Return what a token costs at most, for what is reserved before a call; none where the price is not known."""
    if provider == "demo":
        return _FREE
    return _rates(provider, model, int(time.time() // _KEPT_SECONDS)) if _listed(provider, model) else None


@lru_cache(maxsize=1024)
def _rates(provider: str, model: str, _: int) -> Rates:
    """Take the price of a model out of the list: asking the list for each call costs a fifth of the call."""
    found = calc_price(RunUsage(input_tokens=1), model, provider_id=provider)
    listed, updated = found.model_price, found.auto_update_timestamp
    asked, plain = [], True
    for part in (listed.input_mtok, listed.output_mtok, listed.cache_read_mtok):
        tiers = getattr(part, "tiers", ())
        plain = plain and not tiers
        each = [getattr(part, "base", part), *(tier.price for tier in tiers)]
        asked.append(max(price for price in each if price is not None) if any(each) else Decimal(0))
    cached = asked[2] if listed.cache_read_mtok is not None else asked[0]
    million = Decimal(1_000_000)
    as_of = updated.date() if updated else LIST_DATE
    return Rates(asked[0] / million, asked[1] / million, cached / million, plain, as_of)


@lru_cache(maxsize=1024)
def listed_at(base_url: str, model: str) -> str | None:
    """Name the provider whose published address this is and whose price of the model is known; none for others."""
    try:
        return calc_price(RunUsage(), model, provider_api_url=base_url).provider.id
    except LookupError:
        return None


@lru_cache(maxsize=1024)  # a model that is not in the list costs a search through all of it
def _listed(provider: str, model: str) -> bool:
    try:
        calc_price(RunUsage(), model, provider_id=provider)
    except LookupError:
        return False
    return True
