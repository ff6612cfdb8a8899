"""Keys as people make, see and revoke them: personal ones, and those of service accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import KEY, MEMBER, Actor, Role
from remit.controls.tenancy.errors import RoleTooHigh
from remit.controls.tenancy.keys import NewKey, create, revoke
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.roles import covers
from remit.controls.tenancy.tables import ApiKey
from remit.kit.database import Session
from remit.kit.errors import Malformed, NotFound
from remit.kit.pagination import Position
from remit.kit.secret_key import SecretKey

Holder = Literal["personal", "service_account"]


@dataclass(frozen=True)
class SeenKey:
    """A key with the names of the member it acts as and of whoever made it, where those are members."""

    row: ApiKey
    member: str | None
    created_by: str


async def make_key(
    session: Session,
    actor: Actor,
    secret_key: SecretKey,
    record: Record,
    name: str,
    role: Role,
    holder: Holder,
) -> NewKey:
    """Make a key that acts as the member who makes it, or as a service account.

    Raises `RoleTooHigh` when its role is not within that of whoever makes it.
    """
    if not covers(actor.role, role):
        raise RoleTooHigh(f"A key may have your own role, {actor.role.value}, or one within it.")
    if holder == "personal" and actor.kind != "member":
        raise Malformed("A service account has no personal keys: make one for a service account.")
    member_id = actor.id if holder == "personal" else None
    made = await create(
        session,
        secret_key,
        org_id=actor.org_id,
        name=name,
        role=role,
        created_by=actor.ref,
        member_id=member_id,
        person=None if member_id else actor.person,
    )
    shown = KEY.show(made.row.id)
    facts = {"key_id": shown, "name": name, "role": role.value, "holder": holder}
    await record(session, actor, "key.created", f"key:{shown}", facts)
    return made


async def seen_keys(
    session: Session, actor: Actor, *, all: bool, after: Position | None, limit: int
) -> list[SeenKey]:
    """List one's own personal keys, or all of the organisation's; one more than `limit` when there are more."""
    member_id = None if all else actor.id
    return await _named(session, await queries.live_keys(session, member_id, after=after, limit=limit + 1))


async def seen_key(session: Session, row: ApiKey) -> SeenKey:
    """Add the names to one key."""
    return (await _named(session, [row]))[0]


async def _named(session: Session, rows: Sequence[ApiKey]) -> list[SeenKey]:
    makers = {row.id: _member(row.created_by) for row in rows}
    ids = {id for row in rows for id in (row.member_id, makers[row.id]) if id is not None}
    names = await queries.member_names(session, ids)
    return [
        SeenKey(
            row,
            names.get(row.member_id) if row.member_id else None,
            names.get(makers[row.id] or row.id, row.created_by.partition(":")[2]),
        )
        for row in rows
    ]


def _member(ref: str) -> UUID | None:
    kind, _, shown = ref.partition(":")
    return MEMBER.parse(shown) if kind == "member" else None


async def revoke_key(session: Session, actor: Actor, record: Record, id: UUID, *, all: bool) -> ApiKey:
    """Revoke one's own key, or any of the organisation's that belongs to no deployment.

    Raises `NotFound` when there is none, `RoleTooHigh` when a key of others reaches further than the actor.
    """
    found = await queries.live_key(session, id)
    if found is None or not (all or _is_own(found, actor)):
        raise NotFound("There is no such live key.")
    if not _is_own(found, actor) and not covers(actor.role, Role(found.role)):
        raise RoleTooHigh(f"Your role, {actor.role.value}, does not reach a key of the role {found.role}.")
    ended = await revoke(session, id)
    shown = KEY.show(id)
    await record(session, actor, "key.revoked", f"key:{shown}", {"key_id": shown, "name": ended.name})
    return ended


def _is_own(key: ApiKey, actor: Actor) -> bool:
    return actor.kind == "member" and key.member_id == actor.id
