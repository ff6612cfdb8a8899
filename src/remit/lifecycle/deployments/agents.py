"""Deploying an agent's active version, in Remit itself or on a machine of its own, with a key of its own."""

from typing import Any
from uuid import UUID

from remit.controls.tenancy import Actor, NewKey, Role, create
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey
from remit.lifecycle.agents import KINDS, AgentVersion, active_version
from remit.lifecycle.deployments.command import Environment
from remit.lifecycle.deployments.deploy import Wanted, deploy, record_intent
from remit.lifecycle.deployments.errors import ValidationFailed
from remit.lifecycle.deployments.fleet import CONTAINER, LAMBDA, LOCAL, AgentHost, Fleet
from remit.lifecycle.deployments.plans.in_container import plan_in_container
from remit.lifecycle.deployments.plans.on_lambda import plan_on_lambda
from remit.lifecycle.deployments.tables import Deployment


async def deploy_agent(
    session: Session,
    actor: Actor,
    fleet: Fleet,
    secret_key: SecretKey,
    *,
    slug: str,
    environment: Environment,
    claimed_user: str | None,
    version: AgentVersion | None = None,
    override: bool = False,
    host: AgentHost = "local",
) -> tuple[Deployment, NewKey]:
    """Deploy an agent's active version, or the one given; return the deployment with the key that alone may call it.

    Raises `NotFound` for an unknown agent, `Conflict` for one without an active version, and what `agent_plan` raises.
    """
    version = version or await active_version(session, slug)
    id = new_id()
    command = f"deploy agent {slug} to {environment}" + ("" if host == LOCAL else f" on {host}")
    asked = {"agent": slug, "environment": environment, "host": host}
    await record_intent(session, actor, id, command, claimed_user, asked)
    wanted = Wanted(
        id=id,
        name=slug,
        environment=environment,
        kind="agent",
        host=host,
        command=command,
        plan=await agent_plan(fleet, host, version, slug, environment, id),
        agent_version_id=version.id,
        claimed_user=claimed_user,
        override=override,
    )
    deployment = await deploy(session, actor, fleet, wanted)
    return deployment, await first_key(session, actor, secret_key, deployment)


async def agent_plan(
    fleet: Fleet, host: str, version: AgentVersion, slug: str, environment: Environment, id: UUID
) -> dict[str, Any]:
    """Return the plan of running a version of an agent on a host, as the deployment of an id.

    Raises `HostDoesNotTake`, `Retryable`, and `ValidationFailed` with what stands in its way.
    """
    plan = plan_of(version, slug, environment)
    if host == LAMBDA:
        plan = await plan_on_lambda(fleet, plan, version, id, environment)
    elif host == CONTAINER:
        plan = await plan_in_container(fleet, plan, version, id, environment)
    if errors := [c["message"] for c in plan["checks"] if not c["passed"] and c["severity"] == "error"]:
        raise ValidationFailed(" ".join(f"{e.rstrip('.')}." for e in errors), errors=errors)
    return plan


async def first_key(session: Session, actor: Actor, secret_key: SecretKey, deployment: Deployment) -> NewKey:
    """Make the key that a deployment begins with."""
    return await create(
        session,
        secret_key,
        org_id=actor.org_id,
        name=f"{deployment.name} in {deployment.environment}",
        role=Role.CALLER,
        created_by=actor.ref,
        deployment_id=deployment.id,
    )


def _model(version: AgentVersion) -> str:
    """Name the model that the agent asks; `none` for code that asks none."""
    asks = KINDS[version.document["remit"]["type"]].refers(version.document).model
    return version.document["spec"].get("model") or "default" if asks else "none"


def plan_of(version: AgentVersion, slug: str, environment: str) -> dict[str, Any]:
    """Return the plan of running a version of an agent in an environment."""
    remit = version.document["remit"]
    budget = remit.get("budget_usd_per_hour")
    return {
        "intent": {"agent": slug, "environment": environment},
        "assumptions": [],
        "not_understood": [],
        "artifact": {
            "model_name": _model(version),
            "endpoint_name": f"{slug}-{environment}",
            "instance_type": None,
            "instance_count": 1,
            "rollback_alarms": [],
            "budget_usd_per_hour": None if budget is None else str(budget),
        },
        "evidence": [],
        "checks": [],
        "cost": None,
        "sizing": {},
        "rationale": f"Version {version.number} of {slug} runs in this process.",
        "agent": {"slug": slug, "version": version.number, "digest": version.digest},
    }
