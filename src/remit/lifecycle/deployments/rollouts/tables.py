"""Rollouts: how a revision comes to serve, and every move on the way."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

ROLLOUT = Kind("rol", "rollout")


class State(StrEnum):
    """Where a rollout stands; those from `succeeded` on are its ends."""

    PROVISIONING = "provisioning"
    VERIFYING = "verifying"
    SHIFTING = "shifting"
    BAKING = "baking"
    PROMOTING = "promoting"
    ROLLING_BACK = "rolling_back"
    SUCCEEDED = "succeeded"
    ROLLED_BACK = "rolled_back"
    ROLLBACK_FAILED = "rollback_failed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


ENDS = frozenset(
    {
        State.SUCCEEDED,
        State.ROLLED_BACK,
        State.ROLLBACK_FAILED,
        State.FAILED,
        State.CANCELLED,
        State.SUPERSEDED,
    }
)


class RolloutRow(Tenant, Base):
    """One rollout of a revision; `share` is what it takes of the calls, in percent, `stable` takes the others.

    `strategy` is none of ours where the host shifts the traffic itself: `{"kind": "host"}`. `look_at` is when something
    is to be done next, none while its durable workflow does it. `attempts` counts tries of what its state does.
    """

    __tablename__ = "rollouts"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deployment_id"], ["deployments.org_id", "deployments.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    deployment_id: Mapped[UUID]
    revision: Mapped[int]
    stable: Mapped[int | None]
    change: Mapped[str]
    strategy: Mapped[dict[str, Any]]
    state: Mapped[str]
    step: Mapped[int]
    share: Mapped[int]
    reason: Mapped[str]
    figures: Mapped[dict[str, Any] | None]
    paused_at: Mapped[datetime | None]
    bake_ends_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    attempts: Mapped[int]
    started_by: Mapped[dict[str, Any]]
    proposal_id: Mapped[UUID | None]
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RolloutMove(Tenant, Base):
    """One move of a rollout, with the share of the calls and the figures at that moment."""

    __tablename__ = "rollout_moves"
    __table_args__ = (ForeignKeyConstraint(["org_id", "rollout_id"], ["rollouts.org_id", "rollouts.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    rollout_id: Mapped[UUID]
    from_state: Mapped[str]
    to_state: Mapped[str]
    share: Mapped[int]
    reason: Mapped[str]
    figures: Mapped[dict[str, Any] | None]
    actor: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
