"""The admin API of agents: the paths that builders of agents are promised, over the same operations as `/api/agents`.

`{id}` is the agent's id or its slug.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status

from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.kit.database import Session
from remit.kit.errors import Malformed
from remit.lifecycle.agents import archive, checks, queries, versions
from remit.lifecycle.agents.answers import (
    agent_answer,
    agent_page,
    applied_answer,
    promotion_answer,
    report_answer,
    requirements_answer,
    validated,
)
from remit.lifecycle.agents.applying import promoted, save
from remit.lifecycle.agents.errors import NotTriable
from remit.lifecycle.agents.requests import ModelsDep, Throttled, TryingDep, UsesDep
from remit.lifecycle.agents.schemas import (
    AgentAnswer,
    AgentChange,
    AgentDraft,
    AgentDraftText,
    AgentPage,
    AgentStatus,
    AgentText,
    AppliedAgent,
    PromotionAnswer,
    PromotionRequirements,
    SmokeRun,
    TrialReport,
    ValidationAnswer,
    WantedVersion,
)
from remit.lifecycle.agents.source import read
from remit.lifecycle.agents.tables import AGENT, Agent
from remit.lifecycle.agents.trial_endpoints import VersionAsked, require_test, smoke_ran
from remit.lifecycle.agents.trials import smoke_run
from remit.lifecycle.agents.values import AgentType
from remit.lifecycle.agents.versions import Saving
from remit.lifecycle.agents.writing import as_fields, as_text, patched

router = APIRouter(prefix="/api/admin/agents", tags=["agent administration"])
Reader = Annotated[Actor, may("agent.read")]


def _text(source: str | None, agent: dict[str, Any] | None) -> str:
    """Return the text of the file that was sent in one of two ways."""
    if source is not None and agent is None:
        return source
    if agent is not None and source is None:
        return as_text(agent)
    raise Malformed("Send either `source`, the text of an agent file, or `agent`, its fields as JSON.")


async def _named(session: Session, id: str) -> Agent:
    """Find an agent by id or slug; `UnknownAgent`."""
    if not id.startswith(f"{AGENT.prefix}_"):
        return await versions.find(session, id)
    return await versions.by_id(session, AGENT.parse(id))


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses={200: {"model": AppliedAgent}},
)
async def admin_create_agent(
    body: AgentDraft,
    session: SessionDep,
    actor: ActorDep,
    models: ModelsDep,
    trying: TryingDep,
    response: Response,
) -> AppliedAgent:
    """Create an agent, or its next version where there is one of that slug: a draft, until it is promoted."""
    text, saving = _text(body.source, body.agent), Saving(body.promote, body.base_version)
    applied = await save(session, actor, text, saving, models.check, trying)
    if applied.unchanged:
        response.status_code = status.HTTP_200_OK
    return await applied_answer(session, applied)


@router.post("/validate", dependencies=[Throttled])
async def admin_validate_agent(
    body: AgentDraftText, session: SessionDep, actor: Reader, models: ModelsDep, trying: TryingDep
) -> ValidationAnswer:
    """Check an agent without storing it, and try it with `dry_run`; at most 100 a minute for an organisation."""
    asked = AgentText(source=_text(body.source, body.agent), dry_run=body.dry_run, input=body.input)
    return await validated(session, actor, asked, models.check, trying)


@router.post("/smoke-run", dependencies=[Throttled])
async def admin_smoke_run_file(
    body: SmokeRun, session: SessionDep, actor: ActorDep, models: ModelsDep, trying: TryingDep
) -> TrialReport:
    """Try an agent on all its examples without storing it."""
    document = await checks.require(
        session, _text(body.source, body.agent), models.check, trying.sandboxes, trying.tools, actor=actor
    )
    require_test(actor, document.slug)
    if not document.kind.tried:
        raise NotTriable(
            f"{document.slug} is a {document.type} agent: there is nothing to try before it talks."
        )
    return report_answer(await smoke_run(document.data, await trying.around(session, document.data)))


@router.get("")
async def admin_list_agents(
    session: SessionDep,
    _: Reader,
    type: AgentType | None = None,
    status: AgentStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> AgentPage:
    """List agents, newest first: of a type, in a status."""
    wanted = queries.Wanted(None, type, status)
    return await agent_page(session, wanted, sort="-created", cursor=cursor, limit=limit)


@router.patch("/{id}")
async def admin_change_agent(
    id: str,
    body: AgentChange,
    session: SessionDep,
    actor: ActorDep,
    models: ModelsDep,
    trying: TryingDep,
) -> AppliedAgent:
    """Change an agent: the newest version with the changes becomes the next one, a draft until it is promoted."""
    agent = await _named(session, id)
    newest = await versions.numbered(session, agent, None)
    fields = as_fields(newest.document) if newest.source is None else read(newest.source).data
    base = newest.number if body.base_version is None else body.base_version
    saving = Saving(body.promote, base, agent.slug)
    text = as_text(patched(fields, body.changes))
    return await applied_answer(session, await save(session, actor, text, saving, models.check, trying))


@router.post("/{id}/smoke-run")
async def admin_smoke_run_agent(
    id: str, session: SessionDep, actor: ActorDep, trying: TryingDep, body: WantedVersion | None = None
) -> TrialReport:
    """Try a stored version on all its examples, and keep the report."""
    agent, asked = await _named(session, id), body or WantedVersion()
    return await smoke_ran(session, actor, agent.slug, asked.version, trying)


@router.post("/{id}/promote")
async def admin_promote_agent(
    id: str,
    session: SessionDep,
    actor: ActorDep,
    models: ModelsDep,
    trying: TryingDep,
    body: WantedVersion | None = None,
) -> PromotionAnswer:
    """Ask for a version to become the active one: checked and tried; 409 names what is unmet."""
    agent, asked = await _named(session, id), body or WantedVersion()
    return promotion_answer(*await promoted(session, actor, agent.slug, asked.version, models.check, trying))


@router.post("/{id}/demote")
async def admin_demote_agent(id: str, session: SessionDep, actor: ActorDep, uses: UsesDep) -> AgentAnswer:
    """Make an agent a draft again; 409 lists the deployments that still use it."""
    agent = await _named(session, id)
    return await agent_answer(session, await archive.demote(session, actor, agent.slug, uses))


@router.post("/{id}/archive")
async def admin_archive_agent(id: str, session: SessionDep, actor: ActorDep, uses: UsesDep) -> AgentAnswer:
    """Archive an agent; 409 lists the deployments that still use it."""
    agent = await _named(session, id)
    return await agent_answer(session, await archive.archive(session, actor, agent.slug, uses))


@router.get("/{id}/promotion-requirements")
async def admin_promotion_requirements(
    id: str,
    session: SessionDep,
    actor: Reader,
    models: ModelsDep,
    trying: TryingDep,
    version: VersionAsked = None,
) -> PromotionRequirements:
    """Say what a version still needs before it can become the active one."""
    agent = await _named(session, id)
    asked = await versions.numbered(session, agent, version)
    return await requirements_answer(session, actor, agent, asked, models.check, trying)
