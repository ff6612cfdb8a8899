"""Files of agents over HTTP: what applying them would change, and an agent as files."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.errors import Malformed
from remit.lifecycle.agents import versions
from remit.lifecycle.agents.portable.bundle import Bundle, as_archive, unpacked
from remit.lifecycle.agents.portable.exporting import exported
from remit.lifecycle.agents.portable.planning import Planned, plan
from remit.lifecycle.agents.portable.schemas import (
    AgentFiles,
    ExportedAgent,
    ExportForm,
    FilesPlan,
    PlannedFile,
    StandingAgent,
)
from remit.lifecycle.agents.requests import ModelsDep, Throttled, TryingDep
from remit.lifecycle.agents.schemas import Finding
from remit.lifecycle.agents.writing import as_file

router = APIRouter()
Reader = Annotated[Actor, may("agent.read")]
_ARCHIVE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}, "application/yaml": {}}}
}


@router.post("/plan", dependencies=[Throttled])
async def plan_agent_files(
    body: AgentFiles, session: SessionDep, actor: Reader, models: ModelsDep, trying: TryingDep
) -> FilesPlan:
    """Say what applying files would change: what is made, changed and left alone. Nothing is changed by it."""
    if body.archive is not None and body.files:
        raise Malformed("Send either `files` or `archive`.")
    files = unpacked(body.archive) if body.archive is not None else body.files
    found = await plan(
        session, actor, Bundle(files), models.check, trying, promote=body.promote, convert=body.convert
    )
    return FilesPlan(
        items=[_shown(each) for each in found.items],
        others=[StandingAgent.model_validate(each) for each in found.others],
    )


def _shown(item: Planned) -> PlannedFile:
    document = item.document
    return PlannedFile(
        path=item.path,
        format=item.format,
        action=item.action if document is not None else "invalid",
        slug=document.slug if document else None,
        name=document.data["spec"].get("name") if document else None,
        type=document.type if document else None,
        version=item.number,
        source=item.text,
        diff=item.diff,
        findings=[Finding.model_validate(each) for each in item.findings],
        notes=[Finding.model_validate(each) for each in item.notes],
        after=list(item.after),
        waits=item.waits,
    )


@router.get("/{slug}/export", response_model=ExportedAgent, responses=_ARCHIVE)
async def export_agent(
    slug: str,
    session: SessionDep,
    _: Reader,
    version: Annotated[int | None, Query(description="The newest version when left out.")] = None,
    form: Annotated[
        ExportForm, Query(description="Its files as JSON or as a zip archive, or one YAML file.")
    ] = "json",
) -> Response | ExportedAgent:
    """Return an agent as files: everything but secrets."""
    agent = await versions.find(session, slug)
    found = await versions.numbered(session, agent, version)
    if form == "yaml":
        text = found.source or as_file(found.document, found.number)
        return _download(text.encode(), "application/yaml", f"{slug}.yaml")
    files = exported(slug, found)
    if form == "zip":
        return _download(as_archive(files), "application/zip", f"{slug}.zip")
    return ExportedAgent(slug=slug, version=found.number, files=files)


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
