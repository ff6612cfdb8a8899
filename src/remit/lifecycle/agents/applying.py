"""Saving a file and promoting a version: checked with all that they refer to, and tried before anybody runs them."""

from remit.controls.approvals import Proposal
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.lifecycle.agents import checks, queries, versions
from remit.lifecycle.agents.promotion import PROMOTE
from remit.lifecycle.agents.requests import Trying
from remit.lifecycle.agents.requirements import ask_promotion
from remit.lifecycle.agents.spec import Document
from remit.lifecycle.agents.tables import Agent, AgentVersion
from remit.lifecycle.agents.trials import Report, prove, prove_stored
from remit.lifecycle.agents.versions import Applied, Saving


async def save(
    session: Session, actor: Actor, text: str, saving: Saving, known_models: versions.Known, trying: Trying
) -> Applied:
    """Make an agent or its next version from the text of a file, and try it first where it is to be promoted.

    Raises what `versions.apply` does, and `NotPromotable` with the report where its trial fails.
    """
    document = await checks.require(session, text, known_models, trying.sandboxes, trying.tools, actor=actor)
    require(actor, "agent.write", Resource("agent", document.slug))
    report = await _tried(session, document, trying) if saving.promote else None
    return await versions.apply(
        session,
        actor,
        text,
        known_models=known_models,
        known_tools=trying.tools,
        saving=saving,
        report=report,
        proofs=trying.proofs,
    )


async def _tried(session: Session, document: Document, trying: Trying) -> Report | None:
    """Try what is to be promoted, unless the same was tried before and passed."""
    if not document.kind.tried:
        return None
    agent = await queries.agent(session, document.slug)
    before = None if agent is None else await queries.newest_trial(session, agent.id, document.digest)
    if before is not None and before.passed:
        return None
    return await prove(document.data, await trying.around(session, document.data))


async def promoted(
    session: Session,
    actor: Actor,
    slug: str,
    number: int | None,
    known_models: versions.Known,
    trying: Trying,
) -> tuple[Agent, AgentVersion, Proposal]:
    """Ask for a version to become the active one, and try it first unless it was; the newest without a number.

    Raises what `ask_promotion` does.
    """
    require(actor, PROMOTE, Resource("agent", slug))
    agent = await versions.find(session, slug)
    version = await versions.numbered(session, agent, number)
    if agent.status != "archived":
        await prove_stored(session, actor, agent, version, await trying.around(session, version.document))
    return await ask_promotion(
        session, actor, slug, version.number, known_models, trying.sandboxes, trying.tools, trying.proofs
    )
