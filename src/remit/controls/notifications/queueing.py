"""From an event to the messages it makes: one for each notification that wants it and each of its recipients."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from uuid import UUID

from remit.controls import approvals, governance
from remit.controls.approvals import PROPOSAL
from remit.controls.governance import SEVERITIES
from remit.controls.notifications import queries
from remit.controls.notifications.kinds import KINDS, Notice
from remit.controls.notifications.news import HEARD
from remit.controls.notifications.tables import Subscription
from remit.controls.tenancy import Member, list_members
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.events import Event
from remit.kit.ids import new_id

_MANAGERS = ("owner", "admin")
# Violations can come by the thousand: people are told once in so many seconds and severity, programs of each.
_STORM_SECONDS = 300


@dataclass(frozen=True)
class Recipient:
    """Where a message goes within its channel; nowhere in particular where the channel is the place."""

    address: str = ""
    member_id: UUID | None = None


async def queue(database: Database, event: Event) -> bool:
    """Write the messages that an event makes, each once however often it is heard; true when there are new ones."""
    await governance.ready(database, event.org_id)
    async with database.transaction(event.org_id) as session:
        subscribed = await queries.switched_on(session)
        notice = await HEARD[event.kind](session, event) if subscribed else None
        if notice is None:
            return False
        rows = [
            message(subscription, notice, recipient)
            for subscription in subscribed
            if wants(subscription, notice)
            for recipient in await _recipients(session, subscription, notice)
        ]
        return bool(rows) and await queries.queue(session, rows) > 0


def wants(subscription: Subscription, notice: Notice) -> bool:
    """Whether a notification is about a piece of news."""
    if notice.kind not in subscription.kinds:
        return False
    if subscription.environments and notice.environment not in ("", *subscription.environments):
        return False
    if not notice.severity:
        return True
    return SEVERITIES.index(notice.severity) >= SEVERITIES.index(subscription.least_severity)


def message(subscription: Subscription, notice: Notice, recipient: Recipient) -> dict[str, Any]:
    """Return the row of a message that is to be sent at once."""
    moment = now()
    return {
        "org_id": subscription.org_id,
        "id": new_id(),
        "subscription_id": subscription.id,
        "once": _once(subscription, notice),
        "recipient": recipient.address,
        "member_id": recipient.member_id,
        "kind": notice.kind,
        "ref": notice.ref,
        "notice": notice.stored(),
        "state": "waiting",
        "attempts": 0,
        "next_at": moment,
        "created_at": moment,
        "last_said": "",
    }


def _once(subscription: Subscription, notice: Notice) -> str:
    if notice.kind == "violation.found" and subscription.channel != "webhook":
        return f"{notice.kind} {notice.severity} {int(now().timestamp()) // _STORM_SECONDS}"
    return notice.once


async def _recipients(session: Session, subscription: Subscription, notice: Notice) -> Sequence[Recipient]:
    if subscription.channel != "mail":
        return [Recipient()]
    people = await _concerned(session, notice) if subscription.people else []
    muted = await queries.muted(session, [each.id for each in people], notice.kind)
    found = {each.email: Recipient(each.email, each.id) for each in people if each.id not in muted}
    return [*found.values(), *(Recipient(each) for each in subscription.addresses if each not in found)]


async def _concerned(session: Session, notice: Notice) -> Sequence[Member]:
    """List the members whom a piece of news concerns personally."""
    members = await list_members(session)
    concerned = KINDS[notice.kind].concerned
    if concerned == "managers":
        return [each for each in members if each.role in _MANAGERS]
    proposal = await approvals.proposal(session, PROPOSAL.parse(notice.ref))
    if proposal is None:
        return []
    match concerned:
        case "deciders":
            people = {each.person for each in await approvals.deciders(session, proposal)}
        case "requester":
            people = {proposal.requested_person}
        case _:
            assert_never(concerned)
    return [each for each in members if each.id in people]
