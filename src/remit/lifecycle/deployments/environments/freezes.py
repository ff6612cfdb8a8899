"""Freezes: times in which nothing changes in an environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from remit.controls import audit
from remit.controls.tenancy import Actor
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.errors import Conflict, Malformed, NotFound
from remit.kit.events import emit
from remit.kit.ids import Kind, new_id
from remit.lifecycle.deployments.environments import queries
from remit.lifecycle.deployments.environments.settings import ref, setting
from remit.lifecycle.deployments.environments.tables import FreezeRow

FREEZE = Kind("frz", "freeze")
_LATEST_YEAR = 2100


class Frozen(Conflict):
    """Nothing changes there now."""

    type = "environment-frozen"
    title = "The environment is frozen"


@dataclass(frozen=True)
class Wanted:
    """A freeze as it is asked for."""

    environment: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    may_override: tuple[str, ...]


async def freeze(session: Session, actor: Actor, wanted: Wanted) -> FreezeRow:
    """Freeze an environment from a moment to another; what runs goes on running, and may be rolled back or paused."""
    if wanted.ends_at <= max(wanted.starts_at, now()) or wanted.ends_at.year > _LATEST_YEAR:
        raise Malformed("A freeze ends after it begins, and in the future.")
    await setting(session, wanted.environment)
    row = FreezeRow(
        org_id=actor.org_id,
        id=new_id(),
        environment=wanted.environment,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        reason=wanted.reason,
        may_override=list(wanted.may_override),
        created_by=actor.facts(),
        created_at=now(),
        lifted_at=None,
    )
    session.add(row)
    await _note(session, actor, row, "frozen")
    return row


async def lift(session: Session, actor: Actor, shown_id: str) -> FreezeRow:
    """End a freeze now."""
    row = await queries.freeze(session, FREEZE.parse(shown_id))
    if row is None or row.lifted_at is not None:
        raise NotFound(f"There is no freeze {shown_id[:60]}.")
    row.lifted_at = now()
    await _note(session, actor, row, "thawed")
    return row


async def listed(session: Session) -> Sequence[FreezeRow]:
    """List the freezes that are or will be."""
    return await queries.freezes(session, now())


async def require_thawed(session: Session, actor: Actor, environment: str, *, override: bool) -> None:
    """Raise `Frozen` while the environment is; who may override it says so, and the log has it."""
    for found in await queries.frozen_now(session, environment, now()):
        who = " or ".join(found.may_override)
        words = f"{environment} is frozen until {iso(found.ends_at)}: {found.reason.rstrip('.')}."
        if actor.role not in found.may_override:
            raise Frozen(f"{words} {f'A person with the role {who} may override it.' if who else ''}".strip())
        if not override:
            raise Frozen(f"{words} Your role may override it: ask again with override_freeze=true.")
        facts = {"freeze": FREEZE.show(found.id), "reason": found.reason}
        await audit.record(session, actor, "environment.freeze_overridden", ref(environment), facts)


async def _note(session: Session, actor: Actor, row: FreezeRow, what: str) -> None:
    facts = {
        "freeze": FREEZE.show(row.id),
        "starts_at": iso(row.starts_at),
        "ends_at": iso(row.ends_at),
        "reason": row.reason,
        "may_override": row.may_override,
    }
    await audit.record(session, actor, f"environment.{what}", ref(row.environment), facts)
    await emit(session, actor.org_id, "environment.changed", ref(row.environment), {"name": row.environment})
    await session.flush()
