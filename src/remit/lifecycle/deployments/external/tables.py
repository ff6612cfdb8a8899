"""What instances of agents that run elsewhere say of themselves, and what was reported already."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class ExternalInstance(Tenant, Base):
    """An instance as its last heartbeat said; from `due_at` on it is silent, `silent` says that this was noticed."""

    __tablename__ = "external_instances"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
    )
    deployment_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    detail: Mapped[str]
    version: Mapped[str]
    started_at: Mapped[datetime | None]
    metrics: Mapped[dict[str, Any]]
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    due_at: Mapped[datetime]
    silent: Mapped[bool]


class ExternalReport(Tenant, Base):
    """A call or a violation that was reported, by the agent's own id."""

    __tablename__ = "external_reports"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
    )
    deployment_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    own_id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
