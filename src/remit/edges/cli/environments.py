"""`remit environments …`: their order, how new versions come to serve there, and when nothing changes."""

from datetime import UTC, datetime

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import json_out, line, table
from remit_sdk.models import EnvironmentBody, EnvironmentSetting, FreezeBody, Strategy

_SECONDS = 60
_GATES = (
    "What stops a new version: min_calls, error_points, violation_points, latency_ratio, cost_ratio or min_score (of"
    " its evaluation), with a number or “off”; may be repeated."
)
_TIME = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


@click.group()
def environments() -> None:
    """List, add and remove environments, set how new versions come to serve there, and freeze them."""


@environments.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List environments in their order, and the freezes that are or will be.

    \b
    Example:
      remit environments list
    """
    with connected(key) as client:
        found = client.environments()
    if as_json:
        json_out(found)
        return
    heads = ("", "NAME", "TITLE", "PROTECTED", "NEW VERSIONS", "HOSTS", "RUNS", "FROZEN")
    rows = [
        [
            str(place),
            each.name,
            each.title,
            "yes" if each.protected else "no",
            _told(each.strategy),
            ", ".join(each.hosts) or "any",
            str(each.deployments),
            f"until {_at(each.frozen.ends_at)}" if each.frozen else "–",
        ]
        for place, each in enumerate(found.environments, 1)
    ]
    table(heads, rows)
    for freeze in found.freezes:
        times = f"{_at(freeze.starts_at)} to {_at(freeze.ends_at)}"
        line(f"{freeze.freeze_id}  {freeze.environment} is frozen from {times}: {freeze.reason}")


def _told(strategy: Strategy) -> str:
    if strategy.kind == "all_at_once":
        return "all at once"
    steps = " → ".join(f"{step.root if hasattr(step, 'root') else step}%" for step in strategy.steps)
    return f"{strategy.kind.replace('_', '/')} {steps}, {strategy.bake_seconds / _SECONDS:g} min each"


@environments.command("set")
@click.argument("name")
@click.option("--title", help="What people see it as.")
@click.option(
    "--protected/--unprotected", default=None, help="Whether it has a right, approvals and checks of its own."
)
@click.option("--strategy", type=click.Choice(["all_at_once", "blue_green", "canary"]), help="How.")
@click.option("--steps", metavar="10,50,100", help="A canary's shares of the calls, in percent.")
@click.option("--minutes", type=float, help="How long each step is watched.")
@click.option("--host", "hosts", multiple=True, help="Where it may run things; “any” for everywhere.")
@click.option("--smoke", help="What is said to a new version before anybody is sent there.")
@click.option("--gate", "gates", multiple=True, metavar="NAME=VALUE", help=_GATES)
@json_option
@key_option
def set_(
    name: str,
    title: str | None,
    protected: bool | None,
    strategy: str | None,
    steps: str | None,
    minutes: float | None,
    hosts: tuple[str, ...],
    smoke: str | None,
    gates: tuple[str, ...],
    as_json: bool,
    key: str | None,
) -> None:
    """Set how new versions come to serve in an environment; what is not named stays.

    \b
    Example:
      remit environments set prod --strategy canary --steps 5,25,100 --minutes 15
    """
    with connected(key) as client:
        seen = next((each for each in client.environments().environments if each.name == name), None)
        if seen is None:
            raise Refused(f"There is no environment “{name}”: see `remit environments list`.")
        wanted = _strategy(seen, strategy, steps, minutes, smoke)
        wanted["gates"] = _gates(seen, gates)
        kept = list(seen.hosts) if not hosts else [each for each in hosts if each != "any"]
        body = EnvironmentBody.model_validate(
            {
                "title": title or seen.title,
                "strategy": wanted,
                "hosts": kept,
                "protected": protected,
                "version": seen.version,
            }
        )
        changed = client.set_environment(name, body)
    if as_json:
        json_out(changed)
    else:
        line(f"{name}: {_told(changed.strategy)}{', protected' if changed.protected else ''}.")


def _strategy(
    seen: EnvironmentSetting,
    kind: str | None,
    steps: str | None,
    minutes: float | None,
    smoke: str | None,
) -> dict[str, object]:
    wanted = seen.strategy.model_dump(mode="json")
    if kind is not None:
        wanted["kind"] = kind
        if kind != "canary":
            wanted["steps"] = [100]
        if kind == "all_at_once":
            wanted["bake_seconds"] = 0
    if steps is not None:
        try:
            wanted["steps"] = [int(step.strip().removesuffix("%")) for step in steps.split(",")]
        except ValueError as error:
            raise Refused(f"“{steps}” are no steps: write them as 10,50,100.") from error
    if minutes is not None:
        wanted["bake_seconds"] = round(minutes * _SECONDS)
    if smoke is not None:
        wanted["smoke"] = smoke
    return wanted


def _gates(seen: EnvironmentSetting, wanted: tuple[str, ...]) -> dict[str, object]:
    gates: dict[str, object] = seen.strategy.gates.model_dump(mode="json")
    for each in wanted:
        name, _, value = each.partition("=")
        if name not in gates:
            raise Refused(f"“{name}” is no gate: there are {', '.join(gates)}.")
        try:
            gates[name] = None if value == "off" else float(value) if "." in value else int(value)
        except ValueError as error:
            raise Refused(f"“{each}” is no gate: write it as {name}=5, or {name}=off.") from error
    return gates


@environments.command("add")
@click.argument("name")
@click.option("--title", help="What people see it as; the name when left out.")
@click.option("--protected", is_flag=True, help="With a right, approvals and checks of its own, as prod has.")
@click.option("--before", metavar="NAME", help="Which one it comes before; else the first that is protected.")
@json_option
@key_option
def add(
    name: str, title: str | None, protected: bool, before: str | None, as_json: bool, key: str | None
) -> None:
    """Add an environment: lowercase letters and digits, for it ends the names of what is deployed there.

    \b
    Example:
      remit environments add qa --title "Quality assurance" --before prod
    """
    with connected(key) as client:
        made = client.add_environment(name, title=title, protected=protected, before=before)
        found = client.environments()
    if as_json:
        json_out(made)
    else:
        line(f"{made.name} is added: {' → '.join(each.name for each in found.environments)}")


@environments.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@key_option
def remove(name: str, yes: bool, key: str | None) -> None:
    """Remove an environment in which nothing is; its name stays in the records.

    \b
    Example:
      remit environments remove qa --yes
    """
    with connected(key) as client:
        if not yes:
            click.confirm(f"Remove the environment {name}?", abort=True, err=True)
        found = client.remove_environment(name)
    line(f"{name} is removed: {' → '.join(each.name for each in found.environments)}")


@environments.command("order")
@click.argument("names", nargs=-1, required=True)
@key_option
def order(names: tuple[str, ...], key: str | None) -> None:
    """Put the environments in another order: what runs is promoted from one to the next.

    \b
    Example:
      remit environments order dev staging prod
    """
    with connected(key) as client:
        found = client.order_environments(list(names))
    line(" → ".join(each.name for each in found.environments))


@environments.command("freeze")
@click.argument("name")
@click.option("--from", "starts", type=_TIME, help="When it begins, in UTC; now when left out.")
@click.option("--to", "ends", type=_TIME, required=True, help="When it ends, in UTC.")
@click.option("--reason", required=True, help="Why, for those who meet it.")
@click.option("--override", "roles", multiple=True, help="A role that may override it; owner and admin.")
@json_option
@key_option
def freeze(
    name: str,
    starts: datetime | None,
    ends: datetime,
    reason: str,
    roles: tuple[str, ...],
    as_json: bool,
    key: str | None,
) -> None:
    """Let nothing change in an environment for a while; pausing and rolling back stay open.

    \b
    Example:
      remit environments freeze prod --to 2026-12-27 --reason "Holidays"
    """
    body = {
        "environment": name,
        "starts_at": (starts or datetime.now(UTC)).replace(tzinfo=UTC),
        "ends_at": ends.replace(tzinfo=UTC),
        "reason": reason,
        "may_override": list(roles) or ["owner", "admin"],
    }
    with connected(key) as client:
        if name not in {each.name for each in client.environments().environments}:
            raise Refused(f"There is no environment “{name}”: see `remit environments list`.")
        made = client.freeze(FreezeBody.model_validate(body))
    if as_json:
        json_out(made)
    else:
        line(f"{made.environment} is frozen until {_at(made.ends_at)}: {made.freeze_id}.")


@environments.command("thaw")
@click.argument("freeze")
@key_option
def thaw(freeze: str, key: str | None) -> None:
    """End a freeze now.

    \b
    Example:
      remit environments thaw frz_…
    """
    with connected(key) as client:
        lifted = client.lift_freeze(freeze)
    line(f"{lifted.environment} takes changes again.")
