"""Code that a model was asked for, and agents on their way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, ForeignKeyConstraint, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

GENERATION = Kind("gen", "code generation")
DRAFT = Kind("draft", "agent draft")


class CodeGeneration(Tenant, Base):
    """Code that was asked for: `rounds` are the tries, `cached` says where it was found when no model was asked.

    `exact_digest` is over all that was asked, `contract_digest` over all of it but the words and the examples.
    """

    __tablename__ = "code_generations"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person: Mapped[UUID]
    created_by: Mapped[dict[str, Any]]
    slug: Mapped[str]
    description: Mapped[str]
    exact_digest: Mapped[str]
    contract_digest: Mapped[str]
    trigrams: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    status: Mapped[str]
    reason: Mapped[str]
    code: Mapped[str]
    tier: Mapped[str]
    rounds: Mapped[list[Any]]
    cached: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AgentDraft(Tenant, Base):
    """An agent on its way: `source` is the text of a file, `revision` counts its changes.

    `slug` and `version` say what it was saved as; `step` is where the wizard stands.
    """

    __tablename__ = "agent_drafts"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "conversation_id"], ["conversations.org_id", "conversations.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    owner: Mapped[UUID]
    title: Mapped[str]
    source: Mapped[str]
    revision: Mapped[int]
    step: Mapped[int]
    conversation_id: Mapped[UUID | None]
    slug: Mapped[str | None]
    version: Mapped[int | None]
    created_by: Mapped[dict[str, Any]]
    changed_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
