"""Datasets of cases in immutable versions, runs of agents' versions over them, and what versions must reach."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKey, ForeignKeyConstraint, Numeric, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from remit.kit.database import Base, Tenant
from remit.kit.ids import Kind

DATASET = Kind("data", "dataset")
CASE = Kind("case", "case")
EVALUATION = Kind("eval", "evaluation")
RULE = Kind("erule", "evaluation rule")


class Dataset(Tenant, Base):
    """A dataset: a slug that is its own within the organisation; what is in it stands in its versions."""

    __tablename__ = "datasets"
    __table_args__ = (UniqueConstraint("org_id", "slug", name="uq_datasets_slug"),)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    description: Mapped[str]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        """The name by which records point at it."""
        return DATASET.ref(self.id)


class DatasetCase(Tenant, Base):
    """One case, which never changes: `input` is text, `{"messages": […]}`, or what a function takes.

    `answers` is what tools and services say while it runs, `source` where it came from.
    """

    __tablename__ = "dataset_cases"
    __table_args__ = (
        UniqueConstraint("org_id", "dataset_id", "digest", name="uq_dataset_cases_digest"),
        ForeignKeyConstraint(["org_id", "dataset_id"], ["datasets.org_id", "datasets.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    dataset_id: Mapped[UUID]
    digest: Mapped[str]
    input_digest: Mapped[str]
    name: Mapped[str]
    input: Mapped[Any] = mapped_column(JSONB)
    expected: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata")
    tags: Mapped[list[Any]]
    answers: Mapped[list[Any]]
    source: Mapped[dict[str, Any]]
    bytes: Mapped[int]
    created_at: Mapped[datetime]


class DatasetVersion(Tenant, Base):
    """What a dataset held at one time: its cases in their order."""

    __tablename__ = "dataset_versions"
    __table_args__ = (
        UniqueConstraint("org_id", "dataset_id", "number", name="uq_dataset_versions_number"),
        ForeignKeyConstraint(["org_id", "dataset_id"], ["datasets.org_id", "datasets.id"]),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    dataset_id: Mapped[UUID]
    number: Mapped[int]
    digest: Mapped[str]
    case_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    cases: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class EvaluationRun(Tenant, Base):
    """An agent's version measured on a dataset's: `digest` is the version's, and what was found holds for its equals.

    `caller` is whose rights it runs with. `errors` are cases without an answer, `unpriced` those whose cost is not
    known.
    """

    __tablename__ = "evaluation_runs"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "agent_id"], ["agents.org_id", "agents.id"]),
        ForeignKeyConstraint(["org_id", "version_id"], ["agent_versions.org_id", "agent_versions.id"]),
        ForeignKeyConstraint(["org_id", "dataset_id"], ["datasets.org_id", "datasets.id"]),
        ForeignKeyConstraint(
            ["org_id", "dataset_version_id"], ["dataset_versions.org_id", "dataset_versions.id"]
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID]
    agent: Mapped[str]
    version_id: Mapped[UUID]
    number: Mapped[int]
    digest: Mapped[str]
    dataset_id: Mapped[UUID]
    dataset_version_id: Mapped[UUID]
    scorers: Mapped[list[Any]]
    scorers_digest: Mapped[str]
    threshold: Mapped[float | None]
    effects: Mapped[str]
    status: Mapped[str]
    caller: Mapped[dict[str, Any]]
    created_by: Mapped[dict[str, Any]]
    cases: Mapped[int]
    done: Mapped[int]
    errors: Mapped[int]
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    unpriced: Mapped[int]
    score: Mapped[float | None]
    passed: Mapped[bool | None]
    summary: Mapped[dict[str, Any]]
    problem: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def shown_id(self) -> str:
        """The id as the API shows it."""
        return EVALUATION.show(self.id)

    @property
    def ref(self) -> str:
        """The name by which records point at it."""
        return EVALUATION.ref(self.id)


class EvaluationResult(Tenant, Base):
    """What became of one case; written once. `scores` are those of each scorer, with the reason."""

    __tablename__ = "evaluation_results"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "run_id"], ["evaluation_runs.org_id", "evaluation_runs.id"]),
        ForeignKeyConstraint(["org_id", "case_id"], ["dataset_cases.org_id", "dataset_cases.id"]),
    )
    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    output: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    score: Mapped[float]
    passed: Mapped[bool]
    scores: Mapped[list[Any]]
    error: Mapped[dict[str, Any] | None]
    effects: Mapped[list[Any]]
    call_id: Mapped[str | None]
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(18, 9))
    duration_ms: Mapped[float]
    created_at: Mapped[datetime]


class EvaluationRule(Tenant, Base):
    """What an organisation asks of agents before they may be promoted; agent, type and tag are empty for all."""

    __tablename__ = "evaluation_rules"
    __table_args__ = (ForeignKeyConstraint(["org_id", "dataset_id"], ["datasets.org_id", "datasets.id"]),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent: Mapped[str]
    type: Mapped[str]
    tag: Mapped[str]
    dataset_id: Mapped[UUID]
    scorers: Mapped[list[Any]]
    threshold: Mapped[float]
    created_by: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
