"""Signing in and out with a browser, and the sessions one has."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Request, Response
from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from remit.controls.tenancy import queries
from remit.controls.tenancy.accounts import sign_in_with_password
from remit.controls.tenancy.actor import ACCOUNT, ORGANIZATION, SESSION, Actor
from remit.controls.tenancy.devices import device
from remit.controls.tenancy.requests import (
    COOKIE,
    ActorDep,
    DoorDep,
    PresenceDep,
    RecordDep,
    SessionDep,
    TriesDep,
    from_here,
    presence_or_none,
)
from remit.controls.tenancy.schemas import AccountAnswer, OrganizationAnswer, Principal, Secret, SessionAnswer
from remit.controls.tenancy.sessions import (
    SESSION_LIFETIME,
    Door,
    Presence,
    SignedIn,
    end_one,
    end_others,
    sign_in,
)
from remit.controls.tenancy.tables import BrowserSession
from remit.kit.clock import now
from remit.kit.database import Session, opened_by
from remit.kit.errors import NotFound
from remit.kit.schemas import Answer, Body

router = APIRouter(tags=["session"])


class SignInBody(Body):
    """Who comes: `token` of a sign-in link, or `email` and `password`."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    email: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    password: Secret | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_password = self.email is not None and self.password is not None
        if (self.token is not None) == by_password or (self.token and (self.email or self.password)):
            raise PydanticCustomError(
                "ways", "Send the token of a link, or an e-mail address with its password"
            )
        return self


class SeenSession(Answer):
    """A browser in which I am signed in; `last_seen_at` is true to the minute."""

    id: str
    device: str
    address: str
    method: str
    current: bool
    began_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class SessionList(Answer):
    """The browsers in which I am signed in to this organisation, newest first."""

    items: list[SeenSession]


class Ended(Answer):
    """How many sessions were ended."""

    count: int


async def session_answer(
    request: Request, session: Session, actor: Actor, presence: Presence | None
) -> SessionAnswer:
    """Say who asks, in a transaction of their organisation."""
    await request.app.state.ready(actor.org_id)
    organization = await queries.organization(session)
    member = await queries.member(session, actor.id) if actor.kind == "member" else None
    account, organizations = None, 1
    if presence is not None:
        async with opened_by(session, account=presence.account_id):
            organizations = await queries.count_memberships(session, presence.account_id)
            account = await _account(session, presence)
    facts: dict[str, Any] = await request.app.state.facts(actor.org_id)
    return SessionAnswer(
        principal=Principal(
            id=actor.shown_id,
            kind=actor.kind,
            name=actor.name,
            role=actor.role.value,
            email=member.email if member else None,
        ),
        organization=OrganizationAnswer(id=ORGANIZATION.show(organization.id), name=organization.name),
        account=account,
        session_id=SESSION.show(presence.session_id) if presence else None,
        organizations=organizations,
        may=request.app.state.permitted(actor),
        **facts,
    )


async def _account(session: Session, presence: Presence) -> AccountAnswer | None:
    found = await queries.account(session, presence.account_id)
    if found is None:
        return None
    has_password = found.password_hash is not None
    needed = "current" if has_password else "link"
    return AccountAnswer(
        id=ACCOUNT.show(found.id),
        email=found.email,
        name=found.name,
        has_password=has_password,
        password_proof="none" if presence.came_by_link else needed,
    )


def is_secure(request: Request) -> bool:
    """Whether browsers reach this Remit by https, be it through a proxy."""
    url: str = request.app.state.url
    return request.url.scheme == "https" or url.startswith("https:")


def give_cookie(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Give the browser the cookie of a session just begun."""
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )


async def begun(request: Request, response: Response, door: Door, signed_in: SignedIn) -> SessionAnswer:
    """Give the browser its cookie, and say who signed in."""
    give_cookie(request, response, signed_in)
    async with door.database.transaction(signed_in.actor.org_id) as session:
        return await session_answer(request, session, signed_in.actor, signed_in.presence)


@router.post("/api/sessions", status_code=201, dependencies=[Depends(from_here)])
async def create_session(
    body: SignInBody,
    request: Request,
    response: Response,
    door: DoorDep,
    tries: TriesDep,
) -> SessionAnswer:
    """Begin a session in this browser, by a sign-in link or with a password."""
    if body.token is not None:
        signed_in = await sign_in(door, body.token)
    else:
        signed_in = await sign_in_with_password(door, tries, body.email or "", body.password or "")
    return await begun(request, response, door, signed_in)


@router.get("/api/sessions")
async def list_sessions(request: Request, session: SessionDep, actor: ActorDep) -> SessionList:
    """List the browsers in which I am signed in to this organisation; a service account has none."""
    presence = presence_or_none(request)
    found = await queries.sessions(session, actor.id, now())
    return SessionList(items=[_seen(row, presence) for row in found])


def _seen(row: BrowserSession, presence: Presence | None) -> SeenSession:
    return SeenSession(
        id=SESSION.show(row.id),
        device=device(row.user_agent),
        address=row.address,
        method=row.method,
        current=presence is not None and presence.session_id == row.id,
        began_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
    )


@router.delete("/api/sessions")
async def end_other_sessions(session: SessionDep, presence: PresenceDep, record: RecordDep) -> Ended:
    """Sign me out of this organisation everywhere but in this browser."""
    return Ended(count=await end_others(session, record, presence))


@router.delete("/api/sessions/{session_id}", status_code=204)
async def end_my_session(
    session_id: str, request: Request, session: SessionDep, _: ActorDep, record: RecordDep
) -> Response:
    """Sign one of my browsers out; a key has none."""
    presence = presence_or_none(request)
    if presence is None:
        raise NotFound("There is no such session.")
    await end_one(session, record, presence, SESSION.parse(session_id))
    return Response(status_code=204)


@router.get("/api/session")
async def current_session(request: Request, session: SessionDep, actor: ActorDep) -> SessionAnswer:
    """Say who is asking."""
    return await session_answer(request, session, actor, presence_or_none(request))


@router.delete("/api/session", status_code=204)
async def end_session(
    request: Request, session: SessionDep, presence: PresenceDep, record: RecordDep
) -> Response:
    """Sign this browser out."""
    await end_one(session, record, presence, presence.session_id)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response
