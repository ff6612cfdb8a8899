# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Name,
)


class NewTeam(Model):
    """
    A team to make; policies name it by its slug, which stays.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    slug: Annotated[
        str, Field(examples=['support'], max_length=40, pattern='^[a-z0-9](-?[a-z0-9])*$', title='Slug')
    ]
    name: Annotated[Name | None, Field(title='Name')] = None



class TeamAnswer(Model):
    """
    A team, and how many members and keys are in it.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    size: Annotated[int, Field(title='Size')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class TeamChange(Model):
    """
    What is to change of a team.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[str, Field(max_length=100, min_length=1, title='Name')]



class TeamHolder(Model):
    """
    Somebody in a team: a member, or a key.
    """

    kind: Annotated[Literal['member', 'key'], Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    about: Annotated[str, Field(title='About')]
    added_at: Annotated[AwareDatetime, Field(title='Added At')]



class TeamPage(Model):
    """
    Some teams, oldest first.
    """

    items: Annotated[list[TeamAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class TeamDetail(Model):
    """
    A team with everybody in it, in the order in which they came.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    size: Annotated[int, Field(title='Size')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    members: Annotated[list[TeamHolder], Field(title='Members')]
