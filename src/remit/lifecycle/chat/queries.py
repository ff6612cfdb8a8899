"""Every read of conversations, and of what one may talk to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, or_, select, true, tuple_, update
from sqlalchemy.orm import aliased

from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.pagination import Position
from remit.lifecycle.agents import Agent, AgentVersion
from remit.lifecycle.chat.tables import Conversation, Message, Participant
from remit.lifecycle.deployments import Deployment, Status


def _like(text: str) -> str:
    """Make a pattern that finds a text wherever it stands, and nothing in it is a wildcard."""
    for wild in ("\\", "%", "_"):
        text = text.replace(wild, f"\\{wild}")
    return f"%{text}%"


# Conversations: every one of these asks for the person's own -----------------------------------------


async def conversation(
    session: Session, actor: Actor, id: UUID, *, deleted: bool = False, lock: bool = False
) -> Conversation | None:
    """Find a conversation of the actor's person: one that is deleted, or one that is not."""
    gone = Conversation.deleted_at.is_not(None) if deleted else Conversation.deleted_at.is_(None)
    wanted = select(Conversation).where(Conversation.id == id, Conversation.owner == actor.id, gone)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def conversations(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    q: str,
    trial: tuple[UUID, UUID | None] | None,
    after: Position | None,
    limit: int,
) -> Sequence[Conversation]:
    """List the person's conversations, those last spoken in first; `q` is looked for in titles and messages.

    `trial` narrows to those in which an agent is on trial: in one of its versions where one is named.
    """
    wanted = select(Conversation).where(
        Conversation.owner == actor.id, Conversation.kind == kind, Conversation.deleted_at.is_(None)
    )
    if trial is not None:
        wanted = wanted.where(_tries(*trial))
    if q:
        said = select(literal(1)).where(
            Message.org_id == Conversation.org_id,
            Message.conversation_id == Conversation.id,
            Message.content.ilike(_like(q)),
        )
        wanted = wanted.where(or_(Conversation.title.ilike(_like(q)), said.exists()))
    if after is not None:
        wanted = wanted.where(tuple_(Conversation.updated_at, Conversation.id) < after)
    ordered = wanted.order_by(Conversation.updated_at.desc(), Conversation.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


def _tries(agent_id: UUID, version_id: UUID | None) -> ColumnElement[bool]:
    there = select(literal(1)).where(
        Participant.org_id == Conversation.org_id,
        Participant.conversation_id == Conversation.id,
        Participant.kind == "agent",
        Participant.ref_id == agent_id,
        Participant.removed_at.is_(None),
    )
    return (there if version_id is None else there.where(Participant.version_id == version_id)).exists()


async def participants(session: Session, conversation_ids: Iterable[UUID]) -> Sequence[Participant]:
    """List all who take part or did, in the order they came."""
    wanted = select(Participant).where(Participant.conversation_id.in_(list(conversation_ids)))
    return (await session.scalars(wanted.order_by(Participant.added_at, Participant.id))).all()


# The tree -------------------------------------------------------------------------------------------


def _upwards(conversation_id: UUID, leaf: UUID, limit: int | None) -> CTE:
    """Walk from a message to its beginnings."""
    first = select(Message.org_id, Message.id, Message.parent_id, literal(1).label("depth")).where(
        Message.conversation_id == conversation_id, Message.id == leaf
    )
    path = first.cte("path", recursive=True)
    deeper = select(Message.org_id, Message.id, Message.parent_id, path.c.depth + 1).join(
        path, and_(Message.org_id == path.c.org_id, Message.id == path.c.parent_id)
    )
    return path.union_all(deeper if limit is None else deeper.where(path.c.depth < limit))


async def branch(session: Session, conversation_id: UUID, leaf: UUID, limit: int) -> Sequence[Message]:
    """Read at most `limit` messages from one upwards, newest first."""
    path = _upwards(conversation_id, leaf, limit)
    wanted = select(Message).join(path, and_(Message.org_id == path.c.org_id, Message.id == path.c.id))
    fresh = wanted.order_by(path.c.depth).execution_options(populate_existing=True)
    return (await session.scalars(fresh)).all()


async def stands_above(session: Session, conversation_id: UUID, leaf: UUID, id: UUID) -> bool:
    """Say whether a message stands on the branch that ends with `leaf`."""
    path = _upwards(conversation_id, leaf, None)
    return (await session.scalars(select(path.c.id).where(path.c.id == id))).one_or_none() is not None


async def newest_below(session: Session, conversation_id: UUID, id: UUID) -> UUID:
    """Find what was said last below a message: itself when nothing was."""
    below = select(Message.org_id, Message.id, Message.created_at).where(
        Message.conversation_id == conversation_id, Message.id == id
    )
    tree = below.cte("tree", recursive=True)
    child = aliased(Message)
    tree = tree.union_all(
        select(child.org_id, child.id, child.created_at)
        .join(tree, and_(child.org_id == tree.c.org_id, child.parent_id == tree.c.id))
        .where(child.conversation_id == conversation_id)
    )
    newest = select(tree.c.id).order_by(tree.c.created_at.desc(), tree.c.id.desc()).limit(1)
    found: UUID = (await session.scalars(newest)).one()
    return found


async def below(session: Session, conversation_id: UUID, parents: Sequence[UUID | None]) -> Sequence[Any]:
    """List what stands directly below some messages (none: the beginnings), oldest first, without its text."""
    named = [id for id in parents if id is not None]
    directly = Message.parent_id.in_(named)
    at = or_(directly, Message.parent_id.is_(None)) if len(named) < len(parents) else directly
    wanted = select(Message.id, Message.parent_id, Message.role, Message.participant_id)
    found = wanted.where(Message.conversation_id == conversation_id, at)
    return (await session.execute(found.order_by(Message.created_at, Message.id))).all()


async def messages(session: Session, conversation_id: UUID, ids: Iterable[UUID]) -> Sequence[Message]:
    """Read messages of a conversation by id, as they stand now."""
    wanted = select(Message).where(Message.conversation_id == conversation_id, Message.id.in_(list(ids)))
    return (await session.scalars(wanted.execution_options(populate_existing=True))).all()


async def every_message(session: Session, conversation_id: UUID) -> Sequence[Message]:
    """Read all of a conversation, every branch of it, oldest first."""
    wanted = select(Message).where(Message.conversation_id == conversation_id)
    return (await session.scalars(wanted.order_by(Message.created_at, Message.id))).all()


async def answers(
    session: Session,
    actor: Actor,
    *,
    q: str,
    agent: str,
    kind: str | None,
    ids: Sequence[UUID] | None,
    after: Position | None,
    limit: int,
) -> Sequence[tuple[Message, str]]:
    """List whole answers in the person's own conversations, newest first, with the conversation's title."""
    own = and_(Conversation.org_id == Message.org_id, Conversation.id == Message.conversation_id)
    wanted = (
        select(Message, Conversation.title)
        .join(Conversation, own)
        .where(
            Conversation.owner == actor.id,
            Conversation.deleted_at.is_(None),
            Message.role == "assistant",
            Message.status == "complete",
        )
    )
    if ids is not None:
        wanted = wanted.where(Message.id.in_(ids))
    if kind is not None:
        wanted = wanted.where(Conversation.kind == kind)
    if agent:
        wanted = wanted.where(Message.agent.startswith(f"{agent}@", autoescape=True))
    if q:
        wanted = wanted.where(Message.content.ilike(_like(q)))
    if after is not None:
        wanted = wanted.where(tuple_(Message.created_at, Message.id) < after)
    ordered = wanted.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(ordered)]


