# generated from openapi.json

from datetime import date
from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel, SecretStr, StringConstraints
from remit_sdk.model import Model
from typing_extensions import TypeAliasType
from remit_sdk.models.shared import (
    Name,
)


class BaseUrl(RootModel[str]):
    root: Annotated[
        str, Field(examples=['http://127.0.0.1:11434/v1'], max_length=2000, min_length=1, title='Base Url')
    ]



class DefaultModel(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1, title='Default Model')]



class Model1(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1)]



class Models(RootModel[list[Model1]]):
    root: Annotated[list[Model1], Field(max_length=500, title='Models')]



class Region(RootModel[str]):
    root: Annotated[str, Field(examples=['us-east-1'], max_length=40, title='Region')]



class ApiVersion(RootModel[str]):
    root: Annotated[
        str,
        Field(
            examples=['2024-10-21'], pattern='^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$', title='Api Version'
        ),
    ]



class Fallback(RootModel[str]):
    root: Annotated[str, Field(max_length=241, pattern='^[a-z0-9](-?[a-z0-9])*:.+$')]



class Fallbacks(RootModel[list[Fallback]]):
    root: Annotated[
        list[Fallback],
        Field(
            description='Models that are asked in turn when one does not answer.',
            max_length=5,
            title='Fallbacks',
        ),
    ]



class ConnectionHealth(Model):
    """
    How a connection does in the process that answers; counts are of the last hour.

    `retry_in_seconds` is how long nobody is let through, null when the breaker is closed or a probe may pass.
    """

    breaker: Annotated[Literal['closed', 'open', 'half_open'], Field(title='Breaker')]
    retry_in_seconds: Annotated[float | None, Field(title='Retry In Seconds')]
    in_flight: Annotated[int, Field(title='In Flight')]
    waiting: Annotated[int, Field(title='Waiting')]
    calls: Annotated[int, Field(title='Calls')]
    retries: Annotated[int, Field(title='Retries')]
    failures: Annotated[int, Field(title='Failures')]
    refused: Annotated[int, Field(title='Refused')]
    last_error: Annotated[str | None, Field(title='Last Error')]
    last_error_at: Annotated[AwareDatetime | None, Field(title='Last Error At')]
    concurrency: Annotated[int, Field(title='Concurrency')]



class ConnectionResilience(Model):
    """
    What a connection bears: seconds and counts, as they hold. `breaker_failures` 0: the breaker never opens.
    """

    connect_seconds: Annotated[float, Field(title='Connect Seconds')]
    silence_seconds: Annotated[float, Field(title='Silence Seconds')]
    whole_seconds: Annotated[float, Field(title='Whole Seconds')]
    retries: Annotated[int, Field(title='Retries')]
    first_pause_seconds: Annotated[float, Field(title='First Pause Seconds')]
    longest_pause_seconds: Annotated[float, Field(title='Longest Pause Seconds')]
    breaker_failures: Annotated[int, Field(title='Breaker Failures')]
    breaker_window_seconds: Annotated[float, Field(title='Breaker Window Seconds')]
    breaker_pause_seconds: Annotated[float, Field(title='Breaker Pause Seconds')]
    concurrency: Annotated[int, Field(title='Concurrency')]
    queue: Annotated[int, Field(title='Queue')]
    queue_seconds: Annotated[float, Field(title='Queue Seconds')]



class ConnectionTest(Model):
    """
    What came of calling the provider; `milliseconds` is how long it took.
    """

    ok: Annotated[bool, Field(title='Ok')]
    outcome: Annotated[
        Literal['answered', 'wrong_key', 'rate_limited', 'model_not_served', 'provider_failed', 'not_a_model_api', 'tls', 'timeout', 'unreachable'] | Literal['address_refused', 'secret_unreadable', 'failed'],
        Field(title='Outcome'),
    ]
    said: Annotated[str, Field(title='Said')]
    fix: Annotated[str | None, Field(title='Fix')]
    milliseconds: Annotated[int, Field(title='Milliseconds')]
    at: Annotated[AwareDatetime, Field(title='At')]



class GivenPrice(Model):
    """
    A price that somebody here gave.
    """

    input: Annotated[float, Field(title='Input')]
    output: Annotated[float, Field(title='Output')]
    cached: Annotated[float | None, Field(title='Cached')]
    as_of: Annotated[date, Field(title='As Of')]



class Document(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='OpenAPI 3.0 or 3.1, as JSON or YAML. Its operations become tools.',
            examples=['{"openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "paths": {}}'],
            max_length=1000000,
            title='OpenAPI document',
        ),
    ]



class IncludeItem(RootModel[str]):
    root: Annotated[str, Field(max_length=200)]



