"""Lending one's right to decide, and taking it back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from remit.controls import audit
from remit.controls.approvals.delegations import queries
from remit.controls.approvals.delegations.schemas import NewDelegation
from remit.controls.approvals.delegations.tables import Delegation
from remit.controls.approvals.delegations.votes import DELEGATION
from remit.controls.approvals.rules import DECIDE, everybody
from remit.controls.governance import Resource, decide, passes, refusal, require
from remit.controls.tenancy import MEMBER, ORGANIZATION, Actor
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.errors import Conflict, Forbidden, Malformed, NotFound
from remit.kit.events import emit
from remit.kit.ids import new_id

_LONGEST = timedelta(days=366)


async def lend(session: Session, actor: Actor, body: NewDelegation, kinds: Collection[str]) -> Delegation:
    """Let another member decide in one's place, from a moment to another.

    Raises `Forbidden` for who may not decide themselves, and `Malformed` for dates, kinds or members that cannot be.
    """
    require(actor, DECIDE, Resource("organization", ORGANIZATION.show(actor.org_id)), {"requester": ""})
    members = {member.person: member for member in (await everybody(session)).members}
    to = MEMBER.parse(body.to_member)
    if actor.person not in members:
        raise Forbidden("Only a member lends their right to decide; a service account has none to lend.")
    if to not in members:
        raise Malformed(f"There is no member {body.to_member}.")
    if to == actor.person:
        raise Malformed("Name another member: you may decide yourself already.")
    if unknown := sorted(set(body.kinds) - set(kinds)):
        raise Malformed(f"There is no kind of change {unknown[0]}: choose from {', '.join(sorted(kinds))}.")
    starts_at = body.starts_at or now()
    _require_dates(starts_at, body.ends_at)
    made = Delegation(
        org_id=actor.org_id,
        id=new_id(),
        from_member=actor.person,
        to_member=to,
        kinds=sorted(set(body.kinds)),
        reason=body.reason,
        starts_at=starts_at,
        ends_at=body.ends_at,
        created_at=now(),
        revoked_at=None,
    )
    session.add(made)
    await session.flush()
    await _record(session, actor, "delegation.made", made)
    return made


def _require_dates(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at or ends_at <= now():
        raise Malformed("It has to end later than it begins, and in the future.")
    if ends_at - starts_at > _LONGEST:
        raise Malformed("A year is the longest: lend it again then.")


async def revoke(session: Session, actor: Actor, id: UUID) -> Delegation:
    """Take a right back before its end: whose it is, or who manages members. Raises `NotFound` and `Conflict`."""
    found = await queries.delegation(session, id)
    if found is None:
        raise NotFound(f"There is no delegation {DELEGATION.show(id)}.")
    resource = Resource("organization", ORGANIZATION.show(actor.org_id))
    manages = decide(actor, "member.write", resource)
    if actor.person not in (found.from_member, found.to_member) and not passes(manages):
        raise refusal(actor, "member.write", resource, manages)
    if found.revoked_at is not None or found.ends_at <= now():
        raise Conflict("This delegation has ended already.")
    found.revoked_at = now()
    await session.flush()
    await _record(session, actor, "delegation.revoked", found)
    return found


async def _record(session: Session, actor: Actor, what: str, row: Delegation) -> None:
    facts = {
        "from": MEMBER.show(row.from_member),
        "to": MEMBER.show(row.to_member),
        "kinds": row.kinds,
        "reason": row.reason,
        "starts_at": iso(row.starts_at),
        "ends_at": iso(row.ends_at),
    }
    await audit.record(session, actor, what, DELEGATION.ref(row.id), facts)
    await emit(
        session, actor.org_id, "proposal.delegated", DELEGATION.show(row.id), {"id": DELEGATION.show(row.id)}
    )
