# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Finding,
    TrialReport,
    VersionAuthor,
)


class CachedCode(Model):
    """
    Where code was found that nobody wrote for this: `likeness` of the words is 1 for the same, with its words.
    """

    generation_id: Annotated[str, Field(title='Generation Id')]
    kind: Annotated[Literal['same', 'similar'], Field(title='Kind')]
    likeness: Annotated[float, Field(title='Likeness')]
    description: Annotated[str, Field(title='Description')]



class Source2(RootModel[str]):
    root: Annotated[
        str, Field(description="The text of the agent's file.", max_length=1048576, title='Source')
    ]



class Description(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='What the function is to do; `remit.description` when left out.',
            examples=['Double the number.'],
            max_length=10000,
            title='Description',
        ),
    ]



class CodeWanted(Model):
    """
    Code to be written for a function agent: its file, in which there need be no code yet, and what it is to do.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[Source2 | None, Field(description="The text of the agent's file.", title='Source')] = (
        None
    )
    agent: Annotated[
        dict[str, Any] | None,
        Field(
            description="The fields of the agent's file as JSON.",
            examples=[{'name': 'Doubler', 'remit': {'examples': [{'input': {'n': 2}, 'output': {'twice': 4}}], 'input_schema': {'additionalProperties': False, 'properties': {'n': {'type': 'integer'}}, 'required': ['n'], 'type': 'object'}, 'output_schema': {'additionalProperties': False, 'properties': {'twice': {'type': 'integer'}}, 'required': ['twice'], 'type': 'object'}, 'type': 'function'}}],
            title='Agent',
        ),
    ] = None
    description: Annotated[
        Description | None,
        Field(
            description='What the function is to do; `remit.description` when left out.',
            examples=['Double the number.'],
            title='Description',
        ),
    ] = None
    fresh: Annotated[
        bool | None,
        Field(description='Have it written anew, even where there is code for the same.', title='Fresh'),
    ] = False



class Step(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=20, title='Step')]



class DraftChange(Model):
    """
    A draft's text as it is to be, of which revision; and where the wizard stands.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[str, Field(max_length=1048576, title='Source')]
    revision: Annotated[
        int,
        Field(
            description='The revision that was changed; 409 when it is not the newest.',
            ge=1,
            le=2147483647,
            title='Revision',
        ),
    ]
    step: Annotated[Step | None, Field(title='Step')] = None



class DraftItem(Model):
    """
    An agent on its way, in a list.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[Literal['interview', 'wizard'], Field(title='Kind')]
    title: Annotated[str, Field(title='Title')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class DraftPage(Model):
    """
    What you began and have not saved yet, what was changed last first; `next` goes on.
    """

    items: Annotated[list[DraftItem], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class Over(RootModel[int]):
    root: Annotated[
        int,
        Field(
            description='The version of the agent that you have seen and go over.',
            ge=0,
            le=2147483647,
            title='Over',
        ),
    ]



class DraftSaving(Model):
    """
    Which revision is saved as a draft version of an agent.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    revision: Annotated[int, Field(ge=1, le=2147483647, title='Revision')]
    over: Annotated[
        Over | None,
        Field(description='The version of the agent that you have seen and go over.', title='Over'),
    ] = None



class InterviewerAnswer(Model):
    """
    Whether somebody can ask the questions: `model` is who would, `reason` why nobody can.
    """

    ready: Annotated[bool, Field(title='Ready')]
    model: Annotated[str | None, Field(title='Model')]
    reason: Annotated[str | None, Field(title='Reason')]



class NewDraft(Model):
    """
    An agent to begin: by an interview, which needs a model, or by the wizard's form.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[Literal['interview', 'wizard'], Field(title='Kind')]
    source: Annotated[
        str | None,
        Field(description='The text of an agent file to begin with.', max_length=1048576, title='Source'),
    ] = ''



class SavedDraft(Model):
    """
    The version that a draft was saved as; `unchanged` when the agent's newest version says the same.
    """

    slug: Annotated[str, Field(title='Slug')]
    version: Annotated[int, Field(title='Version')]
    unchanged: Annotated[bool, Field(title='Unchanged')]



class DraftAnswer(Model):
    """
    An agent on its way. `conversation_id` is that of the interview, for the person who is interviewed.

    `slug` and `version` say what it was saved as last; `step` is where the wizard stands.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[Literal['interview', 'wizard'], Field(title='Kind')]
    title: Annotated[str, Field(title='Title')]
    source: Annotated[str, Field(title='Source')]
    revision: Annotated[int, Field(title='Revision')]
    step: Annotated[int, Field(title='Step')]
    conversation_id: Annotated[str | None, Field(title='Conversation Id')]
    slug: Annotated[str | None, Field(title='Slug')]
    version: Annotated[int | None, Field(title='Version')]
    created_by: VersionAuthor
    changed_by: VersionAuthor
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class RoundAnswer(Model):
    """
    One try at it: what the model answered with, and what became of that.

    `problems` is empty when it passed; lines of findings are those of the code; `difference` is from the code before.
    """

    number: Annotated[int, Field(title='Number')]
    tier: Annotated[str, Field(title='Tier')]
    kind: Annotated[Literal['code', 'refused', 'no_code', 'many_blocks', 'too_long'], Field(title='Kind')]
    code: Annotated[str, Field(title='Code')]
    difference: Annotated[str, Field(title='Difference')]
    problems: Annotated[list[str], Field(title='Problems')]
    findings: Annotated[list[Finding], Field(title='Findings')]
    report: TrialReport | None
    model: Annotated[str, Field(title='Model')]
    call_id: Annotated[str | None, Field(title='Call Id')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    seconds: Annotated[float, Field(title='Seconds')]
    passed: Annotated[bool, Field(title='Passed')]



class GenerationAnswer(Model):
    """
    Code that was asked for. `passed` and `template` have code that can be used, `failed` code that does not pass.

    `source` is the agent's file with the code, none where there is no code.
    """

    id: Annotated[str, Field(title='Id')]
    status: Annotated[
        Literal['running', 'passed', 'failed', 'refused', 'no_code', 'template', 'stopped'],
        Field(title='Status'),
    ]
    reason: Annotated[str, Field(title='Reason')]
    slug: Annotated[str, Field(title='Slug')]
    description: Annotated[str, Field(title='Description')]
    code: Annotated[str, Field(title='Code')]
    tier: Annotated[str, Field(title='Tier')]
    rounds: Annotated[list[RoundAnswer], Field(title='Rounds')]
    cached: CachedCode | None
    source: Annotated[str | None, Field(title='Source')]
    created_by: VersionAuthor
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
