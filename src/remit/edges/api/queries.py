"""Every read and write of idempotency keys, and who and what budgets can be for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from remit.edges.api.tables import IdempotencyKey
from remit.kit.database import Session
from remit.lifecycle.agents import Agent
from remit.lifecycle.deployments import Deployment, Status

GONE = (Status.DELETED, Status.REJECTED)


async def claim(session: Session, values: dict[str, Any]) -> bool:
    """Take a key; false when it was taken before."""
    taken = insert(IdempotencyKey).values(**values).on_conflict_do_nothing().returning(IdempotencyKey.key)
    return (await session.execute(taken)).one_or_none() is not None


async def find(session: Session, actor: str, key: str) -> IdempotencyKey | None:
    """Read what became of a key."""
    wanted = select(IdempotencyKey).where(IdempotencyKey.actor == actor, IdempotencyKey.key == key)
    return (await session.scalars(wanted)).one_or_none()


async def keep(
    session: Session, actor: str, key: str, status: int, content_type: str, body: str | None
) -> None:
    """Store the answer."""
    row = update(IdempotencyKey).where(IdempotencyKey.actor == actor, IdempotencyKey.key == key)
    await session.execute(row.values(status=status, content_type=content_type, body=body))


async def release(session: Session, actor: str, key: str) -> None:
    """Give a key back, because nothing was done."""
    await session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.actor == actor, IdempotencyKey.key == key)
    )


async def forget(session: Session, before: datetime) -> None:
    """Remove keys of before a time."""
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))


async def agents(session: Session, words: str, limit: int) -> Sequence[Agent]:
    """Find agents that are not archived whose slug holds a text, the newest first."""
    wanted = select(Agent).where(Agent.status != "archived", Agent.slug.icontains(words, autoescape=True))
    return (await session.scalars(wanted.order_by(Agent.id.desc()).limit(limit))).all()


async def agents_of(session: Session, ids: Sequence[UUID]) -> Sequence[Agent]:
    """Read agents."""
    return (await session.scalars(select(Agent).where(Agent.id.in_(ids)))).all()


async def deployments(session: Session, words: str, limit: int) -> Sequence[Deployment]:
    """Find deployments that are not gone whose name holds a text, the newest first."""
    named = Deployment.name.icontains(words, autoescape=True)
    wanted = select(Deployment).where(Deployment.status.not_in(GONE), named)
    return (await session.scalars(wanted.order_by(Deployment.id.desc()).limit(limit))).all()


async def deployments_of(session: Session, ids: Sequence[UUID]) -> Sequence[Deployment]:
    """Read deployments."""
    return (await session.scalars(select(Deployment).where(Deployment.id.in_(ids)))).all()
