"""Promoting a version: the change that makes it the one that runs, and retires the one before."""

from dataclasses import dataclass
from uuid import UUID

from remit.controls import approvals, audit
from remit.controls.approvals import Change, ChangeKind, Proposal
from remit.controls.connections import OfferedTools
from remit.controls.governance import Resource
from remit.controls.tenancy import Actor, person_behind, system
from remit.engines.durable import Run
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.events import emit
from remit.lifecycle.agents import queries, reviewing
from remit.lifecycle.agents.proofs import Proofs, no_proofs
from remit.lifecycle.agents.replays import ask_replay
from remit.lifecycle.agents.tables import AGENT, VERSION, Agent, AgentVersion

PROMOTE = "agent.promote"


async def propose_promotion(
    session: Session,
    actor: Actor,
    agent: Agent,
    version: AgentVersion,
    known_tools: OfferedTools | None = None,
    proofs: Proofs = no_proofs,
) -> Proposal:
    """Ask for a version to become the active one; the caller holds the agent locked.

    One that is more than its author alone should answer for waits for a person, whatever the policies allow.
    """
    active = await queries.active_version(session, agent.id)
    trial = await queries.newest_trial(session, agent.id, version.digest)
    author = await person_behind(session, version.created_by)
    proposal = await approvals.propose(
        session,
        actor,
        kind=PROMOTE,
        subject=agent.ref,
        resource=Resource("agent", agent.slug),
        title=f"Promote {agent.slug} to version {version.number}",
        shown=reviewing.shown(agent, version, active, trial, await proofs(session, agent, version)),
        stakes=reviewing.stakes(version, active, known_tools),
        always=bool(reviewing.reasons(version)),
        authors=[author] if author else [],
        anywhere=True,
    )
    await ask_replay(session, actor, proposal, agent, version, active)
    if active is None:
        agent.status = "pending_approval" if proposal.status == "pending" else "draft"
        await session.flush()
    return proposal


async def under_way(session: Session, agent: Agent, *, lock: bool = False) -> Proposal | None:
    """Find the promotion of an agent that waits for a person or is being carried out."""
    proposal = await approvals.newest_of(session, agent.ref, lock=lock)
    if proposal is None or proposal.kind != PROMOTE:
        return None
    waits = proposal.status == "pending" and proposal.expires_at > now()
    return proposal if waits or proposal.status == "approved" else None


def promotion(database: Database) -> ChangeKind:
    """Return the kind of change to register with the change spine."""

    async def step(org: str, shown_id: str, proposal: str, replaces: int | None) -> None:
        org_id = UUID(hex=org)
        async with database.transaction(org_id) as session:
            asked = Asked(UUID(hex=proposal), replaces)
            await promote(session, system(org_id), VERSION.parse(shown_id), asked)

    async def apply(run: Run, change: Change) -> None:
        shown = change.shown
        await run.step(
            "promote", step, change.org_id.hex, shown["version"], change.proposal_id.hex, shown["replaces"]
        )

    return ChangeKind(name=PROMOTE, apply=apply, review=reviewing.REVIEW)


@dataclass(frozen=True)
class Asked:
    """The proposal that a promotion carries out, and the number of the version it was to replace."""

    proposal_id: UUID
    replaces: int | None


async def promote(session: Session, actor: Actor, version_id: UUID, asked: Asked | None = None) -> bool:
    """Make a version the active one; false when it is one already, or comes too late.

    Repeating it changes nothing. An older version takes the place only of the one it was asked to replace, so that an
    agent never goes back unasked; a draft that comes too late is retired.
    """
    found = await queries.version(session, version_id)
    if found is None:
        return False
    agent = await queries.lock(session, found.agent_id)
    version = await queries.version(session, version_id)
    if version is None or version.status == "active" or agent.status == "archived":
        return False
    if asked is not None and version.promotion_id == asked.proposal_id:
        return False
    active = await queries.active_version(session, agent.id)
    if not _in_time(version, active, asked):
        version.status = "retired"
        await session.flush()
        return False
    if active is not None:
        active.status = "retired"
        await session.flush()
    _activate(agent, version, asked)
    await session.flush()
    await _tell(session, actor, agent, version, active)
    return True


def _in_time(version: AgentVersion, active: AgentVersion | None, asked: Asked | None) -> bool:
    if asked is not None and asked.replaces == (active.number if active else None):
        return True
    return version.status == "draft" and (active is None or active.number < version.number)


def _activate(agent: Agent, version: AgentVersion, asked: Asked | None) -> None:
    remit, spec = version.document["remit"], version.document["spec"]
    version.status, version.activated_at = "active", now()
    version.promotion_id = asked.proposal_id if asked else None
    agent.status = "active"
    agent.tags = list(remit.get("tags") or [])
    agent.description = remit.get("description") or spec.get("description") or ""
    agent.updated_at = now()


async def _tell(
    session: Session, actor: Actor, agent: Agent, version: AgentVersion, retired: AgentVersion | None
) -> None:
    facts = {
        "slug": agent.slug,
        "version": VERSION.show(version.id),
        "number": version.number,
        "retired": retired.number if retired else None,
        "digest": version.digest,
    }
    await audit.record(session, actor, "agent.promoted", agent.ref, facts)
    await emit(session, agent.org_id, "agent.promoted", AGENT.show(agent.id), facts)
