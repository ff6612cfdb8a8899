"""Setting, changing and removing limits; they hold from the next call on, on every process."""

from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.metering.errors import BadLimit, ChangedMeanwhile, LimitExists, UnknownLimit
from remit.controls.metering.limits import queries
from remit.controls.metering.limits.limiting import CHANGED
from remit.controls.metering.schemas import LimitChange, NewLimit
from remit.controls.metering.tables import LimitRow
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import Kind, new_id

LIMIT = Kind("lim", "limit")
_MEASURES = ("requests_per_minute", "tokens_per_minute", "concurrency")


async def find(session: Session, id: UUID) -> LimitRow:
    """Find limits; `UnknownLimit` when there are none."""
    found = await queries.one(session, id)
    if found is None:
        raise UnknownLimit(f"There is no limit {LIMIT.show(id)}.")
    return found


async def add(session: Session, actor: Actor, subject: str, wanted: NewLimit) -> LimitRow:
    """Set the limits of a subject, by its ref, or of all of a scope where that is empty.

    `LimitExists` when there are some.
    """
    id, moment = new_id(), now()
    values = {
        "org_id": actor.org_id,
        "id": id,
        "scope": wanted.scope,
        "subject": subject,
        **{name: getattr(wanted, name) for name in _MEASURES},
        "version": 1,
        "created_by": actor.facts(),
        "created_at": moment,
        "updated_at": moment,
    }
    if not await queries.make(session, values):
        there = await queries.of_subject(session, wanted.scope, subject)
        raise LimitExists(
            "There are limits for this already: change those.",
            limit_id=LIMIT.show(there.id) if there else None,
        )
    made = await find(session, id)
    facts = {"scope": made.scope, "subject": subject, **_shown(made)}
    await audit.record(session, actor, "limit.created", LIMIT.ref(id), facts)
    await _tell(session, made, "created")
    return made


async def change(session: Session, actor: Actor, id: UUID, wanted: LimitChange) -> LimitRow:
    """Change what was sent of limits; `ChangedMeanwhile` when they are not the version that was read."""
    row = await _hold(session, id)
    if row.version != wanted.version:
        raise ChangedMeanwhile(
            "The limit was changed since you read it: look at it as it is now, and change it again.",
            version=row.version,
        )
    before = _shown(row)
    after = before | {name: getattr(wanted, name) for name in wanted.model_fields_set & set(_MEASURES)}
    if not any(after.values()):
        raise BadLimit("Nothing would be limited any more: remove the limit instead.")
    await queries.change(session, id, {**after, "version": row.version + 1, "updated_at": now()})
    changed = await find(session, id)
    differences = {
        name: {"from": was, "to": after[name]} for name, was in before.items() if was != after[name]
    }
    facts = {"scope": row.scope, "subject": row.subject, "changed": differences}
    await audit.record(session, actor, CHANGED, LIMIT.ref(id), facts)
    await _tell(session, changed, "changed")
    return changed


async def remove(session: Session, actor: Actor, id: UUID) -> None:
    """Remove limits; what holds for all of the scope holds again."""
    row = await _hold(session, id)
    await queries.remove(session, id)
    facts = {"scope": row.scope, "subject": row.subject, **_shown(row)}
    await audit.record(session, actor, "limit.deleted", LIMIT.ref(id), facts)
    await _tell(session, row, "deleted")


async def _hold(session: Session, id: UUID) -> LimitRow:
    row = await queries.locked(session, id)
    if row is None:
        raise UnknownLimit(f"There is no limit {LIMIT.show(id)}.")
    return row


async def _tell(session: Session, row: LimitRow, what: str) -> None:
    """Let browsers know, and every process that keeps limits in memory."""
    facts = {"id": LIMIT.show(row.id), "scope": row.scope, "subject": row.subject, "change": what}
    await emit(session, row.org_id, CHANGED, LIMIT.show(row.id), facts)


def _shown(row: LimitRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _MEASURES}
