"""Bodies of the agent endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from remit.kit.schemas import Answer, Body
from remit.lifecycle.agents.source import LARGEST
from remit.lifecycle.agents.values import LONGEST_SLUG, AgentType

AgentStatus = Literal["draft", "pending_approval", "active", "archived"]
AgentSort = Literal["name", "-name", "updated", "-updated", "created", "-created"]
AgentAction = Literal["write", "promote", "archive", "reactivate", "deploy", "test"]
VersionStatus = Literal["draft", "active", "retired"]
# As written: the lines of findings and the text that a version keeps are those of the author.
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=False),
    Field(
        max_length=4 * LARGEST,
        description="YAML: an AgentSpec plus `remit:`.",
        examples=[
            "name: Greeter\ninstructions: Greet people by name.\nremit: {type: context, slug: greeter}\n"
        ],
    ),
]


BaseVersion = Annotated[
    int | None,
    Field(
        ge=0,
        le=2**31 - 1,
        description="The version that was edited, 0 for a new agent; 409 when it is not.",
    ),
]


class AgentText(Body):
    """The text of an agent file, to be checked and not stored."""

    source: Text
    dry_run: Annotated[
        bool, Field(description="Try it as well, on `input` or its first example, where it is valid.")
    ] = False
    input: dict[str, Any] | None = None


class AgentFile(Body):
    """The text of an agent file, as it stands on disk, and how it is saved."""

    source: Text
    promote: Annotated[
        bool, Field(description="Ask for the version's promotion; without it the version stays a draft.")
    ] = True
    base_version: BaseVersion = None
    slug: Annotated[
        str | None,
        Field(
            max_length=LONGEST_SLUG, description="The agent that was edited; 409 when the file names another."
        ),
    ] = None


Fields = Annotated[
    dict[str, Any] | None,
    Field(
        description="The fields of an agent file as JSON.",
        examples=[
            {
                "name": "Greeter",
                "instructions": "Greet people by name.",
                "remit": {"type": "context", "slug": "greeter", "description": "Greets."},
            }
        ],
    ),
]


class AgentDraftText(Body):
    """An agent to check: as the text of a file, or as its fields."""

    source: Text | None = None
    agent: Fields = None
    dry_run: Annotated[bool, Field(description="Try it as well, where it is valid.")] = False
    input: Annotated[
        dict[str, Any] | None, Field(description="What to try it on; the first example when left out.")
    ] = None


class AgentDraft(Body):
    """An agent to create, or to make a version of: as the text of a file, or as its fields."""

    source: Text | None = None
    agent: Fields = None
    promote: Annotated[bool, Field(description="Ask for its promotion at once.")] = False
    base_version: BaseVersion = None


class AgentChange(Body):
    """A change of an agent, which becomes its next version."""

    changes: Annotated[
        dict[str, Any],
        Field(
            min_length=1,
            description="What to change of the newest version's fields, as a JSON merge patch: null takes a field out.",
            examples=[{"instructions": "Greet people twice.", "remit": {"tags": ["welcome"]}}],
        ),
    ]
    promote: Annotated[bool, Field(description="Ask for the new version's promotion at once.")] = False
    base_version: Annotated[
        int | None,
        Field(
            ge=1,
            le=2**31 - 1,
            description="The version that is changed; 409 when it is not the newest.",
        ),
    ] = None


class SmokeRun(Body):
    """An agent to try without storing it."""

    source: Text | None = None
    agent: Fields = None


class WantedVersion(Body):
    """Which version is meant; the newest when left out."""

    version: Annotated[int | None, Field(ge=1, le=2**31 - 1, examples=[2])] = None


class VersionAuthor(Answer):
    """Who made a version."""

    kind: str
    id: str
    name: str
    role: str


class VersionAnswer(Answer):
    """One immutable version; `digest` is `sha256:` of its document in canonical JSON."""

    number: int
    status: VersionStatus
    digest: str
    created_at: datetime
    created_by: VersionAuthor
    activated_at: datetime | None


class VersionPage(Answer):
    """Versions of an agent, newest first; `next` goes on."""

    items: list[VersionAnswer]
    next: str | None


class VersionDetail(VersionAnswer):
    """A version with what it says; `source_kept` is false where the text was written from the document."""

    document: dict[str, Any]
    source: str
    source_kept: bool


class AgentAnswer(Answer):
    """An agent with its newest version; `active_version` is the number of the one that runs."""

    id: str
    slug: str
    type: AgentType
    status: AgentStatus
    description: str
    tags: list[str]
    version: VersionAnswer
    active_version: int | None
    created_at: datetime
    updated_at: datetime


class AgentPromotion(Answer):
    """A promotion under way: `pending` waits for another person, `approved` is being carried out."""

    number: int
    status: Literal["pending", "approved"]
    proposal_id: str


class AppliedAgent(AgentAnswer):
    """What applying a file did; `unchanged` when the newest version says the same already."""

    unchanged: bool
    promotion: AgentPromotion | None


class AgentRight(Answer):
    """Whether this actor may do something with the agent now, and why not."""

    action: AgentAction
    allowed: bool
    reason: str | None


class AgentDetail(AgentAnswer):
    """An agent with the newest document, and all versions, newest first.

    `summary` says what the newest version does, a sentence each; `tried` that it is tried before it is promoted.
    """

    document: dict[str, Any]
    source: str
    source_kept: bool
    summary: list[str]
    tried: bool
    versions: list[VersionAnswer]
    may: list[AgentRight]
    promotion: AgentPromotion | None


class AgentCounts(Answer):
    """How many agents match, by status, whatever status is asked for."""

    all: int
    draft: int
    pending_approval: int
    active: int
    archived: int


class AgentPage(Answer):
    """A page of agents; `next` goes on."""

    items: list[AgentAnswer]
    next: str | None
    counts: AgentCounts


class Finding(Answer):
    """One thing wrong with a file, or doubtful; `line` and `column` count from 1."""

    code: str
    severity: Literal["error", "warning"]
    path: str
    line: int | None
    column: int | None
    message: str
    hint: str | None


class TrialEffect(Answer):
    """Something that the agent would have done; `made_up` says that nobody had recorded what it was answered."""

    service: str
    name: str
    said: str
    arguments: Any
    answer: Any
    made_up: bool
    changes: bool


class TrialCase(Answer):
    """One input that was tried; `line` is the line of the code where it went wrong."""

    name: str
    input: Any
    output: Any
    expected: Any
    passed: bool
    problems: list[str]
    effects: list[TrialEffect]
    logs: str
    seconds: float
    memory_bytes: int | None
    line: int | None
    tokens: int


class TrialReport(Answer):
    """What became of trying a version; nothing that it did reached anybody.

    `cost_usd` is what asking the model would have cost, null where its price is not known.
    """

    kind: Literal["dry_run", "smoke_run"]
    tier: str
    passed: bool
    cost_usd: str | None
    cases: list[TrialCase]


class TrialAnswer(Answer):
    """A trial that was kept: of which version, by whom and when."""

    id: str
    number: int
    digest: str
    created_at: datetime
    created_by: VersionAuthor
    report: TrialReport


class DryRun(Body):
    """One input to try a stored version on; without one, the first example."""

    input: Annotated[dict[str, Any] | None, Field(examples=[{"city": "Oslo"}])] = None
    version: Annotated[
        int | None, Field(ge=1, le=2**31 - 1, description="The newest version when left out.")
    ] = None


class ValidationAnswer(Answer):
    """What a check found, in the order of the file; `document` and what follows only when it is valid."""

    valid: bool
    findings: list[Finding]
    slug: str | None
    digest: str | None
    document: dict[str, Any] | None
    dry_run: TrialReport | None


class AgentTemplate(Answer):
    """A file to begin with."""

    slug: str
    name: str
    type: AgentType
    description: str
    tags: list[str]
    source: str


class AgentTemplates(Answer):
    """Files to begin with, the simplest first."""

    items: list[AgentTemplate]


class RequirementAnswer(Answer):
    """One condition of a promotion."""

    code: str
    met: bool
    message: str


class PromotionRequirements(Answer):
    """What a version needs to become the active one; `ready` when all of it is met.

    `approval` says by which rule it would wait and who could decide, `nobody_could` why nobody could.
    """

    version: int
    ready: bool
    needs_approval: bool
    approval: str | None
    nobody_could: str | None
    items: list[RequirementAnswer]


class PromotionAnswer(Answer):
    """A promotion that was asked for: carried out now (`approved`), or after another person's yes (`pending`)."""

    slug: str
    version: int
    status: Literal["pending", "approved"]
    proposal_id: str