async def write_while_streaming(session: Session, id: UUID, values: dict[str, Any], moment: datetime) -> None:
    """Change an answer that is being written; one that has ended stays as it is."""
    open_ = update(Message).where(Message.id == id, Message.status == "streaming")
    await session.execute(
        open_.values(**values, updated_at=moment).execution_options(synchronize_session=False)
    )


async def write_while_waiting(session: Session, id: UUID, values: dict[str, Any]) -> bool:
    """Change an answer that waits for a person, or is about to; false when it does not any more."""
    open_ = update(Message).where(Message.id == id, Message.status.in_(("waiting", "streaming")))
    done = await session.execute(
        open_.values(**values).returning(Message.id).execution_options(synchronize_session=False)
    )
    return done.one_or_none() is not None


async def taint(session: Session, id: UUID, brought: Mapping[str, list[str]]) -> None:
    """Add labels by connection to those of a conversation."""
    held = select(Conversation).where(Conversation.id == id).with_for_update()
    found = (await session.scalars(held.execution_options(populate_existing=True))).one_or_none()
    if found is not None:
        names = {**found.taint, **brought}
        found.taint = {name: sorted({*found.taint.get(name, ()), *brought.get(name, ())}) for name in names}
        await session.flush()


# Whom one may talk to -------------------------------------------------------------------------------


