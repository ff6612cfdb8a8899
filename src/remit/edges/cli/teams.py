"""`remit teams …`: groups of members and keys, for which there can be budgets and limits."""

from collections.abc import Iterator

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import TeamAnswer


@click.group()
def teams() -> None:
    """List, make and remove teams, and say who is in them.

    A budget or limit of a team (--team of `remit budgets set` and `remit limits set`) holds for the calls of everybody
    in it; who is in several counts in each. Policies name a team: principal.teams.contains("support").
    """


@teams.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List the teams."""
    with connected(key) as client:
        found = list(_every(client))
    if as_json:
        json_out({"items": [each.model_dump(mode="json") for each in found]})
    elif found:
        table(
            ("SLUG", "NAME", "IN IT", "ID"),
            [[each.slug, each.name, str(each.size), each.id] for each in found],
        )
    else:
        line("No teams yet: make one with `remit teams add support`.", err=True)


@teams.command()
@click.argument("team", metavar="SLUG")
@json_option
@key_option
def show(team: str, as_json: bool, key: str | None) -> None:
    """Show who is in a team."""
    with connected(key) as client:
        found = client.team(_named(client, team).id)
    if as_json:
        json_out(found)
        return
    table(("WHO", "NAME", "", "ID"), [[each.kind, each.name, each.about, each.id] for each in found.members])
    line(f"{found.size} in {found.name}.", err=True)


@teams.command()
@click.argument("slug")
@click.option("--name", help="How it is shown; the slug when left out.")
@click.option("--member", "holders", multiple=True, metavar="ID", help="Who is in it: mem_… or key_…")
@key_option
def add(slug: str, name: str | None, holders: tuple[str, ...], key: str | None) -> None:
    """Make a team.

    \b
    Example:
      remit teams add support --name "Support desk" --member mem_…
    """
    with connected(key) as client:
        made = client.add_team(slug, name)
        for holder in holders:
            made = client.join_team(made.id, holder)
    line(f"{made.slug} is made, with {made.size} in it.")


@teams.command()
@click.argument("team", metavar="SLUG")
@click.argument("holder", metavar="ID")
@key_option
def join(team: str, holder: str, key: str | None) -> None:
    """Put a member (mem_…) or a key (key_…) into a team."""
    with connected(key) as client:
        found = client.join_team(_named(client, team).id, holder)
    line(f"{found.size} in {found.slug}.")


@teams.command()
@click.argument("team", metavar="SLUG")
@click.argument("holder", metavar="ID")
@key_option
def leave(team: str, holder: str, key: str | None) -> None:
    """Take a member or a key out of a team."""
    with connected(key) as client:
        found = client.leave_team(_named(client, team).id, holder)
    line(f"{found.size} in {found.slug}.")


@teams.command()
@click.argument("team", metavar="SLUG")
@key_option
def remove(team: str, key: str | None) -> None:
    """Remove a team; its budgets and limits hold for nobody any more."""
    with connected(key) as client:
        found = _named(client, team)
        client.remove_team(found.id)
    line(f"{found.slug} is removed.")


def _named(client: Remit, name: str) -> TeamAnswer:
    found = next((each for each in _every(client) if name in (each.slug, each.id)), None)
    if found is None:
        raise Refused(f"There is no team {name}: `remit teams list` shows those there are.")
    return found


def _every(client: Remit) -> Iterator[TeamAnswer]:
    page = client.teams(limit=200)
    yield from page.items
    while page.next:
        page = client.teams(limit=200, cursor=page.next)
        yield from page.items
