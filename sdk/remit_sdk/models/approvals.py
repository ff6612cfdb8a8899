# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    ApprovalAnswer,
)


class ChangeCostAnswer(Model):
    """
    What a change costs in dollars, and how much more that is than now; a month has 730 hours.
    """

    usd_per_hour: Annotated[float, Field(title='Usd Per Hour')]
    usd_per_month: Annotated[float, Field(title='Usd Per Month')]
    usd_per_hour_before: Annotated[float | None, Field(title='Usd Per Hour Before')]
    change_usd_per_hour: Annotated[float, Field(title='Change Usd Per Hour')]
    change_usd_per_month: Annotated[float, Field(title='Change Usd Per Month')]



class DecisionAnswer(Model):
    """
    What a decision led to.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    status: Annotated[Literal['approved', 'rejected'], Field(title='Status')]
    message: Annotated[str, Field(title='Message')]



class Approver(RootModel[str]):
    root: Annotated[str, Field(max_length=200, title='Approver')]



class Digest(RootModel[str]):
    root: Annotated[str, Field(max_length=80, title='Digest')]



class DecisionBody(Model):
    """
    A decision; `approver` is recorded as claimed and never trusted, `digest` is that of what was seen.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    plan_id: Annotated[str, Field(max_length=60, title='Plan Id')]
    decision: Annotated[Literal['approved', 'rejected'], Field(title='Decision')]
    approver: Annotated[Approver | None, Field(title='Approver')] = None
    reason: Annotated[str, Field(max_length=2000, min_length=1, title='Reason')]
    digest: Annotated[Digest | None, Field(title='Digest')] = None



class DifferenceAnswer(Model):
    """
    One place that differs, with what people call it; a value is null where the place is not there.
    """

    path: Annotated[str, Field(title='Path')]
    name: Annotated[str, Field(title='Name')]
    change: Annotated[Literal['added', 'removed', 'changed'], Field(title='Change')]
    before: Annotated[Any, Field(title='Before')]
    after: Annotated[Any, Field(title='After')]



class DocumentsAnswer(Model):
    """
    What is changed, as text; `before` is null for something new.
    """

    before: Annotated[str | None, Field(title='Before')]
    after: Annotated[str, Field(title='After')]
    language: Annotated[Literal['yaml', 'json', 'text'], Field(title='Language')]



class LentAnswer(Model):
    """
    A member, by id and name.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]



class LinkDecision(Model):
    """
    A yes or a no to exactly what was shown, whose digest is named.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    decision: Annotated[Literal['approved', 'rejected'], Field(title='Decision')]
    reason: Annotated[str, Field(max_length=2000, min_length=1, title='Reason')]
    digest: Annotated[str, Field(max_length=200, min_length=1, title='Digest')]



class MayDecideAnswer(Model):
    """
    Whether who asks may do it, why not, and whose right they would use where it is not their own.
    """

    allowed: Annotated[bool, Field(title='Allowed')]
    reason: Annotated[str | None, Field(title='Reason')]
    on_behalf_of: Annotated[str | None, Field(title='On Behalf Of')]



class Kind(RootModel[str]):
    root: Annotated[str, Field(max_length=80, min_length=1)]



