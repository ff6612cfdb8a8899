# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Name,
    Url,
)


class MadeNotification(Model):
    """
    A notification just made; `secret` is what a webhook's messages are signed with, and is shown this once.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    channel: Annotated[Literal['slack', 'teams', 'mail', 'webhook'], Field(title='Channel')]
    connection_id: Annotated[str | None, Field(title='Connection Id')]
    url: Annotated[str | None, Field(title='Url')]
    where: Annotated[str, Field(title='Where')]
    addresses: Annotated[list[str], Field(title='Addresses')]
    people: Annotated[bool, Field(title='People')]
    kinds: Annotated[
        list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']],
        Field(title='Kinds'),
    ]
    environments: Annotated[list[str], Field(title='Environments')]
    least_severity: Annotated[Literal['low', 'medium', 'high', 'critical'], Field(title='Least Severity')]
    enabled: Annotated[bool, Field(title='Enabled')]
    version: Annotated[int, Field(title='Version')]
    previous_until: Annotated[AwareDatetime | None, Field(title='Previous Until')]
    failing_since: Annotated[AwareDatetime | None, Field(title='Failing Since')]
    disabled_reason: Annotated[str | None, Field(title='Disabled Reason')]
    created_by: Annotated[dict[str, Any], Field(title='Created By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    secret: Annotated[str | None, Field(title='Secret')]



class ConnectionId(RootModel[str]):
    root: Annotated[str, Field(max_length=60, title='Connection Id')]



class Address(RootModel[str]):
    root: Annotated[str, Field(max_length=320, min_length=3)]



class Environment1(RootModel[str]):
    root: Annotated[str, Field(pattern='^[a-z][a-z0-9]{1,19}$')]



class NewNotification(Model):
    """
    Some kinds of news and a channel: a connection of kind slack, teams or mail, or the URL of a webhook.

    With `people` a mail goes to those whom a piece of news concerns: who can decide, who asked, else owners and admins.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(max_length=100, min_length=1, title='Name')]
    channel: Annotated[Literal['slack', 'teams', 'mail', 'webhook'], Field(title='Channel')]
    connection_id: Annotated[ConnectionId | None, Field(title='Connection Id')] = None
    url: Annotated[Url | None, Field(title='Url')] = None
    addresses: Annotated[
        list[Address] | None,
        Field(
            description='Mail: addresses that get everything, besides the people concerned.',
            max_length=50,
            title='Addresses',
            validate_default=True,
        ),
    ] = []
    people: Annotated[bool | None, Field(title='People')] = False
    kinds: Annotated[
        list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']],
        Field(max_length=20, min_length=1, title='Kinds'),
    ]
    environments: Annotated[
        list[Environment1] | None,
        Field(description='Empty for all.', max_length=50, title='Environments', validate_default=True),
    ] = []
    least_severity: Annotated[
        Literal['low', 'medium', 'high', 'critical'] | None, Field(title='Least Severity')
    ] = 'low'
    enabled: Annotated[bool | None, Field(title='Enabled')] = True



class NoticeKindAnswer(Model):
    """
    A kind of news: when it comes, and whom it concerns personally.
    """

    kind: Annotated[
        Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled'],
        Field(title='Kind'),
    ]
    words: Annotated[str, Field(title='Words')]
    help: Annotated[str, Field(title='Help')]
    concerned: Annotated[Literal['deciders', 'requester', 'managers'], Field(title='Concerned')]



class NoticeKindList(Model):
    """
    Every kind of news there is.
    """

    items: Annotated[list[NoticeKindAnswer], Field(title='Items')]
    next: Annotated[None, Field(title='Next')]



