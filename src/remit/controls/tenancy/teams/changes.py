"""Making, changing and removing teams; what they mean for budgets, limits and policies holds from the next call on."""

from uuid import UUID

from remit.controls.tenancy.actor import KEY, MEMBER, Actor
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.teams import queries
from remit.controls.tenancy.teams.tables import TEAM, Team
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.kit.events import emit
from remit.kit.ids import new_id

CHANGED = "team.changed"


class TeamSlugTaken(Conflict):
    """Another team has the slug."""

    type = "slug-taken"
    title = "Another team has this slug"


async def find(session: Session, id: UUID) -> Team:
    """Find a team; `NotFound` when there is none."""
    found = await queries.one(session, id)
    if found is None:
        raise NotFound(f"There is no team {TEAM.show(id)}.")
    return found


async def add(session: Session, actor: Actor, record: Record, slug: str, name: str) -> Team:
    """Make a team without anybody in it; `TeamSlugTaken`."""
    id = new_id()
    values = {
        "org_id": actor.org_id,
        "id": id,
        "slug": slug,
        "name": name,
        "created_by": actor.facts(),
        "created_at": now(),
        "removed_at": None,
    }
    if not await queries.make(session, values):
        raise TeamSlugTaken(f"There is a team {slug} already: choose another slug.")
    await record(session, actor, "team.created", TEAM.ref(id), {"slug": slug, "name": name})
    await _tell(session, actor, id)
    return await find(session, id)


async def rename(session: Session, actor: Actor, record: Record, id: UUID, name: str) -> Team:
    """Give a team another name; its slug stays, since policies name it so."""
    team = await find(session, id)
    before = team.name
    if name != before:
        await queries.change(session, id, {"name": name})
        await record(session, actor, CHANGED, TEAM.ref(id), {"slug": team.slug, "from": before, "to": name})
        await _tell(session, actor, id)
    return await find(session, id)


async def remove(session: Session, actor: Actor, record: Record, id: UUID) -> None:
    """Remove a team; its budgets and limits hold for nobody any more."""
    team = await find(session, id)
    await record(session, actor, "team.removed", team.ref, {"slug": team.slug})
    await queries.end(session, id, now())
    await _tell(session, actor, id)


async def put(session: Session, actor: Actor, record: Record, id: UUID, shown: str) -> None:
    """Put a member or a key into a team, by its id; twice is as good as once. `NotFound` for who is not there."""
    team = await find(session, id)
    member_id, key_id = _holder(shown)
    if not await queries.is_there(session, member_id=member_id, key_id=key_id):
        raise NotFound(f"There is no member or live key {shown}.")
    values = {
        "org_id": actor.org_id,
        "team_id": id,
        "holder_id": member_id or key_id,
        "member_id": member_id,
        "key_id": key_id,
        "added_at": now(),
    }
    if await queries.put(session, values):
        await record(session, actor, "team.joined", team.ref, {"slug": team.slug, "who": shown})
        await _tell(session, actor, id)


async def take(session: Session, actor: Actor, record: Record, id: UUID, shown: str) -> None:
    """Take a member or a key out of a team; `NotFound` for who is not in it."""
    team = await find(session, id)
    member_id, key_id = _holder(shown)
    if not await queries.take(session, id, member_id or key_id or id):
        raise NotFound(f"{shown} is not in the team {team.slug}.")
    await record(session, actor, "team.left", team.ref, {"slug": team.slug, "who": shown})
    await _tell(session, actor, id)


def _holder(shown: str) -> tuple[UUID | None, UUID | None]:
    if shown.startswith(f"{KEY.prefix}_"):
        return None, KEY.parse(shown)
    return MEMBER.parse(shown), None


async def _tell(session: Session, actor: Actor, id: UUID) -> None:
    await emit(session, actor.org_id, CHANGED, TEAM.show(id), {"id": TEAM.show(id)})
