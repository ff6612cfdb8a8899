"""Applying an agent file: an agent made or found, a version added unless the newest says the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from remit.controls import approvals, audit
from remit.controls.connections import OfferedTools
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.errors import (
    AgentChanged,
    Archived,
    NotActive,
    NotPromotable,
    OtherAgent,
    OtherType,
    UnknownAgent,
    UnknownVersion,
)
from remit.lifecycle.agents.faults import SLUG
from remit.lifecycle.agents.promotion import propose_promotion, under_way
from remit.lifecycle.agents.proofs import Proofs, no_proofs
from remit.lifecycle.agents.spec import Document, parse
from remit.lifecycle.agents.tables import AGENT, VERSION, Agent, AgentVersion
from remit.lifecycle.agents.trials import Report, keep
from remit.lifecycle.agents.types import KINDS

LARGEST_NUMBER = 2**31 - 1
Known = Callable[[str | None], object]


@dataclass(frozen=True)
class Saving:
    """How a file is saved.

    `promote` asks for the version's promotion; without it the version is a draft. `base_version` is the number of
    the version that was edited, 0 for a new agent; `slug` is the agent that was edited. A file is refused where
    either is not so any more.
    """

    promote: bool = True
    base_version: int | None = None
    slug: str | None = None


@dataclass(frozen=True)
class Applied:
    """What applying a file did: `unchanged` when the newest version says the same already."""

    agent: Agent
    version: AgentVersion
    unchanged: bool


async def apply(
    session: Session,
    actor: Actor,
    text: str,
    *,
    known_models: Known | None = None,
    known_tools: OfferedTools | None = None,
    saving: Saving = Saving(),
    report: Report | None = None,
    proofs: Proofs = no_proofs,
) -> Applied:
    """Make an agent or its next version from the text of a file, and ask for the version's promotion.

    `report` is what became of trying exactly this file. Raises `BadSpec`, `Forbidden`, `Archived`, `OtherAgent`,
    `OtherType`, `AgentChanged`, and `NotPromotable` for what must be tried first; then nothing was changed.
    """
    document = parse(text, known_models=known_models, known_tools=known_tools)
    if saving.slug not in (None, document.slug):
        raise OtherAgent(
            f"The file names the agent {document.slug}, and {saving.slug} was edited: set `remit.slug` back,"
            " or make a new agent of it."
        )
    require(actor, "agent.write", Resource("agent", document.slug))
    agent = await _agent(session, actor, document)
    newest = await queries.newest_version(session, agent.id)
    if newest is not None and newest.digest == document.digest:
        if newest.status == "draft" and saving.promote:
            await _prove(session, actor, agent, newest, report, proofs)
            await _ask_again(session, actor, agent, newest, known_tools, proofs)
        return Applied(agent, newest, unchanged=True)
    _still(document.slug, newest, saving.base_version)
    # Locks are taken in one order everywhere: agent, proposal, audit log.
    await approvals.withdraw(session, actor, agent.ref, f"{agent.slug} was changed since.")
    if agent.status == "pending_approval":
        agent.status = "draft"
    version = await _add(session, actor, agent, document, text, newest.number + 1 if newest else 1)
    if saving.promote:
        await _prove(session, actor, agent, version, report, proofs)
        await propose_promotion(session, actor, agent, version, known_tools, proofs)
    return Applied(agent, version, unchanged=False)


async def _prove(
    session: Session,
    actor: Actor,
    agent: Agent,
    version: AgentVersion,
    report: Report | None,
    proofs: Proofs,
) -> None:
    """Refuse to promote what was not tried, or has not reached what its evaluations ask for."""
    await _keep_trial(session, actor, agent, version, report)
    unmet = [proof.message for proof in await proofs(session, agent, version) if not proof.met]
    if unmet:
        raise NotPromotable(
            f"{' '.join(unmet)} Save it as a draft, evaluate it, then promote it.", requirements=[]
        )


async def _keep_trial(
    session: Session, actor: Actor, agent: Agent, version: AgentVersion, report: Report | None
) -> None:
    """Keep the trial of what is to be promoted; `NotPromotable` where it must be tried and was not."""
    if not KINDS[agent.type].runs:
        raise NotPromotable(
            f"Agents of type {agent.type} are run later: save it as a draft.", requirements=[]
        )
    if report is not None:
        await keep(session, actor, agent, version, report)
    elif KINDS[agent.type].tried:
        trial = await queries.newest_trial(session, agent.id, version.digest)
        if trial is None or not trial.passed:
            raise NotPromotable(
                f"Version {version.number} of {agent.slug} was not tried: run its smoke run first.",
                requirements=[],
            )


def _still(slug: str, newest: AgentVersion | None, base: int | None) -> None:
    """Refuse to save over what its author has not seen."""
    number = newest.number if newest else 0
    if base is None or base == number:
        return
    if newest is None:
        raise AgentChanged(
            f"There is no agent {slug} to make a version of: save it as a new agent.", newest=None
        )
    who = {"number": number, "created_by": newest.created_by, "created_at": iso(newest.created_at)}
    name = newest.created_by["name"]
    if base == 0:
        said = f"There is an agent {slug} already: choose another slug, or open that agent and edit it."
    else:
        said = f"{name} saved version {number} of {slug} since you began with version {base}: compare, then save again."
    raise AgentChanged(said, newest=who)


async def _agent(session: Session, actor: Actor, document: Document) -> Agent:
    """Make the agent unless it is there, and hold it: of two files at once the second waits."""
    moment = now()
    values = {
        "org_id": actor.org_id,
        "id": new_id(),
        "slug": document.slug,
        "type": document.type,
        "status": "draft",
        "description": document.description,
        "tags": list(document.tags),
        "created_at": moment,
        "updated_at": moment,
    }
    made = await queries.make_agent(session, values)
    agent = await locked(session, document.slug)
    if agent.status == "archived":
        raise Archived(f"The agent {agent.slug} is archived: reactivate it, or give the file another slug.")
    if agent.type != document.type:
        raise OtherType(
            f"{agent.slug} is a {agent.type} agent, and the file describes one of type {document.type}: an agent keeps"
            " its type. Give the file another slug."
        )
    if made:
        await audit.record(session, actor, "agent.created", agent.ref, {"slug": agent.slug})
    return agent


async def _add(
    session: Session, actor: Actor, agent: Agent, document: Document, text: str, number: int
) -> AgentVersion:
    version = AgentVersion(
        org_id=actor.org_id,
        id=new_id(),
        agent_id=agent.id,
        number=number,
        status="draft",
        document=document.data,
        source=text,
        digest=document.digest,
        created_by=actor.facts(),
        created_at=now(),
        activated_at=None,
        promotion_id=None,
    )
    session.add(version)
    agent.updated_at = version.created_at
    if agent.status != "active":
        # Until a version is active, lists show what the newest draft says.
        agent.description, agent.tags = document.description, list(document.tags)
    await session.flush()
    facts = {
        "slug": agent.slug,
        "version": VERSION.show(version.id),
        "number": number,
        "digest": version.digest,
    }
    await audit.record(session, actor, "agent.version_created", agent.ref, facts)
    await emit(session, agent.org_id, "agent.version_created", AGENT.show(agent.id), facts)
    return version


async def _ask_again(
    session: Session,
    actor: Actor,
    agent: Agent,
    version: AgentVersion,
    known_tools: OfferedTools | None,
    proofs: Proofs,
) -> None:
    """Ask for a version that is no more than a draft: saved as one, or its promotion refused, withdrawn or failed."""
    proposal = await under_way(session, agent, lock=True)
    if proposal is None or proposal.shown["number"] != version.number:
        await approvals.withdraw(session, actor, agent.ref, "It is asked for again.")
        await propose_promotion(session, actor, agent, version, known_tools, proofs)


async def active_version(session: Session, slug: str) -> AgentVersion:
    """Return the version of an agent that runs; `UnknownAgent`, or `NotActive` with the reason.

    Until the transaction ends nobody archives the agent.
    """
    agent = await find(session, slug, shared=True)
    if agent.status == "archived":
        raise NotActive(f"The agent {slug} is archived: it cannot be deployed.")
    version = await queries.active_version(session, agent.id)
    if version is None:
        raise NotActive(await _why_not_active(session, agent))
    return version


async def _why_not_active(session: Session, agent: Agent) -> str:
    proposal = await under_way(session, agent)
    if agent.status == "pending_approval" or (proposal and proposal.status == "pending"):
        return f"The agent {agent.slug} waits for approval: see `remit approvals list`."
    if proposal:
        return f"The agent {agent.slug} is being promoted: try again in a moment."
    return f"The agent {agent.slug} is a draft: promote it with `remit agents promote {agent.slug}`."


async def find(session: Session, slug: str, *, shared: bool = False) -> Agent:
    """Find an agent by slug; `UnknownAgent` when there is none."""
    agent = await queries.agent(session, slug, shared=shared) if re.fullmatch(SLUG, slug) else None
    return _found(agent, slug)


async def by_id(session: Session, id: UUID) -> Agent:
    """Find an agent by its id; `UnknownAgent` when there is none."""
    return _found(await queries.agent_by_id(session, id), AGENT.show(id))


async def locked(session: Session, slug: str) -> Agent:
    """Find an agent and hold it until the transaction ends; `UnknownAgent` when there is none."""
    agent = await queries.lock_by_slug(session, slug) if re.fullmatch(SLUG, slug) else None
    return _found(agent, slug)


def _found(agent: Agent | None, slug: str) -> Agent:
    if agent is None:
        raise UnknownAgent(f"There is no agent {slug[:80]!r}: make one with `remit agents apply FILE`.")
    return agent


async def version(session: Session, id: UUID) -> AgentVersion:
    """Return a version by id; `UnknownAgent` when there is none."""
    found = await queries.version(session, id)
    if found is None:
        raise UnknownAgent(f"There is no agent version {VERSION.show(id)}.")
    return found


async def numbered(session: Session, agent: Agent, number: int | None) -> AgentVersion:
    """Return a version of an agent by its number, the newest without one; `UnknownVersion` when there is none."""
    if number is None:
        found = await queries.newest_version(session, agent.id)
    else:
        within = 0 < number <= LARGEST_NUMBER
        found = await queries.numbered(session, agent.id, number) if within else None
    if found is None:
        raise UnknownVersion(
            f"{agent.slug} has no version {number}: see `remit agents versions {agent.slug}`."
        )
    return found