class NoticeMessageAnswer(Model):
    """
    A message: what became of sending it; `said` is what the receiver, or Remit, said last.
    """

    id: Annotated[str, Field(title='Id')]
    notification_id: Annotated[str, Field(title='Notification Id')]
    notification: Annotated[str, Field(title='Notification')]
    channel: Annotated[Literal['slack', 'teams', 'mail', 'webhook'], Field(title='Channel')]
    recipient: Annotated[str, Field(title='Recipient')]
    kind: Annotated[
        Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled'] | Literal['test'],
        Field(title='Kind'),
    ]
    ref: Annotated[str, Field(title='Ref')]
    title: Annotated[str, Field(title='Title')]
    text: Annotated[str, Field(title='Text')]
    path: Annotated[str, Field(title='Path')]
    state: Annotated[Literal['waiting', 'delivered', 'dead'], Field(title='State')]
    attempts: Annotated[int, Field(title='Attempts')]
    next_at: Annotated[AwareDatetime | None, Field(title='Next At')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    delivered_at: Annotated[AwareDatetime | None, Field(title='Delivered At')]
    last_at: Annotated[AwareDatetime | None, Field(title='Last At')]
    said: Annotated[str, Field(title='Said')]
    status: Annotated[int | None, Field(title='Status')]



class NoticeMessagePage(Model):
    """
    One page, the newest first; `next` continues.
    """

    items: Annotated[list[NoticeMessageAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class NotificationAnswer(Model):
    """
    A notification; `where` says in words where it goes, `disabled_reason` why Remit switched it off.

    `previous_until` is until when a webhook's messages are signed with the secret before as well.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    channel: Annotated[Literal['slack', 'teams', 'mail', 'webhook'], Field(title='Channel')]
    connection_id: Annotated[str | None, Field(title='Connection Id')]
    url: Annotated[str | None, Field(title='Url')]
    where: Annotated[str, Field(title='Where')]
    addresses: Annotated[list[str], Field(title='Addresses')]
    people: Annotated[bool, Field(title='People')]
    kinds: Annotated[
        list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']],
        Field(title='Kinds'),
    ]
    environments: Annotated[list[str], Field(title='Environments')]
    least_severity: Annotated[Literal['low', 'medium', 'high', 'critical'], Field(title='Least Severity')]
    enabled: Annotated[bool, Field(title='Enabled')]
    version: Annotated[int, Field(title='Version')]
    previous_until: Annotated[AwareDatetime | None, Field(title='Previous Until')]
    failing_since: Annotated[AwareDatetime | None, Field(title='Failing Since')]
    disabled_reason: Annotated[str | None, Field(title='Disabled Reason')]
    created_by: Annotated[dict[str, Any], Field(title='Created By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]



class Addresses(RootModel[list[Address]]):
    root: Annotated[
        list[Address],
        Field(
            description='Mail: addresses that get everything, besides the people concerned.',
            max_length=50,
            title='Addresses',
        ),
    ]



class Kinds(
    RootModel[list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']]]
):
    root: Annotated[
        list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']],
        Field(max_length=20, min_length=1, title='Kinds'),
    ]



class Environments(RootModel[list[Environment1]]):
    root: Annotated[
        list[Environment1], Field(description='Empty for all.', max_length=50, title='Environments')
    ]



class NotificationChange(Model):
    """
    What to change of a notification; `version` is the one that was read.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[int, Field(ge=1, title='Version')]
    name: Annotated[Name | None, Field(title='Name')] = None
    connection_id: Annotated[ConnectionId | None, Field(title='Connection Id')] = None
    url: Annotated[Url | None, Field(title='Url')] = None
    addresses: Annotated[Addresses | None, Field(title='Addresses')] = None
    people: Annotated[bool | None, Field(title='People')] = None
    kinds: Annotated[Kinds | None, Field(title='Kinds')] = None
    environments: Annotated[Environments | None, Field(title='Environments')] = None
    least_severity: Annotated[
        Literal['low', 'medium', 'high', 'critical'] | None, Field(title='Least Severity')
    ] = None
    enabled: Annotated[bool | None, Field(title='Enabled')] = None



class NotificationPage(Model):
    """
    One page, the oldest first; `next` continues.
    """

    items: Annotated[list[NotificationAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class NotificationTested(Model):
    """
    What became of a test message.
    """

    ok: Annotated[bool, Field(title='Ok')]
    said: Annotated[str, Field(title='Said')]
    status: Annotated[int | None, Field(title='Status')]



class PreferenceAnswer(Model):
    """
    The kinds of news that one does not want by mail; `reachable` when some notification sends mail to people.
    """

    muted: Annotated[
        list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']],
        Field(title='Muted'),
    ]
    reachable: Annotated[bool, Field(title='Reachable')]



class PreferenceBody(Model):
    """
    The kinds of news that one does not want by mail.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    muted: Annotated[
        list[Literal['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided', 'deployment.succeeded', 'deployment.failed', 'deployment.rolled_back', 'deployment.rollback_failed', 'deployment.orphaned', 'deployment.drifted', 'deployment.degraded', 'deployment.recovered', 'violation.found', 'budget.threshold', 'validation.failed', 'notification.disabled']],
        Field(max_length=20, title='Muted'),
    ]



class RotatedSecret(Model):
    """
    A new secret, shown this once; messages are signed with both until `previous_until`.
    """

    secret: Annotated[str, Field(title='Secret')]
    previous_until: Annotated[AwareDatetime, Field(title='Previous Until')]
