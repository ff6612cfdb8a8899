# generated from openapi.json

from datetime import date
from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, Field, RootModel
from remit_sdk.model import Model


class Name(RootModel[str]):
    root: Annotated[str, Field(max_length=100, min_length=1, title='Name')]



class Password(RootModel[str]):
    root: Annotated[str, Field(max_length=5000, min_length=1, title='Password')]



class AccountAnswer(Model):
    """
    The person behind a member.

    `password_proof` is what setting a password asks for: the `current` one, `none` (who came by a link a moment ago),
    or a fresh `link`.
    """

    id: Annotated[str, Field(title='Id')]
    email: Annotated[str, Field(title='Email')]
    name: Annotated[str, Field(title='Name')]
    has_password: Annotated[bool, Field(title='Has Password')]
    password_proof: Annotated[Literal['current', 'none', 'link'], Field(title='Password Proof')]



class ActRequest(Model):
    """
    The request that does it.
    """

    method: Annotated[Literal['POST', 'DELETE'], Field(title='Method')]
    path: Annotated[str, Field(title='Path')]
    body: Annotated[dict[str, Any] | None, Field(title='Body')]



class AgentCounts(Model):
    """
    How many agents match, by status, whatever status is asked for.
    """

    all: Annotated[int, Field(title='All')]
    draft: Annotated[int, Field(title='Draft')]
    pending_approval: Annotated[int, Field(title='Pending Approval')]
    active: Annotated[int, Field(title='Active')]
    archived: Annotated[int, Field(title='Archived')]



class BaseVersion1(RootModel[int]):
    root: Annotated[
        int,
        Field(
            description='The version that was edited, 0 for a new agent; 409 when it is not.',
            ge=0,
            le=2147483647,
            title='Base Version',
        ),
    ]



class AgentPromotion(Model):
    """
    A promotion under way: `pending` waits for another person, `approved` is being carried out.
    """

    number: Annotated[int, Field(title='Number')]
    status: Annotated[Literal['pending', 'approved'], Field(title='Status')]
    proposal_id: Annotated[str, Field(title='Proposal Id')]



class Url(RootModel[str]):
    root: Annotated[
        str, Field(examples=['http://127.0.0.1:11434/v1'], max_length=2000, min_length=1, title='Url')
    ]



class ArtifactAnswer(Model):
    """
    What a plan would create; money is dollars per hour.
    """

    model_name: Annotated[str, Field(title='Model Name')]
    endpoint_name: Annotated[str, Field(title='Endpoint Name')]
    instance_type: Annotated[str | None, Field(title='Instance Type')]
    instance_count: Annotated[int, Field(title='Instance Count')]
    rollback_alarms: Annotated[list[str], Field(title='Rollback Alarms')]
    budget_usd_per_hour: Annotated[float | None, Field(title='Budget Usd Per Hour')]



class Author(Model):
    """
    Who did something.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[str, Field(title='Kind')]
    name: Annotated[str, Field(title='Name')]



class CheckAnswer(Model):
    """
    A guardrail and its outcome; a `warning` does not stop the plan.
    """

    name: Annotated[str, Field(title='Name')]
    passed: Annotated[bool, Field(title='Passed')]
    message: Annotated[str, Field(title='Message')]
    severity: Annotated[Literal['error', 'warning'], Field(title='Severity')]



class CitationAnswer(Model):
    """
    A passage that was looked up for an answer; `cited` says that the answer names it, as `[1]`.
    """

    number: Annotated[int, Field(title='Number')]
    title: Annotated[str, Field(title='Title')]
    text: Annotated[str, Field(title='Text')]
    url: Annotated[str | None, Field(title='Url')]
    cited: Annotated[bool, Field(title='Cited')]



class UserId(RootModel[str]):
    root: Annotated[str, Field(max_length=200, title='User Id')]



class CostAnswer(Model):
    """
    What it costs, in dollars per hour; null where the price is unknown.
    """

    estimated_usd_per_hour: Annotated[float | None, Field(title='Estimated Usd Per Hour')]
    peak_usd_per_hour: Annotated[float | None, Field(title='Peak Usd Per Hour')]
    price_as_of: Annotated[date | None, Field(title='Price As Of')]
    price_source: Annotated[str | None, Field(title='Price Source')]
    price_confidence: Annotated[str | None, Field(title='Price Confidence')]



class EvidenceAnswer(Model):
    """
    A passage that bears on the plan.
    """

    title: Annotated[str, Field(title='Title')]
    snippet: Annotated[str, Field(title='Snippet')]
    url: Annotated[str, Field(title='Url')]
    score: Annotated[float, Field(title='Score')]



class FieldDifference(Model):
    """
    A field that differs; null where one side does not have it.
    """

    field: Annotated[str, Field(title='Field')]
    before: Annotated[Any, Field(title='Before')]
    after: Annotated[Any, Field(title='After')]



class FieldProblem(Model):
    """
    What is wrong with one field of the request.
    """

    path: Annotated[str, Field(title='Path')]
    message: Annotated[str, Field(title='Message')]



class Finding(Model):
    """
    One thing wrong with a file, or doubtful; `line` and `column` count from 1.
    """

    code: Annotated[str, Field(title='Code')]
    severity: Annotated[Literal['error', 'warning'], Field(title='Severity')]
    path: Annotated[str, Field(title='Path')]
    line: Annotated[int | None, Field(title='Line')]
    column: Annotated[int | None, Field(title='Column')]
    message: Annotated[str, Field(title='Message')]
    hint: Annotated[str | None, Field(title='Hint')]



class Subject(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='The id of a member, key, agent or deployment; left out for the organisation.',
            examples=['dep_01m7zjef5gebgs2p1tne4vj3qk'],
            max_length=80,
            min_length=1,
            title='Subject',
        ),
    ]



class OrganizationAnswer(Model):
    """
    An organisation.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]



