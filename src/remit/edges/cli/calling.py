"""What every command that asks a server shares: the address, the key, and how a no is told."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, TypeVar

import click

from remit_sdk import Remit, RemitProblem, RemitUnreachable

URL = "http://127.0.0.1:8700"
F = TypeVar("F", bound=Callable[..., Any])

_NO_KEY = (
    "An API key is needed: set REMIT_KEY or pass --key; `remit keys create --name me --role admin` makes one."
)


class Refused(click.ClickException):
    """What was asked is refused, and nothing was changed: sentences for standard error, exit code 2."""

    exit_code = 2

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences

    def show(self, file: Any = None) -> None:
        for sentence in self.sentences:
            click.echo(f"remit: {sentence}", err=True)


class Failed(Refused):
    """What was asked was tried and failed, or what was checked is not so: exit code 1."""

    exit_code = 1


def key_option(function: F) -> F:
    """Add `--key`."""
    return click.option(
        "--key", envvar="REMIT_KEY", metavar="KEY", help="The API key; REMIT_KEY when left out."
    )(function)


def json_option(function: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print the API's JSON.")(function)


def env_option(help: str) -> Callable[[F], F]:
    """Add `--env`; the server says which environments there are."""
    return click.option("--env", metavar="dev|staging|prod|…", help=help)


@contextmanager
def connected(key: str | None) -> Iterator[Remit]:
    """Open a connection; a problem ends the command with its sentences, 2 for a refusal and 1 for a failure."""
    url = os.environ.get("REMIT_URL") or URL
    if not key:
        raise Refused(_NO_KEY)
    try:
        with _open(url, key) as client:
            yield client
    except RemitProblem as problem:
        raise ended(problem) from problem
    except RemitUnreachable as error:
        raise Failed(f"{error} Start Remit with `remit up`, or set REMIT_URL.") from error
    except UnicodeEncodeError as error:
        raise Refused("What you wrote holds bytes that are not UTF-8 text.") from error


def _open(url: str, key: str) -> Remit:
    try:
        return Remit(url, key)
    except ValueError as error:
        raise Refused(str(error)) from error


def ended(problem: RemitProblem) -> Refused:
    """Say a problem as the end of a command."""
    refused = problem.status < HTTPStatus.INTERNAL_SERVER_ERROR
    sentences = problem.sentences
    if not refused and problem.request_id:
        sentences = [*sentences, f"The request id is {problem.request_id}."]
    return Refused(*sentences) if refused else Failed(*sentences)
