"""How many wrong passwords there may be in a quarter of an hour, counted in this process's memory."""

import asyncio
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from remit.controls.tenancy.errors import TooManyTries
from remit.controls.tenancy.passwords import matches

PER_ADDRESS = 10
PER_CLIENT = 50
_MINUTES = 15
# A comparison takes 64 MiB and a core for a while: others wait their turn.
_AT_ONCE = 2


class Tries:
    """Compares passwords, and counts the wrong ones for each address and for each client."""

    def __init__(self, *, per_address: int = PER_ADDRESS, per_client: int = PER_CLIENT) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._address = RateLimitItemPerMinute(per_address, _MINUTES, namespace="address")
        self._client = RateLimitItemPerMinute(per_client, _MINUTES, namespace="client")
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def compare(self, password: str, stored: str | None, *, address: str, client: str) -> bool:
        """Compare a password with a stored hash, or with nothing; `TooManyTries` when too many were wrong.

        Right or wrong, known or not: the answer takes as long.
        """
        counted = ((self._address, address), (self._client, client))
        self._refuse(counted)
        async with self._turn:
            self._refuse(counted)
            right = False
            try:
                right = await matches(password, stored)
            finally:
                if not right:
                    for item, id in counted:
                        self._windows.hit(item, id)
        if right:
            self._windows.clear(self._address, address)
        return right

    def _refuse(self, counted: tuple[tuple[RateLimitItem, str], ...]) -> None:
        for item, id in counted:
            if not self._windows.test(item, id):
                wait = self._windows.get_window_stats(item, id).reset_time - time.time()
                seconds = max(1, math.ceil(wait))
                raise TooManyTries(
                    f"There were too many wrong passwords: try again in {math.ceil(seconds / 60)} minutes, or sign in"
                    " by a link from `remit sign-in-link`.",
                    retry_after=seconds,
                )
