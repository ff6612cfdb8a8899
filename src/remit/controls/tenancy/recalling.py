"""Who asked, found again later by what was kept of them: with the role that they have by then."""

from typing import Any
from uuid import UUID

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import KEY, MEMBER, Actor, Role
from remit.controls.tenancy.errors import BadKey
from remit.controls.tenancy.keys import actor_of
from remit.kit.database import Session


def kept_of(actor: Actor) -> dict[str, Any]:
    """Return what is to be kept of somebody, to find them again: no secret."""
    key = None if actor.key_id is None else KEY.show(actor.key_id)
    return {**actor.facts(), "key": key}


async def recall(session: Session, kept: dict[str, Any]) -> Actor:
    """Return who asked as they are now; `BadKey` where the key has ended or the member has left."""
    if kept["key"] is not None:
        row = await queries.key_by_id(session, KEY.parse(kept["key"]))
        if row is None:
            raise BadKey("The key that this was asked with is gone.")
        return await actor_of(session, row)
    return await _member(session, MEMBER.parse(kept["id"]))


async def _member(session: Session, id: UUID) -> Actor:
    member = await queries.member(session, id)
    if member is None:
        raise BadKey("The member who asked for this has left the organisation.")
    return Actor(member.org_id, "member", member.id, member.name, Role(member.role), member.id)
