"""Bodies of the endpoints of tools."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from remit.kit.schemas import Answer, Body

Approval = Literal["policy", "always"]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ToolChange(Body):
    """What a person says of a tool; what is left out stays. `digest` is of the definition that was read.

    `approval` always: each use waits for a person; policy: the policies decide. `reads_only` and `egress` correct what
    the place itself says, null goes back to that.
    """

    digest: Digest
    enabled: bool | None = None
    approval: Approval | None = None
    reads_only: bool | None = None
    egress: bool | None = None

    @model_validator(mode="after")
    def _nothing_cleared_by_mistake(self) -> Self:
        for name in self.model_fields_set & {"enabled", "approval"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} may be left out, but not null")
        return self


class ToolsAccepted(Body):
    """The digest of the difference that was shown: exactly that is taken over."""

    digest: Digest


class ToolTry(Body):
    """A use of a tool by hand; `confirm` says that it may change something."""

    arguments: dict[str, Any] = {}
    confirm: bool = False


class ToolDefinition(Answer):
    """A tool as its place defines it."""

    name: str
    description: str
    input_schema: dict[str, Any]
    reads_only: bool
    egress: bool


class ChangedTool(Answer):
    """A tool that its place defines otherwise than it was taken over."""

    before: ToolDefinition
    after: ToolDefinition


class ToolDifference(Answer):
    """What a place offered last against what was taken over; `digest` is what is sent to accept it."""

    digest: str
    found_at: datetime
    new: list[ToolDefinition]
    changed: list[ChangedTool]
    gone: list[ToolDefinition]


class ToolAnswer(Answer):
    """A tool that was taken over; `use` is how an agent file names it.

    `reads_only` and `egress` are what holds: what a person says, and else what the place declares.
    """

    name: str
    use: str
    description: str
    input_schema: dict[str, Any]
    reads_only: bool
    egress: bool
    declared_reads_only: bool
    declared_egress: bool
    enabled: bool
    approval: Approval
    digest: str
    found_at: datetime


class ToolList(Answer):
    """The tools of a connection; `difference` is what waits to be accepted, `asked_at` when it was last asked."""

    items: list[ToolAnswer]
    next: str | None
    difference: ToolDifference | None
    asked_at: datetime | None


class ToolTried(Answer):
    """What came of using a tool by hand: `ok` when it did what it was asked; `text` is what it gave back."""

    ok: bool
    said: str
    text: str
    cut: bool
    milliseconds: int


class UsableTool(Answer):
    """A tool that an agent may be given, by the name that its file writes."""

    use: str
    connection: str
    name: str
    description: str
    reads_only: bool
    egress: bool
    approval: Approval


class UsableTools(Answer):
    """All tools that agents may be given, by name."""

    items: list[UsableTool]
    next: str | None
