"""Bodies of the annotator endpoints."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from remit.controls.annotators.kinds import Kind
from remit.controls.connections import Address, Name, Secret, Slug
from remit.engines.guardrails import Direction, FailMode
from remit.kit.resilience import State
from remit.kit.schemas import Answer, Body

Streams = Literal["whole", "window"]
LabelName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}(\.[a-z0-9_-]{1,40}){0,2}$"),
    Field(examples=["pii"]),
]
Directions = Annotated[list[Direction], Field(min_length=1, max_length=4)]
Labels = Annotated[
    list[LabelName],
    Field(max_length=100, description="What it may say, with all that is under it; empty for everything."),
]
Seconds = Annotated[float, Field(ge=0.05, le=30, allow_inf_nan=False)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class AnnotatorOptions(Body):
    """What single kinds take: Llama Guard a model, Presidio a language and the least score that counts."""

    model: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    language: Language | None = None
    least_score: Score | None = None


class NewAnnotator(Body):
    """An annotator to add; how streams are held is by its fail mode where nobody says: whole when closed."""

    slug: Slug
    kind: Kind
    url: Address
    name: Name | None = None
    secret: Secret | None = None
    options: AnnotatorOptions | None = None
    directions: Directions = ["input", "output", "tool_arguments", "tool_result"]
    labels: Labels | None = None
    timeout_seconds: Seconds = 2.0
    fail_mode: FailMode = "closed"
    streams: Streams | None = None
    enabled: bool = True


class AnnotatorChange(Body):
    """What is to change of the version that was read; the secret stays unless it is sent, and null removes it."""

    version: int
    url: Address | None = None
    name: Name | None = None
    secret: Secret | None = None
    options: AnnotatorOptions | None = None
    directions: Directions | None = None
    labels: Labels | None = None
    timeout_seconds: Seconds | None = None
    fail_mode: FailMode | None = None
    streams: Streams | None = None
    enabled: bool | None = None

    @model_validator(mode="after")
    def _nothing_is_nothing(self) -> Self:
        for name in self.model_fields_set - {"secret"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null: leave it out to keep it")
        return self


class AnnotatorHealth(Answer):
    """How it does in the process that answers; counts are of the last hour."""

    breaker: State
    calls: int
    failures: int
    last_error: str | None
    last_error_at: datetime | None


class AnnotatorAnswer(Answer):
    """An annotator; its secret is never shown."""

    id: str
    slug: str
    kind: Kind
    kind_label: str
    name: str
    url: str
    has_secret: bool
    options: AnnotatorOptions
    directions: list[Direction]
    labels: list[str]
    timeout_seconds: float
    fail_mode: FailMode
    streams: Streams
    enabled: bool
    health: AnnotatorHealth
    version: int
    created_at: datetime
    updated_at: datetime


class AnnotatorPage(Answer):
    """Some annotators, oldest first."""

    items: list[AnnotatorAnswer]
    next: str | None


class AnnotatorKindAnswer(Answer):
    """A kind of annotator, what it needs, and which labels it says unless somebody chooses others."""

    kind: Kind
    label: str
    help: str
    usual_url: str
    labels: list[str]
    needs_model: bool
    takes_language: bool


class AnnotatorKindList(Answer):
    """Every kind of annotator."""

    items: list[AnnotatorKindAnswer]
    next: str | None


class Sample(Body):
    """A text to ask an annotator about; it is not kept."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    direction: Direction = "input"


class SampleLabel(Answer):
    """A label, and the piece of the sample that it is about."""

    name: str
    score: float
    start: int
    end: int
    text: str


class AnnotatorTested(Answer):
    """What an annotator said of a sample, how long it took, or what is wrong; `left_out` it may not say."""

    ok: bool
    milliseconds: int
    labels: list[SampleLabel]
    left_out: list[str]
    problem: str
