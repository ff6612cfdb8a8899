# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Name,
    Password,
)


class Acceptance(Model):
    """
    How to join: with a new account, or, signed in, without anything.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[Name | None, Field(title='Name')] = None
    password: Annotated[Password | None, Field(title='Password')] = None



class InvitationAnswer(Model):
    """
    An invitation that nobody has accepted or withdrawn; it may have expired.
    """

    id: Annotated[str, Field(title='Id')]
    email: Annotated[str, Field(title='Email')]
    role: Annotated[str, Field(title='Role')]
    state: Annotated[Literal['open', 'expired', 'accepted', 'withdrawn'], Field(title='State')]
    invited_by: Annotated[str, Field(title='Invited By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]



class InvitationBody(Model):
    """
    Whom to invite, and as what.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    email: Annotated[str, Field(max_length=200, min_length=3, title='Email')]
    role: Annotated[
        Literal['owner', 'admin', 'builder', 'operator', 'approver', 'viewer'] | None, Field(title='Role')
    ] = 'viewer'



class InvitationLook(Model):
    """
    What an invitation says to whoever holds its link; `has_account` when the person signs in to accept it.
    """

    organization: Annotated[str, Field(title='Organization')]
    invited_by: Annotated[str, Field(title='Invited By')]
    email: Annotated[str, Field(title='Email')]
    role: Annotated[str, Field(title='Role')]
    state: Annotated[Literal['open', 'expired', 'accepted', 'withdrawn'], Field(title='State')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    has_account: Annotated[bool, Field(title='Has Account')]



class InvitationPage(Model):
    """
    Some invitations, newest first.
    """

    items: Annotated[list[InvitationAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class MadeInvitation(Model):
    """
    An invitation just made; `link` is shown this once, and is to be sent to the person: Remit sends no mail.
    """

    id: Annotated[str, Field(title='Id')]
    email: Annotated[str, Field(title='Email')]
    role: Annotated[str, Field(title='Role')]
    state: Annotated[Literal['open', 'expired', 'accepted', 'withdrawn'], Field(title='State')]
    invited_by: Annotated[str, Field(title='Invited By')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]
    link: Annotated[str, Field(title='Link')]
