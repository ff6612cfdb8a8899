# generated from openapi.json

from typing import Annotated, Any
from pydantic import ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    BaseVersion1,
)


class BaseVersion(RootModel[int]):
    root: Annotated[
        int,
        Field(
            description='The version that is changed; 409 when it is not the newest.',
            ge=1,
            le=2147483647,
            title='Base Version',
        ),
    ]



class AgentChange(Model):
    """
    A change of an agent, which becomes its next version.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    changes: Annotated[
        dict[str, Any],
        Field(
            description="What to change of the newest version's fields, as a JSON merge patch: null takes a field out.",
            examples=[{'instructions': 'Greet people twice.', 'remit': {'tags': ['welcome']}}],
            min_length=1,
            title='Changes',
        ),
    ]
    promote: Annotated[
        bool | None, Field(description="Ask for the new version's promotion at once.", title='Promote')
    ] = False
    base_version: Annotated[
        BaseVersion | None,
        Field(
            description='The version that is changed; 409 when it is not the newest.', title='Base Version'
        ),
    ] = None



class Source(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='YAML: an AgentSpec plus `remit:`.',
            examples=['name: Greeter\ninstructions: Greet people by name.\nremit: {type: context, slug: greeter}\n'],
            max_length=1048576,
            title='Source',
        ),
    ]



class AgentDraft(Model):
    """
    An agent to create, or to make a version of: as the text of a file, or as its fields.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[Source | None, Field(title='Source')] = None
    agent: Annotated[
        dict[str, Any] | None,
        Field(
            description='The fields of an agent file as JSON.',
            examples=[{'instructions': 'Greet people by name.', 'name': 'Greeter', 'remit': {'description': 'Greets.', 'slug': 'greeter', 'type': 'context'}}],
            title='Agent',
        ),
    ] = None
    promote: Annotated[bool | None, Field(description='Ask for its promotion at once.', title='Promote')] = (
        False
    )
    base_version: Annotated[
        BaseVersion1 | None,
        Field(
            description='The version that was edited, 0 for a new agent; 409 when it is not.',
            title='Base Version',
        ),
    ] = None



class AgentDraftText(Model):
    """
    An agent to check: as the text of a file, or as its fields.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[Source | None, Field(title='Source')] = None
    agent: Annotated[
        dict[str, Any] | None,
        Field(
            description='The fields of an agent file as JSON.',
            examples=[{'instructions': 'Greet people by name.', 'name': 'Greeter', 'remit': {'description': 'Greets.', 'slug': 'greeter', 'type': 'context'}}],
            title='Agent',
        ),
    ] = None
    dry_run: Annotated[
        bool | None, Field(description='Try it as well, where it is valid.', title='Dry Run')
    ] = False
    input: Annotated[
        dict[str, Any] | None,
        Field(description='What to try it on; the first example when left out.', title='Input'),
    ] = None



class Source3(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='YAML: an AgentSpec plus `remit:`.',
            examples=['name: Greeter\ninstructions: Greet people by name.\nremit: {type: context, slug: greeter}\n'],
            max_length=1048576,
            title='Source',
        ),
    ]



class SmokeRun(Model):
    """
    An agent to try without storing it.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[Source3 | None, Field(title='Source')] = None
    agent: Annotated[
        dict[str, Any] | None,
        Field(
            description='The fields of an agent file as JSON.',
            examples=[{'instructions': 'Greet people by name.', 'name': 'Greeter', 'remit': {'description': 'Greets.', 'slug': 'greeter', 'type': 'context'}}],
            title='Agent',
        ),
    ] = None



class Version3(RootModel[int]):
    root: Annotated[int, Field(examples=[2], ge=1, le=2147483647, title='Version')]



class WantedVersion(Model):
    """
    Which version is meant; the newest when left out.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[Version3 | None, Field(examples=[2], title='Version')] = None
