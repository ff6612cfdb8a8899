"""Which part of a time is read from what: from days and hours that were added up, or from calls."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
Grain = Literal["hour", "day", "call"]


class Span(NamedTuple):
    """A part of a time, without its end."""

    grain: Grain
    since: datetime
    until: datetime


def spans(since: datetime, until: datetime, mark: datetime | None, *, days: bool = True) -> list[Span]:
    """Cut a time into parts: whole hours before the mark were added up, and of those whole days once more."""
    first = _up(since, _HOUR)
    last = first if mark is None else _down(min(until, mark), _HOUR)
    if last <= first:
        return _some(Span("call", since, until))
    morning, midnight = (_up(first, _DAY), _down(last, _DAY)) if days else (first, first)
    if midnight <= morning:
        morning = midnight = first
    return _some(
        Span("call", since, first),
        Span("hour", first, morning),
        Span("day", morning, midnight),
        Span("hour", midnight, last),
        Span("call", last, until),
    )


def _some(*found: Span) -> list[Span]:
    return [each for each in found if each.since < each.until]


def _down(moment: datetime, length: timedelta) -> datetime:
    zero = datetime.min.replace(tzinfo=UTC)
    return moment - (moment - zero) % length


def _up(moment: datetime, length: timedelta) -> datetime:
    down = _down(moment, length)
    return down if down == moment else down + length
