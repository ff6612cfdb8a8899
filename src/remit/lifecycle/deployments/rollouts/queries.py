"""Every read of rollouts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, func, or_, select

from remit.controls.governance import Violation
from remit.controls.metering import Usage
from remit.kit.database import Session
from remit.lifecycle.deployments.rollouts.gates import Figures
from remit.lifecycle.deployments.rollouts.tables import RolloutMove, RolloutRow

# The newest calls are what a gate looks at: a look costs the same however much is called.
_MOST_CALLS = 2000


async def live(session: Session, deployment_id: UUID, *, lock: bool = False) -> RolloutRow | None:
    """Find the rollout of a deployment that has not ended."""
    wanted = select(RolloutRow).where(
        RolloutRow.deployment_id == deployment_id, RolloutRow.ended_at.is_(None)
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def every_live(session: Session, *, limit: int) -> Sequence[RolloutRow]:
    """List the rollouts that have not ended, the newest first."""
    wanted = select(RolloutRow).where(RolloutRow.ended_at.is_(None))
    return (await session.scalars(wanted.order_by(RolloutRow.id.desc()).limit(limit))).all()


async def one(session: Session, id: UUID) -> RolloutRow | None:
    """Find a rollout."""
    return (await session.scalars(select(RolloutRow).where(RolloutRow.id == id))).one_or_none()


async def of_revision(session: Session, deployment_id: UUID, revision: int) -> RolloutRow | None:
    """Find the rollout of a revision."""
    wanted = select(RolloutRow).where(
        RolloutRow.deployment_id == deployment_id, RolloutRow.revision == revision
    )
    return (await session.scalars(wanted)).one_or_none()


async def of(
    session: Session, deployment_id: UUID, *, limit: int, before: UUID | None
) -> Sequence[RolloutRow]:
    """List the rollouts of a deployment, newest first, from the one before another on."""
    wanted = select(RolloutRow).where(RolloutRow.deployment_id == deployment_id)
    if before is not None:
        wanted = wanted.where(RolloutRow.id < before)
    return (await session.scalars(wanted.order_by(RolloutRow.id.desc()).limit(limit))).all()


async def moves(session: Session, ids: Sequence[UUID]) -> Sequence[RolloutMove]:
    """List the moves of rollouts, oldest first."""
    wanted = select(RolloutMove).where(RolloutMove.rollout_id.in_(ids))
    return (await session.scalars(wanted.order_by(RolloutMove.id))).all()


async def due(session: Session, moment: datetime, *, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Name the rollouts that are to be looked at, of every organisation; needs a `relay` transaction."""
    wanted = select(RolloutRow.org_id, RolloutRow.id).where(
        RolloutRow.ended_at.is_(None), RolloutRow.look_at <= moment
    )
    rows = await session.execute(wanted.order_by(RolloutRow.look_at).limit(limit))
    return [(row.org_id, row.id) for row in rows]


async def figures(session: Session, subject: str, revision: int, since: datetime) -> Figures:
    """Measure the newest calls of a revision since a moment."""
    broke = select(Violation.call_id).where(Violation.subject == subject, Violation.created_at >= since)
    newest = _newest(subject, revision, since, broke)
    answered = newest.c.outcome == "answered"
    p95 = func.percentile_cont(0.95).within_group(newest.c.duration_ms)
    measured = select(
        func.count().label("calls"),
        func.count().filter(newest.c.outcome == "failed").label("errors"),
        func.count().filter(newest.c.id.in_(broke)).label("violations"),
        p95.filter(answered).label("p95_ms"),
        func.avg(newest.c.cost_usd).filter(answered).label("usd_per_call"),
    )
    row = (await session.execute(measured)).one()
    return Figures(
        calls=row.calls,
        errors=row.errors,
        violations=row.violations,
        p95_ms=None if row.p95_ms is None else float(row.p95_ms),
        usd_per_call=None if row.usd_per_call is None else float(row.usd_per_call),
    )


def _newest(subject: str, revision: int, since: datetime, broke: Select[UUID]) -> Subquery:
    """Take the newest calls; one that was refused for what is said in it counts, one over a limit does not."""
    refused = and_(Usage.outcome == "refused", Usage.id.in_(broke))
    wanted = select(Usage.id, Usage.outcome, Usage.duration_ms, Usage.cost_usd).where(
        Usage.subject == subject,
        Usage.created_at >= since,
        Usage.revision == revision,
        or_(Usage.outcome.in_(("answered", "failed")), refused),
    )
    return wanted.order_by(Usage.created_at.desc()).limit(_MOST_CALLS).subquery()
