# generated from openapi.json

from typing import Annotated
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Password,
)


class Ended(Model):
    """
    How many sessions were ended.
    """

    count: Annotated[int, Field(title='Count')]



class NameBody(Model):
    """
    What I am called.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(max_length=100, min_length=1, title='Name')]



class Current(RootModel[str]):
    root: Annotated[str, Field(max_length=5000, min_length=1, title='Current')]



class NewPassword(Model):
    """
    My password from now on, none to have none; `current` proves who asks, unless a link did a moment ago.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    password: Annotated[Password | None, Field(title='Password')]
    current: Annotated[Current | None, Field(title='Current')] = None



class OidcOption(Model):
    """
    An identity provider; `name` is what its button says.
    """

    name: Annotated[str, Field(title='Name')]



class SeenSession(Model):
    """
    A browser in which I am signed in; `last_seen_at` is true to the minute.
    """

    id: Annotated[str, Field(title='Id')]
    device: Annotated[str, Field(title='Device')]
    address: Annotated[str, Field(title='Address')]
    method: Annotated[str, Field(title='Method')]
    current: Annotated[bool, Field(title='Current')]
    began_at: Annotated[AwareDatetime, Field(title='Began At')]
    last_seen_at: Annotated[AwareDatetime, Field(title='Last Seen At')]
    expires_at: Annotated[AwareDatetime, Field(title='Expires At')]



class SessionList(Model):
    """
    The browsers in which I am signed in to this organisation, newest first.
    """

    items: Annotated[list[SeenSession], Field(title='Items')]



class Token(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1, title='Token')]



class Email(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1, title='Email')]



class SignInBody(Model):
    """
    Who comes: `token` of a sign-in link, or `email` and `password`.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    token: Annotated[Token | None, Field(title='Token')] = None
    email: Annotated[Email | None, Field(title='Email')] = None
    password: Annotated[Password | None, Field(title='Password')] = None



class SignInOptions(Model):
    """
    The ways to sign in here.
    """

    password: Annotated[bool, Field(title='Password')]
    link: Annotated[bool, Field(title='Link')]
    oidc: OidcOption | None
