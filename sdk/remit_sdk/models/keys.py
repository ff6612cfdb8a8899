# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field
from remit_sdk.model import Model


class KeyAnswer(Model):
    """
    A key that works; `shown` is the part of it that may be seen.

    `member_id` and `member` name the person it acts as; `last_used_at` is true to the minute.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[Literal['personal', 'service_account'], Field(title='Kind')]
    role: Annotated[str, Field(title='Role')]
    shown: Annotated[str, Field(title='Shown')]
    member_id: Annotated[str | None, Field(title='Member Id')]
    member: Annotated[str | None, Field(title='Member')]
    mine: Annotated[bool, Field(title='Mine')]
    created_by: Annotated[str, Field(title='Created By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    last_used_at: Annotated[AwareDatetime | None, Field(title='Last Used At')]



class KeyPage(Model):
    """
    Some keys, newest first.
    """

    items: Annotated[list[KeyAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class MadeKey(Model):
    """
    A key just made; `key` is the key itself, shown this once.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    kind: Annotated[Literal['personal', 'service_account'], Field(title='Kind')]
    role: Annotated[str, Field(title='Role')]
    shown: Annotated[str, Field(title='Shown')]
    member_id: Annotated[str | None, Field(title='Member Id')]
    member: Annotated[str | None, Field(title='Member')]
    mine: Annotated[bool, Field(title='Mine')]
    created_by: Annotated[str, Field(title='Created By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    last_used_at: Annotated[AwareDatetime | None, Field(title='Last Used At')]
    key: Annotated[str, Field(title='Key')]



class NewKeyBody(Model):
    """
    A key to be made: `personal` acts as the member who makes it.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(max_length=100, min_length=1, title='Name')]
    role: Annotated[
        Literal['owner', 'admin', 'builder', 'operator', 'approver', 'viewer'], Field(title='Role')
    ]
    kind: Annotated[Literal['personal', 'service_account'] | None, Field(title='Kind')] = 'personal'
