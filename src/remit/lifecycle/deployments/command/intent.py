"""What a command was understood to say, and what was wrong with it."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from remit.lifecycle.deployments.sizing import Precision

Environment = str
"""The name of an environment that the organisation has."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Intent(_Record):
    """What the command asks for; None where it says nothing. Money is dollars per hour for all instances together.

    A `model_file` is served on this machine, as a process or in a container by its `host`; then there is no `model_id`,
    which is a model of the catalogue. Of one of those the `host` says where it goes if not to SageMaker.
    """

    model_text: str | None = None
    model_id: str | None = None
    model_file: str | None = None
    host: Literal["local", "container", "kubernetes"] | None = None
    application: str | None = None
    application_text: str | None = None
    environment: Environment | None = None
    instance_count: int | None = Field(default=None, ge=1)
    max_instances: int | None = Field(default=None, ge=1)
    instance_type: str | None = None
    region: str | None = None
    budget_usd_per_hour: Decimal | None = Field(default=None, gt=0)
    precision: Precision | None = None
    max_context: int | None = Field(default=None, ge=1)


class Problem(_Record):
    """One thing that stops the command, and how to write it instead."""

    code: str
    field: str
    message: str
    hint: str


class Span(_Record):
    """Where a field was read: character positions in the cleaned text, end exclusive."""

    field: str
    start: int
    end: int


class Reading(_Record):
    """A command as read. It may be planned only when `problems` is empty; `assumptions` must be shown."""

    text: str
    intent: Intent
    problems: list[Problem]
    assumptions: list[str]
    not_understood: list[str]
    spans: list[Span]

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of a plan."""
        return not self.problems
