"""What was used: one row for every call, also for one that was refused, failed or cancelled; and closed totals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Integer, Numeric, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant


class Usage(Tenant, Base):
    """One call; times are in milliseconds, `cost_usd` is none where the price is not known.

    `cached_tokens` are among the input, `reasoning_tokens` among the output.

    `agent` and `key` are refs of the agent that ran and the key it was called with, empty where there is none.
    """

    __tablename__ = "usage"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str]
    actor: Mapped[str]
    model: Mapped[str]
    provider: Mapped[str]
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(18, 9))
    price_as_of: Mapped[date | None]
    outcome: Mapped[str]
    error: Mapped[str | None]
    first_token_ms: Mapped[float | None]
    duration_ms: Mapped[float]
    request_id: Mapped[str]
    created_at: Mapped[datetime]
    agent: Mapped[str]
    key: Mapped[str]
    fallback_from: Mapped[str]
    tool_uses: Mapped[int]
    revision: Mapped[int | None]
    purpose: Mapped[str]
    cached_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)


class UsageTotal(Tenant, Base):
    """What the calls of a closed hour or day add up to; `subject` is empty for the whole organisation."""

    __tablename__ = "usage_totals"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    grain: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(BigInteger)
    errors: Mapped[int] = mapped_column(BigInteger)
    refused: Mapped[int] = mapped_column(BigInteger)
    unpriced: Mapped[int] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    p50_ms: Mapped[float | None]
    p95_ms: Mapped[float | None]
    p99_ms: Mapped[float | None]


class SummedUsage(Tenant, Base):
    """What the calls of an hour or day add up to that have one thing in common: `dimension` says what, `name` which.

    `time_steps` and `time_counts` say how many answered calls took how long, by the steps of `remit_time_step`;
    `first_steps` and `first_counts` to how many calls the first words came how soon.
    """

    __tablename__ = "usage_sums"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    grain: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(BigInteger)
    errors: Mapped[int] = mapped_column(BigInteger)
    refused: Mapped[int] = mapped_column(BigInteger)
    unpriced: Mapped[int] = mapped_column(BigInteger)
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal] = mapped_column(Numeric(24, 9))
    time_steps: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    time_counts: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    first_steps: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    first_counts: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class UsageMark(Tenant, Base):
    """Up to when the calls of an organisation are added up."""

    __tablename__ = "usage_marks"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    until: Mapped[datetime]


class BudgetRow(Tenant, Base):
    """What a subject may spend in a period; `version` counts the changes."""

    __tablename__ = "budgets"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str]
    subject: Mapped[str]
    period: Mapped[str]
    limit_usd: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    thresholds: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    at_limit: Mapped[str]
    version: Mapped[int]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class BudgetCounter(Tenant, Base):
    """What of a budget is spent and held in one period; `alerted` is the highest threshold told, in percent."""

    __tablename__ = "budget_counters"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    budget_id: Mapped[UUID] = mapped_column(primary_key=True)
    period_start: Mapped[datetime] = mapped_column(primary_key=True)
    spent_usd: Mapped[Decimal] = mapped_column(Numeric(24, 9))
    reserved_usd: Mapped[Decimal] = mapped_column(Numeric(24, 9))
    alerted: Mapped[int]
    asked_at: Mapped[datetime | None]
    plan_limit_usd: Mapped[Decimal | None] = mapped_column(Numeric(18, 9))
    plan_subject: Mapped[str | None]


class ReservationRow(Tenant, Base):
    """What a call on its way holds of its budgets; `swept` when it was given back because the call died."""

    __tablename__ = "reservations"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    amount_usd: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    budget_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    periods: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    expires_at: Mapped[datetime]
    swept: Mapped[bool]


class BudgetWait(Tenant, Base):
    """A call that waits for a person to raise a budget."""

    __tablename__ = "budget_waits"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    budget_id: Mapped[UUID]
    actor: Mapped[dict[str, Any]]
    subject: Mapped[str]
    amount_usd: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    since: Mapped[datetime]
    expires_at: Mapped[datetime]


class LimitRow(Tenant, Base):
    """How much a subject may do in a minute, and how much at once; without a subject, what holds for all of a scope."""

    __tablename__ = "limits"
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str]
    subject: Mapped[str]
    requests_per_minute: Mapped[int | None] = mapped_column(BigInteger)
    tokens_per_minute: Mapped[int | None] = mapped_column(BigInteger)
    concurrency: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
