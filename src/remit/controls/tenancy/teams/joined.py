"""Which teams somebody who acts belongs to."""

from dataclasses import replace

from remit.controls.tenancy.actor import Actor
from remit.controls.tenancy.teams import queries
from remit.kit.database import Session


async def joined(session: Session, actor: Actor) -> Actor:
    """Return an actor with the teams of the member who acts, and of the key that was presented."""
    ids = [actor.id] if actor.key_id in (None, actor.id) else [actor.id, actor.key_id]
    found = await queries.of_holders(session, [id for id in ids if id is not None])
    if not found:
        return actor
    return replace(
        actor,
        teams=tuple(team.slug for team in found),
        team_refs=" ".join(team.ref for team in found),
    )
