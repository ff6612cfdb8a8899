"""`remit agents …`: check and apply agent files, list and show agents, promote, archive and deploy them."""

import difflib
import json
import shlex
import time
from pathlib import Path
from typing import Any

import click

from remit.edges.cli.calling import Failed, Refused, connected, json_option, key_option
from remit.edges.cli.following import follow
from remit.edges.cli.printing import ago, heading, json_out, line, state, table
from remit_sdk import Remit
from remit_sdk.models import AgentAnswer, AgentDetail, AppliedAgent

_LARGEST = 1_048_576
_WAIT_SECONDS, _LOOK_SECONDS = 30.0, 0.2


@click.group()
def agents() -> None:
    """Check and apply agent files, list and show agents, promote, archive and deploy them."""


def apply_one(file: Path, *, wait: bool, draft: bool, as_json: bool, key: str | None) -> None:
    """Create an agent from a file, or its next version."""
    source = read_file(file)
    with connected(key) as client:
        applied = client.apply_agent(source, promote=not draft)
        number = applied.version.number
        if not as_json:
            line(_told(applied))
        if draft and not as_json and applied.version.status == "draft":
            line(f"Version {number} is a draft. Promote it with `remit agents promote {applied.slug}`.")
        shown = _wait(client, applied.slug, number) if wait and not draft else applied
        if as_json:
            json_out(shown)
        elif shown.promotion and shown.promotion.number == number and shown.promotion.status == "pending":
            line(f"Version {number} waits for approval: see `remit approvals list`.")
        elif shown.active_version == number and not applied.unchanged:
            line(f"Version {number} is active. Deploy it with:")
            line(f"  remit agents deploy {applied.slug} --env staging")


def read_file(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise Refused(f"{file} is larger than 1 MB: it is not an agent file.")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8 text: an agent file is YAML.") from error


def _told(applied: AppliedAgent) -> str:
    number = applied.version.number
    if applied.unchanged:
        return f"{applied.slug} is unchanged: version {number} says the same already."
    return f"{applied.slug} is created." if number == 1 else f"{applied.slug} has a new version, {number}."


def _wait(client: Remit, slug: str, number: int) -> AgentDetail:
    """Wait until a version is active, waits for a person, or will not become active."""
    end = time.monotonic() + _WAIT_SECONDS
    while True:
        shown = client.agent(slug)
        going = shown.promotion
        under_way = going is not None and going.number == number and going.status == "approved"
        if shown.active_version == number or not under_way:
            return shown
        if time.monotonic() > end:
            raise Failed(f"Version {number} of {slug} is not active yet: see `remit agents show {slug}`.")
        time.sleep(_LOOK_SECONDS)


@agents.command("list")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="How many.")
@json_option
@key_option
def list_(limit: int, as_json: bool, key: str | None) -> None:
    """List agents, newest first.

    \b
    Example:
      remit agents list
    """
    with connected(key) as client:
        found = client.agents(limit=limit)
    if as_json:
        json_out(found)
    elif found.items:
        table(
            ("AGENT", "TYPE", "STATUS", "VERSION", "CHANGED", "DESCRIPTION"), [_row(a) for a in found.items]
        )
    else:
        line("There are no agents: begin with `remit agents apply examples/hello.yaml`.", err=True)


def _row(agent: AgentAnswer) -> list[str]:
    version = str(agent.active_version or "none active")
    return [agent.slug, agent.type, state(agent.status), version, ago(agent.updated_at), agent.description]


@agents.command()
@click.argument("slug")
@json_option
@key_option
def show(slug: str, as_json: bool, key: str | None) -> None:
    """Show an agent, its versions and its instructions.

    \b
    Example:
      remit agents show hello
    """
    with connected(key) as client:
        shown = client.agent(slug)
    if as_json:
        json_out(shown)
        return
    line(f"{shown.slug}, of type {shown.type}: {state(shown.status)}")
    for said in (shown.description, *shown.summary):
        line(f"  {said}")
    if shown.promotion and shown.promotion.status == "pending":
        line(f"  Version {shown.promotion.number} waits for approval: {shown.promotion.proposal_id}")
    _told_to(shown.document)
    rows = [
        [str(v.number), state(v.status), ago(v.created_at), v.created_by.name, v.digest[:19]]
        for v in shown.versions
    ]
    table(("VERSION", "STATUS", "MADE", "BY", "DIGEST"), rows)


def _told_to(document: dict[str, Any]) -> None:
    """Print the code or the instructions of an agent that has any."""
    for head, text in (
        ("Code", document["remit"].get("code")),
        ("Instructions", document["spec"].get("instructions")),
    ):
        if text:
            heading(head)
            for one in str(text).strip().splitlines():
                line(f"  {one}".rstrip())


@agents.command()
@click.argument("slug")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="How many.")
@json_option
@key_option
def versions(slug: str, limit: int, as_json: bool, key: str | None) -> None:
    """List the versions of an agent, newest first.

    \b
    Example:
      remit agents versions hello
    """
    with connected(key) as client:
        found = client.agent_versions(slug, limit=limit)
    if as_json:
        json_out(found)
        return
    rows = [
        [
            str(v.number),
            state(v.status),
            ago(v.created_at),
            v.created_by.name,
            ago(v.activated_at) if v.activated_at else "–",
        ]
        for v in found.items
    ]
    table(("VERSION", "STATUS", "MADE", "BY", "ACTIVATED"), rows)


