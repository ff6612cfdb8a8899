"""`remit deployments …`: list, show, watch, pause, restart, delete, and what changes and opens a deployment."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from remit.edges.cli import plans
from remit.edges.cli.advice import advice
from remit.edges.cli.calling import (
    Refused,
    connected,
    env_option,
    json_option,
    key_option,
)
from remit.edges.cli.deployment_changes import CHANGES
from remit.edges.cli.deployment_keys import keys
from remit.edges.cli.external_agents import register, show_external
from remit.edges.cli.following import follow, show_move
from remit.edges.cli.naming import named, plan_id
from remit.edges.cli.printing import ago, clock, heading, json_out, line, state, table, usd
from remit.edges.cli.rollouts import ROLLOUTS
from remit.edges.cli.scaling import scale
from remit_sdk import Remit, RemitProblem
from remit_sdk.models import DeploymentAnswer, DeploymentDetail, DeploymentList, DeploymentRow

_PAGE = 500
_FORBIDDEN = 403


@click.group()
def deployments() -> None:
    """List, show, watch and change deployments, and make their keys.

    A deployment is named by its id (dep_…) or by its name, such as chatbot-x-staging; an agent's deployment by the
    agent's name, with --env where there are several.
    """


@deployments.command("list")
@env_option("Only those in this environment.")
@click.option(
    "--status", metavar="STATUS", multiple=True, help="Only those with this status; may be repeated."
)
@click.option("--search", metavar="WORDS", help="Only those with these words in name, command or endpoint.")
@click.option(
    "--sort",
    metavar="FIELD",
    help="created, updated, name, environment, status, calls_per_minute or"
    " cost_today; with a - in front the other way round.",
)
@click.option("--limit", type=click.IntRange(1, _PAGE), default=50, show_default=True, help="How many.")
@click.option("--all", "everything", is_flag=True, help="Every page, whatever --limit says.")
@json_option
@key_option
def list_(
    env: str | None,
    status: tuple[str, ...],
    search: str | None,
    sort: str | None,
    limit: int,
    everything: bool,
    as_json: bool,
    key: str | None,
) -> None:
    """List deployments, newest first.

    \b
    Example:
      remit deployments list --env staging --status deployed --sort=-cost_today
    """
    with connected(key) as client:
        ask = partial(client.deployments, environment=env, status=status or None, q=search, sort=sort)
        found = ask(limit=_PAGE if everything else limit)
        while everything and found.next:
            more = ask(limit=_PAGE, cursor=found.next)
            rows = [*found.deployments, *more.deployments]
            found = DeploymentList(deployments=rows, count=len(rows), next=more.next, total=found.total)
    if as_json:
        json_out(found)
    elif found.deployments:
        table(_HEADS, [_row(d) for d in found.deployments])
        if found.next:
            line("There are more: --all lists them.", err=True)
    elif env or status or search:
        line("No deployment is like that: see `remit deployments list`.", err=True)
    else:
        line('Nothing is deployed: begin with `remit command "deploy llama-3.1 8B for chatbot-x"`.', err=True)


_HEADS = ("NAME", "ENV", "STATUS", "WHAT", "COST/HOUR", "CHANGED", "ID")


def _row(shown: DeploymentRow) -> list[str]:
    artifact = shown.artifact
    what = f"{artifact.instance_count} x {artifact.instance_type}" if artifact.instance_type else shown.kind
    cost = usd(shown.cost.estimated_usd_per_hour) if shown.cost else "–"
    status = state(shown.status, dry_run=shown.dry_run)
    return [shown.name, shown.env, status, what, cost, ago(shown.updated_at), shown.plan_id]


@deployments.command()
@named
@json_option
def show(deployment: str, env: str | None, key: str | None, as_json: bool) -> None:
    """Show a deployment: its plan, its timeline, and the calls to its host.

    \b
    Example:
      remit deployments show chatbot-x-staging
    """
    with connected(key) as client:
        shown = client.deployment(plan_id(client, deployment, env))
        if as_json:
            json_out(shown)
        else:
            _show(client, shown)


def _show(client: Remit, shown: DeploymentDetail) -> None:
    line(f"{shown.name} in {shown.env}: {state(shown.status, dry_run=shown.dry_run)}")
    line(f"  id: {shown.plan_id}")
    line(f"  asked: {shown.intent}")
    line(f"  by: {shown.requested_by.name} ({shown.requested_by.role}), {ago(shown.created_at)}")
    line(f"  host: {shown.host}, revision {shown.revision}")
    plans.show_artifact(shown.artifact, shown.cost, shown.rationale)
    plans.show_evidence(shown.evidence)
    plans.show_checks(shown.checks)
    if shown.host == "external":
        show_external(client.external_agent(shown.plan_id))
    heading("Timeline (UTC)")
    for move in shown.timeline:
        show_move(move, dry_run=shown.dry_run)
    for title, calls in _calls(client, shown):
        heading(title)
        for call in calls:
            line(f"  {call['service']} {call['operation']}")
            for name, value in call["parameters"].items():
                line(f"    {name}: {value}")


def _calls(client: Remit, shown: DeploymentDetail) -> list[tuple[str, list[dict[str, Any]]]]:
    """Read the calls to the host from the audit log, which is where they are kept; nothing without that right."""
    try:
        found = client.audit_entries(subject=f"deployment:{shown.plan_id}", limit=_PAGE).items
    except RemitProblem as problem:
        if problem.status == _FORBIDDEN:
            return []
        raise
    sent = [(e.time, e.payload) for e in found if e.type == "deployment.executed" and e.payload]
    return [
        (f"Calls {'recorded, none sent (dry run)' if p['dry_run'] else 'sent'} at {clock(t)}", p["calls"])
        for t, p in sent
        if p["calls"]
    ]


@deployments.command()
@click.argument("deployment", required=False)
@env_option("The environment, where the name is in several.")
@json_option
@key_option
def watch(deployment: str | None, env: str | None, as_json: bool, key: str | None) -> None:
    """Watch one deployment until it rests, or all of them until Ctrl-C.

    With --json every change is one line of JSON.

    \b
    Example:
      remit deployments watch chatbot-x-staging
    """
    with connected(key) as client:
        if deployment is None:
            _watch_all(client, as_json=as_json)
            return
        id = plan_id(client, deployment, env)
        shown = follow(client, id, err=as_json)
        if as_json:
            json_out(shown)


def _watch_all(client: Remit, *, as_json: bool) -> None:
    line("Watching all deployments; stop with Ctrl-C.", err=True)
    for event in client.watch():
        if event.kind != "deployment.updated":
            continue
        shown = DeploymentAnswer.model_validate(event.data)
        if as_json:
            click.echo(shown.model_dump_json())
        else:
            words = f"{shown.name} in {shown.env}: {state(shown.status, dry_run=shown.dry_run)}"
            line(f"{clock(shown.updated_at)}  {words}  {shown.status_reason or ''}".rstrip())
        sys.stdout.flush()


def _power(
    verb: Callable[[Remit, str], Any], deployment: str, env: str | None, key: str | None, *, as_json: bool
) -> None:
    with connected(key) as client:
        answer = verb(client, plan_id(client, deployment, env))
    if as_json:
        json_out(answer)
    else:
        line(f"{answer.message}.")


@deployments.command()
@named
@json_option
def pause(deployment: str, env: str | None, key: str | None, as_json: bool) -> None:
    """Pause what is deployed or deploying; calls are refused until it is restarted.

    \b
    Example:
      remit deployments pause chatbot-x-staging
    """
    _power(Remit.pause, deployment, env, key, as_json=as_json)


@deployments.command()
@named
@json_option
def restart(deployment: str, env: str | None, key: str | None, as_json: bool) -> None:
    """Bring up again what is deployed, failed or paused.

    \b
    Example:
      remit deployments restart chatbot-x-staging
    """
    _power(Remit.restart, deployment, env, key, as_json=as_json)


@deployments.command()
@named
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@json_option
def delete(deployment: str, env: str | None, key: str | None, yes: bool, as_json: bool) -> None:
    """Delete a deployment: it leaves its host and the lists, its records stay.

    \b
    Example:
      remit deployments delete chatbot-x-staging --yes
    """
    if not yes:
        if not sys.stdin.isatty():
            raise Refused("Deleting needs --yes where nobody can answer the question.")
        click.confirm(f"Delete {deployment}?", abort=True, err=True)
    _power(Remit.delete, deployment, env, key, as_json=as_json)


for change in (scale, advice, *CHANGES, *ROLLOUTS):
    deployments.add_command(change)
deployments.add_command(keys)
deployments.add_command(register)
