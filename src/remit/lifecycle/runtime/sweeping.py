"""Uses of tools whose process died: nobody knows what they did, and a person is told."""

from uuid import UUID

from remit.controls import governance
from remit.controls.tenancy import system
from remit.kit.clock import now
from remit.kit.database import Database
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.approved import NOT_KNOWN, cut_short
from remit.lifecycle.runtime.using import LONGEST_USE

_AT_ONCE = 100


async def end_cut_short(database: Database) -> int:
    """End every use that was begun long ago and never ended, of all organisations; return how many.

    What was approved is left to its own workflow, which finds it when it is run again.
    """
    async with database.transaction(None, relay=True) as session:
        due = await queries.cut_short(session, now() - LONGEST_USE, limit=_AT_ONCE)
    return sum([await _end(database, org_id, id) for org_id, id in due])


async def _end(database: Database, org_id: UUID, id: UUID) -> bool:
    async with database.transaction(org_id) as session:
        use = await queries.use(session, id)
        if use is None or use.proposal_id is not None:
            return False
        values = {"state": "unknown", "why": NOT_KNOWN, "ended_at": now()}
        moved = await queries.move_use(session, id, ("started",), values)
        if moved:
            await governance.write_violations(session, [cut_short(system(org_id), use)])
        return moved
