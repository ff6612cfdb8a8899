"""`remit datasets …`: what agents are measured on."""

import json
from pathlib import Path
from typing import Any

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import ago, heading, json_out, line, table
from remit_sdk.models import DatasetAnswer
from remit_sdk.proving import Format

_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".yaml": "yaml", ".yml": "yaml"}
_LONGEST_CELL = 60
_format_option = click.option(
    "--format", type=click.Choice(["jsonl", "csv", "yaml"]), help="Of the file; by its name when left out."
)
_version_option = click.option("--version", type=int, help="Which version; the newest when left out.")


@click.group()
def datasets() -> None:
    """List, make, change and export datasets: cases with what goes in and what should come out."""


def _file(file: Path, format: str | None) -> dict[str, Any]:
    found = format or _FORMATS.get(file.suffix.lower())
    if found is None:
        raise Refused(f"{file} has no ending that says what it is: add --format jsonl, csv or yaml.")
    try:
        return {"content": file.read_text("utf-8"), "format": found}
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8 text.") from error


@datasets.command("list")
@click.option("--archived", is_flag=True, help="Those that are archived.")
@json_option
@key_option
def list_(archived: bool, as_json: bool, key: str | None) -> None:
    """List the datasets, newest first.

    \b
    Example:
      remit datasets list
    """
    found: list[DatasetAnswer] = []
    with connected(key) as client:
        page = client.datasets(archived=archived, limit=200)
        found += page.items
        while page.next is not None:
            page = client.datasets(archived=archived, limit=200, cursor=page.next)
            found += page.items
    if as_json:
        json_out(found)
    elif found:
        heads = ("NAME", "VERSION", "CASES", "CHANGED", "DESCRIPTION")
        table(heads, [_row(each) for each in found])
    else:
        line("No datasets yet: `remit datasets create NAME FILE` makes one.", err=True)


def _row(each: DatasetAnswer) -> list[str]:
    version = each.version
    return [each.slug, str(version.number), f"{version.cases:,}", ago(version.created_at), each.description]


@datasets.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@_format_option
@click.option("--description", default="", help="What it is for.")
@json_option
@key_option
def create(
    name: str, file: Path, format: str | None, description: str, as_json: bool, key: str | None
) -> None:
    """Make a dataset from a file: JSONL, CSV with a column `input`, or YAML. Wrong lines are named.

    \b
    Example:
      remit datasets create support-tickets tickets.jsonl
    """
    body = _file(file, format)
    with connected(key) as client:
        made = client.create_dataset(name, description=description, **body)
    if as_json:
        json_out(made)
    else:
        line(
            f"{name} has {made.version.cases:,} cases. Measure an agent: remit evaluate AGENT --dataset {name}"
        )


@datasets.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@_format_option
@click.option("--replace", is_flag=True, help="The file takes the place of all there was.")
@click.option("--note", default="", help="What changed, in a sentence.")
@json_option
@key_option
def add(
    name: str, file: Path, format: str | None, replace: bool, note: str, as_json: bool, key: str | None
) -> None:
    """Make the next version of a dataset: with the cases of a file added, or with nothing else.

    \b
    Example:
      remit datasets add support-tickets more.csv
    """
    body = _file(file, format)
    with connected(key) as client:
        edited = client.edit_dataset(name, whole=replace, note=note, **body)
    if as_json:
        json_out(edited)
    elif edited.unchanged:
        line(f"{name} holds just that already: version {edited.version.number}.")
    else:
        line(f"Version {edited.version.number} of {name} has {edited.version.cases:,} cases.")


@datasets.command()
@click.argument("name")
@_version_option
@json_option
@key_option
def show(name: str, version: int | None, as_json: bool, key: str | None) -> None:
    """Show a dataset: its versions and its first cases.

    \b
    Example:
      remit datasets show support-tickets
    """
    with connected(key) as client:
        found = client.dataset(name)
        page = client.cases(name, version=version, limit=20)
    if as_json:
        json_out({**found.model_dump(mode="json"), "cases": page.model_dump(mode="json")})
        return
    heading(
        f"{name}: version {page.version} of {found.version.number}{', archived' if found.archived else ''}"
    )
    if found.description:
        line(found.description)
    rows = [
        [str(each.place + 1), each.name, _cell(each.input), _cell(each.expected), ", ".join(each.tags)]
        for each in page.items
    ]
    table(("CASE", "NAME", "INPUT", "EXPECTED", "TAGS"), rows)
    if page.next is not None:
        line(f"{page.matching:,} cases: `remit datasets export {name}` prints them all.")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


@datasets.command()
@click.argument("name")
@click.option("--format", type=click.Choice(["jsonl", "csv", "yaml"]), default="jsonl", help="Of the file.")
@_version_option
@key_option
def export(name: str, format: Format, version: int | None, key: str | None) -> None:
    """Print a version as a file that `create` and `add` take.

    \b
    Example:
      remit datasets export support-tickets > tickets.jsonl
    """
    with connected(key) as client:
        click.echo(client.export_dataset(name, format=format, version=version), nl=False)


@datasets.command()
@click.argument("name")
@key_option
def archive(name: str, key: str | None) -> None:
    """Take a dataset out of use; what was measured on it stays.

    \b
    Example:
      remit datasets archive support-tickets
    """
    with connected(key) as client:
        client.archive_dataset(name)
    line(f"{name} is archived: `remit datasets restore {name}` brings it back.")


@datasets.command()
@click.argument("name")
@key_option
def restore(name: str, key: str | None) -> None:
    """Bring an archived dataset back.

    \b
    Example:
      remit datasets restore support-tickets
    """
    with connected(key) as client:
        client.restore_dataset(name)
    line(f"{name} is back.")
