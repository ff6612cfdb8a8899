"""Bodies of the conversations' API."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from remit.kit.schemas import Answer, Body
from remit.lifecycle.chat.schemas import LONGEST_MESSAGE, CitationAnswer, Usd, Variables

MOST_PARTICIPANTS = 8
LONGEST_TITLE = 200

ConversationKind = Literal["chat", "test"]
ParticipantKind = Literal["deployment", "agent"]
MessageStatus = Literal["streaming", "complete", "stopped", "refused", "failed", "waiting"]


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST_MESSAGE:
        raise ValueError(
            f"a message has at most {LONGEST_MESSAGE:,} characters, this one has {len(text):,}: shorten or split it"
        )
    return text


Content = Annotated[
    str,
    Field(min_length=1, description=f"At most {LONGEST_MESSAGE:,} characters."),
    AfterValidator(_not_too_long),
]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
Id = Annotated[str, Field(max_length=80)]


class ParticipantChoice(Body):
    """Whom to talk to: a deployment by id, or an agent by id or slug; a trial of the newest version by default."""

    kind: ParticipantKind
    id: Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class NewConversation(Body):
    """A conversation to begin; one of kind `test` stands in no list."""

    participants: Annotated[list[ParticipantChoice], Field(min_length=1, max_length=MOST_PARTICIPANTS)]
    kind: ConversationKind = "chat"
    title: Title | None = None


class ConversationChange(Body):
    """What to change: the title, or the branch that is shown, by a message that stands on it."""

    title: Title | None = None
    shown: Id | None = None


class NewMessage(Body):
    """Something said to the participants in `to`, to those it mentions as `@handle`, else to the last who answered.

    It follows the answer `parent_id`: by default the last one shown; null begins the conversation anew.
    """

    content: Content
    parent_id: Id | None = None
    to: Annotated[list[Id], Field(max_length=MOST_PARTICIPANTS)] = []
    variables: Variables = {}


class AskedVariable(Answer):
    """What an agent asks of whoever talks to it; without a default it must be given."""

    name: str
    type: Literal["string", "number", "integer", "boolean"]
    required: bool
    default: str | int | float | bool | None
    choices: list[str | int | float | bool]
    max_length: int | None
    description: str


class CandidateAnswer(Answer):
    """Whom one may talk to, mentioned as `@handle`; `answers` says whether it would now, `reason` why not."""

    kind: ParticipantKind
    ref: str
    handle: str
    name: str
    environment: str | None
    version: int | None
    agent: str
    status: str
    answers: bool
    reason: str | None
    variables: list[AskedVariable]


class Candidates(Answer):
    """Whom one may talk to, in two sections; `refusal` says why it is nobody, where a policy says so."""

    deployed: list[CandidateAnswer]
    more_deployed: bool
    test: list[CandidateAnswer]
    more_test: bool
    refusal: str | None


class ParticipantAnswer(CandidateAnswer):
    """One who takes part, or did: `removed`."""

    id: str
    removed: bool


class ConversationAnswer(Answer):
    """A conversation with its participants; `leaf_id` is the last message of the branch that is shown."""

    id: str
    kind: ConversationKind
    title: str
    leaf_id: str | None
    participants: list[ParticipantAnswer]
    most_participants: int
    longest_message: int
    created_at: datetime
    updated_at: datetime


class ConversationItem(Answer):
    """A conversation in the list, with the handles of those who take part."""

    id: str
    title: str
    handles: list[str]
    created_at: datetime
    updated_at: datetime


class ConversationPage(Answer):
    """Conversations, those last spoken in first; `next` goes on."""

    items: list[ConversationItem]
    next: str | None


class MessageProblem(Answer):
    """Why there is no answer, or only part of one; `policies` are those that said no."""

    type: str
    title: str
    detail: str
    policies: list[str]


class ToolUse(Answer):
    """One use of a tool; `result` is null until it ends, `refused` says that it was not permitted.

    `approval_id` is the approval that it waits for, or waited for, null where nobody was asked.
    """

    id: str
    name: str
    arguments: str
    result: str | None
    refused: bool
    approval_id: str | None


class MessageAnswer(Answer):
    """A message with what the answer took.

    `alternatives` are the ids of the messages that stand in the same place, this one among them, oldest first.
    `on_branch` is false for an answer beside the one that the conversation goes on from. `run_id` is the run of an
    answer that waits, or waited, for a person.
    """

    id: str
    parent_id: str | None
    role: Literal["user", "assistant"]
    participant_id: str | None
    to: list[str]
    content: str
    status: MessageStatus
    problem: MessageProblem | None
    agent: str | None
    model: str | None
    provider: str | None
    demo: bool
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Usd | None
    price_as_of: date | None
    duration_ms: float | None
    first_token_ms: float | None
    call_id: str | None
    request_id: str | None
    tools: list[ToolUse]
    run_id: str | None
    citations: list[CitationAnswer]
    variables: dict[str, str | int | float | bool]
    alternatives: list[str]
    on_branch: bool
    created_at: datetime


class MessagePage(Answer):
    """A stretch of the branch that is shown, oldest first, with the answers beside it; `next` leads to the older."""

    items: list[MessageAnswer]
    next: str | None


class AskedTurn(Answer):
    """What the first event of a stream names: the message, none when an answer is asked for again, and the answers."""

    question: MessageAnswer | None
    answers: list[MessageAnswer]
    title: str
    leaf_id: str


class ConversationFile(Answer):
    """A whole conversation, every branch of it, oldest message first."""

    conversation: ConversationAnswer
    messages: list[MessageAnswer]
