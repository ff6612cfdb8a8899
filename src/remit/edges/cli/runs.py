"""`remit runs …`: runs of agents that wait for a person before they use a tool, and what became of them."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click

from remit.edges.cli.calling import connected, json_option, key_option
from remit.edges.cli.naming import plan_id
from remit.edges.cli.printing import ago, clock, heading, json_out, line, state, table
from remit_sdk.models import RunAnswer, RunCall, RunDetail, RunProblem, RunStep, RunUseAnswer

_STATUSES = ("waiting", "running", "answered", "refused", "failed", "unknown")
_MOST_WORDS = 60


@click.group()
def runs() -> None:
    """List, show and cancel runs of agents that wait for a person.

    A run waits when its agent wants to use a tool that somebody has to approve: `remit approvals list`.
    """


@runs.command("list")
@click.option("--status", "statuses", multiple=True, type=click.Choice(_STATUSES), help="Only these.")
@click.option("--deployment", metavar="DEPLOYMENT", help="Only of this deployment: its id or name.")
@click.option("--all", "everybody", is_flag=True, help="Also those that others asked for, if you may decide.")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True, help="At most so many.")
@json_option
@key_option
def list_(
    statuses: tuple[str, ...],
    deployment: str | None,
    everybody: bool,
    limit: int,
    as_json: bool,
    key: str | None,
) -> None:
    """List runs, newest first: those that you asked for.

    \b
    Examples:
      remit runs list --status waiting
      remit runs list --all --deployment desk
    """
    with connected(key) as client:
        found = client.runs(
            status=statuses,
            whose="all" if everybody else "mine",
            deployment=plan_id(client, deployment) if deployment else None,
            limit=limit,
        )
    if as_json:
        json_out(found)
    elif not found.items:
        line("No run is like this: a run is kept once it has to wait for a person.", err=True)
    else:
        heads = ("STATUS", "AGENT", "WHERE", "TOOLS", "ASKED BY", "WHEN", "ID")
        table(heads, [_row(each) for each in found.items])
        if found.next:
            line("There are more: narrow the search, or raise --limit.", err=True)


def _row(run: RunAnswer) -> list[str]:
    tools = ", ".join(dict.fromkeys(use.tool for use in run.uses))
    where = run.environment or "on trial"
    when = ago(run.created_at)
    return [state(_status(run)), run.agent, where, tools, run.asked_by.name, when, run.id]


def _status(run: RunAnswer | RunDetail) -> str:
    cancelled = run.problem is not None and run.problem.type == "run-cancelled"
    return "cancelled" if cancelled else run.status


@runs.command()
@click.argument("run", metavar="ID")
@json_option
@key_option
def show(run: str, as_json: bool, key: str | None) -> None:
    """Show a run step by step: tools with their real arguments, who decided, what it cost, and its answer.

    \b
    Example:
      remit runs show run_01k…
    """
    with connected(key) as client:
        found = client.run(run)
    if as_json:
        json_out(found)
    else:
        _show(found)


def _show(run: RunDetail) -> None:
    line(f"{run.agent} {_standing(run)}", bold=True)
    line(f"  asked by {run.asked_by.name}, {ago(run.created_at)}{_where(run)}")
    line(f"  run {run.id}, request {run.request_id}")
    if run.conversation_id:
        line(f"  conversation {run.conversation_id}")
    if run.taint:
        line(f"  its tools have read: {', '.join(run.taint)}")
    for number, step in enumerate(run.steps, 1):
        _show_step(number, step)
    _show_calls(run.calls, run.cost_usd)
    if run.problem:
        _show_problem(run.problem)
    if run.answer is not None:
        heading("Answer")
        line(run.answer)


def _standing(run: RunDetail) -> str:
    said = {
        "waiting": "waits for a person",
        "running": "goes on with its answer",
        "answered": "has answered",
        "refused": "was refused",
        "cancelled": "was cancelled",
        "failed": "failed",
        "unknown": "was cut short: it is not known what was done",
    }
    return said[_status(run)]


def _where(run: RunDetail) -> str:
    return f", in {run.environment}" if run.environment else ", on trial"


def _show_step(number: int, step: RunStep) -> None:
    use = step.use
    heading(f"{number}. {step.tool}: {_use_state(step)}")
    for name, value in (step.arguments or {}).items():
        line(f"  {name}: {_value(value)}")
    if use is not None:
        _show_use(use)
    for made in step.decisions:
        whose = f" for {made.on_behalf_of}" if made.on_behalf_of else ""
        reason = f": {made.reason}" if made.reason else ""
        line(f"  {made.verdict} by {made.by}{whose}, {clock(made.at)}{reason}")
    if step.result is not None:
        line(f"  came of it: {_short(step.result)}")


def _show_use(use: RunUseAnswer) -> None:
    if use.approval_id and use.state == "asked":
        line(f"  {use.why}")
        line(f"  decide: remit approvals approve {use.approval_id}")
    elif use.approval_id:
        line(f"  approval {use.approval_id}")
    line(f"  digest {use.digest}{_executed(use)}")


def _executed(use: RunUseAnswer) -> str:
    if use.executed_digest is None:
        return ""
    return (
        ", which is what was done" if use.executed_digest == use.digest else f", done: {use.executed_digest}"
    )


def _use_state(step: RunStep) -> str:
    if step.use is not None:
        return {"asked": "waits", "unknown": "not known"}.get(step.use.state, step.use.state)
    return "refused" if step.refused else "done"


def _show_calls(calls: Sequence[RunCall], cost: Decimal | float | str | None) -> None:
    heading(f"Calls: {_usd(cost)}")
    rows = [
        [
            each.outcome,
            each.model,
            f"{each.input_tokens:,} in, {each.output_tokens:,} out",
            _usd(each.cost_usd),
            each.id,
        ]
        for each in calls
    ]
    table(("OUTCOME", "MODEL", "TOKENS", "COST", "CALL"), rows)


def _usd(cost: Decimal | float | str | None) -> str:
    return "price not known" if cost is None else f"${Decimal(cost):.6f}"


def _show_problem(problem: RunProblem) -> None:
    heading(problem.title)
    line(f"  {problem.detail}")


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MOST_WORDS * 4 else f"{flat[: _MOST_WORDS * 4]}…"


@runs.command()
@click.argument("run", metavar="ID")
@click.option("--reason", metavar="TEXT", default="", help="Why; whoever asked reads it.")
@click.option("--yes", is_flag=True, help="Do not ask whether you mean it.")
@json_option
@key_option
def cancel(run: str, reason: str, yes: bool, as_json: bool, key: str | None) -> None:
    """Cancel a run that waits: nothing that it asked for is done.

    \b
    Example:
      remit runs cancel run_01k… --reason "asked for by mistake"
    """
    if not yes:
        click.confirm(f"Cancel {run}? What it waits for is not done", abort=True, err=True)
    with connected(key) as client:
        found = client.cancel_run(run, reason)
    if as_json:
        json_out(found)
    else:
        line(f"{found.id} is cancelled; nothing that it waited for was done.")
