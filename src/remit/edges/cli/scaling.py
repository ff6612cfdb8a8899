"""`remit deployments scale`: to a number now, or by itself by the hour and by load."""

import re
from typing import Any

import click

from remit.edges.cli.calling import Refused, connected, json_option
from remit.edges.cli.deployment_changes import OVERRIDE, SUPERSEDE, tell
from remit.edges.cli.naming import named, plan_id
from remit.edges.cli.printing import json_out, line
from remit_sdk.models import Scaling, ScalingAnswer

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(?P<days>\S+) (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)=(?P<instances>\d{1,4})")


@click.command()
@named
@click.argument("instances", type=click.IntRange(1, 1000), required=False)
@click.option("--fewest", type=click.IntRange(0, 1000), help="By itself: outside of all windows; 0 sleeps.")
@click.option("--most", type=click.IntRange(1, 1000), help="By itself: never more than that.")
@click.option("--calls", type=click.IntRange(1, 10_000), help="By load: calls under way for each instance.")
@click.option("--hold", type=click.IntRange(0, 86_400), help="By load: seconds before there are fewer; 300.")
@click.option(
    "--window",
    "windows",
    multiple=True,
    metavar="'mon-fri 08:00-18:00=3'",
    help="By the hour; may be repeated.",
)
@click.option("--zone", metavar="Europe/Berlin", help="The time zone of the windows; UTC.")
@click.option("--off", is_flag=True, help="By itself no more: what runs stays.")
@SUPERSEDE
@OVERRIDE
@json_option
def scale(
    deployment: str,
    instances: int | None,
    off: bool,
    supersede: bool,
    override_freeze: bool,
    env: str | None,
    key: str | None,
    as_json: bool,
    **rule: Any,
) -> None:
    """Run a model on another number of instances, or have a rule do it; without anything, show the rule.

    \b
    Examples:
      remit deployments scale chatbot-x-staging 2
      remit deployments scale chatbot-x-staging --fewest 0 --window "mon-fri 08:00-18:00=2" --zone Europe/Berlin
      remit deployments scale chat-dev --fewest 1 --most 4 --calls 8
    """
    wanted = {name: value for name, value in rule.items() if value not in (None, ())}
    if sum((instances is not None, bool(wanted), off)) > 1:
        raise Refused("Name a number of instances, or a rule, or --off: one of them.")
    with connected(key) as client:
        id = plan_id(client, deployment, env)
        if instances is not None:
            done = client.scale(id, instances, supersede=supersede, override_freeze=override_freeze)
            tell(done, as_json=as_json)
        elif wanted:
            tell(client.set_scaling(id, _rule(client.scaling(id), wanted)), as_json=as_json)
        else:
            _show(client.stop_scaling(id) if off else client.scaling(id), as_json=as_json)


def _rule(seen: ScalingAnswer, wanted: dict[str, Any]) -> Scaling:
    """Put what is asked for over the rule there is."""
    rule: dict[str, Any] = seen.rule.model_dump(mode="json") if seen.rule else {"fewest": 1}
    names = {
        "fewest": "fewest",
        "most": "most",
        "calls": "calls_each",
        "hold": "hold_seconds",
        "zone": "zone",
    }
    rule |= {names[name]: value for name, value in wanted.items() if name != "windows"}
    if "windows" in wanted:
        rule["windows"] = [_window(each) for each in wanted["windows"]]
    needed = max([rule["fewest"], 1, *(each["instances"] for each in rule.get("windows") or ())])
    return Scaling.model_validate({**rule, "most": rule.get("most") or needed})


def _window(text: str) -> dict[str, Any]:
    found = _WINDOW.fullmatch(text.strip().lower())
    days = _days(found["days"]) if found else []
    if found is None or not days:
        raise Refused(
            f"“{text}” is no window: write it as “mon-fri 08:00-18:00=3”, or “sat,sun 22:00-06:00=0”."
        )
    return {"days": days, "start": found["start"], "end": found["end"], "instances": int(found["instances"])}


def _days(text: str) -> list[str]:
    """Read `mon-fri,sun` or `daily`; nothing for what is no day."""
    if text == "daily":
        return list(_DAYS)
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            return []
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found += _DAYS[start : end + 1] if start <= end else _DAYS[start:] + _DAYS[: end + 1]
    return [day for day in _DAYS if day in found]


def _show(found: ScalingAnswer, *, as_json: bool) -> None:
    if as_json:
        json_out(found)
        return
    if found.rule is None:
        line(f"{found.instances} of them, and no rule: --fewest, --most, --calls and --window make one.")
        return
    line(f"{found.words}; {found.rule.most} at most.")
    line(f"{'Asleep' if found.asleep else found.instances} now, {found.wanted} wanted: {found.why}.")
    if found.calls_at_once is not None:
        line(f"{found.calls_at_once:.1f} calls under way in the last minute.")
    if found.said:
        line(found.said)
