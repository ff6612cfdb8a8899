"""What policies found wrong with calls."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class Violation(Tenant, Base):
    """A rule that a call went against; `rule` is a policy's id, `evidence` holds what was seen, masked.

    What was found never changes; `state`, `note` and who decided do, and `version` counts it.
    """

    __tablename__ = "violations"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID]
    request_id: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    actor_name: Mapped[str]
    rule: Mapped[str]
    action: Mapped[str]
    direction: Mapped[str]
    verdict: Mapped[str]
    severity: Mapped[str]
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    evidence: Mapped[dict[str, Any]]
    state: Mapped[str]
    note: Mapped[str]
    version: Mapped[int]
    decided_by: Mapped[dict[str, Any] | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
