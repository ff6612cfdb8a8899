"""Sending a test at once, and a message once more."""

from uuid import UUID

from remit.controls import audit
from remit.controls.notifications import queries
from remit.controls.notifications.errors import BadNotification, StillWaiting, UnknownMessage
from remit.controls.notifications.sending import Outcome, Senders
from remit.controls.notifications.subscribing import find, tell
from remit.controls.notifications.tables import DELIVERY, Delivery, Subscription
from remit.controls.tenancy import Actor, list_members
from remit.kit.clock import iso, now
from remit.kit.database import Database, Session
from remit.kit.ids import new_id

TEST = "test"


async def test(database: Database, senders: Senders, actor: Actor, id: UUID) -> Outcome:
    """Send a test message now, also by a notification that is switched off; it is listed like all others.

    No transaction is open while the receiver is waited for. A mail goes to the first address, else to who tests.
    """
    async with database.transaction(actor.org_id) as session:
        subscription = await find(session, id)
        delivery = _tested(actor, subscription.id, await _tester(session, actor, subscription))
        if subscription.channel == "mail" and not delivery.recipient:
            raise BadNotification(
                "addresses: a test by a key needs an address to go to; sign in, or name one."
            )
        session.add(delivery)
    outcome = await senders.send(subscription, delivery, None)
    async with database.transaction(actor.org_id) as session:
        row = await queries.delivery(session, delivery.id, lock=True)
        if row is not None:
            row.state = "delivered" if outcome.ok else "dead"
            row.last_at, row.last_said, row.last_status = (
                now(),
                outcome.said.replace("\0", " "),
                outcome.status,
            )
            row.delivered_at = now() if outcome.ok else None
        facts = {"name": subscription.name, "ok": outcome.ok, "said": outcome.said}
        await audit.record(session, actor, "notification.tested", subscription.ref, facts)
    return outcome


def _tested(actor: Actor, subscription_id: UUID, recipient: str) -> Delivery:
    id, moment = new_id(), now()
    return Delivery(
        org_id=actor.org_id,
        id=id,
        subscription_id=subscription_id,
        once=f"test {id.hex}",
        recipient=recipient,
        member_id=None,
        kind=TEST,
        ref=actor.ref,
        notice={
            "at": iso(moment),
            "title": "This is a test by Remit",
            "text": "What you chose to be told will look like this.",
            "facts": [["Sent by", actor.name]],
            "path": "/settings/notifications",
            "data": {"sent_by": actor.facts()},
        },
        state="dead",
        attempts=1,
        next_at=moment,
        created_at=moment,
        delivered_at=None,
        last_at=None,
        last_said="It was sent by hand, and whoever sent it died.",
        last_status=None,
    )


async def _tester(session: Session, actor: Actor, subscription: Subscription) -> str:
    if subscription.channel != "mail":
        return ""
    if subscription.addresses:
        return str(subscription.addresses[0])
    members = await list_members(session)
    return next((each.email for each in members if each.id == actor.person), "")


async def redeliver(session: Session, actor: Actor, id: UUID) -> Delivery:
    """Send a message once more under the same id, from now on as often as any; `StillWaiting` while it is tried."""
    row = await queries.delivery(session, id, lock=True)
    if row is None or row.kind == TEST:
        raise UnknownMessage(f"There is no message {DELIVERY.show(id)} that could be sent again.")
    if row.state == "waiting" and row.attempts == 0:
        raise StillWaiting("It has not been sent yet: wait a moment.")
    subscription = await find(session, row.subscription_id)
    if not subscription.enabled:
        raise BadNotification(f"{subscription.name} is switched off: switch it on first.")
    row.state, row.attempts, row.next_at = "waiting", 0, now()
    await session.flush()
    facts = {"message": DELIVERY.show(row.id), "kind": row.kind, "about": row.ref}
    await audit.record(session, actor, "notification.redelivered", subscription.ref, facts)
    await tell(session, subscription, "redelivered")
    return row
