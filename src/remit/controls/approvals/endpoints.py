"""The queue of everything that waits for a person, of whatever kind, and that person's yes or no."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from remit.controls.approvals import listing, queries
from remit.controls.approvals.answers import shown_to
from remit.controls.approvals.changes import PROPOSAL
from remit.controls.approvals.decisions import decide_proposal, hold, take_back
from remit.controls.approvals.overriding import break_glass, look_back
from remit.controls.approvals.queries import Asked
from remit.controls.approvals.requests import ChangesDep
from remit.controls.approvals.schemas import (
    ProposalCount,
    ProposalDetail,
    ProposalPage,
    ReviewBody,
    UrgentBody,
    VerdictBody,
    WithdrawalBody,
)
from remit.controls.environments import EnvironmentName
from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.clock import now
from remit.kit.errors import NotFound

router = APIRouter(prefix="/api/proposals", tags=["approvals"])
Reader = Annotated[Actor, may("proposal.read")]


@router.get("")
async def list_proposals(
    session: SessionDep,
    actor: Reader,
    status: Literal["pending", "decided", "all", "review"] = "pending",
    kind: Annotated[str | None, Query(max_length=80)] = None,
    environment: EnvironmentName | None = None,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
    whose: Literal["mine", "decidable"] | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProposalPage:
    """List proposals: those that wait by risk and then age, those decided the last one first, all the newest first.

    With `review` those that did not wait for their approval, and nobody has looked at since.

    `whose` keeps one's own, or those that one may decide. `q` looks into title, subject, kind and author.
    """
    asked = Asked(
        now(),
        kind,
        environment,
        subject,
        q,
        actor.person,
        {"mine": True, "decidable": False}.get(whose or ""),
    )
    return await listing.page(
        session, actor, status, asked, decidable=whose == "decidable", cursor=cursor, limit=limit
    )


@router.get("/count")
async def count_proposals(session: SessionDep, actor: Reader) -> ProposalCount:
    """Count what waits, for a badge."""
    pending, high, mine = await queries.count_pending(session, now(), actor.person)
    review = await queries.count_unreviewed(session)
    return ProposalCount(pending=pending, high=high, mine=mine, review=review)


@router.get("/{proposal_id}")
async def get_proposal(
    proposal_id: str, session: SessionDep, changes: ChangesDep, actor: Reader
) -> ProposalDetail:
    """Show a proposal: who asks, what exactly would change, why, what it costs and risks, and what became of it."""
    proposal = await queries.proposal(session, PROPOSAL.parse(proposal_id))
    if proposal is None:
        raise NotFound(f"There is no proposal {proposal_id[:60]}.")
    return await shown_to(session, changes, actor, proposal)


@router.post("/{proposal_id}/decision")
async def decide_on_proposal(
    proposal_id: str, body: VerdictBody, session: SessionDep, changes: ChangesDep, actor: Reader
) -> ProposalDetail:
    """Approve or reject exactly what was shown; what is approved is carried out, once."""
    proposal, review = await hold(session, changes, PROPOSAL.parse(proposal_id))
    await decide_proposal(
        session, actor, proposal, body.decision, reason=body.reason, seen_digest=body.digest, review=review
    )
    return await shown_to(session, changes, actor, proposal)


@router.post("/{proposal_id}/withdraw")
async def withdraw_proposal(
    proposal_id: str, body: WithdrawalBody, session: SessionDep, changes: ChangesDep, actor: Reader
) -> ProposalDetail:
    """Take back what one asked for, before anybody has decided."""
    proposal, review = await hold(session, changes, PROPOSAL.parse(proposal_id))
    await take_back(session, actor, proposal, review, body.reason)
    return await shown_to(session, changes, actor, proposal)


@router.post("/{proposal_id}/break-glass")
async def break_glass_for_proposal(
    proposal_id: str, body: UrgentBody, session: SessionDep, changes: ChangesDep, actor: Reader
) -> ProposalDetail:
    """Say that a change cannot wait for its approvals; once two owners or admins have said so, it is carried out."""
    proposal, review = await hold(session, changes, PROPOSAL.parse(proposal_id))
    await break_glass(session, actor, proposal, review, reason=body.reason, seen_digest=body.digest)
    return await shown_to(session, changes, actor, proposal)


@router.post("/{proposal_id}/review")
async def review_proposal(
    proposal_id: str, body: ReviewBody, session: SessionDep, changes: ChangesDep, actor: Reader
) -> ProposalDetail:
    """Look at a change that did not wait, afterwards and with words; a third person does."""
    proposal, _ = await hold(session, changes, PROPOSAL.parse(proposal_id))
    await look_back(session, actor, proposal, body.words)
    return await shown_to(session, changes, actor, proposal)
