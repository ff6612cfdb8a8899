# generated from openapi.json

from datetime import date
from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    ActRequest,
    ArtifactAnswer,
    CheckAnswer,
    CostAnswer,
    DeploymentAnswer,
    EvidenceAnswer,
    FieldDifference,
    PrincipalAnswer,
    UserId,
)


class ActBody(Model):
    """
    A sentence about something that is deployed.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    command: Annotated[str, Field(title='Command')]



class ActionAnswer(Model):
    """
    The outcome of pause, restart or delete.
    """

    success: Annotated[Literal[True], Field(title='Success')]
    message: Annotated[str, Field(title='Message')]



class AgentOfDeployment(Model):
    """
    The agent behind a deployment: the version that it runs and the active one, null when there is none.
    """

    slug: Annotated[str, Field(title='Slug')]
    version: Annotated[int, Field(title='Version')]
    active_version: Annotated[int | None, Field(title='Active Version')]



class AliasAnswer(Model):
    """
    An alias; `deployment_id`, `deployment` and `status` are null while nothing answers to it.
    """

    name: Annotated[str, Field(title='Name')]
    agent: Annotated[str | None, Field(title='Agent')]
    environment: Annotated[str | None, Field(title='Environment')]
    deployment_id: Annotated[str | None, Field(title='Deployment Id')]
    deployment: Annotated[str | None, Field(title='Deployment')]
    status: Annotated[str | None, Field(title='Status')]
    set_by: Annotated[str, Field(title='Set By')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class AliasList(Model):
    """
    All aliases, by name; there are two hundred at most. `may_set` says whether the caller may point them.
    """

    items: Annotated[list[AliasAnswer], Field(title='Items')]
    may_set: Annotated[bool, Field(title='May Set')]



class Deployment(RootModel[str]):
    root: Annotated[str, Field(max_length=100, title='Deployment')]



class Agent(RootModel[str]):
    root: Annotated[str, Field(max_length=100, title='Agent')]



class Environment(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Environment')]



class AliasTarget(Model):
    """
    What an alias is to stand for: a `deployment` by its id, or an `agent` in an `environment`.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    deployment: Annotated[Deployment | None, Field(title='Deployment')] = None
    agent: Annotated[Agent | None, Field(title='Agent')] = None
    environment: Annotated[Environment | None, Field(title='Environment')] = None



