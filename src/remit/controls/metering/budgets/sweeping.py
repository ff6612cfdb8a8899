"""Giving back what dead calls hold, for the worker."""

from datetime import timedelta

from remit.controls.metering.budgets import queries
from remit.kit.clock import now
from remit.kit.database import Database

_ORGANIZATIONS = 100
_CALLS = 1000
# So long a call may still end after it was given up: its row tells that it was not settled yet.
_KEPT = timedelta(days=7)


async def sweep_dead(database: Database) -> int:
    """Give back what calls of all organisations hold that have expired; return how many calls that were.

    Several processes may do it at once, and be cut short anywhere.
    """
    async with database.transaction(None, relay=True) as session:
        found = await queries.organizations_with_dead_calls(session, _ORGANIZATIONS)
    swept = 0
    for org_id in found:
        swept += await queries.sweep(database.driver, org_id, _CALLS)
        async with database.transaction(org_id) as session:
            await queries.purge(session, now() - _KEPT)
    return swept
