# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Author,
)


class CaseAnswer(Model):
    """
    One case; `place` counts from 0.
    """

    id: Annotated[str, Field(title='Id')]
    place: Annotated[int, Field(title='Place')]
    name: Annotated[str, Field(title='Name')]
    input: Annotated[Any, Field(title='Input')]
    expected: Annotated[Any, Field(title='Expected')]
    metadata: Annotated[dict[str, Any], Field(title='Metadata')]
    tags: Annotated[list[str], Field(title='Tags')]
    answers: Annotated[list[dict[str, Any]], Field(title='Answers')]
    source: Annotated[dict[str, Any], Field(title='Source')]
    bytes: Annotated[int, Field(title='Bytes')]



class CaseBody(Model):
    """
    One case: what goes in, and what should come out where that is known.

    `input` is text, `{"messages": […]}` for what was said before, or what a function takes. `answers` are what tools
    and services say while it runs: `[{"service": "tools", "name": "crm.get_customer", "answer": "Ada"}]`.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    input: Annotated[Any, Field(examples=['Where is my order 4711?'], title='Input')]
    expected: Annotated[Any | None, Field(examples=['It is on its way.'], title='Expected')] = None
    name: Annotated[str | None, Field(title='Name')] = ''
    metadata: Annotated[dict[str, Any] | None, Field(title='Metadata')] = {}
    tags: Annotated[list[str] | None, Field(title='Tags')] = []
    answers: Annotated[list[dict[str, Any]] | None, Field(title='Answers')] = []



class CasePage(Model):
    """
    Some cases of a version; `matching` is how many fit what was asked for.
    """

    version: Annotated[int, Field(title='Version')]
    items: Annotated[list[CaseAnswer], Field(title='Items')]
    matching: Annotated[int, Field(title='Matching')]
    next: Annotated[str | None, Field(title='Next')]



class TrialOf(RootModel[str]):
    root: Annotated[
        str, Field(description='The agent whose newest smoke run is taken.', max_length=64, title='Trial Of')
    ]



class CasesBody(Model):
    """
    Where cases come from: a file's text, a list, answers in your conversations, or an agent's smoke run.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    content: Annotated[
        str | None,
        Field(
            description='The text of a file.',
            examples=['{"input": "2 + 2", "expected": "4"}\n{"input": "3 + 4", "expected": "7"}\n'],
            title='Content',
        ),
    ] = None
    format: Annotated[
        Literal['jsonl', 'csv', 'yaml'] | None,
        Field(description='What the file is written in.', title='Format'),
    ] = 'jsonl'
    cases: Annotated[
        list[CaseBody] | None, Field(description='Cases written out.', title='Cases', validate_default=True)
    ] = []
    messages: Annotated[
        list[str] | None,
        Field(
            description='Ids of answers in your conversations: each becomes what is expected.',
            max_length=500,
            title='Messages',
        ),
    ] = []
    trial_of: Annotated[
        TrialOf | None, Field(description='The agent whose newest smoke run is taken.', title='Trial Of')
    ] = None



class CheckedCases(Model):
    """
    What a file holds, without storing it.
    """

    cases: Annotated[int, Field(title='Cases')]
    first: Annotated[list[CaseBody], Field(title='First')]



class BaseVersion3(RootModel[int]):
    root: Annotated[
        int,
        Field(
            description='The version you saw: refused where there is a newer one.',
            ge=1,
            le=2147483647,
            title='Base Version',
        ),
    ]



class DatasetRight(Model):
    """
    What you may do with a dataset now, and why not.
    """

    action: Annotated[Literal['write', 'archive', 'restore'], Field(title='Action')]
    allowed: Annotated[bool, Field(title='Allowed')]
    reason: Annotated[str | None, Field(title='Reason')]



class DatasetText(Model):
    """
    What is said of a dataset.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    description: Annotated[str, Field(max_length=2000, title='Description')]



class DatasetVersionAnswer(Model):
    """
    One version of a dataset; `digest` is of its content.
    """

    number: Annotated[int, Field(title='Number')]
    digest: Annotated[str, Field(title='Digest')]
    cases: Annotated[int, Field(title='Cases')]
    bytes: Annotated[int, Field(title='Bytes')]
    note: Annotated[str, Field(title='Note')]
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class EditedDataset(Model):
    """
    A dataset after a change; `unchanged` says that the newest version holds just that already.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    description: Annotated[str, Field(title='Description')]
    archived: Annotated[bool, Field(title='Archived')]
    version: DatasetVersionAnswer
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    unchanged: Annotated[bool, Field(title='Unchanged')]



class Place1(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=100000)]