HeadersAdditionalProperty = TypeAliasType("HeadersAdditionalProperty", Annotated[str, Field(max_length=2000)])



class KindAnswer(Model):
    """
    A kind of provider: what it needs, and how to get its key.
    """

    kind: Annotated[
        Literal['openai', 'anthropic', 'google', 'bedrock', 'azure', 'ollama', 'vllm', 'llama_cpp', 'lm_studio', 'openai_compatible'],
        Field(title='Kind'),
    ]
    label: Annotated[str, Field(title='Label')]
    help: Annotated[str, Field(title='Help')]
    key_help: Annotated[str, Field(title='Key Help')]
    address: Annotated[str | None, Field(title='Address')]
    usual_address: Annotated[str | None, Field(title='Usual Address')]
    needs_address: Annotated[bool, Field(title='Needs Address')]
    needs_secret: Annotated[bool, Field(title='Needs Secret')]
    needs_region: Annotated[bool, Field(title='Needs Region')]
    takes_api_version: Annotated[bool, Field(title='Takes Api Version')]
    default_model: Annotated[str | None, Field(title='Default Model')]



class Authority(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description="Certificates in PEM that the server's is checked against; empty: those of the public authorities.",
            examples=['-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----'],
            max_length=100000,
            title='Certificate authority',
        ),
    ]



class Mail(Model):
    """
    A mail server that sends.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[Literal['smtp'], Field(description='A mail server.', examples=['smtp'], title='Kind')] = (
        'smtp'
    )
    host: Annotated[
        str,
        Field(
            description='Its name or address.',
            examples=['smtp.example.com'],
            max_length=253,
            min_length=1,
            title='Host',
        ),
    ]
    port: Annotated[
        int | None,
        Field(description='587 for STARTTLS, 465 for TLS.', examples=[587], ge=1, le=65535, title='Port'),
    ] = 587
    security: Annotated[
        Literal['starttls', 'tls', 'none'] | None,
        Field(
            description='starttls: encrypted after the greeting, or nothing is sent; tls: from the start; none: never.',
            examples=['starttls'],
            title='Security',
        ),
    ] = 'starttls'
    authority: Annotated[
        Authority | None,
        Field(
            description="Certificates in PEM that the server's is checked against; empty: those of the public authorities.",
            examples=['-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----'],
            title='Certificate authority',
        ),
    ] = None
    user: Annotated[
        str | None,
        Field(
            description='Who signs in, with the secret as password; empty: nobody signs in.',
            examples=['remit@example.com'],
            max_length=320,
            title='User',
        ),
    ] = ''
    sender: Annotated[
        str,
        Field(
            description='The address that mail comes from.',
            examples=['remit@example.com'],
            max_length=320,
            title='Sender',
        ),
    ]
    sender_name: Annotated[
        str | None,
        Field(
            description='Shown before the address.', examples=['Remit'], max_length=100, title="Sender's name"
        ),
    ] = ''
    allowed_domains: Annotated[
        list[str] | None,
        Field(
            description='Mail goes only to addresses of these domains, subdomains not included; empty: to all.',
            examples=[['example.com']],
            max_length=200,
            title='Allowed domains',
        ),
    ] = []



class Mcp(Model):
    """
    An MCP server that is reached by streamable HTTP.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[Literal['mcp'], Field(description='An MCP server.', examples=['mcp'], title='Kind')] = (
        'mcp'
    )
    url: Annotated[
        str,
        Field(
            description='The address of its streamable HTTP endpoint, most often ending in /mcp.',
            examples=['https://mcp.example.com/mcp'],
            max_length=2000,
            min_length=1,
            title='URL',
        ),
    ]
    auth: Annotated[
        Literal['none', 'bearer', 'header', 'basic', 'oauth'] | None,
        Field(
            description='oauth: a person signs in at the server itself; bearer: as Authorization: Bearer; header: as it is, in a header of its own; basic: as the password of a user; none: there is no secret.',
            examples=['oauth'],
            title='How the secret is sent',
        ),
    ] = 'bearer'
    client_id: Annotated[
        str | None,
        Field(
            description='Only for oauth, and only where the server lets nobody register by themselves.',
            examples=['remit'],
            max_length=500,
            title='Client id',
        ),
    ] = ''
    scope: Annotated[
        str | None,
        Field(
            description='Only for oauth: what is asked for; empty: what the server names.',
            examples=['read'],
            max_length=1000,
            title='Scope',
        ),
    ] = ''
    auth_header: Annotated[
        str | None,
        Field(
            description='Only for a secret that is sent in a header of its own: the name of that header.',
            examples=['X-API-Key'],
            max_length=100,
            min_length=1,
            title='Header of the secret',
        ),
    ] = 'X-API-Key'
    auth_user: Annotated[
        str | None,
        Field(
            description='Only for basic: the name that the password belongs to.',
            examples=['remit'],
            max_length=200,
            title='User',
        ),
    ] = ''
    headers: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=100)], HeadersAdditionalProperty] | None,
        Field(
            description='Headers that go along with every request. No secrets: whoever sees the connection sees them.',
            examples=[{'X-Team': 'operations'}],
            max_length=30,
            title='Headers',
        ),
    ] = {}
    include: Annotated[
        list[IncludeItem] | None,
        Field(
            description='Names of the tools that agents may use, as the server names them; empty: all.',
            examples=[['search']],
            max_length=500,
            title='Tools to take',
            validate_default=True,
        ),
    ] = []



