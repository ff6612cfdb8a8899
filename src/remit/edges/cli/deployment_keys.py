"""`remit deployments keys …`: the keys that open one deployed agent."""

import click

from remit.edges.cli.calling import Refused, connected, json_option
from remit.edges.cli.naming import named, plan_id
from remit.edges.cli.printing import ago, json_out, line, table
from remit_sdk.models import MadeDeploymentKey

_DAY_HOURS = 24


@click.group()
def keys() -> None:
    """Make, list, rotate and revoke the keys of a deployed agent."""


@keys.command("list")
@named
@json_option
def list_(deployment: str, env: str | None, key: str | None, as_json: bool) -> None:
    """List the keys that work.

    \b
    Example:
      remit deployments keys list hello-staging
    """
    with connected(key) as client:
        found = client.deployment_keys(plan_id(client, deployment, env))
    if as_json:
        json_out(found)
    elif found.items:
        heads = ("NAME", "KEY", "MADE BY", "MADE", "LAST USED", "ENDS", "ID")
        rows = [
            [
                each.name,
                each.shown,
                each.made_by,
                ago(each.created_at),
                ago(each.last_used_at) if each.last_used_at else "never",
                each.ends_at.strftime("%Y-%m-%d %H:%M UTC") if each.ends_at else "–",
                each.id,
            ]
            for each in found.items
        ]
        table(heads, rows)
    else:
        line("No key opens it: make one with `remit deployments keys create`.", err=True)


@keys.command()
@named
@click.option("--name", required=True, help="Who or what will use it.")
@json_option
def create(deployment: str, name: str, env: str | None, key: str | None, as_json: bool) -> None:
    """Make a key and print it: on standard output, and nothing else there.

    \b
    Example:
      remit deployments keys create hello-staging --name website
    """
    if not name.strip() or len(name) > 100:
        raise Refused("A name has 1 to 100 characters.")
    with connected(key) as client:
        _show(client.create_deployment_key(plan_id(client, deployment, env), name.strip()), as_json=as_json)


@keys.command()
@named
@click.argument("key_id")
@click.option(
    "--grace-hours",
    type=click.FloatRange(0, _DAY_HOURS),
    default=0,
    show_default=True,
    help="How long the old key goes on working.",
)
@json_option
def rotate(
    deployment: str, key_id: str, env: str | None, key: str | None, grace_hours: float, as_json: bool
) -> None:
    """Make a key in the place of another and print it.

    \b
    Example:
      remit deployments keys rotate hello-staging key_01k… --grace-hours 2
    """
    with connected(key) as client:
        id = plan_id(client, deployment, env)
        made = client.rotate_deployment_key(id, key_id, grace_seconds=round(grace_hours * 3600))
    _show(made, as_json=as_json)


@keys.command()
@named
@click.argument("key_id")
def revoke(deployment: str, key_id: str, env: str | None, key: str | None) -> None:
    """End a key at once.

    \b
    Example:
      remit deployments keys revoke hello-staging key_01k…
    """
    with connected(key) as client:
        client.revoke_deployment_key(plan_id(client, deployment, env), key_id)
    line("The key is revoked.")


def _show(made: MadeDeploymentKey, *, as_json: bool) -> None:
    if as_json:
        json_out(made)
    else:
        click.echo(made.key)