class NewDelegation(Model):
    """
    Whom to let decide in one's place, on which kinds of change (all without any), from when (now) to when.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    to_member: Annotated[str, Field(max_length=60, min_length=1, title='To Member')]
    kinds: Annotated[list[Kind] | None, Field(max_length=20, title='Kinds', validate_default=True)] = []
    reason: Annotated[str, Field(max_length=2000, min_length=1, title='Reason')]
    starts_at: Annotated[AwareDatetime | None, Field(title='Starts At')] = None
    ends_at: Annotated[AwareDatetime, Field(title='Ends At')]



class PriceAnswer(Model):
    """
    Of when and whence the price is.
    """

    price_as_of: Annotated[str | None, Field(title='Price As Of')]
    price_source: Annotated[str | None, Field(title='Price Source')]
    price_confidence: Annotated[str | None, Field(title='Price Confidence')]



class ProposalCount(Model):
    """
    How many proposals wait, how many of them have a high risk, and how many are one's own.

    `review` is how many did not wait for their approvals, and nobody has looked at since.
    """

    pending: Annotated[int, Field(title='Pending')]
    high: Annotated[int, Field(title='High')]
    mine: Annotated[int, Field(title='Mine')]
    review: Annotated[int, Field(title='Review')]



class ReplaySideAnswer(Model):
    """
    What one version answered to a recorded input, or why it did not (`problem`).

    `recorded` says that the answer was kept from earlier and nobody was asked again. `effects` are sentences about what
    it would have done; nothing was. `cost_usd` is null where the price is not known, and for what was recorded.
    """

    output: Annotated[str | None, Field(title='Output')]
    problem: Annotated[str | None, Field(title='Problem')]
    effects: Annotated[list[str], Field(title='Effects')]
    recorded: Annotated[bool, Field(title='Recorded')]
    cost_usd: Annotated[float | None, Field(title='Cost Usd')]



class ReviewBody(Model):
    """
    What somebody found who looked at it afterwards.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    words: Annotated[str, Field(max_length=2000, min_length=1, title='Words')]



class RiskReasonAnswer(Model):
    """
    A rule that bears on the change, and its points: 0 and 1 in all are low, 2 and 3 medium, more is high.
    """

    points: Annotated[int, Field(title='Points')]
    words: Annotated[str, Field(title='Words')]



