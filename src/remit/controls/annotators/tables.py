"""Annotators as they are stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

ANNOTATOR = Kind("ann", "annotator")


class AnnotatorRow(Tenant, Base):
    """An annotator elsewhere; `options` is what its kind takes, `labels` what it may say, empty for everything.

    `envelope` holds its sealed secret, none where it has none; `secret_version` counts the secrets there were.
    """

    __tablename__ = "annotators"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    options: Mapped[dict[str, Any]]
    directions: Mapped[list[Any]]
    labels: Mapped[list[Any]]
    timeout_seconds: Mapped[float]
    fail_mode: Mapped[str]
    streams: Mapped[str]
    enabled: Mapped[bool]
    version: Mapped[int]
    envelope: Mapped[bytes | None]
    secret_version: Mapped[int]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        """The name by which records point at it."""
        return ANNOTATOR.ref(self.id)
