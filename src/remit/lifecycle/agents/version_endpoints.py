"""The versions of an agent over HTTP: list, show, promote; and archiving the agent."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.kit import pagination
from remit.kit.errors import Malformed
from remit.lifecycle.agents import queries, versions
from remit.lifecycle.agents.answers import agent_answer, promotion_answer, requirements_answer, version_detail
from remit.lifecycle.agents.applying import promoted
from remit.lifecycle.agents.archive import archive, demote, reactivate
from remit.lifecycle.agents.requests import ModelsDep, TryingDep, UsesDep
from remit.lifecycle.agents.schemas import (
    AgentAnswer,
    PromotionAnswer,
    PromotionRequirements,
    VersionAnswer,
    VersionDetail,
    VersionPage,
)

router = APIRouter()
Reader = Annotated[Actor, may("agent.read")]
Number = Annotated[int, Path(description="The number of the version.")]


@router.get("/{slug}/versions")
async def list_agent_versions(
    slug: str,
    session: SessionDep,
    _: Reader,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> VersionPage:
    """List the versions of an agent, newest first."""
    before = _number(pagination.decode_keys(cursor, "-number", 1))
    agent = await versions.find(session, slug)
    found = await queries.versions(session, agent.id, before=before, limit=limit + 1)
    page = found[:limit]
    return VersionPage(
        items=[VersionAnswer.model_validate(version) for version in page],
        next=pagination.encode_keys("-number", str(page[-1].number)) if len(found) > limit else None,
    )


def _number(keys: list[str] | None) -> int | None:
    if keys is None:
        return None
    if not (keys[0].isascii() and keys[0].isdecimal() and len(keys[0]) < 10):
        raise Malformed(pagination.FOREIGN)
    return int(keys[0])


@router.get("/{slug}/versions/{number}")
async def get_agent_version(slug: str, number: Number, session: SessionDep, _: Reader) -> VersionDetail:
    """Show a version: its document, and the text it was written as."""
    agent = await versions.find(session, slug)
    return version_detail(await versions.numbered(session, agent, number))


@router.get("/{slug}/promotion-requirements")
async def promotion_requirements(
    slug: str,
    session: SessionDep,
    actor: Reader,
    models: ModelsDep,
    trying: TryingDep,
    version: Annotated[int | None, Query(description="The newest version when left out.")] = None,
) -> PromotionRequirements:
    """Say what a version still needs before it can become the active one."""
    agent = await versions.find(session, slug)
    asked = await versions.numbered(session, agent, version)
    return await requirements_answer(session, actor, agent, asked, models.check, trying)


@router.post("/{slug}/versions/{number}/promote")
async def promote_agent_version(
    slug: str, number: Number, session: SessionDep, actor: ActorDep, models: ModelsDep, trying: TryingDep
) -> PromotionAnswer:
    """Ask for a version, also an older one, to become the one that runs; 409 names what is unmet."""
    return promotion_answer(*await promoted(session, actor, slug, number, models.check, trying))


@router.post("/{slug}/archive")
async def archive_agent(slug: str, session: SessionDep, actor: ActorDep, uses: UsesDep) -> AgentAnswer:
    """Archive an agent; 409 lists the deployments that still use it."""
    return await agent_answer(session, await archive(session, actor, slug, uses))


@router.post("/{slug}/reactivate")
async def reactivate_agent(slug: str, session: SessionDep, actor: ActorDep) -> AgentAnswer:
    """Bring an archived agent back as it was."""
    return await agent_answer(session, await reactivate(session, actor, slug))


@router.post("/{slug}/demote")
async def demote_agent(slug: str, session: SessionDep, actor: ActorDep, uses: UsesDep) -> AgentAnswer:
    """Make an agent a draft again; 409 lists the deployments that still use it."""
    return await agent_answer(session, await demote(session, actor, slug, uses))
