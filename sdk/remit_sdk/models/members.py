# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Name,
)


class MemberAnswer(Model):
    """
    A person of the organisation; `you` marks the one who asks, `may_change` whom they may change or remove.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    email: Annotated[str, Field(title='Email')]
    role: Annotated[str, Field(title='Role')]
    you: Annotated[bool, Field(title='You')]
    may_change: Annotated[bool, Field(title='May Change')]
    joined_at: Annotated[AwareDatetime, Field(title='Joined At')]
    last_seen_at: Annotated[AwareDatetime | None, Field(title='Last Seen At')]



class MemberChange(Model):
    """
    What is to change of a member; what is left out stays.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    role: Annotated[
        Literal['owner', 'admin', 'builder', 'operator', 'approver', 'viewer'] | None, Field(title='Role')
    ] = None
    name: Annotated[Name | None, Field(title='Name')] = None



class MemberPage(Model):
    """
    Some members, oldest first.
    """

    items: Annotated[list[MemberAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class RoleAnswer(Model):
    """
    A role, what it is for in words, what the policies allow it, and whether the one who asks may give it.
    """

    name: Annotated[str, Field(title='Name')]
    title: Annotated[str, Field(title='Title')]
    description: Annotated[str, Field(title='Description')]
    may: Annotated[list[str], Field(title='May')]
    may_give: Annotated[bool, Field(title='May Give')]



class RoleList(Model):
    """
    Every role a person can have, the widest first.
    """

    items: Annotated[list[RoleAnswer], Field(title='Items')]
