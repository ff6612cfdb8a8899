"""`remit approvals …`: what waits for a person, of whatever kind, and that person's yes or no."""

import difflib
from typing import Literal

import click

from remit.edges.cli import plans
from remit.edges.cli.approval_replay import show_replay
from remit.edges.cli.approval_rights import break_glass, lend, lent, review, take_back
from remit.edges.cli.approval_rules import rules
from remit.edges.cli.calling import F, Refused, connected, json_option, key_option
from remit.edges.cli.following import follow
from remit.edges.cli.naming import plan_id
from remit.edges.cli.printing import ago, heading, json_out, line, table, usd, usd_per_hour
from remit_sdk import Remit
from remit_sdk.models import DifferenceAnswer, OverrideAnswer, ProgressAnswer, ProposalAnswer, ProposalDetail

_WIDEST = 100
_DEPLOYMENT = "deployment:"


@click.group()
def approvals() -> None:
    """List, show, approve, reject and withdraw what waits for a person.

    What waits is named by its id (chg_…), its plan's id (dep_…), or a word of its title, such as chatbot-x-prod.
    """


for _command in (rules, lend, lent, take_back, break_glass, review):
    approvals.add_command(_command)


@approvals.command("list")
@click.option("--decided", is_flag=True, help="What was decided, the last one first.")
@click.option("--to-review", is_flag=True, help="What did not wait, and nobody has looked at since.")
@json_option
@key_option
def list_(decided: bool, to_review: bool, as_json: bool, key: str | None) -> None:
    """List what waits, the highest risk first, then the oldest.

    \b
    Example:
      remit approvals list
    """
    with connected(key) as client:
        status: Literal["pending", "decided", "review"] = "decided" if decided else "pending"
        found = client.proposals(status="review" if to_review else status, limit=200)
    if as_json:
        json_out(found)
    elif not found.items and to_review:
        line("Nothing is left to review.", err=True)
    elif not found.items:
        line("Nothing has been decided yet." if decided else "Nothing waits for approval.", err=True)
    elif decided or to_review:
        table(("WHAT", "OUTCOME", "ASKED BY", "DECIDED BY", "WHY", "ID"), [_past(p) for p in found.items])
    else:
        heads = ("WHAT", "RISK", "COST/HOUR", "ASKED BY", "WHEN", "EXPIRES", "ID", "ABOUT")
        table(heads, [_row(p) for p in found.items])


def _row(waiting: ProposalAnswer) -> list[str]:
    cost = usd(waiting.cost.usd_per_hour) if waiting.cost else "–"
    who = f"{waiting.requested_by.name}{' (you)' if waiting.mine else ''}"
    expires, when = waiting.expires_at.date().isoformat(), ago(waiting.created_at)
    about = waiting.subject.partition(":")[2]
    return [waiting.title, waiting.risk.level, cost, who, when, expires, waiting.id, about]


def _past(ended: ProposalAnswer) -> list[str]:
    verdict = ended.verdict
    who, why = (verdict.decided_by.name, verdict.reason) if verdict else ("–", ended.ended or "–")
    return [ended.title, ended.status, ended.requested_by.name, who, why, ended.id]


@approvals.command()
@click.argument("plan", metavar="ID")
@json_option
@key_option
def show(plan: str, as_json: bool, key: str | None) -> None:
    """Show what waits: who asked for it, exactly what would change, what it costs and risks.

    \b
    Example:
      remit approvals show chatbot-x-prod
    """
    with connected(key) as client:
        waiting = client.proposal(plan) if plan.startswith("chg_") else _waiting(client, plan)
    if as_json:
        json_out(waiting)
        return
    _show_head(waiting)
    _show_risk(waiting)
    _show_changes(waiting)
    plans.show_evidence(waiting.evidence)
    plans.show_checks(waiting.checks)
    if waiting.assumptions:
        heading("What it does, and how it was tried" if not waiting.rationale else "Assumptions")
        for each in waiting.assumptions:
            line(f"  {each}")
    if waiting.replay:
        show_replay(waiting.replay)
    line(f"Digest of what is shown: {waiting.digest}")
    if waiting.may_decide.reason:
        line(waiting.may_decide.reason)


def _show_head(waiting: ProposalDetail) -> None:
    cost = f", {usd_per_hour(waiting.cost.usd_per_hour)}" if waiting.cost else ""
    line(f"{waiting.title}{cost}{' (dry run)' if waiting.dry_run else ''}")
    if waiting.why:
        line(f"  asked: {waiting.why}")
    line(f"  by: {waiting.requested_by.name} ({waiting.requested_by.role}), {ago(waiting.created_at)}")
    line(f"  risk: {waiting.risk.level}")
    if waiting.progress:
        _show_progress(waiting.progress)
    if waiting.override:
        _show_override(waiting.override)


def _show_progress(progress: ProgressAnswer) -> None:
    line(f"  {progress.words}")
    strictest = f", the strictest of {progress.matching}" if progress.matching > 1 else ""
    line(f"  by the rule {progress.rule}, version {progress.number}{strictest}:")
    for place, stage in enumerate(progress.stages, 1):
        mark = {"done": "done", "now": "waits", "later": "later"}[stage.state]
        raised = " (escalated)" if progress.escalated and stage.state == "now" else ""
        line(f"    stage {place}, {mark}{raised}: {stage.words}")
    if progress.lacking:
        line(f"  Nobody could give what is still needed: {progress.lacking}")


