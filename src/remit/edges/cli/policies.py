"""`remit policies …`: what holds, checking and applying files in Cedar, history and differences."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import click

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.printing import ago, heading, json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import (
    PolicyCheck,
    PolicyItem,
    PolicyReplayAnswer,
    PolicyVersionAnswer,
    PolicyVersionItem,
)

_LONGEST = 1_000_000  # bytes of a file that are read
_FILE = click.argument("file", type=click.Path(allow_dash=True, path_type=Path))


@click.group()
def policies() -> None:
    """List, check and apply policies, which are written in Cedar.

    Yours stand on top of the built-in ones, which stay. Every version is kept.
    """


@policies.command("list")
@click.option("--own", is_flag=True, help="Only your organisation's own.")
@click.option("--shadow", is_flag=True, help="Only those on trial, which decide nothing.")
@click.option("--search", "q", metavar="TEXT", help="Part of a name, a description or a text.")
@json_option
@key_option
def list_(own: bool, shadow: bool, q: str | None, as_json: bool, key: str | None) -> None:
    """List the policies that hold.

    \b
    Example:
      remit policies list --own
    """
    with connected(key) as client:
        found = list(_every(client, own, shadow, q))
        page = client.policies(limit=1)
    if as_json:
        json_out(found)
        return
    if found:
        table(("NAME", "ORIGIN", "SAYS", "ABOUT", "DESCRIPTION"), [_row(each) for each in found])
    else:
        line("There are none: `remit policies apply FILE` adds your own.", err=True)
    if page.broken:
        raise Failed(page.broken)
    own_ones = f"version {page.version} of yours" if page.version else "none of your own"
    line(f"{page.built_in} built-in policies, {own_ones}, set {page.set_digest[:19]}…", err=True)


def _every(client: Remit, own: bool, shadow: bool, q: str | None) -> Iterator[PolicyItem]:
    cursor: str | None = None
    while True:
        page = client.policies(
            q=q, origin="own" if own else None, mode="shadow" if shadow else None, limit=200, cursor=cursor
        )
        yield from page.items
        if (cursor := page.next) is None:
            return


def _row(each: PolicyItem) -> list[str]:
    about = ", ".join(each.actions[:3]) + (" …" if len(each.actions) > 3 else "")
    says = each.verdict + (" (shadow)" if each.mode == "shadow" else "")
    return [each.id, each.origin, says, about or "any action", each.description or "–"]


@policies.command()
@click.argument("version", type=click.IntRange(min=1), required=False)
@json_option
@key_option
def show(version: int | None, as_json: bool, key: str | None) -> None:
    """Print your own policies, those that hold or those of a version, ready to be edited.

    \b
    Examples:
      remit policies show > policies.cedar
      remit policies show 3
    """
    with connected(key) as client:
        number = version or client.policies(limit=1).version
        if not number:
            line("There are none of your own: only the built-in policies hold.", err=True)
            return
        found = client.policy_version(number)
    if as_json:
        json_out(found)
        return
    line(f"Version {found.number}, {_said(found)}", err=True)
    click.echo(found.text, nl=not found.text.endswith("\n"))


def _said(found: PolicyVersionAnswer) -> str:
    note = f": {found.note}" if found.note else ""
    back = f", brings back version {found.restores}" if found.restores else ""
    return f"{ago(found.created_at)} by {found.author.get('name', 'somebody')}{back}{note}"


@policies.command()
@_FILE
@json_option
@key_option
def validate(file: Path, as_json: bool, key: str | None) -> None:
    """Check a file: exit code 1 when something is wrong with it; - reads standard input.

    \b
    Example:
      remit policies validate policies.cedar
    """
    text = _read(file)
    with connected(key) as client:
        found = client.validate_policies(text)
    if as_json:
        json_out(found)
    else:
        _tell(found, file)
    if not found.valid:
        raise Failed(f"{file} cannot be applied as it is.")


def _tell(found: PolicyCheck, file: Path) -> None:
    for each in found.findings:
        line(f"{file}:{each.line}:{each.column}: {each.severity}: {each.message} {each.fix}")
    if found.valid:
        many = f"{found.policies} {'policy' if found.policies == 1 else 'policies'}"
        line(f"{file} is valid: {many}. {_changed(found)}")


def _changed(found: PolicyCheck) -> str:
    told = [
        f"{word} {', '.join(ids)}"
        for word, ids in (
            ("adds", found.difference.added),
            ("changes", found.difference.changed),
            ("removes", found.difference.removed),
        )
        if ids
    ]
    return f"It {'; '.join(told)}." if told else "It changes no policy that holds."


def _read(file: Path) -> str:
    try:
        with click.open_file(str(file), "rb") as opened:
            content: bytes = opened.read(_LONGEST)
        return content.decode()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8 text.") from error


@policies.command()
@click.argument("file", type=click.Path(allow_dash=True, path_type=Path), required=False)
@click.option(
    "--restore", type=click.IntRange(min=1), metavar="N", help="Bring version N back, instead of a file."
)
@click.option("--note", default="", help="What it is for; it stands in the history.")
@click.option(
    "--version", type=click.IntRange(min=0), help="The version you wrote on top of; today's when left out."
)
@click.option(
    "--force", is_flag=True, help="Apply it though you could not apply policies any more; owners only."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@key_option
def apply(
    file: Path | None,
    restore: int | None,
    note: str,
    version: int | None,
    force: bool,
    yes: bool,
    as_json: bool,
    key: str | None,
) -> None:
    """Make a file your own policies, or bring an older version back; the next call is decided by them.

    \b
    Examples:
      remit policies apply policies.cedar --note "Change freeze until Monday"
      remit policies apply --restore 3 --yes
    """
    if (file is None) == (restore is None):
        raise Refused("Name a file, or a version to bring back with --restore.")
    if str(file) == "-" and not yes:
        raise Refused("What is read from standard input is applied with --yes only.")
    with connected(key) as client:
        holds = client.policies(limit=1).version
        before = client.policy_version(holds).text if holds else ""
        text = _read(file) if file else client.policy_version(restore or 0).text
        if not yes:
            _print_difference(before, text, f"version {holds}", str(file or f"version {restore}"))
            click.confirm("Apply this?", abort=True, err=True)
        top = holds if version is None else version
        made = client.apply_policies(text, top, note=note, restores=restore, force=force)
    if as_json:
        json_out(made)
        return
    line(f"Version {made.number} holds from the next call on, on every process.")


@policies.command()
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@json_option
@key_option
def history(limit: int, as_json: bool, key: str | None) -> None:
    """List the versions of your policies, newest first.

    \b
    Example:
      remit policies history
    """
    with connected(key) as client:
        found = client.policy_versions(limit=limit).items
    if as_json:
        json_out(found)
        return
    if not found:
        line("No version yet: only the built-in policies hold.", err=True)
        return
    rows = [[_numbered(each), str(each.policies), ago(each.created_at), *_by(each)] for each in found]
    table(("VERSION", "POLICIES", "APPLIED", "BY", "NOTE"), rows)


def _numbered(each: PolicyVersionItem) -> str:
    return f"{each.number}{' (holds)' if each.current else ''}"


def _by(each: PolicyVersionItem) -> list[str]:
    note = each.note or (f"brings back version {each.restores}" if each.restores else "–")
    return [each.author.get("name", "somebody"), note]


@policies.command()
@click.argument("older", type=click.IntRange(min=0))
@click.argument("newer", type=click.IntRange(min=1), required=False)
@key_option
def diff(older: int, newer: int | None, key: str | None) -> None:
    """Show what changed: from one version to another, or what a version changed.

    \b
    Examples:
      remit policies diff 4
      remit policies diff 1 4
    """
    with connected(key) as client:
        if newer is None:
            found = client.policy_version(older)
            texts, names = (found.before, found.text), (older - 1, older)
        else:
            texts = (client.policy_version(older).text if older else "", client.policy_version(newer).text)
            names = (older, newer)
    if not _print_difference(*texts, f"version {names[0]}", f"version {names[1]}"):
        line("They are the same.", err=True)


def _print_difference(before: str, after: str, old: str, new: str) -> bool:
    """Print a difference as `diff -u` does; say whether there is one."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), old, new, lineterm=""))
    colours = {"+": "green", "-": "red"}
    for each in lines:
        line(each, colour=None if each.startswith(("+++", "---")) else colours.get(each[:1]))
    return bool(lines)


