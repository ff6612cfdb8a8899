"""Notifications and messages as the API shows them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from remit.controls.connections import CONNECTION
from remit.controls.notifications.schemas import NoticeMessageAnswer, NotificationAnswer
from remit.controls.notifications.tables import DELIVERY, SUBSCRIPTION, Delivery, Subscription
from remit.kit.clock import now

_CHANNELS = {"slack": "Slack", "teams": "Teams", "mail": "Mail", "webhook": "Webhook"}


def facts(row: Subscription) -> dict[str, Any]:
    """Return the members of an answer about a notification."""
    until = row.previous_until
    return {
        **{name: getattr(row, name) for name in NotificationAnswer.model_fields if hasattr(row, name)},
        "id": SUBSCRIPTION.show(row.id),
        "connection_id": CONNECTION.show(row.connection_id) if row.connection_id else None,
        "where": where(row),
        "previous_until": until if until and until > now() else None,
    }


def answer(row: Subscription) -> NotificationAnswer:
    """Show a notification."""
    return NotificationAnswer(**facts(row))


def where(row: Subscription) -> str:
    """Say where messages go."""
    if row.channel == "webhook":
        return f"Webhook at {urlsplit(row.url or '').netloc}"
    if row.channel != "mail":
        return _CHANNELS[row.channel]
    to = [*(["the people concerned"] if row.people else []), *row.addresses[:3]]
    more = len(row.addresses) - 3
    return f"Mail to {', '.join(to)}{f' and {more} more' if more > 0 else ''}"


def shown(row: Delivery, subscriptions: Mapping[Any, Subscription]) -> NoticeMessageAnswer:
    """Show a message."""
    of, notice = subscriptions[row.subscription_id], row.notice
    kind: Any = row.kind
    return NoticeMessageAnswer(
        id=DELIVERY.show(row.id),
        notification_id=SUBSCRIPTION.show(of.id),
        notification=of.name,
        channel=of.channel,
        recipient=row.recipient,
        kind=kind,
        ref=row.ref,
        title=notice["title"],
        text=notice["text"],
        path=notice["path"],
        state=row.state,
        attempts=row.attempts,
        next_at=row.next_at if row.state == "waiting" else None,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
        last_at=row.last_at,
        said=row.last_said,
        status=row.last_status,
    )
