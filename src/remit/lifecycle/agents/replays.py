"""Replays: recorded inputs, answered by a version that waits for approval beside the active one.

Asked for with the promotion and carried out afterwards, by whoever evaluates: it is news about what is shown, and no
part of it.
"""

from decimal import Decimal
from typing import Any

from remit.controls.approvals import PROPOSAL, Proposal
from remit.controls.tenancy import Actor, kept_of
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.tables import Agent, AgentReplay, AgentVersion

REPLAY = "replay.asked"


async def ask_replay(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    agent: Agent,
    version: AgentVersion,
    active: AgentVersion | None,
) -> None:
    """Have recorded inputs replayed for a promotion that waits and would replace something."""
    if active is None or proposal.status != "pending":
        return
    replay = AgentReplay(
        org_id=proposal.org_id,
        proposal_id=proposal.id,
        agent_id=agent.id,
        slug=agent.slug,
        version_id=version.id,
        number=version.number,
        active_id=active.id,
        active_number=active.number,
        caller=kept_of(actor),
        fingerprint="",
        status="queued",
        said="",
        reused=False,
        cases=[],
        cost_usd=Decimal(0),
        unpriced=0,
        created_at=now(),
        ended_at=None,
    )
    session.add(replay)
    await session.flush()
    await emit(session, proposal.org_id, REPLAY, PROPOSAL.show(proposal.id), {})


async def replayed(session: Session, proposal: Proposal) -> dict[str, Any] | None:
    """Return what was found of a proposal so far; none where nothing is replayed."""
    replay = await queries.replay(session, proposal.id)
    if replay is None:
        return None
    return {
        "status": replay.status,
        "said": replay.said,
        "before": f"version {replay.active_number}",
        "after": f"version {replay.number}",
        "cases": [
            {name: each[name] for name in ("source", "input", "before", "after", "same")}
            for each in replay.cases
        ],
        "cost_usd": float(replay.cost_usd),
        "unpriced": replay.unpriced,
        "reused": replay.reused,
        "ended_at": replay.ended_at,
    }
