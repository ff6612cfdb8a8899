"""A deployment as something that is called."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.engines.hosts import Place
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.lifecycle import agents
from remit.lifecycle.deployments import queries, revisions
from remit.lifecycle.deployments.calls.serving import document_of
from remit.lifecycle.deployments.fleet import (
    CONTAINER,
    DEPLOYMENT,
    EXTERNAL,
    KUBERNETES,
    LOCAL,
    MACHINES,
)
from remit.lifecycle.deployments.rollouts import traffic
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.deployments.workload import on_own_machine, revision_name
from remit.lifecycle.runtime import Function, Target


async def load_target(session: Session, deployment_id: UUID) -> Target:
    """Load what a call needs to know; `NotFound` for what is not there, deleted or another organisation's."""
    deployment = await queries.deployment(session, deployment_id)
    if deployment is None or deployment.status == Status.DELETED:
        raise NotFound(f"There is no deployment {DEPLOYMENT.show(deployment_id)}.")
    split = await traffic(session, deployment)
    newest = await _target(
        session, deployment, deployment.plan, deployment.agent_version_id, _revision(deployment)
    )
    if split is None:
        return newest
    plan, version_id = revisions.restored(deployment, split.stable)
    stable = await _target(session, deployment, plan, version_id, split.stable.number)
    if not split.share:
        return stable
    return replace(stable, newer=newest, share=split.share)


async def _target(
    session: Session,
    deployment: Deployment,
    plan: Mapping[str, Any],
    version_id: UUID | None,
    revision: int | None,
) -> Target:
    """Describe what answers with a plan and an agent's version, as a revision."""
    version = await _version(session, version_id) if version_id else None
    external, function = plan.get("external"), function_of(deployment, plan, revision)
    silent = on_own_machine(deployment) and function is None
    budget = plan["artifact"]["budget_usd_per_hour"]
    return Target(
        org_id=deployment.org_id,
        deployment_id=deployment.id,
        name=deployment.name,
        environment=deployment.environment,
        status=_status(deployment),
        budget_usd_per_hour=None if budget is None else Decimal(budget),
        agent_version_id=version_id,
        agent_version=f"{deployment.name}@{version.number}"
        if version
        else deployment.name
        if external
        else "",
        document=(None if silent else version.document)
        if version
        else _elsewhere(external) or _alone(deployment),
        agent=agents.AGENT.ref(version.agent_id) if version else "",
        heartbeat_seconds=external["interval_seconds"] if external else None,
        revision=revision,
        function=function,
        silent=_ONLY_PLANNED.format(MACHINES[deployment.host]) if silent else "",
    )


_ONLY_PLANNED = (
    "It is a dry run: nothing of it is {}. Start Remit with REMIT_EXECUTE=true, then deploy it anew."
)
_FREE = Decimal(0)


def function_of(deployment: Deployment, plan: Mapping[str, Any], revision: int | None) -> Function | None:
    """Say on which machine of its own a revision's code runs; none for what runs in Remit, and in a dry run."""
    if not on_own_machine(deployment) or deployment.dry_run or revision is None:
        return None
    function, name = plan["function"], revision_name(revision)
    made = Function(
        host=deployment.host,
        where=MACHINES[deployment.host],
        place=Place(deployment.id.hex, name),
        memory_mb=function["memory_mb"],
        timeout_seconds=function["timeout_seconds"],
        usd_per_call=_FREE,
        usd_per_gb_second=_FREE,
    )
    return made if deployment.host == CONTAINER else _on_lambda(made, function)


def _on_lambda(made: Function, function: Mapping[str, Any]) -> Function:
    """Say how a function is called at AWS, and what that costs."""
    price = function["price"] or {}
    return replace(
        made,
        place=Place(function["name"], made.place.revision, function["region"]),
        usd_per_call=Decimal(price["usd_per_call"]) if price else None,
        usd_per_gb_second=Decimal(price["usd_per_gb_second"]) if price else None,
        price_as_of=date.fromisoformat(price["as_of"]) if price else None,
    )


def _elsewhere(external: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Describe an agent that answers elsewhere by the connection that leads to it; none where none does."""
    if external is None or external["model"] is None:
        return None
    return {"spec": {"model": external["model"]}, "remit": {}}


def _alone(deployment: Deployment) -> Mapping[str, Any] | None:
    """Return what a model on this machine or a cluster answers as; others are not called through Remit."""
    here = deployment.host in (LOCAL, CONTAINER)
    called = here or (deployment.host == KUBERNETES and not deployment.dry_run)
    return document_of(deployment.id) if called and deployment.kind == "model" else None


def _status(deployment: Deployment) -> str:
    """Say how it stands for a caller: what serves goes on serving while a new revision is rolled out."""
    on_its_way = deployment.status in (Status.DEPLOYING, Status.ROLLING_BACK)
    serves_on = on_its_way and deployment.serving is not None
    return Status.DEPLOYED.value if serves_on else deployment.status


def _revision(deployment: Deployment) -> int | None:
    """Name the revision that answers: the newest while one is on its way, else the one that serves."""
    if deployment.host == EXTERNAL:
        return None
    on_its_way = deployment.status in (Status.DEPLOYING, Status.ROLLING_BACK)
    return deployment.revision if on_its_way else deployment.serving or deployment.revision


@dataclass(frozen=True)
class _Version:
    number: int
    agent_id: UUID
    document: Mapping[str, Any]


_versions: OrderedDict[UUID, _Version] = OrderedDict()
_KEPT = 512


async def _version(session: Session, id: UUID) -> _Version | None:
    """Load a version once: it never changes. The deployment that names it was found in this organisation."""
    if (kept := _versions.get(id)) is not None:
        return kept
    found = await agents.version(session, id)
    if found is None:
        return None
    _versions[id] = version = _Version(found.number, found.agent_id, found.document)
    if len(_versions) > _KEPT:
        _versions.popitem(last=False)
    return version
