"""Who is told what, and what became of telling it, as they are stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

SUBSCRIPTION = Kind("ntf", "notification")
DELIVERY = Kind("msg", "message")


class Subscription(Tenant, Base):
    """Some kinds of news and the channel they are told by.

    A `connection_id` for Slack, Teams and mail, a `url` for a webhook. Mail goes to the `addresses`, and with `people`
    to those whom a piece of news concerns. `secret` is sealed, as is `previous_secret`, which goes on signing until
    `previous_until`; their versions are part of what the envelopes are bound to.
    """

    __tablename__ = "notice_subscriptions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "connection_id"], ["connections.org_id", "connections.id"], ondelete="CASCADE"
        ),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    channel: Mapped[str]
    connection_id: Mapped[UUID | None]
    url: Mapped[str | None]
    addresses: Mapped[list[Any]]
    people: Mapped[bool]
    kinds: Mapped[list[Any]]
    environments: Mapped[list[Any]]
    least_severity: Mapped[str]
    enabled: Mapped[bool]
    version: Mapped[int]
    secret: Mapped[bytes | None]
    secret_version: Mapped[int]
    previous_secret: Mapped[bytes | None]
    previous_version: Mapped[int]
    previous_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        """The name by which records point at it."""
        return SUBSCRIPTION.ref(self.id)


class Delivery(Tenant, Base):
    """One message to one recipient; `once` names the news, which is told each recipient once.

    `member_id` is the person whom a mail is for, none where it goes to an address or a channel.
    """

    __tablename__ = "notice_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "subscription_id"],
            ["notice_subscriptions.org_id", "notice_subscriptions.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),
    )
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID]
    once: Mapped[str]
    recipient: Mapped[str]
    member_id: Mapped[UUID | None]
    kind: Mapped[str]
    ref: Mapped[str]
    notice: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    last_said: Mapped[str]
    last_status: Mapped[int | None]


class Preference(Tenant, Base):
    """The kinds of news that a member does not want by mail."""

    __tablename__ = "notice_preferences"
    __table_args__ = (ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    muted: Mapped[list[Any]]
    updated_at: Mapped[datetime]
