"""A deployment's revision as a host understands it."""

from dataclasses import replace

from remit.engines.hosts import Workload
from remit.kit.database import Session
from remit.lifecycle import agents
from remit.lifecycle.agents import VERSION
from remit.lifecycle.deployments.fleet import CONTAINER, KUBERNETES, LAMBDA, LOCAL, MACHINES
from remit.lifecycle.deployments.plans.in_container import container_workload
from remit.lifecycle.deployments.plans.on_lambda import function_workload
from remit.lifecycle.deployments.plans.shipping import shipped
from remit.lifecycle.deployments.tables import Deployment


def workload(deployment: Deployment, region: str, *, revision: int | None = None) -> Workload:
    """Describe what should run; its name and revision are the same at every attempt.

    `revision` is the one that is meant where it is not the newest.
    """
    if on_own_machine(deployment):
        made = _function(deployment)
    elif deployment.kind != "model":
        made = _agent(deployment)
    elif deployment.host == KUBERNETES:
        made = _on_cluster(deployment)
    else:
        made = _file(deployment) if deployment.host in (LOCAL, CONTAINER) else _model(deployment, region)
    return made if revision is None else replace(made, revision=revision_name(revision))


def on_own_machine(deployment: Deployment) -> bool:
    """Say whether a deployment's code is shipped to a machine of its own."""
    return deployment.kind == "agent" and deployment.host in MACHINES


async def to_apply(
    session: Session, deployment: Deployment, region: str, *, revision: int | None = None
) -> Workload:
    """Describe what should run, with the code that its host is sent."""
    made = workload(deployment, region, revision=revision)
    if not on_own_machine(deployment) or deployment.agent_version_id is None:
        return made
    version = await agents.version(session, deployment.agent_version_id)
    if version is None:
        raise LookupError(f"the version that {deployment.name} runs is gone")
    return shipped(made, version.document)


def revision_name(number: int) -> str:
    """Name a revision as hosts see it."""
    return f"r{number}"


def revision_number(name: str) -> int | None:
    """Read the name of a revision; none for one that is not ours."""
    return int(name[1:]) if name[:1] == "r" and name[1:].isdecimal() else None


def _model(deployment: Deployment, region: str) -> Workload:
    artifact, sizing = deployment.plan["artifact"], deployment.plan["sizing"]
    return Workload(
        name=artifact["endpoint_name"],
        revision=revision_name(deployment.revision),
        environment=deployment.environment,
        kind="model",
        model=artifact["model_name"],
        region=sizing.get("region", region),
        instance_type=artifact["instance_type"],
        instance_count=artifact["instance_count"],
        rollback_alarms=tuple(artifact["rollback_alarms"]),
        options={
            "hf_model_id": sizing["huggingface_id"],
            "max_model_len": str(sizing["max_model_len"]),
            "gpus": str(max(1, sizing["tensor_parallel"])),
            "tag.remit:environment": deployment.environment,
        },
        replaces=revision_name(deployment.revision - 1) if deployment.revision > 1 else None,
    )


def _file(deployment: Deployment) -> Workload:
    artifact, sizing = deployment.plan["artifact"], deployment.plan["sizing"]
    return Workload(
        name=artifact["endpoint_name"],
        revision=revision_name(deployment.revision),
        environment=deployment.environment,
        kind="model",
        model=artifact["model_name"],
        region="",
        instance_type=artifact["instance_type"],
        instance_count=artifact["instance_count"],
        options={
            "file": sizing["model_file"],
            "context": str(sizing["max_model_len"]),
            "owner": deployment.id.hex,
            "organization": deployment.org_id.hex,
            "image": sizing.get("image_id") or "",
        },
        replaces=revision_name(deployment.serving) if deployment.serving else None,
    )


def _on_cluster(deployment: Deployment) -> Workload:
    sizing = deployment.plan["sizing"]
    options = {
        "hf_model_id": sizing["huggingface_id"],
        "max_model_len": str(sizing["max_model_len"]),
        "gpus": str(sizing["tensor_parallel"]),
        "memory_gib": str(sizing["memory_gib"]),
        "memory_limit_gib": str(sizing["memory_limit_gib"]),
        "owner": deployment.id.hex,
    }
    if sizing.get("max_instances"):
        options["max_instances"] = str(sizing["max_instances"])
    if sizing["node_type"]:
        options["node_type"] = sizing["node_type"]
    return replace(_model(deployment, ""), region="", instance_type=None, options=options)


def _agent(deployment: Deployment) -> Workload:
    return Workload(
        name=f"{deployment.name}-{deployment.environment}",
        revision=revision_name(deployment.revision),
        environment=deployment.environment,
        kind="agent",
        model=VERSION.show(deployment.agent_version_id) if deployment.agent_version_id else "",
        region="",
        instance_type=None,
        instance_count=1,
    )


def _function(deployment: Deployment) -> Workload:
    described = function_workload if deployment.host == LAMBDA else container_workload
    made = described(
        deployment.plan["function"], deployment.id, deployment.environment, revision_name(deployment.revision)
    )
    replaces = revision_name(deployment.serving) if deployment.serving else None
    return replace(made, model=_agent(deployment).model, replaces=replaces)
