"""Organisations over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import ORGANIZATION, Actor, Role
from remit.controls.tenancy.organizations import found, mine, rename, switch
from remit.controls.tenancy.requests import (
    ActorDep,
    DoorDep,
    PresenceDep,
    RecordDep,
    SessionDep,
    may,
    presence_or_none,
)
from remit.controls.tenancy.schemas import OrganizationAnswer, SessionAnswer
from remit.controls.tenancy.session_endpoints import begun
from remit.controls.tenancy.tables import Organization
from remit.kit.schemas import Answer, Body

router = APIRouter(tags=["organizations"])


class OrganizationBody(Body):
    """What an organisation is called."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Membership(OrganizationAnswer):
    """One of my organisations; `current` is where this browser or key acts."""

    role: str
    current: bool


class MembershipList(Answer):
    """My organisations, by name."""

    items: list[Membership]


class SwitchBody(Body):
    """Where to go."""

    id: Annotated[str, StringConstraints(max_length=100)]


def _answer(row: Organization) -> OrganizationAnswer:
    return OrganizationAnswer(id=ORGANIZATION.show(row.id), name=row.name)


@router.get("/api/organization")
async def get_organization(session: SessionDep, _: ActorDep) -> OrganizationAnswer:
    """Show the organisation."""
    return _answer(await queries.organization(session))


@router.patch("/api/organization")
async def rename_organization(
    body: OrganizationBody,
    session: SessionDep,
    actor: Annotated[Actor, may("organization.write")],
    record: RecordDep,
) -> OrganizationAnswer:
    """Give the organisation another name."""
    return _answer(await rename(session, actor, record, body.name))


@router.get("/api/organizations")
async def list_organizations(request: Request, session: SessionDep, actor: ActorDep) -> MembershipList:
    """List my organisations: of a key, the one it belongs to."""
    presence = presence_or_none(request)
    if presence is None:
        only = await queries.organization(session)
        return MembershipList(items=[_membership(only, actor.role, actor)])
    found = await mine(session, presence)
    return MembershipList(items=[_membership(row, Role(member.role), actor) for row, member in found])


def _membership(row: Organization, role: Role, actor: Actor) -> Membership:
    return Membership(**_answer(row).model_dump(), role=role.value, current=row.id == actor.org_id)


@router.post("/api/organizations", status_code=201)
async def create_organization(
    body: OrganizationBody,
    session: SessionDep,
    presence: PresenceDep,
    _: Annotated[Actor, may("organization.create")],
    record: RecordDep,
) -> OrganizationAnswer:
    """Make another organisation, whose owner I become."""
    return _answer(await found(session, record, presence, body.name))


@router.post("/api/session/organization")
async def switch_organization(
    body: SwitchBody, request: Request, response: Response, door: DoorDep, presence: PresenceDep
) -> SessionAnswer:
    """Go to another of my organisations with this browser: its session there ends, and one begins here."""
    id = ORGANIZATION.parse(body.id)
    async with door.database.transaction(presence.actor.org_id) as session:
        signed_in = await switch(session, door, presence, id)
    return await begun(request, response, door, signed_in)
