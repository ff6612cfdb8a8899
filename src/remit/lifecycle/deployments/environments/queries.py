"""Every read of environments and freezes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from remit.controls.environments import EnvironmentRow
from remit.kit.database import Session
from remit.lifecycle.deployments.environments.tables import FreezeRow
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment


async def row(session: Session, name: str) -> EnvironmentRow | None:
    """Find what was set of an environment, and hold it."""
    wanted = select(EnvironmentRow).where(EnvironmentRow.name == name).with_for_update()
    return (await session.scalars(wanted)).one_or_none()


async def held(session: Session, environment: str) -> int:
    """Count what is in an environment: all but plans that were only made, what was rejected and what was deleted."""
    gone = (Status.PLANNED.value, Status.REJECTED.value, Status.DELETED.value)
    there = select(func.count()).where(Deployment.environment == environment, Deployment.status.not_in(gone))
    return (await session.scalars(there)).one()


async def freezes(
    session: Session, moment: datetime, *, environment: str | None = None, limit: int = 500
) -> Sequence[FreezeRow]:
    """List the freezes that are or will be, the first to begin first."""
    wanted = select(FreezeRow).where(FreezeRow.ends_at > moment, FreezeRow.lifted_at.is_(None))
    if environment is not None:
        wanted = wanted.where(FreezeRow.environment == environment)
    return (await session.scalars(wanted.order_by(FreezeRow.starts_at, FreezeRow.id).limit(limit))).all()


async def freeze(session: Session, id: UUID) -> FreezeRow | None:
    """Find a freeze, and hold it."""
    return (
        await session.scalars(select(FreezeRow).where(FreezeRow.id == id).with_for_update())
    ).one_or_none()


async def frozen_now(session: Session, environment: str, moment: datetime) -> Sequence[FreezeRow]:
    """List what freezes an environment at a moment, the last to end first."""
    wanted = select(FreezeRow).where(
        FreezeRow.environment == environment,
        FreezeRow.lifted_at.is_(None),
        FreezeRow.starts_at <= moment,
        FreezeRow.ends_at > moment,
    )
    return (await session.scalars(wanted.order_by(FreezeRow.ends_at.desc()))).all()
