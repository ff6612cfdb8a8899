"""The test runtime: the stored version of an agent as something that is called."""

from decimal import Decimal

from remit.kit.database import Session
from remit.lifecycle.agents import AGENT, KINDS, VERSION, Archived, UnknownAgent
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.errors import NotRunYet
from remit.lifecycle.runtime.target import Target, Trial


async def load_trial(session: Session, trial: Trial) -> Target:
    """Load a version and nothing but what is stored; `UnknownAgent`, `Archived`, or `NotRunYet`."""
    found = await queries.version(session, trial.agent_id, trial.version_id)
    if found is None:
        raise UnknownAgent(f"There is no agent version {VERSION.show(trial.version_id)}.")
    agent, version = found
    if agent.status == "archived":
        raise Archived(f"The agent {agent.slug} is archived: it answers no more.")
    if not KINDS[agent.type].runs:
        raise NotRunYet(
            f"{agent.slug} is of type {agent.type}: such agents are checked and kept, and run later."
        )
    budget = version.document["remit"].get("budget_usd_per_hour")
    return Target(
        org_id=agent.org_id,
        deployment_id=version.id,
        name=agent.slug,
        environment="",
        status=version.status,
        budget_usd_per_hour=None if budget is None else Decimal(budget),
        agent_version_id=version.id,
        agent_version=f"{agent.slug}@{version.number}",
        document=version.document,
        agent_id=agent.id,
        agent=AGENT.ref(agent.id),
        function=trial.function,
    )
