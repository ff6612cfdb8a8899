"""Which deployment a caller means by a name: `hello`, `hello-staging`, or its id."""

import re
from collections.abc import Sequence
from uuid import UUID

from remit.controls.environments import NAME
from remit.kit.database import Session
from remit.kit.errors import Conflict, NotFound
from remit.lifecycle.deployments import aliases, queries
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment

_LONGEST = 200


class AmbiguousName(Conflict):
    """Several deployments have the name."""

    type = "ambiguous-name"
    title = "This could be several deployments"


def full_name(name: str, environment: str) -> str:
    """Name a deployment so that no other is meant: `hello-staging`."""
    return f"{name}-{environment}"


def called(deployment: Deployment) -> str:
    """Name a deployment in full; a model's own name says its environment already."""
    return (
        deployment.name if deployment.kind == "model" else full_name(deployment.name, deployment.environment)
    )


async def named(session: Session, name: str) -> UUID:
    """Find the deployment that answers to a name; `NotFound`, or `AmbiguousName` with those it could be."""
    if name.startswith("dep_"):
        return DEPLOYMENT.parse(name)
    found = await queries.answering(session, names=_readings(name)) if len(name) <= _LONGEST else []
    exact = [each for each in found if called(each) == name]
    meant = exact or [each for each in found if each.name == name]
    if not meant and len(name) <= _LONGEST and (aliased := await aliases.called(session, name)) is not None:
        return aliased
    if not meant:
        raise NotFound(
            f"There is no deployed agent {name[:_LONGEST]!r}: GET /v1/models lists those there are."
        )
    if len(meant) > 1:
        which = " or ".join(
            sorted(called(each) if len(exact) < 2 else DEPLOYMENT.show(each.id) for each in meant)
        )
        raise AmbiguousName(f"{name} could be any of several: ask for {which}.")
    return meant[0].id


def _readings(name: str) -> list[str]:
    """List what the name of the deployment may be: all of it, or all but an environment behind it."""
    front, _, place = name.rpartition("-")
    return [name, front] if front and re.match(NAME, place) else [name]


async def answering(session: Session, *, limit: int = 1000) -> Sequence[Deployment]:
    """List the deployed agents and models that answer now, by name."""
    return await queries.answering(session, limit=limit)


async def deployed_agent(session: Session, slug: str, environment: str) -> UUID:
    """Find the deployment of an agent that answers in an environment; `NotFound` where it has none."""
    found = [
        each for each in await queries.answering(session, names=[slug]) if each.environment == environment
    ]
    if not found:
        raise NotFound(f"The agent {slug} is not deployed in {environment}.")
    return found[0].id
