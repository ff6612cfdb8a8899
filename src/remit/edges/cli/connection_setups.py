"""How a connection with tools is reached, put together from options and files."""

from pathlib import Path
from typing import Any

import click
import yaml

from remit.edges.cli.calling import Refused

_LARGEST = 1_500_000
TOOLBOX_KINDS = ("http_api", "mcp", "sql", "smtp", "slack", "teams")
SENDS_SECRETS = ("http_api", "mcp")
"""The kinds of which `auth` says how their secret is sent, or that none is."""
_OPTIONS: tuple[tuple[str, str, str], ...] = (
    ("url", "URL", "mcp: address of the server's streamable HTTP endpoint."),
    ("host", "HOST", "sql, smtp: name or address of the server."),
    ("database", "NAME", "sql: the database."),
    ("user", "NAME", "sql, smtp: who signs in; the secret is the password."),
    ("tls", "verify|encrypt|off", "sql: whether the connection is encrypted, and the certificate checked."),
    ("security", "starttls|tls|none", "smtp: how the connection is encrypted."),
    ("sender", "ADDRESS", "smtp: the address that mail comes from."),
    ("channel", "NAME", "slack, teams: the channel, for people."),
    ("auth", "HOW", "http_api, mcp: how the secret is sent: bearer, header, basic or none."),
    ("auth-header", "NAME", "http_api, mcp: the header of a secret that is sent in one of its own."),
    ("auth-user", "NAME", "http_api, mcp: the user of a password that is sent as basic."),
    ("test-path", "PATH", "http_api: what a test asks for."),
)
_NAMES = (*(name.replace("-", "_") for name, _, _ in _OPTIONS), "port", "writes", "openapi", "setup_file")


def setup_options(command: Any) -> Any:
    """Add the options that say how a connection with tools is reached."""
    command = click.option(
        "--writes/--reads", default=None, help="sql: whether there is a tool that changes data."
    )(command)
    for name, metavar, said in reversed(_OPTIONS):
        command = click.option(f"--{name}", metavar=metavar, help=said)(command)
    command = click.option("--port", type=int, help="sql, smtp: the port.")(command)
    command = click.option(
        "--openapi",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="http_api: the OpenAPI document, JSON or YAML.",
    )(command)
    return click.option(
        "--setup",
        "setup_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="All of how it is reached, as JSON or YAML; options go before it.",
    )(command)


def taken_out(members: dict[str, Any]) -> dict[str, Any]:
    """Take the options of a setup out of all options; those that were given become a setup."""
    given = {name: value for name in _NAMES if (value := members.pop(name, None)) is not None}
    file, document = given.pop("setup_file", None), given.pop("openapi", None)
    setup = _mapping(file) if file else {}
    if document:
        setup["document"] = _text(document)
    return {**setup, **given}


def _mapping(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        raise Refused(f"{path} is neither JSON nor YAML.") from error
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise Refused(
            f"{path} is no setup: it holds names and values, as `remit connections kinds` lists them."
        )
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused(f"{path} is too large: {_LARGEST // 1000} kB are read.")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read as text.") from error
