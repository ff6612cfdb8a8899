"""Policies of organisations: numbered versions that never change, of which the last one holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class PolicyVersion(Tenant, Base):
    """The text of an organisation's own policies as applied once.

    `digest` is of the text, `set_digest` of everything that decided with it at that time; `restores` is the older
    version whose text it brought back.
    """

    __tablename__ = "policy_versions"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "restores"], ["policy_versions.org_id", "policy_versions.number"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    digest: Mapped[str]
    set_digest: Mapped[str]
    policies: Mapped[int]
    restores: Mapped[int | None]
    author: Mapped[dict[str, Any]]
    note: Mapped[str]
    created_at: Mapped[datetime]
