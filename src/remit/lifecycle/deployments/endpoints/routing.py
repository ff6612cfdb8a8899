"""All routes of deployments, in the order in which their paths are tried."""

from fastapi import APIRouter

from remit.lifecycle.deployments.endpoints import (
    advice,
    aliases,
    approvals,
    commands,
    deployments,
    environments,
    external,
    figures,
    keys,
    reporting,
    revisions,
    rollouts,
    scaling,
)

router = APIRouter()
for part in (
    commands,
    deployments,
    revisions,
    rollouts,
    scaling,
    advice,
    environments,
    figures,
    keys,
    external,
    reporting,
    aliases,
    approvals,
):
    router.include_router(part.router)
