"""Every read of how deployments are scaled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Double, and_, cast, extract, func, or_, select

from remit.controls.metering import Usage
from remit.kit.database import Session
from remit.lifecycle.deployments.scaling.tables import ScalingRow

_SERVED = "deployed"


async def one(session: Session, deployment_id: UUID) -> ScalingRow | None:
    """Find the rule of a deployment."""
    wanted = select(ScalingRow).where(ScalingRow.deployment_id == deployment_id)
    return (await session.scalars(wanted)).one_or_none()


async def due(session: Session, moment: datetime, *, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Name the deployments whose rule is to be looked at, of every organisation; needs a `relay` transaction."""
    wanted = select(ScalingRow.org_id, ScalingRow.deployment_id).where(ScalingRow.look_at <= moment)
    rows = await session.execute(wanted.order_by(ScalingRow.look_at).limit(limit))
    return [(row.org_id, row.deployment_id) for row in rows]


async def calls_at_once(session: Session, subject: str, name: str, since: datetime, until: datetime) -> float:
    """Return how many calls were under way on average: the time they took in the span, by its length.

    Those that agents made of the model count as well. A call counts once it has ended.
    """
    lasted = func.least(
        Usage.duration_ms / 1000.0, cast(extract("epoch", Usage.created_at) - since.timestamp(), Double)
    )
    asked = or_(
        Usage.subject == subject,
        and_(Usage.provider == _SERVED, Usage.model.in_((name, subject.partition(":")[2]))),
    )
    wanted = select(func.coalesce(func.sum(lasted), 0.0)).where(
        asked, Usage.created_at >= since, Usage.created_at < until, Usage.outcome != "refused"
    )
    return float((await session.execute(wanted)).scalar_one()) / (until - since).total_seconds()


async def refused_since(session: Session, subject: str, since: datetime) -> bool:
    """Say whether a call was turned away since a moment."""
    wanted = select(Usage.id).where(
        Usage.subject == subject, Usage.created_at >= since, Usage.outcome == "refused"
    )
    return (await session.scalars(wanted.limit(1))).first() is not None
