"""Every read and write of connections and their secrets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.connections.tables import Connection, ConnectionSecret
from remit.kit.database import Session
from remit.kit.pagination import Position


async def make(session: Session, values: Mapping[str, Any]) -> UUID | None:
    """Add a connection; none when the slug is taken."""
    made = insert(Connection).values(**values).on_conflict_do_nothing(constraint="uq_connections_slug")
    return (await session.scalars(made.returning(Connection.id))).one_or_none()


async def one(session: Session, id: UUID) -> Connection | None:
    """Find a connection, as it stands in the database now."""
    wanted = select(Connection).where(Connection.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def page(
    session: Session, *, after: Position | None, limit: int, with_tools: bool | None = None
) -> Sequence[Connection]:
    """List connections, oldest first, after a position: those with tools, those with models, or all."""
    wanted = select(Connection).order_by(Connection.created_at, Connection.id).limit(limit)
    if with_tools is not None:
        wanted = wanted.where(Connection.setup.is_not(None) if with_tools else Connection.setup.is_(None))
    if after is not None:
        wanted = wanted.where(tuple_(Connection.created_at, Connection.id) > after)
    return (await session.scalars(wanted)).all()


async def every_with_secret(
    session: Session, *, with_tools: bool = False
) -> Sequence[tuple[Connection, ConnectionSecret | None]]:
    """List all model providers, or all connections with tools, with their sealed secrets, oldest first."""
    joined = (ConnectionSecret.org_id == Connection.org_id) & (
        ConnectionSecret.connection_id == Connection.id
    )
    wanted = select(Connection, ConnectionSecret).outerjoin(ConnectionSecret, joined)
    wanted = wanted.where(Connection.setup.is_not(None) if with_tools else Connection.setup.is_(None))
    rows = await session.execute(wanted.order_by(Connection.created_at, Connection.id))
    return [(row[0], row[1]) for row in rows]


async def hold(session: Session, org_id: UUID) -> None:
    """Let one request at a time change an organisation's connections: of two, the second waits."""
    number = func.hashtextextended(f"connections/{org_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(number)))


async def has_default(session: Session) -> bool:
    """Say whether one of them is the default."""
    return (await session.execute(select(exists().where(Connection.is_default)))).scalar_one()


async def no_default(session: Session, moment: datetime) -> None:
    """Let none of them be the default; their versions go up, since that is a change."""
    was = update(Connection).where(Connection.is_default)
    await session.execute(was.values(is_default=False, version=Connection.version + 1, updated_at=moment))


async def change(session: Session, id: UUID, values: Mapping[str, Any]) -> None:
    """Write some members of a connection."""
    await session.execute(update(Connection).where(Connection.id == id).values(**values))


async def remove(session: Session, id: UUID) -> None:
    """Remove a connection, and with it its secret."""
    await session.execute(delete(Connection).where(Connection.id == id))


async def secret(session: Session, connection_id: UUID) -> ConnectionSecret | None:
    """Find the secret of a connection."""
    wanted = select(ConnectionSecret).where(ConnectionSecret.connection_id == connection_id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def hints(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Map those connections that have a secret to what may be shown of it."""
    wanted = select(ConnectionSecret.connection_id, ConnectionSecret.hint)
    rows = await session.execute(wanted.where(ConnectionSecret.connection_id.in_(ids)))
    return {row.connection_id: row.hint for row in rows}


async def keep_secret(session: Session, values: Mapping[str, Any]) -> None:
    """Store a secret in the place of the one before."""
    kept = insert(ConnectionSecret).values(**values)
    replaced = {name: kept.excluded[name] for name in ("version", "envelope", "hint", "created_at")}
    await session.execute(kept.on_conflict_do_update(constraint="pk_connection_secrets", set_=replaced))


async def organizations(session: Session) -> Sequence[UUID]:
    """List the organisations that have secrets; needs a `relay` transaction, which sees everybody's."""
    wanted = select(ConnectionSecret.org_id).distinct().order_by(ConnectionSecret.org_id)
    return (await session.scalars(wanted)).all()


async def sealed(
    session: Session, *, after: UUID | None, limit: int
) -> Sequence[tuple[Connection, ConnectionSecret]]:
    """List connections that have a secret, by id, after one of them."""
    joined = (ConnectionSecret.org_id == Connection.org_id) & (
        ConnectionSecret.connection_id == Connection.id
    )
    wanted = select(Connection, ConnectionSecret).join(ConnectionSecret, joined).order_by(Connection.id)
    if after is not None:
        wanted = wanted.where(Connection.id > after)
    return [(row[0], row[1]) for row in await session.execute(wanted.limit(limit))]


async def put_envelope(session: Session, connection_id: UUID, envelope: bytes) -> None:
    """Store the same secret in another envelope."""
    held = update(ConnectionSecret).where(ConnectionSecret.connection_id == connection_id)
    await session.execute(held.values(envelope=envelope))


async def remove_secret(session: Session, connection_id: UUID) -> None:
    """Remove the secret of a connection."""
    await session.execute(delete(ConnectionSecret).where(ConnectionSecret.connection_id == connection_id))
