"""Every read and write of kept responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, literal, select

from remit.edges.openai.responses.tables import StoredResponse
from remit.kit.database import Session


@dataclass(frozen=True)
class Kept:
    """What is kept of a response: it as the API shows it, and what was newly said and answered."""

    id: UUID
    body: dict[str, Any]
    messages: list[Any]


async def keep(session: Session, values: dict[str, Any], moment: datetime) -> None:
    """Keep a response; those of the organisation that have expired go."""
    await session.execute(delete(StoredResponse).where(StoredResponse.expires_at < moment))
    await session.execute(insert(StoredResponse).values(**values))


async def find(session: Session, actor: str, id: UUID, moment: datetime) -> StoredResponse | None:
    """Find a response of somebody, unless it has expired."""
    wanted = select(StoredResponse).where(
        StoredResponse.id == id, StoredResponse.actor == actor, StoredResponse.expires_at > moment
    )
    return (await session.scalars(wanted)).one_or_none()


async def remove(session: Session, actor: str, id: UUID) -> bool:
    """Remove a response of somebody; false when there is none."""
    gone = delete(StoredResponse).where(StoredResponse.id == id, StoredResponse.actor == actor)
    return (await session.execute(gone.returning(StoredResponse.id))).one_or_none() is not None


async def before(session: Session, actor: str, id: UUID, *, most: int) -> Sequence[Kept]:
    """List the responses up to one and with it, oldest first."""
    columns = StoredResponse.id, StoredResponse.previous_id, StoredResponse.body, StoredResponse.messages
    first = select(*columns, literal(1).label("depth")).where(
        StoredResponse.id == id, StoredResponse.actor == actor
    )
    chain = first.cte("chain", recursive=True)
    chain = chain.union_all(
        select(*columns, chain.c.depth + 1).where(
            StoredResponse.id == chain.c.previous_id, StoredResponse.actor == actor, chain.c.depth < most
        )
    )
    wanted = select(chain.c.id, chain.c.body, chain.c.messages).order_by(chain.c.depth.desc())
    return [Kept(row.id, row.body, row.messages) for row in await session.execute(wanted)]