class EvaluationAnswers(Model):
    """
    Answers of an evaluation that are what is expected from now on, by their cases' places from 0.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    evaluation: Annotated[str, Field(title='Evaluation')]
    places: Annotated[list[Place1], Field(max_length=500, min_length=1, title='Places')]



class NewDataset(Model):
    """
    A dataset with its first cases.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    content: Annotated[
        str | None,
        Field(
            description='The text of a file.',
            examples=['{"input": "2 + 2", "expected": "4"}\n{"input": "3 + 4", "expected": "7"}\n'],
            title='Content',
        ),
    ] = None
    format: Annotated[
        Literal['jsonl', 'csv', 'yaml'] | None,
        Field(description='What the file is written in.', title='Format'),
    ] = 'jsonl'
    cases: Annotated[
        list[CaseBody] | None, Field(description='Cases written out.', title='Cases', validate_default=True)
    ] = []
    messages: Annotated[
        list[str] | None,
        Field(
            description='Ids of answers in your conversations: each becomes what is expected.',
            max_length=500,
            title='Messages',
        ),
    ] = []
    trial_of: Annotated[
        TrialOf | None, Field(description='The agent whose newest smoke run is taken.', title='Trial Of')
    ] = None
    slug: Annotated[
        str,
        Field(
            description='Its name.',
            examples=['support-tickets'],
            max_length=64,
            pattern='^[a-z0-9](-?[a-z0-9])*$',
            title='Slug',
        ),
    ]
    description: Annotated[str | None, Field(max_length=2000, title='Description')] = ''



class ReplacedCase(Model):
    """
    A case in the place of another one.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[str, Field(title='Id')]
    case: CaseBody



class TurnAnswer(Model):
    """
    An answer in one of your conversations, which can become a case.
    """

    id: Annotated[str, Field(title='Id')]
    conversation: Annotated[str, Field(title='Conversation')]
    title: Annotated[str, Field(title='Title')]
    agent: Annotated[str, Field(title='Agent')]
    question: Annotated[str, Field(title='Question')]
    answer: Annotated[str, Field(title='Answer')]
    before: Annotated[int, Field(title='Before')]
    at: Annotated[AwareDatetime, Field(title='At')]



class TurnPage(Model):
    """
    Answers in your conversations, newest first.
    """

    items: Annotated[list[TurnAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class DatasetAnswer(Model):
    """
    A dataset with its newest version.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    description: Annotated[str, Field(title='Description')]
    archived: Annotated[bool, Field(title='Archived')]
    version: DatasetVersionAnswer
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class DatasetDetail(Model):
    """
    A dataset with its versions, newest first (at most 100), and what you may do with it.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    description: Annotated[str, Field(title='Description')]
    archived: Annotated[bool, Field(title='Archived')]
    version: DatasetVersionAnswer
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    versions: Annotated[list[DatasetVersionAnswer], Field(title='Versions')]
    may: Annotated[list[DatasetRight], Field(title='May')]



class DatasetEdit(Model):
    """
    A change that makes the next version: cases added, some in the place of others, some taken out.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    content: Annotated[
        str | None,
        Field(
            description='The text of a file.',
            examples=['{"input": "2 + 2", "expected": "4"}\n{"input": "3 + 4", "expected": "7"}\n'],
            title='Content',
        ),
    ] = None
    format: Annotated[
        Literal['jsonl', 'csv', 'yaml'] | None,
        Field(description='What the file is written in.', title='Format'),
    ] = 'jsonl'
    cases: Annotated[
        list[CaseBody] | None, Field(description='Cases written out.', title='Cases', validate_default=True)
    ] = []
    messages: Annotated[
        list[str] | None,
        Field(
            description='Ids of answers in your conversations: each becomes what is expected.',
            max_length=500,
            title='Messages',
        ),
    ] = []
    trial_of: Annotated[
        TrialOf | None, Field(description='The agent whose newest smoke run is taken.', title='Trial Of')
    ] = None
    replace: Annotated[
        list[ReplacedCase] | None, Field(max_length=1000, title='Replace', validate_default=True)
    ] = []
    remove: Annotated[
        list[str] | None, Field(description='Ids of cases to take out.', max_length=10000, title='Remove')
    ] = []
    expect: Annotated[EvaluationAnswers | None, Field(description='Answers to expect from now on.')] = None
    whole: Annotated[
        bool | None, Field(description='What is added takes the place of all there was.', title='Whole')
    ] = False
    base_version: Annotated[
        BaseVersion3 | None,
        Field(description='The version you saw: refused where there is a newer one.', title='Base Version'),
    ] = None
    note: Annotated[
        str | None, Field(description='What changed, in a sentence.', max_length=500, title='Note')
    ] = ''



class DatasetPage(Model):
    """
    A page of datasets, newest first.
    """

    items: Annotated[list[DatasetAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
