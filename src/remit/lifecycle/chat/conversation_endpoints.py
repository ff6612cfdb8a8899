"""People's conversations over HTTP, and whom they may talk to."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status
from fastapi.responses import StreamingResponse

from remit.controls.tenancy import ActorDep, SessionDep
from remit.kit.ids import new_id
from remit.kit.telemetry import correlation
from remit.lifecycle.chat import conversations, export, participants, queries, tree, turns
from remit.lifecycle.chat.answering import Answering
from remit.lifecycle.chat.conversation_schemas import (
    AskedTurn,
    Candidates,
    ConversationAnswer,
    ConversationChange,
    ConversationFile,
    ConversationKind,
    ConversationPage,
    MessageAnswer,
    MessagePage,
    NewConversation,
    NewMessage,
    ParticipantChoice,
)
from remit.lifecycle.chat.endpoints import RuntimeDep
from remit.lifecycle.chat.errors import UnknownMessage
from remit.lifecycle.chat.tables import CONVERSATION, MESSAGE, PARTICIPANT
from remit.lifecycle.runtime import Runtime

router = APIRouter(tags=["conversations"])


def _conversation(conversation_id: str) -> UUID:
    return CONVERSATION.parse(conversation_id)


def _message(message_id: str) -> UUID:
    return MESSAGE.parse(message_id)


def _participant(participant_id: str) -> UUID:
    return PARTICIPANT.parse(participant_id)


ConversationDep = Annotated[UUID, Depends(_conversation)]
MessageDep = Annotated[UUID, Depends(_message)]
ParticipantDep = Annotated[UUID, Depends(_participant)]
Search = Annotated[str, Query(max_length=200)]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "AG-UI 1.0 events, one run for each answer; the first, CUSTOM `turn`, holds an AskedTurn.",
        "model": AskedTurn,
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("/api/chat/participants")
async def list_chat_participants(
    session: SessionDep,
    actor: ActorDep,
    q: Search = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Candidates:
    """List the deployed agents and the agents on trial that you may talk to."""
    return await participants.candidates(session, actor, q.strip(), limit)


@router.post("/api/conversations", status_code=status.HTTP_201_CREATED)
async def create_conversation(
    session: SessionDep, actor: ActorDep, body: NewConversation
) -> ConversationAnswer:
    """Begin a conversation; it is yours alone."""
    return await conversations.shown(session, actor, await conversations.begin(session, actor, body))


@router.get("/api/conversations")
async def list_conversations(
    session: SessionDep,
    actor: ActorDep,
    q: Search = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    kind: ConversationKind = "chat",
    agent: Annotated[str | None, Query(max_length=80, description="Id or slug.")] = None,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> ConversationPage:
    """List your conversations, those last spoken in first; `q` is looked for in titles and messages.

    Tests are listed only by their `kind`. `agent`, and its `version`, narrow to those in which it is on trial.
    """
    wanted = conversations.Sought(kind, q.strip(), agent, version)
    return await conversations.page(session, actor, wanted, cursor, limit)


@router.get("/api/conversations/{conversation_id}")
async def get_conversation(
    session: SessionDep, actor: ActorDep, conversation_id: ConversationDep
) -> ConversationAnswer:
    """Show a conversation with its participants as they are now."""
    found = await conversations.find(session, actor, conversation_id)
    return await conversations.shown(session, actor, found)


@router.patch("/api/conversations/{conversation_id}")
async def change_conversation(
    session: SessionDep, actor: ActorDep, conversation_id: ConversationDep, body: ConversationChange
) -> ConversationAnswer:
    """Rename a conversation, or show the branch on which a message stands."""
    changed = await conversations.change(session, actor, conversation_id, body)
    return await conversations.shown(session, actor, changed)


@router.delete("/api/conversations/{conversation_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_conversation(session: SessionDep, actor: ActorDep, conversation_id: ConversationDep) -> None:
    """Delete a conversation; it can be restored."""
    await conversations.delete(session, actor, conversation_id)


@router.post("/api/conversations/{conversation_id}/restore")
async def restore_conversation(
    session: SessionDep, actor: ActorDep, conversation_id: ConversationDep
) -> ConversationAnswer:
    """Bring a deleted conversation back."""
    restored = await conversations.restore(session, actor, conversation_id)
    return await conversations.shown(session, actor, restored)


@router.get(
    "/api/conversations/{conversation_id}/export",
    response_model=ConversationFile,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
async def export_conversation(
    session: SessionDep,
    actor: ActorDep,
    conversation_id: ConversationDep,
    format: Annotated[Literal["markdown", "json"], Query()] = "markdown",
) -> Response:
    """Export a conversation: the branch that is shown as Markdown, or everything as JSON."""
    conversation = await conversations.find(session, actor, conversation_id)
    if format == "json":
        whole = (await export.as_file(session, actor, conversation)).model_dump_json(indent=2)
        kind, ending = "application/json", "json"
    else:
        whole = await export.as_markdown(session, actor, conversation)
        kind, ending = "text/markdown; charset=utf-8", "md"
    named = {"content-disposition": export.disposition(conversation.title, ending)}
    return Response(whole, media_type=kind, headers=named)


@router.post("/api/conversations/{conversation_id}/participants")
async def add_participant(
    session: SessionDep, actor: ActorDep, conversation_id: ConversationDep, body: ParticipantChoice
) -> ConversationAnswer:
    """Let one more agent take part; for one on trial, choose another version."""
    conversation = await conversations.find(session, actor, conversation_id, lock=True)
    await participants.add(session, actor, conversation, body)
    return await conversations.shown(session, actor, conversation)


@router.delete("/api/conversations/{conversation_id}/participants/{participant_id}")
async def remove_participant(
    session: SessionDep,
    actor: ActorDep,
    conversation_id: ConversationDep,
    participant_id: ParticipantDep,
) -> ConversationAnswer:
    """Let an agent take part no more; what it said stays."""
    conversation = await conversations.find(session, actor, conversation_id, lock=True)
    await participants.remove(session, conversation, participant_id)
    return await conversations.shown(session, actor, conversation)


@router.get("/api/conversations/{conversation_id}/messages")
async def list_messages(
    session: SessionDep,
    actor: ActorDep,
    conversation_id: ConversationDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> MessagePage:
    """Read the branch that is shown, its end first; within a page the oldest comes first."""
    conversation = await conversations.find(session, actor, conversation_id)
    return await tree.page(session, conversation, cursor, limit)


@router.get("/api/conversations/{conversation_id}/messages/{message_id}")
async def get_message(
    session: SessionDep, actor: ActorDep, conversation_id: ConversationDep, message_id: MessageDep
) -> MessageAnswer:
    """Show one message, whichever branch it stands on."""
    conversation = await conversations.find(session, actor, conversation_id)
    found = await queries.messages(session, conversation.id, [message_id])
    if not found:
        raise UnknownMessage(f"There is no message {MESSAGE.show(message_id)} in this conversation.")
    places = await tree.places(session, conversation.id, [found[0].parent_id])
    leaf = conversation.leaf_id
    above = leaf is not None and await queries.stands_above(session, conversation.id, leaf, message_id)
    return tree.shown(found[0], places.of(found[0]), on_branch=above)


@router.post("/api/conversations/{conversation_id}/messages", response_model=None, responses=_STREAM)
async def send_message(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    runtime: RuntimeDep,
    conversation_id: ConversationDep,
    body: NewMessage,
) -> StreamingResponse:
    """Say something; the answers come as server-sent events, side by side where several are asked."""
    begun = await turns.say(session, actor, conversation_id, body, correlation.get() or new_id().hex)
    return _answers(request, runtime, actor.org_id, begun)


@router.post(
    "/api/conversations/{conversation_id}/messages/{message_id}/regenerate",
    response_model=None,
    responses=_STREAM,
)
async def regenerate_answer(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    runtime: RuntimeDep,
    conversation_id: ConversationDep,
    message_id: MessageDep,
) -> StreamingResponse:
    """Ask for an answer again; the earlier one stays as an alternative."""
    request_id = correlation.get() or new_id().hex
    begun = await turns.ask_again(session, actor, conversation_id, message_id, request_id)
    return _answers(request, runtime, actor.org_id, begun)


def _answers(request: Request, runtime: Runtime, org_id: UUID, begun: turns.Begun) -> StreamingResponse:
    return StreamingResponse(
        Answering(runtime, org_id, begun).stream(request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
