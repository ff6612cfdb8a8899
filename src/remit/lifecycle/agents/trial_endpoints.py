"""Trying agents over HTTP: one input, or all the examples."""

from typing import Annotated

from fastapi import APIRouter, Query

from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.lifecycle.agents import queries, versions
from remit.lifecycle.agents.answers import dry_ran, report_answer, trial_answer
from remit.lifecycle.agents.counting import counted
from remit.lifecycle.agents.errors import NotTriable
from remit.lifecycle.agents.requests import Trying, TryingDep
from remit.lifecycle.agents.schemas import DryRun, TrialAnswer, TrialReport
from remit.lifecycle.agents.tables import Agent
from remit.lifecycle.agents.trials import try_stored
from remit.lifecycle.agents.types import KINDS

router = APIRouter()
Reader = Annotated[Actor, may("agent.read")]
VersionAsked = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The newest version when left out.")
]


class NotTried(NotFound):
    """The version was not tried yet."""

    type = "agent-not-tried"
    title = "This version was not tried"


@router.post("/{slug}/dry-run")
async def dry_run_agent(
    slug: str, body: DryRun, session: SessionDep, actor: ActorDep, trying: TryingDep
) -> TrialReport:
    """Try a stored version on one input: every effect is intercepted and listed, and nothing is kept."""
    agent = await triable(session, actor, slug)
    version = await versions.numbered(session, agent, body.version)
    return report_answer(await dry_ran(session, actor, version.document, trying, body.input))


@router.post("/{slug}/smoke-run")
async def smoke_run_agent(
    slug: str, session: SessionDep, actor: ActorDep, trying: TryingDep, version: VersionAsked = None
) -> TrialReport:
    """Try a stored version on all its examples, and keep the report: it must pass before it can be promoted."""
    return await smoke_ran(session, actor, slug, version, trying)


async def smoke_ran(
    session: Session, actor: Actor, slug: str, number: int | None, trying: Trying
) -> TrialReport:
    """Try a stored version on all its examples."""
    agent = await triable(session, actor, slug)
    version = await versions.numbered(session, agent, number)
    around = await trying.around(session, version.document)
    async with counted(session, actor.org_id, "smoke_run", trying.alert_share) as outcome:
        report = await try_stored(session, actor, agent, version, around)
        outcome.passed = report.passed
    return report_answer(report)


async def triable(session: Session, actor: Actor, slug: str) -> Agent:
    """Find an agent that may be tried; `NotTriable` for those that are talked to."""
    require_test(actor, slug)
    agent = await versions.find(session, slug)
    if not KINDS[agent.type].tried:
        instead = "talk to it under Chat instead" if KINDS[agent.type].runs else "such agents are run later"
        raise NotTriable(f"{slug} is of type {agent.type}: {instead}.")
    return agent


def require_test(actor: Actor, slug: str) -> None:
    """Refuse those who may not test agents."""
    require(actor, "agent.test", Resource("agent", slug))


@router.get("/{slug}/trial")
async def get_agent_trial(
    slug: str, session: SessionDep, _: Reader, version: VersionAsked = None
) -> TrialAnswer:
    """Show the newest trial of a version; 404 when it was not tried as it is."""
    agent = await versions.find(session, slug)
    asked = await versions.numbered(session, agent, version)
    found = await queries.newest_trial(session, agent.id, asked.digest)
    if found is None:
        raise NotTried(f"Version {asked.number} of {slug} was not tried yet.")
    return trial_answer(found)
