"""Agents by command: which one a sentence means, asked where several may be, and the plan for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from remit.controls.environments import Places
from remit.kit.database import Session
from remit.lifecycle.agents import active_version, slugs_like
from remit.lifecycle.deployments.agents import agent_plan
from remit.lifecycle.deployments.command import (
    EXAMPLES,
    Advice,
    AgentSaid,
    Environment,
    Problem,
    Reading,
    agent_said,
    not_of_agents,
)
from remit.lifecycle.deployments.deploy import Wanted
from remit.lifecycle.deployments.fleet import AgentHost, Fleet

_MOST = 5
_SHORTEST_PART = 3
_NO_KEY = "It has no key yet: make one under Keys on its page, or with “remit deployments keys create”."


@dataclass(frozen=True)
class AgentMeant:
    """The agent that a sentence means, or why it is not known; `choices` are the agents that it may be."""

    slug: str
    problems: list[Problem]
    choices: Sequence[str] = ()
    host: AgentHost = "local"

    def advice(self, environment: str | None) -> Advice:
        """Return the same command for each of the agents that may be meant."""
        where = f" to {environment}" if environment else ""
        return Advice((), tuple(f"deploy agent {slug}{where}" for slug in self.choices), EXAMPLES, ())


async def agent_meant(session: Session, reading: Reading, places: Places) -> AgentMeant | None:
    """Find out which agent a sentence means; none where it asks for a model."""
    said = agent_said(reading, places)
    if said is None:
        return None
    found = await slugs_like(session, said.slug, limit=_MOST) if said.slug else []
    if said.slug in found:
        return AgentMeant(said.slug, not_of_agents(reading), host=said.host)
    if said.loosely and found and len(said.slug) >= _SHORTEST_PART:
        return AgentMeant("", [_which(said, found)], found)
    if not said.surely:
        return None
    every = await slugs_like(session, "", limit=_MOST)
    return AgentMeant("", [_which(said, every) if not said.text else _unknown(said, every)], every)


def _which(said: AgentSaid, choices: Sequence[str]) -> Problem:
    about = f" “{said.text[:60]}” may mean {_either(choices)}." if said.text else ""
    hint = f"Name one: {_either(choices)}." if choices else "There is none yet: remit agents apply FILE."
    if not about:
        return Problem(code="agent_missing", field="agent", message="Which agent?", hint=hint)
    return Problem(
        code="agent_ambiguous",
        field="agent",
        message=f"Which agent?{about}",
        hint=f"Say: deploy agent {choices[0]}",
    )


def _unknown(said: AgentSaid, every: Sequence[str]) -> Problem:
    hint = f"There is {_either(every)}." if every else "There is none yet: remit agents apply FILE."
    return Problem(
        code="agent_unknown", field="agent", message=f"There is no agent “{said.text[:60]}”.", hint=hint
    )


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


async def wanted_agent(
    session: Session,
    fleet: Fleet,
    id: UUID,
    meant: AgentMeant,
    environment: Environment,
    command: str,
    claimed_user: str | None,
) -> Wanted:
    """Return what deploying an agent by command comes to; `NotActive` for one without an active version.

    Raises what `agent_plan` raises.
    """
    version = await active_version(session, meant.slug)
    plan = await agent_plan(fleet, meant.host, version, meant.slug, environment, id)
    return Wanted(
        id=id,
        name=meant.slug,
        environment=environment,
        kind="agent",
        host=meant.host,
        command=command.strip(),
        plan={**plan, "assumptions": [_NO_KEY]},
        agent_version_id=version.id,
        claimed_user=claimed_user,
    )
