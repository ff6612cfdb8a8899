"""What uses an agent, which keeps it from being archived, and what uses a connection."""

from collections.abc import Sequence

from remit.kit.database import Session
from remit.lifecycle.agents import Use
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT


async def agent_uses(session: Session, slug: str) -> Sequence[Use]:
    """List what runs an agent, or may run it again: all but the deleted and the rejected."""
    found = await queries.of_agent(session, slug)
    return [Use(DEPLOYMENT.show(d.id), d.environment, d.status) for d in found]


async def users_of_connections(session: Session, slug: str) -> list[str]:
    """Name the agents and deployments with a model or a tool of a connection: `agent hello`, `hello in staging`."""
    found = await queries.naming_connection(session, slug)
    return [f"{name} in {environment}" if environment else f"agent {name}" for name, environment in found]
