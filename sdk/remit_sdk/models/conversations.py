# generated from openapi.json

from datetime import date
from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel, StringConstraints
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    CitationAnswer,
)


class AskedVariable(Model):
    """
    What an agent asks of whoever talks to it; without a default it must be given.
    """

    name: Annotated[str, Field(title='Name')]
    type: Annotated[Literal['string', 'number', 'integer', 'boolean'], Field(title='Type')]
    required: Annotated[bool, Field(title='Required')]
    default: Annotated[str | int | float | bool | None, Field(title='Default')]
    choices: Annotated[list[str | int | float | bool], Field(title='Choices')]
    max_length: Annotated[int | None, Field(title='Max Length')]
    description: Annotated[str, Field(title='Description')]



class CandidateAnswer(Model):
    """
    Whom one may talk to, mentioned as `@handle`; `answers` says whether it would now, `reason` why not.
    """

    kind: Annotated[Literal['deployment', 'agent'], Field(title='Kind')]
    ref: Annotated[str, Field(title='Ref')]
    handle: Annotated[str, Field(title='Handle')]
    name: Annotated[str, Field(title='Name')]
    environment: Annotated[str | None, Field(title='Environment')]
    version: Annotated[int | None, Field(title='Version')]
    agent: Annotated[str, Field(title='Agent')]
    status: Annotated[str, Field(title='Status')]
    answers: Annotated[bool, Field(title='Answers')]
    reason: Annotated[str | None, Field(title='Reason')]
    variables: Annotated[list[AskedVariable], Field(title='Variables')]



class Candidates(Model):
    """
    Whom one may talk to, in two sections; `refusal` says why it is nobody, where a policy says so.
    """

    deployed: Annotated[list[CandidateAnswer], Field(title='Deployed')]
    more_deployed: Annotated[bool, Field(title='More Deployed')]
    test: Annotated[list[CandidateAnswer], Field(title='Test')]
    more_test: Annotated[bool, Field(title='More Test')]
    refusal: Annotated[str | None, Field(title='Refusal')]



class Title(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1, title='Title')]



class Shown(RootModel[str]):
    root: Annotated[str, Field(max_length=80, title='Shown')]



class ConversationChange(Model):
    """
    What to change: the title, or the branch that is shown, by a message that stands on it.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    title: Annotated[Title | None, Field(title='Title')] = None
    shown: Annotated[Shown | None, Field(title='Shown')] = None



class ConversationItem(Model):
    """
    A conversation in the list, with the handles of those who take part.
    """

    id: Annotated[str, Field(title='Id')]
    title: Annotated[str, Field(title='Title')]
    handles: Annotated[list[str], Field(title='Handles')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class ConversationPage(Model):
    """
    Conversations, those last spoken in first; `next` goes on.
    """

    items: Annotated[list[ConversationItem], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class MessageProblem(Model):
    """
    Why there is no answer, or only part of one; `policies` are those that said no.
    """

    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str, Field(title='Detail')]
    policies: Annotated[list[str], Field(title='Policies')]



class ParentId(RootModel[str]):
    root: Annotated[str, Field(max_length=80, title='Parent Id')]



class ToItem(RootModel[str]):
    root: Annotated[str, Field(max_length=80)]



class NewMessage(Model):
    """
    Something said to the participants in `to`, to those it mentions as `@handle`, else to the last who answered.

    It follows the answer `parent_id`: by default the last one shown; null begins the conversation anew.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    content: Annotated[str, Field(description='At most 100,000 characters.', min_length=1, title='Content')]
    parent_id: Annotated[ParentId | None, Field(title='Parent Id')] = None
    to: Annotated[list[ToItem] | None, Field(max_length=8, title='To', validate_default=True)] = []
    variables: Annotated[
        dict[Annotated[str, StringConstraints(max_length=64)], str | int | float | bool] | None,
        Field(
            description="Values for what the agent's instructions ask of callers.",
            examples=[{'language': 'French'}],
            max_length=100,
            title='Variables',
        ),
    ] = {}



class ParticipantAnswer(Model):
    """
    One who takes part, or did: `removed`.
    """

    kind: Annotated[Literal['deployment', 'agent'], Field(title='Kind')]
    ref: Annotated[str, Field(title='Ref')]
    handle: Annotated[str, Field(title='Handle')]
    name: Annotated[str, Field(title='Name')]
    environment: Annotated[str | None, Field(title='Environment')]
    version: Annotated[int | None, Field(title='Version')]
    agent: Annotated[str, Field(title='Agent')]
    status: Annotated[str, Field(title='Status')]
    answers: Annotated[bool, Field(title='Answers')]
    reason: Annotated[str | None, Field(title='Reason')]
    variables: Annotated[list[AskedVariable], Field(title='Variables')]
    id: Annotated[str, Field(title='Id')]
    removed: Annotated[bool, Field(title='Removed')]



