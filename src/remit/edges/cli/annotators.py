"""`remit annotators …`: who is asked what is in a text; a secret is typed or piped, never an argument."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line, table
from remit_sdk import Remit
from remit_sdk.models import AnnotatorAnswer

_DIRECTIONS = ("input", "output", "tool_arguments", "tool_result")
_SAID_OF = ("name", "url", "timeout_seconds", "fail_mode", "streams", "enabled")


@click.group()
def annotators() -> None:
    """List, add, change, test and remove annotators elsewhere.

    They say what is in a text, beside what Remit finds by itself; policies decide what follows. An annotator is named
    by its slug, or by its id (ann_…).
    """


@annotators.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List the annotators.

    \b
    Example:
      remit annotators list
    """
    with connected(key) as client:
        found = list(_every(client))
    if as_json:
        json_out({"items": [each.model_dump(mode="json") for each in found]})
        return
    if not found:
        line("No annotators elsewhere yet: Remit's own look at every text.", err=True)
        return
    heads = ("SLUG", "KIND", "ADDRESS", "SEES", "SAYS", "WITHIN", "FAILS", "STATE")
    table(heads, [_row(each) for each in found])


def _row(each: AnnotatorAnswer) -> list[str]:
    sees = "everything" if len(each.directions) == len(_DIRECTIONS) else ", ".join(each.directions)
    state = "on" if each.enabled else "off"
    if each.enabled and each.health.breaker != "closed":
        state = "left alone"
    within = f"{each.timeout_seconds:g} s"
    return [
        each.slug,
        each.kind,
        each.url,
        sees,
        ", ".join(each.labels) or "anything",
        within,
        each.fail_mode,
        state,
    ]