class Principal(Model):
    """
    Who is signed in, or whose key it is; `email` is none for a service account.
    """

    id: Annotated[str, Field(title='Id')]
    kind: Annotated[str, Field(title='Kind')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]
    email: Annotated[str | None, Field(title='Email')]



class PrincipalAnswer(Model):
    """
    Who acted.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]



class Problem(Model):
    """
    A problem document; some types have further members.
    """

    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    status: Annotated[int, Field(title='Status')]
    detail: Annotated[str, Field(title='Detail')]
    request_id: Annotated[str, Field(title='Request Id')]
    errors: Annotated[list[FieldProblem] | None, Field(title='Errors')] = None



class PromotionAnswer(Model):
    """
    A promotion that was asked for: carried out now (`approved`), or after another person's yes (`pending`).
    """

    slug: Annotated[str, Field(title='Slug')]
    version: Annotated[int, Field(title='Version')]
    status: Annotated[Literal['pending', 'approved'], Field(title='Status')]
    proposal_id: Annotated[str, Field(title='Proposal Id')]



class RequirementAnswer(Model):
    """
    One condition of a promotion.
    """

    code: Annotated[str, Field(title='Code')]
    met: Annotated[bool, Field(title='Met')]
    message: Annotated[str, Field(title='Message')]



class SessionAnswer(Model):
    """
    Who asks, for which organisation, what they may do there, and how this Remit runs.

    `may` names the actions that the policies allow on the organisation as a whole; `organizations` counts those the
    person is a member of. `account` and `session_id` are none for a key.
    """

    principal: Principal
    organization: OrganizationAnswer
    account: AccountAnswer | None
    session_id: Annotated[str | None, Field(title='Session Id')]
    organizations: Annotated[int, Field(title='Organizations')]
    may: Annotated[list[str], Field(title='May')]
    demo_model: Annotated[bool, Field(title='Demo Model')]
    execute: Annotated[bool, Field(title='Execute')]
    version: Annotated[str, Field(title='Version')]



class TrialEffect(Model):
    """
    Something that the agent would have done; `made_up` says that nobody had recorded what it was answered.
    """

    service: Annotated[str, Field(title='Service')]
    name: Annotated[str, Field(title='Name')]
    said: Annotated[str, Field(title='Said')]
    arguments: Annotated[Any, Field(title='Arguments')]
    answer: Annotated[Any, Field(title='Answer')]
    made_up: Annotated[bool, Field(title='Made Up')]
    changes: Annotated[bool, Field(title='Changes')]



class VersionAuthor(Model):
    """
    Who made a version.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]