class Input(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=100000.0, title='Input')]



class Output(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=100000.0, title='Output')]



class Cached(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=100000.0, title='Cached')]



class ModelPrice(Model):
    """
    What a model costs, in USD for a million tokens, and since when; cached tokens cost as others where null.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    input: Annotated[Input | str, Field(title='Input')]
    output: Annotated[Output | str, Field(title='Output')]
    cached: Annotated[Cached | str | None, Field(title='Cached')] = None
    as_of: Annotated[date | None, Field(title='As Of')] = None



class Operation(Model):
    """
    One request that an HTTP API takes, described by hand.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[
        str,
        Field(
            description='How agents call it: small letters, digits and underscores.',
            examples=['find_order'],
            max_length=48,
            pattern='^[a-z][a-z0-9_]*$',
            title='Name',
        ),
    ]
    description: Annotated[
        str | None,
        Field(
            description='What it does and when to use it, for the model that chooses.',
            examples=['Finds an order by its number.'],
            max_length=4000,
            title='Description',
        ),
    ] = ''
    method: Annotated[
        Literal['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] | None,
        Field(description='The HTTP method.', examples=['GET'], title='Method'),
    ] = 'GET'
    path: Annotated[
        str,
        Field(
            description='What follows the base URL; {name} is filled from the arguments.',
            examples=['/orders/{number}'],
            max_length=1000,
            pattern='^/[^?#\\s\\\\]*$',
            title='Path',
        ),
    ]
    query: Annotated[
        dict[str, Any] | None,
        Field(
            description='JSON Schema of an object: its properties become the parameters of the query.',
            examples=[{'properties': {'limit': {'type': 'integer'}}, 'type': 'object'}],
            title='Query',
        ),
    ] = None
    headers: Annotated[
        dict[str, Any] | None,
        Field(
            description='JSON Schema of an object: its properties become headers of the request.',
            examples=[{'properties': {'X-Region': {'type': 'string'}}, 'type': 'object'}],
            title='Headers',
        ),
    ] = None
    body: Annotated[
        dict[str, Any] | None,
        Field(
            description='JSON Schema of the JSON that is sent as the body.',
            examples=[{'properties': {'note': {'type': 'string'}}, 'required': ['note'], 'type': 'object'}],
            title='Body',
        ),
    ] = None
    reads_only: Annotated[
        bool | None,
        Field(
            description='Whether using it changes nothing. Left out: GET and HEAD only read, all others change something.',
            examples=[True],
            title='Only reads',
        ),
    ] = None



class ConnectSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.1, le=60.0, title='Connect Seconds')]



class SilenceSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.1, le=300.0, title='Silence Seconds')]



class WholeSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.1, le=300.0, title='Whole Seconds')]



class Retries(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=10, title='Retries')]



class FirstPauseSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.01, le=60.0, title='First Pause Seconds')]



class LongestPauseSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.01, le=120.0, title='Longest Pause Seconds')]



class BreakerFailures(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=10000, title='Breaker Failures')]



class BreakerWindowSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=1.0, le=3600.0, title='Breaker Window Seconds')]



class BreakerPauseSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.1, le=3600.0, title='Breaker Pause Seconds')]



class Concurrency2(RootModel[int]):
    root: Annotated[int, Field(ge=1, le=100000, title='Concurrency')]



class Queue(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=100000, title='Queue')]



class QueueSeconds(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=300.0, title='Queue Seconds')]



