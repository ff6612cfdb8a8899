"""The tree of a conversation: the branch that is shown, what stands beside it, and what an agent is told of it.

U1 ── A1 (first agent)  ── U2 ── A3        U2 follows A1, the answer it was written under
  └── A2 (second agent)                    A2 answers the same message and is shown beside A1
  └── A1' (asked for again)                stands in A1's place: the branch shown has the one or the other
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from remit.engines.models import Turn
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Malformed, NotFound
from remit.lifecycle.chat import queries
from remit.lifecycle.chat.conversation_schemas import MessageAnswer, MessagePage
from remit.lifecycle.chat.schemas import LONGEST_HISTORY, MOST_TURNS
from remit.lifecycle.chat.tables import MESSAGE, PARTICIPANT, Conversation, Message, Participant

LAPSE = timedelta(seconds=15)
"""An answer that nobody has touched for so long is written by nobody: its process is gone."""

CUT_OFF = {
    "type": "answer-cut-off",
    "title": "The answer was cut off",
    "detail": "Remit stopped while the answer was being written: ask for it again.",
    "policies": [],
}


def is_cut_off(message: Message, moment: datetime) -> bool:
    """Say whether an answer waits for a process that is gone."""
    return message.status == "streaming" and message.updated_at < moment - LAPSE


@dataclass(frozen=True)
class Places:
    """Which messages stand in the same place: under the same message, said by the same one."""

    by_place: Mapping[tuple[Any, ...], list[UUID]]

    def of(self, message: Message) -> list[UUID]:
        """List what stands in the message's place, oldest first."""
        return self.by_place.get((message.parent_id, message.role, message.participant_id), [message.id])


async def places(session: Session, conversation_id: UUID, parents: Iterable[UUID | None]) -> Places:
    """Find what stands directly below some messages, by place."""
    found: dict[tuple[Any, ...], list[UUID]] = {}
    for row in await queries.below(session, conversation_id, list(set(parents))):
        found.setdefault((row.parent_id, row.role, row.participant_id), []).append(row.id)
    return Places(found)


async def page(session: Session, conversation: Conversation, cursor: str | None, limit: int) -> MessagePage:
    """Read a stretch of the branch that is shown, the newest without a cursor, with the answers beside it."""
    start = conversation.leaf_id if cursor is None else _position(cursor)
    if start is None:
        return MessagePage(items=[], next=None)
    branch = await queries.branch(session, conversation.id, start, limit)
    if not branch:
        raise Malformed("The cursor is not one of ours: leave it out to begin with the newest.")
    around = await with_those_beside(session, conversation.id, list(reversed(branch)))
    above = branch[-1].parent_id
    return MessagePage(items=around, next=MESSAGE.show(above) if above else None)


def _position(cursor: str) -> UUID:
    try:
        return MESSAGE.parse(cursor)
    except NotFound as error:
        raise Malformed("The cursor is not one of ours: leave it out to begin with the newest.") from error


async def with_those_beside(
    session: Session, conversation_id: UUID, branch: Sequence[Message]
) -> list[MessageAnswer]:
    """Show messages of a branch, oldest first, each followed by the newest answers of others to the same."""
    found = await places(session, conversation_id, [message.parent_id for message in branch])
    beside = await _beside(session, conversation_id, branch, found)
    items: list[MessageAnswer] = []
    for message in branch:
        items.append(shown(message, found.of(message), on_branch=True))
        items += [shown(other, found.of(other), on_branch=False) for other in beside.get(message.id, [])]
    return items


async def _beside(
    session: Session, conversation_id: UUID, branch: Sequence[Message], found: Places
) -> dict[UUID, list[Message]]:
    """Of every other participant that answered the same, find its newest answer, by the answer it stands beside."""
    newest: dict[UUID, UUID] = {}
    for answer in (message for message in branch if message.role == "assistant"):
        for (parent, role, participant), ids in found.by_place.items():
            if (parent, role) == (answer.parent_id, "assistant") and participant != answer.participant_id:
                newest[ids[-1]] = answer.id
    read = await queries.messages(session, conversation_id, newest) if newest else []
    beside: dict[UUID, list[Message]] = {}
    for message in sorted(read, key=lambda each: (each.created_at, each.id)):
        beside.setdefault(newest[message.id], []).append(message)
    return beside


def shown(message: Message, alternatives: Sequence[UUID], *, on_branch: bool) -> MessageAnswer:
    """Show a message; an answer whose process is gone has failed, whatever its row says."""
    cut_off = is_cut_off(message, now())
    facts = {name: getattr(message, name) for name in _AS_THEY_ARE}
    return MessageAnswer.model_validate(
        {
            **facts,
            "id": message.shown_id,
            "parent_id": MESSAGE.show(message.parent_id) if message.parent_id else None,
            "participant_id": PARTICIPANT.show(message.participant_id) if message.participant_id else None,
            "to": message.addressed,
            "tools": [{"approval_id": None, **tool} for tool in message.tools],
            "status": "failed" if cut_off else message.status,
            "problem": CUT_OFF if cut_off else message.problem,
            "alternatives": [MESSAGE.show(id) for id in alternatives],
            "on_branch": on_branch,
        }
    )


_AS_THEY_ARE = (
    "role", "content", "agent", "model", "provider", "demo", "input_tokens", "output_tokens", "cost_usd",
    "price_as_of", "duration_ms", "first_token_ms", "call_id", "request_id", "run_id", "citations", "variables",
    "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What was said before a message, oldest first, with the names of those who said it."""

    messages: Sequence[Message]
    handles: Mapping[UUID, str]

    def told_to(self, participant: Participant) -> tuple[Turn, ...]:
        """Tell one participant: its own answers are its own, those of others are marked with their names."""
        turns: list[Turn] = []
        for message in self.messages:
            turn = self._turn(message, participant)
            if turns and turns[-1].role == turn.role:
                turns[-1] = Turn(turn.role, f"{turns[-1].content}\n\n{turn.content}")
            else:
                turns.append(turn)
        return _newest(turns)

    def _turn(self, message: Message, participant: Participant) -> Turn:
        if message.role == "user":
            return Turn("user", message.content)
        if message.participant_id == participant.id:
            return Turn("assistant", message.content)
        name = self.handles.get(message.participant_id) if message.participant_id else None
        return Turn("user", f"@{name or 'another agent'} answered:\n{message.content}")


def _newest(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Keep the last turns, as many as a call may carry."""
    kept: list[Turn] = []
    letters = 0
    for turn in reversed(turns[-MOST_TURNS:]):
        letters += sum(map(len, turn.texts()))
        if letters > LONGEST_HISTORY:
            break
        kept.append(turn)
    return tuple(reversed(kept))


async def said_before(
    session: Session, conversation: Conversation, leaf: UUID | None, everyone: Sequence[Participant]
) -> Said:
    """Read what a message that follows `leaf` was preceded by, answers beside the branch included."""
    handles = {each.id: each.handle for each in everyone}
    if leaf is None:
        return Said([], handles)
    branch = list(reversed(await queries.branch(session, conversation.id, leaf, MOST_TURNS)))
    found = await places(session, conversation.id, [message.parent_id for message in branch])
    beside = await _beside(session, conversation.id, branch, found)
    everything = [each for message in branch for each in (message, *beside.get(message.id, []))]
    return Said([message for message in everything if message.content.strip()], handles)
