"""Sentences about what is deployed: `remit command "move chatbot-x to prod"`."""

import click

from remit.edges.cli.calling import Refused
from remit.edges.cli.printing import json_out, line, state, table, usd_per_hour
from remit_sdk import Remit
from remit_sdk.models import ActHeard


def done_with(client: Remit, sentence: str, *, as_json: bool, yes: bool) -> bool:
    """Answer or do what a sentence says about something deployed; false for a command to deploy."""
    heard = client.hear_act(sentence)
    if heard.act is None:
        return False
    if heard.question:
        raise Refused(heard.question)
    if heard.request is not None:
        if heard.confirm and not yes:
            click.confirm(heard.words.rstrip(".") + "?", abort=True, err=True)
        told = client.perform(heard.request)
        line(told if as_json else f"{told.rstrip('.')}.", err=as_json)
    if as_json:
        json_out(heard)
    elif heard.request is None:
        _show(heard)
    return True


def _show(heard: ActHeard) -> None:
    line(heard.words)
    if not heard.deployments:
        return
    rows = [
        [
            each.name,
            each.env,
            state(each.status, dry_run=each.dry_run),
            usd_per_hour(each.cost.estimated_usd_per_hour if each.cost else None),
            each.status_reason or "–",
        ]
        for each in heard.deployments
    ]
    table(("NAME", "ENV", "STATUS", "COST", "WHY"), rows)