@policies.command()
@_FILE
@click.option(
    "--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How far to look back."
)
@json_option
@key_option
def replay(file: Path, days: int, as_json: bool, key: str | None) -> None:
    """Say what a file would have decided otherwise, of the calls and changes of the last days.

    \b
    Example:
      remit policies replay policies.cedar --days 30
    """
    text = _read(file)
    with connected(key) as client:
        found = client.replay_policies(text, days)
    if as_json:
        json_out(found)
        return
    _tell_replay(found, days)


def _tell_replay(found: PolicyReplayAnswer, days: int) -> None:
    asked = f"{found.decisions:,} decisions of the last {days} days"
    if not found.changes:
        heading(f"Nothing would change of {asked}.")
    else:
        heading(f"{sum(each.times for each in found.totals):,} of {asked} would change.")
        table(
            ("TIMES", "ACTION", "ON", "BY", "WAS", "WOULD BE", "POLICIES"),
            [
                [
                    f"{each.times:,}",
                    each.action,
                    f"{each.resource} {each.environment}".strip(),
                    f"{each.name or each.who} ({each.role})",
                    each.before,
                    each.after + (" (shadow)" if each.trial else ""),
                    ", ".join(each.after_policies) or "none allows it",
                ]
                for each in found.changes
            ],
        )
    if found.idle:
        line(f"These decided nothing: {', '.join(found.idle)}.")
    if found.unread:
        line(f"{found.unread:,} older decisions were recorded without what was asked.", err=True)
    if found.cut:
        line("There were more: those asked most often were looked at.", err=True)
    line("Asked again are the decisions of calls and changes; reading is not recorded.", err=True)
