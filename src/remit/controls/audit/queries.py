"""Every read of the audit log, and the statement that appends to it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, func, literal, select, text, true, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from remit.controls.audit.tables import AuditCheckpoint, AuditEntry, AuditHead, AuditNode, AuditPayload
from remit.kit.database import Session

# One statement and one round trip: entries, payloads and the head move together.
_APPEND = text("select remit_append(:org, cast(:entries as jsonb), :size, :frontier, null)")


async def lock_head(session: Session, org_id: UUID) -> bytes:
    """Lock the organisation's tree until the transaction ends; return its frontier, of a new log the empty one."""
    frontier: bytes = (await session.execute(select(func.remit_audit_head(org_id)))).scalar_one()
    return frontier


async def head(session: Session, org_id: UUID) -> bytes | None:
    """Read the tree's frontier as it stands."""
    return (await session.scalars(select(AuditHead.frontier).where(AuditHead.org_id == org_id))).one_or_none()


async def size(session: Session) -> int:
    """Count the entries of the log."""
    return (await session.scalars(select(AuditHead.size))).one_or_none() or 0


async def append(session: Session, org_id: UUID, entries: str, size: int, frontier: bytes) -> None:
    """Write entries with their payloads, and the new head."""
    values = {"org": org_id, "entries": entries, "size": size, "frontier": frontier}
    await session.execute(_APPEND, values)


Row = tuple[AuditEntry, dict[str, Any] | None]


async def entries(session: Session, subject: str, *, position: int | None, limit: int) -> Sequence[Row]:
    """Read the entries of a subject with their payloads, oldest first."""
    wanted = _with_payload().where(AuditEntry.subject == subject).order_by(AuditEntry.seq).limit(limit)
    if position is not None:
        wanted = wanted.where(AuditEntry.seq > position)
    return _pairs((await session.execute(wanted)).all())


async def numbered(session: Session, numbers: Sequence[int]) -> dict[int, Row]:
    """Read entries by their places in the log."""
    found = await session.execute(_with_payload().where(AuditEntry.seq.in_(numbers)))
    return {row[0].seq: row for row in _pairs(found.all())}


@dataclass(frozen=True)
class Bounds:
    """What must hold for every entry that is found: its place, time, actor and subject."""

    lower: int
    upper: int | None
    since: datetime | None
    until: datetime | None
    actor: str | None
    subject: str | None

    def conditions(self, types: Sequence[str] | None) -> list[ColumnElement[bool]]:
        """Write them as conditions."""
        found = [AuditEntry.seq >= self.lower]
        if self.upper is not None:
            found.append(AuditEntry.seq < self.upper)
        if self.since is not None:
            found.append(AuditEntry.time >= self.since)
        if self.until is not None:
            found.append(AuditEntry.time < self.until)
        if self.actor is not None:
            found.append(AuditEntry.actor == self.actor)
        if self.subject is not None:
            found.append(AuditEntry.subject == self.subject)
        return found if types is None else [*found, AuditEntry.type.in_(types)]


@dataclass(frozen=True)
class Arms:
    """Of which at least one must hold."""

    types: Sequence[str] = ()
    actors: Sequence[str] = ()
    subjects: Sequence[str] = ()
    requests: Sequence[str] = ()


async def all_of(session: Session, bounds: Bounds, type: str | None, *, limit: int) -> Sequence[Row]:
    """Find the newest entries for which the bounds hold, and that are of a type."""
    wanted = select(AuditEntry.seq).where(*bounds.conditions(None))
    if type is not None:
        wanted = wanted.where(AuditEntry.type == type)
    return await _newest(session, wanted.order_by(AuditEntry.seq.desc()).limit(limit))


async def any_of(
    session: Session, arms: Arms, bounds: Bounds, types: Sequence[str] | None, *, limit: int
) -> Sequence[Row]:
    """Find the newest entries for which the bounds hold and one of the arms does, each arm by its index."""
    conditions = bounds.conditions(types)
    found = union(
        *(
            _arm(column, values, conditions, limit)
            for column, values in (
                (AuditEntry.type, arms.types),
                (AuditEntry.actor, arms.actors),
                (AuditEntry.subject, arms.subjects),
                (AuditEntry.correlation_id, arms.requests),
            )
        )
    ).subquery()
    return await _newest(session, select(found.c.seq).order_by(found.c.seq.desc()).limit(limit))


