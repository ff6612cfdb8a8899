"""Agents and their immutable numbered versions."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

AGENT = Kind("agent", "agent")
VERSION = Kind("ver", "agent version")
TRIAL = Kind("trial", "trial")


class Agent(Tenant, Base):
    """An agent: a slug that is its own within the organisation, and a status."""

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("org_id", "slug", name="uq_agents_slug"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    type: Mapped[str]
    status: Mapped[str]
    description: Mapped[str]
    tags: Mapped[list[Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        """The name by which records point at this agent."""
        return AGENT.ref(self.id)


class AgentVersion(Tenant, Base):
    """One version; only its status, and what says how it became active, ever changes.

    `document` is `{"spec": AgentSpec, "remit": …}`; `source` is the file as written, none where it was not kept.
    """

    __tablename__ = "agent_versions"
    __table_args__ = (
        UniqueConstraint("org_id", "agent_id", "number", name="uq_agent_versions_number"),
        ForeignKeyConstraint(["org_id", "agent_id"], ["agents.org_id", "agents.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID]
    number: Mapped[int]
    status: Mapped[str]
    document: Mapped[dict[str, Any]]
    source: Mapped[str | None]
    digest: Mapped[str]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    promotion_id: Mapped[UUID | None]

    @property
    def ref(self) -> str:
        """The name by which records point at this version."""
        return VERSION.ref(self.id)


class AgentTrial(Tenant, Base):
    """What became of trying a version; it holds for whatever has the same digest."""

    __tablename__ = "agent_trials"
    __table_args__ = (ForeignKeyConstraint(["org_id", "agent_id"], ["agents.org_id", "agents.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID]
    number: Mapped[int]
    digest: Mapped[str]
    passed: Mapped[bool]
    report: Mapped[dict[str, Any]]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class AgentReplay(Tenant, Base):
    """Recorded inputs, answered by the active version (`active_id`) and by one that waits for approval.

    `cases` hold `source`, `input`, `before`, `after` and `same`, and while they wait `given` and `answers`. `caller` is
    whose rights it runs with. `fingerprint` is over both contents and the inputs, empty until these are known;
    `reused` says that the same was found for another proposal before. `said` explains what is not there.
    """

    __tablename__ = "agent_replays"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),
        ForeignKeyConstraint(["org_id", "agent_id"], ["agents.org_id", "agents.id"]),
        ForeignKeyConstraint(["org_id", "version_id"], ["agent_versions.org_id", "agent_versions.id"]),
        ForeignKeyConstraint(["org_id", "active_id"], ["agent_versions.org_id", "agent_versions.id"]),
    )
    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID]
    slug: Mapped[str]
    version_id: Mapped[UUID]
    number: Mapped[int]
    active_id: Mapped[UUID]
    active_number: Mapped[int]
    caller: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]
    status: Mapped[str]
    said: Mapped[str]
    reused: Mapped[bool]
    cases: Mapped[list[Any]]
    cost_usd: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    unpriced: Mapped[int]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BuildingEvent(Tenant, Base):
    """A check or a trial of an agent, or that it was told of too many that failed (`alert`)."""

    __tablename__ = "building_events"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    passed: Mapped[bool]
    duration_ms: Mapped[float]
    created_at: Mapped[datetime]
