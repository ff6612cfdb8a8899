"""Bodies of the notification endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from remit.controls.connections import Address, Name
from remit.controls.environments import EnvironmentName
from remit.controls.governance import Severity
from remit.controls.notifications.kinds import NoticeKind
from remit.kit.schemas import Answer, Body

Channel = Literal["slack", "teams", "mail", "webhook"]
DeliveryState = Literal["waiting", "delivered", "dead"]
Kinds = Annotated[list[NoticeKind], Field(min_length=1, max_length=20)]
Environments = Annotated[list[EnvironmentName], Field(max_length=50, description="Empty for all.")]
Addresses = Annotated[
    list[Annotated[str, Field(min_length=3, max_length=320)]],
    Field(max_length=50, description="Mail: addresses that get everything, besides the people concerned."),
]


class NewNotification(Body):
    """Some kinds of news and a channel: a connection of kind slack, teams or mail, or the URL of a webhook.

    With `people` a mail goes to those whom a piece of news concerns: who can decide, who asked, else owners and admins.
    """

    name: Name
    channel: Channel
    connection_id: Annotated[str, Field(max_length=60)] | None = None
    url: Address | None = None
    addresses: Addresses = []
    people: bool = False
    kinds: Kinds
    environments: Environments = []
    least_severity: Severity = "low"
    enabled: bool = True


class NotificationChange(Body):
    """What to change of a notification; `version` is the one that was read."""

    version: Annotated[int, Field(ge=1)]
    name: Name | None = None
    connection_id: Annotated[str, Field(max_length=60)] | None = None
    url: Address | None = None
    addresses: Addresses | None = None
    people: bool | None = None
    kinds: Kinds | None = None
    environments: Environments | None = None
    least_severity: Severity | None = None
    enabled: bool | None = None


class NotificationAnswer(Answer):
    """A notification; `where` says in words where it goes, `disabled_reason` why Remit switched it off.

    `previous_until` is until when a webhook's messages are signed with the secret before as well.
    """

    id: str
    name: str
    channel: Channel
    connection_id: str | None
    url: str | None
    where: str
    addresses: list[str]
    people: bool
    kinds: list[NoticeKind]
    environments: list[str]
    least_severity: Severity
    enabled: bool
    version: int
    previous_until: datetime | None
    failing_since: datetime | None
    disabled_reason: str | None
    created_by: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class MadeNotification(NotificationAnswer):
    """A notification just made; `secret` is what a webhook's messages are signed with, and is shown this once."""

    secret: str | None


class NotificationPage(Answer):
    """One page, the oldest first; `next` continues."""

    items: list[NotificationAnswer]
    next: str | None


class RotatedSecret(Answer):
    """A new secret, shown this once; messages are signed with both until `previous_until`."""

    secret: str
    previous_until: datetime


class NotificationTested(Answer):
    """What became of a test message."""

    ok: bool
    said: str
    status: int | None


class NoticeKindAnswer(Answer):
    """A kind of news: when it comes, and whom it concerns personally."""

    kind: NoticeKind
    words: str
    help: str
    concerned: Literal["deciders", "requester", "managers"]


class NoticeKindList(Answer):
    """Every kind of news there is."""

    items: list[NoticeKindAnswer]
    next: None


class NoticeMessageAnswer(Answer):
    """A message: what became of sending it; `said` is what the receiver, or Remit, said last."""

    id: str
    notification_id: str
    notification: str
    channel: Channel
    recipient: str
    kind: NoticeKind | Literal["test"]
    ref: str
    title: str
    text: str
    path: str
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None
    last_at: datetime | None
    said: str
    status: int | None


class NoticeMessagePage(Answer):
    """One page, the newest first; `next` continues."""

    items: list[NoticeMessageAnswer]
    next: str | None


class PreferenceBody(Body):
    """The kinds of news that one does not want by mail."""

    muted: Annotated[list[NoticeKind], Field(max_length=20)]


class PreferenceAnswer(Answer):
    """The kinds of news that one does not want by mail; `reachable` when some notification sends mail to people."""

    muted: list[NoticeKind]
    reachable: bool
