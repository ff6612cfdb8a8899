"""One turn: what a person says or asks again for, and who is to answer it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from remit.controls.tenancy import Actor
from remit.engines.models import asking
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.kit.markdown import cut, in_one_line
from remit.lifecycle import agents
from remit.lifecycle.chat import queries, tree
from remit.lifecycle.chat.conversation_schemas import AskedTurn, NewMessage
from remit.lifecycle.chat.conversations import UNTITLED, find
from remit.lifecycle.chat.errors import (
    NobodyAsked,
    StillAnswering,
    UnknownMessage,
    UnknownParticipant,
    WrongPlace,
)
from remit.lifecycle.chat.tables import MESSAGE, PARTICIPANT, Conversation, Message, Participant
from remit.lifecycle.runtime import Trial, Wanted

_MENTION = re.compile(r"(?<![\w@.-])@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)", re.I | re.A)
_TITLE_LETTERS = 80


@dataclass(frozen=True)
class Asked:
    """An answer that is to be written: the call that makes it, and where it goes."""

    message_id: UUID
    participant: Participant
    wanted: Wanted


@dataclass(frozen=True)
class _Drafted:
    conversation: Conversation
    question: Message
    answers: Sequence[Message]
    asked: Sequence[Participant]
    before: tree.Said
    new: bool


@dataclass(frozen=True)
class Begun:
    """A turn that is stored and waits for its answers."""

    conversation_id: UUID
    asked: Sequence[Asked]
    shown: AskedTurn


async def say(
    session: Session, actor: Actor, conversation_id: UUID, said: NewMessage, request_id: str
) -> Begun:
    """Store what a person says and the answers it waits for."""
    conversation = await find(session, actor, conversation_id, lock=True)
    parent = await _place(session, conversation, said)
    everyone = await queries.participants(session, [conversation.id])
    asked = await _asked(session, conversation, said, everyone)
    before = await tree.said_before(session, conversation, parent, everyone)
    question = _message(conversation, parent, "user", content=said.content, variables=said.variables)
    question.addressed = [each.shown_id for each in asked]
    answers = [_answer(conversation, question.id, each, place) for place, each in enumerate(asked)]
    session.add_all([question, *answers])
    await session.flush()
    conversation.leaf_id, conversation.updated_at = answers[0].id, question.created_at
    if conversation.title == UNTITLED:
        conversation.title = _title(said.content)
    drafted = _Drafted(conversation, question, answers, asked, before, new=True)
    return await _begun(session, actor, drafted, request_id)


async def ask_again(
    session: Session, actor: Actor, conversation_id: UUID, message_id: UUID, request_id: str
) -> Begun:
    """Store one more answer in the place of an earlier one, by the same participant."""
    conversation = await find(session, actor, conversation_id, lock=True)
    found = await queries.messages(session, conversation.id, [message_id])
    if not found:
        raise UnknownMessage(f"There is no message {MESSAGE.show(message_id)} in this conversation.")
    earlier = found[0]
    if earlier.role != "assistant" or earlier.parent_id is None:
        raise WrongPlace("Only an answer can be asked for again: send a message of yours anew instead.")
    if earlier.status == "streaming" and not tree.is_cut_off(earlier, now()):
        raise StillAnswering("This answer is still being written: stop it first.")
    everyone = await queries.participants(session, [conversation.id])
    participant = next(each for each in everyone if each.id == earlier.participant_id)
    if participant.removed_at is not None:
        raise NobodyAsked(f"{participant.handle} takes part no more: add it to the conversation again.")
    (question,) = await queries.messages(session, conversation.id, [earlier.parent_id])
    before = await tree.said_before(session, conversation, question.parent_id, everyone)
    answer = _answer(conversation, question.id, participant, 0)
    session.add(answer)
    await session.flush()
    leaf = conversation.leaf_id
    if leaf is None or await queries.stands_above(session, conversation.id, leaf, earlier.id):
        conversation.leaf_id = answer.id
    conversation.updated_at = answer.created_at
    drafted = _Drafted(conversation, question, [answer], [participant], before, new=False)
    return await _begun(session, actor, drafted, request_id)


async def _place(session: Session, conversation: Conversation, said: NewMessage) -> UUID | None:
    """Find what a new message follows: by default the last answer of the branch that is shown."""
    if "parent_id" not in said.model_fields_set:
        parent_id = conversation.leaf_id
    else:
        parent_id = MESSAGE.parse(said.parent_id) if said.parent_id is not None else None
    if parent_id is None:
        return None
    found = await queries.messages(session, conversation.id, [parent_id])
    if not found:
        raise UnknownMessage(f"There is no message {MESSAGE.show(parent_id)} in this conversation.")
    parent = found[0]
    if parent.role != "assistant":
        raise WrongPlace("A message follows an answer: name one as parent_id, or leave it out.")
    if parent.status == "streaming" and not tree.is_cut_off(parent, now()):
        raise StillAnswering("The last answer is still being written: wait for it, or stop it.")
    return parent.id


async def _asked(
    session: Session, conversation: Conversation, said: NewMessage, everyone: Sequence[Participant]
) -> list[Participant]:
    """Decide who answers: those mentioned, else those named, else the last who answered, else the first."""
    there = {each.shown_id: each for each in everyone if each.removed_at is None}
    if not there:
        raise NobodyAsked("Nobody takes part in this conversation: add an agent first.")
    mentioned = {name.lower() for name in _MENTION.findall(said.content)}
    if called := [each for each in there.values() if each.handle in mentioned]:
        return called
    named = [PARTICIPANT.show(PARTICIPANT.parse(id)) for id in said.to]
    if missing := [id for id in named if id not in there]:
        raise UnknownParticipant(f"{missing[0]} takes no part in this conversation.")
    if named:
        return [there[id] for id in dict.fromkeys(named)]
    leaf = conversation.leaf_id
    last = (await queries.messages(session, conversation.id, [leaf]))[0] if leaf else None
    answered = [each for each in there.values() if last is not None and each.id == last.participant_id]
    return answered or [next(iter(there.values()))]


def _message(conversation: Conversation, parent: UUID | None, role: str, **values: Any) -> Message:
    moment = now()
    empty: dict[str, Any] = {
        "participant_id": None, "addressed": [], "content": "", "status": "complete", "problem": None,
        "agent": None, "model": None, "provider": None, "demo": False, "input_tokens": None,
        "output_tokens": None, "cost_usd": None, "price_as_of": None, "duration_ms": None,
        "first_token_ms": None, "call_id": None, "request_id": None, "tools": [], "run_id": None,
        "citations": [], "variables": {},
        "created_at": moment, "updated_at": moment,
    }  # fmt: skip
    at = {"org_id": conversation.org_id, "id": new_id(), "conversation_id": conversation.id}
    return Message(**at, parent_id=parent, role=role, **{**empty, **values})


def _answer(conversation: Conversation, question: UUID, participant: Participant, place: int) -> Message:
    """Make an empty answer; those to one message stand in the order in which they were asked for."""
    made = _message(conversation, question, "assistant", participant_id=participant.id, status="streaming")
    made.created_at += timedelta(microseconds=place + 1)
    return made


async def _begun(session: Session, actor: Actor, drafted: _Drafted, request_id: str) -> Begun:
    conversation, question = drafted.conversation, drafted.question
    places = await tree.places(session, conversation.id, [question.parent_id, question.id])
    leaf = conversation.leaf_id or drafted.answers[0].id
    shown = AskedTurn(
        question=tree.shown(question, places.of(question), on_branch=True) if drafted.new else None,
        answers=[tree.shown(each, places.of(each), on_branch=each.id == leaf) for each in drafted.answers],
        title=conversation.title,
        leaf_id=MESSAGE.show(leaf),
    )
    waiting = []
    for message, participant in zip(drafted.answers, drafted.asked, strict=True):
        callee = await _callee(session, participant)
        history = drafted.before.told_to(participant)
        prompt = asking(question.content, history)
        prompt.variables = await _meant_for(session, drafted, participant, callee)
        wanted = Wanted(
            actor,
            callee,
            prompt,
            request_id,
            stream=True,
            conversation=(conversation.id, message.id),
            taint=conversation.taint,
        )
        waiting.append(Asked(message.id, participant, wanted))
    await session.flush()
    return Begun(conversation.id, waiting, shown)


async def _meant_for(
    session: Session, drafted: _Drafted, participant: Participant, callee: UUID | Trial
) -> dict[str, Any] | None:
    """Of what was given, leave each of several participants what it asks for; one alone is told all of it."""
    given = drafted.question.variables
    if not given or len(drafted.asked) == 1:
        return given or None
    if isinstance(callee, Trial):
        version = (await queries.versions(session, [callee.version_id]))[callee.version_id]
    else:
        _, version = (await queries.deployments(session, [participant.ref_id]))[participant.ref_id]
    names = agents.declared(version.document)
    return {name: value for name, value in given.items() if name in names} or None


async def _callee(session: Session, participant: Participant) -> UUID | Trial:
    """Say what a participant's answer is a call to: its deployment, or the version of the agent that is tried."""
    if participant.kind == "deployment":
        return participant.ref_id
    if participant.version_id is not None:
        return Trial(participant.ref_id, participant.version_id)
    _, newest = (await queries.agents(session, [participant.ref_id]))[participant.ref_id]
    return Trial(participant.ref_id, newest.id)


def _title(content: str) -> str:
    """Name a conversation after its first words, without their marks."""
    return cut(in_one_line(content) or " ".join(content.split()), _TITLE_LETTERS)
