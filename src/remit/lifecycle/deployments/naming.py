"""What deployments are called, for those who know only their refs: the audit log."""

from collections.abc import Mapping, Sequence

from remit.controls.audit import Naming, ids_in
from remit.kit.database import Session
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT


async def _find(session: Session, words: str, limit: int) -> Sequence[str]:
    return [DEPLOYMENT.ref(id) for id in await queries.named(session, words, limit=limit)]


async def _names(session: Session, refs: Sequence[str]) -> Mapping[str, str]:
    ids = ids_in(DEPLOYMENT, refs)
    found = await queries.names(session, ids)
    return {DEPLOYMENT.ref(id): f"{name} in {environment}" for id, name, environment in found}


DEPLOYMENT_NAMES = Naming(DEPLOYMENT.noun, _find, _names)
