"""Every read and write of tools and of what places offer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.connections.tables import ConnectionFinding, ConnectionSignIn, ConnectionTool
from remit.kit.database import Session


async def keep_sign_in(session: Session, values: Mapping[str, Any], moment: datetime) -> None:
    """Keep a sign-in that was begun, in the place of what the same actor began before; what is over goes."""
    own = (ConnectionSignIn.connection_id == values["connection_id"]) & (
        ConnectionSignIn.actor == values["actor"]
    )
    await session.execute(delete(ConnectionSignIn).where(own | (ConnectionSignIn.expires_at <= moment)))
    await session.execute(insert(ConnectionSignIn).values(**values))


async def take_sign_in(
    session: Session, actor: str, state_digest: str, moment: datetime
) -> ConnectionSignIn | None:
    """Take a sign-in that an actor began, so that nobody can end it again; none where there is no such."""
    taken = (
        delete(ConnectionSignIn)
        .where(
            ConnectionSignIn.state_digest == state_digest,
            ConnectionSignIn.actor == actor,
            ConnectionSignIn.expires_at > moment,
        )
        .returning(ConnectionSignIn)
    )
    return (await session.scalars(taken)).one_or_none()


async def tools(session: Session, connection_id: UUID) -> Sequence[ConnectionTool]:
    """List the tools of a connection that were taken over, by name."""
    wanted = select(ConnectionTool).where(ConnectionTool.connection_id == connection_id)
    wanted = wanted.order_by(ConnectionTool.name).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).all()


async def tool(session: Session, connection_id: UUID, name: str) -> ConnectionTool | None:
    """Find a tool, held until the transaction ends."""
    wanted = select(ConnectionTool).where(
        ConnectionTool.connection_id == connection_id, ConnectionTool.name == name
    )
    wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def every_tool(session: Session) -> Sequence[ConnectionTool]:
    """List the tools of all connections, by name."""
    return (await session.scalars(select(ConnectionTool).order_by(ConnectionTool.name))).all()


async def counts(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count the tools of connections."""
    wanted = select(ConnectionTool.connection_id, func.count()).where(ConnectionTool.connection_id.in_(ids))
    return {row[0]: row[1] for row in await session.execute(wanted.group_by(ConnectionTool.connection_id))}


async def differing(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Say which connections offered something else when they were last asked."""
    wanted = select(ConnectionFinding.connection_id).where(
        ConnectionFinding.connection_id.in_(ids), ConnectionFinding.differs
    )
    return set(await session.scalars(wanted))


async def take(session: Session, values: Mapping[str, Any]) -> None:
    """Take a tool over; what a person said of one of its name stays."""
    taken = insert(ConnectionTool).values(**values)
    defined = (
        "description",
        "input_schema",
        "declared_reads_only",
        "declared_egress",
        "digest",
        "found_at",
    )
    replaced = {name: taken.excluded[name] for name in defined}
    await session.execute(taken.on_conflict_do_update(constraint="pk_connection_tools", set_=replaced))


async def drop(session: Session, connection_id: UUID, names: Sequence[str]) -> None:
    """Let tools go."""
    gone = delete(ConnectionTool).where(ConnectionTool.connection_id == connection_id)
    await session.execute(gone.where(ConnectionTool.name.in_(names)))


async def change(session: Session, connection_id: UUID, name: str, values: Mapping[str, Any]) -> None:
    """Write some members of a tool."""
    one = update(ConnectionTool).where(
        ConnectionTool.connection_id == connection_id, ConnectionTool.name == name
    )
    await session.execute(one.values(**values))


async def finding(session: Session, connection_id: UUID) -> ConnectionFinding | None:
    """Find what a place offered last."""
    wanted = select(ConnectionFinding).where(ConnectionFinding.connection_id == connection_id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def keep_finding(session: Session, values: Mapping[str, Any]) -> None:
    """Store what a place offers, in the place of what it offered before."""
    kept = insert(ConnectionFinding).values(**values)
    replaced = {name: kept.excluded[name] for name in values if name not in ("org_id", "connection_id")}
    await session.execute(kept.on_conflict_do_update(constraint="pk_connection_findings", set_=replaced))


async def differing_findings(session: Session) -> dict[UUID, ConnectionFinding]:
    """Map connections that offered something else when they were last asked to what that was."""
    wanted = select(ConnectionFinding).where(ConnectionFinding.differs)
    return {each.connection_id: each for each in await session.scalars(wanted)}
