"""The agents that come with Remit and do its own work: they are agents like all others, made when first needed.

As long as nobody changed one, it follows what Remit brings; whoever changed it has the say from then on.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from uuid import UUID

from remit.controls.governance import ready
from remit.controls.tenancy import system
from remit.kit.database import Database, Session
from remit.lifecycle import agents
from remit.lifecycle.agents import NotActive, Saving, UnknownAgent
from remit.lifecycle.runtime import Trial

_FOLDER = resources.files("remit.lifecycle.building") / "library"
CODE_WRITER = "code-writer"
INTERVIEWER = "interviewer"


@dataclass(frozen=True)
class Seeded:
    """One of these agents as it runs now."""

    trial: Trial
    number: int
    model: str | None


@cache
def _text(slug: str) -> str:
    return (_FOLDER / f"{slug}.yaml").read_text("utf-8")


async def seeded(database: Database, org_id: UUID, slug: str) -> Seeded:
    """Find one of these agents, made or brought up to date before; `NotActive` where somebody took it out of use."""
    await ready(database, org_id)
    async with database.transaction(org_id) as session:
        await _follow(session, org_id, slug)
        version = await agents.active_version(session, slug)
        return Seeded(
            Trial(version.agent_id, version.id), version.number, version.document["spec"].get("model")
        )


async def model_of(session: Session, slug: str) -> str | None:
    """Name the model that one of these agents asks as it runs now, none for the default one; nothing is made."""
    try:
        version = await agents.active_version(session, slug)
    except (UnknownAgent, NotActive):
        return None
    model: str | None = version.document["spec"].get("model")
    return model


async def _follow(session: Session, org_id: UUID, slug: str) -> None:
    try:
        agent = await agents.find(session, slug)
        newest = await agents.numbered(session, agent, None)
    except UnknownAgent:
        pass
    else:
        theirs = newest.created_by.get("kind") != "system"
        if theirs or agent.status == "archived" or newest.digest == agents.parse(_text(slug)).digest:
            return
    itself = system(org_id)
    applied = await agents.apply(session, itself, _text(slug), saving=Saving(promote=False))
    if not applied.unchanged:
        await agents.promote(session, itself, applied.version.id)
