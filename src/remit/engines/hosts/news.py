"""What a host says by itself: which of its workloads changed, as soon as it knows."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

Told = Callable[[str], None]


@runtime_checkable
class Telling(Protocol):
    """A host that tells changes; hosts without are only looked at now and then."""

    async def follow(self, told: Told) -> None:
        """Tell the owner of each workload that changes, from any thread, until cut off; raises `HostError` then.

        To begin with it may tell all there are: so nothing is lost of what changed while nobody listened.
        """
        ...
