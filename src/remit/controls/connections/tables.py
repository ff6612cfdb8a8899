"""What calls go out to, and the sealed secrets of that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

CONNECTION = Kind("con", "connection")


class Connection(Tenant, Base):
    """A model provider, or where there are tools; `setup` is how the latter are reached, and none for the former.

    `models` are those that may be used, empty for all, `found_models` those it listed last. `base_url` is none where
    the provider's own address is meant; `version` counts the changes. `resilience` holds what somebody chose,
    `fallbacks` name the models that stand in, `prices` are those given by hand, by model.
    """

    __tablename__ = "connections"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    base_url: Mapped[str | None]
    default_model: Mapped[str | None]
    models: Mapped[list[Any]]
    enabled: Mapped[bool]
    is_default: Mapped[bool]
    version: Mapped[int]
    last_test: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    found_models: Mapped[list[Any]]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    resilience: Mapped[dict[str, Any]]
    fallbacks: Mapped[list[Any]]
    prices: Mapped[dict[str, Any]]
    region: Mapped[str | None]
    api_version: Mapped[str | None]
    setup: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    @property
    def ref(self) -> str:
        """The name by which records point at the connection."""
        return CONNECTION.ref(self.id)


class _OfConnection(Tenant):
    """What goes with its connection."""

    connection_id: Mapped[UUID] = mapped_column(primary_key=True)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[ForeignKeyConstraint]:
        columns, target = ["org_id", "connection_id"], ["connections.org_id", "connections.id"]
        return (ForeignKeyConstraint(columns, target, ondelete="CASCADE"),)


class ConnectionSignIn(Tenant, Base):
    """A sign-in that was begun; only who began it can end it, once, with the state that was sent along."""

    __tablename__ = "connection_sign_ins"
    __table_args__ = (
        UniqueConstraint("org_id", "state_digest", name="uq_connection_sign_ins_state_digest"),
        ForeignKeyConstraint(
            ["org_id", "connection_id"], ["connections.org_id", "connections.id"], ondelete="CASCADE"
        ),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    connection_id: Mapped[UUID]
    actor: Mapped[str]
    state_digest: Mapped[str]
    envelope: Mapped[bytes]
    expires_at: Mapped[datetime]


class ConnectionSecret(_OfConnection, Base):
    """A secret in its envelope, with the number of secrets there were and at most its last four characters."""

    __tablename__ = "connection_secrets"
    version: Mapped[int]
    envelope: Mapped[bytes]
    hint: Mapped[str]
    created_at: Mapped[datetime]


class ConnectionTool(_OfConnection, Base):
    """A tool as a person took it over; `reads_only` and `egress` are what a person says instead of the place itself."""

    __tablename__ = "connection_tools"
    name: Mapped[str] = mapped_column(primary_key=True)
    description: Mapped[str]
    input_schema: Mapped[dict[str, Any]]
    declared_reads_only: Mapped[bool]
    declared_egress: Mapped[bool]
    digest: Mapped[str]
    enabled: Mapped[bool]
    approval: Mapped[str]
    reads_only: Mapped[bool | None]
    egress: Mapped[bool | None]
    found_at: Mapped[datetime]


class ConnectionFinding(_OfConnection, Base):
    """What a place offered when it was last asked; `accepted_at` is none until something of it was taken over."""

    __tablename__ = "connection_findings"
    tools: Mapped[list[Any]]
    digest: Mapped[str]
    differs: Mapped[bool]
    found_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
