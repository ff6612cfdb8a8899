"""The courier: sends what waits, at least once, and never keeps anybody waiting who made the news.

A message is claimed in one transaction, sent outside of any, and its outcome written in another: whoever dies in
between leaves it to the next, who sends it again under the same id. Each notification is served by itself, so that a
slow receiver holds up nobody else.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.controls import audit
from remit.controls.notifications import links, queries
from remit.controls.notifications.news import DISABLED
from remit.controls.notifications.sending import Outcome, Senders
from remit.controls.notifications.tables import SUBSCRIPTION, Delivery, Subscription
from remit.controls.tenancy import system
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.events import emit
from remit.kit.telemetry import logger

_log = logger(__name__)
# As Standard Webhooks suggests: soon, then ever later, for about two days in all.
PAUSES = (5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600)
_JITTER = 0.2
_CLAIMED = timedelta(minutes=2)
DISABLED_AFTER = timedelta(days=5)
_KEPT = timedelta(days=30)
_AT_ONCE = 32
_EVERY_SECONDS = 5.0
_TIDIED_EVERY = timedelta(hours=1)
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class _Claimed:
    subscription: Subscription
    delivery: Delivery
    link: str | None


class Courier:
    """Sends the messages of all organisations."""

    def __init__(self, database: Database, senders: Senders, clock: Clock = now) -> None:
        self._database, self._senders, self._clock = database, senders, clock
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._serving: dict[tuple[UUID, UUID], asyncio.Task[None]] = {}
        self._tidied: dict[UUID, datetime] = {}

    def wake(self) -> None:
        """Have it look at once."""
        self._wake.set()

    async def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Stop sending; what is on its way is sent again by the next."""
        for task in (self._task, *list(self._serving.values())):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._serving.clear()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._look()
            except SQLAlchemyError as error:
                _log.warning("messages were not looked for, trying again soon", reason=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(_EVERY_SECONDS):
                    await self._wake.wait()

    async def _look(self) -> None:
        """Serve every notification that has something to send and is not being served."""
        async with self._database.transaction(None, relay=True) as session:
            due = await queries.due(session, self._clock(), limit=200)
        for key in due:
            if key not in self._serving and len(self._serving) < _AT_ONCE:
                task = self._serving[key] = asyncio.create_task(self._serve(*key), name="messages")
                task.add_done_callback(partial(self._served, key))

    def _served(self, key: tuple[UUID, UUID], _: asyncio.Task[None]) -> None:
        self._serving.pop(key, None)

    async def _serve(self, org_id: UUID, subscription_id: UUID) -> None:
        try:
            while await self.send_next(org_id, subscription_id):
                pass
            await self._tidy(org_id)
        except SQLAlchemyError as error:
            _log.warning("a message was not sent, trying again soon", reason=str(error))
        except Exception as error:  # noqa: BLE001 - an edge: one message must not end all others
            _log.error("a message was not sent, trying again later", exc_info=error)

    async def send_next(self, org_id: UUID, subscription_id: UUID) -> bool:
        """Send the message of a notification that has waited longest; false when there is none, or it failed."""
        claimed = await self._claim(org_id, subscription_id)
        if claimed is None:
            return False
        outcome = await self._senders.send(claimed.subscription, claimed.delivery, claimed.link)
        async with self._database.transaction(org_id) as session:
            await self._settle(session, claimed.delivery.id, outcome)
        return outcome.ok

    async def _claim(self, org_id: UUID, subscription_id: UUID) -> _Claimed | None:
        moment = self._clock()
        async with self._database.transaction(org_id) as session:
            delivery = await queries.next_due(session, subscription_id, moment)
            subscription = await queries.one(session, subscription_id)
            if delivery is None or subscription is None:
                return None
            delivery.next_at = moment + _CLAIMED
            delivery.attempts += 1
            if delivery.attempts > len(PAUSES) + 1:
                delivery.state, delivery.last_said = (
                    "dead",
                    "Whoever sent it died each time: look into the log.",
                )
                return None
            link = await links.make(session, delivery, self._senders.url)
            return _Claimed(subscription, delivery, link)

    async def _settle(self, session: Session, id: UUID, outcome: Outcome) -> None:
        """Write what became of it."""
        delivery = await queries.delivery(session, id, lock=True)
        if delivery is None or delivery.state != "waiting":
            return
        moment = self._clock()
        delivery.last_at, delivery.last_said, delivery.last_status = (
            moment,
            _kept(outcome.said),
            outcome.status,
        )
        if outcome.ok:
            delivery.state, delivery.delivered_at = "delivered", moment
            await session.flush()
            await queries.change(session, delivery.subscription_id, {"failing_since": None})
            return
        if delivery.attempts > len(PAUSES):
            delivery.state = "dead"
        else:
            delivery.next_at = moment + _pause(delivery.attempts, outcome.again_after)
        await session.flush()
        await self._failing(session, delivery.subscription_id, moment, outcome)

    async def _failing(self, session: Session, id: UUID, moment: datetime, outcome: Outcome) -> None:
        """Remember since when nothing gets through; what has failed for days is switched off, and somebody told."""
        subscription = await queries.one(session, id)
        if subscription is None or not subscription.enabled:
            return
        since = subscription.failing_since or moment
        if not outcome.gone and moment - since < DISABLED_AFTER:
            await queries.change(session, id, {"failing_since": since})
            return
        reason = (
            "The receiver said that it is gone (410)."
            if outcome.gone
            else f"Nothing has got through since {since:%Y-%m-%d %H:%M} UTC: {_kept(outcome.said)}"
        )
        off = {"enabled": False, "disabled_reason": reason, "failing_since": since, "updated_at": moment}
        await queries.change(session, id, {**off, "version": subscription.version + 1})
        await queries.give_up(session, id, f"The notification was switched off. {reason}")
        facts = {"name": subscription.name, "channel": subscription.channel, "reason": reason}
        org_id = subscription.org_id
        await audit.record(session, system(org_id), "notification.disabled", subscription.ref, facts)
        await emit(session, org_id, DISABLED, SUBSCRIPTION.show(id), facts)

    async def _tidy(self, org_id: UUID) -> None:
        """Forget old messages now and then."""
        moment = self._clock()
        if org_id not in self._tidied or moment - self._tidied[org_id] > _TIDIED_EVERY:
            self._tidied[org_id] = moment
            async with self._database.transaction(org_id) as session:
                await queries.forget(session, moment - _KEPT)
                await links.forget(session, moment - _KEPT)


def _pause(attempts: int, wanted: float | None) -> timedelta:
    """How long to wait after so many attempts; longer where the receiver asks for that."""
    usual = PAUSES[attempts - 1] * random.uniform(1, 1 + _JITTER)  # noqa: S311 - no secret hangs on it
    return timedelta(seconds=max(usual, min(wanted or 0, PAUSES[-1])))


def _kept(said: str) -> str:
    return said.replace("\0", "�")
