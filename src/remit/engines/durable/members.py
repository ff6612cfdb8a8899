"""Who is there to run workflows: one that leads, and helpers, each of whom holds a lock with its number.

The lock belongs to a connection of the helper's, so the database gives it free when the helper is gone. What a helper
had begun that is gone, the one that leads goes on with. One that only lost its connection for a moment may be taken
for gone: the engine then refuses what it records of a run that is another's by now.
"""

import secrets

from sqlalchemy import text

_HELPERS = 7233849
LEADS, HELPS = "remit-1", "remit-1-helper"
"""Versions for the engine, which takes up runs of its own only: so no helper goes on with what is here."""
# Shared, so that one who lost its connection joins again while the database still waits for the old one.
JOIN = f"select pg_advisory_lock_shared({_HELPERS}, %s)"
LEAVE = f"select pg_advisory_unlock_shared({_HELPERS}, %s)"

TAKE_OVER = text(
    """
    update dbos.workflow_status w
    set status = 'ENQUEUED', application_version = :leads, owner_xid = null, started_at_epoch_ms = null,
        queue_name = coalesce(queue_name, :queue)
    where status = 'PENDING' and application_version = :helps and not exists (
      select from pg_locks l
      where l.locktype = 'advisory' and l.classid = cast(:helpers as oid) and 'helper-' || l.objid = w.executor_id
        and l.database = (select oid from pg_database where datname = current_database()))
    """
).bindparams(leads=LEADS, helps=HELPS, helpers=_HELPERS)
"""Gives what helpers began that are gone to the one that leads."""


def number() -> int:
    """Choose a number that no other helper has."""
    return secrets.randbelow(2**31 - 1) + 1


def executor(helper: int) -> str:
    """Name a helper for the engine."""
    return f"helper-{helper}"
