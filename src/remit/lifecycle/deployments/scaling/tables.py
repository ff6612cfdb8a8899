"""How deployments are scaled by themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class ScalingRow(Tenant, Base):
    """A deployment's rule, and where it stands.

    `applied` is what it wanted when that was last carried out, `fewer_since` since when fewer would do, `asleep` that
    the rule brought it to none. `said` is what it did last, or could not do.
    """

    __tablename__ = "scalings"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    deployment_id: Mapped[UUID] = mapped_column(primary_key=True)
    rule: Mapped[dict[str, Any]]
    set_by: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    applied: Mapped[int | None]
    fewer_since: Mapped[datetime | None]
    asleep: Mapped[bool]
    said: Mapped[str]
    look_at: Mapped[datetime]
