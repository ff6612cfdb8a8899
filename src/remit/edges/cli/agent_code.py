"""`remit agents generate`: having a model write the code of a function agent."""

from pathlib import Path

import click

from remit.edges.cli.agent_files import agents
from remit.edges.cli.agents import read_file
from remit.edges.cli.calling import Failed, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line
from remit_sdk.models import GenerationAnswer, RoundAnswer

__all__ = ["agents"]
_USABLE = ("passed", "template")


@agents.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--description", metavar="TEXT", help="What the function is to do; `remit.description` when left out."
)
@click.option("--fresh", is_flag=True, help="Have it written anew, even where there is code for the same.")
@click.option("--write", is_flag=True, help="Write the code into FILE, anew and without its comments.")
@json_option
@key_option
def generate(
    file: Path, description: str | None, fresh: bool, write: bool, as_json: bool, key: str | None
) -> None:
    """Have a model write the code of a function agent, by the schemas and examples of its FILE.

    The code is checked, tried on the examples, and mended at most twice. Exit code 1 when none of it passes.

    \b
    Example:
      remit agents generate order-aggregator.yaml --description "Add up orders by customer" --write
    """
    ended: GenerationAnswer | None = None
    with connected(key) as client:
        for step in client.generate_code(read_file(file), description, fresh=fresh):
            if isinstance(step, GenerationAnswer):
                ended = step
            elif not as_json:
                _tell(step)
    if ended is None:
        raise Failed("The server did not say what became of it.")
    if as_json:
        json_out(ended)
    else:
        _conclude(ended)
    if ended.status not in _USABLE:
        raise Failed(ended.reason)
    if write and ended.source is not None:
        file.write_text(ended.source, "utf-8")
        if not as_json:
            line(f"Wrote {file}. Save it with `remit agents apply {file} --draft`.")


def _tell(step: RoundAnswer) -> None:
    mark = "✓" if step.passed else "✗"
    by = f" by {step.model}" if step.model else ""
    line(f"{mark} try {step.number}{by} in the {step.tier} sandbox", colour="green" if step.passed else "red")
    for problem in step.problems:
        line(f"    {problem}")


def _conclude(ended: GenerationAnswer) -> None:
    if ended.cached is not None:
        alike = (
            "the same"
            if ended.cached.kind == "same"
            else f"similar words ({ended.cached.likeness:.0%} alike)"
        )
        line(
            f"From memory: written before for {alike}: {ended.cached.description} Use --fresh to have it anew."
        )
    if ended.reason and ended.status in _USABLE:
        line(ended.reason)
    if ended.code:
        click.echo(ended.code, nl=False)