class ResilienceChange(Model):
    """
    What a connection is to bear; what is left out stays, null is what Remit thinks sensible.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    connect_seconds: Annotated[ConnectSeconds | None, Field(title='Connect Seconds')] = None
    silence_seconds: Annotated[SilenceSeconds | None, Field(title='Silence Seconds')] = None
    whole_seconds: Annotated[WholeSeconds | None, Field(title='Whole Seconds')] = None
    retries: Annotated[Retries | None, Field(title='Retries')] = None
    first_pause_seconds: Annotated[FirstPauseSeconds | None, Field(title='First Pause Seconds')] = None
    longest_pause_seconds: Annotated[LongestPauseSeconds | None, Field(title='Longest Pause Seconds')] = None
    breaker_failures: Annotated[BreakerFailures | None, Field(title='Breaker Failures')] = None
    breaker_window_seconds: Annotated[BreakerWindowSeconds | None, Field(title='Breaker Window Seconds')] = (
        None
    )
    breaker_pause_seconds: Annotated[BreakerPauseSeconds | None, Field(title='Breaker Pause Seconds')] = None
    concurrency: Annotated[Concurrency2 | None, Field(title='Concurrency')] = None
    queue: Annotated[Queue | None, Field(title='Queue')] = None
    queue_seconds: Annotated[QueueSeconds | None, Field(title='Queue Seconds')] = None



class ShownPrice(Model):
    """
    What a model costs in USD for a million tokens; `source` says whether the list or somebody here says so.
    """

    input: Annotated[float, Field(title='Input')]
    output: Annotated[float, Field(title='Output')]
    cached: Annotated[float, Field(title='Cached')]
    as_of: Annotated[date | None, Field(title='As Of')]
    source: Annotated[Literal['list', 'own'], Field(title='Source')]



class SignInBegun(Model):
    """
    The address at which the person signs in, and until when they may come back.
    """

    url: Annotated[str, Field(title='Url')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]



class Iss(RootModel[str]):
    root: Annotated[str, Field(max_length=4000, min_length=1, title='Iss')]



class SignInCode(Model):
    """
    What the browser came back with.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    state: Annotated[str, Field(max_length=4000, min_length=1, title='State')]
    code: Annotated[str, Field(max_length=4000, min_length=1, title='Code')]
    iss: Annotated[Iss | None, Field(title='Iss')] = None



class Port(RootModel[int]):
    root: Annotated[int, Field(ge=1024, le=65535, title='Port')]



class SignInWanted(Model):
    """
    `port` is where a command line on the person's own machine waits; left out, they come back to Remit's pages.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    port: Annotated[Port | None, Field(title='Port')] = None



class SignedIn(Model):
    """
    The connection that has its token now.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]



class Slack(Model):
    """
    A channel in Slack, by its incoming webhook; the webhook's URL is the secret.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[
        Literal['slack'], Field(description='A Slack webhook.', examples=['slack'], title='Kind')
    ] = 'slack'
    channel: Annotated[
        str | None,
        Field(
            description='The channel it posts to, for people; the webhook decides.',
            examples=['#operations'],
            max_length=100,
            title='Channel',
        ),
    ] = ''



class Schema(RootModel[str]):
    root: Annotated[str, Field(max_length=63, min_length=1)]



class Sql(Model):
    """
    A SQL database.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[Literal['sql'], Field(description='A SQL database.', examples=['sql'], title='Kind')] = (
        'sql'
    )
    engine: Annotated[
        Literal['postgresql', 'mysql'] | None,
        Field(
            description='What kind of database it is; mysql stands for MySQL and MariaDB.',
            examples=['postgresql'],
            title='Engine',
        ),
    ] = 'postgresql'
    host: Annotated[
        str,
        Field(
            description='Its name or address.',
            examples=['db.example.com'],
            max_length=253,
            min_length=1,
            title='Host',
        ),
    ]
    port: Annotated[
        int | None,
        Field(
            description='Its port; 5432 is usual for PostgreSQL, 3306 for MySQL.',
            examples=[5432],
            ge=1,
            le=65535,
            title='Port',
        ),
    ] = 5432
    database: Annotated[
        str,
        Field(
            description='The name of the database.',
            examples=['shop'],
            max_length=63,
            min_length=1,
            title='Database',
        ),
    ]
    user: Annotated[
        str,
        Field(
            description='The role to sign in as, with the secret as password: give it only what agents ought to have.',
            examples=['remit_reader'],
            max_length=63,
            min_length=1,
            title='User',
        ),
    ]
    tls: Annotated[
        Literal['verify', 'encrypt', 'off'] | None,
        Field(
            description='verify: encrypted, certificate checked; encrypt: encrypted, not checked; off: in the clear.',
            examples=['verify'],
            title='TLS',
        ),
    ] = 'verify'
    authority: Annotated[
        Authority | None,
        Field(
            description="Certificates in PEM that the server's is checked against; empty: those of the public authorities.",
            examples=['-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----'],
            title='Certificate authority',
        ),
    ] = None
    schemas: Annotated[
        list[Schema] | None,
        Field(
            description="What describe shows; empty: all but the system's, of MySQL the database itself. What may be read, the role's rights say.",
            examples=[['public']],
            max_length=100,
            title='Schemas shown',
            validate_default=True,
        ),
    ] = []
    writes: Annotated[
        bool | None,
        Field(
            description='Whether there is a tool that changes data. Off: every statement runs in a read-only transaction.',
            examples=[False],
            title='Writes',
        ),
    ] = False
    most_rows: Annotated[
        int | None,
        Field(description='More rows are not given out.', examples=[200], ge=1, le=10000, title='Most rows'),
    ] = 200
    seconds: Annotated[
        float | None,
        Field(
            description='A statement is ended after so long.',
            examples=[30],
            ge=0.1,
            le=300.0,
            title='Seconds',
        ),
    ] = 30



