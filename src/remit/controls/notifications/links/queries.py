"""Every read and write of decision links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from remit.controls.notifications.links.tables import DecisionLink
from remit.kit.database import Session


async def by_hash(session: Session, hashed: str) -> DecisionLink | None:
    """Find the link of a token, in a transaction that the hash opens or in its organisation."""
    return (
        await session.scalars(select(DecisionLink).where(DecisionLink.token_hash == hashed))
    ).one_or_none()


async def locked(session: Session, id: UUID) -> DecisionLink:
    """Lock a link that is there until the transaction ends."""
    wanted = select(DecisionLink).where(DecisionLink.id == id).with_for_update()
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one()


async def forget(session: Session, before: datetime) -> None:
    """Remove links that ended before a moment."""
    await session.execute(delete(DecisionLink).where(DecisionLink.expires_at < before))
