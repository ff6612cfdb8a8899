# generated from openapi.json

from typing import Annotated
from pydantic import ConfigDict, Field
from remit_sdk.model import Model


class Membership(Model):
    """
    One of my organisations; `current` is where this browser or key acts.
    """

    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]
    current: Annotated[bool, Field(title='Current')]



class MembershipList(Model):
    """
    My organisations, by name.
    """

    items: Annotated[list[Membership], Field(title='Items')]



class OrganizationBody(Model):
    """
    What an organisation is called.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(max_length=100, min_length=1, title='Name')]



class SwitchBody(Model):
    """
    Where to go.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[str, Field(max_length=100, title='Id')]