class Environment3(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Environment')]



class ShownCheckAnswer(Model):
    """
    A guardrail and its outcome; a `warning` does not stop the change.
    """

    name: Annotated[str, Field(title='Name')]
    passed: Annotated[bool, Field(title='Passed')]
    message: Annotated[str, Field(title='Message')]
    severity: Annotated[Literal['error', 'warning'], Field(title='Severity')]



class ShownEvidenceAnswer(Model):
    """
    A passage that bears on the change.
    """

    title: Annotated[str, Field(title='Title')]
    snippet: Annotated[str, Field(title='Snippet')]
    url: Annotated[str, Field(title='Url')]
    score: Annotated[float, Field(title='Score')]



class StageStandingAnswer(Model):
    """
    A stage: what it asks for in words, how many people, and who has approved in it.
    """

    words: Annotated[str, Field(title='Words')]
    people: Annotated[int, Field(title='People')]
    approved: Annotated[list[str], Field(title='Approved')]
    state: Annotated[Literal['done', 'now', 'later'], Field(title='State')]



class ToolUseAnswer(Model):
    """
    A use of a tool, rendered from its real arguments; `digest` is over them and the tool as it is pinned.

    `labels` say what is in the arguments, `taint` what tools have brought into the conversation before.
    """

    tool: Annotated[str, Field(title='Tool')]
    connection: Annotated[str, Field(title='Connection')]
    description: Annotated[str, Field(title='Description')]
    reads_only: Annotated[bool, Field(title='Reads Only')]
    egress: Annotated[bool, Field(title='Egress')]
    arguments: Annotated[dict[str, Any], Field(title='Arguments')]
    digest: Annotated[str, Field(title='Digest')]
    tool_digest: Annotated[str, Field(title='Tool Digest')]
    agent: Annotated[str, Field(title='Agent')]
    run: Annotated[str, Field(title='Run')]
    in_conversation: Annotated[bool, Field(title='In Conversation')]
    labels: Annotated[list[str], Field(title='Labels')]
    taint: Annotated[list[str], Field(title='Taint')]



class UrgentBody(Model):
    """
    Why exactly what `digest` stands for cannot wait.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    reason: Annotated[str, Field(max_length=2000, min_length=1, title='Reason')]
    digest: Annotated[str, Field(max_length=80, min_length=1, title='Digest')]



class VerdictBody(Model):
    """
    A decision on exactly what `digest` stands for.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    decision: Annotated[Literal['approved', 'rejected'], Field(title='Decision')]
    reason: Annotated[str, Field(max_length=2000, min_length=1, title='Reason')]
    digest: Annotated[str, Field(max_length=80, min_length=1, title='Digest')]



class WhoAnswer(Model):
    """
    Who acted.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]



class Team(RootModel[str]):
    root: Annotated[str, Field(max_length=60, min_length=1)]



class Member(RootModel[str]):
    root: Annotated[str, Field(max_length=60, min_length=1)]



class Whom(Model):
    """
    Some people: who has one of the roles, is in one of the teams (by slug), or is named (by id).
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    roles: Annotated[
        list[Literal['owner', 'admin', 'builder', 'operator', 'approver', 'viewer']] | None,
        Field(max_length=6, title='Roles'),
    ] = []
    teams: Annotated[list[Team] | None, Field(max_length=50, title='Teams', validate_default=True)] = []
    members: Annotated[list[Member] | None, Field(max_length=50, title='Members', validate_default=True)] = []



class WithdrawalBody(Model):
    """
    Why it is no longer wanted.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    reason: Annotated[str | None, Field(max_length=2000, min_length=1, title='Reason')] = 'No longer wanted.'



class DelegationAnswer(Model):
    """
    A right to decide that a member lends another; `may_revoke` when who reads it may take it back.
    """

    id: Annotated[str, Field(title='Id')]
    from_member: LentAnswer
    to_member: LentAnswer
    kinds: Annotated[list[str], Field(title='Kinds')]
    reason: Annotated[str, Field(title='Reason')]
    starts_at: Annotated[AwareDatetime, Field(title='Starts At')]
    ends_at: Annotated[AwareDatetime, Field(title='Ends At')]
    state: Annotated[Literal['planned', 'holds', 'ended', 'revoked'], Field(title='State')]
    mine: Annotated[bool, Field(title='Mine')]
    may_revoke: Annotated[bool, Field(title='May Revoke')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class DelegationPage(Model):
    """
    One page, the newest first; `next` continues.
    """

    items: Annotated[list[DelegationAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ProgressAnswer(Model):
    """
    How far the approvals are that a rule asks for; `lacking` says why nobody could give what is still needed.

    `rule` and `number` name the version of the rule that held when it was asked for, the strictest of `matching`.
    """

    rule: Annotated[str, Field(title='Rule')]
    number: Annotated[int, Field(title='Number')]
    words: Annotated[str, Field(title='Words')]
    stages: Annotated[list[StageStandingAnswer], Field(title='Stages')]
    stage: Annotated[int, Field(title='Stage')]
    escalated: Annotated[bool, Field(title='Escalated')]
    lacking: Annotated[str | None, Field(title='Lacking')]
    matching: Annotated[int, Field(title='Matching')]



class ReplayCaseAnswer(Model):
    """
    One recorded input, whence it is, and what both versions answer; `same` is null until both have.
    """

    source: Annotated[str, Field(title='Source')]
    input: Annotated[str, Field(title='Input')]
    before: ReplaySideAnswer | None
    after: ReplaySideAnswer | None
    same: Annotated[bool | None, Field(title='Same')]



class RiskAnswer(Model):
    """
    How risky a change is by the stated rules, the heaviest reason first.
    """

    level: Annotated[Literal['low', 'medium', 'high'], Field(title='Level')]
    reasons: Annotated[list[RiskReasonAnswer], Field(title='Reasons')]



class SaidAnswer(Model):
    """
    What somebody said, and when.
    """

    who: WhoAnswer
    words: Annotated[str, Field(title='Words')]
    at: Annotated[AwareDatetime, Field(title='At')]



class Stage(Model):
    """
    How many of whom have to approve, and how long that may take.

    Where there is `escalates_to`, these may approve as well once `hours` are over, for as many hours again.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    people: Annotated[int | None, Field(ge=1, le=20, title='People')] = 1
    whom: Whom
    different_teams: Annotated[bool | None, Field(title='Different Teams')] = False
    hours: Annotated[int | None, Field(ge=1, le=2160, title='Hours')] = 168
    escalates_to: Whom | None = None



class StageAnswer(Model):
    """
    A stage, and what it asks for in words.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    people: Annotated[int | None, Field(ge=1, le=20, title='People')] = 1
    whom: Whom
    different_teams: Annotated[bool | None, Field(title='Different Teams')] = False
    hours: Annotated[int | None, Field(ge=1, le=2160, title='Hours')] = 168
    escalates_to: Whom | None = None
    said: Annotated[str, Field(title='Said')]



class VerdictAnswer(Model):
    """
    A decision that was made; `claimed_approver` is what a request claimed and nobody checked.
    """

    verdict: Annotated[Literal['approved', 'rejected'], Field(title='Verdict')]
    reason: Annotated[str, Field(title='Reason')]
    digest: Annotated[str, Field(title='Digest')]
    decided_by: WhoAnswer
    claimed_approver: Annotated[str | None, Field(title='Claimed Approver')]
    on_behalf_of: Annotated[str | None, Field(title='On Behalf Of')]
    stage: Annotated[int, Field(title='Stage')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class ApprovalList(Model):
    """
    The plans that wait.
    """

    approvals: Annotated[list[ApprovalAnswer], Field(title='Approvals')]



class OverrideAnswer(Model):
    """
    A change that could not wait: who said so first and second, and who looked at it afterwards.

    Until the second has said so, nothing has happened.
    """

    first: SaidAnswer
    second: SaidAnswer | None
    review: SaidAnswer | None
    needs_review: Annotated[bool, Field(title='Needs Review')]



class ProposalAnswer(Model):
    """
    A change that somebody asks for; `mine` when it is who reads it, `ended` says in words how it ended.

    `progress` is null where no approval rule holds: one other person decides. `escalates_at` is when the stage that
    waits goes to more people.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[str, Field(title='Kind')]
    subject: Annotated[str, Field(title='Subject')]
    environment: Annotated[str, Field(title='Environment')]
    title: Annotated[str, Field(title='Title')]
    status: Annotated[
        Literal['pending', 'approved', 'rejected', 'voided', 'expired', 'applied', 'failed'],
        Field(title='Status'),
    ]
    risk: RiskAnswer
    cost: ChangeCostAnswer | None
    requested_by: WhoAnswer
    mine: Annotated[bool, Field(title='Mine')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    escalates_at: Annotated[AwareDatetime | None, Field(title='Escalates At')]
    decided_at: Annotated[AwareDatetime | None, Field(title='Decided At')]
    ended: Annotated[str | None, Field(title='Ended')]
    verdict: VerdictAnswer | None
    progress: ProgressAnswer | None
    may_decide: MayDecideAnswer
    may_reject: MayDecideAnswer
    override: OverrideAnswer | None
    may_break_glass: Annotated[bool, Field(title='May Break Glass')]
    may_review: Annotated[bool, Field(title='May Review')]



class ProposalPage(Model):
    """
    One page; `next` continues. A page may hold fewer than were asked for and yet continue.
    """

    items: Annotated[list[ProposalAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ReplayAnswer(Model):
    """
    Recorded inputs, answered by what is active (`before`) and by what is asked for (`after`), without effects.

    Secrets and personal data are blacked out. `cost_usd` is what the replay has cost, without `unpriced` answers;
    `reused` says that the same was found before, at no cost. `said` explains what is missing.
    """

    status: Annotated[Literal['queued', 'running', 'done', 'failed'], Field(title='Status')]
    said: Annotated[str, Field(title='Said')]
    before: Annotated[str, Field(title='Before')]
    after: Annotated[str, Field(title='After')]
    cases: Annotated[list[ReplayCaseAnswer], Field(title='Cases')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    reused: Annotated[bool, Field(title='Reused')]
    ended_at: Annotated[AwareDatetime | None, Field(title='Ended At')]



class RuleAnswer(Model):
    """
    A version of a rule; `unmet` says why nobody could satisfy it as people and roles are now.
    """

    slug: Annotated[str, Field(title='Slug')]
    number: Annotated[int, Field(title='Number')]
    kind: Annotated[str, Field(title='Kind')]
    environment: Annotated[str | None, Field(title='Environment')]
    least_risk: Annotated[Literal['low', 'medium', 'high'], Field(title='Least Risk')]
    stages: Annotated[list[StageAnswer], Field(title='Stages')]
    created_by: Annotated[dict[str, Any], Field(title='Created By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    ended_at: Annotated[AwareDatetime | None, Field(title='Ended At')]
    unmet: Annotated[str | None, Field(title='Unmet')]



class RuleBody(Model):
    """
    Who has to approve which changes; without an environment it holds in all, and where there is none.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[str, Field(examples=['agent.promote'], max_length=80, min_length=1, title='Kind')]
    environment: Annotated[Environment3 | None, Field(title='Environment')] = None
    least_risk: Annotated[Literal['low', 'medium', 'high'] | None, Field(title='Least Risk')] = 'low'
    stages: Annotated[list[Stage], Field(max_length=10, min_length=1, title='Stages')]



class RuleList(Model):
    """
    The rules that hold, by slug, and the kinds of change there can be rules for.
    """

    items: Annotated[list[RuleAnswer], Field(title='Items')]
    kinds: Annotated[list[str], Field(title='Kinds')]



class RuleVersions(Model):
    """
    Every version of a rule, the newest first, 200 at most.
    """

    items: Annotated[list[RuleAnswer], Field(title='Items')]



class ProposalDetail(Model):
    """
    A proposal in full: `digest` is over exactly what is shown here, and goes along with the decision.

    Only `replay` is not digested: it is found out afterwards, and null where nothing is replayed.

    `differences` are at most 500; `more_differences` when there are more. `policies` are those that ask for a person.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[str, Field(title='Kind')]
    subject: Annotated[str, Field(title='Subject')]
    environment: Annotated[str, Field(title='Environment')]
    title: Annotated[str, Field(title='Title')]
    status: Annotated[
        Literal['pending', 'approved', 'rejected', 'voided', 'expired', 'applied', 'failed'],
        Field(title='Status'),
    ]
    risk: RiskAnswer
    cost: ChangeCostAnswer | None
    requested_by: WhoAnswer
    mine: Annotated[bool, Field(title='Mine')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    escalates_at: Annotated[AwareDatetime | None, Field(title='Escalates At')]
    decided_at: Annotated[AwareDatetime | None, Field(title='Decided At')]
    ended: Annotated[str | None, Field(title='Ended')]
    verdict: VerdictAnswer | None
    progress: ProgressAnswer | None
    may_decide: MayDecideAnswer
    may_reject: MayDecideAnswer
    override: OverrideAnswer | None
    may_break_glass: Annotated[bool, Field(title='May Break Glass')]
    may_review: Annotated[bool, Field(title='May Review')]
    digest: Annotated[str, Field(title='Digest')]
    why: Annotated[str, Field(title='Why')]
    new: Annotated[bool, Field(title='New')]
    differences: Annotated[list[DifferenceAnswer], Field(title='Differences')]
    more_differences: Annotated[bool, Field(title='More Differences')]
    documents: DocumentsAnswer | None
    host: Annotated[str | None, Field(title='Host')]
    dry_run: Annotated[bool, Field(title='Dry Run')]
    rationale: Annotated[str, Field(title='Rationale')]
    assumptions: Annotated[list[str], Field(title='Assumptions')]
    checks: Annotated[list[ShownCheckAnswer], Field(title='Checks')]
    evidence: Annotated[list[ShownEvidenceAnswer], Field(title='Evidence')]
    price: PriceAnswer | None
    tool: ToolUseAnswer | None
    replay: ReplayAnswer | None
    policies: Annotated[list[str], Field(title='Policies')]
    decisions: Annotated[list[VerdictAnswer], Field(title='Decisions')]
    may_withdraw: Annotated[bool, Field(title='May Withdraw')]



class LinkAnswer(Model):
    """
    What a link is for: who it lets decide, where it stands with a sentence, and the proposal as they see it.

    Only `open` ones decide. `proposal` is left out where somebody else is signed in.
    """

    organization: Annotated[str, Field(title='Organization')]
    member: Annotated[str, Field(title='Member')]
    state: Annotated[
        Literal['open', 'sign_in', 'used', 'expired', 'ended', 'changed', 'somebody_else'],
        Field(title='State'),
    ]
    said: Annotated[str, Field(title='Said')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    proposal: ProposalDetail | None
