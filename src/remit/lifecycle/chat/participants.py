"""Whom one may talk to, and who takes part in a conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from remit.controls.governance import Decision, Resource, decide, refusal
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.ids import new_id
from remit.lifecycle.agents import AGENT, KINDS, Agent, AgentVersion, declared
from remit.lifecycle.chat import queries
from remit.lifecycle.chat.conversation_schemas import (
    MOST_PARTICIPANTS,
    AskedVariable,
    CandidateAnswer,
    Candidates,
    ParticipantAnswer,
    ParticipantChoice,
)
from remit.lifecycle.chat.errors import TooMany, UnknownParticipant
from remit.lifecycle.chat.tables import Conversation, Participant
from remit.lifecycle.deployments import Deployment, Status
from remit.lifecycle.runtime import ANSWERING, DEPLOYMENT

_GONE = {Status.DELETED.value, Status.REJECTED.value}


@dataclass(frozen=True)
class Candidate:
    """One whom somebody may want to talk to: what it is, and what the policies say."""

    shown: CandidateAnswer
    decision: Decision
    action: str
    resource: Resource


def _of_deployment(actor: Actor, deployment: Deployment, version: AgentVersion) -> Candidate:
    shown, environment = DEPLOYMENT.show(deployment.id), deployment.environment
    resource = Resource("deployment", shown, environment)
    decision = decide(actor, "agent.call", resource)
    handle = f"{deployment.name}-{environment}"
    reason = _why_not(actor, "agent.call", resource, decision)
    if reason is None and deployment.status not in ANSWERING:
        reason = f"{handle} is {deployment.status.replace('_', ' ')}: it answers when it is deployed."
    answer = CandidateAnswer(
        kind="deployment",
        ref=shown,
        handle=handle,
        name=deployment.name,
        environment=environment,
        version=version.number,
        agent=f"{deployment.name}@{version.number}",
        status=deployment.status,
        answers=reason is None,
        reason=reason,
        variables=asked_variables(version),
    )
    return Candidate(answer, decision, "agent.call", resource)


def _of_agent(actor: Actor, agent: Agent, version: AgentVersion) -> Candidate:
    resource = Resource("agent", agent.slug)
    decision = decide(actor, "agent.test", resource)
    reason = _why_not(actor, "agent.test", resource, decision)
    if reason is None and agent.status == "archived":
        reason = f"The agent {agent.slug} is archived: it answers no more."
    if reason is None and not KINDS[agent.type].runs:
        reason = f"{agent.slug} is of type {agent.type}: such agents are kept, and run later."
    answer = CandidateAnswer(
        kind="agent",
        ref=AGENT.show(agent.id),
        handle=agent.slug,
        name=agent.slug,
        environment=None,
        version=version.number,
        agent=f"{agent.slug}@{version.number}",
        status="archived" if agent.status == "archived" else version.status,
        answers=reason is None,
        reason=reason,
        variables=asked_variables(version),
    )
    return Candidate(answer, decision, "agent.test", resource)


def asked_variables(version: AgentVersion) -> list[AskedVariable]:
    """List what a version asks of whoever talks to it, what must be given first."""
    return [
        AskedVariable(
            name=name,
            type=each.get("type", "string"),
            required="default" not in each,
            default=each.get("default"),
            choices=list(each.get("enum") or ()),
            max_length=each.get("max_length"),
            description=each.get("description") or "",
        )
        for name, each in sorted(
            declared(version.document).items(), key=lambda item: ("default" in item[1], item[0])
        )
    ]


def _why_not(actor: Actor, action: str, resource: Resource, decision: Decision) -> str | None:
    return None if decision.allowed else refusal(actor, action, resource, decision).detail


async def candidates(session: Session, actor: Actor, q: str, limit: int) -> Candidates:
    """List whom the actor may talk to; whom a policy forbids is left out, and said when nobody is left.

    `q` is part of a name, or a whole id.
    """
    named = _id(q)
    deployed = [
        _of_deployment(actor, *found)
        for found in await queries.deployed_agents(session, q=q, id=named, limit=limit + 1)
    ]
    test = [
        _of_agent(actor, *found)
        for found in await queries.testable_agents(session, q=q, id=named, limit=limit + 1)
    ]
    everyone, allowed = [*deployed, *test], [*_permitted(deployed), *_permitted(test)]
    return Candidates(
        deployed=_permitted(deployed[:limit]),
        more_deployed=len(deployed) > limit,
        test=_permitted(test[:limit]),
        more_test=len(test) > limit,
        refusal=everyone[0].shown.reason if everyone and not allowed else None,
    )


def _id(q: str) -> UUID | None:
    """Read a text as the id of a deployment or an agent, where it is one."""
    kind = DEPLOYMENT if q.startswith(f"{DEPLOYMENT.prefix}_") else AGENT
    try:
        return kind.parse(q)
    except NotFound:
        return None


def _permitted(found: Sequence[Candidate]) -> list[CandidateAnswer]:
    return [each.shown for each in found if each.decision.allowed]


async def _chosen(
    session: Session, actor: Actor, choice: ParticipantChoice
) -> tuple[Candidate, UUID, UUID | None]:
    """Find whom a choice means; return it with its id, and the version where one is named."""
    if choice.kind == "deployment":
        id = DEPLOYMENT.parse(choice.id)
        deployed = (await queries.deployments(session, [id])).get(id)
        if deployed is None or deployed[0].status in _GONE:
            raise UnknownParticipant(f"There is no deployed agent {choice.id!r}.")
        return _of_deployment(actor, *deployed), id, None
    agent_id = await _agent(session, choice.id)
    tried = (await queries.agents(session, [agent_id])).get(agent_id) if agent_id else None
    if tried is None or agent_id is None:
        raise UnknownParticipant(f"There is no agent {choice.id!r}: make one with `remit agents apply FILE`.")
    agent, version = tried
    if choice.version is None:
        return _of_agent(actor, agent, version), agent_id, None
    pinned = await queries.version_numbered(session, agent_id, choice.version)
    if pinned is None:
        raise UnknownParticipant(f"The agent {agent.slug} has no version {choice.version}.")
    return _of_agent(actor, agent, pinned), agent_id, pinned.id


async def _agent(session: Session, name: str) -> UUID | None:
    """Find an agent by its id or its slug."""
    named = AGENT.parse(name) if name.startswith(f"{AGENT.prefix}_") else None
    return named or await queries.agent_named(session, name)


async def trial(session: Session, agent: str, number: int | None) -> tuple[UUID, UUID | None] | None:
    """Find an agent, and one of its versions where a number is given; none where either is not there."""
    agent_id = await _agent(session, agent)
    if agent_id is None or number is None:
        return (agent_id, None) if agent_id else None
    version = await queries.version_numbered(session, agent_id, number)
    return (agent_id, version.id) if version else None


async def add(
    session: Session, actor: Actor, conversation: Conversation, choice: ParticipantChoice
) -> Participant:
    """Let one take part, again where it did before; raises `Forbidden` for whom the actor may not call."""
    found, ref_id, version_id = await _chosen(session, actor, choice)
    if not found.decision.allowed:
        raise refusal(actor, found.action, found.resource, found.decision)
    everyone = await queries.participants(session, [conversation.id])
    known = next((p for p in everyone if (p.kind, p.ref_id) == (choice.kind, ref_id)), None)
    there = [p for p in everyone if p.removed_at is None and p is not known]
    if len(there) >= MOST_PARTICIPANTS:
        raise TooMany(f"A conversation has at most {MOST_PARTICIPANTS} participants: remove one first.")
    if known is not None:
        known.removed_at, known.version_id = None, version_id
        await session.flush()
        return known
    made = Participant(
        org_id=conversation.org_id,
        id=new_id(),
        conversation_id=conversation.id,
        kind=choice.kind,
        ref_id=ref_id,
        version_id=version_id,
        handle=_free(found.shown.handle, {p.handle for p in everyone}),
        added_at=now(),
        removed_at=None,
    )
    session.add(made)
    await session.flush()
    return made


def _free(handle: str, taken: set[str]) -> str:
    """Make a handle that nobody in the conversation has."""
    number = 2
    free = handle
    while free in taken:
        free, number = f"{handle}-{number}", number + 1
    return free


async def remove(session: Session, conversation: Conversation, id: UUID) -> None:
    """Let one take part no more; what it said stays."""
    everyone = await queries.participants(session, [conversation.id])
    found = next((p for p in everyone if p.id == id and p.removed_at is None), None)
    if found is None:
        raise UnknownParticipant("That agent takes no part in this conversation.")
    found.removed_at = now()
    await session.flush()


async def shown(
    session: Session, actor: Actor, everyone: Sequence[Participant]
) -> dict[UUID, ParticipantAnswer]:
    """Show participants as they are now, by id; one whose deployment is gone says so."""
    deployed = await queries.deployments(session, [p.ref_id for p in everyone if p.kind == "deployment"])
    tried = await queries.agents(session, [p.ref_id for p in everyone if p.kind == "agent"])
    pinned = await queries.versions(session, [p.version_id for p in everyone if p.version_id is not None])
    answers = {}
    for each in everyone:
        if each.kind == "deployment":
            candidate = _of_deployment(actor, *deployed[each.ref_id])
        else:
            agent, newest = tried[each.ref_id]
            candidate = _of_agent(actor, agent, pinned[each.version_id] if each.version_id else newest)
        facts = {**candidate.shown.model_dump(), "handle": each.handle}
        removed = each.removed_at is not None
        answers[each.id] = ParticipantAnswer(**facts, id=each.shown_id, removed=removed)
    return answers
