"""Taking an agent or its active version out of use, and bringing it back; nothing of it is lost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from remit.controls import approvals, audit
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.errors import AgentInUse, ArchivedAlready, Demoted
from remit.lifecycle.agents.promotion import PROMOTE
from remit.lifecycle.agents.tables import AGENT, Agent
from remit.lifecycle.agents.versions import locked

ARCHIVE = "agent.archive"


@dataclass(frozen=True)
class Use:
    """What runs an agent, or may run it again."""

    id: str
    environment: str
    status: str


Uses = Callable[[Session, str], Awaitable[Sequence[Use]]]
"""Finds what uses the agent of a slug: told at wiring, since what uses agents stands above them."""


async def archive(session: Session, actor: Actor, slug: str, uses: Uses) -> Agent:
    """Archive an agent: it cannot be deployed or changed until it is reactivated.

    Raises `ArchivedAlready`, `AgentInUse` with the list, and `Forbidden`.
    """
    require(actor, ARCHIVE, Resource("agent", slug))
    agent = await locked(session, slug)
    if agent.status == "archived":
        raise ArchivedAlready(f"The agent {slug} is archived already.")
    await _require_unused(session, slug, uses)
    await approvals.withdraw(session, actor, agent.ref, "The agent is archived.")
    await _become(session, actor, agent, "archived", "agent.archived")
    return agent


async def demote(session: Session, actor: Actor, slug: str, uses: Uses) -> Agent:
    """Make an agent a draft again: no version of it is active until one is promoted.

    Raises `Demoted` where none is active, `AgentInUse` with the list, and `Forbidden`.
    """
    require(actor, PROMOTE, Resource("agent", slug))
    agent = await locked(session, slug)
    active = await queries.active_version(session, agent.id)
    if agent.status == "archived" or active is None:
        raise Demoted(f"The agent {slug} has no version that is in use: there is nothing to demote.")
    await _require_unused(session, slug, uses)
    await approvals.withdraw(session, actor, agent.ref, "The agent is demoted.")
    active.status = "retired"
    await session.flush()
    await _become(session, actor, agent, "draft", "agent.demoted")
    return agent


async def _require_unused(session: Session, slug: str, uses: Uses) -> None:
    if used := await uses(session, slug):
        where = ", ".join(f"{use.environment} ({use.status})" for use in used)
        raise AgentInUse(
            f"The agent {slug} is deployed: {where}. Delete what runs it first.",
            uses=[asdict(use) for use in used],
        )


async def reactivate(session: Session, actor: Actor, slug: str) -> Agent:
    """Bring an archived agent back as it was: active when it has an active version, a draft otherwise."""
    require(actor, ARCHIVE, Resource("agent", slug))
    agent = await locked(session, slug)
    if agent.status != "archived":
        raise ArchivedAlready(f"The agent {slug} is not archived.")
    active = await queries.active_version(session, agent.id)
    await _become(session, actor, agent, "active" if active else "draft", "agent.reactivated")
    return agent


async def _become(session: Session, actor: Actor, agent: Agent, status: str, kind: str) -> None:
    agent.status, agent.updated_at = status, now()
    await session.flush()
    facts = {"slug": agent.slug, "status": status}
    await audit.record(session, actor, kind, agent.ref, facts)
    await emit(session, agent.org_id, kind, AGENT.show(agent.id), facts)
