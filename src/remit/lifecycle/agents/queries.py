"""Every read of the agent tables, and the statement that makes an agent only once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, defer

from remit.kit.database import Session
from remit.lifecycle.agents.tables import Agent, AgentReplay, AgentTrial, AgentVersion, BuildingEvent

# Lists of versions do without what may be large.
_SLIM = (defer(AgentVersion.document, raiseload=True), defer(AgentVersion.source, raiseload=True))


@dataclass(frozen=True)
class Wanted:
    """Which agents: whose slug, description or tags hold a text, of a type, in a status."""

    q: str | None = None
    type: str | None = None
    status: str | None = None


async def agent(session: Session, slug: str, *, shared: bool = False) -> Agent | None:
    """Find an agent by its slug; `shared` keeps it from being archived until the transaction ends."""
    wanted = select(Agent).where(Agent.slug == slug)
    if shared:
        wanted = wanted.with_for_update(read=True).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def agent_by_id(session: Session, id: UUID) -> Agent | None:
    """Find an agent by its id."""
    return (await session.scalars(select(Agent).where(Agent.id == id))).one_or_none()


async def make_agent(session: Session, values: dict[str, Any]) -> bool:
    """Make an agent; false when its slug is taken, also by somebody who was faster just now."""
    made = insert(Agent).values(**values).on_conflict_do_nothing(constraint="uq_agents_slug")
    return (await session.execute(made.returning(Agent.id))).one_or_none() is not None


async def lock_by_slug(session: Session, slug: str) -> Agent | None:
    """Lock an agent: until the transaction ends nobody else adds or promotes its versions."""
    locked = select(Agent).where(Agent.slug == slug).with_for_update()
    return (await session.scalars(locked.execution_options(populate_existing=True))).one_or_none()


async def lock(session: Session, id: UUID) -> Agent:
    """Lock the agent of a version."""
    locked = select(Agent).where(Agent.id == id).with_for_update()
    return (await session.scalars(locked.execution_options(populate_existing=True))).one()


async def agents(
    session: Session, wanted: Wanted, *, sort: str, after: tuple[str | datetime, UUID] | None, limit: int
) -> Sequence[Agent]:
    """List agents in an order: `name`, `updated` or `created`, with `-` before it from the last to the first."""
    columns: dict[str, InstrumentedAttribute[Any]] = {
        "name": Agent.slug,
        "updated": Agent.updated_at,
        "created": Agent.created_at,
    }
    position = (columns[sort.removeprefix("-")], Agent.id)
    backwards = sort.startswith("-")
    listed = select(Agent).where(*_conditions(wanted, status=wanted.status)).limit(limit)
    if after is not None:
        row = tuple_(*position)
        listed = listed.where(row < after if backwards else row > after)
    ordered = [column.desc() if backwards else column.asc() for column in position]
    return (await session.scalars(listed.order_by(*ordered))).all()


async def slugs_like(session: Session, part: str, *, limit: int, active: bool = False) -> Sequence[str]:
    """List the slugs that hold a part, itself first, then by name; not of archived agents, or only of active ones."""
    standing = Agent.status == "active" if active else Agent.status != "archived"
    wanted = select(Agent.slug).where(standing, Agent.slug.contains(part, autoescape=True))
    return (await session.scalars(wanted.order_by(Agent.slug != part, Agent.slug).limit(limit))).all()


async def counts(session: Session, wanted: Wanted) -> dict[str, int]:
    """Count agents by status, whatever status is wanted."""
    counted = select(Agent.status, func.count()).where(*_conditions(wanted, status=None))
    return dict((await session.execute(counted.group_by(Agent.status))).all())


def _conditions(wanted: Wanted, *, status: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.type is not None:
        conditions.append(Agent.type == wanted.type)
    if status is not None:
        conditions.append(Agent.status == status)
    if wanted.q:
        texts = (Agent.slug, Agent.description, cast(Agent.tags, Text))
        conditions.append(or_(*(text.icontains(wanted.q, autoescape=True) for text in texts)))
    return conditions


async def version(session: Session, id: UUID) -> AgentVersion | None:
    """Find a version by id."""
    found = select(AgentVersion).where(AgentVersion.id == id)
    return (await session.scalars(found.execution_options(populate_existing=True))).one_or_none()


async def numbered(session: Session, agent_id: UUID, number: int) -> AgentVersion | None:
    """Find a version of an agent by its number."""
    found = select(AgentVersion).where(AgentVersion.agent_id == agent_id, AgentVersion.number == number)
    return (await session.scalars(found.execution_options(populate_existing=True))).one_or_none()


async def versions(
    session: Session, agent_id: UUID, *, before: int | None = None, limit: int | None = None
) -> Sequence[AgentVersion]:
    """List an agent's versions without their documents, newest first, below a number."""
    of_agent = select(AgentVersion).where(AgentVersion.agent_id == agent_id).options(*_SLIM)
    if before is not None:
        of_agent = of_agent.where(AgentVersion.number < before)
    return (await session.scalars(of_agent.order_by(AgentVersion.number.desc()).limit(limit))).all()