def _arm(
    column: InstrumentedAttribute[str],
    values: Sequence[str],
    conditions: list[ColumnElement[bool]],
    limit: int,
) -> Select[int]:
    """Find the newest entries of each value: the index on the column is read from its end, once for each."""
    value = func.unnest(literal(list(values), ARRAY(Text))).table_valued("value").render_derived()
    newest = select(AuditEntry.seq).where(column == value.c.value, *conditions)
    each = newest.order_by(AuditEntry.seq.desc()).limit(limit).lateral()
    return select(each.c.seq).select_from(value.join(each, true()))


async def _newest(session: Session, found: Select[int]) -> Sequence[Row]:
    numbers = (await session.scalars(found)).all()
    rows = await numbered(session, numbers)
    return [rows[seq] for seq in numbers]


async def limit_time(session: Session, seconds: int) -> None:
    """Have every statement of this transaction stopped after so many seconds."""
    await session.execute(
        text("select set_config('statement_timeout', :limit, true)"), {"limit": f"{seconds}s"}
    )


async def last_before(session: Session, moment: datetime) -> int | None:
    """Find the place of the entry with the latest time before a moment."""
    wanted = select(AuditEntry.seq).where(AuditEntry.time < moment)
    return (await session.scalars(wanted.order_by(AuditEntry.time.desc()).limit(1))).one_or_none()


async def first_after(session: Session, moment: datetime) -> int | None:
    """Find the place of the entry with the earliest time after a moment."""
    wanted = select(AuditEntry.seq).where(AuditEntry.time > moment)
    return (await session.scalars(wanted.order_by(AuditEntry.time).limit(1))).one_or_none()


# Each of these steps from one value to the next in an index, however many entries have it.
_TYPES = text(
    """
    with recursive step as (
      (select type from audit_entries order by type limit 1)
      union all
      select next.type from step cross join lateral (
        select type from audit_entries e where e.type > step.type order by e.type limit 1) as next
    ) select type from step
    """
)
_ACTORS = text(
    """
    with recursive step as (
      (select actor, seq from audit_entries order by actor, seq desc limit 1)
      union all
      select next.actor, next.seq from step cross join lateral (
        select actor, seq from audit_entries e where e.actor > step.actor order by e.actor, e.seq desc limit 1) as next
    ), known as (select * from step limit :limit)
    select known.actor as ref, cast(e.body as json) #>> '{data,actor,name}' as name
    from known join audit_entries e on e.seq = known.seq
    """
)
_NOUNS = text(
    """
    with recursive step as (
      (select split_part(subject, ':', 1) as noun from audit_entries order by subject using ~<~ limit 1)
      union all
      select next.noun from step cross join lateral (
        select split_part(subject, ':', 1) as noun from audit_entries e where e.subject ~>=~ (step.noun || ';')
        order by e.subject using ~<~ limit 1) as next
    ) select noun from step
    """
)
_SUBJECTS = text(
    """
    with recursive step as (
      (select subject from audit_entries where subject ~>=~ :begin and subject ~<~ :beyond
       order by subject using ~>~ limit 1)
      union all
      select next.subject from step cross join lateral (
        select subject from audit_entries e where e.subject ~>=~ :begin and e.subject ~<~ step.subject
        order by e.subject using ~>~ limit 1) as next
    ) select subject from step limit :limit
    """
)


@dataclass(frozen=True)
class Actor:
    """Somebody who stands in the log, by the name of the newest entry."""

    ref: str
    name: str


async def types(session: Session) -> list[str]:
    """List the kinds of entries that occur."""
    return list((await session.scalars(_TYPES)).all())


async def actors(session: Session, *, limit: int) -> Sequence[Actor]:
    """List who occurs."""
    return [Actor(row.ref, row.name or "") for row in await session.execute(_ACTORS, {"limit": limit})]


async def nouns(session: Session) -> list[str]:
    """List the kinds of things that entries are about: `deployment`, `agent`."""
    return list((await session.scalars(_NOUNS)).all())


async def subjects_beginning(session: Session, begin: str, *, limit: int) -> list[str]:
    """List subjects that begin with a text, the last in order first."""
    values = {"begin": begin, "beyond": f"{begin}\U0010ffff", "limit": limit}
    return list((await session.scalars(_SUBJECTS, values)).all())


