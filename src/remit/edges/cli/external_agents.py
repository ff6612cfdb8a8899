"""`remit deployments register`: an agent that runs elsewhere."""

import os

import click

from remit.edges.cli.calling import URL, connected, env_option, json_option, key_option
from remit.edges.cli.printing import ago, heading, json_out, line, table
from remit_sdk.models import ExternalAgentAnswer, RegisteredAgent


@click.command()
@click.argument("name")
@env_option("Where it belongs; staging when left out.")
@click.option(
    "--url", metavar="URL", help="Base URL of an OpenAI-compatible API it answers on: makes a connection."
)
@click.option("--secret", envvar="REMIT_AGENT_SECRET", metavar="KEY", help="The key that this API wants.")
@click.option("--model", metavar="NAME", help="The model's name there; the agent's name when left out.")
@click.option("--connection", metavar="SLUG[:MODEL]", help="A connection that leads to it, instead of --url.")
@click.option(
    "--card", metavar="URL", help="Its A2A agent card, from which name, skills and version are read."
)
@click.option("--framework", default="", help="What it is made with; shown, and nothing else.")
@click.option(
    "--interval",
    type=click.IntRange(5, 3600),
    default=30,
    show_default=True,
    help="Seconds between heartbeats.",
)
@json_option
@key_option
def register(
    name: str,
    env: str | None,
    url: str | None,
    secret: str | None,
    model: str | None,
    connection: str | None,
    card: str | None,
    framework: str,
    interval: int,
    as_json: bool,
    key: str | None,
) -> None:
    """Register an agent that runs elsewhere, in any framework, and print its key, which is shown only here.

    \b
    Example:
      remit deployments register support-bot --env staging
      remit deployments register support-bot --url https://bot.example.org/v1
    """
    with connected(key) as client:
        made = client.register_agent(
            name,
            env or "staging",
            url=url,
            secret=secret,
            model=model,
            connection=connection,
            card=card,
            framework=framework,
            interval_seconds=interval,
        )
    if as_json:
        json_out(made)
    else:
        _told(made)


def _told(made: RegisteredAgent) -> None:
    shown = made.deployment
    waits = shown.status == "pending_approval"
    line(
        f"{shown.name} in {shown.env} {'waits for another person’s approval' if waits else 'is registered'}."
    )
    line("Give the agent these, the key is shown only now:")
    line(f"  REMIT_URL={os.environ.get('REMIT_URL') or URL}")
    line(f"  REMIT_DEPLOYMENT={shown.plan_id}")
    line(f"  REMIT_KEY={made.key}")
    line("Its first heartbeat:")
    line(
        f"  curl -X POST $REMIT_URL/api/deployed-agents/{shown.plan_id}/heartbeat"
        ' -H "Authorization: Bearer $REMIT_KEY" -H "Content-Type: application/json" -d \'{"status": "ok"}\''
    )


def show_external(found: ExternalAgentAnswer) -> None:
    """Print when an agent was heard of last, and its instances."""
    heading("Elsewhere")
    last = ago(found.last_seen_at) if found.last_seen_at else "never"
    line(
        f"  last seen: {last}{', stale' if found.stale else ''}; a heartbeat every {found.interval_seconds} s"
    )
    if found.model:
        line(f"  called at: {found.model}")
    if found.card:
        line(f"  card: {found.card.name} {found.card.version}, {len(found.card.skills)} skills")
    if found.instances:
        rows = [
            [i.name, "stale" if i.stale else i.status, i.version or "–", ago(i.seen_at)]
            for i in found.instances
        ]
        table(("INSTANCE", "STATE", "VERSION", "LAST SEEN"), rows)
