"""Adding up what is over, for the worker."""

from datetime import datetime

from remit.controls.metering.series import GRACE, begin
from remit.controls.metering.sums import queries
from remit.kit.clock import now
from remit.kit.database import Database


class AddingUp:
    """Adds up the hours and days of all organisations, soon after each hour has passed.

    Several processes may do it at once, and be cut short anywhere: what is left is found by the next.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._done: datetime | None = None

    async def look(self) -> int:
        """Add up what is not yet; return how many steps that took."""
        until, steps = begin("hour", now() - GRACE), 0
        if until == self._done:
            return 0
        async with self._database.transaction(None, relay=True) as session:
            found = await queries.organizations(session)
        for org_id in found:
            while await queries.add_up(self._database.driver, org_id, until):
                steps += 1
        self._done = until
        return steps
