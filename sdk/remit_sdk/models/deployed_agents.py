# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel, StringConstraints
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    CitationAnswer,
)


class AgentMetrics(Model):
    """
    The agent's calls in a window of time; times are of answered calls, `unpriced` calls have no known cost.
    """

    deployment_id: Annotated[str, Field(title='Deployment Id')]
    window: Annotated[str, Field(title='Window')]
    since: Annotated[AwareDatetime, Field(title='Since')]
    interactions: Annotated[int, Field(title='Interactions')]
    errors: Annotated[int, Field(title='Errors')]
    error_rate: Annotated[float, Field(title='Error Rate')]
    refused: Annotated[int, Field(title='Refused')]
    cancelled: Annotated[int, Field(title='Cancelled')]
    p50_ms: Annotated[float | None, Field(title='P50 Ms')]
    p95_ms: Annotated[float | None, Field(title='P95 Ms')]
    p99_ms: Annotated[float | None, Field(title='P99 Ms')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    first_at: Annotated[AwareDatetime | None, Field(title='First At')]
    last_at: Annotated[AwareDatetime | None, Field(title='Last At')]



class AgentStatus(Model):
    """
    How the agent is; `ready` says that a chat message would be answered, `reason` why not.
    """

    deployment_id: Annotated[str, Field(title='Deployment Id')]
    name: Annotated[str, Field(title='Name')]
    environment: Annotated[str, Field(title='Environment')]
    status: Annotated[str, Field(title='Status')]
    agent: Annotated[str, Field(title='Agent')]
    ready: Annotated[bool, Field(title='Ready')]
    reason: Annotated[str | None, Field(title='Reason')]
    model: Annotated[str | None, Field(title='Model')]
    provider: Annotated[str | None, Field(title='Provider')]
    demo: Annotated[bool, Field(title='Demo')]



class Session(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Calls of one session are answered by one revision while a new one is rolled out.',
            max_length=200,
            title='Session',
        ),
    ]



class DeployedAgent(Model):
    """
    An agent that the key may call; `agent` names its version, as in `hello@3`.
    """

    deployment_id: Annotated[str, Field(title='Deployment Id')]
    name: Annotated[str, Field(title='Name')]
    environment: Annotated[str, Field(title='Environment')]
    status: Annotated[str, Field(title='Status')]
    agent: Annotated[str, Field(title='Agent')]



class DeployedAgents(Model):
    """
    The agents that the key may call.
    """

    deployed_agents: Annotated[list[DeployedAgent], Field(title='Deployed Agents')]



class UptimeSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=316224000.0, title='Uptime Seconds')]



class Heartbeat(Model):
    """
    How an instance is; `metrics` are figures by name, of which pages show cpu_percent, memory_bytes, requests and
    errors. An instance that is `stopping` is forgotten.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    status: Annotated[Literal['ok', 'degraded', 'failing', 'stopping'] | None, Field(title='Status')] = 'ok'
    detail: Annotated[str | None, Field(max_length=200, title='Detail')] = ''
    version: Annotated[str | None, Field(max_length=60, title='Version')] = ''
    instance: Annotated[
        str | None,
        Field(examples=['worker-1'], pattern='^[A-Za-z0-9][A-Za-z0-9_.:-]{0,62}$', title='Instance'),
    ] = 'default'
    uptime_seconds: Annotated[UptimeSeconds | None, Field(title='Uptime Seconds')] = None
    metrics: Annotated[
        dict[Annotated[str, StringConstraints(pattern=r'^[a-z][a-z0-9_]{0,39}$')], float] | None,
        Field(title='Metrics'),
    ] = {}



class HistoryTurn(Model):
    """
    Something said earlier in the conversation.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    role: Annotated[Literal['user', 'assistant'], Field(title='Role')]
    content: Annotated[str, Field(max_length=100000, min_length=1, title='Content')]



