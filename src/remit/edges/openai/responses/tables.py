"""Responses that are kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

RESPONSE = Kind("resp", "response")


class StoredResponse(Tenant, Base):
    """One response: what was newly said and what was answered; `body` is it as the API shows it."""

    __tablename__ = "responses"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor: Mapped[str]
    subject: Mapped[str]
    previous_id: Mapped[UUID | None]
    messages: Mapped[list[Any]]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
