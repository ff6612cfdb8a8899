"""Proposed changes and what people decided about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class Proposal(Tenant, Base):
    """A change that somebody asks for; `digest` is over `shown`, exactly what an approver saw.

    `risk` is 1 to 3. `stakes` holds why (`reasons`), the policies that asked for a person, and the cost before and
    after. `escalated` is false where policies allowed it at once. `rule` is the approval rule as it was when the change
    was asked for, `stage` the place of its stage that waits, `raised_at` when that went to more people. `authors` are
    the people (in hex) who wrote what is proposed. `anywhere` says whether any worker may carry it out, or only the one
    that leads. `voided` says who took it back (`by`) and `why`.
    """

    __tablename__ = "proposals"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    environment: Mapped[str]
    title: Mapped[str]
    shown: Mapped[dict[str, Any]]
    digest: Mapped[str]
    status: Mapped[str]
    risk: Mapped[int]
    stakes: Mapped[dict[str, Any]]
    escalated: Mapped[bool]
    requested_by: Mapped[dict[str, Any]]
    requested_person: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    stage: Mapped[int] = mapped_column(default=0)
    authors: Mapped[list[Any]] = mapped_column(default=list)
    escalates_at: Mapped[datetime | None]
    raised_at: Mapped[datetime | None]
    warns_at: Mapped[datetime | None]
    voided: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    anywhere: Mapped[bool] = mapped_column(default=False)


class ProposalDecision(Tenant, Base):
    """One person's yes or no to exactly what `digest` stands for, in a stage.

    `on_behalf` names the person whose right it was (`person`, `name`, `delegation`), where another used it.
    """

    __tablename__ = "decisions"
    __table_args__ = (ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID]
    verdict: Mapped[str]
    reason: Mapped[str]
    digest: Mapped[str]
    decided_by: Mapped[dict[str, Any]]
    person: Mapped[UUID]
    claimed_approver: Mapped[str | None]
    created_at: Mapped[datetime]
    stage: Mapped[int] = mapped_column(default=0)
    teams: Mapped[list[Any]] = mapped_column(default=list)
    on_behalf: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class Override(Tenant, Base):
    """A change that did not wait: two people of the highest roles said so, and a third looks at it afterwards.

    While only the first has said so, nothing has happened.
    """

    __tablename__ = "overrides"
    __table_args__ = (ForeignKeyConstraint(["org_id", "proposal_id"], ["proposals.org_id", "proposals.id"]),)
    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    first_by: Mapped[dict[str, Any]]
    first_person: Mapped[UUID]
    first_reason: Mapped[str]
    first_at: Mapped[datetime]
    second_by: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    second_person: Mapped[UUID | None]
    second_reason: Mapped[str | None]
    second_at: Mapped[datetime | None]
    review_by: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    review_person: Mapped[UUID | None]
    review_words: Mapped[str | None]
    review_at: Mapped[datetime | None]