def _show_override(override: OverrideAnswer) -> None:
    line(
        "  This did not wait for its approvals:"
        if override.second
        else "  Somebody says that this cannot wait:"
    )
    for said in (override.first, override.second):
        if said:
            line(f"    {said.who.name}: {said.words}")
    if override.review:
        line(f"    {override.review.who.name} looked at it afterwards: {override.review.words}")
    elif override.needs_review:
        line("    A third person has to look at it still: `remit approvals review`.")


def _show_risk(waiting: ProposalDetail) -> None:
    heading("Risk")
    for reason in waiting.risk.reasons:
        line(f"  {reason.points}  {reason.words}")


def _show_changes(waiting: ProposalDetail) -> None:
    heading("What would be made" if waiting.new else "What would change")
    for each in waiting.differences:
        _show_change(each)
    if waiting.more_differences:
        line("  … and more: `--json` has both documents whole")


def _show_change(each: DifferenceAnswer) -> None:
    """Print what is different of a field: all of it, since this is what is approved."""
    before, after = str(each.before), "nothing" if each.change == "removed" else str(each.after)
    if max(len(before), len(after)) <= _WIDEST and "\n" not in before + after:
        line(f"  {each.path}: {after if each.change == 'added' else f'{before} → {after}'}")
        return
    line(f"  {each.path}:")
    if each.change == "added":
        for one in after.strip("\n").splitlines():
            line(f"    {one}".rstrip())
        return
    old, new = before.splitlines(), [] if each.change == "removed" else after.splitlines()
    for one in list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]:
        line(f"    {one}".rstrip(), colour={"+": "green", "-": "red"}.get(one[:1]))


def _waiting(client: Remit, named: str) -> ProposalDetail:
    """Find what waits; says what became of it when it waits no more."""
    if named.startswith("chg_"):
        return _open(client.proposal(named))
    if named.startswith("dep_"):
        found = client.proposals(subject=f"{_DEPLOYMENT}{named}").items
    else:
        found = [p for p in client.proposals(q=named).items if named in p.title.replace(":", " ").split()]
    if len(found) > 1:
        which = ", ".join(f"{p.id} ({p.title})" for p in found)
        raise Refused(f"“{named}” could be any of {which}: give the id.")
    if found:
        return client.proposal(found[0].id)
    ended = [p for p in client.proposals(status="decided", q=named).items if named in p.title.split()]
    if ended:
        raise Refused(f"{ended[0].title} waits no more. {ended[0].ended}")
    shown = client.deployment(plan_id(client, named))
    raise Refused(f"{shown.name} is {shown.status}: it does not wait for approval.")


def _open(proposal: ProposalDetail) -> ProposalDetail:
    if proposal.ended is not None:
        raise Refused(f"{proposal.title}: {proposal.ended}")
    return proposal


def _decision(function: F) -> F:
    reason = click.option("--reason", required=True, metavar="TEXT", help="Why; it is recorded.")
    return click.argument("plan", metavar="ID")(reason(json_option(key_option(function))))


@approvals.command()
@_decision
@click.option("--follow/--no-follow", "following", default=True, help="Wait for the end of the rollout.")
def approve(plan: str, reason: str, as_json: bool, key: str | None, following: bool) -> None:
    """Approve what waits: it is carried out. Whoever asked for it cannot approve it.

    \b
    Example:
      remit approvals approve chatbot-x-prod --reason "Reviewed with the team"
    """
    with connected(key) as client:
        answer = _decide(client, plan, "approved", reason, as_json=as_json)
        subject = answer.subject
        if following and answer.status != "pending" and subject.startswith(_DEPLOYMENT):
            shown = follow(client, subject.removeprefix(_DEPLOYMENT), err=as_json)
            line(
                f"{shown.name} is {shown.status}{' (dry run: nothing was sent)' if shown.dry_run else ''}.",
                err=as_json,
            )


@approvals.command()
@_decision
def reject(plan: str, reason: str, as_json: bool, key: str | None) -> None:
    """Reject what waits: it ends here.

    \b
    Example:
      remit approvals reject chatbot-x-prod --reason "Over budget"
    """
    with connected(key) as client:
        _decide(client, plan, "rejected", reason, as_json=as_json)


def _decide(
    client: Remit, named: str, decision: Literal["approved", "rejected"], reason: str, *, as_json: bool
) -> ProposalDetail:
    """Decide on exactly what is printed here: its digest goes along, and a change since is refused."""
    waiting = _waiting(client, named)
    if not as_json:
        _show_head(waiting)
    answer = client.decide_proposal(waiting.id, decision, reason=reason, digest=waiting.digest)
    if as_json:
        json_out(answer)
    else:
        line(f"{decision.capitalize()}.")
        if answer.progress and answer.status == "pending":
            line(f"It waits on: {answer.progress.words}.")
    return answer


@approvals.command()
@click.argument("plan", metavar="ID")
@click.option("--reason", default="No longer wanted.", metavar="TEXT", help="Why; it is recorded.")
@json_option
@key_option
def withdraw(plan: str, reason: str, as_json: bool, key: str | None) -> None:
    """Take back what you asked for, before anybody has decided.

    \b
    Example:
      remit approvals withdraw chatbot-x-prod --reason "Found a bug"
    """
    with connected(key) as client:
        answer = client.withdraw_proposal(_waiting(client, plan).id, reason=reason)
    if as_json:
        json_out(answer)
    else:
        line(f"Withdrawn: {answer.title}.")
