"""`remit evaluate` and `remit evaluations …`: agents measured on datasets, for people and for CI."""

import json
import time
from pathlib import Path
from typing import Any

import click
import yaml

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.printing import ago, clean, heading, json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import (
    ComparedAnswer,
    ComparedScorer,
    ComparisonAnswer,
    EvaluationAnswer,
    EvaluationDetail,
)

_SECONDS = 0.5
_OPEN = ("queued", "running")
_SHOWN = 5
_WORDS = {
    "better": "It is better.",
    "worse": "It is worse.",
    "same": "Nothing changed.",
    "unclear": "That may be noise: with so few cases, or so little difference, nobody can tell.",
}
_COLOURS = {"better": "green", "worse": "red"}


@click.command()
@click.argument("agent")
@click.option("--dataset", required=True, help="On which dataset.")
@click.option("--version", type=int, help="Of the agent; the newest when left out.")
@click.option("--dataset-version", type=int, help="Of the dataset; the newest when left out.")
@click.option(
    "--scorer",
    "scorers",
    multiple=True,
    metavar="TYPE|JSON",
    help="How answers are scored: exact, contains, numeric, similarity, or JSON like"
    ' \'{"type": "judge", "criteria": "It is polite."}\'; may be repeated. As the file asks when left out.',
)
@click.option(
    "--scorers", "file", type=click.Path(path_type=Path), help="A YAML or JSON file with a list of them."
)
@click.option("--threshold", type=click.FloatRange(0, 1), help="The mean score that is wanted.")
@click.option(
    "--compare", metavar="VERSION|ID", help="Compare with the newest evaluation of a version, or with one."
)
@click.option("--real", is_flag=True, help="What the agent does is really done, instead of rehearsed.")
@click.option("--estimate", is_flag=True, help="Only say what it would take.")
@click.option("--no-wait", is_flag=True, help="Start it, and do not wait.")
@json_option
@key_option
def evaluate(
    agent: str, compare: str | None, estimate: bool, no_wait: bool, as_json: bool, key: str | None, **how: Any
) -> None:
    """Measure an agent on a dataset. Exit code 1 below the threshold, or worse than what it is compared with.

    \b
    Examples:
      remit evaluate support-triage --dataset support-tickets --scorer contains --threshold 0.8
      remit evaluate support-triage --dataset support-tickets --compare 3
    """
    wish = _wish(**how)
    with connected(key) as client:
        if estimate:
            _tell_estimate(client, agent, wish, as_json)
            return
        run = client.start_evaluation(agent, **wish)
        if no_wait:
            json_out(run) if as_json else line(f"{run.id} runs: `remit evaluations show {run.id}`.")
            return
        ended = _followed(client, run, quiet=as_json)
        compared = _compared(client, ended, compare) if compare and ended.status == "finished" else None
        if as_json:
            shown = ended.model_dump(mode="json", exclude={"comparable"})
            json_out({**shown, "comparison": compared.model_dump(mode="json") if compared else None})
        else:
            _tell(client, ended)
            if compared:
                _tell_comparison(compared)
    _judge(ended, compared)


def _wish(
    dataset: str,
    version: int | None,
    dataset_version: int | None,
    scorers: tuple[str, ...],
    file: Path | None,
    threshold: float | None,
    real: bool,
) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "version": version,
        "dataset_version": dataset_version,
        "scorers": [*map(_scorer, scorers), *(_from(file) if file else [])],
        "threshold": threshold,
        "effects": "real" if real else "rehearsed",
    }


