"""`remit violations …`: what policies found wrong with calls, and what people make of it."""

import click

from remit.edges.cli.calling import F, connected, json_option, key_option
from remit.edges.cli.naming import plan_id
from remit.edges.cli.printing import ago, heading, json_out, line, state, table
from remit_sdk import Remit
from remit_sdk.models import ViolationAnswer, ViolationDetail
from remit_sdk.violations import ViolationMove

_STATES = ("open", "acknowledged", "resolved", "false_positive")
_SEVERITIES = ("critical", "high", "medium", "low")
_REF = "deployment:"


@click.group()
def violations() -> None:
    """List, show and decide on violations: rules that calls went against."""


@violations.command("list")
@click.option(
    "--state", "states", multiple=True, type=click.Choice([*_STATES, "all"]), help="Open ones when left out."
)
@click.option("--severity", "severities", multiple=True, type=click.Choice(_SEVERITIES), help="Only these.")
@click.option("--deployment", metavar="DEPLOYMENT", help="Only of this deployment: its id or name.")
@click.option("--rule", metavar="POLICY", help="Only against this policy.")
@click.option("--label", metavar="LABEL", help="Only with this label, or family of labels, such as secret.")
@click.option("--search", metavar="WORDS", help="Only with these words in rule, caller, labels or note.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="At most so many.")
@json_option
@key_option
def list_(
    states: tuple[str, ...],
    severities: tuple[str, ...],
    deployment: str | None,
    rule: str | None,
    label: str | None,
    search: str | None,
    limit: int,
    as_json: bool,
    key: str | None,
) -> None:
    """List violations, newest first: those that are open, unless a state is named.

    \b
    Example:
      remit violations list --severity critical --severity high
    """
    wanted = () if "all" in states else states or ("open",)
    with connected(key) as client:
        found = client.violations(
            state=wanted,
            severity=severities,
            subject=f"{_REF}{plan_id(client, deployment)}" if deployment else None,
            rule=rule,
            label=label,
            q=search,
            limit=limit,
        )
    if as_json:
        json_out(found)
    elif not found.items:
        line("Nothing was found." if wanted != ("open",) else "No violation is open.", err=True)
    else:
        heads = ("SEVERITY", "RULE", "DONE", "ABOUT", "BY", "WHEN", "STATE", "ID")
        table(heads, [_row(each) for each in found.items])
        if found.next:
            line("There are more: narrow the search, or raise --limit.", err=True)


def _row(found: ViolationAnswer) -> list[str]:
    about = found.subject_name or found.subject
    when, how = ago(found.created_at), state(found.state.replace("_", " "))
    return [found.severity, found.rule, _done(found), about, found.actor.name, when, how, found.id]


def _done(found: ViolationAnswer | ViolationDetail) -> str:
    said = {"warn": "marked", "redact": "taken out", "escalate": "held for a person", "deny": "refused"}
    return said.get(found.verdict, found.verdict)


@violations.command()
@click.argument("violation", metavar="ID")
@json_option
@key_option
def show(violation: str, as_json: bool, key: str | None) -> None:
    """Show a violation: the call, the rule, and what was seen, masked.

    \b
    Example:
      remit violations show vio_01k…
    """
    with connected(key) as client:
        found = client.violation(violation)
    if as_json:
        json_out(found)
    else:
        _show(found)


def _show(found: ViolationDetail) -> None:
    where = f" in {found.direction.replace('_', ' ')}" if found.direction else ""
    line(f"{found.rule}: {_done(found)}{where}")
    line(f"  severity: {found.severity}, {found.state.replace('_', ' ')}, {ago(found.created_at)}")
    line(f"  about: {found.subject_name or found.subject}, asked by {found.actor.name}")
    line(f"  call: {found.call}, request {found.request_id or 'unknown'}")
    if found.decided_by and found.decided_at:
        line(f"  decided by {found.decided_by.name}, {ago(found.decided_at)}: {found.note or 'no note'}")
    if found.seen:
        heading("Seen")
        table(
            ("LABEL", "WHERE", "EVIDENCE"),
            [[each.label, f"{each.start}–{each.end}", each.evidence] for each in found.seen],
        )
    if found.more:
        line(f"  … and {found.more} more")
    for error in found.errors:
        line(f"  error: {error}")
    heading("Rule")
    if found.rule_now is None:
        line("  The policy is gone, or is the lack of one.")
    else:
        line(found.rule_now.text)
        line("" if found.rule_now.unchanged else "The policies have changed since.")


def _deciding(function: F) -> F:
    argument = click.argument("violation", metavar="ID")
    note = click.option("--note", metavar="TEXT", default="", help="Why; it stands in the audit log.")
    return argument(note(json_option(key_option(function))))


@violations.command()
@_deciding
def acknowledge(violation: str, note: str, as_json: bool, key: str | None) -> None:
    """Say that somebody looks after it.

    \b
    Example:
      remit violations acknowledge vio_01k… --note "asked the team"
    """
    _decide(violation, "acknowledge", note, as_json, key)


@violations.command()
@click.option("--false-positive", is_flag=True, help="Nothing was wrong: it does not count.")
@_deciding
def resolve(violation: str, note: str, as_json: bool, key: str | None, false_positive: bool) -> None:
    """Say that what led to it is mended, or that nothing was wrong.

    \b
    Example:
      remit violations resolve vio_01k… --note "the key is revoked"
    """
    _decide(violation, "false-positive" if false_positive else "resolve", note, as_json, key)


@violations.command()
@_deciding
def reopen(violation: str, note: str, as_json: bool, key: str | None) -> None:
    """Take back what was decided.

    \b
    Example:
      remit violations reopen vio_01k…
    """
    _decide(violation, "reopen", note, as_json, key)


def _decide(violation: str, move: ViolationMove, note: str, as_json: bool, key: str | None) -> None:
    with connected(key) as client:
        changed = _change(client, violation, move, note)
    if as_json:
        json_out(changed)
    else:
        line(f"{changed.rule} ({changed.id}) is {changed.state.replace('_', ' ')}.")


def _change(client: Remit, violation: str, move: ViolationMove, note: str) -> ViolationDetail:
    return client.change_violation(violation, move, version=client.violation(violation).version, note=note)
