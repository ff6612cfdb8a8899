"""Members and roles over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import MEMBER, Actor, Role
from remit.controls.tenancy.members import SeenMember, change_member, remove_member, seen_members
from remit.controls.tenancy.requests import (
    ActorDep,
    RecordDep,
    SessionDep,
    may,
    permitted,
    presence_or_none,
)
from remit.controls.tenancy.roles import ROLES, covers
from remit.controls.tenancy.schemas import MemberRole
from remit.kit import pagination
from remit.kit.schemas import Answer, Body

router = APIRouter(tags=["members"])
_WRITE = "member.write"


class RoleAnswer(Answer):
    """A role, what it is for in words, what the policies allow it, and whether the one who asks may give it."""

    name: str
    title: str
    description: str
    may: list[str]
    may_give: bool


class RoleList(Answer):
    """Every role a person can have, the widest first."""

    items: list[RoleAnswer]


class MemberAnswer(Answer):
    """A person of the organisation; `you` marks the one who asks, `may_change` whom they may change or remove."""

    id: str
    name: str
    email: str
    role: str
    you: bool
    may_change: bool
    joined_at: datetime
    last_seen_at: datetime | None


class MemberPage(Answer):
    """Some members, oldest first."""

    items: list[MemberAnswer]
    next: str | None


class MemberChange(Body):
    """What is to change of a member; what is left out stays."""

    role: MemberRole | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None


@router.get("/api/roles")
async def list_roles(request: Request, actor: Annotated[Actor, may("member.read")]) -> RoleList:
    """List the roles, in words."""
    return RoleList(
        items=[
            RoleAnswer(
                name=role.name.value,
                title=role.title,
                description=role.description,
                may=request.app.state.permitted(_someone(actor, role.name)),
                may_give=covers(actor.role, role.name),
            )
            for role in ROLES
        ]
    )


def _someone(actor: Actor, role: Role) -> Actor:
    """Return a member of a role who is nobody in particular."""
    return Actor(actor.org_id, "member", actor.org_id, "", role, actor.org_id)


@router.get("/api/members")
async def list_members(
    request: Request,
    session: SessionDep,
    actor: Annotated[Actor, may("member.read")],
    q: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> MemberPage:
    """List the members, oldest first; `q` is part of a name or an address."""
    found = await seen_members(session, q, after=pagination.decode(cursor), limit=limit)
    page, manages = found[:limit], permitted(request, actor, _WRITE)
    last = page[-1].row if len(found) > limit else None
    return MemberPage(
        items=[_answer(seen, actor, manages=manages) for seen in page],
        next=pagination.encode((last.created_at, last.id)) if last else None,
    )


def _answer(seen: SeenMember, actor: Actor, *, manages: bool) -> MemberAnswer:
    row = seen.row
    return MemberAnswer(
        id=MEMBER.show(row.id),
        name=row.name,
        email=row.email,
        role=row.role,
        you=row.id == actor.id,
        may_change=manages and covers(actor.role, Role(row.role)),
        joined_at=row.created_at,
        last_seen_at=seen.last_seen_at,
    )


@router.patch("/api/members/{member_id}")
async def update_member(
    member_id: str,
    body: MemberChange,
    session: SessionDep,
    actor: Annotated[Actor, may(_WRITE)],
    record: RecordDep,
) -> MemberAnswer:
    """Give a member another role or name; nobody gives a role above their own."""
    id, role = MEMBER.parse(member_id), Role(body.role) if body.role else None
    changed = await change_member(session, actor, record, id, role=role, name=body.name)
    seen = await queries.members_seen(session, [id])
    return _answer(SeenMember(changed, seen.get(id)), actor, manages=True)


@router.delete("/api/members/{member_id}", status_code=204)
async def delete_member(
    member_id: str, request: Request, session: SessionDep, actor: ActorDep, record: RecordDep
) -> Response:
    """Remove a member, end their sessions and revoke their keys; at a browser anybody may leave, but the last owner."""
    id = MEMBER.parse(member_id)
    if id != actor.id or presence_or_none(request) is None:
        request.app.state.permit(actor, _WRITE)
    await remove_member(session, actor, record, id)
    return Response(status_code=204)
