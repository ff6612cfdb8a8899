"""A person's conversations: begun, found, renamed, deleted and brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from remit.controls import audit
from remit.controls.tenancy import Actor
from remit.kit import pagination
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.lifecycle.chat import participants, queries
from remit.lifecycle.chat.conversation_schemas import (
    MOST_PARTICIPANTS,
    ConversationAnswer,
    ConversationChange,
    ConversationItem,
    ConversationKind,
    ConversationPage,
    NewConversation,
)
from remit.lifecycle.chat.errors import UnknownConversation, UnknownMessage
from remit.lifecycle.chat.schemas import LONGEST_MESSAGE
from remit.lifecycle.chat.tables import CONVERSATION, MESSAGE, Conversation

UNTITLED = "New conversation"


async def begin(session: Session, actor: Actor, wanted: NewConversation) -> Conversation:
    """Begin a conversation; raises `NotFound` or `Forbidden` for a participant one may not talk to."""
    moment = now()
    made = Conversation(
        org_id=actor.org_id,
        id=new_id(),
        owner=actor.id,
        kind=wanted.kind,
        title=wanted.title or UNTITLED,
        leaf_id=None,
        taint={},
        created_at=moment,
        updated_at=moment,
        deleted_at=None,
    )
    session.add(made)
    await session.flush()
    for choice in wanted.participants:
        await participants.add(session, actor, made, choice)
    await audit.record(session, actor, "conversation.created", CONVERSATION.ref(made.id), {"kind": made.kind})
    return made


async def find(session: Session, actor: Actor, id: UUID, *, lock: bool = False) -> Conversation:
    """Find one of the actor's own conversations; `UnknownConversation` for everybody else's."""
    found = await queries.conversation(session, actor, id, lock=lock)
    if found is None:
        raise UnknownConversation(f"There is no conversation {CONVERSATION.show(id)}.")
    return found


async def change(session: Session, actor: Actor, id: UUID, wanted: ConversationChange) -> Conversation:
    """Rename a conversation, or show another branch of it."""
    conversation = await find(session, actor, id, lock=True)
    if wanted.title is not None:
        conversation.title = wanted.title
        await audit.record(session, actor, "conversation.renamed", CONVERSATION.ref(id), {})
    if wanted.shown is not None:
        message_id = MESSAGE.parse(wanted.shown)
        if not await queries.messages(session, id, [message_id]):
            raise UnknownMessage(f"There is no message {wanted.shown} in this conversation.")
        conversation.leaf_id = await queries.newest_below(session, id, message_id)
    await session.flush()
    return conversation


async def delete(session: Session, actor: Actor, id: UUID) -> None:
    """Take a conversation out of sight; `restore` brings it back."""
    conversation = await find(session, actor, id, lock=True)
    conversation.deleted_at = now()
    await audit.record(session, actor, "conversation.deleted", CONVERSATION.ref(id), {})


async def restore(session: Session, actor: Actor, id: UUID) -> Conversation:
    """Bring a deleted conversation back; one that is not deleted stays as it is."""
    conversation = await queries.conversation(session, actor, id, deleted=True, lock=True)
    if conversation is None:
        return await find(session, actor, id)
    conversation.deleted_at = None
    await audit.record(session, actor, "conversation.restored", CONVERSATION.ref(id), {})
    return conversation


async def shown(session: Session, actor: Actor, conversation: Conversation) -> ConversationAnswer:
    """Show a conversation with its participants as they are now."""
    everyone = await queries.participants(session, [conversation.id])
    return ConversationAnswer.model_validate(
        {
            "id": CONVERSATION.show(conversation.id),
            "kind": conversation.kind,
            "title": conversation.title,
            "leaf_id": MESSAGE.show(conversation.leaf_id) if conversation.leaf_id else None,
            "participants": list((await participants.shown(session, actor, everyone)).values()),
            "most_participants": MOST_PARTICIPANTS,
            "longest_message": LONGEST_MESSAGE,
            "created_at": conversation.created_at,
            "updated_at": conversation.updated_at,
        }
    )


@dataclass(frozen=True)
class Sought:
    """Which conversations are listed: those of a kind, with words in them, with an agent (id or slug) on trial."""

    kind: ConversationKind
    q: str
    agent: str | None
    version: int | None


async def page(
    session: Session, actor: Actor, sought: Sought, cursor: str | None, limit: int
) -> ConversationPage:
    """List the actor's own conversations, those last spoken in first."""
    after = pagination.decode(cursor)
    found: Sequence[Conversation] = []
    trial = await participants.trial(session, sought.agent, sought.version) if sought.agent else None
    if trial or not sought.agent:
        found = await queries.conversations(
            session, actor, kind=sought.kind, q=sought.q, trial=trial, after=after, limit=limit + 1
        )
    here = found[:limit]
    more = len(found) > limit
    return ConversationPage(
        items=await _items(session, here),
        next=pagination.encode((here[-1].updated_at, here[-1].id)) if more else None,
    )


async def _items(session: Session, found: Sequence[Conversation]) -> list[ConversationItem]:
    everyone = await queries.participants(session, [each.id for each in found])
    return [
        ConversationItem(
            id=CONVERSATION.show(each.id),
            title=each.title,
            handles=[p.handle for p in everyone if p.conversation_id == each.id and p.removed_at is None],
            created_at=each.created_at,
            updated_at=each.updated_at,
        )
        for each in found
    ]
