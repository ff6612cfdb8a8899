"""Bodies of the approval endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from remit.controls.approvals.risk import Level
from remit.kit.schemas import Answer, Body

ProposalStatus = Literal["pending", "approved", "rejected", "voided", "expired", "applied", "failed"]
Why = Annotated[str, Field(min_length=1, max_length=2000)]


class WhoAnswer(Answer):
    """Who acted."""

    kind: str
    id: str
    name: str
    role: str


class RiskReasonAnswer(Answer):
    """A rule that bears on the change, and its points: 0 and 1 in all are low, 2 and 3 medium, more is high."""

    points: int
    words: str


class RiskAnswer(Answer):
    """How risky a change is by the stated rules, the heaviest reason first."""

    level: Level
    reasons: list[RiskReasonAnswer]


class ChangeCostAnswer(Answer):
    """What a change costs in dollars, and how much more that is than now; a month has 730 hours."""

    usd_per_hour: float
    usd_per_month: float
    usd_per_hour_before: float | None
    change_usd_per_hour: float
    change_usd_per_month: float


class MayDecideAnswer(Answer):
    """Whether who asks may do it, why not, and whose right they would use where it is not their own."""

    allowed: bool
    reason: str | None
    on_behalf_of: str | None


class VerdictAnswer(Answer):
    """A decision that was made; `claimed_approver` is what a request claimed and nobody checked."""

    verdict: Literal["approved", "rejected"]
    reason: str
    digest: str
    decided_by: WhoAnswer
    claimed_approver: str | None
    on_behalf_of: str | None
    stage: int
    created_at: datetime


class StageStandingAnswer(Answer):
    """A stage: what it asks for in words, how many people, and who has approved in it."""

    words: str
    people: int
    approved: list[str]
    state: Literal["done", "now", "later"]


class ProgressAnswer(Answer):
    """How far the approvals are that a rule asks for; `lacking` says why nobody could give what is still needed.

    `rule` and `number` name the version of the rule that held when it was asked for, the strictest of `matching`.
    """

    rule: str
    number: int
    words: str
    stages: list[StageStandingAnswer]
    stage: int
    escalated: bool
    lacking: str | None
    matching: int


class SaidAnswer(Answer):
    """What somebody said, and when."""

    who: WhoAnswer
    words: str
    at: datetime


class OverrideAnswer(Answer):
    """A change that could not wait: who said so first and second, and who looked at it afterwards.

    Until the second has said so, nothing has happened.
    """

    first: SaidAnswer
    second: SaidAnswer | None
    review: SaidAnswer | None
    needs_review: bool


class ProposalAnswer(Answer):
    """A change that somebody asks for; `mine` when it is who reads it, `ended` says in words how it ended.

    `progress` is null where no approval rule holds: one other person decides. `escalates_at` is when the stage that
    waits goes to more people.
    """

    id: str
    kind: str
    subject: str
    environment: str
    title: str
    status: ProposalStatus
    risk: RiskAnswer
    cost: ChangeCostAnswer | None
    requested_by: WhoAnswer
    mine: bool
    created_at: datetime
    expires_at: datetime
    escalates_at: datetime | None
    decided_at: datetime | None
    ended: str | None
    verdict: VerdictAnswer | None
    progress: ProgressAnswer | None
    may_decide: MayDecideAnswer
    may_reject: MayDecideAnswer
    override: OverrideAnswer | None
    may_break_glass: bool
    may_review: bool


class DifferenceAnswer(Answer):
    """One place that differs, with what people call it; a value is null where the place is not there."""

    path: str
    name: str
    change: Literal["added", "removed", "changed"]
    before: Any
    after: Any


class DocumentsAnswer(Answer):
    """What is changed, as text; `before` is null for something new."""

    before: str | None
    after: str
    language: Literal["yaml", "json", "text"]


class PriceAnswer(Answer):
    """Of when and whence the price is."""

    price_as_of: str | None
    price_source: str | None
    price_confidence: str | None


class ShownCheckAnswer(Answer):
    """A guardrail and its outcome; a `warning` does not stop the change."""

    name: str
    passed: bool
    message: str
    severity: Literal["error", "warning"]


class ShownEvidenceAnswer(Answer):
    """A passage that bears on the change."""

    title: str
    snippet: str
    url: str
    score: float


class ToolUseAnswer(Answer):
    """A use of a tool, rendered from its real arguments; `digest` is over them and the tool as it is pinned.

    `labels` say what is in the arguments, `taint` what tools have brought into the conversation before.
    """

    tool: str
    connection: str
    description: str
    reads_only: bool
    egress: bool
    arguments: dict[str, Any]
    digest: str
    tool_digest: str
    agent: str
    run: str
    in_conversation: bool
    labels: list[str]
    taint: list[str]


class ReplaySideAnswer(Answer):
    """What one version answered to a recorded input, or why it did not (`problem`).

    `recorded` says that the answer was kept from earlier and nobody was asked again. `effects` are sentences about what
    it would have done; nothing was. `cost_usd` is null where the price is not known, and for what was recorded.
    """

    output: str | None
    problem: str | None
    effects: list[str]
    recorded: bool
    cost_usd: float | None


class ReplayCaseAnswer(Answer):
    """One recorded input, whence it is, and what both versions answer; `same` is null until both have."""

    source: str
    input: str
    before: ReplaySideAnswer | None
    after: ReplaySideAnswer | None
    same: bool | None


class ReplayAnswer(Answer):
    """Recorded inputs, answered by what is active (`before`) and by what is asked for (`after`), without effects.

    Secrets and personal data are blacked out. `cost_usd` is what the replay has cost, without `unpriced` answers;
    `reused` says that the same was found before, at no cost. `said` explains what is missing.
    """

    status: Literal["queued", "running", "done", "failed"]
    said: str
    before: str
    after: str
    cases: list[ReplayCaseAnswer]
    cost_usd: float
    unpriced: int
    reused: bool
    ended_at: datetime | None


class ProposalDetail(ProposalAnswer):
    """A proposal in full: `digest` is over exactly what is shown here, and goes along with the decision.

    Only `replay` is not digested: it is found out afterwards, and null where nothing is replayed.

    `differences` are at most 500; `more_differences` when there are more. `policies` are those that ask for a person.
    """

    digest: str
    why: str
    new: bool
    differences: list[DifferenceAnswer]
    more_differences: bool
    documents: DocumentsAnswer | None
    host: str | None
    dry_run: bool
    rationale: str
    assumptions: list[str]
    checks: list[ShownCheckAnswer]
    evidence: list[ShownEvidenceAnswer]
    price: PriceAnswer | None
    tool: ToolUseAnswer | None
    replay: ReplayAnswer | None
    policies: list[str]
    decisions: list[VerdictAnswer]
    may_withdraw: bool


class ProposalPage(Answer):
    """One page; `next` continues. A page may hold fewer than were asked for and yet continue."""

    items: list[ProposalAnswer]
    next: str | None


class ProposalCount(Answer):
    """How many proposals wait, how many of them have a high risk, and how many are one's own.

    `review` is how many did not wait for their approvals, and nobody has looked at since.
    """

    pending: int
    high: int
    mine: int
    review: int


class UrgentBody(Body):
    """Why exactly what `digest` stands for cannot wait."""

    reason: Why
    digest: str = Field(min_length=1, max_length=80)


class ReviewBody(Body):
    """What somebody found who looked at it afterwards."""

    words: Why


class VerdictBody(Body):
    """A decision on exactly what `digest` stands for."""

    decision: Literal["approved", "rejected"]
    reason: Why
    digest: str = Field(min_length=1, max_length=80)


class WithdrawalBody(Body):
    """Why it is no longer wanted."""

    reason: str = Field(default="No longer wanted.", min_length=1, max_length=2000)
