"""Agents on their way, over HTTP: begun, changed by one after the other, saved."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status

from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit import pagination
from remit.lifecycle.building import drafts, queries
from remit.lifecycle.building.draft_schemas import (
    DraftAnswer,
    DraftChange,
    DraftItem,
    DraftPage,
    DraftSaving,
    InterviewerAnswer,
    NewDraft,
    SavedDraft,
)
from remit.lifecycle.building.drafts import Change
from remit.lifecycle.building.errors import NoInterviewer
from remit.lifecycle.building.interviews import begin_interview, interviewer, ready
from remit.lifecycle.building.requests import WorkshopDep
from remit.lifecycle.building.tables import DRAFT, AgentDraft
from remit.lifecycle.chat import CONVERSATION

router = APIRouter(prefix="/api/agent-drafts", tags=["building agents"])
Writer = Annotated[Actor, may("agent.write")]


def _draft(draft_id: str) -> UUID:
    return DRAFT.parse(draft_id)


DraftDep = Annotated[UUID, Depends(_draft)]


def _shown(draft: AgentDraft, actor: Actor) -> DraftAnswer:
    names = DraftAnswer.model_fields.keys() - {"id", "conversation_id"}
    own = draft.conversation_id if draft.owner == actor.id else None
    return DraftAnswer.model_validate(
        {name: getattr(draft, name) for name in names}
        | {"id": DRAFT.show(draft.id), "conversation_id": CONVERSATION.show(own) if own else None}
    )


@router.get("/interviewer")
async def get_interviewer(session: SessionDep, actor: Writer, workshop: WorkshopDep) -> InterviewerAnswer:
    """Say whether an interview can be begun; without a model the wizard asks the same."""
    try:
        model = await ready(session, workshop, actor)
    except NoInterviewer as error:
        return InterviewerAnswer(ready=False, model=None, reason=error.detail)
    return InterviewerAnswer(ready=True, model=model, reason=None)


@router.post("", status_code=status.HTTP_201_CREATED)
async def begin_agent_draft(
    body: NewDraft, session: SessionDep, actor: Writer, workshop: WorkshopDep
) -> DraftAnswer:
    """Begin an agent: by an interview, which is a conversation of yours, or by the wizard."""
    if body.kind == "wizard":
        return _shown(await drafts.begin(session, actor, "wizard", body.source), actor)
    found = await interviewer(workshop, actor)
    return _shown(await begin_interview(session, actor, found, body.source), actor)


@router.get("")
async def list_agent_drafts(
    session: SessionDep,
    actor: Writer,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> DraftPage:
    """List what you began and have not saved yet, what was changed last first."""
    found = await queries.drafts(session, actor.id, pagination.decode(cursor), limit + 1)
    page = found[:limit]
    following = pagination.encode((page[-1].updated_at, page[-1].id)) if len(found) > limit else None
    items = [
        DraftItem.model_validate(
            {"id": DRAFT.show(each.id), "kind": each.kind, "title": each.title, "updated_at": each.updated_at}
        )
        for each in page
    ]
    return DraftPage(items=items, next=following)


@router.get("/{draft_id}")
async def get_agent_draft(session: SessionDep, actor: Writer, draft_id: DraftDep) -> DraftAnswer:
    """Show a draft."""
    return _shown(await drafts.find(session, draft_id), actor)


@router.put("/{draft_id}")
async def change_agent_draft(
    session: SessionDep, actor: Writer, draft_id: DraftDep, body: DraftChange
) -> DraftAnswer:
    """Change a draft; 409 with what stands where somebody else changed it since."""
    draft = await drafts.find(session, draft_id, lock=True)
    wanted = Change(body.source, body.step, body.revision)
    return _shown(await drafts.change(session, actor, draft, wanted), actor)


@router.delete("/{draft_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_agent_draft(session: SessionDep, actor: Writer, draft_id: DraftDep) -> Response:
    """Throw a draft away; an agent that it was saved as stays."""
    await drafts.remove(session, actor, draft_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/{draft_id}/save")
async def save_agent_draft(
    session: SessionDep, actor: Writer, workshop: WorkshopDep, draft_id: DraftDep, body: DraftSaving
) -> SavedDraft:
    """Make an agent of a draft, or its next version: a draft version, until it is promoted."""
    draft = await drafts.find(session, draft_id, lock=True)
    drafts.require_revision(draft, body.revision)
    applied = await drafts.save(session, actor, workshop, draft, body.over)
    return SavedDraft(slug=applied.agent.slug, version=applied.version.number, unchanged=applied.unchanged)
