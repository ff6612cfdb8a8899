"""What a connection is to bear, who stands in for it, and what its models cost: as stored, and as it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any

from remit.controls.connections.errors import BadConnection
from remit.controls.connections.offer import Offer, Provider
from remit.controls.connections.schemas import ResilienceChange
from remit.engines.models import ModelNotServed, Rates, own_rates
from remit.kit.resilience import Resilience

_NAMES = tuple(each.name for each in fields(Resilience))
# One that is set stays so: what is stored is what somebody chose, and the rest may get better with Remit.


def resilience_of(stored: Mapping[str, Any]) -> Resilience:
    """Return what holds: what was chosen, and else what Remit thinks sensible."""
    return Resilience(**{name: stored[name] for name in _NAMES if name in stored})


def chosen(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Put what was sent over what was stored; null goes back to Remit's own.

    Raises `BadConnection` for what cannot hold together.
    """
    merged = {**before, **wanted}
    kept = {name: value for name, value in merged.items() if value is not None}
    held = resilience_of(kept)
    if held.first_pause_seconds > held.longest_pause_seconds:
        raise BadConnection("resilience: the first pause may not be longer than the longest.")
    if held.silence_seconds > held.whole_seconds and (
        "silence_seconds" in wanted or "whole_seconds" in wanted
    ):
        raise BadConnection("resilience: the longest silence may not be longer than the whole call.")
    return kept


def sent(wanted: ResilienceChange | None) -> dict[str, Any]:
    """Return what was sent of it."""
    return {} if wanted is None else wanted.model_dump(exclude_unset=True)


def shown(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return all members as they hold."""
    return asdict(resilience_of(stored))


def rates_of(stored: Mapping[str, Any], model: str) -> Rates | None:
    """Return the price that somebody gave for a model, none where nobody did."""
    given = stored.get(model)
    if given is None:
        return None
    cached = given.get("cached")
    return own_rates(
        Decimal(given["input"]),
        Decimal(given["output"]),
        None if cached is None else Decimal(cached),
        date.fromisoformat(given["as_of"]),
    )


def check_fallbacks(offer: Offer, own: Provider) -> None:
    """Raise `BadConnection` for a fallback that nobody serves, and for a chain that comes back to where it began."""
    for name in own.fallbacks:
        try:
            offer.check(name)
        except ModelNotServed as error:
            raise BadConnection(f"fallbacks: {error.detail}") from error
    circle = _circle(offer, own.slug, own.fallbacks, (own.slug,))
    if circle:
        raise BadConnection(f"fallbacks: they lead in a circle: {' → '.join(circle)}. Take one of them out.")


def _circle(offer: Offer, start: str, names: Sequence[str], way: tuple[str, ...]) -> tuple[str, ...] | None:
    """Follow the chains of other connections; return the way back to the start, if there is one."""
    for slug in dict.fromkeys(name.partition(":")[0] for name in names):
        if slug == start and len(way) > 1:
            return (*way, slug)
        if slug in way:
            continue
        nearer = _circle(offer, start, offer.fallbacks_of(slug), (*way, slug))
        if nearer:
            return nearer
    return None
