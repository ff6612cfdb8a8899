"""Teams over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints

from remit.controls.tenancy import teams
from remit.controls.tenancy.actor import KEY, MEMBER, Actor
from remit.controls.tenancy.requests import ActorDep, RecordDep, SessionDep, may
from remit.controls.tenancy.teams import TEAM, Team
from remit.kit import pagination
from remit.kit.database import Session
from remit.kit.schemas import Answer, Body

router = APIRouter(prefix="/api/teams", tags=["teams"])
Slug = Annotated[str, Field(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=40, examples=["support"])]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewTeam(Body):
    """A team to make; policies name it by its slug, which stays."""

    slug: Slug
    name: Name | None = None


class TeamChange(Body):
    """What is to change of a team."""

    name: Name


class TeamAnswer(Answer):
    """A team, and how many members and keys are in it."""

    id: str
    slug: str
    name: str
    size: int
    created_at: datetime


class TeamPage(Answer):
    """Some teams, oldest first."""

    items: list[TeamAnswer]
    next: str | None


class TeamHolder(Answer):
    """Somebody in a team: a member, or a key."""

    kind: Literal["member", "key"]
    id: str
    name: str
    about: str
    added_at: datetime


class TeamDetail(TeamAnswer):
    """A team with everybody in it, in the order in which they came."""

    members: list[TeamHolder]


def named(team_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return TEAM.parse(team_id)


IdDep = Annotated[UUID, Depends(named)]
Reader = Annotated[Actor, may("member.read")]
Writer = Annotated[Actor, may("member.write")]


async def _answers(session: Session, rows: Sequence[Team]) -> list[TeamAnswer]:
    sizes = await teams.counts(session, [row.id for row in rows])
    return [
        TeamAnswer(
            id=TEAM.show(row.id),
            slug=row.slug,
            name=row.name,
            size=sizes.get(row.id, 0),
            created_at=row.created_at,
        )
        for row in rows
    ]


async def _detail(session: Session, id: UUID) -> TeamDetail:
    row = await teams.find(session, id)
    (shown,) = await _answers(session, [row])
    members = [
        TeamHolder(
            kind="member",
            id=MEMBER.show(member.id),
            name=member.name,
            about=member.email,
            added_at=held.added_at,
        )
        if member is not None
        else TeamHolder(
            kind="key",
            id=KEY.show(held.holder_id),
            name=key.name if key else "",
            about=f"remit_{key.key_id}…" if key else "",
            added_at=held.added_at,
        )
        for held, member, key in await teams.holders(session, id)
    ]
    return TeamDetail(**shown.model_dump(), members=members)


@router.get("")
async def list_teams(
    session: SessionDep,
    _: Reader,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> TeamPage:
    """List the teams, oldest first."""
    found = await teams.page(session, after=pagination.decode(cursor), limit=limit + 1)
    shown = found[:limit]
    return TeamPage(
        items=await _answers(session, shown),
        next=pagination.encode((shown[-1].created_at, shown[-1].id)) if len(found) > limit else None,
    )


@router.post("", status_code=201)
async def create_team(body: NewTeam, session: SessionDep, actor: Writer, record: RecordDep) -> TeamDetail:
    """Make a team without anybody in it; 409 when another has the slug."""
    made = await teams.add(session, actor, record, body.slug, body.name or body.slug)
    return await _detail(session, made.id)


@router.get("/{team_id}")
async def get_team(id: IdDep, session: SessionDep, _: Reader) -> TeamDetail:
    """Show a team and who is in it."""
    return await _detail(session, id)


@router.patch("/{team_id}")
async def change_team(
    body: TeamChange, id: IdDep, session: SessionDep, actor: Writer, record: RecordDep
) -> TeamDetail:
    """Give a team another name."""
    await teams.rename(session, actor, record, id, body.name)
    return await _detail(session, id)


@router.delete("/{team_id}", status_code=204)
async def delete_team(id: IdDep, session: SessionDep, actor: Writer, record: RecordDep) -> Response:
    """Remove a team; its budgets and limits hold for nobody any more."""
    await teams.remove(session, actor, record, id)
    return Response(status_code=204)


@router.put("/{team_id}/members/{holder_id}")
async def join_team(
    id: IdDep, holder_id: str, session: SessionDep, actor: Writer, record: RecordDep
) -> TeamDetail:
    """Put a member (mem_…) or a key (key_…) into a team; twice is as good as once."""
    await teams.put(session, actor, record, id, holder_id)
    return await _detail(session, id)


@router.delete("/{team_id}/members/{holder_id}")
async def leave_team(
    id: IdDep, holder_id: str, session: SessionDep, actor: Writer, record: RecordDep
) -> TeamDetail:
    """Take a member or a key out of a team."""
    await teams.take(session, actor, record, id, holder_id)
    return await _detail(session, id)
