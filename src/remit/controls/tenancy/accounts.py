"""Accounts: one person of the installation, whatever organisations they are a member of."""

import re
from collections.abc import Sequence

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import ACCOUNT, MEMBER
from remit.controls.tenancy.errors import (
    AccountExists,
    BadCredentials,
    BadSession,
    LinkNeeded,
    NoOrganization,
    WrongPassword,
)
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.passwords import check, hashed
from remit.controls.tenancy.sessions import (
    Client,
    Door,
    Method,
    Presence,
    SignedIn,
    begin,
    end,
    member_actor,
    shut_out,
)
from remit.controls.tenancy.tables import Account, Member
from remit.controls.tenancy.tries import Tries
from remit.kit.clock import now
from remit.kit.database import Session, opened_by
from remit.kit.errors import Malformed
from remit.kit.ids import new_id

_ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]{1,190}")


def address(email: str) -> str:
    """Return an e-mail address as accounts are found by it, in lower case; `Malformed` when it is none."""
    email = email.strip()
    if len(email) > 200 or not _ADDRESS.fullmatch(email):
        raise Malformed(f"{email[:80]!r} is not an e-mail address.")
    # A letter such as the sign of the kelvin would become that of somebody else's address.
    if not email.isascii() and email.lower().isascii():
        raise Malformed(f"{email[:80]!r} holds a letter that only looks like another: write it anew.")
    return email.lower()


async def account_of(session: Session, email: str) -> Account | None:
    """Find the account of an address, which is in lower case."""
    async with opened_by(session, lookup=email):
        return await queries.account_by_email(session, email)


async def found_or_made(session: Session, email: str, name: str) -> Account:
    """Find the account of an address, or make it, without a password."""
    email = address(email)
    made = Account(id=new_id(), email=email, name=name, created_at=now())
    async with opened_by(session, lookup=email):
        await queries.make_account(session, made)
        found = await queries.account_by_email(session, email)
    return found or made


async def open_account(session: Session, email: str, name: str, password: str) -> Account:
    """Make an account with a password; `AccountExists` when there is one, also since a moment ago."""
    stored = await hashed(check(password, email))
    made = Account(id=new_id(), email=email, name=name, created_at=now(), password_hash=stored)
    async with opened_by(session, lookup=email):
        if not await queries.make_account(session, made):
            raise AccountExists(f"There is an account for {email}: sign in, then open the link again.")
    return made


async def reclaim(session: Session, record: Record, email: str) -> bool:
    """Shut out whoever may have opened an account before its person; whether the person has yet to come by a link.

    For who just added somebody without an invitation, so that the account cannot change hands meanwhile.
    """
    account = await account_of(session, address(email))
    if account is None or account.proved_at is not None:
        return False
    await shut_out(session, record, account.id)
    return True


async def memberships(session: Session, account: Account) -> Sequence[Member]:
    """List a person's memberships, the one where they worked last first."""
    async with opened_by(session, account=account.id):
        found = await queries.memberships(session, account.id)
    return sorted(found, key=lambda member: member.org_id != account.last_org_id)


async def sign_in_with_password(door: Door, tries: Tries, email: str, password: str) -> SignedIn:
    """Begin a session where the person worked last; `BadCredentials` says no more than that."""
    email = address(email)
    async with door.database.transaction(None) as session:
        account = await account_of(session, email)
    stored = account.password_hash if account else None
    right = await tries.compare(password, stored, address=email, client=door.client.address)
    if account is None or not right:
        raise BadCredentials("The e-mail address and the password do not belong together.")
    async with door.database.transaction(None) as session:
        await _still(session, account)
        return await begin_anywhere(session, door, account, "password")


async def _still(session: Session, account: Account) -> None:
    """Check that nobody changed the password while it was compared; until the transaction ends nobody does."""
    async with opened_by(session, account=account.id):
        if not await queries.lock_password(session, account.id, account.password_hash):
            raise BadCredentials("The password was changed just now: sign in with the new one, or by a link.")


async def begin_anywhere(session: Session, door: Door, account: Account, method: Method) -> SignedIn:
    """Begin a session in one of a person's organisations; `NoOrganization` when they are in none."""
    for member in await memberships(session, account):
        await door.database.enter(session, member.org_id)
        return await begin(session, door, member, method)
    raise NoOrganization("You are a member of no organisation here: ask for an invitation.")


async def own_account(session: Session, presence: Presence) -> Account:
    """Return the account of whoever is signed in."""
    async with opened_by(session, account=presence.account_id):
        found = await queries.account(session, presence.account_id)
    if found is None:
        raise BadSession("Sign in again.")
    return found


async def rename(session: Session, record: Record, presence: Presence, name: str) -> None:
    """Change what one is called, in this organisation and where one joins later."""
    async with opened_by(session, account=presence.account_id):
        await queries.rename_account(session, presence.account_id, name)
    await queries.change_member(session, presence.actor.id, {"name": name})
    facts = {"before": presence.actor.name, "name": name}
    await record(session, presence.actor, "member.renamed", MEMBER.ref(presence.actor.id), facts)


async def set_password(
    session: Session,
    door: Door,
    tries: Tries,
    presence: Presence,
    *,
    password: str | None,
    current: str | None,
) -> None:
    """Set or remove (none) one's password, and end one's other sessions, wherever they are.

    Raises `WrongPassword` and `LinkNeeded` when it is not proved who asks, `WeakPassword` for what may be none.
    """
    account = await own_account(session, presence)
    await _proved(tries, door.client, presence, account, current)
    stored = await hashed(check(password, account.email)) if password is not None else None
    await _still(session, account)
    async with opened_by(session, account=account.id):
        await queries.set_password(session, account.id, stored, now())
        members = await queries.memberships(session, account.id)
    act = "password.changed" if stored else "password.removed"
    for member in members:
        async with opened_by(session, org=member.org_id):
            ended = await queries.end_sessions(session, member.id, now(), but=presence.session_id)
            await end(session, door.record, member_actor(member), ended)
            if member.id == presence.actor.id:
                await door.record(session, presence.actor, act, ACCOUNT.ref(account.id), {})


async def _proved(
    tries: Tries, client: Client, presence: Presence, account: Account, current: str | None
) -> None:
    if presence.came_by_link:
        return
    if account.password_hash is None:
        raise LinkNeeded(
            "Sign in by a link first (`remit sign-in-link`), then set a password within 15 minutes."
        )
    if current is None:
        raise WrongPassword("Give your current password too.")
    stored = account.password_hash
    if not await tries.compare(current, stored, address=account.email, client=client.address):
        raise WrongPassword("That is not your current password; nothing was changed.")
