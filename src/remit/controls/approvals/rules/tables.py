"""Rules of who has to approve which changes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class ApprovalRule(Tenant, Base):
    """One version of a rule; it is never changed, only ended. Without an environment it holds in all."""

    __tablename__ = "approval_rules"
    __table_args__ = (UniqueConstraint("org_id", "slug", "number", name="uq_approval_rules_number"),)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    environment: Mapped[str | None]
    least_risk: Mapped[int]
    stages: Mapped[list[Any]]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