class Teams(Model):
    """
    A channel in Microsoft Teams, by the webhook of a workflow; the webhook's URL is the secret.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[
        Literal['teams'], Field(description='A Teams webhook.', examples=['teams'], title='Kind')
    ] = 'teams'
    channel: Annotated[
        str | None,
        Field(
            description='The channel it posts to, for people; the workflow decides.',
            examples=['Operations'],
            max_length=100,
            title='Channel',
        ),
    ] = ''



class ToolAnswer(Model):
    """
    A tool that was taken over; `use` is how an agent file names it.

    `reads_only` and `egress` are what holds: what a person says, and else what the place declares.
    """

    name: Annotated[str, Field(title='Name')]
    use: Annotated[str, Field(title='Use')]
    description: Annotated[str, Field(title='Description')]
    input_schema: Annotated[dict[str, Any], Field(title='Input Schema')]
    reads_only: Annotated[bool, Field(title='Reads Only')]
    egress: Annotated[bool, Field(title='Egress')]
    declared_reads_only: Annotated[bool, Field(title='Declared Reads Only')]
    declared_egress: Annotated[bool, Field(title='Declared Egress')]
    enabled: Annotated[bool, Field(title='Enabled')]
    approval: Annotated[Literal['policy', 'always'], Field(title='Approval')]
    digest: Annotated[str, Field(title='Digest')]
    found_at: Annotated[AwareDatetime, Field(title='Found At')]



class ToolChange(Model):
    """
    What a person says of a tool; what is left out stays. `digest` is of the definition that was read.

    `approval` always: each use waits for a person; policy: the policies decide. `reads_only` and `egress` correct what
    the place itself says, null goes back to that.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    digest: Annotated[str, Field(pattern='^[0-9a-f]{64}$', title='Digest')]
    enabled: Annotated[bool | None, Field(title='Enabled')] = None
    approval: Annotated[Literal['policy', 'always'] | None, Field(title='Approval')] = None
    reads_only: Annotated[bool | None, Field(title='Reads Only')] = None
    egress: Annotated[bool | None, Field(title='Egress')] = None



class ToolDefinition(Model):
    """
    A tool as its place defines it.
    """

    name: Annotated[str, Field(title='Name')]
    description: Annotated[str, Field(title='Description')]
    input_schema: Annotated[dict[str, Any], Field(title='Input Schema')]
    reads_only: Annotated[bool, Field(title='Reads Only')]
    egress: Annotated[bool, Field(title='Egress')]



class ToolTried(Model):
    """
    What came of using a tool by hand: `ok` when it did what it was asked; `text` is what it gave back.
    """

    ok: Annotated[bool, Field(title='Ok')]
    said: Annotated[str, Field(title='Said')]
    text: Annotated[str, Field(title='Text')]
    cut: Annotated[bool, Field(title='Cut')]
    milliseconds: Annotated[int, Field(title='Milliseconds')]



class ToolTry(Model):
    """
    A use of a tool by hand; `confirm` says that it may change something.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    arguments: Annotated[dict[str, Any] | None, Field(title='Arguments')] = {}
    confirm: Annotated[bool | None, Field(title='Confirm')] = False



class ToolboxAnswer(Model):
    """
    A connection with tools; `address` says where requests go, for people.

    `tools` counts those that were taken over; `differs` says that the place offered something else when it was last
    asked.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[Literal['http_api', 'mcp', 'sql', 'smtp', 'slack', 'teams'], Field(title='Kind')]
    address: Annotated[str, Field(title='Address')]
    has_secret: Annotated[bool, Field(title='Has Secret')]
    secret_hint: Annotated[str, Field(title='Secret Hint')]
    enabled: Annotated[bool, Field(title='Enabled')]
    last_test: ConnectionTest | None
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    resilience: ConnectionResilience
    tools: Annotated[int, Field(title='Tools')]
    differs: Annotated[bool, Field(title='Differs')]



