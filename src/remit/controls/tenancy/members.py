"""The members of an organisation: joining, changing, leaving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from remit.controls.tenancy import queries
from remit.controls.tenancy.accounts import found_or_made
from remit.controls.tenancy.actor import INVITATION, KEY, MEMBER, Actor, Role
from remit.controls.tenancy.errors import LastOwner, MemberExists, RoleTooHigh, UnknownMember
from remit.controls.tenancy.keys import announce_end
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.roles import covers
from remit.controls.tenancy.sessions import end
from remit.controls.tenancy.tables import Account, Member, Organization
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.kit.pagination import Position


@dataclass(frozen=True)
class SeenMember:
    """A member, and when they were last seen at a browser."""

    row: Member
    last_seen_at: datetime | None


async def add_member(
    session: Session, organization: Organization, email: str, name: str, role: Role
) -> Member:
    """Add a person, with an account when they have none; `MemberExists` when they are a member."""
    account = await found_or_made(session, email, name)
    return await join(session, organization, account, name, role)


async def join(
    session: Session, organization: Organization, account: Account, name: str, role: Role
) -> Member:
    """Make the person of an account a member; `MemberExists` when they are, also since a moment ago."""
    member = Member(
        org_id=organization.id,
        id=new_id(),
        email=account.email,
        name=name,
        role=role.value,
        created_at=now(),
        account_id=account.id,
        removed_at=None,
    )
    if not await queries.make_member(session, member):
        raise MemberExists(f"{account.email} is a member of {organization.name}.")
    return member


async def member_by_email(session: Session, email: str) -> Member:
    """Find a member; `UnknownMember` when there is none."""
    found = await queries.member_by_email(session, email)
    if found is None:
        raise UnknownMember(f"{email} is not a member: add them with `remit members add {email}`.")
    return found


async def list_members(session: Session) -> Sequence[Member]:
    """List the members, oldest first."""
    return await queries.members(session)


async def seen_members(
    session: Session, words: str | None, *, after: Position | None, limit: int
) -> list[SeenMember]:
    """List the members whose name or address holds some words; one more than `limit` when there are more."""
    found = await queries.members_like(session, words, after=after, limit=limit + 1)
    seen = await queries.members_seen(session, [member.id for member in found])
    return [SeenMember(member, seen.get(member.id)) for member in found]


async def change_member(
    session: Session, actor: Actor, record: Record, id: UUID, *, role: Role | None, name: str | None
) -> Member:
    """Give a member another role or name; their open invitations to roles above the new one are withdrawn.

    Raises `RoleTooHigh` when the old or the new role is above the actor's own, `LastOwner` when none would be left.
    """
    member = await _found(session, id)
    before = {"role": member.role, "name": member.name}
    wanted = {"role": role.value if role else member.role, "name": name or member.name}
    changed = {key: value for key, value in wanted.items() if value != before[key]}
    if not changed:
        return member
    _within_reach(actor, Role(member.role), Role(wanted["role"]))
    if member.role == Role.OWNER.value and wanted["role"] != member.role:
        await _another_owner(session, id)
    await queries.change_member(session, id, changed)
    facts: Mapping[str, Any] = {"before": {key: before[key] for key in changed}, "after": changed}
    await record(session, actor, "member.changed", MEMBER.ref(id), dict(facts))
    shown = MEMBER.show(id)
    await _withdraw(session, actor, record, [shown], Role(wanted["role"]))
    await emit(session, actor.org_id, "member.changed", shown, {"member_id": shown})
    return await _found(session, id)


async def remove_member(session: Session, actor: Actor, record: Record, id: UUID) -> None:
    """Remove a member, end their sessions, revoke their keys and withdraw their invitations; anybody may leave.

    Their keys are those of service accounts too that they made, and so are the invitations by these.

    Raises `RoleTooHigh` when their role is above the actor's own, `LastOwner` when no owner would be left.
    """
    member = await _found(session, id)
    if id != actor.id:
        _within_reach(actor, Role(member.role))
    if member.role == Role.OWNER.value:
        await _another_owner(session, id)
    moment = now()
    await queries.change_member(session, id, {"removed_at": moment})
    ended = await queries.end_sessions(session, id, moment)
    await end(session, record, actor, ended)
    keys = await queries.revoke_keys_of(session, id, moment)
    for key in keys:
        await announce_end(session, key)
    inviters = [MEMBER.show(id), *(KEY.show(key.id) for key in keys)]
    await _withdraw(session, actor, record, inviters, None)
    facts = {"email": member.email, "role": member.role, "sessions": len(ended), "keys": len(keys)}
    await record(session, actor, "member.removed", MEMBER.ref(id), facts)


async def _found(session: Session, id: UUID) -> Member:
    """Find a member; until the transaction ends nobody else changes members."""
    await queries.lock_members(session)
    found = await queries.member(session, id)
    if found is None:
        raise NotFound(f"There is no member {MEMBER.show(id)}.")
    return found


async def _withdraw(
    session: Session, actor: Actor, record: Record, inviters: Sequence[str], left: Role | None
) -> None:
    """Withdraw the open invitations of some inviters to roles that are not within the one they are left with."""
    for row in await queries.invitations_by(session, inviters):
        kept = left is not None and covers(left, Role(row.role))
        if not kept and await queries.withdraw_invitation(session, row.id, now()):
            facts = {"email": row.email}
            await record(session, actor, "invitation.withdrawn", INVITATION.ref(row.id), facts)


def _within_reach(actor: Actor, *roles: Role) -> None:
    for role in roles:
        if not covers(actor.role, role):
            raise RoleTooHigh(f"Only an owner gives or takes the role {role.value}.")


async def _another_owner(session: Session, id: UUID) -> None:
    if not any(m.role == Role.OWNER.value and m.id != id for m in await queries.members(session)):
        raise LastOwner("This is the last owner: make somebody else an owner first.")
