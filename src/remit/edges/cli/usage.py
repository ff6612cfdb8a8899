"""`remit usage …`: what calls used, in all, by what they have in common, and one by one."""

from typing import get_args

import click

from remit.edges.cli.calling import connected, json_option, key_option
from remit.edges.cli.naming import plan_id
from remit.edges.cli.printing import ago, clock, heading, json_out, line, state, table, usd
from remit_sdk.models import CallAnswer, CallParty, UsageGroup, UsageSum, UsageSummary
from remit_sdk.usage import UsageBy, UsageWindow

_OUTCOMES = ("answered", "refused", "failed", "cancelled", "waiting")
_BY: dict[str, UsageBy] = {
    "model": "model",
    "provider": "provider",
    "deployment": "subject",
    "agent": "agent",
    "key": "key",
    "caller": "actor",
}
_CENT = 0.01


@click.group(invoke_without_command=True)
@click.option("--last", "window", type=click.Choice(get_args(UsageWindow)), default="7d", show_default=True)
@click.option(
    "--by", type=click.Choice(list(_BY)), default="model", show_default=True, help="What to add up by."
)
@json_option
@key_option
@click.pass_context
def usage(context: click.Context, window: UsageWindow, by: str, as_json: bool, key: str | None) -> None:
    """Show what calls used: tokens, money and time, the dearest first.

    \b
    Examples:
      remit usage --last 30d --by deployment
      remit usage calls --outcome failed
      remit usage show call_01k…
    """
    if context.invoked_subcommand is not None:
        return
    with connected(key) as client:
        found = client.usage(window, _BY[by])
    if as_json:
        json_out(found)
    else:
        _show_sums(found, by)


def _show_sums(found: UsageSummary, by: str) -> None:
    if not found.items:
        line("Nothing was called in this time.", err=True)
        return
    total = found.total
    line(
        f"{_calls(total.calls)}, {total.errors:,} failed, {total.refused:,} refused;"
        f" {total.input_tokens:,} tokens in, {total.output_tokens:,} out; {_cost(total)}."
    )
    line()
    heads = (by.upper(), "CALLS", "FAILED", "TOKENS IN", "OUT", "MEDIAN", "95%", "COST")
    table(heads, [_group(each) for each in found.items])
    if found.groups > len(found.items):
        line(f"{found.groups - len(found.items):,} more are not listed.", err=True)


def _group(each: UsageGroup) -> list[str]:
    name = each.name or each.id or "–"
    counted = [f"{each.calls:,}", f"{each.errors:,}", f"{each.input_tokens:,}", f"{each.output_tokens:,}"]
    named = f"{name} ({each.provider})" if each.provider else name
    return [named, *counted, _ms(each.p50_ms), _ms(each.p95_ms), _cost(each)]


def _cost(sums: UsageSum | UsageGroup) -> str:
    if sums.unpriced == 0:
        return _money(sums.cost_usd)
    return f"{_money(sums.cost_usd)} and {_calls(sums.unpriced)} without a known price"


def _calls(number: int) -> str:
    return f"{number:,} call{'' if number == 1 else 's'}"


def _money(amount: float | None) -> str:
    if amount is None:
        return "unknown"
    return usd(amount) if amount == 0 or amount >= _CENT else f"${amount:.9f}".rstrip("0")


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f} ms"


@usage.command()
@click.option("--deployment", metavar="DEPLOYMENT", help="Only of this deployment: its id or name.")
@click.option("--model", metavar="MODEL", help="Only those that this model answered.")
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="Only with this outcome.")
@click.option("--request", "request_id", metavar="ID", help="Only of the request with this id.")
@click.option("--search", metavar="WORDS", help="Only with these words in model, caller, ids or error.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="At most so many.")
@json_option
@key_option
def calls(
    deployment: str | None,
    model: str | None,
    outcome: str | None,
    request_id: str | None,
    search: str | None,
    limit: int,
    as_json: bool,
    key: str | None,
) -> None:
    """List calls, newest first.

    \b
    Example:
      remit usage calls --deployment desk-prod --outcome failed
    """
    with connected(key) as client:
        found = client.calls(
            subject=f"deployment:{plan_id(client, deployment)}" if deployment else None,
            model=model,
            outcome=outcome,
            request_id=request_id,
            q=search,
            limit=limit,
        )
    if as_json:
        json_out(found)
    elif not found.items:
        line("No call is like that.", err=True)
    else:
        heads = ("WHEN", "OUTCOME", "CALLED", "BY", "MODEL", "TIME", "TOKENS IN", "OUT", "COST", "ID")
        table(heads, [_row(each) for each in found.items])
        if found.next:
            line("There are more: narrow the search, or raise --limit.", err=True)


def _row(call: CallAnswer) -> list[str]:
    who = [_name(call.subject), _name(call.caller), call.model or "–"]
    tokens = [f"{call.input_tokens:,}", f"{call.output_tokens:,}"]
    return [
        ago(call.at),
        state(call.outcome),
        *who,
        _ms(call.duration_ms),
        *tokens,
        _money(call.cost_usd),
        call.id,
    ]


def _name(party: CallParty) -> str:
    return party.name or party.ref


@usage.command()
@click.argument("call", metavar="ID")
@json_option
@key_option
def show(call: str, as_json: bool, key: str | None) -> None:
    """Show one call: who made it, what it used, and what that cost.

    \b
    Example:
      remit usage show call_01k…
    """
    with connected(key) as client:
        found = client.call(call)
    if as_json:
        json_out(found)
    else:
        _show(found)


def _tokens(count: int, part: int, why: str) -> str:
    return f"{count:,}, {part:,} of them {why}" if part else f"{count:,}"


def _show(call: CallAnswer) -> None:
    heading(f"{call.id}: {call.outcome}{f' ({call.error})' if call.error else ''}")
    facts = {
        "called": f"{_name(call.subject)}{f', revision {call.revision}' if call.revision else ''}",
        "agent": _name(call.agent) if call.agent else "",
        "caller": _name(call.caller),
        "API key": _name(call.key) if call.key and _name(call.key) != _name(call.caller) else "",
        "when": clock(call.at),
        "request": call.request_id,
        "model": f"{call.model} ({call.provider})" if call.model else "none was reached",
        "instead of": call.fallback_from or "",
        "tokens in": _tokens(call.input_tokens, call.cached_tokens, "from a cache"),
        "tokens out": _tokens(call.output_tokens, call.reasoning_tokens, "to think"),
        "cost": f"{_money(call.cost_usd)}{f' by the price of {call.price_as_of}' if call.price_as_of else ''}",
        "first words": _ms(call.first_token_ms),
        "whole time": _ms(call.duration_ms),
        "tool uses": str(call.tool_uses or ""),
        "purpose": call.purpose,
    }
    for name, said in facts.items():
        if said:
            line(f"  {name}: {said}")
