"""A world that stands still: one moment, one seed, no waiting. Not a wall: code that wants to can look around it."""

import asyncio
import datetime
import os
import random
import time
from typing import Any


def freeze(moment: float, seed: int) -> None:
    """Make clocks, chance and sleep of this process stand still."""
    chance = random.Random(seed)  # noqa: S311 the same each time is what is wanted
    random.seed(seed)
    vars(os)["urandom"] = chance.randbytes
    vars(time).update(time=lambda: moment, time_ns=lambda: int(moment * 1e9), sleep=_no_wait)
    vars(asyncio)["sleep"] = _no_sleep
    at = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    _replace_dates(at)


def _no_wait(seconds: float, /) -> None:
    """Do not wait."""


async def _no_sleep(delay: float, result: Any = None) -> Any:
    """Let others on, and wait no longer."""
    await _turn()
    return result


def _turn() -> Any:
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(done.set_result, None)
    return done


def _replace_dates(at: datetime.datetime) -> None:
    real, real_day = datetime.datetime, datetime.date

    class Kind(type):
        def __instancecheck__(cls, thing: object) -> bool:
            return isinstance(thing, real if cls.__name__ == "datetime" else real_day)

        def __subclasscheck__(cls, kind: type) -> bool:
            return issubclass(kind, real if cls.__name__ == "datetime" else real_day)

    def now(cls: Any, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return at.astimezone(tz) if tz else at.replace(tzinfo=None)

    moments = {"now": classmethod(now), "utcnow": classmethod(lambda cls: at.replace(tzinfo=None))}
    today = {"today": classmethod(lambda cls: at.date())}
    local = {"today": classmethod(lambda cls: at.replace(tzinfo=None))}
    replaced = Kind("datetime", (real,), {**moments, **local})
    vars(datetime).update(datetime=replaced, date=Kind("date", (real_day,), today))
