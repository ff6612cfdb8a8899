"""Waiting for something to become true, within five seconds unless it may take longer."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any


async def until(true: Callable[[], Any], seconds: float = 5) -> None:
    """Ask again and again, with or without `await`; fails by `TimeoutError`."""
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)