class ToolboxDetail(Model):
    """
    A connection with tools, how it is reached, and what uses them.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[Literal['http_api', 'mcp', 'sql', 'smtp', 'slack', 'teams'], Field(title='Kind')]
    address: Annotated[str, Field(title='Address')]
    has_secret: Annotated[bool, Field(title='Has Secret')]
    secret_hint: Annotated[str, Field(title='Secret Hint')]
    enabled: Annotated[bool, Field(title='Enabled')]
    last_test: ConnectionTest | None
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    resilience: ConnectionResilience
    tools: Annotated[int, Field(title='Tools')]
    differs: Annotated[bool, Field(title='Differs')]
    setup: Annotated[dict[str, Any], Field(title='Setup')]
    used_by: Annotated[list[str], Field(title='Used By')]



class ToolboxKindAnswer(Model):
    """
    A kind of connection that has tools; `setup` is the JSON Schema of what it needs to be reached.
    """

    kind: Annotated[Literal['http_api', 'mcp', 'sql', 'smtp', 'slack', 'teams'], Field(title='Kind')]
    label: Annotated[str, Field(title='Label')]
    help: Annotated[str, Field(title='Help')]
    secret_label: Annotated[str, Field(title='Secret Label')]
    secret_help: Annotated[str, Field(title='Secret Help')]
    needs_secret: Annotated[bool, Field(title='Needs Secret')]
    setup: Annotated[dict[str, Any], Field(title='Setup')]



class ToolsAccepted(Model):
    """
    The digest of the difference that was shown: exactly that is taken over.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    digest: Annotated[str, Field(pattern='^[0-9a-f]{64}$', title='Digest')]



class UsableTool(Model):
    """
    A tool that an agent may be given, by the name that its file writes.
    """

    use: Annotated[str, Field(title='Use')]
    connection: Annotated[str, Field(title='Connection')]
    name: Annotated[str, Field(title='Name')]
    description: Annotated[str, Field(title='Description')]
    reads_only: Annotated[bool, Field(title='Reads Only')]
    egress: Annotated[bool, Field(title='Egress')]
    approval: Annotated[Literal['policy', 'always'], Field(title='Approval')]



class UsableTools(Model):
    """
    All tools that agents may be given, by name.
    """

    items: Annotated[list[UsableTool], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class UsualModel(Model):
    """
    What answers agents that name no model: of a connection, of the installation's environment, or the demo model.
    """

    model: Annotated[str, Field(title='Model')]
    source: Annotated[Literal['connection', 'installation', 'demo'], Field(title='Source')]



class ChangedTool(Model):
    """
    A tool that its place defines otherwise than it was taken over.
    """

    before: ToolDefinition
    after: ToolDefinition



class ConnectionAnswer(Model):
    """
    A model provider; of its secret at most the last four characters are shown.

    `answers_with` is the model that is meant by its slug alone; null when nothing says.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[
        Literal['openai', 'anthropic', 'google', 'bedrock', 'azure', 'ollama', 'vllm', 'llama_cpp', 'lm_studio', 'openai_compatible'],
        Field(title='Kind'),
    ]
    base_url: Annotated[str | None, Field(title='Base Url')]
    has_secret: Annotated[bool, Field(title='Has Secret')]
    secret_hint: Annotated[str, Field(title='Secret Hint')]
    default_model: Annotated[str | None, Field(title='Default Model')]
    models: Annotated[list[str], Field(title='Models')]
    answers_with: Annotated[str | None, Field(title='Answers With')]
    enabled: Annotated[bool, Field(title='Enabled')]
    is_default: Annotated[bool, Field(title='Is Default')]
    last_test: ConnectionTest | None
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    region: Annotated[str | None, Field(title='Region')]
    api_version: Annotated[str | None, Field(title='Api Version')]
    resilience: ConnectionResilience
    fallbacks: Annotated[list[str], Field(title='Fallbacks')]
    prices: Annotated[dict[str, GivenPrice], Field(title='Prices')]



class ConnectionChange(Model):
    """
    What to change; what is left out stays, and so the secret. `version` is the one that was read.

    `setup` is for connections with tools and takes the place of all that was; other members are for model providers,
    but name, secret, enabled and resilience.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[int, Field(ge=1, le=2147483647, title='Version')]
    name: Annotated[Name | None, Field(title='Name')] = None
    base_url: Annotated[BaseUrl | None, Field(title='Base Url')] = None
    secret: Annotated[SecretStr | None, Field(title='Secret')] = None
    default_model: Annotated[DefaultModel | None, Field(title='Default Model')] = None
    models: Annotated[Models | None, Field(title='Models')] = None
    enabled: Annotated[bool | None, Field(title='Enabled')] = None
    is_default: Annotated[bool | None, Field(title='Is Default')] = None
    region: Annotated[Region | None, Field(title='Region')] = None
    api_version: Annotated[ApiVersion | None, Field(title='Api Version')] = None
    resilience: ResilienceChange | None = None
    fallbacks: Annotated[Fallbacks | None, Field(title='Fallbacks')] = None
    prices: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=200)], ModelPrice] | None,
        Field(title='Prices'),
    ] = None
    setup: Annotated[dict[str, Any] | None, Field(title='Setup')] = None