class DeploymentAnswer(Model):
    """
    A deployment; `user_id` is what the request claimed, `requested_by` who really asked.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[Literal['model', 'agent'], Field(title='Kind')]
    status: Annotated[
        Literal['planned', 'pending_approval', 'approved', 'deploying', 'deployed', 'degraded', 'paused', 'rolling_back', 'failed', 'rejected', 'deleted'],
        Field(description='Where a deployment stands.', title='Status'),
    ]
    status_reason: Annotated[str | None, Field(title='Status Reason')]
    orphaned: Annotated[str | None, Field(title='Orphaned')]
    user_id: Annotated[str, Field(title='User Id')]
    requested_by: PrincipalAnswer
    intent: Annotated[str, Field(title='Intent')]
    env: Annotated[str, Field(title='Env')]
    host: Annotated[str, Field(title='Host')]
    dry_run: Annotated[bool, Field(title='Dry Run')]
    revision: Annotated[int, Field(title='Revision')]
    artifact: ArtifactAnswer
    evidence: Annotated[list[EvidenceAnswer], Field(title='Evidence')]
    checks: Annotated[list[CheckAnswer], Field(title='Checks')]
    validation_errors: Annotated[list[str], Field(title='Validation Errors')]
    cost: CostAnswer | None
    rationale: Annotated[str, Field(title='Rationale')]
    assumptions: Annotated[list[str], Field(title='Assumptions')]
    not_understood: Annotated[list[str], Field(title='Not Understood')]
    requires_approval: Annotated[bool, Field(title='Requires Approval')]
    approval_id: Annotated[str | None, Field(title='Approval Id')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class PromotionRequirements(Model):
    """
    What a version needs to become the active one; `ready` when all of it is met.

    `approval` says by which rule it would wait and who could decide, `nobody_could` why nobody could.
    """

    version: Annotated[int, Field(title='Version')]
    ready: Annotated[bool, Field(title='Ready')]
    needs_approval: Annotated[bool, Field(title='Needs Approval')]
    approval: Annotated[str | None, Field(title='Approval')]
    nobody_could: Annotated[str | None, Field(title='Nobody Could')]
    items: Annotated[list[RequirementAnswer], Field(title='Items')]



class TrialCase(Model):
    """
    One input that was tried; `line` is the line of the code where it went wrong.
    """

    name: Annotated[str, Field(title='Name')]
    input: Annotated[Any, Field(title='Input')]
    output: Annotated[Any, Field(title='Output')]
    expected: Annotated[Any, Field(title='Expected')]
    passed: Annotated[bool, Field(title='Passed')]
    problems: Annotated[list[str], Field(title='Problems')]
    effects: Annotated[list[TrialEffect], Field(title='Effects')]
    logs: Annotated[str, Field(title='Logs')]
    seconds: Annotated[float, Field(title='Seconds')]
    memory_bytes: Annotated[int | None, Field(title='Memory Bytes')]
    line: Annotated[int | None, Field(title='Line')]
    tokens: Annotated[int, Field(title='Tokens')]



class TrialReport(Model):
    """
    What became of trying a version; nothing that it did reached anybody.

    `cost_usd` is what asking the model would have cost, null where its price is not known.
    """

    kind: Annotated[Literal['dry_run', 'smoke_run'], Field(title='Kind')]
    tier: Annotated[str, Field(title='Tier')]
    passed: Annotated[bool, Field(title='Passed')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    cases: Annotated[list[TrialCase], Field(title='Cases')]



class ValidationAnswer(Model):
    """
    What a check found, in the order of the file; `document` and what follows only when it is valid.
    """

    valid: Annotated[bool, Field(title='Valid')]
    findings: Annotated[list[Finding], Field(title='Findings')]
    slug: Annotated[str | None, Field(title='Slug')]
    digest: Annotated[str | None, Field(title='Digest')]
    document: Annotated[dict[str, Any] | None, Field(title='Document')]
    dry_run: TrialReport | None



class VersionAnswer(Model):
    """
    One immutable version; `digest` is `sha256:` of its document in canonical JSON.
    """

    number: Annotated[int, Field(title='Number')]
    status: Annotated[Literal['draft', 'active', 'retired'], Field(title='Status')]
    digest: Annotated[str, Field(title='Digest')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    created_by: VersionAuthor
    activated_at: Annotated[AwareDatetime | None, Field(title='Activated At')]



class AgentAnswer(Model):
    """
    An agent with its newest version; `active_version` is the number of the one that runs.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    type: Annotated[Literal['context', 'function', 'api', 'orchestrator'], Field(title='Type')]
    status: Annotated[Literal['draft', 'pending_approval', 'active', 'archived'], Field(title='Status')]
    description: Annotated[str, Field(title='Description')]
    tags: Annotated[list[str], Field(title='Tags')]
    version: VersionAnswer
    active_version: Annotated[int | None, Field(title='Active Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class AgentPage(Model):
    """
    A page of agents; `next` goes on.
    """

    items: Annotated[list[AgentAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
    counts: AgentCounts



class AppliedAgent(Model):
    """
    What applying a file did; `unchanged` when the newest version says the same already.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    type: Annotated[Literal['context', 'function', 'api', 'orchestrator'], Field(title='Type')]
    status: Annotated[Literal['draft', 'pending_approval', 'active', 'archived'], Field(title='Status')]
    description: Annotated[str, Field(title='Description')]
    tags: Annotated[list[str], Field(title='Tags')]
    version: VersionAnswer
    active_version: Annotated[int | None, Field(title='Active Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    unchanged: Annotated[bool, Field(title='Unchanged')]
    promotion: AgentPromotion | None



class ApprovalAnswer(Model):
    """
    A plan that waits for a person; `digest` is over exactly what is shown here.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    approval_id: Annotated[str, Field(title='Approval Id')]
    status: Annotated[str, Field(title='Status')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    requested_by: PrincipalAnswer
    title: Annotated[str, Field(title='Title')]
    digest: Annotated[str, Field(title='Digest')]
    plan: DeploymentAnswer
