"""`remit agents apply|import|export`: folders of agent files, with a plan of what would change."""

import base64
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from remit.edges.cli.agent_trials import agents, finding_line
from remit.edges.cli.agents import apply_one, read_file
from remit.edges.cli.calling import F, Failed, Refused, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line
from remit_sdk import Remit, RemitProblem
from remit_sdk.models import FilesPlan, PlannedFile

__all__ = ["agents"]
CHANGES = 3
"""The exit code of a dry run that would change something."""

_AGENTS = (".yaml", ".yml", ".json")
_BESIDE = (".py", ".md", ".txt", ".csv")
_SIGNS = {"create": "+", "update": "~", "promote": "^", "unchanged": "=", "invalid": "!"}
_COLOURS = {"create": "green", "update": "yellow", "promote": "cyan", "invalid": "red"}
_WORDS = {
    "create": "is created",
    "update": "changes",
    "promote": "is a draft that says the same: it is asked for",
    "unchanged": "stays as it is",
    "invalid": "cannot be used",
}


def _plan_options(function: F) -> F:
    for option in (
        click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing."),
        click.option("--draft", is_flag=True, help="Keep new versions as drafts: what runs stays as it is."),
        json_option,
        key_option,
    ):
        function = option(function)
    return function


@agents.command()
@click.argument("file", metavar="FILE|DIR|-", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--prune", is_flag=True, help="Archive every agent that DIR does not hold.")
@click.option("--yes", is_flag=True, help="Do not ask before archiving.")
@click.option("--wait/--no-wait", default=True, help="Of one file, wait until its version is active.")
@_plan_options
def apply(
    file: Path, prune: bool, yes: bool, wait: bool, draft: bool, dry_run: bool, as_json: bool, key: str | None
) -> None:
    """Create agents from files, or their next versions; what says the same already is left alone.

    A folder is read with all folders below it, and agents that others call come first. Each file is one transaction:
    one that fails leaves its agent as it was, and the others are applied.

    \b
    Exit codes: 0 done, or nothing would change; 1 a file failed; 2 refused before anything was done;
    3 a dry run that would change something.

    \b
    Examples:
      remit agents apply examples/hello.yaml
      remit agents apply agents/ --dry-run
      remit agents apply agents/ --prune --yes --json
      cat hello.yaml | remit agents apply -
    """
    if prune and not file.is_dir():
        raise Refused("--prune goes with a folder: it archives what the folder does not hold.")
    if not (dry_run or file.is_dir() or str(file) == "-" or _takes_files(file)):
        apply_one(file, wait=wait, draft=draft, as_json=as_json, key=key)
        return
    files = _files(file)
    with connected(key) as client:
        plan = client.plan_agents(files, promote=not draft)
        if dry_run:
            _show_plan(plan, prune=prune, as_json=as_json)
            return
        pruned = [each.slug for each in plan.others] if prune else []
        if pruned and not yes:
            _confirm(pruned)
        carry_out(client, plan, pruned, promote=not draft, as_json=as_json)


@agents.command("import")
@click.argument("file", metavar="FILE|DIR|ZIP|-", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--write", "folder", type=click.Path(path_type=Path), help="Write the files here, and store nothing."
)
@_plan_options
def import_(
    file: Path, folder: Path | None, draft: bool, dry_run: bool, as_json: bool, key: str | None
) -> None:
    """Make agents of files of ours, of Pydantic AI's `AgentSpec`, or of Open Agent Spec.

    What could not be carried over is listed, and agents are made as drafts: promote them when you have read them.
    `--draft` is how it always is here.

    \b
    Examples:
      remit agents import agent.json --dry-run
      remit agents import support.zip
      remit agents import agent.json --write agents/
    """
    archive, files = (_archive(file), {}) if file.suffix == ".zip" else (None, _files(file))
    with connected(key) as client:
        plan = client.plan_agents(files, archive=archive, promote=False, convert=True)
        if dry_run:
            _show_plan(plan, prune=False, as_json=as_json)
        elif folder is not None:
            _write(plan, folder)
        else:
            carry_out(client, plan, [], promote=False, as_json=as_json)


@agents.command()
@click.argument("slug")
@click.option("--version", type=int, help="Which version; the newest when left out.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Write a folder, with code and documents as files of their own.",
)
@key_option
def export(slug: str, version: int | None, folder: Path | None, key: str | None) -> None:
    """Print an agent as a file, or write it as a folder; `remit agents apply` takes both. No secrets are in them.

    \b
    Examples:
      remit agents export order-aggregator > order-aggregator.yaml
      remit agents export hr-assistant --folder agents/
    """
    with connected(key) as client:
        if folder is None:
            number = client.agent(slug).version.number if version is None else version
            click.echo(client.agent_version(slug, number).source, nl=False)
            return
        found = client.export_agent(slug, version=version)
    for name, text in found.files.items():
        _put(folder / name, text)
    line(f"{slug} version {found.version} is written to {folder / slug}: {len(found.files)} files.")


def _put(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error


def _takes_files(file: Path) -> bool:
    return "file:" in read_file(file)


def _files(file: Path) -> dict[str, str]:
    """Read what is to be applied, by path: a folder, a file with what stands beside it, or standard input."""
    if str(file) == "-":
        return {"-": sys.stdin.read()}
    if file.is_dir():
        found = {
            path.relative_to(file).as_posix(): path for path in sorted(file.rglob("*")) if _counts(file, path)
        }
        if not any(name.endswith(_AGENTS) for name in found):
            raise Refused(f"{file} holds no agent files: they end in .yaml, .yml or .json.")
    else:
        found = {file.name: file}
        beside = sorted(file.parent.rglob("*")) if _takes_files(file) else []
        found |= {
            p.relative_to(file.parent).as_posix(): p for p in beside if p.suffix in _BESIDE and p.is_file()
        }
    return {name: read_file(path) for name, path in found.items()}


def _counts(folder: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and not hidden and path.suffix in (*_AGENTS, *_BESIDE)


def _archive(file: Path) -> str:
    try:
        return base64.b64encode(file.read_bytes()).decode()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def _confirm(pruned: Sequence[str]) -> None:
    line(f"Archived will be: {', '.join(pruned)}.", err=True)
    if not sys.stdin.isatty():
        raise Refused("Nobody can be asked here: add --yes to archive them. Nothing was changed.")
    if not click.confirm("Archive them?", err=True):
        raise Refused("Nothing was changed.")


def _show_plan(plan: FilesPlan, *, prune: bool, as_json: bool) -> None:
    if as_json:
        json_out({"items": plan_facts(plan), "others": [each.slug for each in plan.others],
                  "pruned": prune})  # fmt: skip
    else:
        for item in plan.items:
            tell(item)
            for one in item.diff.splitlines()[2:]:
                line(f"    {one}", colour={"+": "green", "-": "red"}.get(one[:1]))
        for other in plan.others:
            line(
                f"  {'-' if prune else ' '} {other.slug} {'is archived' if prune else 'is in no file, and stays'}"
            )
    if any(item.action == "invalid" for item in plan.items):
        raise Failed("Some files cannot be used. Nothing was changed.")
    if any(item.action != "unchanged" for item in plan.items) or (prune and plan.others):
        click.get_current_context().exit(CHANGES)


def tell(item: PlannedFile, *, waits: bool = False) -> None:
    """Print what becomes of a file, with what is wrong with it or was lost; `waits` for a person, now or before."""
    sign, words = _SIGNS[item.action], _WORDS[item.action]
    words += " and waits for approval" if waits or item.waits else ""
    line(f"  {sign} {item.slug or item.path} {words} ({item.path})", colour=_COLOURS.get(item.action))
    for found in (*item.notes, *item.findings):
        if found.severity == "error" or found in item.notes:
            line(
                f"    {finding_line(Path(item.path), found)}",
                colour="yellow" if found in item.notes else "red",
            )


def _by_path(plan: FilesPlan) -> list[PlannedFile]:
    return sorted(plan.items, key=lambda item: (item.path, item.slug or ""))


def _facts(item: PlannedFile, **more: Any) -> dict[str, Any]:
    """Say the same of a file each time, so that a script can compare."""
    return {
        "path": item.path,
        "slug": item.slug,
        "action": item.action,
        "version": item.version,
        "findings": [found.model_dump(mode="json") for found in item.findings],
        "notes": [found.model_dump(mode="json") for found in item.notes],
        **more,
    }


def plan_facts(plan: FilesPlan) -> list[dict[str, Any]]:
    """Say what a plan holds, in the order of the files."""
    return [_facts(each) for each in _by_path(plan)]


def carry_out(client: Remit, plan: FilesPlan, pruned: Sequence[str], *, promote: bool, as_json: bool) -> None:
    """Apply what is to be applied, one transaction a file; `Failed` names those that were not."""
    done: list[tuple[PlannedFile, dict[str, Any]]] = []
    for item in plan.items:
        error = None if item.action != "invalid" else "it cannot be used"
        version, waits = item.version, False
        if item.action not in ("invalid", "unchanged"):
            (version, waits), error = tried(
                partial(_apply, client, item, promote=promote), (item.version, False)
            )
        done.append((item, {"version": version, "error": error}))
        if not as_json:
            tell(item, waits=waits)
            if error and item.action != "invalid":
                line(f"    {item.path} was not applied: {error}", err=True)
    failed = [item.path for item, facts in done if facts["error"]]
    archived: dict[str, str | None] = {}
    if pruned and failed:
        archived = dict.fromkeys(pruned, "not archived, since a file failed")
    for slug in pruned if not failed else ():
        _, archived[slug] = tried(partial(client.archive_agent, slug), None)
        if not as_json:
            line(
                f"  - {slug} is archived" if archived[slug] is None else f"  ! {slug} stays: {archived[slug]}"
            )
    if as_json:
        items = sorted(done, key=lambda each: (each[0].path, each[0].slug or ""))
        json_out({"items": [_facts(item, **facts) for item, facts in items], "archived": archived})
    failed += [slug for slug, error in archived.items() if error]
    if failed:
        raise Failed(f"Not done: {', '.join(dict.fromkeys(failed))}. Everything else was.")


def _apply(client: Remit, item: PlannedFile, *, promote: bool) -> tuple[int, bool]:
    """Apply a file; return its version, and whether that waits for a person."""
    promoted = promote and item.type != "orchestrator"
    applied = client.apply_agent(item.source, promote=promoted, base_version=item.version or 0)
    return applied.version.number, applied.promotion is not None and applied.promotion.status == "pending"


def tried(act: Callable[[], Any], before: Any) -> tuple[Any, str | None]:
    """Do something; return what came of it, or what was before and why it was refused."""
    try:
        return act(), None
    except RemitProblem as problem:
        return before, " ".join(problem.sentences)


def _write(plan: FilesPlan, folder: Path) -> None:
    for item in plan.items:
        tell(item)
        if item.slug is not None:
            _put(folder / f"{item.slug}.yaml", item.source)
    written = [item.slug for item in plan.items if item.slug]
    line(f"{len(written)} files are written to {folder}; nothing was stored.")
    if len(written) < len(plan.items):
        raise Failed("Some files cannot be used: see above.")
