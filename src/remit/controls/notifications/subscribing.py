"""Adding, changing and removing notifications; a webhook's secret is made here and shown once."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.connections import CONNECTION, connection
from remit.controls.environments import places
from remit.controls.notifications import queries
from remit.controls.notifications.errors import (
    BadNotification,
    ChangedMeanwhile,
    TooManyNotifications,
    UnknownNotification,
)
from remit.controls.notifications.schemas import NewNotification, NotificationChange
from remit.controls.notifications.signing import new_secret
from remit.controls.notifications.tables import SUBSCRIPTION, Subscription
from remit.controls.tenancy import Actor
from remit.engines.tools import mailbox
from remit.engines.vault import Place, Vault
from remit.kit.addresses import Reach, base_url
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id

MOST = 50
SUBSCRIBED = "notification.changed"
BOTH_FOR = timedelta(days=1)
_KINDS = {"slack": "slack", "teams": "teams", "mail": "smtp"}
_RECORDED = (
    *("name", "url", "addresses", "people", "kinds", "environments"),
    *("least_severity", "enabled"),
)


async def find(session: Session, id: UUID) -> Subscription:
    """Find a notification; `UnknownNotification` when there is none."""
    found = await queries.one(session, id)
    if found is None:
        raise UnknownNotification(f"There is no notification {SUBSCRIPTION.show(id)}.")
    return found


async def add(
    session: Session, actor: Actor, vault: Vault, reach: Reach, wanted: NewNotification
) -> tuple[Subscription, str | None]:
    """Add a notification; returned with the secret of its messages, where it is a webhook.

    Raises `BadNotification`, `AddressRefused` and `TooManyNotifications`.
    """
    await queries.hold(session, actor.org_id)
    if await queries.count(session) >= MOST:
        raise TooManyNotifications(f"An organisation has at most {MOST} notifications: remove one first.")
    await _require_known(session, wanted.environments)
    id, moment = new_id(), now()
    secret = new_secret() if wanted.channel == "webhook" else None
    row = Subscription(
        org_id=actor.org_id,
        id=id,
        connection_id=await _connection(session, wanted.channel, wanted.connection_id),
        url=_url(wanted.channel, wanted.url, reach),
        version=1,
        secret=await vault.seal(secret, Place(actor.org_id, id, 1)) if secret else None,
        secret_version=1,
        previous_version=0,
        created_by=actor.facts(),
        created_at=moment,
        updated_at=moment,
        **_chosen(wanted),
    )
    session.add(row)
    await session.flush()
    await audit.record(
        session, actor, "notification.created", row.ref, {**_shown(row), "channel": row.channel}
    )
    await tell(session, row, "created")
    return row, secret


async def _require_known(session: Session, chosen: Collection[str]) -> None:
    known = await places(session)
    if unknown := next((name for name in chosen if name not in known), None):
        raise BadNotification(f"There is no environment {unknown}: there are {known.choice}.")


def _chosen(wanted: NewNotification) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "channel": wanted.channel,
        "addresses": _addresses(wanted.channel, wanted.addresses),
        "people": _people(wanted.channel, people=wanted.people, addresses=wanted.addresses),
        "kinds": list(dict.fromkeys(wanted.kinds)),
        "environments": list(dict.fromkeys(wanted.environments)),
        "least_severity": wanted.least_severity,
        "enabled": wanted.enabled,
    }


async def change(
    session: Session, actor: Actor, reach: Reach, id: UUID, wanted: NotificationChange
) -> Subscription:
    """Change what was sent of a notification; `ChangedMeanwhile` when it is not the version that was read.

    Switching one on again, or sending it elsewhere, forgets that it failed.
    """
    row = await _as_read(session, actor, id, wanted.version)
    before, sent = _shown(row), wanted.model_fields_set
    values: dict[str, Any] = {
        name: getattr(wanted, name) for name in sent & set(_RECORDED) if getattr(wanted, name) is not None
    }
    await _require_known(session, wanted.environments or ())
    if wanted.url is not None:
        values["url"] = _url(row.channel, wanted.url, reach)
    if wanted.connection_id is not None:
        values["connection_id"] = await _connection(session, row.channel, wanted.connection_id)
    if wanted.addresses is not None:
        values["addresses"] = _addresses(row.channel, wanted.addresses)
    if row.channel == "mail" or wanted.people:
        people, addresses = values.get("people", row.people), values.get("addresses", row.addresses)
        _people(row.channel, people=people, addresses=addresses)
    if wanted.enabled or values.keys() & {"url", "connection_id"}:
        values |= {"failing_since": None, "disabled_reason": None}
    await queries.change(session, id, {**values, "version": row.version + 1, "updated_at": now()})
    changed = await find(session, id)
    facts = {"name": row.name, "changed": _differences(before, _shown(changed))}
    await audit.record(session, actor, "notification.changed", row.ref, facts)
    await tell(session, changed, "changed")
    return changed


async def remove(session: Session, actor: Actor, id: UUID) -> None:
    """Remove a notification with its secret and the list of its messages."""
    await queries.hold(session, actor.org_id)
    row = await find(session, id)
    await audit.record(
        session, actor, "notification.deleted", row.ref, {"name": row.name, "channel": row.channel}
    )
    await tell(session, row, "deleted")
    await queries.remove(session, id)


async def rotate(session: Session, actor: Actor, vault: Vault, id: UUID) -> tuple[str, datetime]:
    """Give a webhook a new secret; return it, and until when the one before signs beside it.

    Raises `BadNotification` for other channels.
    """
    await queries.hold(session, actor.org_id)
    row = await find(session, id)
    if row.channel != "webhook" or row.secret is None:
        raise BadNotification("Only a webhook's messages are signed with a secret.")
    secret, number, until = new_secret(), row.secret_version + 1, now() + BOTH_FOR
    values = {
        "secret": await vault.seal(secret, Place(row.org_id, row.id, number)),
        "secret_version": number,
        "previous_secret": row.secret,
        "previous_version": row.secret_version,
        "previous_until": until,
        "version": row.version + 1,
        "updated_at": now(),
    }
    await queries.change(session, id, values)
    changed = await find(session, id)
    facts = {"name": row.name, "previous_until": iso(until)}
    await audit.record(session, actor, "notification.secret_rotated", row.ref, facts)
    await tell(session, changed, "changed")
    return secret, until


async def tell(session: Session, row: Subscription, what: str) -> None:
    """Let browsers know."""
    facts = {"id": SUBSCRIPTION.show(row.id), "change": what}
    await emit(session, row.org_id, SUBSCRIBED, SUBSCRIPTION.show(row.id), facts)


async def _as_read(session: Session, actor: Actor, id: UUID, version: int) -> Subscription:
    await queries.hold(session, actor.org_id)
    row = await find(session, id)
    if row.version != version:
        raise ChangedMeanwhile(
            f"{row.name} was changed since you read it: look at it as it is now, and change it again.",
            version=row.version,
        )
    return row


async def _connection(session: Session, channel: str, shown_id: str | None) -> UUID | None:
    if channel == "webhook":
        if shown_id is not None:
            raise BadNotification("connection_id: a webhook has a URL instead; leave it out.")
        return None
    if shown_id is None:
        raise BadNotification(
            f"connection_id: name the connection of kind {_KINDS[channel]} that it goes over."
        )
    found = await connection(session, CONNECTION.parse(shown_id))
    if found.kind != _KINDS[channel]:
        raise BadNotification(f"connection_id: {found.slug} is of kind {found.kind}, not {_KINDS[channel]}.")
    return found.id


def _url(channel: str, url: str | None, reach: Reach) -> str | None:
    if channel != "webhook":
        if url is not None:
            raise BadNotification("url: only a webhook has one; leave it out.")
        return None
    if url is None:
        raise BadNotification("url: say where the webhook's messages go.")
    return base_url(url, reach)


def _addresses(channel: str, addresses: list[str]) -> list[str]:
    if addresses and channel != "mail":
        raise BadNotification("addresses: only mail has them; leave them out.")
    try:
        return list(dict.fromkeys(mailbox(each.strip()).lower() for each in addresses))
    except ValueError as error:
        raise BadNotification("addresses: write each as name@example.com.") from error


def _people(channel: str, *, people: bool, addresses: list[str]) -> bool:
    if people and channel != "mail":
        raise BadNotification("people: only mail goes to people; leave it out.")
    if channel == "mail" and not people and not addresses:
        raise BadNotification("addresses: say who gets the mails, or choose the people concerned.")
    return people


def _shown(row: Subscription) -> dict[str, Any]:
    connection_id = CONNECTION.show(row.connection_id) if row.connection_id else None
    return {**{name: getattr(row, name) for name in _RECORDED}, "connection_id": connection_id}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"from": was, "to": after[name]} for name, was in before.items() if was != after[name]}