class Version2(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=2147483647, title='Version')]



class ParticipantChoice(Model):
    """
    Whom to talk to: a deployment by id, or an agent by id or slug; a trial of the newest version by default.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[Literal['deployment', 'agent'], Field(title='Kind')]
    id: Annotated[str, Field(max_length=80, title='Id')]
    version: Annotated[Version2 | None, Field(title='Version')] = None



class ToolUse(Model):
    """
    One use of a tool; `result` is null until it ends, `refused` says that it was not permitted.

    `approval_id` is the approval that it waits for, or waited for, null where nobody was asked.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    arguments: Annotated[str, Field(title='Arguments')]
    result: Annotated[str | None, Field(title='Result')]
    refused: Annotated[bool, Field(title='Refused')]
    approval_id: Annotated[str | None, Field(title='Approval Id')]



class ConversationAnswer(Model):
    """
    A conversation with its participants; `leaf_id` is the last message of the branch that is shown.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[Literal['chat', 'test'], Field(title='Kind')]
    title: Annotated[str, Field(title='Title')]
    leaf_id: Annotated[str | None, Field(title='Leaf Id')]
    participants: Annotated[list[ParticipantAnswer], Field(title='Participants')]
    most_participants: Annotated[int, Field(title='Most Participants')]
    longest_message: Annotated[int, Field(title='Longest Message')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class MessageAnswer(Model):
    """
    A message with what the answer took.

    `alternatives` are the ids of the messages that stand in the same place, this one among them, oldest first.
    `on_branch` is false for an answer beside the one that the conversation goes on from. `run_id` is the run of an
    answer that waits, or waited, for a person.
    """

    id: Annotated[str, Field(title='Id')]
    parent_id: Annotated[str | None, Field(title='Parent Id')]
    role: Annotated[Literal['user', 'assistant'], Field(title='Role')]
    participant_id: Annotated[str | None, Field(title='Participant Id')]
    to: Annotated[list[str], Field(title='To')]
    content: Annotated[str, Field(title='Content')]
    status: Annotated[
        Literal['streaming', 'complete', 'stopped', 'refused', 'failed', 'waiting'], Field(title='Status')
    ]
    problem: MessageProblem | None
    agent: Annotated[str | None, Field(title='Agent')]
    model: Annotated[str | None, Field(title='Model')]
    provider: Annotated[str | None, Field(title='Provider')]
    demo: Annotated[bool, Field(title='Demo')]
    input_tokens: Annotated[int | None, Field(title='Input Tokens')]
    output_tokens: Annotated[int | None, Field(title='Output Tokens')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    price_as_of: Annotated[date | None, Field(title='Price As Of')]
    duration_ms: Annotated[float | None, Field(title='Duration Ms')]
    first_token_ms: Annotated[float | None, Field(title='First Token Ms')]
    call_id: Annotated[str | None, Field(title='Call Id')]
    request_id: Annotated[str | None, Field(title='Request Id')]
    tools: Annotated[list[ToolUse], Field(title='Tools')]
    run_id: Annotated[str | None, Field(title='Run Id')]
    citations: Annotated[list[CitationAnswer], Field(title='Citations')]
    variables: Annotated[dict[str, str | int | float | bool], Field(title='Variables')]
    alternatives: Annotated[list[str], Field(title='Alternatives')]
    on_branch: Annotated[bool, Field(title='On Branch')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class MessagePage(Model):
    """
    A stretch of the branch that is shown, oldest first, with the answers beside it; `next` leads to the older.
    """

    items: Annotated[list[MessageAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class NewConversation(Model):
    """
    A conversation to begin; one of kind `test` stands in no list.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    participants: Annotated[list[ParticipantChoice], Field(max_length=8, min_length=1, title='Participants')]
    kind: Annotated[Literal['chat', 'test'] | None, Field(title='Kind')] = 'chat'
    title: Annotated[Title | None, Field(title='Title')] = None



class AskedTurn(Model):
    """
    What the first event of a stream names: the message, none when an answer is asked for again, and the answers.
    """

    question: MessageAnswer | None
    answers: Annotated[list[MessageAnswer], Field(title='Answers')]
    title: Annotated[str, Field(title='Title')]
    leaf_id: Annotated[str, Field(title='Leaf Id')]



class ConversationFile(Model):
    """
    A whole conversation, every branch of it, oldest message first.
    """

    conversation: ConversationAnswer
    messages: Annotated[list[MessageAnswer], Field(title='Messages')]
