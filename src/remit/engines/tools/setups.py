"""How a toolbox is reached, as it is stored and typed in: one model per kind, and never a secret in it.

Forms are drawn from their JSON Schema, so each field says what it is and shows an example. What holds only here and now
(whether an address may be reached, whether a document can be read) is found out by `open_toolbox`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from remit.engines.tools.fields import (
    Authority,
    Host,
    Line,
    Named,
    SchemaText,
    Sent,
    SentHeader,
    SentUser,
    StaticHeaders,
    ToolName,
    Url,
    domain,
    empty_is_none,
    mailbox,
    no_nul,
    one_line,
)

LARGEST_DOCUMENT = 1_000_000


class _Setup(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class Operation(_Setup):
    """One request that an HTTP API takes, described by hand."""

    name: ToolName = Field(
        title="Name",
        description="How agents call it: small letters, digits and underscores.",
        examples=["find_order"],
    )
    description: str = Field(
        default="",
        max_length=4000,
        title="Description",
        description="What it does and when to use it, for the model that chooses.",
        examples=["Finds an order by its number."],
    )
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = Field(
        default="GET", title="Method", description="The HTTP method.", examples=["GET"]
    )
    path: Annotated[str, Field(pattern=r"^/[^?#\s\\]*$", max_length=1000), AfterValidator(one_line)] = Field(
        title="Path",
        description="What follows the base URL; {name} is filled from the arguments.",
        examples=["/orders/{number}"],
    )
    query: SchemaText | None = Field(
        default=None,
        title="Query",
        description="JSON Schema of an object: its properties become the parameters of the query.",
        examples=[{"type": "object", "properties": {"limit": {"type": "integer"}}}],
    )
    headers: SchemaText | None = Field(
        default=None,
        title="Headers",
        description="JSON Schema of an object: its properties become headers of the request.",
        examples=[{"type": "object", "properties": {"X-Region": {"type": "string"}}}],
    )
    body: SchemaText | None = Field(
        default=None,
        title="Body",
        description="JSON Schema of the JSON that is sent as the body.",
        examples=[{"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]}],
    )
    reads_only: bool | None = Field(
        default=None,
        title="Only reads",
        description="Whether using it changes nothing. Left out: GET and HEAD only read, all others change something.",
        examples=[True],
    )


class HttpApi(_Setup):
    """An HTTP API: its operations become tools."""

    kind: Literal["http_api"] = Field(
        default="http_api", title="Kind", description="An HTTP API.", examples=["http_api"]
    )
    base_url: Url = Field(
        title="Base URL",
        description="What the addresses of all operations begin with. Addresses in the document are not used.",
        examples=["https://api.example.com/v1"],
    )
    auth: Sent = "bearer"
    auth_header: SentHeader = "X-API-Key"
    auth_user: SentUser = ""
    document: Annotated[str | None, BeforeValidator(empty_is_none)] = Field(
        default=None,
        max_length=LARGEST_DOCUMENT,
        title="OpenAPI document",
        description="OpenAPI 3.0 or 3.1, as JSON or YAML. Its operations become tools.",
        examples=['{"openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "paths": {}}'],
    )
    operations: Annotated[tuple[Operation, ...], Field(max_length=200)] = Field(
        default=(),
        title="Operations",
        description="The operations by hand, where there is no document.",
        examples=[[{"name": "find_order", "method": "GET", "path": "/orders/{number}"}]],
    )
    include: Named = Field(
        default=(),
        title="Operations to take",
        description="Names of the operations that become tools, as the tools or the document name them; empty: all.",
        examples=[["find_order"]],
    )
    requests: Literal["none", "read", "all"] = Field(
        default="none",
        title="Requests of agents' own",
        description="Whether code and API agents may send requests to any path below the base URL. read: only GET.",
        examples=["read"],
    )
    headers: StaticHeaders = {}
    test_path: Annotated[str, Field(pattern=r"^/[^#\s\\]*$", max_length=1000)] = Field(
        default="/",
        title="Path of the test",
        description="What a test asks for with GET. It ought to answer with a status below 400.",
        examples=["/health"],
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.document is not None and self.operations:
            raise ValueError("give either an OpenAPI document or operations by hand, and not both")
        if self.document is None and not self.operations and self.requests == "none":
            raise ValueError("give either an OpenAPI document or operations by hand, or allow requests")
        if self.document is not None:
            no_nul(self.document)
        names = [each.name for each in self.operations]
        if len(set(names)) < len(names):
            raise ValueError("each operation needs a name of its own")
        return self


class Mcp(_Setup):
    """An MCP server that is reached by streamable HTTP."""

    kind: Literal["mcp"] = Field(default="mcp", title="Kind", description="An MCP server.", examples=["mcp"])
    url: Url = Field(
        title="URL",
        description="The address of its streamable HTTP endpoint, most often ending in /mcp.",
        examples=["https://mcp.example.com/mcp"],
    )
    auth: Literal["none", "bearer", "header", "basic", "oauth"] = Field(
        default="bearer",
        title="How the secret is sent",
        description=(
            "oauth: a person signs in at the server itself; bearer: as Authorization: Bearer; header: as it is, in a"
            " header of its own; basic: as the password of a user; none: there is no secret."
        ),
        examples=["oauth"],
    )
    client_id: Line = Field(
        default="",
        max_length=500,
        title="Client id",
        description="Only for oauth, and only where the server lets nobody register by themselves.",
        examples=["remit"],
    )
    scope: Line = Field(
        default="",
        max_length=1000,
        title="Scope",
        description="Only for oauth: what is asked for; empty: what the server names.",
        examples=["read"],
    )
    auth_header: SentHeader = "X-API-Key"
    auth_user: SentUser = ""
    headers: StaticHeaders = {}
    include: Named = Field(
        default=(),
        title="Tools to take",
        description="Names of the tools that agents may use, as the server names them; empty: all.",
        examples=[["search"]],
    )


class Sql(_Setup):
    """A SQL database."""

    kind: Literal["sql"] = Field(default="sql", title="Kind", description="A SQL database.", examples=["sql"])
    engine: Literal["postgresql", "mysql"] = Field(
        default="postgresql",
        title="Engine",
        description="What kind of database it is; mysql stands for MySQL and MariaDB.",
        examples=["postgresql"],
    )
    host: Host = Field(title="Host", description="Its name or address.", examples=["db.example.com"])
    port: int = Field(
        default=5432,
        ge=1,
        le=65535,
        title="Port",
        description="Its port; 5432 is usual for PostgreSQL, 3306 for MySQL.",
        examples=[5432],
    )
    database: Annotated[Line, Field(min_length=1, max_length=63)] = Field(
        title="Database", description="The name of the database.", examples=["shop"]
    )
    user: Annotated[Line, Field(min_length=1, max_length=63)] = Field(
        title="User",
        description="The role to sign in as, with the secret as password: give it only what agents ought to have.",
        examples=["remit_reader"],
    )
    tls: Literal["verify", "encrypt", "off"] = Field(
        default="verify",
        title="TLS",
        description="verify: encrypted, certificate checked; encrypt: encrypted, not checked; off: in the clear.",
        examples=["verify"],
    )
    authority: Authority = None
    schemas: Annotated[
        tuple[Annotated[Line, Field(min_length=1, max_length=63)], ...], Field(max_length=100)
    ] = Field(
        default=(),
        title="Schemas shown",
        description="What describe shows; empty: all but the system's, of MySQL the database itself. What may be read,"
        " the role's rights say.",
        examples=[["public"]],
    )
    writes: bool = Field(
        default=False,
        title="Writes",
        description="Whether there is a tool that changes data. Off: every statement runs in a read-only transaction.",
        examples=[False],
    )
    most_rows: int = Field(
        default=200,
        ge=1,
        le=10_000,
        title="Most rows",
        description="More rows are not given out.",
        examples=[200],
    )
    seconds: float = Field(
        default=30,
        ge=0.1,
        le=300,
        title="Seconds",
        description="A statement is ended after so long.",
        examples=[30],
    )

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, value: Any) -> Any:
        """Take the port that is usual for the engine where none is given."""
        if isinstance(value, dict) and value.get("engine") == "mysql" and "port" not in value:
            return {**value, "port": 3306}
        return value


class Mail(_Setup):
    """A mail server that sends."""

    kind: Literal["smtp"] = Field(
        default="smtp", title="Kind", description="A mail server.", examples=["smtp"]
    )
    host: Host = Field(title="Host", description="Its name or address.", examples=["smtp.example.com"])
    port: int = Field(
        default=587,
        ge=1,
        le=65535,
        title="Port",
        description="587 for STARTTLS, 465 for TLS.",
        examples=[587],
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        title="Security",
        description="starttls: encrypted after the greeting, or nothing is sent; tls: from the start; none: never.",
        examples=["starttls"],
    )
    authority: Authority = None
    user: Line = Field(
        default="",
        max_length=320,
        title="User",
        description="Who signs in, with the secret as password; empty: nobody signs in.",
        examples=["remit@example.com"],
    )
    sender: Annotated[str, Field(max_length=320), AfterValidator(mailbox)] = Field(
        title="Sender", description="The address that mail comes from.", examples=["remit@example.com"]
    )
    sender_name: Line = Field(
        default="",
        max_length=100,
        title="Sender's name",
        description="Shown before the address.",
        examples=["Remit"],
    )
    allowed_domains: Annotated[tuple[Annotated[str, AfterValidator(domain)], ...], Field(max_length=200)] = (
        Field(
            default=(),
            title="Allowed domains",
            description="Mail goes only to addresses of these domains, subdomains not included; empty: to all.",
            examples=[["example.com"]],
        )
    )


class Slack(_Setup):
    """A channel in Slack, by its incoming webhook; the webhook's URL is the secret."""

    kind: Literal["slack"] = Field(
        default="slack", title="Kind", description="A Slack webhook.", examples=["slack"]
    )
    channel: Line = Field(
        default="",
        max_length=100,
        title="Channel",
        description="The channel it posts to, for people; the webhook decides.",
        examples=["#operations"],
    )


class Teams(_Setup):
    """A channel in Microsoft Teams, by the webhook of a workflow; the webhook's URL is the secret."""

    kind: Literal["teams"] = Field(
        default="teams", title="Kind", description="A Teams webhook.", examples=["teams"]
    )
    channel: Line = Field(
        default="",
        max_length=100,
        title="Channel",
        description="The channel it posts to, for people; the workflow decides.",
        examples=["Operations"],
    )


ChatWebhook = Slack | Teams
Setup = Annotated[HttpApi | Mcp | Sql | Mail | Slack | Teams, Field(discriminator="kind")]
