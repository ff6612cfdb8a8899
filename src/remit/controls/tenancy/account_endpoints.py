"""What a person changes of themselves."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from remit.controls.tenancy import queries
from remit.controls.tenancy.accounts import rename, set_password
from remit.controls.tenancy.requests import DoorDep, PresenceDep, SessionDep, TriesDep
from remit.controls.tenancy.schemas import Secret, SessionAnswer
from remit.controls.tenancy.session_endpoints import session_answer
from remit.controls.tenancy.sessions import member_actor
from remit.kit.schemas import Body

router = APIRouter(tags=["session"])


class NameBody(Body):
    """What I am called."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewPassword(Body):
    """My password from now on, none to have none; `current` proves who asks, unless a link did a moment ago."""

    password: Secret | None
    current: Secret | None = None


@router.patch("/api/session/account")
async def rename_me(
    body: NameBody, request: Request, session: SessionDep, presence: PresenceDep, door: DoorDep
) -> SessionAnswer:
    """Change what I am called."""
    await rename(session, door.record, presence, body.name)
    member = await queries.member(session, presence.actor.id)
    actor = member_actor(member) if member else presence.actor
    return await session_answer(request, session, actor, presence)


@router.put("/api/session/password")
async def change_password(
    body: NewPassword,
    request: Request,
    session: SessionDep,
    presence: PresenceDep,
    door: DoorDep,
    tries: TriesDep,
) -> SessionAnswer:
    """Set, change or remove my password; my other sessions end."""
    await set_password(session, door, tries, presence, password=body.password, current=body.current)
    return await session_answer(request, session, presence.actor, presence)