async def alone(session: Session, org_id: UUID) -> bool:
    """Claim the export of the organisation until the transaction ends; false when another one has it."""
    claim = text("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
    return bool((await session.scalars(claim, {"name": f"audit-export:{org_id}"})).one())


async def first_entries(session: Session, size: int) -> AsyncIterator[Row]:
    """Read the first `size` entries in order, two hundred at a time."""
    rows = await session.stream(
        _with_payload().where(AuditEntry.seq < size).order_by(AuditEntry.seq).execution_options(yield_per=200)
    )
    async for entry, payload in rows:
        yield entry, payload


async def leaves_between(session: Session, low: int, high: int) -> list[bytes]:
    """Read the leaf hashes of a range."""
    wanted = select(AuditEntry.leaf_hash).where(AuditEntry.seq >= low, AuditEntry.seq < high)
    return list((await session.scalars(wanted.order_by(AuditEntry.seq))).all())


async def leaves_in(session: Session, blocks: Sequence[int], size: int) -> dict[int, list[bytes]]:
    """Read the leaf hashes of blocks of so many leaves, by block."""
    return {block: await leaves_between(session, block * size, (block + 1) * size) for block in blocks}


async def nodes_kept(session: Session, level: int) -> int:
    """Count the kept hashes of a level: they are kept in order, without gaps."""
    last = select(AuditNode.position).where(AuditNode.level == level).order_by(AuditNode.position.desc())
    found = (await session.scalars(last.limit(1))).one_or_none()
    return 0 if found is None else found + 1


async def nodes_in(session: Session, level: int, groups: Sequence[int], size: int) -> dict[int, list[bytes]]:
    """Read the kept hashes of a level in groups of so many, by group."""
    found: dict[int, list[bytes]] = {}
    for group in groups:
        wanted = select(AuditNode.hash).where(AuditNode.level == level, AuditNode.position >= group * size)
        wanted = wanted.where(AuditNode.position < (group + 1) * size).order_by(AuditNode.position)
        found[group] = list((await session.scalars(wanted)).all())
    return found


async def nodes_at(session: Session, level: int, positions: Sequence[int]) -> dict[int, bytes]:
    """Read kept hashes of a level by their places."""
    if not positions:
        return {}
    wanted = select(AuditNode.position, AuditNode.hash).where(AuditNode.level == level)
    wanted = wanted.where(AuditNode.position >= positions[0], AuditNode.position <= positions[-1])
    return {row.position: row.hash for row in await session.execute(wanted)}


async def keep_nodes(session: Session, org_id: UUID, level: int, first: int, hashes: Sequence[bytes]) -> None:
    """Keep hashes of a level from a place on; those that are kept already stay."""
    rows = [
        {"org_id": org_id, "level": level, "position": first + at, "hash": hash}
        for at, hash in enumerate(hashes)
    ]
    await session.execute(insert(AuditNode).on_conflict_do_nothing(), rows)


async def newest_checkpoint(session: Session) -> AuditCheckpoint | None:
    """Find the checkpoint of the largest tree."""
    newest = select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1)
    return (await session.scalars(newest)).one_or_none()


async def keep_checkpoint(session: Session, org_id: UUID, size: int, note: str, moment: datetime) -> None:
    """Store a checkpoint; one of the same size is kept as it is."""
    values = {"org_id": org_id, "size": size, "note": note, "created_at": moment}
    await session.execute(insert(AuditCheckpoint).values(**values).on_conflict_do_nothing())


def _with_payload() -> Any:
    return select(AuditEntry, AuditPayload.payload).outerjoin(
        AuditPayload, (AuditPayload.org_id == AuditEntry.org_id) & (AuditPayload.seq == AuditEntry.seq)
    )


def _pairs(rows: Sequence[Any]) -> Sequence[Row]:
    return [(row[0], row[1]) for row in rows]


async def recent(session: Session, *, limit: int) -> Sequence[tuple[AuditEntry, dict[str, Any] | None]]:
    """Read the newest entries with their payloads, without those of single calls."""
    wanted = _with_payload().where(text("audit_entries.type not similar to '(call|tool).%'"))
    return _pairs((await session.execute(wanted.order_by(AuditEntry.seq.desc()).limit(limit))).all())
