"""`remit aliases …`: names that callers use as `model`, which can be pointed elsewhere without touching the callers."""

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import ago, json_out, line, table


@click.group()
def aliases() -> None:
    """List, set and remove aliases.

    An alias is a name that any client may send as `model`; it stands for a deployed agent.
    """


@aliases.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List the aliases.

    \b
    Example:
      remit aliases list
    """
    with connected(key) as client:
        found = client.aliases()
    if as_json:
        json_out(found)
    elif found.items:
        rows = [
            [
                each.name,
                f"{each.agent} in {each.environment}" if each.agent else each.deployment or "–",
                each.status or "not deployed",
                each.set_by,
                ago(each.updated_at),
            ]
            for each in found.items
        ]
        table(("ALIAS", "STANDS FOR", "STATUS", "SET BY", "SET"), rows)
    else:
        line("No aliases yet: `remit aliases set gpt-4o support --env prod` makes one.", err=True)


@aliases.command("set")
@click.argument("name")
@click.argument("target", metavar="AGENT|DEPLOYMENT")
@click.option("--env", metavar="NAME", help="Where the agent is deployed.")
@json_option
@key_option
def set_(name: str, target: str, env: str | None, as_json: bool, key: str | None) -> None:
    """Point an alias at an agent in an environment, or at one deployment by its id.

    The next call under the name goes there.

    \b
    Examples:
      remit aliases set gpt-4o support --env prod
      remit aliases set support dep_01m7zjef5gebgs2p1tne4vj3qk
    """
    one = target.startswith("dep_")
    if one == (env is not None):
        raise Refused("Name an agent with --env, or a deployment by its id without it.")
    with connected(key) as client:
        found = client.set_alias(
            name, deployment=target if one else None, agent=None if one else target, environment=env
        )
    if as_json:
        json_out(found)
    else:
        line(f"{found.name} stands for {found.deployment} from the next call on.")


@aliases.command()
@click.argument("name")
@key_option
def remove(name: str, key: str | None) -> None:
    """Remove an alias; calls under its name are refused from now on.

    \b
    Example:
      remit aliases remove gpt-4o
    """
    with connected(key) as client:
        client.remove_alias(name)
    line(f"{name} is no alias any more.")
