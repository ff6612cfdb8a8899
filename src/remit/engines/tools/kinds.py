"""The kinds of toolboxes, and what to say of their secrets."""

from dataclasses import dataclass
from typing import Literal

from remit.engines.tools.setups import HttpApi, Mail, Mcp, Slack, Sql, Teams

KindName = Literal["http_api", "mcp", "sql", "smtp", "slack", "teams"]


@dataclass(frozen=True)
class ToolboxKind:
    """A kind: what it is, the model of its setup, and what its secret is; `needs_secret` for all its setups."""

    kind: KindName
    label: str
    help: str
    setup: type[HttpApi | Mcp | Sql | Mail | Slack | Teams]
    secret_label: str
    secret_help: str
    needs_secret: bool = False


KINDS = (
    ToolboxKind(
        "http_api",
        "HTTP API",
        "Operations of an HTTP API, from its OpenAPI document or described by hand.",
        HttpApi,
        "Key or password",
        "As the API's own pages give it out. It is sent as the setup says, to the base URL only.",
    ),
    ToolboxKind(
        "mcp",
        "MCP server",
        "The tools of an MCP server that is reached by streamable HTTP.",
        Mcp,
        "Token",
        "A token that the server takes. It is sent as the setup says, to this URL only.",
    ),
    ToolboxKind(
        "sql",
        "SQL database",
        "Reads, and where it is allowed changes, what is in a database of PostgreSQL, MySQL or MariaDB.",
        Sql,
        "Password",
        "The password of the role.",
    ),
    ToolboxKind(
        "smtp",
        "Mail",
        "Sends mail through a mail server.",
        Mail,
        "Password",
        "The password of the user; often one that was made for programs only.",
    ),
    ToolboxKind(
        "slack",
        "Slack",
        "Posts to a Slack channel.",
        Slack,
        "Webhook URL",
        "In Slack: Apps, your app, Incoming Webhooks, Add New Webhook. It begins with https://hooks.slack.com/.",
        needs_secret=True,
    ),
    ToolboxKind(
        "teams",
        "Microsoft Teams",
        "Posts to a Teams channel.",
        Teams,
        "Webhook URL",
        "In Teams: the channel's Workflows, Send webhook alerts to a channel. It ends in logic.azure.com or"
        " api.powerplatform.com before the path.",
        needs_secret=True,
    ),
)
