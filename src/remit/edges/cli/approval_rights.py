"""`remit approvals lend|lent|take-back|break-glass|review`: whose right it is, and what could not wait."""

from datetime import datetime

import click

from remit.edges.cli.calling import connected, json_option, key_option
from remit.edges.cli.printing import json_out, line, table
from remit_sdk.models import DelegationAnswer

_DATE = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command()
@click.argument("member", metavar="MEMBER_ID")
@click.option(
    "--until", type=_DATE, required=True, help="When it ends, in UTC: 2030-01-31 or 2030-01-31T12:00."
)
@click.option("--from", "starts", type=_DATE, help="When it begins, in UTC; at once without.")
@click.option(
    "--kind", "kinds", multiple=True, help="Only for such changes, as agent.promote; for all without."
)
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is recorded.")
@json_option
@key_option
def lend(
    member: str,
    until: datetime,
    starts: datetime | None,
    kinds: tuple[str, ...],
    reason: str,
    as_json: bool,
    key: str | None,
) -> None:
    """Let another member decide in your place, for some days.

    \b
    Example:
      remit approvals lend mem_… --until 2030-01-31 --reason "On holiday"
    """
    with connected(key) as client:
        made = client.lend(member, until=_utc(until), since=_utc(starts), kinds=kinds, reason=reason)
    if as_json:
        json_out(made)
    else:
        line(f"{made.to_member.name} may decide for {made.from_member.name}: {made.id}.")


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.isoformat()}Z"


@click.command()
@click.option("--mine", is_flag=True, help="Only what you lent or were lent.")
@json_option
@key_option
def lent(mine: bool, as_json: bool, key: str | None) -> None:
    """List who may decide for whom, the newest first."""
    with connected(key) as client:
        found = client.delegations(whose="mine" if mine else None, limit=200)
    if as_json:
        json_out(found)
    elif found.items:
        table(("WHO", "FOR", "KINDS", "FROM", "UNTIL", "STATE", "ID"), [_row(each) for each in found.items])
    else:
        line("Nobody decides for another: `remit approvals lend` lets somebody.", err=True)


def _row(each: DelegationAnswer) -> list[str]:
    dates = [f"{moment:%Y-%m-%d %H:%M}" for moment in (each.starts_at, each.ends_at)]
    kinds = ", ".join(each.kinds) or "all"
    return [each.to_member.name, each.from_member.name, kinds, *dates, each.state, each.id]


@click.command("take-back")
@click.argument("id")
@key_option
def take_back(id: str, key: str | None) -> None:
    """Take a lent right back before its end."""
    with connected(key) as client:
        ended = client.revoke_delegation(id)
    line(f"{ended.to_member.name} decides for {ended.from_member.name} no more.")


@click.command("break-glass")
@click.argument("id", metavar="CHG_ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why it cannot wait; it is recorded.")
@json_option
@key_option
def break_glass(id: str, reason: str, as_json: bool, key: str | None) -> None:
    """Say that a change cannot wait; once two owners or admins have said so, it is carried out at once.

    It is recorded as a critical violation, and a third person looks at it afterwards.
    """
    with connected(key) as client:
        answer = client.break_glass(id, reason=reason, digest=client.proposal(id).digest)
    if as_json:
        json_out(answer)
    elif answer.status == "pending":
        line("Noted. Another owner or admin has to say so as well.")
    else:
        line(f"{answer.title}: it is being carried out. A third person has to look at it afterwards.")


@click.command()
@click.argument("id", metavar="CHG_ID")
@click.option("--words", required=True, metavar="TEXT", help="What you found; it is recorded.")
@json_option
@key_option
def review(id: str, words: str, as_json: bool, key: str | None) -> None:
    """Look back at a change that did not wait; see `remit approvals list --to-review`."""
    with connected(key) as client:
        answer = client.review_proposal(id, words=words)
    if as_json:
        json_out(answer)
    else:
        line(f"{answer.title}: your review is recorded.")