def _deployments() -> Select[Deployment, AgentVersion]:
    return select(Deployment, AgentVersion).join(
        AgentVersion,
        and_(AgentVersion.org_id == Deployment.org_id, AgentVersion.id == Deployment.agent_version_id),
    )


async def deployed_agents(
    session: Session, *, q: str, id: UUID | None, limit: int
) -> Sequence[tuple[Deployment, AgentVersion]]:
    """List the agents' deployments that are there, by name."""
    over = [Status.DELETED.value, Status.REJECTED.value]
    wanted = _deployments().where(Deployment.kind == "agent", Deployment.status.not_in(over))
    if q:
        handle = func.concat(Deployment.name, "-", Deployment.environment)
        wanted = wanted.where(or_(handle.ilike(_like(q)), Deployment.id == id))
    ordered = wanted.order_by(Deployment.name, Deployment.environment, Deployment.id).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(ordered)]


async def deployments(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[Deployment, AgentVersion]]:
    """Read agents' deployments by id, also those that are deleted."""
    wanted = _deployments().where(Deployment.id.in_(list(ids)))
    return {row[0].id: (row[0], row[1]) for row in await session.execute(wanted)}


def _agents() -> Select[Agent, AgentVersion]:
    """Join each agent with its newest version."""
    of_agent = and_(AgentVersion.org_id == Agent.org_id, AgentVersion.agent_id == Agent.id)
    newest = select(AgentVersion).where(of_agent).order_by(AgentVersion.number.desc()).limit(1)
    return select(Agent, aliased(AgentVersion, newest.lateral("newest"))).where(true())


async def testable_agents(
    session: Session, *, q: str, id: UUID | None, limit: int
) -> Sequence[tuple[Agent, AgentVersion]]:
    """List the agents that are not archived with their newest versions, by slug."""
    wanted = _agents().where(Agent.status != "archived")
    if q:
        wanted = wanted.where(or_(Agent.slug.ilike(_like(q)), Agent.id == id))
    return [(row[0], row[1]) for row in await session.execute(wanted.order_by(Agent.slug).limit(limit))]


async def agents(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[Agent, AgentVersion]]:
    """Read agents by id, with their newest versions."""
    wanted = _agents().where(Agent.id.in_(list(ids)))
    return {row[0].id: (row[0], row[1]) for row in await session.execute(wanted)}


async def agent_named(session: Session, slug: str) -> UUID | None:
    """Find an agent by its slug."""
    return (await session.scalars(select(Agent.id).where(Agent.slug == slug))).one_or_none()


async def version_numbered(session: Session, agent_id: UUID, number: int) -> AgentVersion | None:
    """Find a version of an agent by its number."""
    wanted = select(AgentVersion).where(AgentVersion.agent_id == agent_id, AgentVersion.number == number)
    return (await session.scalars(wanted)).one_or_none()


async def versions(session: Session, ids: Iterable[UUID]) -> dict[UUID, AgentVersion]:
    """Read versions by id."""
    wanted = select(AgentVersion).where(AgentVersion.id.in_(list(ids)))
    return {version.id: version for version in await session.scalars(wanted)}
