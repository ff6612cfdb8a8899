"""Whom budgets and limits can be for, of all floors: teams, members and keys, agents and deployments."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from remit.controls.metering import Directories, Keys, Members, Subject, Teams
from remit.edges.api import queries
from remit.kit.database import Session
from remit.lifecycle.agents import AGENT, Agent
from remit.lifecycle.deployments import DEPLOYMENT, Deployment


class Agents:
    """The agents; an archived one is gone."""

    kind = AGENT

    async def find(self, session: Session, words: str, limit: int) -> Sequence[Subject]:
        """List agents that are not archived whose slug holds a text."""
        return [_agent(row) for row in await queries.agents(session, words, limit)]

    async def named(self, session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Subject]:
        """Look up agents."""
        return {row.id: _agent(row) for row in await queries.agents_of(session, ids)}


class Deployments:
    """The deployments; a deleted or rejected one is gone."""

    kind = DEPLOYMENT

    async def find(self, session: Session, words: str, limit: int) -> Sequence[Subject]:
        """List deployments that are not deleted whose name holds a text."""
        return [_deployment(row) for row in await queries.deployments(session, words, limit)]

    async def named(self, session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Subject]:
        """Look up deployments."""
        return {row.id: _deployment(row) for row in await queries.deployments_of(session, ids)}


def _agent(row: Agent) -> Subject:
    return Subject(AGENT.ref(row.id), row.slug, row.status != "archived")


def _deployment(row: Deployment) -> Subject:
    live = row.status not in queries.GONE
    return Subject(DEPLOYMENT.ref(row.id), f"{row.name} in {row.environment}", live)


DIRECTORIES: Directories = {
    "team": Teams(),
    "member": Members(),
    "key": Keys(),
    "agent": Agents(),
    "deployment": Deployments(),
}
