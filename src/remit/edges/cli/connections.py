"""`remit connections …`: what the organisation reaches outside; a secret is typed or piped, never an argument."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.connection_setups import SENDS_SECRETS, TOOLBOX_KINDS, setup_options, taken_out
from remit.edges.cli.printing import ago, heading, json_out, line, on_terminal, table
from remit_sdk import Remit
from remit_sdk.models import ConnectionAnswer, ConnectionTested, ToolboxAnswer

Shown = ConnectionAnswer | ToolboxAnswer

_KINDS = (
    *("openai", "anthropic", "google", "bedrock", "azure"),
    *("ollama", "vllm", "llama_cpp", "lm_studio", "openai_compatible"),
)


@click.group()
def connections() -> None:
    """List, add, test and remove model providers, and connections that have tools.

    A connection is named by its slug, such as openai or crm, or by its id (con_…).
    """


@connections.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List the connections, and say what answers agents that name no model.

    \b
    Example:
      remit connections list
    """
    with connected(key) as client:
        found = list(_every(client))
        usual = client.connections(limit=1).usual
    if as_json:
        json_out({"items": [each.model_dump(mode="json") for each in found], "usual": usual.model_dump()})
        return
    if found:
        table(
            ("SLUG", "KIND", "ADDRESS", "MODEL OR TOOLS", "KEY", "STATE", "LAST TEST"),
            [_row(each) for each in found],
        )
    else:
        line("No connections yet: add one with `remit connections add openai --kind openai`.", err=True)
    line(f"Agents that name no model are answered by {usual.model}.", err=True)


def _row(shown: Shown) -> list[str]:
    secret = f"…{shown.secret_hint}" if shown.secret_hint else ("set" if shown.has_secret else "–")
    usual = isinstance(shown, ConnectionAnswer) and shown.is_default
    state = ("default" if usual else "on") if shown.enabled else "off"
    test = shown.last_test
    tested = (
        f"{'ok' if test.ok else test.outcome}, {test.milliseconds} ms, {ago(test.at)}" if test else "never"
    )
    if isinstance(shown, ToolboxAnswer):
        count = (
            f"{shown.tools} {'tool' if shown.tools == 1 else 'tools'}{', differs' if shown.differs else ''}"
        )
        return [shown.slug, shown.kind, shown.address, count, secret, state, tested]
    return [shown.slug, shown.kind, shown.base_url or "–", shown.answers_with or "–", secret, state, tested]


@connections.command()
@click.argument("slug")
@click.option("--kind", type=click.Choice((*_KINDS, *TOOLBOX_KINDS)), required=True)
@click.option("--base-url", metavar="URL", help="Address of the API, such as http://127.0.0.1:11434/v1.")
@click.option("--name", help="How it is shown; the slug when left out.")
@click.option("--model", "default_model", metavar="MODEL", help="The model that is meant by the slug alone.")
@click.option("--offer", metavar="MODEL", multiple=True, help="A model that may be used; all when left out.")
@click.option(
    "--default/--no-default", "is_default", default=None, help="Let it answer agents that name no model."
)
@click.option("--no-secret", is_flag=True, help="The server wants no key.")
@click.option("--region", help="Where Amazon Bedrock is asked, such as us-east-1.")
@click.option("--api-version", metavar="DATE", help="Version of Azure's API; its v1 API when left out.")
@setup_options
@json_option
@key_option
def add(
    slug: str,
    kind: str,
    offer: tuple[str, ...],
    no_secret: bool,
    as_json: bool,
    key: str | None,
    **members: Any,
) -> None:
    """Add a connection and test it. Its key or password is asked for, or read from standard input.

    \b
    Examples:
      remit connections add openai --kind openai
      remit connections add ollama --kind ollama --no-secret
      remit connections add nova --kind bedrock --region us-east-1 < access-key.txt
      remit connections add azure --kind azure --base-url https://NAME.openai.azure.com --model my-gpt < key.txt
      remit connections add groq --kind openai_compatible --base-url https://api.groq.com/openai/v1 < key.txt
      remit connections add crm --kind http_api --base-url https://crm.example.com/v1 --openapi crm.yaml < key.txt
      remit connections add docs --kind mcp --url https://mcp.example.com/mcp --no-secret
      remit connections add shop --kind sql --host db.example.com --database shop --user reader < password.txt
      remit connections add mail --kind smtp --host smtp.example.com --user remit --sender remit@example.com
      remit connections add ops --kind slack --channel '#ops' < webhook-url.txt
    """
    setup = taken_out(members)
    if no_secret and kind in SENDS_SECRETS:
        setup.setdefault("auth", "none")
    wanted = _wanted(kind, setup, members, offer)
    secret = None if no_secret else secret_of(slug)
    with connected(key) as client:
        make = client.add_toolbox if kind in TOOLBOX_KINDS else client.add_connection
        made: Shown = make(slug, kind, secret=secret, **wanted)
        tested = client.test_connection(made.id)
    if as_json:
        json_out(tested)
        return
    usual = isinstance(made, ConnectionAnswer) and made.is_default
    line(f"{made.slug} is added{' and is the default' if usual else ''}.")
    _show(tested)