def _scorer(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {"type": text}
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise Refused("--scorer is a type, or JSON in single quotes.") from error
    return found


def _from(file: Path) -> list[Any]:
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refused(f"{file} cannot be read as YAML or JSON.") from error
    if not isinstance(found, list):
        raise Refused(f"{file} holds no list of scorers.")
    return found


def _followed(client: Remit, run: EvaluationAnswer, *, quiet: bool) -> EvaluationDetail:
    """Wait until a run has ended; say how far it is where a person reads it."""
    told = -1
    try:
        while True:
            found = client.evaluation(run.id)
            if found.status not in _OPEN and (found.summary or found.problem or found.status == "cancelled"):
                return found
            if not quiet and found.done != told:
                told = found.done
                line(f"{found.done} of {found.cases} cases", err=True)
            time.sleep(_SECONDS)
    except KeyboardInterrupt:
        line(f"{run.id} goes on: `remit evaluations cancel {run.id}` ends it.", err=True)
        raise


def _compared(client: Remit, run: EvaluationDetail, with_what: str) -> ComparisonAnswer:
    """Compare with an evaluation by its id, or with the newest of a version."""
    if with_what.isdecimal():
        number = int(with_what)
        found = [each for each in run.comparable if each.agent == run.agent and each.version == number]
        if not found:
            raise Refused(
                f"Version {number} of {run.agent} was not evaluated on {run.dataset}: run"
                f" `remit evaluate {run.agent} --version {number} --dataset {run.dataset}`."
            )
        with_what = found[0].id
    return client.compare_evaluations(with_what, run.id, limit=_SHOWN)


def _tell_estimate(client: Remit, agent: str, wish: dict[str, Any], as_json: bool) -> None:
    found = client.estimate_evaluation(agent, **wish)
    if as_json:
        json_out(found)
        return
    cost = "an unknown cost" if found.cost_usd is None else f"about ${float(found.cost_usd):.4f}"
    line(f"{found.cases:,} cases, {found.calls:,} calls of models, {cost}. {found.basis}")
    for doubt in found.doubts:
        line(doubt, colour="yellow")


def _score(score: float | None, interval: list[float] | None) -> str:
    if score is None:
        return "–"
    return f"{score:.3f}" if interval is None else f"{score:.3f} ({interval[0]:.3f} to {interval[1]:.3f})"


def _tell(client: Remit, run: EvaluationDetail) -> None:
    heading(f"{run.agent} version {run.version} on {run.dataset} version {run.dataset_version}: {run.status}")
    if run.problem:
        line(run.problem.detail, colour="red")
    if run.summary:
        table(
            ("SCORER", "SCORE (95 %)", "PASSED"),
            [
                *(
                    [each.name, _score(each.score, each.interval), str(each.passed_cases)]
                    for each in run.summary.scorers
                ),
                ["all", _score(run.summary.score, run.summary.interval), str(run.summary.passed_cases)],
            ],
        )
    for each in list(client.evaluation_results(run.id, only="failed"))[:_SHOWN]:
        why = (
            each.error.detail
            if each.error
            else "; ".join(one.reason for one in each.scores if not one.passed)
        )
        line(f"✗ case {each.place + 1} {clean(each.name)}: {why}", colour="red")
    cost = "unknown in part" if run.unpriced else f"${float(run.cost_usd):.4f}"
    line(
        f"{run.done} cases, {run.errors} without an answer, {run.input_tokens + run.output_tokens:,} tokens, {cost}."
    )
    line(run.id)


def _tell_comparison(found: ComparisonAnswer) -> None:
    heading(f"Compared with version {found.before.version} ({found.before.id})")
    for scorer in found.scorers:
        line(f"{scorer.name}: {scorer.before:.3f} → {scorer.after:.3f}, {_change(scorer)}")
    verdict = found.overall.verdict
    line(f"All: {_change(found.overall)}. {_WORDS[verdict]}", colour=_COLOURS.get(verdict))
    for case in found.items:
        if case.change != "same":
            moved = f"{case.before.score:.2f} → {case.after.score:.2f}"
            line(f"  case {case.place + 1}: {moved} {clean(case.name)}")


def _change(found: ComparedAnswer | ComparedScorer) -> str:
    low, high = found.interval
    counted = f"{found.better} better, {found.worse} worse, {found.same} the same"
    return f"{found.difference:+.3f} ({low:+.3f} to {high:+.3f}); {counted}"


def _judge(run: EvaluationDetail, compared: ComparisonAnswer | None) -> None:
    """End with the exit code that CI goes by."""
    if run.status != "finished":
        raise Failed(f"{run.id} is {run.status}.")
    if run.passed is False:
        raise Failed(f"{run.agent} scores {run.score:.3f}; {run.threshold:g} is wanted.")
    if compared and compared.overall.verdict == "worse":
        raise Failed(f"{run.agent} version {run.version} is worse than version {compared.before.version}.")


@click.group()
def evaluations() -> None:
    """List, show, compare and cancel evaluations."""


@evaluations.command("list")
@click.option("--agent", help="Only of this agent.")
@click.option("--dataset", help="Only on this dataset.")
@json_option
@key_option
def list_(agent: str | None, dataset: str | None, as_json: bool, key: str | None) -> None:
    """List the newest evaluations.

    \b
    Example:
      remit evaluations list --agent support-triage
    """
    with connected(key) as client:
        found = client.evaluations(agent=agent, dataset=dataset, limit=100).items
    if as_json:
        json_out(found)
    elif found:
        table(("ID", "AGENT", "DATASET", "STATUS", "DONE", "SCORE", "WHEN"), [_row(each) for each in found])
    else:
        line("No evaluations yet: `remit evaluate AGENT --dataset NAME` makes one.", err=True)


def _row(each: EvaluationAnswer) -> list[str]:
    score = _score(each.score, each.summary.interval if each.summary else None)
    where = f"{each.dataset}@{each.dataset_version}"
    done = f"{each.done}/{each.cases}"
    return [each.id, f"{each.agent}@{each.version}", where, each.status, done, score, ago(each.created_at)]


@evaluations.command()
@click.argument("id")
@json_option
@key_option
def show(id: str, as_json: bool, key: str | None) -> None:
    """Show an evaluation as it stands.

    \b
    Example:
      remit evaluations show eval_01j…
    """
    with connected(key) as client:
        found = client.evaluation(id)
        json_out(found) if as_json else _tell(client, found)


@evaluations.command()
@click.argument("before")
@click.argument("after")
@json_option
@key_option
def compare(before: str, after: str, as_json: bool, key: str | None) -> None:
    """Compare two evaluations on one dataset. Exit code 1 when the second is worse.

    \b
    Example:
      remit evaluations compare eval_01j… eval_01k…
    """
    with connected(key) as client:
        found = client.compare_evaluations(before, after)
    json_out(found) if as_json else _tell_comparison(found)
    if found.overall.verdict == "worse":
        raise Failed(f"{after} is worse than {before}.")


@evaluations.command()
@click.argument("id")
@key_option
def cancel(id: str, key: str | None) -> None:
    """End an evaluation; what was found is kept.

    \b
    Example:
      remit evaluations cancel eval_01j…
    """
    with connected(key) as client:
        ended = client.cancel_evaluation(id)
    line(f"{id} is cancelled after {ended.done} of {ended.cases} cases.")
