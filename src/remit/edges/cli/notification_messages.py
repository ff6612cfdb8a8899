"""`remit notifications messages …`: what was sent in the last 30 days, and what became of it."""

import click

from remit.edges.cli.calling import connected, json_option, key_option
from remit.edges.cli.notification_names import named
from remit.edges.cli.printing import ago, json_out, line, table
from remit_sdk.models import NoticeMessageAnswer


@click.group()
def messages() -> None:
    """List, show and send again the messages of the last 30 days."""


@messages.command("list")
@click.option("--notification", metavar="NAME", help="Only of this notification.")
@click.option("--state", type=click.Choice(("waiting", "delivered", "dead")), help="Only those.")
@click.option("--news", "kind", metavar="KIND", help="Only of this kind of news.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@json_option
@key_option
def list_(
    notification: str | None, state: str | None, kind: str | None, limit: int, as_json: bool, key: str | None
) -> None:
    """List messages, the newest first.

    \b
    Example:
      remit notifications messages list --state dead
    """
    with connected(key) as client:
        id = named(client, notification).id if notification else None
        found = client.notification_messages(notification=id, state=state, kind=kind, limit=limit)
    if as_json:
        json_out(found)
    elif not found.items:
        line("No messages of the last 30 days are like that.", err=True)
    else:
        heads = ("WHEN", "NEWS", "TITLE", "BY", "TO", "STATE", "TRIES", "ID")
        table(heads, [_row(each) for each in found.items])
        if found.next:
            line("There are more: ask for more with --limit, or for fewer kinds.", err=True)


def _row(each: NoticeMessageAnswer) -> list[str]:
    return [
        ago(each.created_at),
        each.kind,
        each.title,
        each.notification,
        each.recipient,
        each.state,
        str(each.attempts),
        each.id,
    ]


@messages.command()
@click.argument("message", metavar="ID")
@json_option
@key_option
def show(message: str, as_json: bool, key: str | None) -> None:
    """Show a message, and what the receiver said last."""
    with connected(key) as client:
        found = client.notification_message(message)
    if as_json:
        json_out(found)
        return
    line(f"{found.title} ({found.kind}), {found.state} after {found.attempts} tries")
    line(f"  by: {found.notification} ({found.channel}) to {found.recipient or 'the channel'}")
    line(f"  said: {found.said or 'nothing yet'}{f' ({found.status})' if found.status else ''}")
    line()
    line(found.text)


@messages.command()
@click.argument("message", metavar="ID")
@json_option
@key_option
def again(message: str, as_json: bool, key: str | None) -> None:
    """Send a message once more, under the same id.

    \b
    Example:
      remit notifications messages again msg_…
    """
    with connected(key) as client:
        found = client.redeliver_notification_message(message)
    if as_json:
        json_out(found)
    else:
        line(f"{found.title} is sent again to {found.recipient or found.notification}.")
