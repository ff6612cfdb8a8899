"""Invitations over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from remit.controls.tenancy.actor import INVITATION, Actor, Role
from remit.controls.tenancy.invitations import State, accept, invite, look, state, waiting, withdraw
from remit.controls.tenancy.requests import (
    DatabaseDep,
    DoorDep,
    RecordDep,
    SessionDep,
    VisitorDep,
    may,
)
from remit.controls.tenancy.schemas import MemberRole, Secret, SessionAnswer
from remit.controls.tenancy.session_endpoints import begun
from remit.controls.tenancy.tables import Invitation
from remit.kit import pagination
from remit.kit.schemas import Answer, Body

router = APIRouter(prefix="/api/invitations", tags=["invitations"])
_WRITE = "member.write"
_Address = Annotated[str, StringConstraints(min_length=3, max_length=200)]


class InvitationBody(Body):
    """Whom to invite, and as what."""

    email: _Address
    role: MemberRole = "viewer"


class InvitationAnswer(Answer):
    """An invitation that nobody has accepted or withdrawn; it may have expired."""

    id: str
    email: str
    role: str
    state: State
    invited_by: str
    created_at: datetime
    expires_at: datetime


class MadeInvitation(InvitationAnswer):
    """An invitation just made; `link` is shown this once, and is to be sent to the person: Remit sends no mail."""

    link: str


class InvitationPage(Answer):
    """Some invitations, newest first."""

    items: list[InvitationAnswer]
    next: str | None


class InvitationLook(Answer):
    """What an invitation says to whoever holds its link; `has_account` when the person signs in to accept it."""

    organization: str
    invited_by: str
    email: str
    role: str
    state: State
    expires_at: datetime
    has_account: bool


class Acceptance(Body):
    """How to join: with a new account, or, signed in, without anything."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    password: Secret | None = None


def _answer(row: Invitation) -> InvitationAnswer:
    return InvitationAnswer(
        id=INVITATION.show(row.id),
        email=row.email,
        role=row.role,
        state=state(row),
        invited_by=row.invited_by["name"],
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


@router.post("", status_code=201)
async def create_invitation(
    body: InvitationBody,
    request: Request,
    session: SessionDep,
    actor: Annotated[Actor, may(_WRITE)],
    record: RecordDep,
) -> MadeInvitation:
    """Invite a person by a link that works once, within a week; an earlier one of theirs stops working."""
    row, token = await invite(session, actor, record, body.email, Role(body.role))
    url: str = request.app.state.url
    return MadeInvitation(**_answer(row).model_dump(), link=f"{url}/invitations/{token}")


@router.get("")
async def list_invitations(
    session: SessionDep,
    _: Annotated[Actor, may("member.read")],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> InvitationPage:
    """List the invitations that wait, newest first."""
    found = await waiting(session, after=pagination.decode(cursor), limit=limit)
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return InvitationPage(
        items=[_answer(row) for row in page],
        next=pagination.encode((last.created_at, last.id)) if last else None,
    )


@router.delete("/{invitation}", status_code=204)
async def delete_invitation(
    invitation: str, session: SessionDep, actor: Annotated[Actor, may(_WRITE)], record: RecordDep
) -> Response:
    """Withdraw an invitation, by its id; its link stops working."""
    await withdraw(session, actor, record, INVITATION.parse(invitation))
    return Response(status_code=204)


@router.get("/{invitation}")
async def look_at_invitation(invitation: str, database: DatabaseDep) -> InvitationLook:
    """Show an invitation to whoever holds its link, by the token in it."""
    found = await look(database, invitation)
    row = found.row
    return InvitationLook(
        organization=found.organization.name,
        invited_by=row.invited_by["name"],
        email=row.email,
        role=row.role,
        state=state(row),
        expires_at=row.expires_at,
        has_account=found.has_account,
    )


@router.post("/{invitation}/accept", status_code=201)
async def accept_invitation(
    invitation: str,
    body: Acceptance,
    request: Request,
    response: Response,
    door: DoorDep,
    visitor: VisitorDep,
) -> SessionAnswer:
    """Join by an invitation's token, and be signed in: with a new account, or with that of this browser."""
    signed_in = await accept(door, invitation, visitor, name=body.name, password=body.password)
    return await begun(request, response, door, signed_in)
