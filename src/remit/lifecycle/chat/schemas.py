"""Bodies of the deployed agents' API."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, model_validator

from remit.kit.schemas import Answer, Body

LONGEST_MESSAGE = 100_000
LONGEST_HISTORY = 400_000
MOST_TURNS = 200

Message = Annotated[str, Field(min_length=1, max_length=LONGEST_MESSAGE)]
Usd = Annotated[Decimal, PlainSerializer(lambda value: format(value.normalize(), "f"), return_type=str)]


Variables = Annotated[
    dict[Annotated[str, Field(max_length=64)], str | int | float | bool],
    Field(
        max_length=100,
        description="Values for what the agent's instructions ask of callers.",
        examples=[{"language": "French"}],
    ),
]


class HistoryTurn(Body):
    """Something said earlier in the conversation."""

    role: Literal["user", "assistant"]
    content: Message


Session = Annotated[
    str | None,
    Field(
        max_length=200,
        description="Calls of one session are answered by one revision while a new one is rolled out.",
    ),
]


class ChatQuestion(Body):
    """A message to a deployed agent, with what was said before it, oldest first."""

    message: Message
    session: Session = None
    history: Annotated[list[HistoryTurn], Field(max_length=MOST_TURNS)] = []
    variables: Variables = {}

    @model_validator(mode="after")
    def _not_too_long(self) -> "ChatQuestion":
        if sum(len(turn.content) for turn in self.history) > LONGEST_HISTORY:
            raise ValueError(
                f"the history has more than {LONGEST_HISTORY} characters: send the last turns only"
            )
        return self


class Invocation(Body):
    """An input of an agent's own form: an object that fits its input schema.

    Of an agent with instructions and an output schema it is `{"message": "…", "variables": {…}}`.
    """

    input: Annotated[dict[str, Any], Field(examples=[{"orders": [{"customer": "Ada", "total": "1.50"}]}])]
    session: Session = None


class TokenUsage(Answer):
    """Tokens as the provider counted them."""

    input_tokens: int
    output_tokens: int


class CitationAnswer(Answer):
    """A passage that was looked up for an answer; `cited` says that the answer names it, as `[1]`."""

    number: int
    title: str
    text: str
    url: str | None
    cited: bool


class UseWaits(Answer):
    """A use of a tool that a person is asked for."""

    tool: str
    approval_id: str
    why: str


class RunWaits(Answer):
    """A run that waits for a person; it goes on by itself, and `GET /api/runs/{run_id}` says where it stands."""

    run_id: str
    waits: list[UseWaits]


class ChatAnswer(Answer):
    """The agent's reply, or that it waits for a person and for what.

    `cost_usd` is null where the price is not known, `demo` says that no real model answered. `output` is the reply of
    an agent that answers by a schema, null for those that answer in text; `citations` are the passages that it read.
    """

    id: str
    status: Literal["answered", "waiting"]
    waiting: RunWaits | None
    deployment_id: str
    reply: str
    output: dict[str, Any] | None
    citations: list[CitationAnswer]
    model: str
    provider: str
    demo: bool
    usage: TokenUsage
    cost_usd: Usd | None
    request_id: str
    duration_ms: float


class InvocationAnswer(Answer):
    """What came out, which fits the agent's output schema; tokens and cost are those of the models that it asked.

    What AWS Lambda costs is in it where the function runs there.
    """

    id: str
    deployment_id: str
    output: dict[str, Any]
    citations: list[CitationAnswer]
    usage: TokenUsage
    cost_usd: Usd | None
    request_id: str
    duration_ms: float


class DeployedAgent(Answer):
    """An agent that the key may call; `agent` names its version, as in `hello@3`."""

    deployment_id: str
    name: str
    environment: str
    status: str
    agent: str


class DeployedAgents(Answer):
    """The agents that the key may call."""

    deployed_agents: list[DeployedAgent]


class AgentStatus(DeployedAgent):
    """How the agent is; `ready` says that a chat message would be answered, `reason` why not."""

    ready: bool
    reason: str | None
    model: str | None
    provider: str | None
    demo: bool


class AgentMetrics(Answer):
    """The agent's calls in a window of time; times are of answered calls, `unpriced` calls have no known cost."""

    deployment_id: str
    window: str
    since: datetime
    interactions: int
    errors: int
    error_rate: float
    refused: int
    cancelled: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    input_tokens: int
    output_tokens: int
    cost_usd: Usd
    unpriced: int
    first_at: datetime | None
    last_at: datetime | None
