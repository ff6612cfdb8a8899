"""What becomes of messages when receivers fail: tried ever later, dead at last, and switched off after days."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.engines.tools.places import LAPTOP, Recorder, answered
from tests.stubs.openai_server import serving

from remit.controls import tenancy
from remit.controls.connections import Rewrapped, Toolboxes
from remit.controls.notifications import MOVED, Courier, Senders, queries, queue, rewrap, subscribing
from remit.controls.notifications.courier import DISABLED_AFTER, PAUSES
from remit.controls.notifications.schemas import NewNotification
from remit.controls.notifications.tables import Delivery, Subscription
from remit.controls.tenancy import Actor, Role
from remit.engines.vault import LocalVault
from remit.kit import events
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.events import Event
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey

URL = "https://remit.example.com"


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = now() + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Post:
    """An organisation with a courier and one webhook, on a database that nobody else works on."""

    def __init__(self, database: Database, vault: LocalVault, actor: Actor, url: str) -> None:
        self.database, self.vault, self.actor, self.url = database, vault, actor, url
        self.time = Time()
        self.senders = Senders(Toolboxes(database, vault, LAPTOP), vault, LAPTOP, URL)
        self.courier = Courier(database, self.senders, self.time)

    @property
    def org(self) -> UUID:
        return self.actor.org_id

    async def subscribed(self, **members: Any) -> UUID:
        body = {"name": "Hook", "channel": "webhook", "url": self.url, **members}
        wanted = NewNotification(**{"kinds": ["deployment.failed", "notification.disabled"], **body})
        async with self.database.transaction(self.org) as session:
            row, _ = await subscribing.add(session, self.actor, self.vault, LAPTOP.reach, wanted)
        return row.id

    async def happens(self, **facts: Any) -> Event:
        """Have a deployment fail, and hear of it twice, as after a crash."""
        data = {"id": "dep_1", "name": "bot", "environment": "prod", "reason": "No room.", **facts}
        async with self.database.transaction(self.org) as session:
            await events.emit(
                session, self.org, MOVED, "deployment:dep_1", {"from": "deploying", "to": "failed", **data}
            )
        return await self.heard(MOVED)

    async def heard(self, kind: str) -> Event:
        async with self.database.transaction(self.org) as session:
            event = next(each for each in reversed(await events.since(session, 0)) if each.kind == kind)
        assert await queue(self.database, event)
        assert not await queue(self.database, event)
        return event

    async def messages(self, id: UUID) -> list[Delivery]:
        async with self.database.transaction(self.org) as session:
            found = await queries.deliveries(
                session, subscription_id=id, state=None, kind=None, after=None, limit=50
            )
        return list(found)

    async def shown(self, id: UUID) -> Subscription:
        async with self.database.transaction(self.org) as session:
            return await subscribing.find(session, id)


@pytest.fixture
def receiver() -> Recorder:
    return Recorder([answered(500, "not today")])


@pytest.fixture
async def post_office(apart: Database, secret_key: SecretKey, receiver: Recorder) -> Any:
    made = await tenancy.found_organization(apart, f"org-{new_id().hex}", "Test", "o@example.org", "Owner")
    async with apart.transaction(made.id) as session:
        owner = tenancy.member_actor(await tenancy.member_by_email(session, "o@example.org"))
    assert owner.role is Role.OWNER
    with serving(receiver) as url:
        yield Post(apart, LocalVault(lambda: [secret_key]), owner, url)


async def test_what_fails_is_tried_ever_later_and_is_dead_at_last(
    post_office: Post, receiver: Recorder
) -> None:
    id = await post_office.subscribed()
    await post_office.happens()
    for attempt, pause in enumerate(PAUSES, start=1):
        assert not await post_office.courier.send_next(post_office.org, id)
        (row,) = await post_office.messages(id)
        assert (row.state, row.attempts, row.last_status) == ("waiting", attempt, 500)
        waits = (row.next_at - post_office.time()).total_seconds()
        assert pause <= waits <= pause * 1.2
        # Before its time nobody asks the receiver again.
        assert not await post_office.courier.send_next(post_office.org, id)
        assert len(receiver.asked) == attempt
        post_office.time.pass_(waits)
    await post_office.courier.send_next(post_office.org, id)
    (row,) = await post_office.messages(id)
    assert (row.state, row.last_said) == ("dead", "Status 500: not today.")
    assert len({each.headers["webhook-id"] for each in receiver.asked}) == 1
    assert (await post_office.shown(id)).failing_since is not None
    receiver.answers = [answered(200)]
    await post_office.happens()
    assert await post_office.courier.send_next(post_office.org, id)
    assert (await post_office.shown(id)).failing_since is None


async def test_what_fails_for_days_or_is_gone_is_switched_off_and_told(
    post_office: Post, receiver: Recorder
) -> None:
    id, other = await post_office.subscribed(), await post_office.subscribed(name="Other")
    await post_office.happens()
    await post_office.courier.send_next(post_office.org, id)
    post_office.time.pass_(DISABLED_AFTER.total_seconds())
    await post_office.courier.send_next(post_office.org, id)
    off = await post_office.shown(id)
    assert not off.enabled
    assert "Nothing has got through since" in (off.disabled_reason or "")
    (dead,) = await post_office.messages(id)
    assert dead.state == "dead"
    await post_office.heard("notice.disabled")
    told = await post_office.messages(other)
    assert {each.kind for each in told} == {"deployment.failed", "notification.disabled"}
    receiver.answers = [answered(410, "gone")]
    await post_office.courier.send_next(post_office.org, other)
    assert "410" in ((await post_office.shown(other)).disabled_reason or "")


async def test_places_and_severities_that_nobody_asked_for_are_not_told(
    post_office: Post, receiver: Recorder
) -> None:
    receiver.answers = [answered(302, "", location="http://169.254.169.254/")]
    id = await post_office.subscribed(environments=["dev"])
    async with post_office.database.transaction(post_office.org) as session:
        await events.emit(session, post_office.org, MOVED, "deployment:x", _moved("prod"))
        await events.emit(session, post_office.org, MOVED, "deployment:y", _moved("dev"))
    async with post_office.database.transaction(post_office.org) as session:
        told = await events.since(session, 0)
    for event in [each for each in told if each.kind == MOVED]:
        await queue(post_office.database, event)
    (row,) = await post_office.messages(id)
    assert row.ref == "deployment:y"
    # A redirect is not followed, and a claim that somebody died with is taken up again by the next.
    assert not await post_office.courier.send_next(post_office.org, id)
    (row,) = await post_office.messages(id)
    assert "not followed" in row.last_said
    assert len(receiver.asked) == 1


def _moved(environment: str) -> dict[str, Any]:
    facts = {"id": "dep_1", "name": "bot", "environment": environment, "reason": "x" * 9000}
    return {"from": "deploying", "to": "failed", **facts}


async def test_secrets_lie_sealed_and_are_put_under_a_new_key(post_office: Post, receiver: Recorder) -> None:
    id = await post_office.subscribed()
    done = Rewrapped()
    await rewrap(post_office.database, post_office.vault, done)
    assert (done.already >= 1, done.unreadable) == (True, [])
    keys = await post_office.senders.keys(await post_office.shown(id))
    assert [key.startswith("whsec_") for key in keys] == [True]
