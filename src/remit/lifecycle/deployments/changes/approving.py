"""Plans that wait for a person, and that person's yes or no, on the founding document's paths."""

from collections.abc import Sequence
from uuid import UUID

from remit.controls import approvals
from remit.controls.approvals import ChangedSince, Changes, Proposal, Verdict
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment

_MOST = 200


async def waiting(session: Session) -> Sequence[tuple[Proposal, Deployment]]:
    """List what waits about deployments, oldest first, 200 at most."""
    proposals = await approvals.pending(session, now(), limit=_MOST)
    about = [(p, id) for p in proposals if (id := _deployment_id(p)) is not None]
    deployments = await queries.by_id(session, [id for _, id in about])
    return [(p, deployments[id]) for p, id in about if id in deployments]


def _deployment_id(proposal: Proposal) -> UUID | None:
    kind, _, shown_id = proposal.subject.partition(":")
    return DEPLOYMENT.parse(shown_id) if kind == DEPLOYMENT.noun else None


async def decide(
    session: Session,
    actor: Actor,
    changes: Changes,
    shown_id: str,
    verdict: Verdict,
    *,
    reason: str,
    seen_digest: str | None,
    claimed_approver: str | None,
) -> tuple[Deployment, Proposal]:
    """Approve or reject what waits, named by its plan's id or its own; the last approval begins the rollout, once.

    Raises `ChangedSince` when the plan would be another one by now: its price, its size or the limits changed.
    """
    found = await _find(session, shown_id, seen_digest)
    proposal, review = await approvals.hold(session, changes, found.id)
    await approvals.decide_proposal(
        session,
        actor,
        proposal,
        verdict,
        reason=reason,
        seen_digest=seen_digest,
        claimed_approver=claimed_approver,
        review=review,
    )
    return await _deployment(session, proposal), proposal


async def _find(session: Session, shown_id: str, seen_digest: str | None) -> Proposal:
    """Find a proposal about a deployment: by its id, or the newest one by the plan's id.

    The plan's id alone names its first proposal only: a later change must have been seen.
    """
    if shown_id.startswith(f"{approvals.PROPOSAL.prefix}_"):
        proposal = await approvals.proposal(session, approvals.PROPOSAL.parse(shown_id))
        if proposal is None or _deployment_id(proposal) is None:
            raise NotFound(f"There is no plan {shown_id[:60]}.")
        return proposal
    deployment = await queries.deployment(session, DEPLOYMENT.parse(shown_id))
    if deployment is None:
        raise NotFound(f"There is no plan {shown_id[:60]}.")
    newest = await approvals.newest_of(session, DEPLOYMENT.ref(deployment.id))
    if newest is not None and newest.status == "pending":
        if seen_digest is None and newest.id != deployment.proposal_id:
            raise ChangedSince(
                f"A change of {deployment.name} waits, not its first plan: send the `digest` of what you saw, or the "
                "change's own id."
            )
        return newest
    asked = await approvals.proposal(session, deployment.proposal_id) if deployment.proposal_id else newest
    if asked is None:
        raise Conflict("This plan never asked for approval.")
    return asked


async def _deployment(session: Session, proposal: Proposal) -> Deployment:
    id = _deployment_id(proposal)
    deployment = await queries.deployment(session, id) if id else None
    if deployment is None:
        raise NotFound(f"There is no deployment {proposal.subject}.")
    return deployment
