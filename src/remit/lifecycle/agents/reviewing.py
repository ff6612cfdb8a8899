"""How promotions are reviewed: both documents side by side, checked once more, and settled."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from remit.controls.approvals import (
    ChangedSince,
    Description,
    Documents,
    Outcome,
    Proposal,
    Review,
    Stakes,
)
from remit.controls.connections import OfferedTools, UnknownTool
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.proofs import Proof
from remit.lifecycle.agents.replays import replayed
from remit.lifecycle.agents.schema import field_names
from remit.lifecycle.agents.tables import AGENT, VERSION, Agent, AgentTrial, AgentVersion
from remit.lifecycle.agents.types import KINDS


def shown(
    agent: Agent,
    version: AgentVersion,
    active: AgentVersion | None,
    trial: AgentTrial | None,
    proofs: Sequence[Proof] = (),
) -> dict[str, Any]:
    """Return exactly what an approver sees: the version, what it replaces, and what became of trying it."""
    kind = KINDS[agent.type]
    return {
        "slug": agent.slug,
        "type": agent.type,
        "version": VERSION.show(version.id),
        "number": version.number,
        "replaces": active.number if active else None,
        "digest": version.digest,
        "document": version.document,
        "document_before": active.document if active else None,
        "text": _text(version, active),
        "text_before": _text(active, version) if active else None,
        "summary": kind.summary(version.document),
        "reason": " ".join(kind.complex(version.document)),
        "trial": _tried(trial),
        "evaluations": [proof.facts() for proof in proofs],
    }


def reasons(version: AgentVersion) -> list[str]:
    """Say why a person must look at a version; nothing where its author may answer for it alone."""
    return KINDS[version.document["remit"]["type"]].complex(version.document)


def _tried(trial: AgentTrial | None) -> list[dict[str, Any]]:
    """Write each case of a trial as a check that an approver reads."""
    cases: list[dict[str, Any]] = trial.report["cases"] if trial else []
    return [
        {
            "name": case["name"],
            "passed": case["passed"],
            "problems": case["problems"],
            "effects": [effect["said"] for effect in case["effects"]],
        }
        for case in cases
    ]


def _text(version: AgentVersion, other: AgentVersion | None) -> str:
    """Return the file as written, or both written anew where one of them was not kept."""
    if version.source is not None and (other is None or other.source is not None):
        return version.source
    written: str = yaml.safe_dump(version.document, sort_keys=False, allow_unicode=True, width=100)
    return written


def stakes(version: AgentVersion, active: AgentVersion | None, known: OfferedTools | None) -> Stakes:
    """Say what is at stake when a version takes the place of the active one: tools that it brings, too."""
    had = set(tools_of(active.document)) if active else set()
    new = [use for use in tools_of(version.document) if use not in had]
    return Stakes(
        replaces=f"version {active.number}" if active else None,
        weighty=tuple(reasons(version)),
        changes=tuple(changes_of(new, known)),
    )


def tools_of(document: Mapping[str, Any]) -> list[str]:
    """Name the tools and connections that a version may use."""
    kind = KINDS[document["remit"].get("type", "context")]  # what runs elsewhere says nothing of its type
    return list(kind.refers(document).tools)


def changes_of(uses: Sequence[str], known: OfferedTools | None) -> list[str]:
    """Name those of some tools that change something; where it is not known which do, all of them."""
    changing: list[str] = []
    for use in uses:
        try:
            found = known.find([use]).tools if known is not None else None
        except UnknownTool:
            found = None
        changing += [use] if found is None else [tool.use for tool in found if not tool.reads_only]
    return changing


def describe(shown: Mapping[str, Any]) -> Description:
    """Describe a promotion by the documents of both versions."""
    text, before = shown.get("text"), shown.get("text_before")
    return Description(
        why=shown.get("reason") or "",
        before=shown.get("document_before"),
        after=shown["document"],
        names=field_names(),
        documents=Documents(before, text, "yaml") if text is not None else None,
        assumptions=[
            *shown.get("summary", ()),
            *map(_said, shown.get("trial", ())),
            *(proof["message"] for proof in shown.get("evaluations", ())),
        ],
    )


def _said(case: Mapping[str, Any]) -> str:
    """Write a case of a trial as a sentence."""
    done = "; ".join(case["effects"]) or "does nothing outside"
    became = "passed" if case["passed"] else f"failed ({' '.join(case['problems'])})"
    return f"Tried on “{case['name']}”: {became}; it {done}."


async def _hold(session: Session, subject: str) -> None:
    """Lock the agent: of agents and their proposals, the agent is locked first."""
    await queries.lock(session, AGENT.parse(subject.partition(":")[2]))


async def _recheck(session: Session, proposal: Proposal) -> None:
    """Refuse what would replace another version than the one that was shown."""
    agent = await queries.lock(session, AGENT.parse(proposal.subject.partition(":")[2]))
    active = await queries.active_version(session, agent.id)
    number, replaces = active.number if active else None, proposal.shown["replaces"]
    if agent.status == "archived":
        raise ChangedSince(f"The agent {agent.slug} has been archived since: reject this.")
    if number != replaces:
        raise ChangedSince(
            f"{agent.slug} runs version {number or 'none'} by now, and this was made to replace"
            f" {f'version {replaces}' if replaces else 'none'}. Reject it, and ask for it again."
        )


async def _settle(session: Session, actor: Actor, proposal: Proposal, outcome: Outcome, reason: str) -> None:
    """Make an agent that waited for its first version a draft again; the promotion itself is carried out apart."""
    agent = await queries.lock(session, AGENT.parse(proposal.subject.partition(":")[2]))
    if outcome != "approved" and agent.status == "pending_approval":
        agent.status = "draft"
        await session.flush()


REVIEW = Review(describe=describe, hold=_hold, recheck=_recheck, settle=_settle, replay=replayed)
