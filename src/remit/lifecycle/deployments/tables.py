"""Deployments, their immutable revisions, and every move they made."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, ForeignKeyConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant

_MONEY = Numeric(18, 9)


class Deployment(Tenant, Base):
    """A desired state in an environment on a host; `plan` is what was shown and approved.

    `serving` is the revision that runs, none while nothing does. The meter of a model's instances runs at
    `usd_per_hour` since `metered_since`; what it added up to before that on the day `metered_on` is `metered_usd`.
    `heard_at` is when an agent that runs elsewhere was first heard of. `orphaned` is what the host said when it did not
    stop or remove what was paused or deleted.
    """

    __tablename__ = "deployments"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "agent_version_id"], ["agent_versions.org_id", "agent_versions.id"]),
        ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    environment: Mapped[str]
    kind: Mapped[str]
    host: Mapped[str]
    dry_run: Mapped[bool]
    status: Mapped[str]
    status_reason: Mapped[str | None]
    command: Mapped[str]
    plan: Mapped[dict[str, Any]]
    agent_version_id: Mapped[UUID | None]
    revision: Mapped[int]
    proposal_id: Mapped[UUID | None]
    requested_by: Mapped[dict[str, Any]]
    claimed_user: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    subject: Mapped[str | None] = mapped_column(Computed("'deployment:dep_' || remit_base32(id)"))
    searched: Mapped[str | None] = mapped_column(
        Computed(
            "lower(name || E'\\n' || command || E'\\n' || coalesce(plan -> 'artifact' ->> 'endpoint_name', ''))"
        )
    )
    serving: Mapped[int | None]
    metered_since: Mapped[datetime | None]
    usd_per_hour: Mapped[Decimal | None] = mapped_column(_MONEY)
    metered_on: Mapped[date | None]
    metered_usd: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    heard_at: Mapped[datetime | None]
    orphaned: Mapped[str | None]


class Revision(Tenant, Base):
    """What one rollout carries out; never changed. `change` names what made it, none before that was kept."""

    __tablename__ = "revisions"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
        ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),
    )
    deployment_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    spec: Mapped[dict[str, Any]]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    change: Mapped[str | None]
    reason: Mapped[str | None]
    proposal_id: Mapped[UUID | None]


class Transition(Tenant, Base):
    """One move of a deployment: from where to where, by whom and why, with what was sent outside.

    `usd_per_hour` is the price of a model's instances from here on.
    """

    __tablename__ = "transitions"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    deployment_id: Mapped[UUID]
    from_status: Mapped[str]
    to_status: Mapped[str]
    reason: Mapped[str]
    actor: Mapped[dict[str, Any]]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    usd_per_hour: Mapped[Decimal | None] = mapped_column(_MONEY)


class InstanceDay(Tenant, Base):
    """What instances cost on a closed day, and apart from it what dry runs would have cost."""

    __tablename__ = "instance_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    dry_run: Mapped[bool] = mapped_column(primary_key=True)
    usd: Mapped[Decimal] = mapped_column(Numeric(18, 6))
