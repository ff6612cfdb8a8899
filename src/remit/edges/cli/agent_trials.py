"""`remit agents validate|dry-run|smoke-run|requirements|demote|invoke`: trying agents, and what they need."""

import json
from pathlib import Path
from typing import Any

import click

from remit.edges.cli.agents import agents, read_file
from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.printing import heading, json_out, line, state
from remit_sdk.models import Finding, TrialReport

__all__ = ["agents"]
_version_option = click.option("--version", type=int, help="Which version; the newest when left out.")
_input_option = click.option(
    "--input", "text", metavar="JSON", help="What goes in; the first example when left out."
)


def _input(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Refused(
            '--input is no JSON: put an object in single quotes, like \'{"city": "Oslo"}\'.'
        ) from error
    if not isinstance(given, dict):
        raise Refused("--input is no JSON object.")
    return given


@agents.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Try it as well.")
@_input_option
@json_option
@key_option
def validate(file: Path, dry_run: bool, text: str | None, as_json: bool, key: str | None) -> None:
    """Check an agent file; nothing is stored. Exit code 1 when it cannot be used.

    \b
    Example:
      remit agents validate examples/hello.yaml
    """
    source = read_file(file)
    with connected(key) as client:
        checked = client.validate_agent(source, dry_run=dry_run, input=_input(text))
    if as_json:
        json_out(checked)
    else:
        for found in checked.findings:
            line(finding_line(file, found), colour="red" if found.severity == "error" else "yellow")
    if not checked.valid:
        errors = sum(found.severity == "error" for found in checked.findings)
        raise Failed(f"{file} has {errors} error{'s' if errors != 1 else ''}: nothing was stored.")
    if not as_json:
        line(f"{file} is an agent file that can be applied: {checked.slug}.")
    if checked.dry_run is not None:
        _tell(checked.dry_run, as_json=as_json, quiet=as_json)


def finding_line(file: Path, found: Finding) -> str:
    """Write a finding as compilers do, so that editors find the place."""
    place = f":{found.line}:{found.column}" if found.line else ""
    hint = f" {found.hint}" if found.hint else ""
    return f"{file}{place}: {found.severity}: {found.message}{hint} [{found.code}]"


@agents.command("dry-run")
@click.argument("slug")
@_input_option
@_version_option
@json_option
@key_option
def dry_run(slug: str, text: str | None, version: int | None, as_json: bool, key: str | None) -> None:
    """Try an agent on one input: what it would do is listed, and nothing of it is done.

    \b
    Example:
      remit agents dry-run order-aggregator --input '{"orders": []}'
    """
    with connected(key) as client:
        _tell(client.dry_run_agent(slug, _input(text), version=version), as_json=as_json)


@agents.command("smoke-run")
@click.argument("slug")
@_version_option
@json_option
@key_option
def smoke_run(slug: str, version: int | None, as_json: bool, key: str | None) -> None:
    """Try an agent on all its examples, and keep the report. Exit code 1 when one fails.

    \b
    Example:
      remit agents smoke-run order-aggregator
    """
    with connected(key) as client:
        _tell(client.smoke_run_agent(slug, version=version), as_json=as_json)


def _tell(report: TrialReport, *, as_json: bool, quiet: bool = False) -> None:
    """Print what became of a trial; `Failed` when it did not pass."""
    if as_json and not quiet:
        json_out(report)
    elif not as_json:
        for case in report.cases:
            took = f"{case.seconds * 1000:.0f} ms"
            line(
                f"{'✓' if case.passed else '✗'} {case.name} ({took})",
                colour="green" if case.passed else "red",
            )
            for said in (*case.problems, *(effect.said for effect in case.effects)):
                line(f"    {said}")
            for logged in case.logs.splitlines():
                line(f"    log: {logged}")
            if case.passed:
                line(f"    {json.dumps(case.output, ensure_ascii=False)}")
    if not report.passed:
        failed = sum(not case.passed for case in report.cases)
        raise Failed(f"{failed} of {len(report.cases)} failed.")


@agents.command()
@click.argument("slug")
@_version_option
@json_option
@key_option
def requirements(slug: str, version: int | None, as_json: bool, key: str | None) -> None:
    """Say what a version still needs before it can be promoted. Exit code 1 when something is missing.

    \b
    Example:
      remit agents requirements order-aggregator
    """
    with connected(key) as client:
        found = client.promotion_requirements(slug, version)
    if as_json:
        json_out(found)
    else:
        for item in found.items:
            line(f"{'✓' if item.met else '✗'} {item.message}", colour="green" if item.met else "red")
        if found.needs_approval:
            line("It waits for another person's approval.")
            line(" ".join(said for said in (found.approval, found.nobody_could) if said))
    if not found.ready:
        raise Failed(f"Version {found.version} of {slug} cannot be promoted yet.")


@agents.command()
@click.argument("slug")
@json_option
@key_option
def demote(slug: str, as_json: bool, key: str | None) -> None:
    """Make an agent a draft again: no version of it is active until one is promoted.

    \b
    Example:
      remit agents demote order-aggregator
    """
    with connected(key) as client:
        demoted = client.demote_agent(slug)
    if as_json:
        json_out(demoted)
    else:
        line(f"{slug} is {state(demoted.status)}. Promote a version with `remit agents promote {slug}`.")


@agents.command()
@click.argument("slug")
@click.argument("text", metavar="JSON")
@json_option
@key_option
def invoke(slug: str, text: str, as_json: bool, key: str | None) -> None:
    """Give a deployed function its input, with the key that `remit agents deploy` printed.

    \b
    Example:
      REMIT_KEY=remit_… remit agents invoke order-aggregator '{"orders": []}'
    """
    with connected(key) as client:
        found = [
            each
            for each in client.deployed_agents().deployed_agents
            if slug in (each.name, each.deployment_id)
        ]
        if not found:
            raise Refused(
                f"This key does not open {slug}: use the key that was printed when it was deployed."
            )
        answer = client.invoke(found[0].deployment_id, _input(text) or {})
    if as_json:
        json_out(answer)
    else:
        heading(f"{slug} in {found[0].environment}")
        line(json.dumps(answer.output, ensure_ascii=False, indent=2))
