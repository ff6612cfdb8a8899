"""Turns of a person's conversations: what was asked, all that was said before it, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.pagination import Position
from remit.lifecycle.chat import queries
from remit.lifecycle.chat.tables import CONVERSATION, MESSAGE, Message

_LONGEST_BEFORE = 40


@dataclass(frozen=True)
class AskedTurn:
    """One answer with its question; `before` are the messages above the question, oldest first, by role.

    `variables` are what was filled into the instructions with the question.
    """

    id: str
    conversation: str
    title: str
    agent: str
    question: str
    answer: str
    before: tuple[tuple[str, str], ...]
    variables: Mapping[str, Any]
    at: datetime


async def answered_turns(
    session: Session,
    actor: Actor,
    *,
    q: str = "",
    agent: str = "",
    kind: str | None = None,
    after: Position | None = None,
    limit: int = 50,
) -> Sequence[tuple[AskedTurn, Position]]:
    """List answers in the person's own conversations, newest first, each with where the next page begins.

    `kind` keeps those in conversations of a kind: `test` are those in which an agent is tried.
    """
    found = await queries.answers(
        session, actor, q=q, agent=agent, kind=kind, ids=None, after=after, limit=limit
    )
    return [(await _turn(session, answer, title), (answer.created_at, answer.id)) for answer, title in found]


async def turns_by_id(session: Session, actor: Actor, ids: Sequence[UUID]) -> Sequence[AskedTurn]:
    """Read answers in the person's own conversations, in the order of the ids; those of others are left out."""
    rows = await queries.answers(
        session, actor, q="", agent="", kind=None, ids=ids, after=None, limit=len(ids)
    )
    found = {answer.id: await _turn(session, answer, title) for answer, title in rows}
    return [found[id] for id in ids if id in found]


async def _turn(session: Session, answer: Message, title: str) -> AskedTurn:
    above = await queries.branch(session, answer.conversation_id, answer.id, _LONGEST_BEFORE)
    said = [each for each in reversed(above) if each.id != answer.id and each.status == "complete"]
    asked = said.pop() if said and said[-1].role == "user" else None
    return AskedTurn(
        id=MESSAGE.show(answer.id),
        conversation=CONVERSATION.show(answer.conversation_id),
        title=title,
        agent=answer.agent or "",
        question=asked.content if asked else "",
        answer=answer.content,
        before=tuple((each.role, each.content) for each in said),
        variables=asked.variables if asked else {},
        at=answer.created_at,
    )
