"""What calls read themselves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer

from remit.kit.database import Session
from remit.kit.driver import Transaction
from remit.kit.pagination import Position
from remit.lifecycle.agents import Agent, AgentVersion
from remit.lifecycle.runtime.tables import AgentValue, RunRow, ToolUseRow

_ALONE = text(
    "select pg_advisory_xact_lock(hashtextextended(:id, 0)),"
    " set_config('idle_in_transaction_session_timeout', '0', true)"
)

# Functions in the database: see 0030_ledger.sql.
_RECORD = (
    "select written, breached, crossed, frontier from remit_record(%s, %s::jsonb, %s::jsonb, %s::uuid[], %s::uuid[],"
    " %s::numeric[], %s::text[], %s::uuid[], %s::timestamptz[])"
)
_APPEND = "select remit_append(%s, %s::jsonb, %s, %s, %s::jsonb)"


class Recorded(NamedTuple):
    """What came of writing an organisation's records: the ids that are new, and where its audit log stands."""

    written: list[UUID]
    breached: list[UUID] | None
    crossed: str | None
    stands: bytes


async def record(transaction: Transaction, records: Sequence[Sequence[Any]]) -> list[Recorded]:
    """Write the usage, violations and settlements of several organisations; lock their audit logs."""
    return [Recorded(*rows[0]) for rows in await transaction.begin(_RECORD, records)]


async def append(transaction: Transaction, entries: Sequence[Sequence[Any]]) -> None:
    """Write the audit entries of several organisations, and commit."""
    await transaction.finish(_APPEND, entries)


async def version(session: Session, agent_id: UUID, id: UUID) -> tuple[Agent, AgentVersion] | None:
    """Find a version together with its agent."""
    wanted = (
        select(Agent, AgentVersion)
        .join(AgentVersion, (AgentVersion.org_id == Agent.org_id) & (AgentVersion.agent_id == Agent.id))
        .where(Agent.id == agent_id, AgentVersion.id == id)
    )
    row = (await session.execute(wanted)).one_or_none()
    return None if row is None else (row[0], row[1])


async def value(session: Session, subject: str, key: str) -> tuple[Any, dict[str, list[str]]] | None:
    """Read what is kept under a key, and its labels; none where nothing is."""
    wanted = select(AgentValue.value, AgentValue.taint).where(
        AgentValue.subject == subject, AgentValue.key == key
    )
    row = (await session.execute(wanted)).one_or_none()
    return None if row is None else (row[0], row[1])


async def keep_value(session: Session, row: Mapping[str, Any], *, most: int) -> bool:
    """Keep a value in the place of the one before; false where it would be one too many."""
    own = AgentValue.subject == row["subject"]
    others = select(func.count()).select_from(AgentValue).where(own, AgentValue.key != row["key"])
    if (await session.execute(others)).scalar_one() >= most:
        return False
    made = insert(AgentValue).values(**row)
    changes = {name: made.excluded[name] for name in ("value", "taint", "bytes", "updated_at")}
    await session.execute(made.on_conflict_do_update(constraint="pk_agent_values", set_=changes))
    return True


async def drop_value(session: Session, subject: str, key: str) -> bool:
    """Forget what is kept under a key; false where nothing was."""
    gone = delete(AgentValue).where(AgentValue.subject == subject, AgentValue.key == key)
    return (await session.execute(gone.returning(AgentValue.key))).one_or_none() is not None


async def value_keys(session: Session, subject: str, prefix: str, *, limit: int) -> Sequence[str]:
    """List the keys of a subject that begin with a text."""
    wanted = select(AgentValue.key).where(
        AgentValue.subject == subject, AgentValue.key.startswith(prefix, autoescape=True)
    )
    return (await session.scalars(wanted.order_by(AgentValue.key).limit(limit))).all()


# Runs and uses of tools ------------------------------------------------------------------------------


async def hold_alone(session: Session, id: UUID) -> None:
    """Wait until nobody else works on a run or a use, and be the one who does until the transaction ends.

    The lock is the connection's: it goes with the process, however that ends, and lasts as long as the work takes.
    """
    await session.execute(_ALONE, {"id": str(id)})


async def run(session: Session, id: UUID, *, lock: bool = False) -> RunRow | None:
    """Find a run as it is now."""
    wanted = select(RunRow).where(RunRow.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def runs(
    session: Session,
    *,
    person: UUID | None,
    statuses: Sequence[str] | None,
    deployment_id: UUID | None,
    after: Position | None,
    limit: int,
) -> Sequence[RunRow]:
    """List runs without what they go on from, newest first; of one person, or of everybody."""
    wanted = select(RunRow).options(
        defer(RunRow.prompt, raiseload=True), defer(RunRow.history, raiseload=True)
    )
    if person is not None:
        wanted = wanted.where(RunRow.person == person)
    if statuses:
        wanted = wanted.where(RunRow.status.in_(statuses))
    if deployment_id is not None:
        wanted = wanted.where(RunRow.deployment_id == deployment_id)
    if after is not None:
        wanted = wanted.where(tuple_(RunRow.created_at, RunRow.id) < after)
    ordered = wanted.order_by(RunRow.created_at.desc(), RunRow.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


async def uses_of(session: Session, run_ids: Iterable[UUID]) -> Sequence[ToolUseRow]:
    """List the uses of runs, oldest first."""
    wanted = select(ToolUseRow).where(ToolUseRow.run_id.in_(list(run_ids)))
    fresh = wanted.order_by(ToolUseRow.created_at, ToolUseRow.id).execution_options(populate_existing=True)
    return (await session.scalars(fresh)).all()


async def use(session: Session, id: UUID) -> ToolUseRow | None:
    """Find a use as it is now."""
    wanted = select(ToolUseRow).where(ToolUseRow.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def use_of_proposal(session: Session, proposal_id: UUID) -> ToolUseRow | None:
    """Find the use that a proposal asks for."""
    wanted = select(ToolUseRow).where(ToolUseRow.proposal_id == proposal_id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def add_use(session: Session, values: dict[str, Any]) -> None:
    """Write a use down."""
    await session.execute(insert(ToolUseRow).values(**values))


async def move_use(session: Session, id: UUID, sources: Sequence[str], values: dict[str, Any]) -> bool:
    """Move a use from one of some states; false when it was in none of them any more."""
    moved = update(ToolUseRow).where(ToolUseRow.id == id, ToolUseRow.state.in_(sources)).values(**values)
    done = await session.execute(moved.returning(ToolUseRow.id).execution_options(synchronize_session=False))
    return done.one_or_none() is not None


async def change_run(session: Session, id: UUID, sources: Sequence[str], values: dict[str, Any]) -> bool:
    """Change a run that is in one of some statuses; false when it was in none of them any more."""
    changed = update(RunRow).where(RunRow.id == id, RunRow.status.in_(sources)).values(**values)
    done = await session.execute(changed.returning(RunRow.id).execution_options(synchronize_session=False))
    return done.one_or_none() is not None


async def cut_short(session: Session, before: datetime, *, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """List uses outside of runs that were begun before a moment and never ended; needs a `relay` transaction."""
    wanted = select(ToolUseRow.org_id, ToolUseRow.id).where(
        ToolUseRow.state == "started", ToolUseRow.started_at < before, ToolUseRow.proposal_id.is_(None)
    )
    found = await session.execute(wanted.order_by(ToolUseRow.started_at).limit(limit))
    return [(row[0], row[1]) for row in found]
