"""Notifications over HTTP; secrets come out once, when they are made."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from remit.controls.notifications import messages, queries, subscribing
from remit.controls.notifications.answers import answer, facts, shown
from remit.controls.notifications.errors import UnknownMessage
from remit.controls.notifications.kinds import KINDS, NoticeKind
from remit.controls.notifications.requests import SendersDep
from remit.controls.notifications.schemas import (
    DeliveryState,
    MadeNotification,
    NewNotification,
    NoticeKindAnswer,
    NoticeKindList,
    NoticeMessageAnswer,
    NoticeMessagePage,
    NotificationAnswer,
    NotificationChange,
    NotificationPage,
    NotificationTested,
    PreferenceAnswer,
    PreferenceBody,
    RotatedSecret,
)
from remit.controls.notifications.tables import DELIVERY, SUBSCRIPTION, Delivery
from remit.controls.tenancy import Actor, ActorDep, DatabaseDep, SessionDep, list_members, may
from remit.kit import pagination
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Forbidden

router = APIRouter(prefix="/api/notifications", tags=["notifications"])


def named(notification_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return SUBSCRIPTION.parse(notification_id)


def message_named(message_id: str, _: ActorDep) -> UUID:
    """Read the id of a message in the path, once it is known who asks."""
    return DELIVERY.parse(message_id)


IdDep = Annotated[UUID, Depends(named)]
MessageDep = Annotated[UUID, Depends(message_named)]
Reader = Annotated[Actor, may("notification.read")]
Writer = Annotated[Actor, may("notification.write")]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=200)]


@router.get("")
async def list_notifications(
    session: SessionDep, _: Reader, limit: Limit = 50, cursor: Cursor = None
) -> NotificationPage:
    """List who is told what by which channel, the oldest first."""
    found = await queries.page(session, after=pagination.decode(cursor), limit=limit + 1)
    page = found[:limit]
    return NotificationPage(
        items=[answer(row) for row in page],
        next=pagination.encode((page[-1].created_at, page[-1].id)) if len(found) > limit else None,
    )


@router.get("/kinds")
async def list_notification_kinds(_: Reader) -> NoticeKindList:
    """List the kinds of news there are."""
    items = [
        NoticeKindAnswer(kind=kind, words=known.words, help=known.help, concerned=known.concerned)
        for kind, known in KINDS.items()
    ]
    return NoticeKindList(items=items, next=None)


@router.get("/preferences")
async def get_notification_preferences(session: SessionDep, actor: Reader) -> PreferenceAnswer:
    """Show which kinds of news one does not want by mail."""
    return await _preferences(session, actor)


@router.put("/preferences")
async def set_notification_preferences(
    body: PreferenceBody, session: SessionDep, actor: Reader
) -> PreferenceAnswer:
    """Choose which kinds of news one does not want by mail; addresses that a notification names get all the same."""
    if actor.person not in {each.id for each in await list_members(session)}:
        raise Forbidden("Only a member gets mail: a service account has nothing to choose.")
    values = {
        "org_id": actor.org_id,
        "member_id": actor.person,
        "muted": list(dict.fromkeys(body.muted)),
        "updated_at": now(),
    }
    await queries.keep_preference(session, values)
    return await _preferences(session, actor)


async def _preferences(session: Session, actor: Actor) -> PreferenceAnswer:
    found = await queries.preference(session, actor.person)
    reachable = any(each.people for each in await queries.switched_on(session))
    return PreferenceAnswer(muted=found.muted if found else [], reachable=reachable)


@router.get("/messages")
async def list_notification_messages(
    session: SessionDep,
    _: Reader,
    notification: Annotated[str | None, Query(max_length=60)] = None,
    state: DeliveryState | None = None,
    kind: NoticeKind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> NoticeMessagePage:
    """List the messages of the last 30 days, the newest first, and what became of each."""
    found = await queries.deliveries(
        session,
        subscription_id=SUBSCRIPTION.parse(notification) if notification else None,
        state=state,
        kind=kind,
        after=pagination.decode(cursor),
        limit=limit + 1,
    )
    page = found[:limit]
    known = {row.id: row for row in await queries.every(session)}
    return NoticeMessagePage(
        items=[shown(row, known) for row in page],
        next=pagination.encode((page[-1].created_at, page[-1].id)) if len(found) > limit else None,
    )


@router.get("/messages/{message_id}")
async def get_notification_message(id: MessageDep, session: SessionDep, _: Reader) -> NoticeMessageAnswer:
    """Show a message, and what became of it."""
    row = await queries.delivery(session, id)
    if row is None:
        raise UnknownMessage(f"There is no message {DELIVERY.show(id)}.")
    return await _message(session, row)


@router.post("/messages/{message_id}/redeliver")
async def redeliver_notification_message(
    id: MessageDep, session: SessionDep, actor: Writer
) -> NoticeMessageAnswer:
    """Send a message once more, under the same id."""
    return await _message(session, await messages.redeliver(session, actor, id))


async def _message(session: Session, row: Delivery) -> NoticeMessageAnswer:
    return shown(row, {each.id: each for each in await queries.every(session)})


@router.post("", status_code=201)
async def create_notification(
    body: NewNotification, session: SessionDep, actor: Writer, senders: SendersDep
) -> MadeNotification:
    """Have news told by a channel; the secret of a webhook is shown this once."""
    row, secret = await subscribing.add(session, actor, senders.vault, senders.outbound.reach, body)
    return MadeNotification(**facts(row), secret=secret)


@router.get("/{notification_id}")
async def get_notification(id: IdDep, session: SessionDep, _: Reader) -> NotificationAnswer:
    """Show a notification."""
    return answer(await subscribing.find(session, id))


@router.patch("/{notification_id}")
async def change_notification(
    body: NotificationChange, id: IdDep, session: SessionDep, actor: Writer, senders: SendersDep
) -> NotificationAnswer:
    """Change what is sent. 409 if it was changed meanwhile."""
    return answer(await subscribing.change(session, actor, senders.outbound.reach, id, body))


@router.delete("/{notification_id}", status_code=204)
async def delete_notification(id: IdDep, session: SessionDep, actor: Writer) -> Response:
    """Tell nothing more by it; its secret and the list of its messages are gone."""
    await subscribing.remove(session, actor, id)
    return Response(status_code=204)


@router.post("/{notification_id}/test")
async def test_notification(
    id: IdDep, database: DatabaseDep, actor: Writer, senders: SendersDep
) -> NotificationTested:
    """Send a test message now, and say what became of it."""
    outcome = await messages.test(database, senders, actor, id)
    return NotificationTested(ok=outcome.ok, said=outcome.said, status=outcome.status)


@router.post("/{notification_id}/secret")
async def rotate_notification_secret(
    id: IdDep, session: SessionDep, actor: Writer, senders: SendersDep
) -> RotatedSecret:
    """Give a webhook a new secret, shown this once; for a day messages are signed with both."""
    secret, until = await subscribing.rotate(session, actor, senders.vault, id)
    return RotatedSecret(secret=secret, previous_until=until)
