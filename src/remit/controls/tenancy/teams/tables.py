"""Teams, and who belongs to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

TEAM = Kind("team", "team")


class Team(Tenant, Base):
    """A named group; policies name it by its slug. One that was removed stays, since budgets point at it."""

    __tablename__ = "teams"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        """The name by which records point at it."""
        return TEAM.ref(self.id)


class TeamMember(Tenant, Base):
    """A member or a key in a team; `holder_id` is whichever of both it is."""

    __tablename__ = "team_members"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "team_id"], ["teams.org_id", "teams.id"]),
        ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),
        ForeignKeyConstraint(["org_id", "key_id"], ["api_keys.org_id", "api_keys.id"]),
    )
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    added_at: Mapped[datetime]
