"""Browsers that are signed in: how a session begins, is recognised, and ends."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import MEMBER, SESSION, Actor, Role
from remit.controls.tenancy.errors import BadSession, LinkSpent
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.tables import BrowserSession, Member, SignInLink
from remit.controls.tenancy.teams import joined
from remit.kit.clock import now
from remit.kit.database import Database, Session, opened_by
from remit.kit.errors import NotFound
from remit.kit.events import emit
from remit.kit.ids import new_id

LINK_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(days=14)
_SEEN_EVERY = timedelta(minutes=1)
Method = Literal["link", "password", "oidc", "invitation"]


def token_hash(token: str) -> str:
    """Hash a random token; it has 256 bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Client:
    """Where a browser is, and what it calls itself."""

    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Door:
    """What signing in needs besides the proof of who it is."""

    database: Database
    record: Record
    client: Client


@dataclass(frozen=True)
class Presence:
    """A person at a browser."""

    actor: Actor
    session_id: UUID
    account_id: UUID
    method: Method
    proved_at: datetime

    @property
    def came_by_link(self) -> bool:
        """Whether the person came by a link a moment ago, which stands for a password they may not have."""
        return self.method == "link" and now() - self.proved_at < LINK_LIFETIME


@dataclass(frozen=True)
class SignedIn:
    """A session just begun; `token` goes into the cookie and is stored nowhere."""

    presence: Presence
    token: str

    @property
    def actor(self) -> Actor:
        """Who signed in."""
        return self.presence.actor


def member_actor(member: Member) -> Actor:
    """Return the member as the one who acts."""
    return Actor(member.org_id, "member", member.id, member.name, Role(member.role), member.id)


async def make_link(session: Session, member: Member) -> str:
    """Make a link's token for a member, good once and for a quarter of an hour."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        SignInLink(
            org_id=member.org_id,
            id=new_id(),
            token_hash=token_hash(token),
            member_id=member.id,
            created_at=moment,
            expires_at=moment + LINK_LIFETIME,
        )
    )
    return token


async def sign_in(door: Door, token: str) -> SignedIn:
    """Use a link up and begin a session; `LinkSpent` when it was used, has expired or never existed."""
    hashed = token_hash(token)
    async with door.database.transaction(None, lookup=hashed) as session:
        org_id = await queries.link_owner(session, hashed)
        if org_id is not None:
            await door.database.enter(session, org_id)
        member_id = await queries.spend_link(session, hashed, now())
        member = await queries.member(session, member_id) if member_id else None
        if member is None:
            raise LinkSpent("Links work once and for 15 minutes: run `remit sign-in-link` for a new one.")
        await prove(session, door.record, member.account_id)
        return await begin(session, door, member, "link")


async def begin(
    session: Session, door: Door, member: Member, method: Method, *, proved_at: datetime | None = None
) -> SignedIn:
    """Begin a session of a member, in a transaction of their organisation."""
    token, moment = secrets.token_urlsafe(32), now()
    row = BrowserSession(
        org_id=member.org_id,
        id=new_id(),
        token_hash=token_hash(token),
        member_id=member.id,
        created_at=moment,
        expires_at=moment + SESSION_LIFETIME,
        method=method,
        proved_at=proved_at or moment,
        address=door.client.address,
        user_agent=door.client.user_agent,
        last_seen_at=moment,
    )
    session.add(row)
    async with opened_by(session, account=member.account_id):
        await queries.worked_at(session, member.account_id, member.org_id)
    presence = _presence(member, row)
    facts = {"method": method, "address": door.client.address}
    await door.record(session, presence.actor, "session.began", SESSION.ref(row.id), facts)
    return SignedIn(presence, token)


def _presence(member: Member, row: BrowserSession) -> Presence:
    method = cast("Method", row.method)
    return Presence(member_actor(member), row.id, member.account_id, method, row.proved_at)


async def identify_session(database: Database, token: str) -> Presence:
    """Find out who sits at a browser; `BadSession` when the session ended."""
    hashed, moment = token_hash(token), now()
    async with database.transaction(None, lookup=hashed) as session:
        row = await queries.browser_session(session, hashed, moment)
        if row is None:
            raise BadSession("Sign in again.")
        await database.enter(session, row.org_id)
        member = await queries.member(session, row.member_id)
        if member is None:
            raise BadSession("The member of this session has left the organisation.")
        if moment - row.last_seen_at > _SEEN_EVERY:
            await queries.touch_session(session, row.id, moment)
        presence = _presence(member, row)
        return replace(presence, actor=await joined(session, presence.actor))


async def end(session: Session, record: Record, actor: Actor, ended: Sequence[BrowserSession]) -> None:
    """Tell the browsers whose sessions were ended just now, and the log."""
    for row in ended:
        shown, member = SESSION.show(row.id), MEMBER.show(row.member_id)
        await emit(session, row.org_id, "session.ended", shown, {"session_id": shown, "member_id": member})
        await record(session, actor, "session.ended", SESSION.ref(row.id), {"member": member})


async def prove(session: Session, record: Record, account_id: UUID) -> None:
    """Note that an account is its person's, since a link made on the machine or an identity provider shows it.

    Somebody else may have opened it before, by an invitation they could read: the first proof shuts them out.
    """
    async with opened_by(session, account=account_id):
        first = await queries.prove_account(session, account_id, now())
    if first:
        await shut_out(session, record, account_id)


async def shut_out(session: Session, record: Record, account_id: UUID) -> None:
    """Remove the password of an account and end its sessions, wherever they are."""
    async with opened_by(session, account=account_id):
        await queries.set_password(session, account_id, None, now())
        members = await queries.memberships(session, account_id)
    for member in members:
        async with opened_by(session, org=member.org_id):
            ended = await queries.end_sessions(session, member.id, now())
            await end(session, record, member_actor(member), ended)


async def end_one(session: Session, record: Record, presence: Presence, id: UUID) -> None:
    """End one of one's own sessions; `NotFound` when it is not there, or has ended."""
    ended = await queries.end_sessions(session, presence.actor.id, now(), id=id)
    if not ended:
        raise NotFound("There is no such session.")
    await end(session, record, presence.actor, ended)


async def end_others(session: Session, record: Record, presence: Presence) -> int:
    """End all of one's own sessions in this organisation but this one; return how many there were."""
    ended = await queries.end_sessions(session, presence.actor.id, now(), but=presence.session_id)
    await end(session, record, presence.actor, ended)
    return len(ended)


async def move(session: Session, door: Door, presence: Presence, member: Member) -> SignedIn:
    """Begin a session of the same person as another member, in place of the one they have."""
    actor, method = presence.actor, presence.method
    async with opened_by(session, org=actor.org_id):
        ended = await queries.end_sessions(session, actor.id, now(), id=presence.session_id)
        if not ended:
            raise BadSession("The session ended just now: sign in again.")
        await end(session, door.record, actor, ended)
    async with opened_by(session, org=member.org_id):
        return await begin(session, door, member, method, proved_at=presence.proved_at)


async def owner(session: Session) -> Member | None:
    """Return the organisation's first owner."""
    return next((m for m in await queries.members(session) if m.role == Role.OWNER.value), None)
