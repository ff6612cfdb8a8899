# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel, SecretStr
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Name,
    Url,
)


class Directions(RootModel[list[Literal['input', 'output', 'tool_arguments', 'tool_result']]]):
    root: Annotated[
        list[Literal['input', 'output', 'tool_arguments', 'tool_result']],
        Field(max_length=4, min_length=1, title='Directions'),
    ]



class Label(RootModel[str]):
    root: Annotated[str, Field(examples=['pii'], pattern='^[a-z][a-z0-9_-]{0,39}(\\.[a-z0-9_-]{1,40}){0,2}$')]



class Labels(RootModel[list[Label]]):
    root: Annotated[
        list[Label],
        Field(
            description='What it may say, with all that is under it; empty for everything.',
            max_length=100,
            title='Labels',
        ),
    ]



class TimeoutSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.05, le=30.0, title='Timeout Seconds')]



class AnnotatorHealth(Model):
    """
    How it does in the process that answers; counts are of the last hour.
    """

    breaker: Annotated[Literal['closed', 'open', 'half_open'], Field(title='Breaker')]
    calls: Annotated[int, Field(title='Calls')]
    failures: Annotated[int, Field(title='Failures')]
    last_error: Annotated[str | None, Field(title='Last Error')]
    last_error_at: Annotated[AwareDatetime | None, Field(title='Last Error At')]



class AnnotatorKindAnswer(Model):
    """
    A kind of annotator, what it needs, and which labels it says unless somebody chooses others.
    """

    kind: Annotated[Literal['http', 'presidio', 'llama_guard'], Field(title='Kind')]
    label: Annotated[str, Field(title='Label')]
    help: Annotated[str, Field(title='Help')]
    usual_url: Annotated[str, Field(title='Usual Url')]
    labels: Annotated[list[str], Field(title='Labels')]
    needs_model: Annotated[bool, Field(title='Needs Model')]
    takes_language: Annotated[bool, Field(title='Takes Language')]



class AnnotatorKindList(Model):
    """
    Every kind of annotator.
    """

    items: Annotated[list[AnnotatorKindAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ModelModel(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1, title='Model')]



class Language(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z]{2,3}(-[A-Za-z]{2,4})?$', title='Language')]



class LeastScore(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=1.0, title='Least Score')]



class AnnotatorOptions(Model):
    """
    What single kinds take: Llama Guard a model, Presidio a language and the least score that counts.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    model: Annotated[ModelModel | None, Field(title='Model')] = None
    language: Annotated[Language | None, Field(title='Language')] = None
    least_score: Annotated[LeastScore | None, Field(title='Least Score')] = None



class Labels1Item(RootModel[str]):
    root: Annotated[str, Field(examples=['pii'], pattern='^[a-z][a-z0-9_-]{0,39}(\\.[a-z0-9_-]{1,40}){0,2}$')]



class Labels1(RootModel[list[Labels1Item]]):
    root: Annotated[
        list[Labels1Item],
        Field(
            description='What it may say, with all that is under it; empty for everything.',
            max_length=100,
            title='Labels',
        ),
    ]



class NewAnnotator(Model):
    """
    An annotator to add; how streams are held is by its fail mode where nobody says: whole when closed.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    slug: Annotated[
        str, Field(examples=['ollama'], max_length=40, pattern='^[a-z0-9](-?[a-z0-9])*$', title='Slug')
    ]
    kind: Annotated[Literal['http', 'presidio', 'llama_guard'], Field(title='Kind')]
    url: Annotated[
        str, Field(examples=['http://127.0.0.1:11434/v1'], max_length=2000, min_length=1, title='Url')
    ]
    name: Annotated[Name | None, Field(title='Name')] = None
    secret: Annotated[SecretStr | None, Field(title='Secret')] = None
    options: AnnotatorOptions | None = None
    directions: Annotated[
        list[Literal['input', 'output', 'tool_arguments', 'tool_result']] | None,
        Field(max_length=4, min_length=1, title='Directions'),
    ] = ['input', 'output', 'tool_arguments', 'tool_result']
    labels: Annotated[Labels1 | None, Field(title='Labels')] = None
    timeout_seconds: Annotated[float | None, Field(ge=0.05, le=30.0, title='Timeout Seconds')] = 2.0
    fail_mode: Annotated[Literal['open', 'closed'] | None, Field(title='Fail Mode')] = 'closed'
    streams: Annotated[Literal['whole', 'window'] | None, Field(title='Streams')] = None
    enabled: Annotated[bool | None, Field(title='Enabled')] = True



class Sample(Model):
    """
    A text to ask an annotator about; it is not kept.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    text: Annotated[str, Field(max_length=20000, min_length=1, title='Text')]
    direction: Annotated[
        Literal['input', 'output', 'tool_arguments', 'tool_result'] | None, Field(title='Direction')
    ] = 'input'



class SampleLabel(Model):
    """
    A label, and the piece of the sample that it is about.
    """

    name: Annotated[str, Field(title='Name')]
    score: Annotated[float, Field(title='Score')]
    start: Annotated[int, Field(title='Start')]
    end: Annotated[int, Field(title='End')]
    text: Annotated[str, Field(title='Text')]



class AnnotatorAnswer(Model):
    """
    An annotator; its secret is never shown.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    kind: Annotated[Literal['http', 'presidio', 'llama_guard'], Field(title='Kind')]
    kind_label: Annotated[str, Field(title='Kind Label')]
    name: Annotated[str, Field(title='Name')]
    url: Annotated[str, Field(title='Url')]
    has_secret: Annotated[bool, Field(title='Has Secret')]
    options: AnnotatorOptions
    directions: Annotated[
        list[Literal['input', 'output', 'tool_arguments', 'tool_result']], Field(title='Directions')
    ]
    labels: Annotated[list[str], Field(title='Labels')]
    timeout_seconds: Annotated[float, Field(title='Timeout Seconds')]
    fail_mode: Annotated[Literal['open', 'closed'], Field(title='Fail Mode')]
    streams: Annotated[Literal['whole', 'window'], Field(title='Streams')]
    enabled: Annotated[bool, Field(title='Enabled')]
    health: AnnotatorHealth
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class AnnotatorChange(Model):
    """
    What is to change of the version that was read; the secret stays unless it is sent, and null removes it.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[int, Field(title='Version')]
    url: Annotated[Url | None, Field(title='Url')] = None
    name: Annotated[Name | None, Field(title='Name')] = None
    secret: Annotated[SecretStr | None, Field(title='Secret')] = None
    options: AnnotatorOptions | None = None
    directions: Annotated[Directions | None, Field(title='Directions')] = None
    labels: Annotated[Labels | None, Field(title='Labels')] = None
    timeout_seconds: Annotated[TimeoutSeconds | None, Field(title='Timeout Seconds')] = None
    fail_mode: Annotated[Literal['open', 'closed'] | None, Field(title='Fail Mode')] = None
    streams: Annotated[Literal['whole', 'window'] | None, Field(title='Streams')] = None
    enabled: Annotated[bool | None, Field(title='Enabled')] = None



class AnnotatorPage(Model):
    """
    Some annotators, oldest first.
    """

    items: Annotated[list[AnnotatorAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class AnnotatorTested(Model):
    """
    What an annotator said of a sample, how long it took, or what is wrong; `left_out` it may not say.
    """

    ok: Annotated[bool, Field(title='Ok')]
    milliseconds: Annotated[int, Field(title='Milliseconds')]
    labels: Annotated[list[SampleLabel], Field(title='Labels')]
    left_out: Annotated[list[str], Field(title='Left Out')]
    problem: Annotated[str, Field(title='Problem')]
