"""What endpoints take from the application, and from the path."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from remit.controls.connections.models import Models
from remit.controls.connections.tables import CONNECTION
from remit.controls.connections.toolboxes import Toolboxes
from remit.controls.tenancy import Actor, ActorDep, may
from remit.kit.database import Session

UsersOf = Callable[[Session, str, UUID], Awaitable[list[str]]]
"""Names the agents, deployments and notifications that use a connection, given its slug and id."""


def models_of(request: Request) -> Models:
    """Return the models of this process."""
    found: Models = request.app.state.models
    return found


def toolboxes_of(request: Request) -> Toolboxes:
    """Return the tools of this process."""
    found: Toolboxes = request.app.state.toolboxes
    return found


def users_of(request: Request) -> UsersOf:
    """Return who knows what names a connection."""
    found: UsersOf = request.app.state.users_of_connections
    return found


ModelsDep = Annotated[Models, Depends(models_of)]
ToolboxesDep = Annotated[Toolboxes, Depends(toolboxes_of)]
UsersDep = Annotated[UsersOf, Depends(users_of)]


def named(connection_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return CONNECTION.parse(connection_id)


async def at_once(actor: ActorDep, models: ModelsDep, toolboxes: ToolboxesDep) -> AsyncIterator[None]:
    """Let the very next call see what this request changed; it stands before the session, so it ends after it."""
    yield
    models.forget(actor.org_id)
    toolboxes.forget(actor.org_id)


IdDep = Annotated[UUID, Depends(named)]
AtOnce = Annotated[None, Depends(at_once, scope="function")]
Reader = Annotated[Actor, may("connection.read")]
Writer = Annotated[Actor, may("connection.write")]
Tester = Annotated[Actor, may("connection.test")]
