"""Agents over HTTP: apply a file, check one, list, show."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status

from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.lifecycle.agents import queries, versions
from remit.lifecycle.agents.answers import agent_page, applied_answer, detail, validated
from remit.lifecycle.agents.applying import save
from remit.lifecycle.agents.library import library
from remit.lifecycle.agents.portable.endpoints import router as portable_router
from remit.lifecycle.agents.requests import ModelsDep, Throttled, TryingDep, UsesDep
from remit.lifecycle.agents.schema import agent_file_schema
from remit.lifecycle.agents.schemas import (
    AgentDetail,
    AgentFile,
    AgentPage,
    AgentSort,
    AgentStatus,
    AgentTemplate,
    AgentTemplates,
    AgentText,
    AppliedAgent,
    ValidationAnswer,
)
from remit.lifecycle.agents.trial_endpoints import router as trial_router
from remit.lifecycle.agents.values import AgentType
from remit.lifecycle.agents.version_endpoints import router as version_router
from remit.lifecycle.agents.versions import Saving

router = APIRouter(prefix="/api/agents", tags=["agents"])
Reader = Annotated[Actor, may("agent.read")]


@router.post("", status_code=status.HTTP_201_CREATED, responses={200: {"model": AppliedAgent}})
async def apply_agent(
    body: AgentFile,
    session: SessionDep,
    actor: ActorDep,
    models: ModelsDep,
    trying: TryingDep,
    response: Response,
) -> AppliedAgent:
    """Apply an agent file: 201 with a new version, 200 when the newest version says the same already."""
    saving = Saving(body.promote, body.base_version, body.slug)
    applied = await save(session, actor, body.source, saving, models.check, trying)
    if applied.unchanged:
        response.status_code = status.HTTP_200_OK
    return await applied_answer(session, applied)


@router.get("")
async def list_agents(
    session: SessionDep,
    _: Reader,
    q: Annotated[str | None, Query(max_length=200, description="In the slug, description or tags.")] = None,
    type: AgentType | None = None,
    status: AgentStatus | None = None,
    sort: AgentSort = "-created",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> AgentPage:
    """List agents, with how many there are in each status."""
    wanted = queries.Wanted(q.strip() if q else None, type, status)
    return await agent_page(session, wanted, sort=sort, cursor=cursor, limit=limit)


@router.post("/validate", dependencies=[Throttled])
async def validate_agent(
    body: AgentText, session: SessionDep, actor: Reader, models: ModelsDep, trying: TryingDep
) -> ValidationAnswer:
    """Check an agent file as it is typed; nothing is stored. At most 100 times a minute for an organisation."""
    return await validated(session, actor, body, models.check, trying)


@router.get("/schema")
async def agent_schema(_: Reader, type: AgentType = "context") -> dict[str, Any]:
    """Return the JSON Schema of files of a type: what each field is for, and what it may hold."""
    return agent_file_schema(type)


@router.get("/templates")
async def list_agent_templates(_: Reader) -> AgentTemplates:
    """List agent files to begin with; each can be applied as it is."""
    return AgentTemplates(
        items=[
            AgentTemplate(
                slug=found.document.slug,
                name=found.document.data["spec"]["name"],
                type=found.document.type,
                description=found.document.description,
                tags=list(found.document.tags),
                source=found.source,
            )
            for found in library()
        ]
    )


@router.get("/{slug}")
async def get_agent(slug: str, session: SessionDep, actor: Reader, uses: UsesDep) -> AgentDetail:
    """Show an agent with its newest document, all its versions, and what you may do with it."""
    agent = await versions.find(session, slug)
    return await detail(session, actor, agent, uses)


router.include_router(portable_router)
router.include_router(version_router)
router.include_router(trial_router)
