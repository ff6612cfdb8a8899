"""Decision links over HTTP: who holds one needs no other key, and reading one decides nothing."""

from typing import Annotated

from fastapi import APIRouter, Path

from remit.controls.approvals import Changes, ChangesDep, shown_to
from remit.controls.notifications.links import LinkAnswer, LinkDecision, Look, decide, found, look
from remit.controls.tenancy import DatabaseDep, VisitorDep
from remit.kit.database import Session

router = APIRouter(prefix="/api/decision-links", tags=["approvals"])
TokenPath = Annotated[str, Path(min_length=1, max_length=200)]


async def _answer(session: Session, changes: Changes, seen: Look) -> LinkAnswer:
    hidden = seen.state == "somebody_else"
    return LinkAnswer(
        organization=seen.organization,
        member=seen.actor.name,
        state=seen.state,
        said=seen.said,
        expires_at=seen.link.expires_at,
        proposal=None if hidden else await shown_to(session, changes, seen.actor, seen.proposal),
    )


@router.get("/{token}")
async def look_at_decision_link(
    token: TokenPath, database: DatabaseDep, changes: ChangesDep, visitor: VisitorDep
) -> LinkAnswer:
    """Show what a link from a mail is for; however often it is read, nothing is decided."""
    link = await found(database, token)
    async with database.transaction(link.org_id) as session:
        return await _answer(session, changes, await look(session, link, visitor))


@router.post("/{token}/decision")
async def decide_by_link(
    token: TokenPath, body: LinkDecision, database: DatabaseDep, changes: ChangesDep, visitor: VisitorDep
) -> LinkAnswer:
    """Approve or reject as the person whom the link is for, once. 409 when it was used, has expired, or it changed."""
    link = await found(database, token)
    async with database.transaction(link.org_id) as session:
        seen = await decide(
            session, changes, link, visitor, body.decision, reason=body.reason, seen_digest=body.digest
        )
        return await _answer(session, changes, seen)
