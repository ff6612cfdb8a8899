"""`remit limits …`: how much may be asked in a minute, and at once."""

from collections.abc import Iterator

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line, table
from remit.edges.cli.spenders import SCOPES, spender, spender_options
from remit_sdk import Remit
from remit_sdk.models import LimitAnswer
from remit_sdk.spending import Scope


@click.group()
def limits() -> None:
    """List, set and remove limits.

    A call must be within every limit over it. A subject's own limit goes before that of all of its kind.
    """


@limits.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List the limits.

    \b
    Example:
      remit limits list
    """
    with connected(key) as client:
        found = list(_every(client))
        standard = client.limits(limit=1).standard
    if as_json:
        json_out(
            {
                "items": [each.model_dump(mode="json") for each in found],
                "standard": [each.model_dump() for each in standard],
            }
        )
        return
    if found:
        table(("ID", "FOR", "REQUESTS/MIN", "TOKENS/MIN", "AT ONCE"), [_row(each) for each in found])
    whose = {"organization": "the organisation"}
    usual = " and ".join(
        f"{each.requests_per_minute:,} requests a minute for {whose.get(each.scope, f'each {each.scope}')}"
        for each in standard
    )
    line(f"Where none is set: {usual}.", err=True)


def _row(each: LimitAnswer) -> list[str]:
    named = each.subject_name if each.subject_live else f"{each.subject_name or each.subject} (gone)"
    counts = (each.requests_per_minute, each.tokens_per_minute, each.concurrency)
    return [each.id, named, *("–" if count is None else f"{count:,}" for count in counts)]


@limits.command("set")
@click.option("--every", type=click.Choice(SCOPES), help="For all of a kind that have none of their own.")
@spender_options
@click.option("--requests", type=click.IntRange(min=1), help="Requests a minute.")
@click.option("--tokens", type=click.IntRange(min=1), help="Tokens a minute, of input and output.")
@click.option("--at-once", type=click.IntRange(min=1), help="Calls that run at the same time.")
@json_option
@key_option
def set_(
    every: Scope | None,
    team: str | None,
    member: str | None,
    for_key: str | None,
    agent: str | None,
    deployment: str | None,
    requests: int | None,
    tokens: int | None,
    at_once: int | None,
    as_json: bool,
    key: str | None,
) -> None:
    """Set limits, or change those there are; for the whole organisation unless somebody is named.

    \b
    Examples:
      remit limits set --every key --requests 60
      remit limits set --agent hello --tokens 100000 --at-once 4
    """
    sent = {"requests_per_minute": requests, "tokens_per_minute": tokens, "concurrency": at_once}
    members = {name: count for name, count in sent.items() if count is not None}
    if not members:
        raise Refused("Say what to limit: --requests, --tokens or --at-once.")
    named: dict[Scope, str | None] = {
        "team": team,
        "member": member,
        "key": for_key,
        "agent": agent,
        "deployment": deployment,
    }
    if every and any(named.values()):
        raise Refused("Name one, or all of a kind with --every, but not both.")
    with connected(key) as client:
        scope, subject = (every, None) if every else spender(client, named)
        kept = _keep(client, scope, subject, members)
    if as_json:
        json_out(kept)
    else:
        table(("ID", "FOR", "REQUESTS/MIN", "TOKENS/MIN", "AT ONCE"), [_row(kept)])


def _keep(client: Remit, scope: Scope, subject: str | None, members: dict[str, int]) -> LimitAnswer:
    """Change the limits there are, or set the first."""
    there = next((each for each in _every(client) if (each.scope, each.subject) == (scope, subject)), None)
    if there is not None:
        return client.change_limit(there.id, there.version, **members)
    return client.add_limit(scope, **({"subject": subject} if subject else {}), **members)


@limits.command()
@click.argument("limit", metavar="ID")
@key_option
def remove(limit: str, key: str | None) -> None:
    """Remove limits: what holds for all of the kind holds again.

    \b
    Example:
      remit limits remove lim_01m7zjef5gebgs2p1tne4vj3qk
    """
    with connected(key) as client:
        client.remove_limit(limit)
    line(f"{limit} is removed.")


def _every(client: Remit) -> Iterator[LimitAnswer]:
    page = client.limits(limit=200)
    yield from page.items
    while page.next:
        page = client.limits(limit=200, cursor=page.next)
        yield from page.items
