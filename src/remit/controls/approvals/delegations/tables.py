"""Rights to decide that members lend each other."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class Delegation(Tenant, Base):
    """A member lets another decide for them from a moment to another, on the named kinds of change, or on all."""

    __tablename__ = "delegations"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "from_member"], ["members.org_id", "members.id"]),
        ForeignKeyConstraint(["org_id", "to_member"], ["members.org_id", "members.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    from_member: Mapped[UUID]
    to_member: Mapped[UUID]
    kinds: Mapped[list[Any]]
    reason: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
