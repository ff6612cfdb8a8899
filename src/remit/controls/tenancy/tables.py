"""Organisations, the people and keys that act for them, and how they come in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class Organization(Base):
    """A tenant."""

    __tablename__ = "organizations"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]


class Account(Base):
    """A person of the installation; `email` is in lower case, and `password_hash` an argon2id string or none.

    Until `proved_at` whoever opened the account may be somebody else than the one of the address.
    """

    __tablename__ = "accounts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    last_org_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class Member(Tenant, Base):
    """A person in one organisation; whoever was removed stays, since records point at them."""

    __tablename__ = "members"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[datetime]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[datetime | None]


class ApiKey(Tenant, Base):
    """A key: a service account of its own unless `member_id` names its person; `secret_hash` is an HMAC-SHA256.

    `person` is who four eyes count a service account as: whoever made it over HTTP, none for itself.
    """

    __tablename__ = "api_keys"
    __table_args__ = (ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_id: Mapped[str]
    secret_hash: Mapped[bytes]
    name: Mapped[str]
    role: Mapped[str]
    member_id: Mapped[UUID | None]
    deployment_id: Mapped[UUID | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    person: Mapped[UUID | None]


class BrowserSession(Tenant, Base):
    """A signed-in browser; the cookie's token is stored as its SHA-256.

    `method` is how the person last proved who they are, at `proved_at`; `last_seen_at` is true to the minute.
    """

    __tablename__ = "sessions"
    __table_args__ = (ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    member_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    method: Mapped[str]
    proved_at: Mapped[datetime]
    address: Mapped[str]
    user_agent: Mapped[str]
    last_seen_at: Mapped[datetime]


class SignInLink(Tenant, Base):
    """A link that signs one person in, once."""

    __tablename__ = "sign_in_links"
    __table_args__ = (ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    member_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Tenant, Base):
    """A link by which one person may join; `email` is in lower case, the token is stored as its SHA-256."""

    __tablename__ = "invitations"
    __table_args__ = (ForeignKeyConstraint(["org_id", "member_id"], ["members.org_id", "members.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    email: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    member_id: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
