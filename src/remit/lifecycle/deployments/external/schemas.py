"""Bodies of what agents that run elsewhere send, and what they are answered."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from remit.controls.connections import Address, Secret
from remit.controls.environments import EnvironmentName
from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments.schemas.deployments import DeploymentAnswer
from remit.lifecycle.deployments.states import Status

MOST_QUESTIONS, MOST_CALLS, MOST_VIOLATIONS = 50, 500, 100
_TEN_YEARS = 10 * 366 * 86_400
_LONGEST_TEXT = 200_000


def _one_line(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise ValueError("it may not hold control characters or line breaks")
    return text


def _storable(text: str) -> str:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it may not hold NUL characters or halves of characters")
    return text


Line60 = Annotated[str, Field(max_length=60), AfterValidator(_one_line)]
Line200 = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Text = Annotated[str, Field(max_length=_LONGEST_TEXT), AfterValidator(_storable)]
OwnId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}$", examples=["call-42"])]
InstanceName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,62}$", examples=["worker-1"])]
MetricName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Figure = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Word = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=50, examples=["support-bot"])]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
Direction = Literal["input", "output", "tool_arguments", "tool_result"]
Severity = Literal["low", "medium", "high", "critical"]


class NewExternalAgent(Body):
    """An agent that runs elsewhere; without `url`, `connection` or `card` it only reports.

    `url` is the base URL of an OpenAI-compatible API that it answers on, with `secret` where it wants a key: a
    connection of the deployment's name is made for it. `connection` names one that is there, `slug` or `slug:model`.
    `card` is the address of its A2A agent card.
    """

    name: Slug
    env: EnvironmentName = "staging"
    framework: Line60 = ""
    description: Line200 = ""
    url: Address | None = None
    secret: Secret | None = None
    model: Line200 | None = None
    connection: Annotated[str, Field(max_length=241), AfterValidator(_one_line)] | None = None
    card: Address | None = None
    interval_seconds: int = Field(default=30, strict=True, ge=5, le=3600)
    user_id: str | None = Field(default=None, max_length=200)


class RegisteredAgent(Answer):
    """A registered agent and its key, which is shown only here."""

    deployment: DeploymentAnswer
    key: str


class Heartbeat(Body):
    """How an instance is; `metrics` are figures by name, of which pages show cpu_percent, memory_bytes, requests and
    errors. An instance that is `stopping` is forgotten.
    """

    status: Literal["ok", "degraded", "failing", "stopping"] = "ok"
    detail: Line200 = ""
    version: Line60 = ""
    instance: InstanceName = "default"
    uptime_seconds: float | None = Field(default=None, ge=0, le=_TEN_YEARS, allow_inf_nan=False)
    metrics: dict[MetricName, Figure] = Field(default={}, max_length=20)


class HeartbeatAnswer(Answer):
    """What is wanted of the agent; `desired` is `pause` while it should do nothing, `stop` when it is not wanted again.

    `policies_version` is the digest of the policies in force: decisions kept from under another one are out of date.
    """

    next_in_seconds: int
    desired: Literal["run", "pause", "stop"]
    reason: str
    policies_version: str
    status: Status
    server_time: datetime


class TextQuestion(Body):
    """May this text pass?"""

    action: Literal["text.pass"]
    direction: Direction
    text: Text
    model: Line200 = ""
    provider: Line60 = ""


class ToolQuestion(Body):
    """May the agent use this tool with these arguments? `egress` says that it sends something out."""

    action: Literal["tool.use"]
    tool: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
    arguments: dict[str, Any] = {}
    egress: bool = False
    taint: list[Line60] = Field(default=[], max_length=20)


Asked = Annotated[TextQuestion | ToolQuestion, Field(discriminator="action")]


class Questions(Body):
    """What the agent is about to do, or has read or written."""

    questions: list[Asked] = Field(min_length=1, max_length=MOST_QUESTIONS)


class PolicyAnswer(Answer):
    """What the policies say. `text` and `arguments` are what may go on, redacted where they say so, and null where
    nothing may.
    """

    verdict: Literal["allow", "warn", "redact", "escalate", "deny"]
    allowed: bool
    reason: str
    policies: list[str]
    labels: list[str]
    text: str | None
    arguments: dict[str, Any] | None
    violations: list[str]


class Decisions(Answer):
    """An answer to each question, in order."""

    decisions: list[PolicyAnswer]
    policies_version: str


class ReportedCall(Body):
    """A call that the agent made; `id` is its own name for it, by which it counts once. `input_tokens` hold the
    `cached_tokens`.
    """

    id: OwnId
    at: AwareDatetime | None = None
    outcome: Literal["answered", "refused", "failed", "cancelled"] = "answered"
    provider: Word | Literal[""] = ""
    model: Line200 = ""
    input_tokens: Count = 0
    output_tokens: Count = 0
    cached_tokens: Count = 0
    duration_ms: float = Field(default=0, ge=0, le=86_400_000, allow_inf_nan=False)
    first_token_ms: float | None = Field(default=None, ge=0, le=86_400_000, allow_inf_nan=False)
    error: Word | None = None


class UsageReport(Body):
    """Calls that were made."""

    calls: list[ReportedCall] = Field(min_length=1, max_length=MOST_CALLS)


class ReportedViolation(Body):
    """A rule of the agent's own that something went against; `evidence` is what was seen, masked by the agent."""

    id: OwnId
    rule: Word
    severity: Severity = "medium"
    verdict: Literal["warn", "redact", "escalate", "deny"] = "deny"
    direction: Direction | Literal[""] = ""
    labels: list[Line60] = Field(default=[], max_length=20)
    evidence: Line200 = ""
    at: AwareDatetime | None = None


class ViolationReport(Body):
    """Violations that the agent found itself."""

    violations: list[ReportedViolation] = Field(min_length=1, max_length=MOST_VIOLATIONS)


class RefusedItem(Answer):
    """What of a report was not taken, and why; all else was."""

    id: str
    reason: str


class UsageTaken(Answer):
    """What became of a report; `duplicates` were reported before. `unpriced` calls have no known cost."""

    accepted: int
    duplicates: list[str]
    refused: list[RefusedItem]
    cost_usd: float
    unpriced: int


class ViolationsTaken(Answer):
    """What became of a report; `violations` are the ids of those that were written."""

    accepted: int
    duplicates: list[str]
    refused: list[RefusedItem]
    violations: list[str]


class ExternalInstanceAnswer(Answer):
    """An instance as its last heartbeat said; `stale` when the next one did not come in time."""

    name: str
    status: Literal["ok", "degraded", "failing"]
    stale: bool
    detail: str
    version: str
    first_seen_at: datetime
    seen_at: datetime
    uptime_seconds: float | None
    metrics: dict[str, float]


class CardSkill(Answer):
    """A skill of an agent card."""

    name: str
    description: str


class CardAnswer(Answer):
    """What the agent's A2A card said when it was registered."""

    address: str
    name: str
    description: str
    version: str
    skills: list[CardSkill]


class ExternalAgentAnswer(Answer):
    """An agent that runs elsewhere: what it said of itself, and when it was heard of last.

    `model` is where Remit calls it, `connection:model`, null for one that only reports.
    """

    plan_id: str
    framework: str
    description: str
    model: str | None
    card: CardAnswer | None
    interval_seconds: int
    heard_at: datetime | None
    last_seen_at: datetime | None
    stale: bool
    versions: list[str]
    instances: list[ExternalInstanceAnswer]
