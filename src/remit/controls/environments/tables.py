"""What organisations have set of their environments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class EnvironmentRow(Tenant, Base):
    """An environment as it was set; `version` counts the changes, `hosts` is empty where any may be used.

    What was removed stays, for its name stands in records; one of that name may be added again.
    """

    __tablename__ = "environments"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    position: Mapped[int]
    strategy: Mapped[dict[str, Any]]
    hosts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    protected: Mapped[bool]
    version: Mapped[int]
    updated_by: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
