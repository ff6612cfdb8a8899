"""`remit connections tools|try`: what connections offer, what of it agents may use, and using it by hand."""

import json
from typing import Any

import click

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.connection_settings import connections
from remit.edges.cli.connections import named, with_tools
from remit.edges.cli.printing import heading, json_out, line, table
from remit_sdk import Remit, RemitProblem
from remit_sdk.models import ToolAnswer, ToolDefinition, ToolDifference, ToolList, ToolTried

__all__ = ["connections"]
_LONGEST = 60


class _Tools(click.Group):
    """Lists the tools of a connection where no command is named."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["list", *args]
        return super().resolve_command(ctx, args)


@connections.group(cls=_Tools)
def tools() -> None:
    """List, find, accept and switch the tools of a connection.

    \b
    Examples:
      remit connections tools crm
      remit connections tools refresh crm
      remit connections tools set crm delete_customer --approval always
    """


@tools.command("list")
@click.argument("connection", metavar="SLUG")
@json_option
@key_option
def list_(connection: str, as_json: bool, key: str | None) -> None:
    """List the tools of a connection, and what it offers otherwise."""
    with connected(key) as client:
        shown = with_tools(client, connection)
        found = client.connection_tools(shown.id)
    _show(shown.slug, found, as_json=as_json)


@tools.command()
@click.argument("connection", metavar="SLUG")
@click.option("--accept", is_flag=True, help="Take over what is found, without asking.")
@json_option
@key_option
def refresh(connection: str, accept: bool, as_json: bool, key: str | None) -> None:
    """Ask a connection what it offers now; nothing changes for agents until that is accepted."""
    with connected(key) as client:
        shown = with_tools(client, connection)
        found = client.refresh_tools(shown.id)
        if accept and found.difference:
            found = client.accept_tools(shown.id, found.difference.digest)
    _show(shown.slug, found, as_json=as_json)


@tools.command()
@click.argument("connection", metavar="SLUG")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@key_option
def accept(connection: str, yes: bool, as_json: bool, key: str | None) -> None:
    """Take over what a connection offered when it was last asked."""
    with connected(key) as client:
        shown = with_tools(client, connection)
        found = client.connection_tools(shown.id)
        if found.difference is None:
            raise Refused(
                f"{shown.slug} offers nothing else: `remit connections tools refresh` asks it again."
            )
        if not yes:
            _show_difference(found.difference, err=True)
            click.confirm("Take this over?", abort=True, err=True)
        found = client.accept_tools(shown.id, found.difference.digest)
    _show(shown.slug, found, as_json=as_json)


@tools.command("set")
@click.argument("connection", metavar="SLUG")
@click.argument("tool")
@click.option(
    "--approval", type=click.Choice(("policy", "always")), help="Whether a person approves each use."
)
@click.option("--on/--off", "enabled", default=None, help="Whether agents may use it.")
@click.option("--reads/--changes", "reads_only", default=None, help="Whether using it changes nothing.")
@click.option("--egress/--no-egress", "egress", default=None, help="Whether it lets out what it is given.")
@click.option("--as-declared", is_flag=True, help="Believe what the place says of reading and letting out.")
@json_option
@key_option
def set_(
    connection: str, tool: str, as_declared: bool, as_json: bool, key: str | None, **members: Any
) -> None:
    """Say what holds for a tool; what is left out stays.

    \b
    Example:
      remit connections tools set crm delete_customer --approval always
      remit connections tools set crm find_customer --reads --no-egress
    """
    wanted = {name: value for name, value in members.items() if value is not None}
    if as_declared:
        wanted = {"reads_only": None, "egress": None, **wanted}
    if not wanted:
        raise Refused("Say what to change: see `remit connections tools set --help`.")
    with connected(key) as client:
        shown = with_tools(client, connection)
        changed = client.change_tool(shown.id, tool, _named(client, shown.id, tool).digest, **wanted)
    if as_json:
        json_out(changed)
        return
    table(_COLUMNS, [_row(changed)])


@connections.command("try")
@click.argument("connection", metavar="SLUG")
@click.argument("tool")
@click.argument("arguments", metavar="NAME=VALUE", nargs=-1)
@click.option("--arguments", "whole", metavar="JSON", help="All arguments as a JSON object.")
@click.option("--yes", is_flag=True, help="It may change something: do not ask.")
@json_option
@key_option
def try_(
    connection: str,
    tool: str,
    arguments: tuple[str, ...],
    whole: str | None,
    yes: bool,
    as_json: bool,
    key: str | None,
) -> None:
    """Use a tool once, for real; exit code 1 when it could not do it. Values are JSON where they read as such.

    \b
    Examples:
      remit connections try crm get_customer id=7
      remit connections try mail send_email to='["ann@example.com"]' subject=Hello text=Hi
    """
    given = {**_object(whole), **dict(_pair(each) for each in arguments)}
    with connected(key) as client:
        shown = named(client, connection)
        try:
            tried = client.try_tool(shown.id, tool, given, confirm=yes)
        except RemitProblem as problem:
            if not problem.type.endswith("confirmation-needed"):
                raise
            click.confirm(f"{shown.slug}.{tool} may change something. Use it?", abort=True, err=True)
            tried = client.try_tool(shown.id, tool, given, confirm=True)
    _show_tried(tried, as_json=as_json)


def _show_tried(tried: ToolTried, *, as_json: bool) -> None:
    if as_json:
        json_out(tried)
    else:
        if tried.ok:
            line(f"{tried.said} ({tried.milliseconds} ms)", err=True)
        if tried.text:
            line(tried.text)
        if tried.cut:
            line("There is more, which is not shown.", err=True)
    if not tried.ok:
        raise Failed("The tool could not do it." if as_json else tried.said)


_COLUMNS = ("TOOL", "DOES", "EGRESS", "APPROVAL", "STATE", "DESCRIPTION")


def _row(tool: ToolAnswer) -> list[str]:
    corrected = (
        "*" if (tool.reads_only, tool.egress) != (tool.declared_reads_only, tool.declared_egress) else ""
    )
    return [
        tool.name,
        ("reads" if tool.reads_only else "changes") + corrected,
        "yes" if tool.egress else "no",
        tool.approval,
        "on" if tool.enabled else "off",
        _short(tool.description),
    ]


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= _LONGEST else f"{one[: _LONGEST - 1]}…"


def _show(slug: str, found: ToolList, *, as_json: bool) -> None:
    if as_json:
        json_out(found)
        return
    if found.items:
        table(_COLUMNS, [_row(each) for each in found.items])
    elif found.asked_at is None:
        line(f"{slug} was not asked yet what it offers: `remit connections test {slug}` does.", err=True)
    else:
        line(f"{slug} offers no tools.", err=True)
    if found.difference:
        heading("It offers something else than was taken over:")
        _show_difference(found.difference)
        line(f"`remit connections tools accept {slug}` takes this over.", err=True)


def _show_difference(found: ToolDifference, *, err: bool = False) -> None:
    for each in found.new:
        line(f"  + {each.name}: {_short(each.description)}", err=err)
    for pair in found.changed:
        line(f"  ~ {pair.after.name}: {', '.join(_changes(pair.before, pair.after))}", err=err)
    for each in found.gone:
        line(f"  - {each.name}", err=err)


def _changes(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    said = []
    if before.description != after.description:
        said.append(f"now described as {_short(after.description)!r}")
    if before.input_schema != after.input_schema:
        said.append("other arguments")
    if before.reads_only != after.reads_only:
        said.append("says that it only reads" if after.reads_only else "says that it changes something")
    if before.egress != after.egress:
        said.append("lets out what it is given" if after.egress else "lets nothing out")
    return said


def _named(client: Remit, id: str, tool: str) -> ToolAnswer:
    for each in client.connection_tools(id).items:
        if each.name == tool:
            return each
    raise Refused(f"There is no tool {tool}: see `remit connections tools`.")


def _object(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Refused("--arguments is no JSON.") from error
    if not isinstance(found, dict):
        raise Refused("--arguments is a JSON object, such as '{\"id\": 7}'.")
    return found


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refused(f"{text[:80]!r} is no argument: write name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