class Invocation(Model):
    """
    An input of an agent's own form: an object that fits its input schema.

    Of an agent with instructions and an output schema it is `{"message": "…", "variables": {…}}`.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    input: Annotated[
        dict[str, Any], Field(examples=[{'orders': [{'customer': 'Ada', 'total': '1.50'}]}], title='Input')
    ]
    session: Annotated[
        Session | None,
        Field(
            description='Calls of one session are answered by one revision while a new one is rolled out.',
            title='Session',
        ),
    ] = None



class PolicyAnswer(Model):
    """
    What the policies say. `text` and `arguments` are what may go on, redacted where they say so, and null where
    nothing may.
    """

    verdict: Annotated[Literal['allow', 'warn', 'redact', 'escalate', 'deny'], Field(title='Verdict')]
    allowed: Annotated[bool, Field(title='Allowed')]
    reason: Annotated[str, Field(title='Reason')]
    policies: Annotated[list[str], Field(title='Policies')]
    labels: Annotated[list[str], Field(title='Labels')]
    text: Annotated[str | None, Field(title='Text')]
    arguments: Annotated[dict[str, Any] | None, Field(title='Arguments')]
    violations: Annotated[list[str], Field(title='Violations')]



class RefusedItem(Model):
    """
    What of a report was not taken, and why; all else was.
    """

    id: Annotated[str, Field(title='Id')]
    reason: Annotated[str, Field(title='Reason')]



class Provider(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9_.-]{0,59}$', title='Provider')] = ''



class FirstTokenMs(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=86400000.0, title='First Token Ms')]



class Error(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9_.-]{0,59}$', title='Error')]



class ReportedCall(Model):
    """
    A call that the agent made; `id` is its own name for it, by which it counts once. `input_tokens` hold the
    `cached_tokens`.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[str, Field(examples=['call-42'], pattern='^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}$', title='Id')]
    at: Annotated[AwareDatetime | None, Field(title='At')] = None
    outcome: Annotated[
        Literal['answered', 'refused', 'failed', 'cancelled'] | None, Field(title='Outcome')
    ] = 'answered'
    provider: Annotated[Provider | Literal[''] | None, Field(title='Provider', validate_default=True)] = ''
    model: Annotated[str | None, Field(max_length=200, title='Model')] = ''
    input_tokens: Annotated[int | None, Field(ge=0, le=100000000, title='Input Tokens')] = 0
    output_tokens: Annotated[int | None, Field(ge=0, le=100000000, title='Output Tokens')] = 0
    cached_tokens: Annotated[int | None, Field(ge=0, le=100000000, title='Cached Tokens')] = 0
    duration_ms: Annotated[float | None, Field(ge=0.0, le=86400000.0, title='Duration Ms')] = 0
    first_token_ms: Annotated[FirstTokenMs | None, Field(title='First Token Ms')] = None
    error: Annotated[Error | None, Field(title='Error')] = None



class Label1(RootModel[str]):
    root: Annotated[str, Field(max_length=60)]



class ReportedViolation(Model):
    """
    A rule of the agent's own that something went against; `evidence` is what was seen, masked by the agent.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[str, Field(examples=['call-42'], pattern='^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}$', title='Id')]
    rule: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9_.-]{0,59}$', title='Rule')]
    severity: Annotated[Literal['low', 'medium', 'high', 'critical'] | None, Field(title='Severity')] = (
        'medium'
    )
    verdict: Annotated[Literal['warn', 'redact', 'escalate', 'deny'] | None, Field(title='Verdict')] = 'deny'
    direction: Annotated[
        Literal['input', 'output', 'tool_arguments', 'tool_result'] | Literal[''] | None,
        Field(title='Direction'),
    ] = ''
    labels: Annotated[list[Label1] | None, Field(max_length=20, title='Labels', validate_default=True)] = []
    evidence: Annotated[str | None, Field(max_length=200, title='Evidence')] = ''
    at: Annotated[AwareDatetime | None, Field(title='At')] = None



class TextQuestion(Model):
    """
    May this text pass?
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    action: Annotated[Literal['text.pass'], Field(title='Action')]
    direction: Annotated[
        Literal['input', 'output', 'tool_arguments', 'tool_result'], Field(title='Direction')
    ]
    text: Annotated[str, Field(max_length=200000, title='Text')]
    model: Annotated[str | None, Field(max_length=200, title='Model')] = ''
    provider: Annotated[str | None, Field(max_length=60, title='Provider')] = ''



class TokenUsage(Model):
    """
    Tokens as the provider counted them.
    """

    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]



class TaintItem(RootModel[str]):
    root: Annotated[str, Field(max_length=60)]



class ToolQuestion(Model):
    """
    May the agent use this tool with these arguments? `egress` says that it sends something out.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    action: Annotated[Literal['tool.use'], Field(title='Action')]
    tool: Annotated[str, Field(max_length=200, min_length=1, title='Tool')]
    arguments: Annotated[dict[str, Any] | None, Field(title='Arguments')] = {}
    egress: Annotated[bool | None, Field(title='Egress')] = False
    taint: Annotated[list[TaintItem] | None, Field(max_length=20, title='Taint', validate_default=True)] = []



class UsageReport(Model):
    """
    Calls that were made.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    calls: Annotated[list[ReportedCall], Field(max_length=500, min_length=1, title='Calls')]



class UsageTaken(Model):
    """
    What became of a report; `duplicates` were reported before. `unpriced` calls have no known cost.
    """

    accepted: Annotated[int, Field(title='Accepted')]
    duplicates: Annotated[list[str], Field(title='Duplicates')]
    refused: Annotated[list[RefusedItem], Field(title='Refused')]
    cost_usd: Annotated[float, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]



