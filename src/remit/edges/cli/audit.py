"""`remit audit …`: read the log, export it, and verify an export without a server."""

import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.naming import plan_id
from remit.edges.cli.printing import ago, json_out, line, on_terminal, table
from remit.engines.ledger import KeyFormatError, Report, verify_bundle
from remit_sdk import Remit
from remit_sdk.models import AuditEntryAnswer, AuditPage

_PAGE = 500


@click.group()
def audit() -> None:
    """List, export and verify the audit log."""


@audit.command("list")
@click.option("--plan", metavar="ID", help="Only what is about this deployment, from the beginning.")
@click.option("--about", metavar="REF", help="Only what is about this thing, such as agent:agent_….")
@click.option("--who", metavar="REF", help="Only what this actor did, such as member:mem_….")
@click.option(
    "--type", "type_", metavar="TYPE", help="Only this kind, or those that begin with it: deployment."
)
@click.option("--search", metavar="TEXT", help="A kind, a name or the beginning of an id.")
@click.option("--since", type=click.DateTime(), help="From this time on, UTC.")
@click.option("--until", type=click.DateTime(), help="Before this time, UTC.")
@click.option("--limit", type=click.IntRange(1), help="How many; 50, or all of a plan, when left out.")
@json_option
@key_option
def list_(
    plan: str | None, limit: int | None, as_json: bool, key: str | None, **asked: datetime | str | None
) -> None:
    """List entries in the order they were written: who did what, when.

    \b
    Example:
      remit audit list --plan chatbot-x-staging
      remit audit list --type change. --since 2026-11-01
    """
    with connected(key) as client:
        wanted = _asked(client, plan, asked)
        found = _pages(client, wanted, limit or (None if plan and wanted.keys() == {"subject"} else 50))
    numbers = [entry.seq for entry in found.items]
    if numbers != sorted(numbers):
        found.items.reverse()
    if as_json:
        json_out(found)
    elif found.items:
        table(("ENTRY", "WHEN", "WHO", "WHAT", "ABOUT", "MORE"), [_row(e) for e in found.items])
    else:
        line("The log has no such entries.", err=True)


def _asked(client: Remit, plan: str | None, asked: dict[str, Any]) -> dict[str, Any]:
    """Put the options together as the client takes them."""
    subject = f"deployment:{plan_id(client, plan)}" if plan else asked.pop("about")
    asked.pop("about", None)
    since, until = (moment and moment.replace(tzinfo=UTC) for moment in (asked["since"], asked["until"]))
    wanted = {"subject": subject, "actor": asked["who"], "type": asked["type_"], "q": asked["search"]}
    given = {**wanted, "since": since, "until": until}
    return {name: value for name, value in given.items() if value is not None}


def _pages(client: Remit, wanted: dict[str, Any], limit: int | None) -> AuditPage:
    items: list[AuditEntryAnswer] = []
    cursor: str | None = None
    while True:
        asked = _PAGE if limit is None else min(_PAGE, limit - len(items))
        page = client.audit_entries(**wanted, limit=asked, cursor=cursor)
        items += page.items
        cursor = page.next
        if cursor is None or (limit is not None and len(items) >= limit):
            return AuditPage(items=items, next=cursor)


def _row(entry: AuditEntryAnswer) -> list[str]:
    when = ago(entry.time) if on_terminal() else entry.time.isoformat(timespec="seconds")
    return [str(entry.seq), when, entry.actor.name, entry.type, entry.subject, entry.detail or ""]


@audit.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where to write it."
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@key_option
def export(out: Path, force: bool, key: str | None) -> None:
    """Export the whole log to a file that `remit audit verify` checks.

    \b
    Example:
      remit audit export --out audit.jsonl
    """
    if out.exists() and not force:
        raise Refused(f"{out} exists: choose another name, or overwrite it with --force.")
    with connected(key) as client:
        size = _write(out, client.audit_export())
    line(f"{out} holds the log, {size:,} bytes. Check it with:")
    line(f"  remit audit verify {out}")


def _write(out: Path, chunks: Iterable[bytes]) -> int:
    """Write a file whole or not at all."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}.") from error
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            size = sum(file.write(chunk) for chunk in chunks)
            file.flush()
            os.fsync(file.fileno())
        made.replace(out)
    except OSError as error:
        raise Failed(f"{out} cannot be written: {error.strerror}.") from error
    finally:
        made.unlink(missing_ok=True)
    return size


@audit.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--verifier", "--key", "verifier", metavar="VERIFIER", help="The log's key, got by another way."
)
@click.option("--checkpoint", type=click.Path(path_type=Path), metavar="FILE", help="One kept from earlier.")
def verify(file: Path, verifier: str | None, checkpoint: Path | None) -> None:
    """Check an export, offline: no server, no database.

    Exit code 0 when nothing was changed, removed or reordered, 1 when something was, 2 when the file cannot be read.

    \b
    Example:
      remit audit verify audit.jsonl --key "remit.org_…+1a2b3c4d+…"
    """
    try:
        anchors = [checkpoint.read_text(encoding="utf-8")] if checkpoint else []
        with file.open("rb") as opened:
            report = verify_bundle(opened, verifier, anchors)
    except OSError as error:
        raise Refused(f"{error.filename} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{checkpoint} is not a checkpoint: it is not text.") from error
    except KeyFormatError as error:
        raise Refused(f"--key is not a verifier key: {error}.") from error
    _tell(file, report)


def _tell(file: Path, report: Report) -> None:
    line(f"{'OK' if report.ok else 'CHANGED'}  {file}")
    line(f"  log: {report.origin or 'unknown'}, exported {report.exported_at or 'at an unknown time'}")
    line(f"  entries: {report.size:,}, {report.payloads:,} with their payload")
    line(f"  root: {report.root or 'unknown'}")
    pinned = (
        "as given" if report.key_pinned else "taken from the file: compare it with the one you were given"
    )
    line(f"  key: {report.verifier or 'unknown'} ({pinned})")
    if not report.ok:
        raise Failed(*(f"{finding}" for finding in report.findings))
