"""Agents and their versions as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from remit.controls.approvals import PROPOSAL, Proposal
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.lifecycle.agents import listing, queries
from remit.lifecycle.agents.archive import Uses
from remit.lifecycle.agents.checks import check
from remit.lifecycle.agents.counting import counted
from remit.lifecycle.agents.promotion import under_way
from remit.lifecycle.agents.requests import Trying
from remit.lifecycle.agents.requirements import requirements
from remit.lifecycle.agents.rights import rights
from remit.lifecycle.agents.schemas import (
    AgentAnswer,
    AgentCounts,
    AgentDetail,
    AgentPage,
    AgentPromotion,
    AgentRight,
    AgentText,
    AppliedAgent,
    Finding,
    PromotionAnswer,
    PromotionRequirements,
    RequirementAnswer,
    TrialAnswer,
    TrialReport,
    ValidationAnswer,
    VersionAnswer,
    VersionAuthor,
    VersionDetail,
)
from remit.lifecycle.agents.tables import AGENT, TRIAL, Agent, AgentTrial, AgentVersion
from remit.lifecycle.agents.trials import Report, dry_run
from remit.lifecycle.agents.types import KINDS
from remit.lifecycle.agents.versions import Applied, Known, numbered
from remit.lifecycle.agents.writing import as_file


def agent_facts(agent: Agent, versions: Sequence[AgentVersion]) -> dict[str, Any]:
    """Return what every answer about an agent holds."""
    newest = max(versions, key=lambda version: version.number)
    active = next((version.number for version in versions if version.status == "active"), None)
    return {
        "id": AGENT.show(agent.id),
        "slug": agent.slug,
        "type": agent.type,
        "status": agent.status,
        "description": agent.description,
        "tags": agent.tags,
        "version": VersionAnswer.model_validate(newest),
        "active_version": active,
        "created_at": agent.created_at,
        "updated_at": agent.updated_at,
    }


def version_detail(version: AgentVersion) -> VersionDetail:
    """Show a version with what it says."""
    kept = version.source is not None
    return VersionDetail(
        **VersionAnswer.model_validate(version).model_dump(),
        document=version.document,
        source=version.source or as_file(version.document, version.number),
        source_kept=kept,
    )


async def detail(session: Session, actor: Actor, agent: Agent, uses: Uses) -> AgentDetail:
    """Show all there is to an agent."""
    newest = version_detail(await numbered(session, agent, None))
    found = await queries.versions(session, agent.id)
    facts = agent_facts(agent, found)
    proposal = await under_way(session, agent)
    used = await uses(session, agent.slug)
    return AgentDetail(
        **facts,
        document=newest.document,
        source=newest.source,
        source_kept=newest.source_kept,
        summary=KINDS[agent.type].summary(newest.document),
        tried=KINDS[agent.type].tried,
        versions=[VersionAnswer.model_validate(version) for version in found],
        may=[
            AgentRight.model_validate(right) for right in rights(actor, agent, facts["active_version"], used)
        ],
        promotion=_promotion(proposal, facts["active_version"]),
    )


def _promotion(proposal: Proposal | None, active: int | None) -> AgentPromotion | None:
    """Show the promotion under way; one whose version is active has only its closing left."""
    if proposal is None or proposal.shown["number"] == active:
        return None
    status: Literal["pending", "approved"] = "pending" if proposal.status == "pending" else "approved"
    return AgentPromotion(
        number=proposal.shown["number"], status=status, proposal_id=PROPOSAL.show(proposal.id)
    )


async def agent_page(
    session: Session, wanted: queries.Wanted, *, sort: str, cursor: str | None, limit: int
) -> AgentPage:
    """Show a page of agents, with how many there are in each status."""
    page, following = await listing.page(session, wanted, sort=sort, cursor=cursor, limit=limit)
    counted = await queries.counts(session, wanted)
    found = await queries.shown_versions(session, [agent.id for agent in page])
    return AgentPage(
        items=[
            AgentAnswer(**agent_facts(agent, [version for version in found if version.agent_id == agent.id]))
            for agent in page
        ],
        next=following,
        counts=AgentCounts(
            all=sum(counted.values()),
            draft=counted.get("draft", 0),
            pending_approval=counted.get("pending_approval", 0),
            active=counted.get("active", 0),
            archived=counted.get("archived", 0),
        ),
    )


async def agent_answer(session: Session, agent: Agent) -> AgentAnswer:
    """Show an agent as lists do."""
    return AgentAnswer(**agent_facts(agent, await queries.shown_versions(session, [agent.id])))


async def applied_answer(session: Session, applied: Applied) -> AppliedAgent:
    """Say what applying a file did."""
    facts = agent_facts(applied.agent, await queries.shown_versions(session, [applied.agent.id]))
    asked = await under_way(session, applied.agent)
    return AppliedAgent(
        **facts, unchanged=applied.unchanged, promotion=_promotion(asked, facts["active_version"])
    )


async def validated(
    session: Session, actor: Actor, body: AgentText, known_models: Known, trying: Trying
) -> ValidationAnswer:
    """Check the text of a file, and try it where that is asked for and can be."""
    async with counted(session, actor.org_id, "validation", trying.alert_share) as outcome:
        checked = await check(session, body.source, known_models, trying.sandboxes, trying.tools, actor=actor)
        document = checked.document
        outcome.passed = document is not None
    report = None
    if document is not None and body.dry_run and document.kind.tried:
        require(actor, "agent.test", Resource("agent", document.slug))
        report = await dry_ran(session, actor, document.data, trying, body.input)
    return ValidationAnswer(
        valid=document is not None,
        findings=[Finding.model_validate(found) for found in checked.findings],
        slug=document.slug if document else None,
        digest=document.digest if document else None,
        document=document.data if document else None,
        dry_run=report_answer(report) if report else None,
    )


async def dry_ran(
    session: Session, actor: Actor, document: Mapping[str, Any], trying: Trying, given: dict[str, Any] | None
) -> Report:
    """Try a version on one input, and count it."""
    async with counted(session, actor.org_id, "dry_run", trying.alert_share) as outcome:
        report = await dry_run(document, await trying.around(session, document), given)
        outcome.passed = report.passed
    return report


def report_answer(report: Report) -> TrialReport:
    """Show what became of a trial."""
    return TrialReport.model_validate(report.facts())


def trial_answer(trial: AgentTrial) -> TrialAnswer:
    """Show a trial that was kept."""
    return TrialAnswer(
        id=TRIAL.show(trial.id),
        number=trial.number,
        digest=trial.digest,
        created_at=trial.created_at,
        created_by=VersionAuthor.model_validate(trial.created_by),
        report=TrialReport.model_validate(trial.report),
    )


async def requirements_answer(
    session: Session,
    actor: Actor,
    agent: Agent,
    version: AgentVersion,
    known_models: Known,
    trying: Trying,
) -> PromotionRequirements:
    """Say what a version still needs to be promoted."""
    found = await requirements(
        session, actor, agent, version, known_models, trying.sandboxes, trying.tools, trying.proofs
    )
    return PromotionRequirements(
        version=found.number,
        ready=not found.unmet,
        needs_approval=found.approval is not None,
        approval=found.approval.words if found.approval else None,
        nobody_could=found.approval.lacking if found.approval else None,
        items=[RequirementAnswer.model_validate(item) for item in found.items],
    )


def promotion_answer(agent: Agent, version: AgentVersion, proposal: Proposal) -> PromotionAnswer:
    """Say what became of asking for a promotion."""
    return PromotionAnswer(
        slug=agent.slug,
        version=version.number,
        status="pending" if proposal.status == "pending" else "approved",
        proposal_id=PROPOSAL.show(proposal.id),
    )
