"""Datasets as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from remit.kit.schemas import Answer, Body
from remit.lifecycle.evaluations.datasets import LONGEST_SLUG, SLUG, Format

Slug = Annotated[
    str, Field(pattern=SLUG, max_length=LONGEST_SLUG, description="Its name.", examples=["support-tickets"])
]
Note = Annotated[str, Field(max_length=500, description="What changed, in a sentence.")]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class CaseBody(Body):
    """One case: what goes in, and what should come out where that is known.

    `input` is text, `{"messages": […]}` for what was said before, or what a function takes. `answers` are what tools
    and services say while it runs: `[{"service": "tools", "name": "crm.get_customer", "answer": "Ada"}]`.
    """

    input: Annotated[Any, Field(examples=["Where is my order 4711?"])]
    expected: Annotated[Any, Field(examples=["It is on its way."])] = None
    name: str = ""
    metadata: dict[str, Any] = {}
    tags: list[str] = []
    answers: list[dict[str, Any]] = []


class CasesBody(Body):
    """Where cases come from: a file's text, a list, answers in your conversations, or an agent's smoke run."""

    content: Annotated[
        str | None,
        Field(
            description="The text of a file.",
            examples=['{"input": "2 + 2", "expected": "4"}\n{"input": "3 + 4", "expected": "7"}\n'],
        ),
    ] = None
    format: Annotated[Format, Field(description="What the file is written in.")] = "jsonl"
    cases: Annotated[list[CaseBody], Field(description="Cases written out.")] = []
    messages: Annotated[
        list[str],
        Field(
            max_length=500, description="Ids of answers in your conversations: each becomes what is expected."
        ),
    ] = []
    trial_of: Annotated[
        str | None, Field(max_length=LONGEST_SLUG, description="The agent whose newest smoke run is taken.")
    ] = None


class NewDataset(CasesBody):
    """A dataset with its first cases."""

    slug: Slug
    description: Annotated[str, Field(max_length=2_000)] = ""


class ReplacedCase(Body):
    """A case in the place of another one."""

    id: str
    case: CaseBody


class EvaluationAnswers(Body):
    """Answers of an evaluation that are what is expected from now on, by their cases' places from 0."""

    evaluation: str
    places: Annotated[list[Annotated[int, Field(ge=0, le=100_000)]], Field(min_length=1, max_length=500)]


class DatasetEdit(CasesBody):
    """A change that makes the next version: cases added, some in the place of others, some taken out."""

    replace: Annotated[list[ReplacedCase], Field(max_length=1_000)] = []
    remove: Annotated[list[str], Field(max_length=10_000, description="Ids of cases to take out.")] = []
    expect: Annotated[EvaluationAnswers | None, Field(description="Answers to expect from now on.")] = None
    whole: Annotated[bool, Field(description="What is added takes the place of all there was.")] = False
    base_version: Annotated[
        Number | None, Field(description="The version you saw: refused where there is a newer one.")
    ] = None
    note: Note = ""


class DatasetText(Body):
    """What is said of a dataset."""

    description: Annotated[str, Field(max_length=2_000)]


class CaseFaultAnswer(Answer):
    """One thing wrong with a case."""

    line: int
    message: str


class Author(Answer):
    """Who did something."""

    id: str
    kind: str
    name: str


class DatasetVersionAnswer(Answer):
    """One version of a dataset; `digest` is of its content."""

    number: int
    digest: str
    cases: int
    bytes: int
    note: str
    created_by: Author
    created_at: datetime


class DatasetAnswer(Answer):
    """A dataset with its newest version."""

    id: str
    slug: str
    description: str
    archived: bool
    version: DatasetVersionAnswer
    created_by: Author
    created_at: datetime
    updated_at: datetime


class DatasetPage(Answer):
    """A page of datasets, newest first."""

    items: list[DatasetAnswer]
    next: str | None


class DatasetRight(Answer):
    """What you may do with a dataset now, and why not."""

    action: Literal["write", "archive", "restore"]
    allowed: bool
    reason: str | None


class DatasetDetail(DatasetAnswer):
    """A dataset with its versions, newest first (at most 100), and what you may do with it."""

    versions: list[DatasetVersionAnswer]
    may: list[DatasetRight]


class EditedDataset(DatasetAnswer):
    """A dataset after a change; `unchanged` says that the newest version holds just that already."""

    unchanged: bool


class CaseAnswer(Answer):
    """One case; `place` counts from 0."""

    id: str
    place: int
    name: str
    input: Any
    expected: Any
    metadata: dict[str, Any]
    tags: list[str]
    answers: list[dict[str, Any]]
    source: dict[str, Any]
    bytes: int


class CasePage(Answer):
    """Some cases of a version; `matching` is how many fit what was asked for."""

    version: int
    items: list[CaseAnswer]
    matching: int
    next: str | None


class CheckedCases(Answer):
    """What a file holds, without storing it."""

    cases: int
    first: list[CaseBody]


class TurnAnswer(Answer):
    """An answer in one of your conversations, which can become a case."""

    id: str
    conversation: str
    title: str
    agent: str
    question: str
    answer: str
    before: int
    at: datetime


class TurnPage(Answer):
    """Answers in your conversations, newest first."""

    items: list[TurnAnswer]
    next: str | None
