"""The audit log: one Merkle tree for each organisation; the database refuses to change or remove an entry."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base


class AuditHead(Base):
    """Where the tree stands: its size and the hashes on its right edge. Locked by whoever appends."""

    __tablename__ = "audit_heads"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    frontier: Mapped[bytes]


class AuditEntry(Base):
    """One entry: `body` is the canonical JSON that `leaf_hash` covers; the other columns repeat parts of it."""

    __tablename__ = "audit_entries"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID]
    type: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    time: Mapped[datetime]
    body: Mapped[str]
    leaf_hash: Mapped[bytes]
    correlation_id: Mapped[str] = mapped_column(FetchedValue())


class AuditPayload(Base):
    """What an entry's digest stands for, apart from it so that it can be erased."""

    __tablename__ = "audit_payloads"
    __table_args__ = (ForeignKeyConstraint(["org_id", "seq"], ["audit_entries.org_id", "audit_entries.seq"]),)
    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    payload: Mapped[dict[str, Any]]


class AuditCheckpoint(Base):
    """A signed statement of what the tree was at a size."""

    __tablename__ = "audit_checkpoints"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    note: Mapped[str]
    created_at: Mapped[datetime]


class AuditNode(Base):
    """The hash of a full subtree of `2**level` entries, the `position`-th of its size; it follows from the entries."""

    __tablename__ = "audit_nodes"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[bytes]