class ConstraintsBody(Model):
    """
    Limits beside the sentence.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    budget_usd_per_hour: Annotated[
        float | None, Field(description='Dollars per hour, above zero.', title='Budget Usd Per Hour')
    ] = None



class DeployAgentBody(Model):
    """
    Deploy an agent's active version.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    agent: Annotated[str, Field(max_length=60, min_length=1, title='Agent')]
    env: Annotated[str | None, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Env')] = 'staging'
    host: Annotated[
        Literal['local', 'container', 'lambda'] | None,
        Field(
            description='In Remit itself, or a function agent in a container or on AWS Lambda', title='Host'
        ),
    ] = 'local'
    user_id: Annotated[UserId | None, Field(title='User Id')] = None



class DeploymentKey(Model):
    """
    A key that works; `shown` is the part of it that may be seen, `last_used_at` is true to the minute.

    `ends_at` is when a key that was rotated ends, null for one that goes on.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    shown: Annotated[str, Field(title='Shown')]
    made_by: Annotated[str, Field(title='Made By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    last_used_at: Annotated[AwareDatetime | None, Field(title='Last Used At')]
    ends_at: Annotated[AwareDatetime | None, Field(title='Ends At')]



class DeploymentKeys(Model):
    """
    The keys that work, newest first; there are fifty at most.
    """

    items: Annotated[list[DeploymentKey], Field(title='Items')]



class EnvironmentAnswer(Model):
    """
    Where a command may go: `refusal` says why the one who asks may not deploy there.
    """

    name: Annotated[str, Field(title='Name')]
    title: Annotated[str, Field(title='Title')]
    protected: Annotated[bool, Field(title='Protected')]
    refusal: Annotated[str | None, Field(title='Refusal')]
    needs_approval: Annotated[bool, Field(title='Needs Approval')]



class FiguresAnswer(Model):
    """
    The calls of one revision that were answered or failed; null where there is nothing to measure.
    """

    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    violations: Annotated[int, Field(title='Violations')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    usd_per_call: Annotated[float | None, Field(title='Usd Per Call')]



class FindingAnswer(Model):
    """
    What one gate says: shares and scores between 0 and 1, times in milliseconds, costs in dollars.

    `allowed` is the most that the new revision's figure may be, of a score the least; `few` says that too few calls
    were seen, or no evaluation.
    """

    gate: Annotated[Literal['errors', 'violations', 'latency', 'cost', 'evaluation'], Field(title='Gate')]
    new: Annotated[float | None, Field(title='New')]
    stable: Annotated[float | None, Field(title='Stable')]
    allowed: Annotated[float | None, Field(title='Allowed')]
    state: Annotated[Literal['passed', 'breached', 'few'], Field(title='State')]
    words: Annotated[str, Field(title='Words')]



class HealthAnswer(Model):
    """
    How a deployment does, in a word, and why.
    """

    state: Annotated[Literal['healthy', 'degraded', 'failing', 'unknown', 'idle'], Field(title='State')]
    reason: Annotated[str, Field(title='Reason')]



class HostCall(Model):
    """
    A call to a host, such as one manifest that is applied, with its parameters.
    """

    service: Annotated[str, Field(title='Service')]
    operation: Annotated[str, Field(title='Operation')]
    parameters: Annotated[dict[str, Any], Field(title='Parameters')]



class HostChoice(Model):
    """
    A host and what can be deployed there; with `dry_run` it only records what it would do.
    """

    name: Annotated[str, Field(title='Name')]
    takes: Annotated[list[Literal['agent', 'model', 'file']], Field(title='Takes')]
    dry_run: Annotated[bool, Field(title='Dry Run')]



class InstanceAnswer(Model):
    """
    One instance; null is what its host does not say. `cpu_percent` is of one core.
    """

    name: Annotated[str, Field(title='Name')]
    state: Annotated[str, Field(title='State')]
    since: Annotated[AwareDatetime | None, Field(title='Since')]
    cpu_percent: Annotated[float | None, Field(title='Cpu Percent')]
    memory_bytes: Annotated[int | None, Field(title='Memory Bytes')]
    requests: Annotated[int | None, Field(title='Requests')]



class InstanceChoice(Model):
    """
    An instance of SageMaker; the price is null where it is not known in the region.
    """

    id: Annotated[str, Field(title='Id')]
    gpus: Annotated[str | None, Field(title='Gpus')]
    vcpus: Annotated[int, Field(title='Vcpus')]
    memory_gib: Annotated[int, Field(title='Memory Gib')]
    usd_per_hour: Annotated[float | None, Field(title='Usd Per Hour')]



class InstanceList(Model):
    """
    The instances as their host sees them now.

    `shared` says with what else the figures are shared, `missing` why some or all are missing; `metrics` are those
    of all instances together over the last five minutes, named with their unit.
    """

    host: Annotated[str, Field(title='Host')]
    wanted: Annotated[int, Field(title='Wanted')]
    observed_at: Annotated[AwareDatetime, Field(title='Observed At')]
    instances: Annotated[list[InstanceAnswer], Field(title='Instances')]
    metrics: Annotated[dict[str, float], Field(title='Metrics')]
    shared: Annotated[str | None, Field(title='Shared')]
    missing: Annotated[str | None, Field(title='Missing')]



class InstanceOutput(Model):
    """
    What one process wrote last; the name is its revision's with a number.
    """

    instance: Annotated[str, Field(title='Instance')]
    lines: Annotated[list[str], Field(title='Lines')]



class LoggedCall(Model):
    """
    One call; `error` names what went wrong, `cost_usd` is null where the price is not known.

    `cached_tokens` are among the input, `reasoning_tokens` among the output. `first_token_ms` and `duration_ms` count
    from when the call came in. `price_as_of` is the date of the price, null for what has none or costs nothing.
    """

    id: Annotated[str, Field(title='Id')]
    at: Annotated[AwareDatetime, Field(title='At')]
    outcome: Annotated[
        Literal['answered', 'refused', 'failed', 'cancelled', 'waiting'], Field(title='Outcome')
    ]
    error: Annotated[str | None, Field(title='Error')]
    duration_ms: Annotated[float, Field(title='Duration Ms')]
    first_token_ms: Annotated[float | None, Field(title='First Token Ms')]
    model: Annotated[str, Field(title='Model')]
    provider: Annotated[str, Field(title='Provider')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    cached_tokens: Annotated[int, Field(title='Cached Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    reasoning_tokens: Annotated[int, Field(title='Reasoning Tokens')]
    cost_usd: Annotated[float | None, Field(title='Cost Usd')]
    price_as_of: Annotated[date | None, Field(title='Price As Of')]
    request_id: Annotated[str, Field(title='Request Id')]
    actor: Annotated[str, Field(title='Actor')]



class MadeDeploymentKey(Model):
    """
    A key just made; `key` is the key itself, shown this once.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    shown: Annotated[str, Field(title='Shown')]
    made_by: Annotated[str, Field(title='Made By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    last_used_at: Annotated[AwareDatetime | None, Field(title='Last Used At')]
    ends_at: Annotated[AwareDatetime | None, Field(title='Ends At')]
    key: Annotated[str, Field(title='Key')]



class MeasuredAnswer(Model):
    """
    The new revision beside the stable one.
    """

    new: FiguresAnswer
    stable: FiguresAnswer
    findings: Annotated[list[FindingAnswer], Field(title='Findings')]



class ModelChoice(Model):
    """
    A model of the catalogue; `parameters` are in billions, `context` in tokens.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    publisher: Annotated[str, Field(title='Publisher')]
    parameters: Annotated[float, Field(title='Parameters')]
    context: Annotated[int, Field(title='Context')]
    licence: Annotated[str, Field(title='Licence')]



class NearDeployment(Model):
    """
    A deployment that a command may speak of.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    name: Annotated[str, Field(title='Name')]
    env: Annotated[str, Field(title='Env')]



class NewDeploymentKey(Model):
    """
    A key to be made; its name says who or what will use it.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(max_length=100, min_length=1, title='Name')]



class OutputList(Model):
    """
    The processes of a model on this machine, those of earlier revisions first.
    """

    items: Annotated[list[InstanceOutput], Field(title='Items')]



class PermissionAnswer(Model):
    """
    Whether who asks may do this to the deployment now; `reason` says in words why not.

    `needs_approval` says that another person has to approve it once it is asked for.
    """

    action: Annotated[
        Literal['confirm', 'decide', 'pause', 'restart', 'scale', 'update', 'roll_back', 'key', 'delete'],
        Field(title='Action'),
    ]
    allowed: Annotated[bool, Field(title='Allowed')]
    reason: Annotated[str | None, Field(title='Reason')]
    needs_approval: Annotated[bool, Field(title='Needs Approval')]



class Agent1(RootModel[str]):
    root: Annotated[str, Field(max_length=60, title='Agent')]



class Model4(RootModel[str]):
    root: Annotated[str, Field(max_length=120, title='Model')]



class File(RootModel[str]):
    root: Annotated[str, Field(max_length=400, title='File')]



class Application(RootModel[str]):
    root: Annotated[
        str, Field(description='What it is for: names the endpoint.', max_length=120, title='Application')
    ]



class Host1(RootModel[str]):
    root: Annotated[str, Field(max_length=60, title='Host')]



class InstanceCount(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=1000, title='Instance Count')]



class InstanceType(RootModel[str]):
    root: Annotated[str, Field(max_length=60, title='Instance Type')]



class Region2(RootModel[str]):
    root: Annotated[str, Field(max_length=60, title='Region')]



class MaxContext(RootModel[int]):
    root: Annotated[int, Field(description='Tokens.', ge=1, le=100000000, title='Max Context')]



class BudgetUsdPerHour(RootModel[float]):
    root: Annotated[
        float,
        Field(
            description='For all instances together.', gt=0.0, lt=1000000000.0, title='Budget Usd Per Hour'
        ),
    ]



class PlanBody(Model):
    """
    What was chosen instead of written; the command that says the same stands in the answer.

    One of `agent` (its slug), `model` (of the catalogue) and `file` (of the models folder) is given. What is left out
    is for Remit to choose: the host that usually takes it, the cheapest instance that fits.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    agent: Annotated[Agent1 | None, Field(title='Agent')] = None
    model: Annotated[Model4 | None, Field(title='Model')] = None
    file: Annotated[File | None, Field(title='File')] = None
    application: Annotated[
        Application | None, Field(description='What it is for: names the endpoint.', title='Application')
    ] = None
    env: Annotated[str | None, Field(max_length=60, title='Env')] = 'staging'
    host: Annotated[Host1 | None, Field(title='Host')] = None
    instance_count: Annotated[InstanceCount | None, Field(title='Instance Count')] = None
    instance_type: Annotated[InstanceType | None, Field(title='Instance Type')] = None
    region: Annotated[Region2 | None, Field(title='Region')] = None
    precision: Annotated[
        Literal['fp32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'mxfp4'] | None, Field(title='Precision')
    ] = None
    max_context: Annotated[MaxContext | None, Field(description='Tokens.', title='Max Context')] = None
    budget_usd_per_hour: Annotated[
        BudgetUsdPerHour | str | None,
        Field(description='For all instances together.', title='Budget Usd Per Hour'),
    ] = None



class PointAnswer(Model):
    """
    The calls of one bucket, which begins `at`; times are of answered calls, null where there is none.
    """

    at: Annotated[AwareDatetime, Field(title='At')]
    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    refused: Annotated[int, Field(title='Refused')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    p99_ms: Annotated[float | None, Field(title='P99 Ms')]



class RefusedResult(Model):
    """
    Why nothing was executed.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    errors: Annotated[list[str], Field(title='Errors')]



class RenderedPlan(Model):
    """
    What a plan is for its host, in the order in which it is sent; `dry_run` says that it never is.
    """

    host: Annotated[str, Field(title='Host')]
    dry_run: Annotated[bool, Field(title='Dry Run')]
    items: Annotated[list[HostCall], Field(title='Items')]



class RevisionAnswer(Model):
    """
    What one rollout carried out; `differences` are those to the revision before, `serving` says that it runs.
    """

    number: Annotated[int, Field(title='Number')]
    change: Annotated[Literal['deploy', 'restart', 'scale', 'update', 'roll_back'], Field(title='Change')]
    reason: Annotated[str | None, Field(title='Reason')]
    created_by: PrincipalAnswer
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    digest: Annotated[str, Field(title='Digest')]
    serving: Annotated[bool, Field(title='Serving')]
    differences: Annotated[list[FieldDifference], Field(title='Differences')]



class RevisionDifferences(Model):
    """
    What differs between two revisions.
    """

    before: Annotated[int, Field(title='Before')]
    after: Annotated[int, Field(title='After')]
    differences: Annotated[list[FieldDifference], Field(title='Differences')]



class RevisionList(Model):
    """
    One page of revisions, newest first.
    """

    items: Annotated[list[RevisionAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class RollBackBody(Model):
    """
    Which revision to carry out once more.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    revision: Annotated[int, Field(ge=1, le=2147483647, title='Revision')]



class RolloutActAnswer(Model):
    """
    Whether who asks may do this to the rollout now; `reason` says in words why not.
    """

    action: Annotated[Literal['pause', 'resume', 'abort', 'promote'], Field(title='Action')]
    allowed: Annotated[bool, Field(title='Allowed')]
    reason: Annotated[str | None, Field(title='Reason')]



class RolloutActBody(Model):
    """
    What is done, and why.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    action: Annotated[Literal['pause', 'resume', 'abort', 'promote'], Field(title='Action')]
    reason: Annotated[str | None, Field(max_length=500, title='Reason')] = ''



class RotateBody(Model):
    """
    For how many seconds the old key goes on working; a day at most.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    grace_seconds: Annotated[int | None, Field(ge=0, le=86400, title='Grace Seconds')] = 0



class InstanceType1(RootModel[str]):
    root: Annotated[str, Field(max_length=60, pattern='^[a-z0-9.-]+$', title='Instance Type')]



class ScaleBody(Model):
    """
    How many instances, and of another type if that is named.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    instance_count: Annotated[int, Field(ge=1, le=1000, title='Instance Count')]
    instance_type: Annotated[InstanceType1 | None, Field(title='Instance Type')] = None



class CallsEach(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=10000, title='Calls Each')]



class ScorecardAnswer(Model):
    """
    A deployment at a glance; days and months are in UTC, `violations_month` leaves out false positives.
    """

    trust: Annotated[int | None, Field(title='Trust')]
    health: HealthAnswer
    cost_today_usd: Annotated[float, Field(title='Cost Today Usd')]
    cost_month_usd: Annotated[float, Field(title='Cost Month Usd')]
    dry_run_cost_month_usd: Annotated[float, Field(title='Dry Run Cost Month Usd')]
    unpriced_calls_month: Annotated[int, Field(title='Unpriced Calls Month')]
    violations_month: Annotated[int, Field(title='Violations Month')]
    calls_today: Annotated[int, Field(title='Calls Today')]
    calls_month: Annotated[int, Field(title='Calls Month')]
    error_rate_month: Annotated[float, Field(title='Error Rate Month')]
    calls_per_minute: Annotated[float, Field(title='Calls Per Minute')]



class SuggestionAnswer(Model):
    """
    A command to try.
    """

    text: Annotated[str, Field(title='Text')]
    category: Annotated[str, Field(title='Category')]



class SuggestionList(Model):
    """
    The commands that the grammar is known to read, by category, and where they may go.
    """

    suggestions: Annotated[list[SuggestionAnswer], Field(title='Suggestions')]
    environments: Annotated[list[EnvironmentAnswer], Field(title='Environments')]



class TotalsAnswer(Model):
    """
    All buckets together; the times are exact for the newest 50,000 answered calls of the window.

    `unpriced` calls have no known cost.
    """

    calls: Annotated[int, Field(title='Calls')]
    errors: Annotated[int, Field(title='Errors')]
    error_rate: Annotated[float, Field(title='Error Rate')]
    refused: Annotated[int, Field(title='Refused')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    p99_ms: Annotated[float | None, Field(title='P99 Ms')]



class TransitionAnswer(Model):
    """
    One move on the timeline; `data` holds the calls to the host.
    """

    from_status: Annotated[str, Field(title='From Status')]
    to_status: Annotated[str, Field(title='To Status')]
    reason: Annotated[str, Field(title='Reason')]
    actor: PrincipalAnswer
    data: Annotated[dict[str, Any], Field(title='Data')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class Window(Model):
    """
    A time of some days with a number of instances of its own; one that ends before it starts ends the next day.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    days: Annotated[
        list[Literal['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']],
        Field(max_length=7, min_length=1, title='Days'),
    ]
    start: Annotated[str, Field(examples=['08:00'], pattern='^([01][0-9]|2[0-3]):[0-5][0-9]$', title='Start')]
    end: Annotated[str, Field(examples=['08:00'], pattern='^([01][0-9]|2[0-3]):[0-5][0-9]$', title='End')]
    instances: Annotated[int, Field(ge=0, le=1000, title='Instances')]



class CallLog(Model):
    """
    One page of calls, newest first.
    """

    items: Annotated[list[LoggedCall], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ChoicesAnswer(Model):
    """
    What a deployment can be made of, with the prices of a region.
    """

    models: Annotated[list[ModelChoice], Field(title='Models')]
    files: Annotated[list[str], Field(title='Files')]
    hosts: Annotated[list[HostChoice], Field(title='Hosts')]
    environments: Annotated[list[EnvironmentAnswer], Field(title='Environments')]
    precisions: Annotated[
        list[Literal['fp32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'mxfp4']], Field(title='Precisions')
    ]
    region: Annotated[str, Field(title='Region')]
    regions: Annotated[list[str], Field(title='Regions')]
    instances: Annotated[list[InstanceChoice], Field(title='Instances')]
    max_instances: Annotated[int, Field(title='Max Instances')]



class CommandBody(Model):
    """
    A sentence; `user_id` is recorded as claimed and never trusted.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    command: Annotated[str, Field(title='Command')]
    user_id: Annotated[UserId | None, Field(title='User Id')] = None
    env: Annotated[str | None, Field(title='Env')] = None
    constraints: ConstraintsBody | None = None
    plan_only: Annotated[
        bool | None,
        Field(description='Make, check and keep the plan; carry out and propose nothing.', title='Plan Only'),
    ] = False



class CommandHelp(Model):
    """
    What helps with a command that was not understood.

    `not_understood` are its words that mean nothing here, `did_you_mean` the same command written so that it reads
    without a problem, `deployments` those whose names are like its words, `examples` commands to begin from.
    """

    not_understood: Annotated[list[str], Field(title='Not Understood')]
    did_you_mean: Annotated[list[str], Field(title='Did You Mean')]
    deployments: Annotated[list[NearDeployment], Field(title='Deployments')]
    examples: Annotated[list[str], Field(title='Examples')]



class CommandProblem(Model):
    """
    A command that became nothing: a problem document with the founding document's members.

    `help` is there when the act or the model was not understood.
    """

    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str, Field(title='Detail')]
    command_id: Annotated[str, Field(title='Command Id')]
    status: Annotated[Literal['validation_failed'], Field(title='Status')]
    result: RefusedResult
    request_id: Annotated[str, Field(title='Request Id')]
    plan: Annotated[dict[str, Any] | None, Field(title='Plan')]
    help: CommandHelp | None



class DeploymentMetrics(Model):
    """
    A deployment's calls in a window of time, in buckets of a minute, an hour or a day, oldest first.
    """

    window: Annotated[Literal['1h', '24h', '7d', '30d'], Field(title='Window')]
    bucket: Annotated[Literal['minute', 'hour', 'day'], Field(title='Bucket')]
    since: Annotated[AwareDatetime, Field(title='Since')]
    until: Annotated[AwareDatetime, Field(title='Until')]
    totals: TotalsAnswer
    points: Annotated[list[PointAnswer], Field(title='Points')]



class DeploymentRow(Model):
    """
    A deployment with how it does today in UTC and what may be done with it.

    `cost_today_usd` is what its instances and its calls really cost; what a dry run's instances would have cost is
    `dry_run_cost_today_usd`. `trust` is null until there is a score. Where calls go straight to the host, past Remit,
    `calls_seen` is false, and figures of calls say nothing.
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
    health: HealthAnswer
    trust: Annotated[int | None, Field(title='Trust')]
    calls_seen: Annotated[bool, Field(title='Calls Seen')]
    calls_per_minute: Annotated[float, Field(title='Calls Per Minute')]
    calls_today: Annotated[int, Field(title='Calls Today')]
    error_rate_today: Annotated[float, Field(title='Error Rate Today')]
    cost_today_usd: Annotated[float, Field(title='Cost Today Usd')]
    dry_run_cost_today_usd: Annotated[float, Field(title='Dry Run Cost Today Usd')]
    serving_revision: Annotated[int | None, Field(title='Serving Revision')]
    may: Annotated[list[PermissionAnswer], Field(title='May')]



class PendingChange(Model):
    """
    A change that waits for a person; what runs goes on running meanwhile.
    """

    approval_id: Annotated[str, Field(title='Approval Id')]
    kind: Annotated[str, Field(title='Kind')]
    title: Annotated[str, Field(title='Title')]
    digest: Annotated[str, Field(title='Digest')]
    requested_by: PrincipalAnswer
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    differences: Annotated[list[FieldDifference], Field(title='Differences')]



class RolloutMoveAnswer(Model):
    """
    One move; `share` is what the new revision took of the calls from then on, in percent.
    """

    from_state: Annotated[str, Field(title='From State')]
    to_state: Annotated[
        Literal['provisioning', 'verifying', 'shifting', 'baking', 'promoting', 'rolling_back', 'succeeded', 'rolled_back', 'rollback_failed', 'failed', 'cancelled', 'superseded'],
        Field(description='Where a rollout stands; those from `succeeded` on are its ends.', title='State'),
    ]
    share: Annotated[int, Field(title='Share')]
    reason: Annotated[str, Field(title='Reason')]
    actor: PrincipalAnswer
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class Scaling(Model):
    """
    How many instances there are.

    `fewest` outside of all windows, in a window those it names; the last window that fits counts. With `calls_each`
    there are more, at most `most`, as soon as each has more calls under way than that, and fewer when that would do for
    `hold_seconds`. `zone` is the time zone of the windows.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    fewest: Annotated[int, Field(ge=0, le=1000, title='Fewest')]
    most: Annotated[int, Field(ge=1, le=1000, title='Most')]
    calls_each: Annotated[CallsEach | None, Field(title='Calls Each')] = None
    hold_seconds: Annotated[int | None, Field(ge=0, le=86400, title='Hold Seconds')] = 300
    zone: Annotated[str | None, Field(max_length=60, min_length=1, title='Zone')] = 'UTC'
    windows: Annotated[list[Window] | None, Field(max_length=20, title='Windows', validate_default=True)] = []



class ScalingAnswer(Model):
    """
    How a deployment is scaled by itself; `rule` is null where it is not.

    `wanted` is how many instances the rule wants now and `why` says why, `calls_at_once` how many calls were under way
    on average in the last minute. `asleep` says that the rule brought it to none: with a rule by load the next call
    wakes it. `said` is what the rule did last, or could not do. `refusal` says why who asks may not set one, `no_load`
    and `no_zero` why there is no scaling by load, or to none.
    """

    rule: Scaling | None
    words: Annotated[str, Field(title='Words')]
    instances: Annotated[int, Field(title='Instances')]
    wanted: Annotated[int | None, Field(title='Wanted')]
    why: Annotated[str, Field(title='Why')]
    calls_at_once: Annotated[float | None, Field(title='Calls At Once')]
    fewer_since: Annotated[AwareDatetime | None, Field(title='Fewer Since')]
    asleep: Annotated[bool, Field(title='Asleep')]
    said: Annotated[str, Field(title='Said')]
    set_by: PrincipalAnswer | None
    set_at: Annotated[AwareDatetime | None, Field(title='Set At')]
    refusal: Annotated[str | None, Field(title='Refusal')]
    no_load: Annotated[str | None, Field(title='No Load')]
    no_zero: Annotated[str | None, Field(title='No Zero')]



class ActHeard(Model):
    """
    What a sentence about something deployed asks for; `act` is null for every other sentence.

    `question` asks for what is missing: then nothing is guessed. `request` is what does it, to be sent by who asked;
    with `confirm` only after a person said so again. `deployments` are those that it speaks of, or that it asked for.
    """

    act: Annotated[
        Literal['promote', 'pause', 'restart', 'update', 'scale', 'roll_back', 'delete', 'status', 'cost', 'list'] | None,
        Field(title='Act'),
    ]
    words: Annotated[str, Field(title='Words')]
    question: Annotated[str | None, Field(title='Question')]
    confirm: Annotated[bool, Field(title='Confirm')]
    request: ActRequest | None
    deployments: Annotated[list[DeploymentAnswer], Field(title='Deployments')]



class ChangeAnswer(Model):
    """
    What a change led to: `deploying` at once, `pending_approval` while what runs goes on running, or `done`.

    `done` is what needs no rollout.
    """

    outcome: Annotated[Literal['deploying', 'pending_approval', 'done'], Field(title='Outcome')]
    message: Annotated[str, Field(title='Message')]
    approval_id: Annotated[str | None, Field(title='Approval Id')]
    deployment: DeploymentRow



class CommandResult(Model):
    """
    What a command led to; a plan that was only made can be confirmed until `expires_at`.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    status: Annotated[
        Literal['planned', 'pending_approval', 'approved', 'deploying', 'deployed', 'degraded', 'paused', 'rolling_back', 'failed', 'rejected', 'deleted'],
        Field(description='Where a deployment stands.', title='Status'),
    ]
    artifact: ArtifactAnswer
    requires_approval: Annotated[bool, Field(title='Requires Approval')]
    intent: Annotated[dict[str, Any], Field(title='Intent')]
    assumptions: Annotated[list[str], Field(title='Assumptions')]
    not_understood: Annotated[list[str], Field(title='Not Understood')]
    deployment: DeploymentAnswer
    expires_at: Annotated[AwareDatetime | None, Field(title='Expires At')]



class DeployAgentAnswer(Model):
    """
    A new deployment of an agent, with its key: shown here and never again.
    """

    deployment: DeploymentAnswer
    key: Annotated[str, Field(title='Key')]



class DeploymentDetail(Model):
    """
    A deployment with its timeline, oldest first, its scorecard and its newest revisions.
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
    health: HealthAnswer
    trust: Annotated[int | None, Field(title='Trust')]
    calls_seen: Annotated[bool, Field(title='Calls Seen')]
    calls_per_minute: Annotated[float, Field(title='Calls Per Minute')]
    calls_today: Annotated[int, Field(title='Calls Today')]
    error_rate_today: Annotated[float, Field(title='Error Rate Today')]
    cost_today_usd: Annotated[float, Field(title='Cost Today Usd')]
    dry_run_cost_today_usd: Annotated[float, Field(title='Dry Run Cost Today Usd')]
    serving_revision: Annotated[int | None, Field(title='Serving Revision')]
    may: Annotated[list[PermissionAnswer], Field(title='May')]
    timeline: Annotated[list[TransitionAnswer], Field(title='Timeline')]
    scorecard: ScorecardAnswer
    revisions: Annotated[list[RevisionAnswer], Field(title='Revisions')]
    pending_change: PendingChange | None
    agent: AgentOfDeployment | None



class DeploymentList(Model):
    """
    One page of deployments; `count` is how many are in this page, `next` continues.

    `total` counts all that the filter finds; 10,001 stands for any number above 10,000.
    """

    deployments: Annotated[list[DeploymentRow], Field(title='Deployments')]
    count: Annotated[int, Field(title='Count')]
    next: Annotated[str | None, Field(title='Next')]
    total: Annotated[int, Field(title='Total')]



class RolloutAnswer(Model):
    """
    A rollout: `share` percent of the calls go to `revision`, the others to `stable`, null for a first one.

    `strategy` is `host` where the host shifts the calls itself. `bake_ends_at` is when the step ends if the gates let
    it; while `paused_at` is set, it does not.
    """

    rollout_id: Annotated[str, Field(title='Rollout Id')]
    plan_id: Annotated[str, Field(title='Plan Id')]
    name: Annotated[str, Field(title='Name')]
    env: Annotated[str, Field(title='Env')]
    revision: Annotated[int, Field(title='Revision')]
    stable: Annotated[int | None, Field(title='Stable')]
    change: Annotated[Literal['deploy', 'restart', 'scale', 'update', 'roll_back'], Field(title='Change')]
    state: Annotated[
        Literal['provisioning', 'verifying', 'shifting', 'baking', 'promoting', 'rolling_back', 'succeeded', 'rolled_back', 'rollback_failed', 'failed', 'cancelled', 'superseded'],
        Field(description='Where a rollout stands; those from `succeeded` on are its ends.', title='State'),
    ]
    live: Annotated[bool, Field(title='Live')]
    strategy: Annotated[Literal['all_at_once', 'blue_green', 'canary', 'host'], Field(title='Strategy')]
    steps: Annotated[list[int], Field(title='Steps')]
    step: Annotated[int, Field(title='Step')]
    share: Annotated[int, Field(title='Share')]
    bake_seconds: Annotated[int, Field(title='Bake Seconds')]
    reason: Annotated[str, Field(title='Reason')]
    measured: MeasuredAnswer | None
    paused_at: Annotated[AwareDatetime | None, Field(title='Paused At')]
    bake_ends_at: Annotated[AwareDatetime | None, Field(title='Bake Ends At')]
    started_by: PrincipalAnswer
    started_at: Annotated[AwareDatetime, Field(title='Started At')]
    ended_at: Annotated[AwareDatetime | None, Field(title='Ended At')]
    may: Annotated[list[RolloutActAnswer], Field(title='May')]
    moves: Annotated[list[RolloutMoveAnswer], Field(title='Moves')]



class RolloutList(Model):
    """
    One page of rollouts, newest first.
    """

    items: Annotated[list[RolloutAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class CommandAnswer(Model):
    """
    A command that became a plan.
    """

    command_id: Annotated[str, Field(title='Command Id')]
    status: Annotated[Literal['success'], Field(title='Status')]
    result: CommandResult
