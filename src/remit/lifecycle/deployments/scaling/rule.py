"""A rule of scaling: what it may say, and how many instances it wants at a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from remit.kit.schemas import Body

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
_Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:00"])]


class Window(Body):
    """A time of some days with a number of instances of its own; one that ends before it starts ends the next day."""

    days: Annotated[list[Day], Field(min_length=1, max_length=7)]
    start: _Time
    end: _Time
    instances: _Count


class Scaling(Body):
    """How many instances there are.

    `fewest` outside of all windows, in a window those it names; the last window that fits counts. With `calls_each`
    there are more, at most `most`, as soon as each has more calls under way than that, and fewer when that would do for
    `hold_seconds`. `zone` is the time zone of the windows.
    """

    fewest: _Count
    most: Annotated[int, Field(strict=True, ge=1, le=1000)]
    calls_each: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None
    hold_seconds: Annotated[int, Field(strict=True, ge=0, le=86_400)] = 300
    zone: Annotated[str, Field(min_length=1, max_length=60)] = "UTC"
    windows: Annotated[list[Window], Field(max_length=20)] = []

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("a time zone such as Europe/Berlin or UTC") from error
        return zone

    @model_validator(mode="after")
    def _fits(self) -> "Scaling":
        if max([self.fewest, *(each.instances for each in self.windows)]) > self.most:
            raise ValueError("fewest and the instances of windows are not above most")
        return self

    @property
    def to_zero(self) -> bool:
        """Whether there may be none at some time."""
        return min([self.fewest, *(each.instances for each in self.windows)]) == 0


@dataclass(frozen=True)
class Wanted:
    """How many instances there should be, and in words why."""

    count: int
    words: str


def wanted(rule: Scaling, moment: datetime, calls: float) -> Wanted:
    """Say how many instances a rule wants at a moment with so many calls under way."""
    least, words = _least(rule, moment)
    if rule.calls_each is None:
        return Wanted(least, words)
    needed = ceil(round(calls / rule.calls_each, 6))
    if needed <= least:
        return Wanted(least, words)
    words = f"{calls:.1f} calls under way, {rule.calls_each} for each instance"
    if needed > rule.most:
        words += f", and at most {rule.most} instances"
    return Wanted(min(needed, rule.most), words)


def _least(rule: Scaling, moment: datetime) -> tuple[int, str]:
    here = moment.astimezone(ZoneInfo(rule.zone))
    for window in reversed(rule.windows):
        if _within(window, here):
            return window.instances, f"the window {_window(window)} {rule.zone}"
    return rule.fewest, "outside of all windows" if rule.windows else "the fewest there are to be"


def _within(window: Window, here: datetime) -> bool:
    today, yesterday = DAYS[here.weekday()], DAYS[(here - timedelta(days=1)).weekday()]
    at = f"{here:%H:%M}"
    if window.start < window.end:
        return today in window.days and window.start <= at < window.end
    return (today in window.days and at >= window.start) or (yesterday in window.days and at < window.end)


def _window(window: Window) -> str:
    days = ", ".join(day for day in DAYS if day in window.days)
    return f"{days} {window.start} to {window.end}"


def told(rule: Scaling) -> str:
    """Say in words what a rule does."""
    parts = [
        f"{_many(rule.fewest)} to {_many(rule.most)} by load, {rule.calls_each} calls for each"
        if rule.calls_each
        else f"{_many(rule.fewest)}"
    ]
    parts += [f"{_many(each.instances)} on {_window(each)}" for each in rule.windows]
    return "; ".join(parts) + (f" ({rule.zone})" if rule.windows else "")


def _many(count: int) -> str:
    return "no instance" if count == 0 else f"{count} instance{'' if count == 1 else 's'}"
