"""Conversations, who takes part in them, and the tree of what was said."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

CONVERSATION = Kind("conv", "conversation")
PARTICIPANT = Kind("part", "participant")
MESSAGE = Kind("msg", "message")


class Conversation(Tenant, Base):
    """One person's conversation; `leaf_id` ends the branch that is shown. One of kind `test` is in no list.

    `taint` is what tools have brought into it, as labels by connection.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "leaf_id"],
            ["messages.org_id", "messages.id"],
            name="fk_conversations_leaf_id",
            use_alter=True,
        ),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner: Mapped[UUID]
    kind: Mapped[str]
    title: Mapped[str]
    leaf_id: Mapped[UUID | None]
    taint: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Participant(Tenant, Base):
    """A deployment, or an agent on trial; `version_id` pins the version tried, none means the newest."""

    __tablename__ = "participants"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "conversation_id"], ["conversations.org_id", "conversations.id"]),
        ForeignKeyConstraint(["org_id", "version_id"], ["agent_versions.org_id", "agent_versions.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    kind: Mapped[str]
    ref_id: Mapped[UUID]
    version_id: Mapped[UUID | None]
    handle: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def shown_id(self) -> str:
        """The id as the API shows it."""
        return PARTICIPANT.show(self.id)


class Message(Tenant, Base):
    """Something said: by the person, or by a participant as an answer to its parent.

    `addressed` names the participants whom a person's message was for, `variables` are what it fills into their
    instructions, `citations` what was looked up for an answer. `updated_at` moves while an answer streams.
    """

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "conversation_id"], ["conversations.org_id", "conversations.id"]),
        ForeignKeyConstraint(["org_id", "parent_id"], ["messages.org_id", "messages.id"]),
        ForeignKeyConstraint(["org_id", "participant_id"], ["participants.org_id", "participants.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    role: Mapped[str]
    participant_id: Mapped[UUID | None]
    addressed: Mapped[list[Any]]
    content: Mapped[str]
    status: Mapped[str]
    problem: Mapped[dict[str, Any] | None]
    agent: Mapped[str | None]
    model: Mapped[str | None]
    provider: Mapped[str | None]
    demo: Mapped[bool]
    input_tokens: Mapped[int | None] = mapped_column(BigInteger)
    output_tokens: Mapped[int | None] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(18, 9))
    price_as_of: Mapped[date | None]
    duration_ms: Mapped[float | None]
    first_token_ms: Mapped[float | None]
    call_id: Mapped[str | None]
    request_id: Mapped[str | None]
    tools: Mapped[list[Any]]
    run_id: Mapped[str | None]
    citations: Mapped[list[Any]]
    variables: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def shown_id(self) -> str:
        """The id as the API shows it."""
        return MESSAGE.show(self.id)
