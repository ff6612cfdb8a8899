"""`remit deployments rollouts, rollout, promote`: how versions come to serve, and what is done about it."""

import click

from remit.edges.cli.calling import Refused, connected, json_option
from remit.edges.cli.naming import named, plan_id
from remit.edges.cli.printing import ago, clock, json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import EnvironmentPromotion, RolloutAnswer


@click.command()
@named
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="How many.")
@json_option
def rollouts(deployment: str, env: str | None, key: str | None, limit: int, as_json: bool) -> None:
    """List the rollouts of a deployment, newest first.

    \b
    Example:
      remit deployments rollouts hello-prod
    """
    with connected(key) as client:
        found = client.rollouts(plan_id(client, deployment, env), limit=limit)
    if as_json:
        json_out(found)
    elif found.items:
        heads = ("REVISION", "STATE", "SHARE", "STRATEGY", "BY", "WHEN", "WHY")
        rows = [
            [
                str(each.revision),
                _state(each),
                f"{each.share}%",
                each.strategy.replace("_", " "),
                each.started_by.name,
                ago(each.started_at),
                each.reason,
            ]
            for each in found.items
        ]
        table(heads, rows)
    else:
        line("Nothing was rolled out yet.", err=True)


@click.command()
@named
@click.argument("act", type=click.Choice(["show", "pause", "resume", "abort", "promote"]), default="show")
@click.option("--reason", default="", help="Why, for the record.")
@json_option
def rollout(deployment: str, env: str | None, key: str | None, act: str, reason: str, as_json: bool) -> None:
    """Show the rollout of a deployment that is under way, or pause, resume, abort or promote it.

    \b
    Example:
      remit deployments rollout hello-prod abort --reason "wrong prices"
    """
    with connected(key) as client:
        found = _live(client, plan_id(client, deployment, env), deployment)
        if act != "show":
            found = client.act_on_rollout(found.rollout_id, act, reason)
    if as_json:
        json_out(found)
        return
    steps = " → ".join(f"{step}%" for step in found.steps)
    line(
        f"{found.name} in {found.env}: revision {found.revision} is {_state(found)}, {found.share}% of calls."
    )
    line(f"{found.strategy.replace('_', ' ')}{f', {steps}' if steps else ''}. {found.reason}")
    if found.bake_ends_at and not found.paused_at:
        line(f"The step ends at {clock(found.bake_ends_at)} if the gates let it.")
    for finding in found.measured.findings if found.measured else ():
        line(f"  {finding.state:8}  {finding.words}")


def _live(client: Remit, id: str, named: str) -> RolloutAnswer:
    newest = client.rollouts(id, limit=1).items
    if not newest or not newest[0].live:
        raise Refused(f"No rollout of {named} is under way: see `remit deployments rollouts {named}`.")
    return newest[0]


def _state(rollout: RolloutAnswer) -> str:
    return "paused" if rollout.paused_at else rollout.state.replace("_", " ")


@click.command()
@named
@click.option("--to", metavar="dev|staging|prod|…", help="Where to, if not to the next environment.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--override-freeze", is_flag=True, help="Promote although the environment is frozen.")
@json_option
def promote(
    deployment: str,
    env: str | None,
    key: str | None,
    to: str | None,
    yes: bool,
    override_freeze: bool,
    as_json: bool,
) -> None:
    """Bring what serves into the next environment, after showing what would change there.

    \b
    Example:
      remit deployments promote hello-staging
    """
    with connected(key) as client:
        id = plan_id(client, deployment, env)
        seen = client.promotion(id, to)
        if seen.refusal:
            raise Refused(seen.refusal)
        if not yes:
            _show(seen)
            click.confirm(f"Promote {seen.version} to {seen.target}?", abort=True, err=True)
        made = client.promote_deployment(id, seen.target, override_freeze=override_freeze)
    if as_json:
        json_out(made)
        return
    line(f"{made.message}.", err=True)
    if made.key:
        line("Its key, shown only now:", err=True)
        line(made.key)


def _show(seen: EnvironmentPromotion) -> None:
    if seen.plan_id is None:
        line(f"Nothing of that name runs in {seen.target} yet.", err=True)
    for each in seen.differences:
        line(f"  {each.field}: {each.before} → {each.after}", err=True)
    if seen.needs_approval:
        line("Another person must approve it.", err=True)


ROLLOUTS = (rollouts, rollout, promote)
