"""Noticing that nothing is heard any more, for the worker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from remit.kit.clock import now
from remit.kit.database import Database
from remit.lifecycle.deployments.external import queries
from remit.lifecycle.deployments.external.settling import FORGOTTEN_AFTER, settle

EVERY_SECONDS = 5.0
Clock = Callable[[], datetime]
_AT_ONCE = 200
_KEPT = timedelta(days=8)


async def sweep_silent(database: Database, clock: Clock = now) -> int:
    """Degrade what no heartbeat came of in time, in all organisations; return how many deployments that were.

    Several processes may do it at once, and be cut short anywhere.
    """
    moment = clock()
    async with database.transaction(None, relay=True) as session:
        found = await queries.amiss(session, moment, moment - FORGOTTEN_AFTER, limit=_AT_ONCE)
    return sum([await _look(database, org_id, id, moment) for org_id, id in found])


async def _look(database: Database, org_id: UUID, deployment_id: UUID, moment: datetime) -> bool:
    async with database.transaction(org_id) as session:
        await queries.note_silence(session, deployment_id, moment)
        await queries.forget_silent(session, deployment_id, moment - FORGOTTEN_AFTER)
        await queries.purge_reports(session, moment - _KEPT)
        return await settle(session, deployment_id)
