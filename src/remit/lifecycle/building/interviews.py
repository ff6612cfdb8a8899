"""Interviews: a conversation with an agent whose tools are the agent builder, about a draft that grows beside it."""

from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.errors import RemitError
from remit.lifecycle.building import drafts
from remit.lifecycle.building.errors import NoInterviewer
from remit.lifecycle.building.seeds import INTERVIEWER, Seeded, model_of, seeded
from remit.lifecycle.building.tables import AgentDraft
from remit.lifecycle.building.workshop import Workshop
from remit.lifecycle.chat import NewConversation, ParticipantChoice, begin

_TITLE = "Interview for a new agent"
_NO_MODEL = (
    "No model is connected, so nobody can ask you the questions: the form asks the same. An admin connects a model"
    " under Settings, Model providers."
)


async def interviewer(workshop: Workshop, actor: Actor) -> Seeded:
    """Find the agent that asks, made before where there is none; `NoInterviewer` says why nobody can."""
    try:
        found = await seeded(workshop.runtime.database, actor.org_id, INTERVIEWER)
    except RemitError as error:
        raise NoInterviewer(f"Nobody can ask you the questions: {error.detail}") from error
    await asked_by(workshop, actor, found.model)
    return found


async def ready(session: Session, workshop: Workshop, actor: Actor) -> str:
    """Name the model that would ask, and make nothing; `NoInterviewer` says why nobody can."""
    return await asked_by(workshop, actor, await model_of(session, INTERVIEWER))


async def asked_by(workshop: Workshop, actor: Actor, model: str | None) -> str:
    """Name the model that asks; `NoInterviewer` where there is none but the demo model."""
    try:
        served = await workshop.runtime.models.choose(actor.org_id, model)
    except RemitError as error:
        raise NoInterviewer(f"Nobody can ask you the questions: {error.detail}") from error
    if served.demo:
        raise NoInterviewer(_NO_MODEL)
    return f"{served.provider}:{served.name}"


async def begin_interview(session: Session, actor: Actor, found: Seeded, source: str) -> AgentDraft:
    """Begin a conversation with the interviewer, and the draft that it is about."""
    choice = ParticipantChoice(kind="agent", id=INTERVIEWER, version=found.number)
    wanted = NewConversation(participants=[choice], kind="test", title=_TITLE)
    conversation = await begin(session, actor, wanted)
    return await drafts.begin(session, actor, "interview", source, conversation.id)
