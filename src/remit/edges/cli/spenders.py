"""Naming whom a budget or a limit is for on the command line: `--agent hello`, `--for-key key_…`."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from remit.edges.cli.calling import Refused
from remit_sdk import Remit
from remit_sdk.spending import Scope

F = TypeVar("F", bound=Callable[..., Any])
SCOPES: tuple[Scope, ...] = ("organization", "team", "member", "key", "agent", "deployment")
_NAMED: tuple[Scope, ...] = ("team", "member", "key", "agent", "deployment")


def spender_options(command: F) -> F:
    """Let a command say whom it is about."""
    for scope in reversed(_NAMED):
        # `--key` is the key that the command itself is carried out with.
        option = "--for-key" if scope == "key" else f"--{scope}"
        command = click.option(option, metavar="NAME", help=f"For one {scope}, by its name or id.")(command)
    return command


def spender(client: Remit, named: dict[Scope, str | None]) -> tuple[Scope, str | None]:
    """Return the scope and the id of what was named; the whole organisation when nothing was."""
    given = [(scope, name) for scope, name in named.items() if name is not None]
    if len(given) > 1:
        raise Refused("Name one: a team, a member, a key, an agent or a deployment.")
    if not given:
        return "organization", None
    scope, name = given[0]
    found = client.budget_subjects(scope, name).items
    if not found:
        return scope, name  # an id, or nothing the server knows, which it says better
    exact = [each for each in found if name in (each.name, each.id) or each.name.partition(" ")[0] == name]
    if len(exact) == 1 or len(found) == 1:
        return scope, (exact or found)[0].id
    some = ", ".join(f"{each.name} ({each.id})" for each in (exact or found)[:5])
    raise Refused(f"{name!r} may be {some}: give the id.")