class ConnectionDetail(Model):
    """
    A connection with what depends on it: `used_by` names it, and `without_it` would answer the rest.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[
        Literal['openai', 'anthropic', 'google', 'bedrock', 'azure', 'ollama', 'vllm', 'llama_cpp', 'lm_studio', 'openai_compatible'],
        Field(title='Kind'),
    ]
    base_url: Annotated[str | None, Field(title='Base Url')]
    has_secret: Annotated[bool, Field(title='Has Secret')]
    secret_hint: Annotated[str, Field(title='Secret Hint')]
    default_model: Annotated[str | None, Field(title='Default Model')]
    models: Annotated[list[str], Field(title='Models')]
    answers_with: Annotated[str | None, Field(title='Answers With')]
    enabled: Annotated[bool, Field(title='Enabled')]
    is_default: Annotated[bool, Field(title='Is Default')]
    last_test: ConnectionTest | None
    version: Annotated[int, Field(title='Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    region: Annotated[str | None, Field(title='Region')]
    api_version: Annotated[str | None, Field(title='Api Version')]
    resilience: ConnectionResilience
    fallbacks: Annotated[list[str], Field(title='Fallbacks')]
    prices: Annotated[dict[str, GivenPrice], Field(title='Prices')]
    used_by: Annotated[list[str], Field(title='Used By')]
    without_it: UsualModel



class ConnectionPage(Model):
    """
    Connections, oldest first; `next` goes on.
    """

    items: Annotated[list[ConnectionAnswer | ToolboxAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
    usual: UsualModel



class ConnectionTested(Model):
    """
    A connection after its test, with what the test found.
    """

    connection: Annotated[ConnectionAnswer | ToolboxAnswer, Field(title='Connection')]
    result: ConnectionTest
    models: Annotated[list[str], Field(title='Models')]



class HttpApi(Model):
    """
    An HTTP API: its operations become tools.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    kind: Annotated[
        Literal['http_api'], Field(description='An HTTP API.', examples=['http_api'], title='Kind')
    ] = 'http_api'
    base_url: Annotated[
        str,
        Field(
            description='What the addresses of all operations begin with. Addresses in the document are not used.',
            examples=['https://api.example.com/v1'],
            max_length=2000,
            min_length=1,
            title='Base URL',
        ),
    ]
    auth: Annotated[
        Literal['none', 'bearer', 'header', 'basic'] | None,
        Field(
            description='bearer: as Authorization: Bearer; header: as it is, in a header of its own; basic: as the password of a user; none: there is no secret.',
            examples=['bearer'],
            title='How the secret is sent',
        ),
    ] = 'bearer'
    auth_header: Annotated[
        str | None,
        Field(
            description='Only for a secret that is sent in a header of its own: the name of that header.',
            examples=['X-API-Key'],
            max_length=100,
            min_length=1,
            title='Header of the secret',
        ),
    ] = 'X-API-Key'
    auth_user: Annotated[
        str | None,
        Field(
            description='Only for basic: the name that the password belongs to.',
            examples=['remit'],
            max_length=200,
            title='User',
        ),
    ] = ''
    document: Annotated[
        Document | None,
        Field(
            description='OpenAPI 3.0 or 3.1, as JSON or YAML. Its operations become tools.',
            examples=['{"openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "paths": {}}'],
            title='OpenAPI document',
        ),
    ] = None
    operations: Annotated[
        list[Operation] | None,
        Field(
            description='The operations by hand, where there is no document.',
            examples=[[{'method': 'GET', 'name': 'find_order', 'path': '/orders/{number}'}]],
            max_length=200,
            title='Operations',
            validate_default=True,
        ),
    ] = []
    include: Annotated[
        list[IncludeItem] | None,
        Field(
            description='Names of the operations that become tools, as the tools or the document name them; empty: all.',
            examples=[['find_order']],
            max_length=500,
            title='Operations to take',
            validate_default=True,
        ),
    ] = []
    requests: Annotated[
        Literal['none', 'read', 'all'] | None,
        Field(
            description='Whether code and API agents may send requests to any path below the base URL. read: only GET.',
            examples=['read'],
            title="Requests of agents' own",
        ),
    ] = 'none'
    headers: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=100)], HeadersAdditionalProperty] | None,
        Field(
            description='Headers that go along with every request. No secrets: whoever sees the connection sees them.',
            examples=[{'X-Team': 'operations'}],
            max_length=30,
            title='Headers',
        ),
    ] = {}
    test_path: Annotated[
        str | None,
        Field(
            description='What a test asks for with GET. It ought to answer with a status below 400.',
            examples=['/health'],
            max_length=1000,
            pattern='^/[^#\\s\\\\]*$',
            title='Path of the test',
        ),
    ] = '/'



