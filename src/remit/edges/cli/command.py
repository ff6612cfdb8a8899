"""`remit command`: a sentence becomes a plan, is checked, and is carried out or waits for a person."""

import math
from collections.abc import Sequence
from typing import Any

import click

from remit.edges.cli import plans
from remit.edges.cli.acts import done_with
from remit.edges.cli.calling import Refused, connected, ended, env_option, json_option, key_option
from remit.edges.cli.following import follow
from remit.edges.cli.printing import heading, json_out, line
from remit_sdk import Remit, RemitProblem
from remit_sdk.models import CommandAnswer

_FOLLOW = click.option(
    "--follow/--no-follow", "following", default=True, help="Wait for the end of the rollout."
)


@click.command()
@click.argument("sentence")
@env_option("Where to; staging when neither this nor the sentence says.")
@click.option("--budget", type=float, metavar="USD", help="The most it may cost, in dollars per hour.")
@click.option("--plan-only", is_flag=True, help="Make and check the plan, and carry out nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before changing production or deleting.")
@_FOLLOW
@json_option
@key_option
def command(
    sentence: str,
    env: str | None,
    budget: float | None,
    plan_only: bool,
    following: bool,
    yes: bool,
    as_json: bool,
    key: str | None,
) -> None:
    """Turn a sentence into a deployment, or do what it says with one that is there.

    Exit code 0 when it is deployed, planned or waits for approval, 1 when it failed or was rejected, 2 when it was
    refused.

    \b
    Example:
      remit command "deploy llama-3.1 8B for chatbot-x with budget \\$20 per hour"
      remit command "move chatbot-x to prod"
    """
    with connected(key) as client:
        if done_with(client, sentence, as_json=as_json, yes=yes):
            return
        answer = _ask(client, sentence, env, budget, plan_only=plan_only, as_json=as_json)
        if as_json:
            json_out(answer)
        else:
            _show(answer)
        if plan_only:
            _next(answer, as_json=as_json)
        elif following:
            _follow(client, answer.result.plan_id, as_json=as_json)


@click.command()
@click.argument("plan_id", metavar="ID")
@_FOLLOW
@json_option
@key_option
def confirm(plan_id: str, following: bool, as_json: bool, key: str | None) -> None:
    """Carry out a plan that `remit command --plan-only` made; its price and the guardrails are checked again.

    Exit code 0 when it is deployed or waits for approval, 1 when it failed or was rejected, 2 when it was refused.
    """
    with connected(key) as client:
        answer = client.confirm(plan_id)
        if as_json:
            json_out(answer)
        if following:
            _follow(client, answer.result.plan_id, as_json=as_json)
        elif not as_json:
            line(f"{answer.result.deployment.name} is {answer.result.status}.")


def _follow(client: Remit, plan_id: str, *, as_json: bool) -> None:
    if not as_json:
        heading("Rollout (UTC)")
    shown = follow(client, plan_id, err=as_json)
    if not as_json:
        _end(shown.name, shown.status, plan_id, dry_run=shown.dry_run)


def _next(answer: CommandAnswer, *, as_json: bool) -> None:
    if as_json:
        return
    plan_id = answer.result.plan_id
    line("Nothing was carried out. Within a day, next:")
    line(f"  remit confirm {plan_id}")
    line(f"  remit deployments delete {plan_id}   drops the plan")


def _ask(
    client: Remit, sentence: str, env: str | None, budget: float | None, *, plan_only: bool, as_json: bool
) -> CommandAnswer:
    if budget is not None and not math.isfinite(budget):
        raise Refused("--budget is a number of dollars per hour, above zero.")
    try:
        return client.command(sentence, env=env, budget_usd_per_hour=budget, plan_only=plan_only)
    except RemitProblem as problem:
        plan = problem.extra.get("plan")
        if as_json:
            json_out(problem.document)
        elif isinstance(plan, dict):
            plans.show_refused(plan)
        advice = plans.advice(problem.extra.get("help"))
        raise NotUnderstood(problem.sentences, advice) if advice else ended(problem) from problem


class NotUnderstood(Refused):
    """The sentence means nothing to the server, which says what would."""

    def __init__(self, sentences: Sequence[str], advice: Sequence[str]) -> None:
        super().__init__(*sentences)
        self._advice = advice

    def show(self, file: Any = None) -> None:
        """Write the sentences, and below them what to write instead."""
        super().show(file)
        for each in self._advice:
            line(each, err=True)


def _show(answer: CommandAnswer) -> None:
    result, deployment = answer.result, answer.result.deployment
    plans.show_intent(result.intent, result.assumptions, result.not_understood)
    plans.show_evidence(deployment.evidence)
    plans.show_artifact(deployment.artifact, deployment.cost, deployment.rationale)
    plans.show_checks(deployment.checks)
    needs = "yes, by another person" if result.requires_approval else "no"
    line(f"Needs approval: {needs}")
    line(f"Id: {result.plan_id}")
    if deployment.dry_run:
        line("Dry run: calls to the host are recorded and none is sent.")


def _end(name: str, status: str, plan_id: str, *, dry_run: bool) -> None:
    if status == "pending_approval":
        line(f"{name} waits for approval by another person. Next:")
        line(f'  remit approvals approve {plan_id} --reason "…"')
        return
    line(f"{name} is {status}{' (dry run: nothing was sent)' if dry_run else ''}. Look at it with:")
    line(f"  remit deployments show {plan_id}")
