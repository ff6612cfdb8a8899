"""Every read of the tables of building."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update

from remit.kit.database import Session
from remit.kit.pagination import Position
from remit.lifecycle.agents import Agent
from remit.lifecycle.building.tables import AgentDraft, CodeGeneration

_NEAREST = text(
    """
    select id, description, code, tier, common::real / (cardinality(trigrams) + :count - common) as likeness
      from (select id, description, code, tier, trigrams, cardinality(array(
                     select unnest(trigrams) intersect select unnest(cast(:wanted as int[])))) as common
              from (select * from code_generations
                     where contract_digest = :contract and status = 'passed' and cached is null
                     order by created_at desc limit :most) newest) compared
     where cardinality(trigrams) + :count > common
     order by likeness desc limit 1
    """
)
_MOST_COMPARED = 200


async def hold_person(session: Session, person: UUID) -> None:
    """Let nobody else count what this person asked for until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"code:{person.hex}", 0))))


async def asked_since(session: Session, person: UUID, since: datetime) -> Sequence[datetime]:
    """Say when a person asked for code since a moment, oldest first."""
    wanted = select(CodeGeneration.created_at).where(
        CodeGeneration.person == person, CodeGeneration.created_at > since
    )
    return (await session.scalars(wanted.order_by(CodeGeneration.created_at))).all()


async def generation(session: Session, id: UUID) -> CodeGeneration | None:
    """Find a generation."""
    return (await session.scalars(select(CodeGeneration).where(CodeGeneration.id == id))).one_or_none()


async def write_generation(session: Session, id: UUID, values: dict[str, Any]) -> None:
    """Write how far a generation has come, unless it has ended."""
    running = (CodeGeneration.id == id) & (CodeGeneration.status == "running")
    await session.execute(update(CodeGeneration).where(running).values(**values))


async def same(session: Session, exact_digest: str, contract_digest: str) -> CodeGeneration | None:
    """Find code that was written for exactly the same."""
    wanted = select(CodeGeneration).where(
        CodeGeneration.contract_digest == contract_digest,
        CodeGeneration.exact_digest == exact_digest,
        CodeGeneration.status == "passed",
        CodeGeneration.cached.is_(None),
    )
    newest = wanted.order_by(CodeGeneration.created_at.desc()).limit(1)
    return (await session.scalars(newest)).one_or_none()


async def nearest(session: Session, contract_digest: str, trigrams: Sequence[int]) -> Any | None:
    """Find the code of the same contract whose words are nearest: a row with `likeness` from 0 to 1."""
    members = {"contract": contract_digest, "wanted": list(trigrams), "count": len(trigrams)}
    return (await session.execute(_NEAREST, {**members, "most": _MOST_COMPARED})).one_or_none()


async def draft(session: Session, id: UUID, *, lock: bool = False) -> AgentDraft | None:
    """Find a draft."""
    wanted = select(AgentDraft).where(AgentDraft.id == id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def draft_of(session: Session, conversation_id: UUID, *, lock: bool = False) -> AgentDraft | None:
    """Find the draft that an interview is about."""
    wanted = select(AgentDraft).where(AgentDraft.conversation_id == conversation_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def drafts(session: Session, owner: UUID, after: Position | None, limit: int) -> Sequence[AgentDraft]:
    """List what somebody began and has not saved yet, what was changed last first."""
    position = (AgentDraft.updated_at, AgentDraft.id)
    wanted = select(AgentDraft).where(AgentDraft.owner == owner, AgentDraft.slug.is_(None))
    if after is not None:
        wanted = wanted.where(tuple_(*position) < after)
    ordered = wanted.order_by(*(column.desc() for column in position)).limit(limit)
    return (await session.scalars(ordered)).all()


async def agents_there(session: Session, most: int) -> Sequence[tuple[str, str, str]]:
    """Read slug, type and description of the agents that run, by slug."""
    active = select(Agent.slug, Agent.type, Agent.description).where(Agent.status == "active")
    rows = await session.execute(active.order_by(Agent.slug).limit(most))
    return [(row.slug, row.type, row.description) for row in rows]
