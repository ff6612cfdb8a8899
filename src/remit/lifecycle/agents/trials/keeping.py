"""Trials that count: a version is tried before it may be promoted, and what came out is kept."""

from collections.abc import Mapping
from typing import Any

from remit.controls import audit
from remit.controls.notifications import TRIED
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.errors import NotPromotable
from remit.lifecycle.agents.tables import AGENT, TRIAL, Agent, AgentTrial, AgentVersion
from remit.lifecycle.agents.trials.report import Report
from remit.lifecycle.agents.trials.trying import Around, smoke_run
from remit.lifecycle.agents.types import KINDS

_MOST_NAMED = 3


async def keep(
    session: Session, actor: Actor, agent: Agent, version: AgentVersion, report: Report
) -> AgentTrial:
    """Keep what became of trying a version."""
    trial = AgentTrial(
        org_id=actor.org_id,
        id=new_id(),
        agent_id=agent.id,
        number=version.number,
        digest=version.digest,
        passed=report.passed,
        report=report.facts(),
        created_by=actor.facts(),
        created_at=now(),
    )
    session.add(trial)
    await session.flush()
    facts = {
        "slug": agent.slug,
        "trial": TRIAL.show(trial.id),
        "number": version.number,
        "digest": version.digest,
        "passed": report.passed,
        "cases": len(report.cases),
    }
    await audit.record(session, actor, "agent.tried", agent.ref, facts)
    if not report.passed:
        news = {**facts, "problems": report.problems[:_MOST_NAMED]}
        await emit(session, agent.org_id, TRIED, AGENT.show(agent.id), news)
    return trial


async def prove(document: Mapping[str, Any], around: Around) -> Report | None:
    """Try what is to be promoted; none for types that are not tried. `NotPromotable` says what went wrong."""
    if not KINDS[document["remit"]["type"]].tried:
        return None
    report = await smoke_run(document, around)
    if not report.passed:
        said = " ".join(report.problems[:_MOST_NAMED])
        raise NotPromotable(
            f"Its trial failed: {said} Mend it, or save it as a draft.",
            requirements=[],
            report=report.facts(),
        )
    return report


async def try_stored(
    session: Session, actor: Actor, agent: Agent, version: AgentVersion, around: Around
) -> Report:
    """Try a stored version on its examples, and keep what came out."""
    report = await smoke_run(version.document, around)
    await keep(session, actor, agent, version, report)
    return report


async def prove_stored(
    session: Session, actor: Actor, agent: Agent, version: AgentVersion, around: Around
) -> None:
    """Try a version that is to be promoted, unless it was tried as it is; whether it passed is asked apart."""
    if not KINDS[agent.type].tried:
        return
    before = await queries.newest_trial(session, agent.id, version.digest)
    if before is None or not before.passed:
        await try_stored(session, actor, agent, version, around)
