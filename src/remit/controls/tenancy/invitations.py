"""Invitations: a link by which one person joins, once, within a week."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from remit.controls.tenancy import queries
from remit.controls.tenancy.accounts import (
    account_of,
    address,
    found_or_made,
    open_account,
    own_account,
)
from remit.controls.tenancy.actor import INVITATION, KEY, MEMBER, Actor, Role
from remit.controls.tenancy.errors import (
    AccountExists,
    AccountUnproved,
    InvitationSpent,
    InvitedAlready,
    MemberExists,
    NotInvited,
    RoleTooHigh,
)
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.members import join
from remit.controls.tenancy.roles import covers
from remit.controls.tenancy.sessions import Door, Presence, SignedIn, begin, member_actor, move, token_hash
from remit.controls.tenancy.tables import Account, Invitation, Member, Organization
from remit.kit.clock import now
from remit.kit.database import Database, Session, opened_by
from remit.kit.errors import Malformed, NotFound
from remit.kit.ids import new_id
from remit.kit.pagination import Position

LIFETIME = timedelta(days=7)
State = Literal["open", "expired", "accepted", "withdrawn"]


@dataclass(frozen=True)
class Look:
    """What whoever holds the link may know."""

    row: Invitation
    organization: Organization
    has_account: bool


def state(row: Invitation) -> State:
    """Say whether an invitation still works, and if not, why."""
    if row.accepted_at is not None:
        return "accepted"
    if row.revoked_at is not None:
        return "withdrawn"
    return "open" if row.expires_at > now() else "expired"


async def invite(
    session: Session, actor: Actor, record: Record, email: str, role: Role
) -> tuple[Invitation, str]:
    """Invite a person; return the invitation with its token. An earlier one of theirs is withdrawn."""
    email = address(email)
    if not covers(actor.role, role):
        raise RoleTooHigh(f"You may give your own role, {actor.role.value}, or one within it.")
    if await queries.member_by_email(session, email):
        raise MemberExists(f"{email} is a member already.")
    moment, token = now(), secrets.token_urlsafe(32)
    await queries.withdraw_for(session, email, moment)
    row = Invitation(
        org_id=actor.org_id,
        id=new_id(),
        token_hash=token_hash(token),
        email=email,
        role=role.value,
        invited_by=actor.facts(),
        created_at=moment,
        expires_at=moment + LIFETIME,
        accepted_at=None,
        member_id=None,
        revoked_at=None,
    )
    if not await queries.make_invitation(session, row):
        raise InvitedAlready(f"Somebody invited {email} a moment ago: look at the list.")
    facts = {"email": email, "role": role.value}
    await record(session, actor, "invitation.created", INVITATION.ref(row.id), facts)
    return row, token


async def waiting(session: Session, *, after: Position | None, limit: int) -> Sequence[Invitation]:
    """List the invitations that nobody has accepted or withdrawn, newest first; one more than `limit` for more."""
    return await queries.waiting_invitations(session, after=after, limit=limit + 1)


async def withdraw(session: Session, actor: Actor, record: Record, id: UUID) -> None:
    """Withdraw an invitation; `NotFound` when there is none to withdraw."""
    ended = await queries.withdraw_invitation(session, id, now())
    if ended is None:
        raise NotFound("There is no such open invitation.")
    await record(session, actor, "invitation.withdrawn", INVITATION.ref(id), {"email": ended.email})


async def look(database: Database, token: str) -> Look:
    """Find the invitation of a link; `NotFound` when there is none."""
    hashed = token_hash(token)
    async with database.transaction(None, lookup=hashed) as session:
        row = await queries.invitation(session, hashed)
        if row is None:
            raise NotFound("There is no such invitation: check that the link is whole.")
        await database.enter(session, row.org_id)
        organization = await queries.organization(session)
        return Look(row, organization, await account_of(session, row.email) is not None)


async def accept(
    door: Door, token: str, presence: Presence | None, *, name: str | None, password: str | None
) -> SignedIn:
    """Join by a link: with a new account, or with the account of whoever is signed in.

    Raises `InvitationSpent` when it no longer works, `NotInvited` when somebody else is signed in, `AccountExists`
    when the person must sign in first, `AccountUnproved` when whoever is signed in may not be the person.
    """
    row = (await look(door.database, token)).row
    async with door.database.transaction(row.org_id) as session:
        organization = await _spend(session, row)
        if presence is not None:
            account = await _own(session, presence, row.email)
        else:
            account = await _new_account(session, row.email, name, password)
        member = await _join(session, door.record, organization, row, account, name)
        if presence is not None:
            return await move(session, door, presence, member)
        return await begin(session, door, member, "invitation")


async def _own(session: Session, presence: Presence, email: str) -> Account:
    account = await own_account(session, presence)
    if account.email != email:
        raise NotInvited(f"It is for {email}; you are signed in as {account.email}.")
    if account.proved_at is None:
        raise AccountUnproved(
            "Sign in through the identity provider, or by a link from whoever runs Remit"
            f" (`remit sign-in-link --member {email}`), then open the invitation again."
        )
    return account


async def accept_vouched(session: Session, door: Door, email: str, name: str) -> Account | None:
    """Let a person join whom an identity provider vouches for, by their open invitations; none when there are none."""
    async with opened_by(session, lookup=email):
        open = [row for row in await queries.invitations_for(session, email) if state(row) == "open"]
    found = [row for row in open if await _stands(session, row)]
    account = await found_or_made(session, email, name) if found else None
    for row in found:
        async with opened_by(session, org=row.org_id):
            organization = await _spend(session, row)
            if account is not None and not await queries.member_by_email(session, email):
                await _join(session, door.record, organization, row, account, name)
    return account


async def _spend(session: Session, row: Invitation) -> Organization:
    """Use an invitation up, in one statement so that two browsers cannot."""
    if not await queries.spend_invitation(session, row.id, now()):
        raise InvitationSpent(f"It was {_WHY[state(row)]}: ask for a new one.")
    if not await _stands(session, row):
        raise InvitationSpent("Whoever invited you may not do so any more: ask somebody else for a new one.")
    return await queries.organization(session)


async def _stands(session: Session, row: Invitation) -> bool:
    """Whether whoever invited is still there, with a role that reaches as far."""
    kind, id = row.invited_by["kind"], row.invited_by["id"]
    async with opened_by(session, org=row.org_id):
        inviter = (
            await queries.member(session, MEMBER.parse(id))
            if kind == "member"
            else await queries.live_key(session, KEY.parse(id))
        )
    return inviter is not None and covers(Role(inviter.role), Role(row.role))


_WHY = {
    "accepted": "accepted",
    "withdrawn": "withdrawn",
    "expired": "left for over a week",
    "open": "used just now",
}


async def _new_account(session: Session, email: str, name: str | None, password: str | None) -> Account:
    if await account_of(session, email) is not None:
        raise AccountExists(f"There is an account for {email}: sign in, then open the link again.")
    if not name or password is None:
        raise Malformed("Give your name and choose a password.")
    return await open_account(session, email, name, password)


async def _join(
    session: Session,
    record: Record,
    organization: Organization,
    row: Invitation,
    account: Account,
    name: str | None,
) -> Member:
    member = await join(session, organization, account, name or account.name, Role(row.role))
    await queries.accepted_by(session, row.id, member.id)
    facts = {"member": MEMBER.show(member.id), "email": row.email, "role": row.role}
    await record(session, member_actor(member), "invitation.accepted", INVITATION.ref(row.id), facts)
    return member
