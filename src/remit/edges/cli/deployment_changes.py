"""`remit deployments scale, update, roll-back, revisions, log`: changing what runs, and what it did."""

import click
import yaml

from remit.edges.cli.calling import connected, json_option
from remit.edges.cli.naming import named, plan_id
from remit.edges.cli.printing import ago, heading, json_out, line, table
from remit_sdk.models import ChangeAnswer, FieldDifference

_PAGE = 500


def tell(answer: ChangeAnswer, *, as_json: bool) -> None:
    if as_json:
        json_out(answer)
        return
    line(f"{answer.message}.")
    if answer.approval_id:
        line(f"It waits as {answer.approval_id}: see `remit approvals list`.")


SUPERSEDE = click.option("--supersede", is_flag=True, help="Take the place of a rollout under way.")
OVERRIDE = click.option("--override-freeze", is_flag=True, help="Although the environment is frozen.")


@click.command()
@named
@SUPERSEDE
@OVERRIDE
@json_option
def update(
    deployment: str, env: str | None, key: str | None, supersede: bool, override_freeze: bool, as_json: bool
) -> None:
    """Run the active version of a deployed agent.

    \b
    Example:
      remit deployments update hello-staging
    """
    with connected(key) as client:
        id = plan_id(client, deployment, env)
        tell(client.update(id, supersede=supersede, override_freeze=override_freeze), as_json=as_json)


@click.command("roll-back")
@named
@click.argument("revision", type=click.IntRange(1, 2**31 - 1))
@SUPERSEDE
@json_option
def roll_back(
    deployment: str, revision: int, env: str | None, key: str | None, supersede: bool, as_json: bool
) -> None:
    """Carry out an earlier revision once more, as a new one.

    \b
    Example:
      remit deployments roll-back chatbot-x-staging 1
    """
    with connected(key) as client:
        id = plan_id(client, deployment, env)
        tell(client.roll_back(id, revision, supersede=supersede), as_json=as_json)


@click.command()
@named
@json_option
def revisions(deployment: str, env: str | None, key: str | None, as_json: bool) -> None:
    """List what was rolled out, newest first, and what each changed.

    \b
    Example:
      remit deployments revisions chatbot-x-staging
    """
    with connected(key) as client:
        found = client.revisions(plan_id(client, deployment, env), limit=200)
    if as_json:
        json_out(found)
    elif found.items:
        heads = ("REVISION", "CHANGE", "BY", "WHEN", "WHAT CHANGED")
        rows = [
            [
                f"{each.number}{' serves' if each.serving else ''}",
                each.change.replace("_", " "),
                each.created_by.name,
                ago(each.created_at),
                "; ".join(map(_difference, each.differences)) or "–",
            ]
            for each in found.items
        ]
        table(heads, rows)
    else:
        line("Nothing was rolled out yet.", err=True)


def _difference(one: FieldDifference) -> str:
    return f"{one.field} {one.before} → {one.after}"


@click.command()
@named
@click.option("--outcome", metavar="OUTCOME", help="Only answered, refused, failed or cancelled ones.")
@click.option("--limit", type=click.IntRange(1, _PAGE), default=50, show_default=True, help="How many.")
@json_option
def log(
    deployment: str, env: str | None, key: str | None, outcome: str | None, limit: int, as_json: bool
) -> None:
    """List the calls of a deployed agent, newest first.

    \b
    Example:
      remit deployments log hello-staging --outcome failed
    """
    with connected(key) as client:
        found = client.deployment_log(plan_id(client, deployment, env), outcome=outcome, limit=limit)
    if as_json:
        json_out(found)
    elif found.items:
        heads = ("WHEN", "OUTCOME", "ERROR", "MS", "TOKENS IN", "OUT", "COST", "REQUEST")
        rows = [
            [
                ago(each.at),
                each.outcome,
                each.error or "–",
                f"{each.duration_ms:.0f}",
                str(each.input_tokens),
                str(each.output_tokens),
                "unknown" if each.cost_usd is None else f"${each.cost_usd:.6f}",
                each.request_id,
            ]
            for each in found.items
        ]
        table(heads, rows)
    else:
        line("No call is like that." if outcome else "Nobody has called it yet.", err=True)


@click.command()
@named
@click.option(
    "--lines", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many of each."
)
@json_option
def output(deployment: str, env: str | None, key: str | None, lines: int, as_json: bool) -> None:
    """Show what a model's processes on Remit's machine wrote last.

    \b
    Example:
      remit deployments output chat-dev
    """
    with connected(key) as client:
        found = client.deployment_output(plan_id(client, deployment, env), lines=lines)
    if as_json:
        json_out(found)
    elif found.items:
        for each in found.items:
            heading(each.instance)
            for said in each.lines:
                line(f"  {said}")
    else:
        line("No process on Remit's machine has written anything for it.", err=True)


@click.command()
@named
@json_option
def rendered(deployment: str, env: str | None, key: str | None, as_json: bool) -> None:
    """Show what a plan is for its host, such as a cluster's manifests.

    \b
    Example:
      remit deployments rendered chat-staging
    """
    with connected(key) as client:
        found = client.rendered_plan(plan_id(client, deployment, env))
    if as_json:
        json_out(found)
        return
    for each in found.items:
        line("---")
        line(f"# {each.service} {each.operation}")
        line(yaml.safe_dump(each.parameters, sort_keys=False, allow_unicode=True).rstrip())


CHANGES = (update, roll_back, revisions, log, output, rendered)