def _wanted(
    kind: str, setup: dict[str, Any], members: dict[str, Any], offer: tuple[str, ...]
) -> dict[str, Any]:
    """Sort what was said into what the kind has."""
    if kind in TOOLBOX_KINDS:
        return {"setup": _reached(setup, members, offer), "name": members["name"]}
    if setup:
        raise Refused(
            f"--{next(iter(setup)).replace('_', '-')} is for connections with tools, not for {kind}."
        )
    return {**members, "models": list(offer)}


def _reached(setup: dict[str, Any], members: dict[str, Any], offer: tuple[str, ...]) -> dict[str, Any]:
    """Add the base URL to a setup, and refuse what only model providers have."""
    useless = [
        name for name, value in members.items() if value is not None and name not in ("base_url", "name")
    ]
    if useless or offer:
        option = (
            useless[0].removesuffix("_model").replace("is_", "").replace("_", "-") if useless else "offer"
        )
        raise Refused(f"--{option} is for model providers: leave it out.")
    return {**setup, **({"base_url": members["base_url"]} if members["base_url"] is not None else {})}


def secret_of(slug: str) -> str:
    """Ask for the secret without showing it, or take it from a pipe."""
    if sys.stdin.isatty():
        given: str = click.prompt(f"Key of {slug}", hide_input=True, err=True)
    else:
        given = sys.stdin.read(16_384)
    if not given.strip():
        raise Refused("No key was given: type it, pipe it in, or say --no-secret.")
    return given.strip()


@connections.command()
@click.argument("provider", metavar="SLUG")
@json_option
@key_option
def test(provider: str, as_json: bool, key: str | None) -> None:
    """Have Remit call a connection, and say what came back; exit code 1 when it is not well.

    \b
    Example:
      remit connections test ollama
    """
    with connected(key) as client:
        tested = client.test_connection(named(client, provider).id)
    if as_json:
        json_out(tested)
    else:
        _show(tested)
    if not tested.result.ok:
        raise Failed(f"{tested.connection.slug} cannot be used as it is.")


def _show(tested: ConnectionTested) -> None:
    result = tested.result
    mark = ("✓ " if result.ok else "✗ ") if on_terminal() else ""
    heading(f"{mark}{result.said} ({result.milliseconds} ms)")
    if result.fix:
        line(result.fix)
    if isinstance(tested.connection, ToolboxAnswer):
        count, slug = tested.connection.tools, tested.connection.slug
        line(f"It has {count} {'tool' if count == 1 else 'tools'}: see `remit connections tools {slug}`.")
    for model in tested.models[:20]:
        line(f"  {tested.connection.slug}:{model}")
    if len(tested.models) > 20:
        line(f"  … and {len(tested.models) - 20} more")


@connections.command()
@click.argument("provider", metavar="SLUG")
@click.option("--yes", is_flag=True, help="Do not ask.")
@key_option
def remove(provider: str, yes: bool, key: str | None) -> None:
    """Remove a connection with its key; refused while agents or deployments name it.

    \b
    Example:
      remit connections remove ollama
    """
    with connected(key) as client:
        shown = named(client, provider)
        if not yes:
            line(f"{shown.slug} is removed with its key. {_after(client, shown)}", err=True)
            click.confirm("Remove it?", abort=True, err=True)
        client.remove_connection(shown.id)
    line(f"{shown.slug} is removed.")


def _after(client: Remit, shown: Shown) -> str:
    if isinstance(shown, ToolboxAnswer):
        users = client.toolbox(shown.id).used_by
        return f"Its tools are used by {', '.join(users[:5])}." if users else "No agent uses its tools."
    if not shown.is_default:
        return "No agent names it."
    return (
        f"Agents that name no model will then be answered by {client.connection(shown.id).without_it.model}."
    )


def _every(client: Remit) -> Iterator[Shown]:
    page = client.connections(limit=200)
    yield from page.items
    while page.next:
        page = client.connections(limit=200, cursor=page.next)
        yield from page.items


def named(client: Remit, named: str) -> Shown:
    """Find a connection by slug or id."""
    for each in _every(client):
        if named in (each.slug, each.id):
            return each
    raise Refused(f"There is no connection {named}: see `remit connections list`.")


def provider_named(client: Remit, name: str) -> ConnectionAnswer:
    """Find a model provider by slug or id."""
    found = named(client, name)
    if isinstance(found, ToolboxAnswer):
        raise Refused(f"{found.slug} has tools, and no models.")
    return found


def with_tools(client: Remit, name: str) -> ToolboxAnswer:
    """Find a connection with tools by slug or id."""
    found = named(client, name)
    if isinstance(found, ConnectionAnswer):
        raise Refused(f"{found.slug} is a model provider, which has no tools.")
    return found
