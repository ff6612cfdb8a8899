"""Where the setups of each kind of toolbox send requests, and the secret with them."""

from collections.abc import Mapping
from typing import Any, assert_never

from remit.controls.connections.schemas import SETUPS, AnySetup
from remit.controls.connections.toolboxes.definitions import digest_of
from remit.engines.tools import HttpApi, Mail, Mcp, Slack, Sql, Teams

_LONG = 2000
_MANY = 50


def read(stored: Mapping[str, Any]) -> AnySetup:
    """Read a setup as it is stored."""
    return SETUPS[stored["kind"]].model_validate(stored)


def address(setup: AnySetup) -> str:
    """Say where requests go, for people."""
    match setup:
        case HttpApi():
            return setup.base_url
        case Mcp():
            return setup.url
        case Sql():
            return f"{setup.host}:{setup.port}/{setup.database}"
        case Mail():
            return f"{setup.host}:{setup.port}"
        case Slack() | Teams():
            return setup.channel or "its webhook"
        case _:
            assert_never(setup)


def way(setup: AnySetup) -> tuple[Any, ...]:
    """All that decides who gets to see the secret: when it changes, the secret is to be entered again."""
    match setup:
        case HttpApi():
            return (setup.base_url,)
        case Mcp():
            return setup.url, setup.auth == "oauth"
        case Sql():
            return setup.host, setup.port, setup.tls, setup.authority
        case Mail():
            return setup.host, setup.port, setup.security, setup.authority
        case Slack() | Teams():
            return ()
        case _:
            assert_never(setup)


def recorded(setup: Mapping[str, Any]) -> dict[str, Any]:
    """Write a setup for the record: of documents, schemas and the like, the digest."""
    return {name: value if _plain(value) else {"digest": digest_of([value])} for name, value in setup.items()}


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value) and len(value) <= _MANY
    return not isinstance(value, dict) and not (isinstance(value, str) and len(value) > _LONG)
