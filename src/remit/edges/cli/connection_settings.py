"""`remit connections kinds|show|set|price`: what there is, how it does, what it bears and what it costs."""

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.connection_setups import setup_options, taken_out
from remit.edges.cli.connections import Shown, connections, named, provider_named, secret_of
from remit.edges.cli.printing import ago, heading, json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import (
    ConnectionAnswer,
    ConnectionHealth,
    OfferedModel,
    ToolboxAnswer,
    ToolboxDetail,
)

__all__ = ["connections"]
_HELP = {
    "connect": "Seconds to wait for a connection.",
    "silence": "The longest silence in an answer.",
    "whole": "The longest that a call may take, retries and waiting included.",
    "first_pause": "About how long to wait before the first retry; twice as long before each further one.",
    "longest_pause": "The longest wait before a retry; a provider that asks for more is not asked again.",
    "breaker_window": "Over how many seconds failures are counted.",
    "breaker_pause": "How long nobody is let through, before one call tries again.",
    "queue": "How long a call waits for room.",
    "retries": "How often a request is made again.",
    "breaker_failures": "How many failures open the breaker, if half of all fail; 0: it never opens.",
    "concurrency": "How many requests are under way at once.",
    "queue_length": "How many calls may wait for room.",
}
_SECONDS = (
    "connect",
    "silence",
    "whole",
    "first_pause",
    "longest_pause",
    "breaker_window",
    "breaker_pause",
    "queue",
)
_STATES = {
    "closed": "closed",
    "open": "open: nobody is let through",
    "half_open": "half open: the next call is a probe",
}


@connections.command()
@json_option
@key_option
def kinds(as_json: bool, key: str | None) -> None:
    """List the kinds of connections: what each needs, and how to get a key for it."""
    with connected(key) as client:
        found = client.connection_kinds()
    if as_json:
        json_out(found)
        return
    for each in found.items:
        heading(f"{each.kind}: {each.label}")
        line(f"  {each.help}")
        line(f"  Key: {each.key_help}")
    for kind in found.toolboxes:
        heading(f"{kind.kind}: {kind.label}")
        line(f"  {kind.help}")
        line(f"  {kind.secret_label}: {kind.secret_help}")
        for name, member in kind.setup["properties"].items():
            needed = ", needed" if name in kind.setup.get("required", ()) else ""
            if name != "kind":
                line(f"    {name}{needed}: {member.get('description', '')}")


@connections.command()
@click.argument("provider", metavar="SLUG")
@json_option
@key_option
def show(provider: str, as_json: bool, key: str | None) -> None:
    """Show how a connection does now and what it bears; of a provider, what its models cost.

    \b
    Example:
      remit connections show openai
    """
    with connected(key) as client:
        shown = named(client, provider)
        health = client.connection_health(shown.id)
        if isinstance(shown, ToolboxAnswer):
            _show_toolbox(client.toolbox(shown.id), health, as_json=as_json)
            return
        models = client.connection_models(shown.id).items
    if as_json:
        json_out(
            {
                "connection": shown.model_dump(mode="json"),
                "health": health.model_dump(mode="json"),
                "models": [each.model_dump(mode="json") for each in models],
            }
        )
        return
    heading(f"{shown.slug}: {shown.kind}")
    _show_health(health)
    _show_settings(shown)
    if models:
        columns = ("MODEL", "INPUT $/M", "OUTPUT $/M", "CACHED $/M", "AS OF", "FROM")
        table(columns, [_price_row(each) for each in models[:50]])


def _show_toolbox(shown: ToolboxDetail, health: ConnectionHealth, *, as_json: bool) -> None:
    if as_json:
        json_out(
            {"connection": shown.model_dump(mode="json"), "health": health.model_dump(mode="json")},
        )
        return
    heading(f"{shown.slug}: {shown.kind}, {shown.address}")
    _show_health(health)
    _show_settings(shown)
    line(f"  Tools        {shown.tools}{', and it offers something else now' if shown.differs else ''}")
    line(f"  Used by      {', '.join(shown.used_by) or 'nobody'}")


def _show_health(health: ConnectionHealth) -> None:
    line(f"  Breaker      {_STATES[health.breaker]}")
    line(f"  Now          {health.in_flight} of {health.concurrency} calls under way, {health.waiting} wait")
    counts = f"{health.calls} attempts, {health.retries} retries, {health.failures} failures, {health.refused} refused"
    line(f"  Last hour    {counts} (in the process that answered)")
    if health.last_error and health.last_error_at:
        line(f"  Last error   {health.last_error} {ago(health.last_error_at)}")


def _show_settings(shown: Shown | ToolboxDetail) -> None:
    held = shown.resilience
    line(
        f"  Patience     connect {held.connect_seconds:g} s, silence {held.silence_seconds:g} s,"
        f" whole call {held.whole_seconds:g} s"
    )
    line(
        f"  Retries      {held.retries}, pauses from {held.first_pause_seconds:g} s"
        f" to {held.longest_pause_seconds:g} s"
    )
    if isinstance(shown, ConnectionAnswer):
        line(f"  Fallbacks    {', '.join(shown.fallbacks) or 'none'}")


def _price_row(each: OfferedModel) -> list[str]:
    price = each.price
    if price is None:
        return [each.name, "unknown", "unknown", "unknown", "–", "–"]
    whose = {"list": "price list", "own": "set here"}[price.source]
    amounts = [f"{amount:g}" for amount in (price.input, price.output, price.cached)]
    return [each.name, *amounts, str(price.as_of or "–"), whose]


