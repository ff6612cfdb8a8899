# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Subject,
)


class LimitAnswer(Model):
    """
    Limits of a subject, or of each of a scope (`subject` is null); null is no limit of that kind.
    """

    id: Annotated[str, Field(title='Id')]
    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    subject: Annotated[str | None, Field(title='Subject')]
    subject_name: Annotated[str, Field(title='Subject Name')]
    subject_live: Annotated[bool, Field(title='Subject Live')]
    requests_per_minute: Annotated[int | None, Field(title='Requests Per Minute')]
    tokens_per_minute: Annotated[int | None, Field(title='Tokens Per Minute')]
    concurrency: Annotated[int | None, Field(title='Concurrency')]
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class RequestsPerMinute(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=1000000000000, title='Requests Per Minute')]



class TokensPerMinute(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=1000000000000, title='Tokens Per Minute')]



class Concurrency(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=1000000000000, title='Concurrency')]



class LimitChange(Model):
    """
    What to change; what is left out stays, and null takes a limit away.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[
        int, Field(description='The version that was read.', ge=1, le=2147483647, title='Version')
    ]
    requests_per_minute: Annotated[RequestsPerMinute | None, Field(title='Requests Per Minute')] = None
    tokens_per_minute: Annotated[TokensPerMinute | None, Field(title='Tokens Per Minute')] = None
    concurrency: Annotated[Concurrency | None, Field(title='Concurrency')] = None



class NewLimit(Model):
    """
    Limits to set: `subject` is an id; left out, they hold for each of the scope that has none of its own.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    subject: Annotated[Subject | None, Field(title='Subject')] = None
    requests_per_minute: Annotated[RequestsPerMinute | None, Field(title='Requests Per Minute')] = None
    tokens_per_minute: Annotated[TokensPerMinute | None, Field(title='Tokens Per Minute')] = None
    concurrency: Annotated[Concurrency | None, Field(title='Concurrency')] = None



class StandardLimit(Model):
    """
    Requests a minute that hold for each of a scope where no limit was set.
    """

    scope: Annotated[
        Literal['organization', 'team', 'member', 'key', 'agent', 'deployment'], Field(title='Scope')
    ]
    requests_per_minute: Annotated[int, Field(title='Requests Per Minute')]



class LimitPage(Model):
    """
    Limits, oldest first, and what holds where none is set; `next` goes on.
    """

    items: Annotated[list[LimitAnswer], Field(title='Items')]
    standard: Annotated[list[StandardLimit], Field(title='Standard')]
    next: Annotated[str | None, Field(title='Next')]
