"""Make the toolbox of a setup."""

from importlib import import_module
from typing import assert_never

from remit.engines.tools.chats import ChatToolbox
from remit.engines.tools.http_api import HttpApiToolbox
from remit.engines.tools.mail import MailToolbox
from remit.engines.tools.mcp_toolbox import McpToolbox
from remit.engines.tools.setups import HttpApi, Mail, Mcp, Slack, Sql, Teams
from remit.engines.tools.sql import SqlToolbox
from remit.engines.tools.tool import Toolbox
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard


def open_toolbox(
    setup: HttpApi | Mcp | Sql | Mail | Slack | Teams, secret: str, outbound: Outbound, guard: Guard
) -> Toolbox:
    """Make a toolbox, to be closed after use; it connects only when it is used.

    Raises `Malformed` for a document, an address or a secret that cannot be right, and `AddressRefused` for an address
    that is plainly out of reach; both before anything is sent, so a setup is checked by opening it. A toolbox belongs
    to the event loop on which it is first used.
    """
    match setup:
        case HttpApi():
            return HttpApiToolbox(setup, secret, outbound, guard)
        case Mcp():
            return McpToolbox(setup, secret, outbound, guard)
        case Sql(engine="mysql"):
            # Its library takes a while to load: whoever uses no MySQL does without.
            module = import_module("remit.engines.tools.mysql")
            made: Toolbox = module.MySqlToolbox(setup, secret, outbound, guard)
            return made
        case Sql():
            return SqlToolbox(setup, secret, outbound, guard)
        case Mail():
            return MailToolbox(setup, secret, outbound, guard)
        case Slack() | Teams():
            return ChatToolbox(setup, secret, outbound, guard)
        case _:
            assert_never(setup)
