"""What agents are called, for those who know only their refs: the audit log."""

from collections.abc import Mapping, Sequence

from remit.controls.audit import Naming, ids_in
from remit.kit.database import Session
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.tables import AGENT


async def _find(session: Session, words: str, limit: int) -> Sequence[str]:
    return [AGENT.ref(id) for id in await queries.named(session, words, limit=limit)]


async def _names(session: Session, refs: Sequence[str]) -> Mapping[str, str]:
    ids = ids_in(AGENT, refs)
    return {AGENT.ref(id): slug for id, slug in await queries.slugs(session, ids)}


AGENT_NAMES = Naming(AGENT.noun, _find, _names)