@agents.command()
@click.argument("slug")
@click.argument("before", type=int)
@click.argument("after", type=int)
@key_option
def diff(slug: str, before: int, after: int, key: str | None) -> None:
    """Show the difference between two versions, as their authors wrote them.

    \b
    Example:
      remit agents diff hello 1 2
    """
    with connected(key) as client:
        old, new = client.agent_version(slug, before), client.agent_version(slug, after)
    lines = difflib.unified_diff(
        old.source.splitlines(),
        new.source.splitlines(),
        f"{slug} version {before}",
        f"{slug} version {after}",
        lineterm="",
    )
    shown = list(lines)
    for one in shown:
        line(one, colour={"+": "green", "-": "red"}.get(one[:1]))
    if not shown:
        line(f"Versions {before} and {after} of {slug} say the same.", err=True)


@agents.command()
@click.argument("slug")
@click.option("--version", "number", type=int, help="Which version; the newest when left out.")
@click.option("--wait/--no-wait", default=True, help="Wait until the version is active.")
@json_option
@key_option
def promote(slug: str, number: int | None, wait: bool, as_json: bool, key: str | None) -> None:
    """Make a version the one that runs; also an older one.

    \b
    Example:
      remit agents promote hello --version 1
    """
    with connected(key) as client:
        chosen = client.agent(slug).version.number if number is None else number
        asked = client.promote_agent(slug, chosen)
        shown = _wait(client, slug, chosen) if wait and asked.status == "approved" else None
    if as_json:
        json_out(shown or asked)
    elif asked.status == "pending":
        line(f"Version {chosen} of {slug} waits for approval: see `remit approvals list`.")
    elif shown and shown.active_version == chosen:
        line(f"Version {chosen} of {slug} is active.")
    else:
        line(f"Version {chosen} of {slug} is being promoted.")


@agents.command()
@click.argument("slug")
@json_option
@key_option
def archive(slug: str, as_json: bool, key: str | None) -> None:
    """Take an agent out of use; `remit agents reactivate` brings it back.

    \b
    Example:
      remit agents archive hello
    """
    with connected(key) as client:
        archived = client.archive_agent(slug)
    if as_json:
        json_out(archived)
    else:
        line(f"{slug} is archived. Bring it back with `remit agents reactivate {slug}`.")


@agents.command()
@click.argument("slug")
@json_option
@key_option
def reactivate(slug: str, as_json: bool, key: str | None) -> None:
    """Bring an archived agent back as it was.

    \b
    Example:
      remit agents reactivate hello
    """
    with connected(key) as client:
        back = client.reactivate_agent(slug)
    if as_json:
        json_out(back)
    else:
        line(f"{slug} is {state(back.status)} again.")


@agents.command()
@click.argument("name", required=False)
@json_option
@key_option
def templates(name: str | None, as_json: bool, key: str | None) -> None:
    """List files to begin with, or print one.

    \b
    Example:
      remit agents templates support-triage > triage.yaml
    """
    with connected(key) as client:
        found = client.agent_templates()
    chosen = next((one for one in found.items if one.slug == name), None)
    if name and chosen is None:
        raise Refused(f"There is no template “{name}”: see `remit agents templates`.")
    if as_json:
        json_out(chosen or found)
    elif chosen:
        click.echo(chosen.source, nl=False)
    else:
        table(("TEMPLATE", "DESCRIPTION"), [[one.slug, one.description] for one in found.items])


@agents.command()
@click.argument("slug")
@click.option("--env", metavar="dev|staging|prod|…", default="staging", show_default=True, help="Where to.")
@click.option(
    "--host",
    type=click.Choice(("local", "container", "lambda")),
    default="local",
    show_default=True,
    help="In Remit itself, or a function agent in a container or on AWS Lambda.",
)
@json_option
@key_option
def deploy(slug: str, env: str, host: str, as_json: bool, key: str | None) -> None:
    """Deploy an agent's active version, and print the key that alone may call it, once.

    \b
    Examples:
      remit agents deploy hello --env staging
      remit agents deploy invoice-total --env dev --host container
    """
    with connected(key) as client:
        made = client.deploy_agent(slug, env, host)
        plan_id = made.deployment.plan_id
        if as_json:
            json_out(made)
        else:
            line(f"Id: {plan_id}")
            line(f"Key (shown only now): {made.key}")
        shown = follow(client, plan_id, err=as_json)
        called = _called(client, slug)
    if as_json:
        return
    if shown.status == "pending_approval":
        line(f"{slug} waits for approval by another person. Next:")
        line(f'  remit approvals approve {plan_id} --reason "…"')
        line("Then call it:")
    elif shown.dry_run:
        line(f"{slug} is {shown.status} in {env} (dry run: nothing was sent, so nothing answers).")
        return
    else:
        line(f"{slug} is {shown.status} in {env}. Call it:")
    line(f"  REMIT_KEY={shlex.quote(made.key)} remit {called}")


def _called(client: Remit, slug: str) -> str:
    """Say how an agent is called: with its first example, where it takes an input instead of words."""
    document = client.agent(slug).document["remit"]
    if document["type"] not in ("function", "api"):
        return f'chat {slug} "Good morning"'
    examples = document.get("examples") or [{"input": {}}]
    given = json.dumps(examples[0]["input"], ensure_ascii=False)
    return f"agents invoke {slug} {shlex.quote(given)}"
