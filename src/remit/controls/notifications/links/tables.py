"""Links by which one person decides on one proposal, as they are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

LINK = Kind("lnk", "decision link")


class DecisionLink(Tenant, Base):
    """The hash of a link's token, whose it is, and the digest of what it lets that person decide on, once."""

    __tablename__ = "decision_links"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),
        ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    proposal_id: Mapped[UUID]
    digest: Mapped[str]
    member_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    verdict: Mapped[str | None]
