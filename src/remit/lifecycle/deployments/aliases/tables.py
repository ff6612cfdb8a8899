"""Aliases of deployed agents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class Alias(Tenant, Base):
    """A name that stands for one deployment, or for whatever is deployed of an agent in an environment."""

    __tablename__ = "aliases"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    deployment_id: Mapped[UUID | None]
    agent: Mapped[str | None]
    environment: Mapped[str | None]
    created_by: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