def _members(function: Any) -> Any:
    """Add what can be said of an annotator when it is added and when it is changed."""
    options = (
        click.option("--name", help="How it is shown."),
        click.option(
            "--see",
            "directions",
            multiple=True,
            type=click.Choice(_DIRECTIONS),
            help="What it is asked about.",
        ),
        click.option(
            "--label", "labels", multiple=True, metavar="LABEL", help="What it may say, with all under it."
        ),
        click.option("--any-label", is_flag=True, help="It may say anything."),
        click.option(
            "--timeout", "timeout_seconds", type=float, metavar="SECONDS", help="How long it is waited for."
        ),
        click.option(
            "--fail",
            "fail_mode",
            type=click.Choice(("open", "closed")),
            help="Pass (open) or refuse (closed) what it did not see.",
        ),
        click.option(
            "--streams", type=click.Choice(("whole", "window")), help="How it sees streamed answers."
        ),
        click.option("--model", help="The model of Llama Guard."),
        click.option("--language", help="The language of Presidio's analyzer."),
        click.option("--least-score", type=float, help="What scores less is not told by Presidio."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _sent(given: dict[str, Any]) -> dict[str, Any]:
    members = {name: given[name] for name in _SAID_OF if given.get(name) is not None}
    if given["directions"]:
        members["directions"] = list(given["directions"])
    if given["labels"] or given["any_label"]:
        members["labels"] = list(given["labels"])
    options = {name: given[name] for name in ("model", "language", "least_score") if given[name] is not None}
    return members | ({"options": options} if options else {})


@annotators.command()
@click.argument("slug")
@click.argument("url")
@click.option(
    "--kind", type=click.Choice(("http", "presidio", "llama_guard")), default="http", show_default=True
)
@click.option(
    "--secret", "with_secret", is_flag=True, help="It wants a secret, which is asked for or piped in."
)
@_members
@json_option
@key_option
def add(
    slug: str, url: str, kind: str, with_secret: bool, as_json: bool, key: str | None, **given: Any
) -> None:
    """Add an annotator; it is asked from the next call on.

    \b
    Examples:
      remit annotators add projects http://127.0.0.1:9300 --label internal
      remit annotators add presidio http://127.0.0.1:5002 --kind presidio --fail open
      remit annotators add guard https://models.example.com/v1 --kind llama_guard --model llama-guard3 --secret
    """
    secret = {"secret": _secret(slug)} if with_secret else {}
    with connected(key) as client:
        made = client.add_annotator(slug, kind, url, **secret, **_sent(given))
    if as_json:
        json_out(made)
        return
    line(f'{made.slug} is asked from the next call on. Try it: remit annotators test {made.slug} "a text"')


def _secret(slug: str) -> str:
    if sys.stdin.isatty():
        given: str = click.prompt(f"Secret of {slug}", hide_input=True, err=True)
    else:
        given = sys.stdin.read(16_384)
    if not given.strip():
        raise Refused("No secret was given: type it or pipe it in.")
    return given.strip()


@annotators.command("set")
@click.argument("annotator", metavar="SLUG")
@click.option("--url", help="Its address.")
@click.option("--on/--off", "enabled", default=None, help="Whether it is asked.")
@click.option("--secret", "with_secret", is_flag=True, help="Give it another secret, asked for or piped in.")
@click.option("--no-secret", is_flag=True, help="Take its secret away.")
@_members
@json_option
@key_option
def set_(
    annotator: str, with_secret: bool, no_secret: bool, as_json: bool, key: str | None, **given: Any
) -> None:
    """Change an annotator; what is not named stays.

    \b
    Examples:
      remit annotators set presidio --fail closed --timeout 1
      remit annotators set presidio --off
    """
    members = _sent(given)
    if with_secret or no_secret:
        members["secret"] = None if no_secret else _secret(annotator)
    if not members:
        raise Refused("Say what to change; `remit annotators set --help` lists what can be.")
    with connected(key) as client:
        shown = _named(client, annotator)
        changed = client.change_annotator(shown.id, shown.version, **members)
    if as_json:
        json_out(changed)
        return
    line(f"{changed.slug} is changed.")


@annotators.command()
@click.argument("annotator", metavar="SLUG")
@click.argument("text")
@click.option("--as", "direction", type=click.Choice(_DIRECTIONS), default="input", show_default=True)
@json_option
@key_option
def test(annotator: str, text: str, direction: str, as_json: bool, key: str | None) -> None:
    """Ask an annotator about a text now: what it finds, and how long it takes. Exit code 1 when it does not answer.

    \b
    Example:
      remit annotators test presidio "Ann Smith lives in Berlin"
    """
    with connected(key) as client:
        tested = client.test_annotator(_named(client, annotator).id, text, direction)
    if as_json:
        json_out(tested)
    elif tested.ok:
        table(
            ("LABEL", "SCORE", "TEXT"), [[each.name, f"{each.score:g}", each.text] for each in tested.labels]
        )
        line(f"{len(tested.labels)} labels in {tested.milliseconds} ms.", err=True)
        if tested.left_out:
            line(f"It also said {', '.join(tested.left_out)}, which it may not: --label lets it.", err=True)
    if not tested.ok:
        raise Failed(tested.problem)


@annotators.command()
@click.argument("annotator", metavar="SLUG")
@key_option
def remove(annotator: str, key: str | None) -> None:
    """Remove an annotator with its secret; nobody asks it any more."""
    with connected(key) as client:
        shown = _named(client, annotator)
        client.remove_annotator(shown.id)
    line(f"{shown.slug} is removed.")


def _named(client: Remit, name: str) -> AnnotatorAnswer:
    found = next((each for each in _every(client) if name in (each.slug, each.id)), None)
    if found is None:
        raise Refused(f"There is no annotator {name}: `remit annotators list` shows those there are.")
    return found


def _every(client: Remit) -> Iterator[AnnotatorAnswer]:
    page = client.annotators(limit=200)
    yield from page.items
    while page.next:
        page = client.annotators(limit=200, cursor=page.next)
        yield from page.items
