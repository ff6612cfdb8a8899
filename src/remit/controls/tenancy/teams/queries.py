"""Every read and write of teams."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.tenancy.tables import ApiKey, Member
from remit.controls.tenancy.teams.tables import Team, TeamMember
from remit.kit.database import Session
from remit.kit.pagination import Position


async def of_holders(session: Session, ids: Collection[UUID]) -> Sequence[Team]:
    """List the teams that members or keys belong to, by slug."""
    theirs = select(TeamMember.team_id).where(TeamMember.holder_id.in_(ids))
    wanted = select(Team).where(Team.removed_at.is_(None), Team.id.in_(theirs)).order_by(Team.slug)
    return (await session.scalars(wanted)).all()


class TeamSlugs(NamedTuple):
    """The slugs of all teams, and of the teams that each member or key is in."""

    all: frozenset[str]
    of: Mapping[UUID, Sequence[str]]


async def slugs(session: Session) -> TeamSlugs:
    """Read which teams there are, and who is in them, by slug."""
    wanted = select(Team.slug, TeamMember.holder_id).outerjoin(TeamMember, TeamMember.team_id == Team.id)
    rows = (await session.execute(wanted.where(Team.removed_at.is_(None)).order_by(Team.slug))).all()
    of: dict[UUID, list[str]] = {}
    for slug, holder in rows:
        of.setdefault(holder, []).append(slug)
    return TeamSlugs(frozenset(row[0] for row in rows), of)


async def page(session: Session, *, after: Position | None, limit: int) -> Sequence[Team]:
    """List teams, oldest first, after a position."""
    wanted = select(Team).where(Team.removed_at.is_(None)).order_by(Team.created_at, Team.id).limit(limit)
    if after is not None:
        wanted = wanted.where(tuple_(Team.created_at, Team.id) > after)
    return (await session.scalars(wanted)).all()


async def like(session: Session, words: str, limit: int) -> Sequence[Team]:
    """List teams whose name or slug holds a text, the newest first."""
    wanted = select(Team).where(Team.removed_at.is_(None)).order_by(Team.created_at.desc()).limit(limit)
    if words:
        wanted = wanted.where(
            or_(Team.name.icontains(words, autoescape=True), Team.slug.icontains(words, autoescape=True))
        )
    return (await session.scalars(wanted)).all()


async def some(session: Session, ids: Sequence[UUID]) -> Sequence[Team]:
    """Look up teams, also those that were removed."""
    return (await session.scalars(select(Team).where(Team.id.in_(ids)))).all()


async def one(session: Session, id: UUID) -> Team | None:
    """Find a team, as it stands in the database now."""
    wanted = select(Team).where(Team.id == id, Team.removed_at.is_(None))
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def counts(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """Count who belongs to teams and is still there."""
    wanted = _there(select(TeamMember.team_id, func.count())).where(TeamMember.team_id.in_(ids))
    return {row[0]: row[1] for row in await session.execute(wanted.group_by(TeamMember.team_id))}


async def holders(
    session: Session, team_id: UUID
) -> Sequence[tuple[TeamMember, Member | None, ApiKey | None]]:
    """List the members and keys of a team that are still there, in the order in which they came."""
    wanted = _there(select(TeamMember, Member, ApiKey)).where(TeamMember.team_id == team_id)
    rows = await session.execute(wanted.order_by(TeamMember.added_at, TeamMember.holder_id))
    return [(row[0], row[1], row[2]) for row in rows]


def _there(wanted: Any) -> Any:
    person = (Member.org_id == TeamMember.org_id) & (Member.id == TeamMember.member_id)
    key = (ApiKey.org_id == TeamMember.org_id) & (ApiKey.id == TeamMember.key_id)
    joined = wanted.select_from(TeamMember).outerjoin(Member, person).outerjoin(ApiKey, key)
    alive = or_(ApiKey.revoked_at.is_(None), ApiKey.revoked_at > func.now())
    return joined.where(
        or_(Member.id.is_(None), Member.removed_at.is_(None)), or_(ApiKey.id.is_(None), alive)
    )


async def make(session: Session, values: Mapping[str, Any]) -> bool:
    """Store a team; false when the slug is taken."""
    made = insert(Team).values(**values).on_conflict_do_nothing()
    return (await session.scalars(made.returning(Team.id))).one_or_none() is not None


async def change(session: Session, id: UUID, values: Mapping[str, Any]) -> None:
    """Write some members of a team."""
    await session.execute(update(Team).where(Team.id == id).values(**values))


async def is_there(session: Session, *, member_id: UUID | None, key_id: UUID | None) -> bool:
    """Whether a member or a key is in the organisation and has not left it."""
    alive = or_(ApiKey.revoked_at.is_(None), ApiKey.revoked_at > func.now())
    found: Any = select(ApiKey.id).where(ApiKey.id == key_id, alive)
    if member_id is not None:
        found = select(Member.id).where(Member.id == member_id, Member.removed_at.is_(None))
    return (await session.scalars(found)).one_or_none() is not None


async def put(session: Session, values: Mapping[str, Any]) -> bool:
    """Put somebody into a team; false when they are in it."""
    made = insert(TeamMember).values(**values).on_conflict_do_nothing()
    return (await session.scalars(made.returning(TeamMember.holder_id))).one_or_none() is not None


async def take(session: Session, team_id: UUID, holder_id: UUID) -> bool:
    """Take somebody out of a team; false when they are not in it."""
    gone = delete(TeamMember).where(TeamMember.team_id == team_id, TeamMember.holder_id == holder_id)
    return (await session.scalars(gone.returning(TeamMember.holder_id))).one_or_none() is not None


async def end(session: Session, id: UUID, moment: datetime) -> None:
    """Remove a team: nobody is in it any more."""
    await session.execute(delete(TeamMember).where(TeamMember.team_id == id))
    await change(session, id, {"removed_at": moment})
