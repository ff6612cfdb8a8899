"""`remit budgets …`: what may be spent in an hour, a day, a week or a month."""

from collections.abc import Iterator

import click

from remit.edges.cli.calling import connected, json_option, key_option
from remit.edges.cli.printing import ago, heading, json_out, line, table, usd
from remit.edges.cli.spenders import SCOPES, spender, spender_options
from remit_sdk import Remit
from remit_sdk.models import BudgetAnswer, BudgetDetail
from remit_sdk.spending import Scope

_CENT = 0.01
_PERIODS = ("hour", "day", "week", "month")


@click.group()
def budgets() -> None:
    """List, set and remove budgets.

    A budget holds for calendar periods in UTC. A call must fit into every budget over it: its deployment's, its
    agent's, its key's, its member's and the organisation's.
    """


@budgets.command("list")
@click.option("--scope", type=click.Choice(SCOPES), help="Only budgets of this kind.")
@json_option
@key_option
def list_(scope: Scope | None, as_json: bool, key: str | None) -> None:
    """List the budgets and how they stand.

    \b
    Example:
      remit budgets list
    """
    with connected(key) as client:
        found = list(_every(client, scope))
    if as_json:
        json_out(found)
    elif found:
        heads = ("ID", "FOR", "EACH", "SPENT", "HELD", "LIMIT", "FORECAST", "AT LIMIT", "WAITING")
        table(heads, [_row(each) for each in found])
    else:
        line("No budgets yet: `remit budgets set 20 --each day` makes one for the organisation.", err=True)


def _money(amount: float) -> str:
    """Write dollars, and parts of a cent where there is not one whole."""
    return usd(amount) if amount == 0 or amount >= _CENT else f"${amount:.9f}".rstrip("0")


def _row(each: BudgetAnswer) -> list[str]:
    share = f"{_money(each.spent_usd)} ({each.spent_usd / each.limit_usd:.0%})"
    forecast = "–" if each.forecast_usd is None else _money(each.forecast_usd)
    named = each.subject_name if each.subject_live else f"{each.subject_name or each.subject} (gone)"
    amounts = [share, _money(each.reserved_usd), _money(each.limit_usd), forecast]
    return [each.id, named, each.period, *amounts, each.at_limit, str(each.waiting or "–")]


@budgets.command()
@click.argument("budget", metavar="ID")
@json_option
@key_option
def show(budget: str, as_json: bool, key: str | None) -> None:
    """Show one budget: what is spent, who waits for more, and the periods before.

    \b
    Example:
      remit budgets show bud_01m7zjef5gebgs2p1tne4vj3qk
    """
    with connected(key) as client:
        found = client.budget(budget)
    if as_json:
        json_out(found)
    else:
        _show(found)


def _show(found: BudgetDetail) -> None:
    heading(f"{found.subject_name or found.subject}: {_money(found.limit_usd)} each {found.period}")
    line(
        f"{_money(found.spent_usd)} spent, {_money(found.reserved_usd)} held by calls that run,"
        f" {_money(found.left_usd)} left until {found.period_ends_at:%Y-%m-%d %H:%M} UTC."
    )
    if found.forecast_usd is not None:
        line(f"If it goes on so, {_money(found.forecast_usd)} by then.")
    told = ", ".join(f"{each} %" for each in found.thresholds)
    line(f"People are told at {told}." if told else "Nobody is told before it is spent.")
    line("Then calls wait for a person." if found.at_limit == "ask" else "Then calls are refused.")
    for each in found.waiting_calls:
        line(f"  {each.call_id} by {each.by} waits since {ago(each.since)} for {_money(each.amount_usd)}.")
    if found.enough_usd is not None:
        line(f"Raised to {_money(found.enough_usd)}, they go on.")
    if found.periods:
        table(
            ("PERIOD", "SPENT"),
            [[f"{each.started_at:%Y-%m-%d %H:%M}", _money(each.spent_usd)] for each in found.periods],
        )


@budgets.command("set")
@click.argument("limit_usd", metavar="USD")
@click.option("--each", "period", type=click.Choice(_PERIODS), required=True, help="Calendar period, in UTC.")
@spender_options
@click.option(
    "--alert", metavar="PERCENT", type=int, multiple=True, help="Tell people at 50, 80 and 100 if left out."
)
@click.option(
    "--at-limit", type=click.Choice(("stop", "ask")), help="Refuse calls, or have them wait for a person."
)
@json_option
@key_option
def set_(
    limit_usd: str,
    period: str,
    team: str | None,
    member: str | None,
    for_key: str | None,
    agent: str | None,
    deployment: str | None,
    alert: tuple[int, ...],
    at_limit: str | None,
    as_json: bool,
    key: str | None,
) -> None:
    """Make a budget, or change the one there is; of the whole organisation unless somebody is named.

    \b
    Examples:
      remit budgets set 200 --each month
      remit budgets set 5 --each day --agent hello --at-limit ask --alert 80
    """
    with connected(key) as client:
        scope, subject = spender(
            client, {"team": team, "member": member, "key": for_key, "agent": agent, "deployment": deployment}
        )
        members = {
            **({"thresholds": list(alert)} if alert else {}),
            **({"at_limit": at_limit} if at_limit else {}),
        }
        there = _there(client, scope, subject, period)
        if there is None:
            named = {"subject": subject} if subject else {}
            kept = client.add_budget(scope, period, limit_usd, **named, **members)
        else:
            kept = client.change_budget(there.id, there.version, limit_usd=limit_usd, **members)
    if as_json:
        json_out(kept)
        return
    line(f"{kept.subject_name} may spend {_money(kept.limit_usd)} each {kept.period}: {kept.id}.")
    line(f"{_money(kept.spent_usd)} of it are spent.")


@budgets.command()
@click.argument("budget", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@key_option
def remove(budget: str, yes: bool, key: str | None) -> None:
    """Remove a budget: from the next call on it limits nothing.

    \b
    Example:
      remit budgets remove bud_01m7zjef5gebgs2p1tne4vj3qk
    """
    with connected(key) as client:
        found = client.budget(budget)
        if not yes:
            line(f"{found.subject_name} may spend {_money(found.limit_usd)} each {found.period}.", err=True)
            click.confirm("Remove this budget?", abort=True, err=True)
        client.remove_budget(found.id)
    line(f"{found.id} is removed.")


def _every(client: Remit, scope: Scope | None) -> Iterator[BudgetAnswer]:
    page = client.budgets(scope=scope, limit=200)
    yield from page.items
    while page.next:
        page = client.budgets(scope=scope, limit=200, cursor=page.next)
        yield from page.items


def _there(client: Remit, scope: Scope, subject: str | None, period: str) -> BudgetAnswer | None:
    for each in _every(client, scope):
        if each.period == period and (subject is None or each.subject == subject):
            return each
    return None
