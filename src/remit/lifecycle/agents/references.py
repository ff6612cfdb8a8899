"""What an agent file refers to, looked up as it stands now: other agents, and whether they lead back to this one."""

from collections.abc import Collection, Mapping
from typing import Any

from remit.kit.database import Session
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.source import Path, Source
from remit.lifecycle.agents.spec import Document
from remit.lifecycle.agents.types import KINDS

_DEEPEST = 16  # agents that call one another


async def missing(
    session: Session, source: Source, document: Document, among: Collection[str] = ()
) -> list[Fault]:
    """Say which agents are not there, cannot be called, or call this one in turn; those `among` will be there."""
    named = document.kind.refers(document.data).agents
    if not named:
        return []
    found = {
        slug: (status, data) for slug, status, data in await queries.active_documents(session, named.keys())
    }
    faults = [
        fault
        for slug, place in named.items()
        if (slug in found or slug == document.slug or slug not in among)
        and (fault := _one(source, document.slug, slug, place, found.get(slug))) is not None
    ]
    documents = {slug: data for slug, (_, data) in found.items() if data is not None}
    circle = await _circle(session, document.slug, documents)
    if circle is not None and circle in named:
        said = f"{circle} calls {document.slug} in turn, directly or through others: such a call would never end."
        faults.append(source.fault(named[circle], "agent-cycle", said, "Leave one of the calls out."))
    return faults


def _one(
    source: Source, own: str, slug: str, place: Path, found: tuple[str, dict[str, Any] | None] | None
) -> Fault | None:
    if slug == own:
        said = f"{slug} calls itself: such a call would never end."
        return source.fault(place, "agent-cycle", said, "Leave the call out.")
    if found is None:
        hint = "Make it first, or correct its name: `remit agents list` names those there are."
        return source.fault(place, "unknown-agent", f"There is no agent {slug}.", hint)
    status, data = found
    if status == "archived":
        said = f"The agent {slug} is archived."
        return source.fault(place, "agent-archived", said, "Reactivate it, or call another.")
    if data is None:
        said = f"The agent {slug} has no active version, so it cannot be called yet."
        return source.fault(place, "agent-not-active", said, "Promote a version of it.", "warning")
    return None


async def _circle(session: Session, own: str, documents: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Follow what the named agents call, as they are now; return the first of them that leads back."""
    leads = {slug: {slug} for slug in documents}  # each agent met, and those of the named ones it was met by
    frontier = dict(documents)
    for _ in range(_DEEPEST):
        onward: dict[str, set[str]] = {}
        for slug, data in frontier.items():
            for called in KINDS[data["remit"]["type"]].refers(data).agents:
                if called == own:
                    return min(leads[slug])
                if called not in leads:
                    onward.setdefault(called, set()).update(leads[slug])
        if not onward:
            return None
        leads |= onward
        rows = await queries.active_documents(session, onward.keys())
        frontier = {slug: data for slug, _, data in rows if data is not None}
    return None


async def outputs_of(session: Session, document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the output schemas of the agents that a version may call, by slug; of those that have one."""
    refers = KINDS[document["remit"]["type"]].refers(document)
    return {
        slug: data["remit"]["output_schema"]
        for slug, _, data in await queries.active_documents(session, refers.agents.keys())
        if data is not None and "output_schema" in data["remit"]
    }
