"""A person's yes or no, and an author's second thoughts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from remit.controls import audit
from remit.controls.approvals import queries
from remit.controls.approvals.changes import PROPOSAL, Changes, announce, open_stage
from remit.controls.approvals.delegations import votes_of
from remit.controls.approvals.errors import AlreadyDecided, ChangedSince, NotInThisStage, NotYours, OwnWork
from remit.controls.approvals.review import Review
from remit.controls.approvals.rules import DECIDE
from remit.controls.approvals.tables import Proposal, ProposalDecision
from remit.controls.approvals.voting import Vote, barred, requester_of, resource_of, spent, usable
from remit.controls.governance import decide
from remit.controls.tenancy import Actor
from remit.engines.ledger import digest
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.ids import new_id

Verdict = Literal["approved", "rejected"]


async def hold(session: Session, changes: Changes, id: UUID) -> tuple[Proposal, Review]:
    """Lock a proposal with its subject, the subject first; `NotFound` when there is none."""
    found = await queries.proposal(session, id)
    if found is None:
        raise NotFound(f"There is no proposal {PROPOSAL.show(id)}.")
    review = changes.review(found.kind)
    await review.hold(session, found.subject)
    await session.refresh(found, with_for_update=True)
    return found, review


async def decide_proposal(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    verdict: Verdict,
    *,
    reason: str,
    seen_digest: str | None = None,
    claimed_approver: str | None = None,
    review: Review = Review(),
) -> Proposal:
    """Approve or reject a proposal, which the caller holds locked.

    `seen_digest` is the digest of what the person was shown, when their client names it. An approval that is not the
    last one needed leaves the proposal waiting; a rejection ends it in whatever stage. Raises `Forbidden` for who asked
    or wrote it, for roles that may not decide and for whom the stage is not; `AlreadyDecided`, and `ChangedSince`.
    """
    votes = await votes_of(session, actor)
    entitled = [vote for vote in votes if barred(vote, proposal) is None]
    if not entitled:
        raise barred(votes[0], proposal) or OwnWork("Another person decides on this.")
    await require_open(session, proposal)
    if digest(proposal.shown) != proposal.digest or seen_digest not in (None, proposal.digest):
        raise ChangedSince("What you saw has changed: look at it again, then decide.")
    made = await queries.decisions(session, proposal.id)
    vote = _chosen(entitled, proposal, verdict, made)
    if verdict == "approved":
        await review.recheck(session, proposal)
    await _decide(session, vote, proposal, verdict, reason, claimed_approver)
    ended = verdict == "rejected" or _enough(proposal, len(made) + 1)
    await _record(session, vote, proposal, verdict if ended else "approval_given", reason, claimed_approver)
    if ended:
        proposal.status, proposal.decided_at = verdict, now()
        await session.flush()
        await review.settle(session, actor, proposal, verdict, reason)
    await announce(session, proposal, verdict if ended else "progressed", actor.facts())
    return proposal


def _chosen(
    votes: Sequence[Vote], proposal: Proposal, verdict: Verdict, made: Sequence[ProposalDecision]
) -> Vote:
    """Choose the right that is used; an approval has to count in the stage that waits."""
    if verdict == "approved":
        found, why = usable(votes, proposal, made)
    else:
        whys = [spent(vote, made) for vote in votes]
        found = next((vote for vote, why in zip(votes, whys, strict=True) if why is None), None)
        why = whys[0]
    if found is None:
        raise why or NotInThisStage("Another person decides on this.")
    return found


def _enough(proposal: Proposal, approvals: int) -> bool:
    """Whether these are all approvals that are needed; the next stage begins where the one that waits is through."""
    stages = [stage["people"] for stage in proposal.rule["stages"]] if proposal.rule else [1]
    if approvals < sum(stages[: proposal.stage + 1]):
        return False
    if proposal.stage + 1 == len(stages):
        return True
    open_stage(proposal, proposal.stage + 1)
    return False


async def require_open(session: Session, proposal: Proposal) -> None:
    """Raise `AlreadyDecided` unless a proposal waits."""
    if proposal.status != "pending":
        made = await queries.decisions(session, proposal.id)
        raise AlreadyDecided(
            f"{closed(proposal, made[-1] if made else None)} Nothing was changed.",
            proposal_status=proposal.status,
            decided_by=made[-1].decided_by if made else None,
        )
    if proposal.expires_at <= now():
        raise AlreadyDecided("This has expired: ask for it again.", proposal_status="expired")


def closed(proposal: Proposal, made: ProposalDecision | None) -> str:
    """Say how a proposal ended: who decided it, and when."""
    if proposal.status == "expired":
        return "This has expired: nobody decided in time."
    if proposal.status == "voided":
        return _voided(proposal, made)
    what = {"failed": "approved and failed", "applied": "approved and applied"}.get(
        proposal.status, proposal.status
    )
    when = made.created_at if made else proposal.decided_at
    who = f"{made.decided_by['name']} has {made.verdict} this" if made else f"This was {what}"
    return f"{who}{_at(when)}{'' if not made or made.verdict == proposal.status else f'; it was {what}'}."


def _voided(proposal: Proposal, made: ProposalDecision | None) -> str:
    known = proposal.voided
    who, why = (f" by {known['by']['name']}", f": {known['why'].rstrip('.')}") if known else ("", "")
    lost = f" What {made.decided_by['name']} approved counts no longer." if made else ""
    return f"This was withdrawn{who}{_at(proposal.decided_at)}{why}.{lost}"


def _at(moment: datetime | None) -> str:
    return "" if moment is None else f" on {moment:%Y-%m-%d} at {moment:%H:%M} UTC"


async def _record(
    session: Session, vote: Vote, proposal: Proposal, what: str, reason: str, claimed: str | None
) -> None:
    payload = {
        "proposal_id": PROPOSAL.show(proposal.id),
        "title": proposal.title,
        "digest": proposal.digest,
        "reason": reason,
        "claimed_approver": claimed,
        "on_behalf": vote.on_behalf,
        "decision": decide(vote.whose, DECIDE, resource_of(proposal), requester_of(proposal)).facts(),
    }
    await audit.record(session, vote.actor, f"change.{what}", proposal.subject, payload)


async def _decide(
    session: Session, vote: Vote, proposal: Proposal, verdict: Verdict, reason: str, claimed: str | None
) -> None:
    session.add(
        ProposalDecision(
            org_id=proposal.org_id,
            id=new_id(),
            proposal_id=proposal.id,
            verdict=verdict,
            reason=reason,
            digest=proposal.digest,
            decided_by=vote.actor.facts(),
            person=vote.actor.person,
            claimed_approver=claimed,
            created_at=now(),
            stage=proposal.stage,
            teams=list(vote.whose.teams),
            on_behalf=vote.on_behalf,
        )
    )
    await session.flush()


async def take_back(
    session: Session, actor: Actor, proposal: Proposal, review: Review, reason: str
) -> Proposal:
    """Withdraw one's own proposal, which the caller holds locked; raises `Forbidden` and `AlreadyDecided`."""
    allowed = decide(actor, "proposal.withdraw", resource_of(proposal), requester_of(proposal))
    if not allowed.allowed:
        raise NotYours("Only who asked for it may withdraw it; who may decide can reject it.")
    await require_open(session, proposal)
    await _void(session, actor, proposal, reason)
    await review.settle(session, actor, proposal, "voided", reason)
    return proposal


async def withdraw(session: Session, actor: Actor, subject: str, why: str) -> None:
    """Void all that waits about a subject, because the subject itself is gone or wants something else."""
    for proposal in await queries.pending_of(session, subject):
        await _void(session, actor, proposal, why)


async def _void(session: Session, actor: Actor, proposal: Proposal, reason: str) -> None:
    proposal.status, proposal.decided_at = "voided", now()
    proposal.voided = {"by": actor.facts(), "why": reason}
    await session.flush()
    payload = {"proposal_id": PROPOSAL.show(proposal.id), "title": proposal.title, "reason": reason}
    await audit.record(session, actor, "change.voided", proposal.subject, payload)
    await announce(session, proposal, "voided", actor.facts())
