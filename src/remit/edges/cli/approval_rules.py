"""`remit approvals rules …`: who has to approve which changes, in which stages."""

import re
from typing import Any

import click

from remit.edges.cli.calling import Refused, connected, json_option, key_option
from remit.edges.cli.printing import ago, json_out, line, table
from remit_sdk.models import RuleAnswer

_HOURS = re.compile(r"(\d{1,4})h")
_WHOM = {"role": "roles", "team": "teams", "member": "members"}


@click.group()
def rules() -> None:
    """List, set and end rules of who has to approve which changes.

    Of the rules that match a change the strictest holds: the one that asks for the most people. A change that waits
    keeps the rule it was asked for under.
    """


@rules.command("list")
@json_option
@key_option
def list_(as_json: bool, key: str | None) -> None:
    """List the rules that hold.

    \b
    Example:
      remit approvals rules list
    """
    with connected(key) as client:
        found = client.approval_rules()
    if as_json:
        json_out(found)
    elif found.items:
        table(("RULE", "KIND", "WHERE", "RISK", "STAGES"), [_row(each) for each in found.items])
        for each in found.items:
            _warn(each)
    else:
        line("No rules yet: one other person decides, where a policy asks for one.", err=True)


def _row(rule: RuleAnswer) -> list[str]:
    stages = ", then ".join(stage.said for stage in rule.stages)
    return [rule.slug, rule.kind, rule.environment or "anywhere", f"{rule.least_risk} and more", stages]


def _warn(rule: RuleAnswer) -> None:
    if rule.unmet:
        line(f"Nobody could satisfy {rule.slug} now: {rule.unmet}", err=True)


@rules.command()
@click.argument("slug")
@json_option
@key_option
def show(slug: str, as_json: bool, key: str | None) -> None:
    """Show every version of a rule, the newest first."""
    with connected(key) as client:
        found = client.approval_rule(slug)
    if as_json:
        json_out(found)
        return
    for each in found.items:
        ended = f", ended {ago(each.ended_at)}" if each.ended_at else ""
        line(
            f"Version {each.number}: {each.kind}, {each.environment or 'anywhere'}, {each.least_risk} risk and more"
        )
        line(f"  by {each.created_by['name']}, {ago(each.created_at)}{ended}")
        for place, stage in enumerate(each.stages, 1):
            line(f"  stage {place}: {stage.said}")
        _warn(each)


@rules.command("set")
@click.argument("slug")
@click.option(
    "--kind", required=True, help="Which changes: agent.promote, deployment.deploy, deployment.scale …"
)
@click.option("--env", "environment", metavar="NAME", help="In which environment; everywhere without.")
@click.option(
    "--risk", type=click.Choice(("low", "medium", "high")), default="low", help="From which risk on."
)
@click.option(
    "--stage", "stages", multiple=True, required=True, metavar="TEXT", help="See below; one for each stage."
)
@json_option
@key_option
def set_(
    slug: str,
    kind: str,
    environment: str | None,
    risk: str,
    stages: tuple[str, ...],
    as_json: bool,
    key: str | None,
) -> None:
    """Make a rule, or its next version.

    A stage is how many of whom: `2 role:approver team:security member:mem_…`. It may say `different-teams`, how long it
    may take (`48h`; a week without), and who may approve as well after that time: `then:role:owner`.

    \b
    Example:
      remit approvals rules set big-changes --kind deployment.deploy --env prod --risk high \\
        --stage "2 role:approver 48h then:role:owner" --stage "1 team:security"
    """
    rule = {
        "kind": kind,
        "environment": environment,
        "least_risk": risk,
        "stages": [_stage(text) for text in stages],
    }
    with connected(key) as client:
        made = client.set_approval_rule(slug, rule)
    if as_json:
        json_out(made)
        return
    line(f"Version {made.number} of {made.slug} holds for what is asked from now on:")
    for place, stage in enumerate(made.stages, 1):
        line(f"  stage {place}: {stage.said}")


def _stage(text: str) -> dict[str, Any]:
    words = text.split()
    if not words or not words[0].isdecimal():
        raise Refused(f"A stage begins with how many people, such as “2 role:approver”: {text!r} does not.")
    stage: dict[str, Any] = {"people": int(words[0]), "whom": {}}
    for word in words[1:]:
        if word == "different-teams":
            stage["different_teams"] = True
        elif found := _HOURS.fullmatch(word):
            stage["hours"] = int(found[1])
        elif word.startswith("then:"):
            _name(stage.setdefault("escalates_to", {}), word.removeprefix("then:"))
        else:
            _name(stage["whom"], word)
    return stage


def _name(whom: dict[str, list[str]], word: str) -> None:
    kind, _, name = word.partition(":")
    if kind not in _WHOM or not name:
        raise Refused(
            f"“{word}” names nobody: write role:…, team:… or member:…, then:role:…, 48h or different-teams."
        )
    whom.setdefault(_WHOM[kind], []).append(name)


@rules.command()
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
@key_option
def end(slug: str, yes: bool, key: str | None) -> None:
    """End a rule; what waits under it goes on so."""
    if not yes:
        click.confirm(f"End the rule {slug}?", abort=True, err=True)
    with connected(key) as client:
        client.end_approval_rule(slug)
    line(f"The rule {slug} holds no more.")
