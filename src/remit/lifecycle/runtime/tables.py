"""What the code of agents keeps between calls, runs that wait, and every use of a tool that changes something."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

RUN = Kind("run", "run")
USE = Kind("use", "tool use")


class AgentValue(Tenant, Base):
    """A value by its key; `subject` is the ref of a deployment, or of an agent that is tried.

    `taint` are the labels, by connection, of what the call had read that kept it.
    """

    __tablename__ = "agent_values"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    taint: Mapped[dict[str, Any]]
    bytes: Mapped[int]
    updated_at: Mapped[datetime]


class RunRow(Tenant, Base):
    """An agent's run that had to wait: `turn` counts how often, `call_id` is the call that wrote it last.

    `prompt` and `history` are what it goes on from, empty once it has ended; `used` adds up what its calls used.
    `caller` is who asked, `person` whom four eyes count it as.
    """

    __tablename__ = "runs"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str]
    subject: Mapped[str]
    environment: Mapped[str]
    agent: Mapped[str]
    agent_id: Mapped[UUID | None]
    version_id: Mapped[UUID]
    deployment_id: Mapped[UUID | None]
    caller: Mapped[dict[str, Any]]
    person: Mapped[UUID]
    actor: Mapped[str]
    conversation_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    request_id: Mapped[str]
    call_id: Mapped[UUID]
    turn: Mapped[int]
    uses: Mapped[int]
    taint: Mapped[dict[str, Any]]
    tools: Mapped[list[Any]]
    prompt: Mapped[str]
    history: Mapped[str]
    answer: Mapped[str]
    problem: Mapped[dict[str, Any] | None]
    used: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ToolUseRow(Tenant, Base):
    """One use of a tool: `digest` is over the tool, as it was pinned, and the arguments; `why` says why a person is
    asked, or why it was refused. `executed_digest` is reckoned anew from what was really used."""

    __tablename__ = "tool_uses"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "run_id"], ["runs.org_id", "runs.id"]),
        ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID | None]
    turn: Mapped[int]
    call_id: Mapped[UUID]
    subject: Mapped[str]
    actor: Mapped[str]
    model_call: Mapped[str]
    tool: Mapped[str]
    tool_digest: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    digest: Mapped[str]
    state: Mapped[str]
    why: Mapped[str]
    proposal_id: Mapped[UUID | None]
    result: Mapped[str]
    executed_digest: Mapped[str | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