class KindList(Model):
    """
    All kinds: providers, and those that have tools; and what a connection bears where nobody chose otherwise.
    """

    items: Annotated[list[KindAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
    resilience: ConnectionResilience
    toolboxes: Annotated[list[ToolboxKindAnswer], Field(title='Toolboxes')]



class NewConnection(Model):
    """
    A model provider to add; `models` empty means all that it serves, `is_default` null: if there is no default.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    slug: Annotated[
        str, Field(examples=['ollama'], max_length=40, pattern='^[a-z0-9](-?[a-z0-9])*$', title='Slug')
    ]
    name: Annotated[Name | None, Field(title='Name')] = None
    kind: Annotated[
        Literal['openai', 'anthropic', 'google', 'bedrock', 'azure', 'ollama', 'vllm', 'llama_cpp', 'lm_studio', 'openai_compatible'],
        Field(title='Kind'),
    ]
    base_url: Annotated[BaseUrl | None, Field(title='Base Url')] = None
    secret: Annotated[SecretStr | None, Field(title='Secret')] = None
    default_model: Annotated[DefaultModel | None, Field(title='Default Model')] = None
    models: Annotated[list[Model1] | None, Field(max_length=500, title='Models', validate_default=True)] = []
    enabled: Annotated[bool | None, Field(title='Enabled')] = True
    is_default: Annotated[bool | None, Field(title='Is Default')] = None
    region: Annotated[Region | None, Field(title='Region')] = None
    api_version: Annotated[ApiVersion | None, Field(title='Api Version')] = None
    resilience: ResilienceChange | None = None
    fallbacks: Annotated[
        list[Fallback] | None,
        Field(
            description='Models that are asked in turn when one does not answer.',
            max_length=5,
            title='Fallbacks',
            validate_default=True,
        ),
    ] = []
    prices: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=200)], ModelPrice] | None,
        Field(max_length=200, title='Prices', validate_default=True),
    ] = {}



class NewToolbox(Model):
    """
    A connection with tools to add; `setup` is how it is reached, as its kind wants it, and holds no secret.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    slug: Annotated[
        str, Field(examples=['ollama'], max_length=40, pattern='^[a-z0-9](-?[a-z0-9])*$', title='Slug')
    ]
    name: Annotated[Name | None, Field(title='Name')] = None
    kind: Annotated[Literal['http_api', 'mcp', 'sql', 'smtp', 'slack', 'teams'], Field(title='Kind')]
    setup: Annotated[HttpApi | Mcp | Sql | Mail | Slack | Teams, Field(discriminator='kind', title='Setup')]
    secret: Annotated[SecretStr | None, Field(title='Secret')] = None
    enabled: Annotated[bool | None, Field(title='Enabled')] = True
    resilience: ResilienceChange | None = None



class OfferedModel(Model):
    """
    A model of a connection: `name` is how an agent file names it; `price` is null where nobody knows it.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    offered: Annotated[bool, Field(title='Offered')]
    usual: Annotated[bool, Field(title='Usual')]
    price: ShownPrice | None



class OfferedModels(Model):
    """
    The models of a connection, as far as they are known from its settings and its last test.
    """

    items: Annotated[list[OfferedModel], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ToolDifference(Model):
    """
    What a place offered last against what was taken over; `digest` is what is sent to accept it.
    """

    digest: Annotated[str, Field(title='Digest')]
    found_at: Annotated[AwareDatetime, Field(title='Found At')]
    new: Annotated[list[ToolDefinition], Field(title='New')]
    changed: Annotated[list[ChangedTool], Field(title='Changed')]
    gone: Annotated[list[ToolDefinition], Field(title='Gone')]



class ToolList(Model):
    """
    The tools of a connection; `difference` is what waits to be accepted, `asked_at` when it was last asked.
    """

    items: Annotated[list[ToolAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
    difference: ToolDifference | None
    asked_at: Annotated[AwareDatetime | None, Field(title='Asked At')]
