"""`remit deployments advice`: what would do better or cost less, and asking for it."""

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line
from remit_sdk.models import AdviceAnswer, AdviceList


@click.command()
@click.option("--do", "wanted", metavar="ID", help="Ask for the change that a piece of advice proposes.")
@json_option
@key_option
def advice(wanted: str | None, as_json: bool, key: str | None) -> None:
    """List idle and oversized models, cheaper instances and regions, and canaries that do worse, with evidence.

    \b
    Example:
      remit deployments advice --do cheaper_instance:dep_…
    """
    with connected(key) as client:
        found = client.advice()
        if wanted is not None:
            item = next((each for each in found.items if each.id == wanted), None)
            if item is None:
                raise Refused(f"There is no advice “{wanted}” any more: see `remit deployments advice`.")
            line(f"{client.perform(item.request).rstrip('.')}.")
            return
    if as_json:
        json_out(found)
    else:
        _show(found)


def _show(found: AdviceList) -> None:
    if not found.items:
        line(
            "There is nothing to advise: nothing is measured to be idle, oversized, too dear or worse.",
            err=True,
        )
    for each in found.items:
        _one(each)
    if found.saving_usd_per_month:
        line(f"${found.saving_usd_per_month:,.2f} a month could be saved.")


def _one(each: AdviceAnswer) -> None:
    saving = "" if each.saving_usd_per_month is None else f", saves ${each.saving_usd_per_month:,.2f} a month"
    line(f"{each.title}{saving}{' (dry run)' if each.dry_run else ''}")
    for evidence in each.evidence:
        line(f"  {evidence}")
    line(f"  {each.refusal or f'{each.verb}: remit deployments advice --do {each.id}'}")
