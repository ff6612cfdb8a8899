"""What nobody decided in time ends, and everybody who waits for it hears so."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from remit.controls import audit
from remit.controls.approvals import queries
from remit.controls.approvals.changes import PROPOSAL, Changes, announce
from remit.controls.approvals.decisions import hold
from remit.controls.approvals.review import Review
from remit.controls.approvals.tables import Proposal
from remit.controls.approvals.voting import names_in, stage_of
from remit.controls.tenancy import system
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.errors import RemitError
from remit.kit.telemetry import logger

_log = logger(__name__)
_AT_ONCE = 100
_REASON = "Nobody decided in time."


Clock = Callable[[], datetime]


async def expire_due(database: Database, changes: Changes, clock: Clock = now) -> int:
    """Warn of, escalate or end every proposal whose time is (nearly) over, of all organisations; return how many ended.

    A sweep rather than a look at read: the subject of an expired proposal must be free again, and the author told,
    also when nobody opens the queue. It may run in several processes at once and be cut short anywhere: each
    proposal is ended in a transaction of its own, from `pending` only.
    """
    moment = clock()
    async with database.transaction(None, relay=True) as session:
        due = await queries.due(session, moment, limit=_AT_ONCE)
    ended = [await _see_to(database, changes, org_id, id, moment) for org_id, id in due]
    return sum(ended)


async def _see_to(database: Database, changes: Changes, org_id: UUID, id: UUID, moment: datetime) -> bool:
    try:
        return await _escalate_or_end(database, changes, org_id, id, moment)
    except (RemitError, LookupError) as error:
        # One whose subject is gone must not keep the others waiting.
        _log.warning("a proposal could not be ended", proposal=PROPOSAL.show(id), reason=str(error))
        return False


async def _escalate_or_end(
    database: Database, changes: Changes, org_id: UUID, id: UUID, moment: datetime
) -> bool:
    async with database.transaction(org_id) as session:
        proposal, review = await hold(session, changes, id)
        if proposal.status != "pending":
            return False
        if proposal.expires_at <= moment:
            await _end(session, proposal, review)
            return True
        if proposal.escalates_at is not None and proposal.escalates_at <= moment:
            await _raise(session, proposal, moment)
        if proposal.warns_at is not None and proposal.warns_at <= moment:
            proposal.warns_at = None
            await session.flush()
            await announce(session, proposal, "expiring", {})
        return False


async def _raise(session: Session, proposal: Proposal, moment: datetime) -> None:
    """Let more people approve in the stage that waits, as its rule says."""
    proposal.escalates_at, proposal.raised_at = None, moment
    await session.flush()
    stage = stage_of(proposal)
    also = stage.escalates_to.words(names_in(proposal)) if stage and stage.escalates_to else ""
    payload = {
        "proposal_id": PROPOSAL.show(proposal.id),
        "title": proposal.title,
        "stage": proposal.stage + 1,
        "to": also,
    }
    await audit.record(session, system(proposal.org_id), "change.escalated", proposal.subject, payload)
    await announce(session, proposal, "escalated", {})


async def _end(session: Session, proposal: Proposal, review: Review) -> None:
    proposal.status, proposal.decided_at = "expired", now()
    await session.flush()
    actor = system(proposal.org_id)
    payload = {"proposal_id": PROPOSAL.show(proposal.id), "title": proposal.title, "reason": _REASON}
    await audit.record(session, actor, "change.expired", proposal.subject, payload)
    await review.settle(session, actor, proposal, "expired", _REASON)
    await announce(session, proposal, "expired", {})
