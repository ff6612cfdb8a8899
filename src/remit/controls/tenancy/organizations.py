"""Organisations: the first, others, and going from one to another."""

import re
import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from remit.controls.tenancy import queries
from remit.controls.tenancy.accounts import own_account
from remit.controls.tenancy.actor import ORGANIZATION, Actor, Role
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.members import add_member, join
from remit.controls.tenancy.sessions import Door, Presence, SignedIn, member_actor, move
from remit.controls.tenancy.tables import Member, Organization
from remit.kit.clock import now
from remit.kit.database import Database, Session, opened_by
from remit.kit.errors import NotFound
from remit.kit.events import emit
from remit.kit.ids import new_id

FIRST_SLUG = "main"
FOUNDED = "organization.founded"
"""The news that an organisation was made."""


async def first(database: Database) -> Organization:
    """Return the organisation of a new installation, made at its first start together with its owner."""
    if (known := await _first(database)) is not None:
        return known
    try:
        return await found_organization(database, FIRST_SLUG, "Main", "owner@localhost", "Owner")
    except IntegrityError:  # of several processes that start together another was faster
        if (known := await _first(database)) is None:
            raise
        return known


async def _first(database: Database) -> Organization | None:
    async with database.transaction(None, lookup=FIRST_SLUG) as session:
        return await queries.organization_by_slug(session, FIRST_SLUG)


async def found_organization(
    database: Database, slug: str, name: str, email: str, person: str
) -> Organization:
    """Make an organisation and its first owner."""
    organization = Organization(id=new_id(), slug=slug, name=name, created_at=now())
    async with database.transaction(organization.id) as session:
        session.add(organization)
        await session.flush()
        await add_member(session, organization, email, person, Role.OWNER)
    return organization


async def found(session: Session, record: Record, presence: Presence, name: str) -> Organization:
    """Make another organisation, whose owner is whoever asks."""
    account = await own_account(session, presence)
    organization = Organization(id=new_id(), slug=_slug(name), name=name, created_at=now())
    async with opened_by(session, org=organization.id):
        session.add(organization)
        await session.flush()
        member = await join(session, organization, account, account.name, Role.OWNER)
        ref = ORGANIZATION.ref(organization.id)
        await record(session, member_actor(member), FOUNDED, ref, {"name": name})
        await emit(session, organization.id, FOUNDED, ORGANIZATION.show(organization.id), {})
    return organization


def _slug(name: str) -> str:
    """Write a name for addresses; the end keeps apart what would read the same."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return f"{words or 'organization'}-{secrets.token_hex(4)}"


async def rename(session: Session, actor: Actor, record: Record, name: str) -> Organization:
    """Give the organisation another name."""
    organization = await queries.organization(session)
    if name != organization.name:
        before, organization.name = organization.name, name
        await session.flush()
        shown = ORGANIZATION.show(organization.id)
        facts = {"before": before, "name": name}
        await record(session, actor, "organization.renamed", ORGANIZATION.ref(organization.id), facts)
        await emit(session, organization.id, "organization.changed", shown, {"name": name})
    return organization


async def mine(session: Session, presence: Presence) -> Sequence[tuple[Organization, Member]]:
    """List one's organisations with the membership in each, by name."""
    async with opened_by(session, account=presence.account_id):
        return await queries.organizations_of(session, presence.account_id)


async def switch(session: Session, door: Door, presence: Presence, id: UUID) -> SignedIn:
    """Go to another of one's organisations with this browser; `NotFound` when one is not a member there."""
    for organization, member in await mine(session, presence):
        if organization.id == id:
            return await move(session, door, presence, member)
    raise NotFound(f"You are a member of no organisation {ORGANIZATION.show(id)}.")
