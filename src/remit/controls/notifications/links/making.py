"""Making links, at the moment a mail is sent: only the hash of a token is ever stored."""

import secrets
from datetime import datetime, timedelta

from remit.controls import approvals
from remit.controls.approvals import PROPOSAL
from remit.controls.notifications.links import queries
from remit.controls.notifications.links.tables import DecisionLink
from remit.controls.notifications.tables import Delivery
from remit.controls.tenancy import token_hash
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import new_id

LIFETIME = timedelta(days=1)
_DECIDABLE = ("approval.wanted", "approval.expiring", "approval.escalated")


async def make(session: Session, delivery: Delivery, url: str) -> str | None:
    """Make the link for the person whom a mail is for; none where there is nothing for them to decide."""
    if delivery.member_id is None or delivery.kind not in _DECIDABLE:
        return None
    proposal = await approvals.proposal(session, PROPOSAL.parse(delivery.ref))
    if proposal is None or proposal.status != "pending":
        return None
    token, moment = secrets.token_urlsafe(32), now()
    session.add(
        DecisionLink(
            org_id=delivery.org_id,
            id=new_id(),
            token_hash=token_hash(token),
            proposal_id=proposal.id,
            digest=proposal.digest,
            member_id=delivery.member_id,
            created_at=moment,
            expires_at=min(moment + LIFETIME, proposal.expires_at),
            used_at=None,
            verdict=None,
        )
    )
    await session.flush()
    return f"{url}/decide/{token}"


async def forget(session: Session, before: datetime) -> None:
    """Remove links that have worked for nobody since a moment."""
    await queries.forget(session, before)
