"""What endpoints ask for: who is asking, and a transaction of their organisation."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, Request

from remit.controls.tenancy.actor import Actor, Role
from remit.controls.tenancy.errors import BadSession
from remit.controls.tenancy.keys import Callers
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.sessions import Client, Door, Presence, identify_session
from remit.controls.tenancy.tries import Tries
from remit.kit.database import Database, Session
from remit.kit.errors import Forbidden, Unauthenticated
from remit.kit.secret_key import SecretKey

COOKIE = "remit_session"
_SAFE = {"GET", "HEAD", "OPTIONS"}


def bearer(request: Request) -> str | None:
    """Return the token of the `Authorization` header, or none when there is no such header."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the key as `Authorization: Bearer remit_…`.")
    return token.strip()


def _same_origin(request: Request) -> bool:
    """A browser tells where a request comes from; a cookie alone must not be enough to change things."""
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site") in {"same-origin", "none"}


def _refuse_other_sites(request: Request) -> None:
    if request.method not in _SAFE and not _same_origin(request):
        raise Forbidden("This request came from another site; nothing was changed.")


def from_here(request: Request) -> None:
    """Refuse what a browser says another site had it send; what is no browser says nothing."""
    if {"origin", "sec-fetch-site"}.intersection(request.headers):
        _refuse_other_sites(request)


async def visitor(request: Request) -> Presence | None:
    """Find out who sits at a browser that need not be signed in; what comes from another site is refused."""
    from_here(request)
    cookie = request.cookies.get(COOKIE)
    if cookie is None:
        return None
    _refuse_other_sites(request)
    try:
        return await identify_session(database(request), cookie)
    except BadSession:
        return None


async def by_key(request: Request, token: str) -> Actor:
    """Find out who presents a key; `BadKey` where nobody does."""
    callers: Callers = request.app.state.callers
    return await callers.identify(token)


async def _identify(request: Request) -> Actor:
    token = bearer(request)
    if token is not None:
        return await by_key(request, token)
    cookie = request.cookies.get(COOKIE)
    if cookie is None:
        raise Unauthenticated(
            "Send an API key as `Authorization: Bearer remit_…`, or sign in with a browser."
        )
    _refuse_other_sites(request)
    request.state.presence = await identify_session(database(request), cookie)
    return presence_of(request).actor


async def acting(request: Request) -> Actor:
    """Find out who is asking, and have the policies on them read; a deployment's key opens nothing but its own."""
    actor = await _identify(request)
    await request.app.state.ready(actor.org_id)
    if actor.role is Role.CALLER:
        raise Forbidden("This key belongs to a deployment: it may only call it. Use your own key.")
    return actor


def presence_or_none(request: Request) -> Presence | None:
    """Return the person at the browser that asks, once it is known who asks; a key is nobody's browser."""
    found: Presence | None = getattr(request.state, "presence", None)
    return found


def presence_of(request: Request) -> Presence:
    """Return the person at the browser that asks; `Forbidden` for a key."""
    found = presence_or_none(request)
    if found is None:
        raise Forbidden("Only a person signed in with a browser may do this; a key may not.")
    return found


def _presence(request: Request, _: "ActorDep") -> Presence:
    return presence_of(request)


ActorDep = Annotated[Actor, Depends(acting)]
PresenceDep = Annotated[Presence, Depends(_presence)]


class Permit(Protocol):
    """Asks the policies about an action on the organisation as a whole; raises `Forbidden` on a no."""

    def __call__(self, actor: Actor, action: str) -> None: ...


def may(action: str) -> Any:
    """Declare that an endpoint needs an action to be permitted: `actor: Annotated[Actor, may("audit.read")]`."""

    async def permitted(request: Request, actor: ActorDep) -> Actor:
        permit: Permit = request.app.state.permit
        permit(actor, action)
        return actor

    return Depends(permitted)


def permitted(request: Request, actor: Actor, action: str) -> bool:
    """Whether the policies allow an action on the organisation as a whole."""
    permit: Permit = request.app.state.permit
    try:
        permit(actor, action)
    except Forbidden:
        return False
    return True


async def transaction(request: Request, actor: ActorDep) -> AsyncIterator[Session]:
    """Open the request's one transaction; it is committed before the answer is sent."""
    database: Database = request.app.state.database
    async with database.transaction(actor.org_id) as session:
        yield session


def database(request: Request) -> Database:
    """Return the pool of this process."""
    found: Database = request.app.state.database
    return found


def secret_key(request: Request) -> SecretKey:
    """Return the secret of this installation."""
    found: SecretKey = request.app.state.secret_key
    return found


def recording(request: Request) -> Record:
    """Return the audit log, to write to."""
    found: Record = request.app.state.record
    return found


def tries(request: Request) -> Tries:
    """Return what compares passwords."""
    found: Tries = request.app.state.tries
    return found


def door(request: Request) -> Door:
    """Return what signing in needs."""
    client = Client(
        request.client.host if request.client else "", request.headers.get("user-agent", "")[:500]
    )
    return Door(database(request), recording(request), client)


SessionDep = Annotated[Session, Depends(transaction, scope="function")]
DatabaseDep = Annotated[Database, Depends(database)]
SecretKeyDep = Annotated[SecretKey, Depends(secret_key)]
RecordDep = Annotated[Record, Depends(recording)]
VisitorDep = Annotated[Presence | None, Depends(visitor)]
DoorDep = Annotated[Door, Depends(door)]
TriesDep = Annotated[Tries, Depends(tries)]
