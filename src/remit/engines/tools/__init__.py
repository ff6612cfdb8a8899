"""Tools of the world outside: HTTP APIs, MCP servers, databases, mail and chats."""

from remit.engines.tools import oauth
from remit.engines.tools.arguments import Checker
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.fields import mailbox
from remit.engines.tools.kinds import KINDS, KindName, ToolboxKind
from remit.engines.tools.mcp_wire import Unauthorized
from remit.engines.tools.opening import open_toolbox
from remit.engines.tools.requests import METHODS, REQUEST_TOOLS, Method, request_tool
from remit.engines.tools.scripted import ScriptedToolbox, Use
from remit.engines.tools.setups import HttpApi, Mail, Mcp, Operation, Setup, Slack, Sql, Teams
from remit.engines.tools.tool import Probed, Tool, Toolbox, Used

__all__ = [
    "KINDS",
    "METHODS",
    "REQUEST_TOOLS",
    "Checker",
    "HttpApi",
    "KindName",
    "Mail",
    "Mcp",
    "Method",
    "Operation",
    "Probed",
    "ScriptedToolbox",
    "Setup",
    "Slack",
    "Sql",
    "Teams",
    "Tool",
    "Toolbox",
    "ToolboxError",
    "ToolboxKind",
    "Unauthorized",
    "Use",
    "Used",
    "mailbox",
    "oauth",
    "open_toolbox",
    "request_tool",
]
