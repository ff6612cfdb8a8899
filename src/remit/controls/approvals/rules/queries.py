"""Every read and write of rules."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text, update

from remit.controls.approvals.rules.tables import ApprovalRule
from remit.kit.database import Session

_ONE_AT_A_TIME = text(
    "select pg_advisory_xact_lock(hashtextextended('approval_rules/' || current_setting('remit.org'), 0))"
)


async def one_at_a_time(session: Session) -> None:
    """Have whoever else wants to change rules of the organisation wait until the transaction ends."""
    await session.execute(_ONE_AT_A_TIME)


async def all_in_force(session: Session) -> Sequence[ApprovalRule]:
    """List the rules that hold, by slug."""
    wanted = select(ApprovalRule).where(ApprovalRule.ended_at.is_(None)).order_by(ApprovalRule.slug)
    return (await session.scalars(wanted)).all()


async def matching(session: Session, kind: str, environment: str, risk: int) -> Sequence[ApprovalRule]:
    """List the rules that hold for a change, the newest first."""
    wanted = select(ApprovalRule).where(
        ApprovalRule.ended_at.is_(None),
        ApprovalRule.kind == kind,
        (ApprovalRule.environment == environment) | ApprovalRule.environment.is_(None),
        ApprovalRule.least_risk <= risk,
    )
    return (await session.scalars(wanted.order_by(ApprovalRule.created_at.desc(), ApprovalRule.id))).all()


async def in_force(session: Session, slug: str) -> ApprovalRule | None:
    """Find the rule of a slug that holds."""
    wanted = select(ApprovalRule).where(ApprovalRule.slug == slug, ApprovalRule.ended_at.is_(None))
    return (await session.scalars(wanted)).one_or_none()


async def last_number(session: Session, slug: str) -> int:
    """Return the number of the newest version of a slug, 0 when there is none."""
    wanted = select(func.coalesce(func.max(ApprovalRule.number), 0)).where(ApprovalRule.slug == slug)
    return (await session.scalars(wanted)).one()


async def count(session: Session) -> int:
    """Count the rules that hold."""
    return (
        await session.scalars(
            select(func.count()).select_from(ApprovalRule).where(ApprovalRule.ended_at.is_(None))
        )
    ).one()


async def versions(session: Session, slug: str) -> Sequence[ApprovalRule]:
    """List every version of a rule, the newest first."""
    wanted = select(ApprovalRule).where(ApprovalRule.slug == slug)
    return (await session.scalars(wanted.order_by(ApprovalRule.number.desc()).limit(200))).all()


async def end(session: Session, slug: str, moment: datetime) -> None:
    """End the rule of a slug that holds."""
    over = update(ApprovalRule).where(ApprovalRule.slug == slug, ApprovalRule.ended_at.is_(None))
    await session.execute(over.values(ended_at=moment))
