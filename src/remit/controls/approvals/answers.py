"""Proposals as the API shows them to who asks."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from remit.controls.approvals.changes import PROPOSAL, Changes
from remit.controls.approvals.decisions import closed
from remit.controls.approvals.difference import called, differences
from remit.controls.approvals.review import Description
from remit.controls.approvals.risk import HOURS_A_MONTH, LEVELS
from remit.controls.approvals.schemas import (
    ChangeCostAnswer,
    DifferenceAnswer,
    DocumentsAnswer,
    MayDecideAnswer,
    OverrideAnswer,
    PriceAnswer,
    ProgressAnswer,
    ProposalAnswer,
    ProposalDetail,
    ReplayAnswer,
    RiskAnswer,
    RiskReasonAnswer,
    SaidAnswer,
    ShownCheckAnswer,
    ShownEvidenceAnswer,
    ToolUseAnswer,
    VerdictAnswer,
    WhoAnswer,
)
from remit.controls.approvals.standing import Seen, look
from remit.controls.approvals.tables import Override, Proposal, ProposalDecision
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session

_UNDECIDED = ("pending", "voided", "expired")


def answer(seen: Seen, proposal: Proposal) -> ProposalAnswer:
    """Show a proposal in a list, with the decision that ended it."""
    return ProposalAnswer(**_facts(seen, proposal))


async def shown_to(session: Session, changes: Changes, actor: Actor, proposal: Proposal) -> ProposalDetail:
    """Show a proposal in full to who looks at it."""
    seen, review = await look(session, actor, [proposal]), changes.review(proposal.kind)
    replay = await review.replay(session, proposal)
    return detail(seen, proposal, review.describe(proposal.shown), replay)


def detail(
    seen: Seen, proposal: Proposal, about: Description, replay: Mapping[str, Any] | None = None
) -> ProposalDetail:
    """Show a proposal in full."""
    found, more = differences(about.before, about.after)
    facts = _facts(seen, proposal)
    return ProposalDetail(
        **facts,
        digest=proposal.digest,
        why=about.why,
        new=about.before is None,
        differences=[DifferenceAnswer(**asdict(each), name=called(each.path, about.names)) for each in found],
        more_differences=more,
        documents=DocumentsAnswer(**asdict(about.documents)) if about.documents else None,
        host=about.host,
        dry_run=about.dry_run,
        rationale=about.rationale,
        assumptions=about.assumptions,
        checks=[ShownCheckAnswer(**each) for each in about.checks],
        evidence=[ShownEvidenceAnswer(**each) for each in about.evidence],
        price=PriceAnswer(**about.price) if about.price else None,
        tool=ToolUseAnswer(**about.tool) if about.tool else None,
        replay=ReplayAnswer.model_validate(replay) if replay else None,
        policies=proposal.stakes.get("policies", []),
        decisions=[_verdict(each) for each in seen.decisions(proposal)],
        may_withdraw=facts["mine"] and facts["ended"] is None,
    )


def _facts(seen: Seen, proposal: Proposal) -> dict[str, Any]:
    made = next(iter(reversed(seen.decisions(proposal))), None)
    reasons = [RiskReasonAnswer(**each) for each in proposal.stakes.get("reasons", [])]
    over = proposal.status == "pending" and proposal.expires_at <= now()
    status = "expired" if over else proposal.status
    ended = "This has expired: nobody decided in time." if over else closed(proposal, made)
    waits = status == "pending"
    return {
        "id": PROPOSAL.show(proposal.id),
        "kind": proposal.kind,
        "subject": proposal.subject,
        "environment": proposal.environment,
        "title": proposal.title,
        "status": status,
        "risk": RiskAnswer(level=LEVELS[proposal.risk - 1], reasons=reasons),
        "cost": _cost(proposal.stakes),
        "requested_by": WhoAnswer(**proposal.requested_by),
        "mine": proposal.requested_person == seen.actor.person,
        "created_at": proposal.created_at,
        "expires_at": proposal.expires_at,
        "escalates_at": proposal.escalates_at,
        "decided_at": proposal.decided_at,
        "ended": None if waits else ended,
        "verdict": _verdict(made) if made and status not in _UNDECIDED else None,
        "progress": _progress(seen, proposal),
        "may_decide": _may(seen.why_not(proposal) if waits else ended, seen.for_whom(proposal)),
        "may_reject": _may(seen.why_no_rejection(proposal) if waits else ended, None),
        "override": _override(seen.override(proposal)),
        "may_break_glass": seen.may_break_glass(proposal),
        "may_review": seen.may_review(proposal),
    }


def _may(why_not: str | None, for_whom: str | None) -> MayDecideAnswer:
    return MayDecideAnswer(allowed=why_not is None, reason=why_not, on_behalf_of=for_whom)


def _override(row: Override | None) -> OverrideAnswer | None:
    if row is None:
        return None
    first = _said(row.first_by, row.first_reason, row.first_at)
    if first is None:
        return None
    return OverrideAnswer(
        first=first,
        second=_said(row.second_by, row.second_reason, row.second_at),
        review=_said(row.review_by, row.review_words, row.review_at),
        needs_review=row.second_at is not None and row.review_at is None,
    )


def _said(who: dict[str, Any] | None, words: str | None, at: datetime | None) -> SaidAnswer | None:
    return (
        None
        if who is None or words is None or at is None
        else SaidAnswer(who=WhoAnswer(**who), words=words, at=at)
    )


def _progress(seen: Seen, proposal: Proposal) -> ProgressAnswer | None:
    found = seen.progress(proposal)
    return ProgressAnswer(**asdict(found)) if found else None


def _verdict(made: ProposalDecision) -> VerdictAnswer:
    return VerdictAnswer(
        verdict="approved" if made.verdict == "approved" else "rejected",
        reason=made.reason,
        digest=made.digest,
        decided_by=WhoAnswer(**made.decided_by),
        claimed_approver=made.claimed_approver,
        on_behalf_of=made.on_behalf["name"] if made.on_behalf else None,
        stage=made.stage + 1,
        created_at=made.created_at,
    )


def _cost(stakes: dict[str, Any]) -> ChangeCostAnswer | None:
    after, before = stakes.get("usd_per_hour"), stakes.get("usd_per_hour_before")
    if after is None and before is None:
        return None
    hourly, earlier = Decimal(after or 0), Decimal(before or 0)
    return ChangeCostAnswer(
        usd_per_hour=float(hourly),
        usd_per_month=float(hourly * HOURS_A_MONTH),
        usd_per_hour_before=None if before is None else float(earlier),
        change_usd_per_hour=float(hourly - earlier),
        change_usd_per_month=float((hourly - earlier) * HOURS_A_MONTH),
    )
