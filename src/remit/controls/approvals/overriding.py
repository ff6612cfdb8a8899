"""Breaking the glass: two people answer for a change that cannot wait, and a third looks at it afterwards."""

from typing import Any

from remit.controls import audit
from remit.controls.approvals import queries
from remit.controls.approvals.changes import PROPOSAL, announce
from remit.controls.approvals.decisions import require_open
from remit.controls.approvals.errors import AlreadyDecided, ChangedSince, NotInThisStage, OwnWork
from remit.controls.approvals.review import Review
from remit.controls.approvals.rules import DECIDE
from remit.controls.approvals.tables import Override, Proposal
from remit.controls.approvals.voting import BREAK, requester_of, resource_of
from remit.controls.governance import Breach, require, write_violations
from remit.controls.tenancy import Actor
from remit.engines.ledger import digest
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import NotFound


async def break_glass(
    session: Session, actor: Actor, proposal: Proposal, review: Review, *, reason: str, seen_digest: str
) -> Proposal:
    """Say that a proposal cannot wait; the second person who says so has it carried out at once.

    The caller holds the proposal locked. Who asked for it may be one of both. Raises `Forbidden`, `AlreadyDecided`,
    `ChangedSince`, and `NotInThisStage` for the same person twice.
    """
    require(actor, BREAK, resource_of(proposal), requester_of(proposal))
    await require_open(session, proposal)
    if digest(proposal.shown) != proposal.digest or seen_digest != proposal.digest:
        raise ChangedSince("What you saw has changed: look at it again, then decide.")
    await review.recheck(session, proposal)
    begun = await queries.override(session, proposal.id)
    if begun is None:
        await _begin(session, actor, proposal, reason)
        await announce(session, proposal, "progressed", actor.facts())
        return proposal
    if begun.first_person == actor.person:
        raise NotInThisStage("You have said so already: another owner or admin has to say so as well.")
    begun.second_by, begun.second_person, begun.second_reason = actor.facts(), actor.person, reason
    begun.second_at = now()
    proposal.status, proposal.decided_at = "approved", begun.second_at
    await session.flush()
    await _record(session, actor, proposal, begun)
    await review.settle(session, actor, proposal, "approved", reason)
    await announce(session, proposal, "approved", actor.facts())
    return proposal


async def _begin(session: Session, actor: Actor, proposal: Proposal, reason: str) -> None:
    session.add(
        Override(
            org_id=proposal.org_id,
            proposal_id=proposal.id,
            first_by=actor.facts(),
            first_person=actor.person,
            first_reason=reason,
            first_at=now(),
        )
    )
    await session.flush()
    payload = {"proposal_id": PROPOSAL.show(proposal.id), "title": proposal.title, "reason": reason}
    await audit.record(session, actor, "change.glass_touched", proposal.subject, payload)


async def _record(session: Session, actor: Actor, proposal: Proposal, override: Override) -> None:
    facts: dict[str, Any] = {
        "proposal_id": PROPOSAL.show(proposal.id),
        "title": proposal.title,
        "digest": proposal.digest,
        "severity": "critical",
        "people": [override.first_by, override.second_by],
        "reasons": [override.first_reason, override.second_reason],
    }
    await audit.record(session, actor, "change.glass_broken", proposal.subject, facts)
    breach = Breach(
        id=proposal.id,
        actor=actor,
        call_id=proposal.id,
        request_id="",
        subject=proposal.subject,
        rule="break-glass",
        action=proposal.kind,
        direction="",
        verdict="warn",
        severity="critical",
        labels=(),
        evidence={
            "proposal": PROPOSAL.show(proposal.id),
            "said": f"{override.first_by['name']}: {override.first_reason}",
            "confirmed": f"{actor.name}: {override.second_reason}",
        },
    )
    await write_violations(session, [breach])


async def look_back(session: Session, actor: Actor, proposal: Proposal, words: str) -> Proposal:
    """Look at a change that did not wait, with words: a third person, who may decide and did not ask for it.

    Raises `Forbidden`, `NotFound` when the change did wait, and `AlreadyDecided`.
    """
    require(actor, DECIDE, resource_of(proposal), requester_of(proposal))
    override = await queries.override(session, proposal.id)
    if override is None or override.second_at is None:
        raise NotFound("This change waited for its approval: there is nothing to look back at.")
    if actor.person in (override.first_person, override.second_person, proposal.requested_person):
        raise OwnWork("A third person looks at it: neither who broke the glass nor who asked.")
    if override.review_at is not None:
        who = override.review_by["name"] if override.review_by else "Somebody"
        raise AlreadyDecided(f"{who} has looked at this already.", proposal_status=proposal.status)
    override.review_by, override.review_person = actor.facts(), actor.person
    override.review_words, override.review_at = words, now()
    await session.flush()
    payload = {"proposal_id": PROPOSAL.show(proposal.id), "title": proposal.title, "words": words}
    await audit.record(session, actor, "change.glass_reviewed", proposal.subject, payload)
    await announce(session, proposal, "reviewed", actor.facts())
    return proposal
