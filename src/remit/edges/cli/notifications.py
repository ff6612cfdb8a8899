"""`remit notifications …`: who is told what by which channel."""

from collections.abc import Iterator
from typing import Any

import click

from remit.edges.cli.calling import F, Failed, Refused, connected, json_option, key_option
from remit.edges.cli.notification_messages import messages
from remit.edges.cli.notification_names import every, named
from remit.edges.cli.printing import heading, json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import NotificationAnswer

_CHANNELS = ("slack", "teams", "mail", "webhook")
_SEVERITIES = ("low", "medium", "high", "critical")


@click.group()
def notifications() -> None:
    """List, add, change, test and remove what people and programs are told of.

    A notification is named by its name, or by its id as the list shows it.
    """


notifications.add_command(messages)


@notifications.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List who is told what.

    \b
    Example:
      remit notifications list
    """
    with connected(key) as client:
        found = list(every(client))
    if as_json:
        json_out({"items": [each.model_dump(mode="json") for each in found]})
    elif not found:
        line("Nobody is told anything yet: `remit notifications add --help`.", err=True)
    else:
        table(("NAME", "CHANNEL", "WHERE", "NEWS", "STATE", "ID"), [_row(each) for each in found])


def _row(each: NotificationAnswer) -> list[str]:
    return [each.name, each.channel, each.where, _news(each), _state(each), each.id]


def _news(each: NotificationAnswer) -> str:
    first, more = each.kinds[:2], len(each.kinds) - 2
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def _state(each: NotificationAnswer) -> str:
    if not each.enabled:
        return "switched off" if each.disabled_reason else "off"
    return "failing" if each.failing_since else "on"


@notifications.command()
@json_option
@key_option
def kinds(as_json: bool, key: str | None) -> None:
    """List the kinds of news there are, and whom each concerns."""
    with connected(key) as client:
        found = client.notification_kinds()
    if as_json:
        json_out(found)
    else:
        table(("NEWS", "COMES WHEN", "CONCERNS"), [[e.kind, e.help, e.concerned] for e in found.items])


@notifications.command()
@click.argument("notification", metavar="NAME")
@json_option
@key_option
def show(notification: str, as_json: bool, key: str | None) -> None:
    """Show a notification: where it goes, and of what it tells.

    \b
    Example:
      remit notifications show ops-room
    """
    with connected(key) as client:
        found = named(client, notification)
    if as_json:
        json_out(found)
        return
    line(f"{found.name} ({found.id}), {_state(found)}")
    line(f"  goes to: {found.where}")
    for word, values in (("addresses", found.addresses), ("environments", found.environments)):
        if values:
            line(f"  {word}: {', '.join(values)}")
    if found.people:
        line("  and to the people concerned")
    line(f"  violations: from {found.least_severity} on")
    if found.disabled_reason:
        line(f"  switched off: {found.disabled_reason}")
    heading("News")
    for kind in found.kinds:
        line(f"  {kind}")


def _members(function: F) -> F:
    """Add what can be said of a notification when it is added and when it is changed."""
    options = (
        click.option(
            "--news", "kinds", multiple=True, metavar="KIND", help="Of what it tells; all: everything."
        ),
        click.option("--connection", metavar="SLUG", help="slack, teams, mail: the connection it goes over."),
        click.option("--url", help="webhook: the address of the other program."),
        click.option(
            "--to", "addresses", multiple=True, metavar="ADDRESS", help="mail: who gets everything."
        ),
        click.option("--people/--no-people", default=None, help="mail: also the people whom it concerns."),
        click.option("--env", "environments", multiple=True, metavar="NAME", help="Only of these."),
        click.option(
            "--least-severity", type=click.Choice(_SEVERITIES), help="Violations of this severity and more."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _sent(client: Remit, given: dict[str, Any]) -> dict[str, Any]:
    """Write what was said as the API takes it."""
    members = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value not in (None, ())
    }
    if members.get("kinds") == ["all"]:
        members["kinds"] = [each.kind for each in client.notification_kinds().items]
    if "connection" in members:
        slug = members.pop("connection")
        members["connection_id"] = next((id for id, name in _connections(client) if slug in (id, name)), None)
        if members["connection_id"] is None:
            raise Refused(f"There is no connection {slug}: `remit connections list` shows those there are.")
    return members


def _connections(client: Remit) -> Iterator[tuple[str, str]]:
    page = client.connections(limit=200)
    yield from ((each.id, each.slug) for each in page.items)
    while page.next:
        page = client.connections(limit=200, cursor=page.next)
        yield from ((each.id, each.slug) for each in page.items)


@notifications.command()
@click.argument("name")
@click.argument("channel", type=click.Choice(_CHANNELS))
@_members
@json_option
@key_option
def add(name: str, channel: str, as_json: bool, key: str | None, **given: Any) -> None:
    """Have news told by a channel. The secret of a webhook is printed this once, and nothing else on standard output.

    \b
    Examples:
      remit notifications add ops-room slack --connection ops-slack --news approval.wanted --news deployment.failed
      remit notifications add audit webhook --url https://siem.example.com/remit --news all
      remit notifications add approvers mail --connection post --people --news approval.wanted
    """
    with connected(key) as client:
        members = _sent(client, given)
        wanted = members.pop("kinds", [])
        if not wanted:
            raise Refused("Say of what it tells: `--news approval.wanted`, or `--news all`.")
        made = client.add_notification(name, channel, wanted, **members)
    if as_json:
        json_out(made)
        return
    line(f"{made.name} tells {made.where}. Try it: remit notifications test {made.id}", err=True)
    if made.secret:
        line("Its messages are signed with this secret, which is not shown again:", err=True)
        line(made.secret)


@notifications.command("set")
@click.argument("notification", metavar="NAME")
@click.option("--name", help="Call it otherwise.")
@click.option("--on/--off", "enabled", default=None, help="Whether it tells anything.")
@_members
@json_option
@key_option
def set_(notification: str, as_json: bool, key: str | None, **given: Any) -> None:
    """Change a notification; what is not named stays.

    \b
    Examples:
      remit notifications set ops-room --env prod --least-severity high
      remit notifications set ops-room --off
    """
    with connected(key) as client:
        members = _sent(client, given)
        if not members:
            raise Refused("Say what to change; `remit notifications set --help` lists what can be.")
        shown = named(client, notification)
        changed = client.change_notification(shown.id, shown.version, **members)
    if as_json:
        json_out(changed)
    else:
        line(f"{changed.name} is changed.")


@notifications.command()
@click.argument("notification", metavar="NAME")
@json_option
@key_option
def test(notification: str, as_json: bool, key: str | None) -> None:
    """Send a test message now. Exit code 1 when it does not get through.

    \b
    Example:
      remit notifications test ops-room
    """
    with connected(key) as client:
        tested = client.test_notification(named(client, notification).id)
    if as_json:
        json_out(tested)
    elif tested.ok:
        line(tested.said)
    if not tested.ok:
        raise Failed(tested.said)


@notifications.command("rotate-secret")
@click.argument("notification", metavar="NAME")
@json_option
@key_option
def rotate_secret(notification: str, as_json: bool, key: str | None) -> None:
    """Give a webhook a new secret, printed this once; for a day messages are signed with both."""
    with connected(key) as client:
        made = client.rotate_notification_secret(named(client, notification).id)
    if as_json:
        json_out(made)
        return
    line(f"Messages are signed with both secrets until {made.previous_until:%Y-%m-%d %H:%M} UTC.", err=True)
    line(made.secret)


@notifications.command()
@click.argument("notification", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
@key_option
def remove(notification: str, yes: bool, key: str | None) -> None:
    """Remove a notification: its secret and the list of its messages are gone."""
    with connected(key) as client:
        shown = named(client, notification)
        if not yes and not click.confirm(f"Remove {shown.name}, which tells {shown.where}?", err=True):
            raise Refused("Nothing was removed.")
        client.remove_notification(shown.id)
    line(f"{shown.name} is removed.")
