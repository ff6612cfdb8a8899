"""Bodies of the policy endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from remit.engines.policy import Says
from remit.kit.schemas import Answer, Body

Origin = Literal["built-in", "own"]
Mode = Literal["enforce", "shadow"]
_LONGEST = 300_000  # letters, checked again in bytes
Text = Annotated[str, Field(max_length=_LONGEST, description="Policies in Cedar, each with an @id.")]
Number = Annotated[int, Field(ge=0, le=2**31 - 2)]


class _Verbatim(Body):
    """A body whose texts are taken as they are, with the spaces at their ends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class PolicyItem(Answer):
    """A policy that holds: a permit says `allow`; a forbid says what it does. `actions` empty means any.

    In the mode `shadow` it never decides: what it would have said stands in the records of decisions.
    """

    id: str
    origin: Origin
    effect: Literal["permit", "forbid"]
    mode: Mode
    verdict: Says
    description: str
    actions: list[str]
    text: str


class PolicyPage(Answer):
    """The policies that hold, the built-in ones first; `version` is that of the organisation's own, 0 for none.

    `broken` says why they do not load, and then everything is denied but mending them.
    """

    items: list[PolicyItem]
    next: str | None
    version: int
    set_digest: str
    built_in: int
    own: int
    shadow: int
    broken: str | None


class PolicyDifference(Answer):
    """The ids of the policies that came, went or changed."""

    added: list[str]
    removed: list[str]
    changed: list[str]


class PolicyVersionItem(Answer):
    """A version of the organisation's own policies; `restores` is the older one whose text it brought back."""

    number: int
    current: bool
    digest: str
    set_digest: str
    policies: int
    restores: int | None
    author: dict[str, str]
    note: str
    created_at: datetime


class PolicyVersionPage(Answer):
    """Versions, newest first."""

    items: list[PolicyVersionItem]
    next: str | None


class PolicyVersionAnswer(PolicyVersionItem):
    """A version with its text, the text before it, and what changed."""

    text: str
    before: str
    difference: PolicyDifference


class PolicyDraft(_Verbatim):
    """Policies to look at."""

    text: Text


class PolicyFinding(Answer):
    """One thing to mend: lines and columns count from 1, columns in characters."""

    severity: Literal["error", "warning"]
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    fix: str
    policy: str


class PolicyCheck(Answer):
    """What is wrong with a draft, and what it changes of what holds."""

    valid: bool
    findings: list[PolicyFinding]
    policies: int
    version: int
    difference: PolicyDifference


class PolicyApplication(_Verbatim):
    """Policies to apply on top of `version`, the one that was read: 0 for none.

    `restores` names the older version whose text this is. `force` lets an owner apply what shuts themselves out.
    """

    text: Text
    version: Number
    note: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")] = ""
    restores: Number | None = None
    force: bool = False


class PolicyReplay(PolicyDraft):
    """A draft, and for how many days back to ask it what was asked."""

    days: Annotated[int, Field(ge=1, le=90)] = 7


class ReplayedTotal(Answer):
    """How many decisions would change from one verdict to another."""

    before: Says
    after: Says
    times: int


class ReplayedChange(Answer):
    """A question that would be answered otherwise; `trial` when only policies in shadow mode would."""

    who: str
    name: str
    role: str
    action: str
    resource: str
    environment: str
    context: dict[str, Any]
    times: int
    last_at: datetime
    entry: int
    before: Says
    before_policies: list[str]
    after: Says
    after_policies: list[str]
    trial: bool


class PolicyReplayAnswer(Answer):
    """What a draft would have decided otherwise, of the decisions of calls and changes since a moment.

    `unread` are older decisions whose question was not recorded; `cut` says that only the most frequent were asked.
    `idle` are own policies of the draft that decided nothing.
    """

    since: datetime
    decisions: int
    questions: int
    unread: int
    cut: bool
    totals: list[ReplayedTotal]
    changes: list[ReplayedChange]
    idle: list[str]


class PolicyAttribute(Answer):
    """An attribute that a condition may look at."""

    name: str
    type: str
    description: str


class PolicyAction(Answer):
    """An action, in words, and the kinds of things it is done to; `escalates` when another person can be asked."""

    name: str
    description: str
    resources: list[str]
    escalates: bool


class PolicyResourceKind(Answer):
    """A kind of thing that actions are done to."""

    name: str
    attributes: list[PolicyAttribute]


class PolicyExample(Answer):
    """A policy to begin with."""

    title: str
    text: str


class PolicySchemaAnswer(Answer):
    """What policies may name."""

    actions: list[PolicyAction]
    principal: list[PolicyAttribute]
    resources: list[PolicyResourceKind]
    context: list[PolicyAttribute]
    roles: list[str]
    examples: list[PolicyExample]
    text: str