class UseWaits(Model):
    """
    A use of a tool that a person is asked for.
    """

    tool: Annotated[str, Field(title='Tool')]
    approval_id: Annotated[str, Field(title='Approval Id')]
    why: Annotated[str, Field(title='Why')]



class ViolationReport(Model):
    """
    Violations that the agent found itself.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    violations: Annotated[list[ReportedViolation], Field(max_length=100, min_length=1, title='Violations')]



class ViolationsTaken(Model):
    """
    What became of a report; `violations` are the ids of those that were written.
    """

    accepted: Annotated[int, Field(title='Accepted')]
    duplicates: Annotated[list[str], Field(title='Duplicates')]
    refused: Annotated[list[RefusedItem], Field(title='Refused')]
    violations: Annotated[list[str], Field(title='Violations')]



class ChatQuestion(Model):
    """
    A message to a deployed agent, with what was said before it, oldest first.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    message: Annotated[str, Field(max_length=100000, min_length=1, title='Message')]
    session: Annotated[
        Session | None,
        Field(
            description='Calls of one session are answered by one revision while a new one is rolled out.',
            title='Session',
        ),
    ] = None
    history: Annotated[
        list[HistoryTurn] | None, Field(max_length=200, title='History', validate_default=True)
    ] = []
    variables: Annotated[
        dict[Annotated[str, StringConstraints(max_length=64)], str | int | float | bool] | None,
        Field(
            description="Values for what the agent's instructions ask of callers.",
            examples=[{'language': 'French'}],
            max_length=100,
            title='Variables',
        ),
    ] = {}



class Decisions(Model):
    """
    An answer to each question, in order.
    """

    decisions: Annotated[list[PolicyAnswer], Field(title='Decisions')]
    policies_version: Annotated[str, Field(title='Policies Version')]



class HeartbeatAnswer(Model):
    """
    What is wanted of the agent; `desired` is `pause` while it should do nothing, `stop` when it is not wanted again.

    `policies_version` is the digest of the policies in force: decisions kept from under another one are out of date.
    """

    next_in_seconds: Annotated[int, Field(title='Next In Seconds')]
    desired: Annotated[Literal['run', 'pause', 'stop'], Field(title='Desired')]
    reason: Annotated[str, Field(title='Reason')]
    policies_version: Annotated[str, Field(title='Policies Version')]
    status: Annotated[
        Literal['planned', 'pending_approval', 'approved', 'deploying', 'deployed', 'degraded', 'paused', 'rolling_back', 'failed', 'rejected', 'deleted'],
        Field(description='Where a deployment stands.', title='Status'),
    ]
    server_time: Annotated[AwareDatetime, Field(title='Server Time')]



class InvocationAnswer(Model):
    """
    What came out, which fits the agent's output schema; tokens and cost are those of the models that it asked.

    What AWS Lambda costs is in it where the function runs there.
    """

    id: Annotated[str, Field(title='Id')]
    deployment_id: Annotated[str, Field(title='Deployment Id')]
    output: Annotated[dict[str, Any], Field(title='Output')]
    citations: Annotated[list[CitationAnswer], Field(title='Citations')]
    usage: TokenUsage
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    request_id: Annotated[str, Field(title='Request Id')]
    duration_ms: Annotated[float, Field(title='Duration Ms')]



class Questions(Model):
    """
    What the agent is about to do, or has read or written.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    questions: Annotated[
        list[Annotated[TextQuestion | ToolQuestion, Field(discriminator='action')]],
        Field(max_length=50, min_length=1, title='Questions'),
    ]



class RunWaits(Model):
    """
    A run that waits for a person; it goes on by itself, and `GET /api/runs/{run_id}` says where it stands.
    """

    run_id: Annotated[str, Field(title='Run Id')]
    waits: Annotated[list[UseWaits], Field(title='Waits')]



class ChatAnswer(Model):
    """
    The agent's reply, or that it waits for a person and for what.

    `cost_usd` is null where the price is not known, `demo` says that no real model answered. `output` is the reply of
    an agent that answers by a schema, null for those that answer in text; `citations` are the passages that it read.
    """

    id: Annotated[str, Field(title='Id')]
    status: Annotated[Literal['answered', 'waiting'], Field(title='Status')]
    waiting: RunWaits | None
    deployment_id: Annotated[str, Field(title='Deployment Id')]
    reply: Annotated[str, Field(title='Reply')]
    output: Annotated[dict[str, Any] | None, Field(title='Output')]
    citations: Annotated[list[CitationAnswer], Field(title='Citations')]
    model: Annotated[str, Field(title='Model')]
    provider: Annotated[str, Field(title='Provider')]
    demo: Annotated[bool, Field(title='Demo')]
    usage: TokenUsage
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    request_id: Annotated[str, Field(title='Request Id')]
    duration_ms: Annotated[float, Field(title='Duration Ms')]
