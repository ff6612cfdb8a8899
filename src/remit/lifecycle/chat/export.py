"""A conversation as a file: Markdown for people, JSON for programs."""

import re
import unicodedata
from urllib.parse import quote

from remit.controls.tenancy import Actor
from remit.kit.clock import iso
from remit.kit.database import Session
from remit.lifecycle.chat import conversations, queries, tree
from remit.lifecycle.chat.conversation_schemas import ConversationFile, MessageAnswer
from remit.lifecycle.chat.tables import Conversation

_LONGEST_BRANCH = 100_000


async def as_file(session: Session, actor: Actor, conversation: Conversation) -> ConversationFile:
    """Return everything that was said, on every branch, oldest first."""
    everything = await queries.every_message(session, conversation.id)
    places = await tree.places(session, conversation.id, [message.parent_id for message in everything])
    leaf = conversation.leaf_id
    path = await queries.branch(session, conversation.id, leaf, _LONGEST_BRANCH) if leaf else []
    on_branch = {message.id for message in path}
    return ConversationFile(
        conversation=await conversations.shown(session, actor, conversation),
        messages=[
            tree.shown(message, places.of(message), on_branch=message.id in on_branch)
            for message in everything
        ],
    )


async def as_markdown(session: Session, actor: Actor, conversation: Conversation) -> str:
    """Write the branch that is shown, with the answers beside it."""
    shown = await conversations.shown(session, actor, conversation)
    handles = {each.id: each.handle for each in shown.participants}
    leaf = conversation.leaf_id
    path = await queries.branch(session, conversation.id, leaf, _LONGEST_BRANCH) if leaf else []
    messages = await tree.with_those_beside(session, conversation.id, list(reversed(path)))
    names = ", ".join(f"@{each.handle}" for each in shown.participants)
    head = f"# {conversation.title}\n\n{iso(conversation.created_at)}, with {names}\n"
    return "\n".join([head, *(_section(message, handles) for message in messages)])


def _section(message: MessageAnswer, handles: dict[str, str]) -> str:
    if message.role == "user":
        return f"## You\n\n{message.content}\n"
    facts = [
        message.agent,
        message.model and (f"{message.model} (demo model)" if message.demo else message.model),
    ]
    if message.output_tokens is not None:
        facts.append(f"{(message.input_tokens or 0) + message.output_tokens:,} tokens")
    if message.cost_usd is not None:
        facts.append(f"${message.cost_usd.normalize():f}")
    told = ", ".join(fact for fact in facts if fact)
    name = handles.get(message.participant_id or "", "agent")
    parts = [f"## @{name}", *([f"*{told}*"] if told else []), *([message.content] if message.content else [])]
    if message.status != "complete":
        why = f"{message.problem.title}: {message.problem.detail}" if message.problem else "Stopped."
        parts.append(f"> {why}")
    return "\n\n".join(parts) + "\n"


def disposition(title: str, ending: str) -> str:
    """Name the file after the conversation, for browsers that read only ASCII and for the others (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "conversation"
    return f"attachment; filename=\"{slug}.{ending}\"; filename*=UTF-8''{quote(title[:80], safe='')}.{ending}"