def _resilience_options(command: Any) -> Any:
    for name in reversed(_SECONDS):
        option = f"--{name.replace('_', '-')}-seconds"
        command = click.option(option, f"{name}_seconds", type=float, help=_HELP[name])(command)
    for name in ("queue", "concurrency", "breaker_failures", "retries"):
        option, said = f"--{name.replace('_', '-')}", _HELP["queue_length" if name == "queue" else name]
        command = click.option(option, name, type=int, help=said)(command)
    return command


@connections.command("set")
@click.argument("provider", metavar="SLUG")
@_resilience_options
@click.option("--fallback", metavar="SLUG:MODEL", multiple=True, help="Asked in its place, in this order.")
@click.option("--no-fallbacks", is_flag=True, help="Nobody stands in for it.")
@click.option(
    "--defaults", is_flag=True, help="Let all of it be as Remit thinks sensible, but what is said here."
)
@click.option("--name", help="How it is shown.")
@click.option("--on/--off", "enabled", default=None, help="Whether agents may use it.")
@click.option(
    "--secret", "new_secret", is_flag=True, help="Replace the key: it is asked for, or read from a pipe."
)
@click.option("--base-url", metavar="URL", help="Address of the API.")
@setup_options
@json_option
@key_option
def set_(
    provider: str,
    fallback: tuple[str, ...],
    no_fallbacks: bool,
    defaults: bool,
    new_secret: bool,
    as_json: bool,
    key: str | None,
    **options: Any,
) -> None:
    """Change a connection: how it is reached, what it bears, and who stands in for it; what is left out stays.

    \b
    Examples:
      remit connections set openai --retries 3 --silence-seconds 60
      remit connections set openai --breaker-failures 10 --concurrency 200
      remit connections set openai --fallback anthropic:claude-haiku-4-5 --fallback local:llama3
      remit connections set crm --openapi crm.yaml
      remit connections set shop --host db2.example.com --secret < password.txt
    """
    if fallback and no_fallbacks:
        raise Refused("Say --fallback or --no-fallbacks, not both.")
    setup, members = taken_out(options), _members(options, defaults=defaults)
    if fallback or no_fallbacks:
        members["fallbacks"] = list(fallback)
    if not members and not setup and not new_secret:
        raise Refused("Say what to change: see `remit connections set --help`.")
    if new_secret:
        members["secret"] = secret_of(provider)
    with connected(key) as client:
        changed = _changed(client, named(client, provider), members, setup)
    if as_json:
        json_out(changed)
        return
    line(f"{changed.slug} is changed.")
    _show_settings(changed)


def _members(options: dict[str, Any], *, defaults: bool) -> dict[str, Any]:
    """Read what was said of a connection; patience and the like go into a block of their own."""
    said = {name: options.pop(name) for name in ("name", "enabled", "base_url")}
    members = {name: value for name, value in said.items() if value is not None}
    resilience = {name: value for name, value in options.items() if defaults or value is not None}
    return {**members, "resilience": resilience} if resilience else members


def _changed(client: Remit, before: Shown, members: dict[str, Any], setup: dict[str, Any]) -> Shown:
    if isinstance(before, ConnectionAnswer):
        if setup:
            raise Refused(
                f"{before.slug} is a model provider: --{next(iter(setup))} is for connections with tools."
            )
        return client.change_connection(before.id, before.version, **members)
    if "base_url" in members:
        setup["base_url"] = members.pop("base_url")
    if setup:
        whole = {**client.toolbox(before.id).setup, **setup}
        for one, other in (("document", "operations"), ("operations", "document")):
            if one in setup and other not in setup:
                whole.pop(other, None)
        members["setup"] = whole
    return client.change_toolbox(before.id, before.version, **members)


@connections.command()
@click.argument("provider", metavar="SLUG")
@click.argument("model")
@click.option("--input", "input_", metavar="USD", help="For a million tokens that go in.")
@click.option("--output", metavar="USD", help="For a million tokens that come out.")
@click.option(
    "--cached", metavar="USD", help="For a million tokens that were cached; as others when left out."
)
@click.option("--as-of", metavar="DATE", help="Since when, such as 2026-11-01; today when left out.")
@click.option("--remove", is_flag=True, help="Forget the price that was given.")
@json_option
@key_option
def price(
    provider: str,
    model: str,
    input_: str | None,
    output: str | None,
    cached: str | None,
    as_of: str | None,
    remove: bool,
    as_json: bool,
    key: str | None,
) -> None:
    """Say what a model costs, where the price list does not know it or you pay another price.

    \b
    Example:
      remit connections price vllm my-model --input 0.20 --output 0.60
    """
    with connected(key) as client:
        before = provider_named(client, provider)
        prices = {name: each.model_dump(mode="json") for name, each in before.prices.items()}
        if remove:
            prices.pop(model, None)
        else:
            prices[model] = _given(input_, output, cached, as_of)
        changed = client.change_connection(before.id, before.version, prices=prices)
    if as_json:
        json_out(changed)
    else:
        line(f"The price of {changed.slug}:{model} is {'forgotten' if remove else 'set'}.")


def _given(input_: str | None, output: str | None, cached: str | None, as_of: str | None) -> dict[str, Any]:
    if input_ is None or output is None:
        raise Refused("Say both --input and --output, in USD for a million tokens.")
    try:
        amounts = [None if each is None else str(Decimal(each)) for each in (input_, output, cached)]
    except InvalidOperation as error:
        raise Refused("A price is a number of dollars, such as 0.25.") from error
    return {"input": amounts[0], "output": amounts[1], "cached": amounts[2], "as_of": as_of}
