"""When nothing may change in an environment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class FreezeRow(Tenant, Base):
    """A time in which nothing changes in an environment, but by those whose roles may override it."""

    __tablename__ = "freezes"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    environment: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str]
    may_override: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