async def newest_version(session: Session, agent_id: UUID) -> AgentVersion | None:
    """Find the version with the highest number."""
    of_agent = select(AgentVersion).where(AgentVersion.agent_id == agent_id)
    return (await session.scalars(of_agent.order_by(AgentVersion.number.desc()).limit(1))).one_or_none()


async def active_version(session: Session, agent_id: UUID) -> AgentVersion | None:
    """Find the version that runs."""
    active = select(AgentVersion).where(AgentVersion.agent_id == agent_id, AgentVersion.status == "active")
    return (await session.scalars(active.execution_options(populate_existing=True))).one_or_none()


async def shown_versions(session: Session, agent_ids: Sequence[UUID]) -> Sequence[AgentVersion]:
    """Of each of these agents, find the newest version and the active one, without their documents."""
    newest = (
        select(AgentVersion.agent_id, func.max(AgentVersion.number))
        .where(AgentVersion.agent_id.in_(agent_ids))
        .group_by(AgentVersion.agent_id)
    )
    wanted = select(AgentVersion).where(
        AgentVersion.agent_id.in_(agent_ids),
        or_(
            AgentVersion.status == "active",
            tuple_(AgentVersion.agent_id, AgentVersion.number).in_(newest),
        ),
    )
    return (await session.scalars(wanted.options(*_SLIM))).all()


async def named(session: Session, words: str, *, limit: int) -> Sequence[UUID]:
    """Find the newest agents whose slug holds a text."""
    wanted = select(Agent.id).where(Agent.slug.icontains(words, autoescape=True))
    return (await session.scalars(wanted.order_by(Agent.id.desc()).limit(limit))).all()


async def slugs(session: Session, ids: Sequence[UUID]) -> Sequence[tuple[UUID, str]]:
    """Read the slugs of agents."""
    wanted = select(Agent.id, Agent.slug).where(Agent.id.in_(ids))
    return [(row.id, row.slug) for row in await session.execute(wanted)]


async def newest_trial(session: Session, agent_id: UUID, digest: str) -> AgentTrial | None:
    """Find the newest trial of what a digest stands for."""
    wanted = select(AgentTrial).where(AgentTrial.agent_id == agent_id, AgentTrial.digest == digest)
    return (await session.scalars(wanted.order_by(AgentTrial.created_at.desc()).limit(1))).one_or_none()


async def replay(session: Session, proposal_id: UUID, *, lock: bool = False) -> AgentReplay | None:
    """Find the replay that belongs to a proposal, as it is now."""
    wanted = select(AgentReplay).where(AgentReplay.proposal_id == proposal_id)
    wanted = wanted.execution_options(populate_existing=True)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def same_replay(session: Session, agent_id: UUID, fingerprint: str) -> AgentReplay | None:
    """Find the newest replay of the same contents and inputs that came to its end."""
    wanted = select(AgentReplay).where(
        AgentReplay.agent_id == agent_id,
        AgentReplay.fingerprint == fingerprint,
        AgentReplay.status == "done",
    )
    return (await session.scalars(wanted.order_by(AgentReplay.created_at.desc()).limit(1))).one_or_none()


async def all_agents(session: Session) -> Sequence[Agent]:
    """List all agents by slug."""
    return (await session.scalars(select(Agent).order_by(Agent.slug))).all()


async def active_documents(
    session: Session, slugs: Collection[str]
) -> Sequence[tuple[str, str, dict[str, Any] | None]]:
    """Read slug, status and active document, none without one, of these agents."""
    active = (
        (AgentVersion.org_id == Agent.org_id)
        & (AgentVersion.agent_id == Agent.id)
        & (AgentVersion.status == "active")
    )
    wanted = select(Agent.slug, Agent.status, AgentVersion.document).outerjoin(AgentVersion, active)
    rows = await session.execute(wanted.where(Agent.slug.in_(slugs)))
    return [(row.slug, row.status, row.document) for row in rows]


async def forget_building(session: Session, before: datetime) -> None:
    """Forget checks and trials before a moment."""
    await session.execute(delete(BuildingEvent).where(BuildingEvent.created_at < before))


async def building_since(session: Session, since: datetime) -> tuple[int, int, int]:
    """Count the checks since a moment, those that failed, and how often that was told."""
    check = BuildingEvent.kind == "validation"
    wanted = select(
        func.count().filter(check),
        func.count().filter(check, ~BuildingEvent.passed),
        func.count().filter(BuildingEvent.kind == "alert"),
    ).where(BuildingEvent.created_at >= since)
    checks, failed, alerts = (await session.execute(wanted)).one()
    return checks, failed, alerts
