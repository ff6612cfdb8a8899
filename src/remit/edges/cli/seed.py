"""`remit seed`: the agents that come with Remit, made where they are not there."""

from collections.abc import Iterator
from functools import partial

import click

from remit.edges.cli.agent_files import carry_out, plan_facts, tell, tried
from remit.edges.cli.calling import Failed, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line
from remit_sdk import Remit
from remit_sdk.models import FilesPlan

_ARCHIVED = "agent-archived"
_NO_CONNECTION = "unknown-tool"
_NEEDS_WEATHER = "weather"
_WEATHER = "https://api.open-meteo.com/v1"


@click.command()
@click.option("--remove", is_flag=True, help="Archive those that nobody has changed.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--weather-url",
    metavar="URL",
    help=f"Add the connection `weather` that the agent weather needs: a weather API, such as {_WEATHER}.",
)
@json_option
@key_option
def seed(remove: bool, dry_run: bool, weather_url: str | None, as_json: bool, key: str | None) -> None:
    """Make the agents that come with Remit, to look at and to begin with; what is there already is left alone.

    One that somebody has changed is neither changed back nor removed. The agent weather asks an API elsewhere: it is
    made once there is a connection `weather`, which `--weather-url` adds.

    \b
    Examples:
      remit seed
      remit seed --weather-url https://api.open-meteo.com/v1
      remit seed --remove
    """
    with connected(key) as client:
        if weather_url and not (remove or dry_run):
            _connect_weather(client, weather_url)
        plan = _plan(client)
        if remove:
            _remove(client, plan, dry_run=dry_run, as_json=as_json)
            return
        archived = [] if dry_run else _brought_back(client, plan)
        plan = _plan(client) if archived else plan
        _leave_out_unconnected(plan)
        for item in plan.items:
            if item.action == "update":  # somebody has made it theirs
                item.action = "unchanged"
        if not dry_run:
            carry_out(client, plan, [], promote=True, as_json=as_json)
        elif as_json:
            json_out({"items": plan_facts(plan)})
        else:
            for item in plan.items:
                tell(item)


def _plan(client: Remit) -> FilesPlan:
    files = {f"{each.slug}.yaml": each.source for each in client.agent_templates().items}
    return client.plan_agents(files)


def _leave_out_unconnected(plan: FilesPlan) -> None:
    """Take out what can only be made once something is connected, and say so."""
    for item in [each for each in plan.items if each.action == "invalid"]:
        wrong = [found for found in item.findings if found.severity == "error"]
        if wrong and all(found.code == _NO_CONNECTION for found in wrong):
            plan.items.remove(item)
            slug = item.path.removesuffix(".yaml")
            how = f" `remit seed --weather-url {_WEATHER}` adds it." if slug == _NEEDS_WEATHER else ""
            line(f"{slug} is left out. {wrong[0].message}{how}", err=True)


def _connect_weather(client: Remit, url: str) -> None:
    """Add the connection that the agent weather asks: read only and without a key. One that is there stays."""
    if _NEEDS_WEATHER in _connections(client):
        line(f"There is a connection {_NEEDS_WEATHER} already: it stays as it is.", err=True)
        return
    setup = {"base_url": url, "requests": "read", "auth": "none"}
    client.add_toolbox(_NEEDS_WEATHER, "http_api", setup)
    line(f"The connection {_NEEDS_WEATHER} goes to {url}; agents may only read there.", err=True)


def _connections(client: Remit) -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = client.connections(limit=200, cursor=cursor)
        yield from (each.slug for each in page.items)
        if (cursor := page.next) is None:
            return


def _brought_back(client: Remit, plan: FilesPlan) -> list[str]:
    """Reactivate seeds that were removed before."""
    gone = [
        item.path.removesuffix(".yaml")
        for item in plan.items
        if any(found.code == _ARCHIVED for found in item.findings)
    ]
    for slug in gone:
        client.reactivate_agent(slug)
    return gone


def _remove(client: Remit, plan: FilesPlan, *, dry_run: bool, as_json: bool) -> None:
    outcome: dict[str, str] = {}
    for item in reversed(plan.items):
        if item.slug is None or item.action == "create":
            continue
        if item.action == "update":
            outcome[item.slug] = "stays: it was changed"
        elif dry_run:
            outcome[item.slug] = "would be archived"
        else:
            _, error = tried(partial(client.archive_agent, item.slug), None)
            outcome[item.slug] = f"stays: {error}" if error else "is archived"
    if as_json:
        json_out({"items": dict(sorted(outcome.items()))})
    else:
        for slug, words in sorted(outcome.items()):
            line(f"  {slug} {words}")
        if not outcome:
            line("There are none of the agents that come with Remit.")
    if any(words.startswith("stays: ") and "changed" not in words for words in outcome.values()):
        raise Failed("Some agents could not be archived: see above.")
