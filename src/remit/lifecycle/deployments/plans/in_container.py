"""Planning a function agent in a container of this machine's engine: what would be made, and what is against it."""

import asyncio
from typing import Any
from uuid import UUID

from remit.engines.hosts import Workload
from remit.engines.sandbox import ENTRY
from remit.lifecycle.agents import AgentVersion
from remit.lifecycle.deployments.command import Environment
from remit.lifecycle.deployments.fleet import CONTAINER, Fleet
from remit.lifecycle.deployments.plans.shipping import (
    machine_name,
    machine_seconds,
    machine_workload,
    of_services,
    outcome,
    require_function,
    shipped,
)

_NAMED = ("handler", "image", "memory_mb", "cpus", "at_once", "timeout_seconds")
_FREE = "it runs on this machine and costs nothing beyond it"


async def plan_in_container(
    fleet: Fleet,
    plan: dict[str, Any],
    version: AgentVersion,
    deployment_id: UUID,
    environment: Environment,
) -> dict[str, Any]:
    """Return an agent's plan as it is carried out in a container, with the container and its checks.

    Raises `HostDoesNotTake`, and `Retryable` while the engine does not answer.
    """
    slug = plan["agent"]["slug"]
    require_function(version, slug, "a container")
    function = await _function(fleet, version, slug, environment, deployment_id)
    made = {
        **plan,
        "function": function,
        "rationale": f"Version {version.number} of {slug} runs in a container: {_words(function)}",
    }
    wanted = shipped(container_workload(function, deployment_id, environment, "r1"), version.document)
    problems = await fleet.hosts[CONTAINER].validate(wanted)
    checks = [outcome(problem.field, problem.message) for problem in problems]
    checks += [outcome("function", _words(function), passed=True), outcome("price_known", _FREE, passed=True)]
    return {**made, "checks": checks + of_services(version)}


def container_workload(
    function: dict[str, Any], deployment_id: UUID, environment: str, revision: str
) -> Workload:
    """Describe a planned container to its host, without its code."""
    return machine_workload(function, _NAMED, deployment_id, environment, revision)


async def with_agent_image_of_now(fleet: Fleet, plan: dict[str, Any]) -> dict[str, Any]:
    """Have a stored plan run in what the image's name means now; this may wait for the engine."""
    image = await _image(fleet)
    return {**plan, "function": {**plan["function"], "image": image, "image_name": fleet.boxes.image}}


async def _image(fleet: Fleet) -> str:
    agents = fleet.container_agents
    return await asyncio.to_thread(agents.image, fleet.boxes.image) if agents else ""


async def _function(
    fleet: Fleet, version: AgentVersion, slug: str, environment: str, deployment_id: UUID
) -> dict[str, Any]:
    facts = fleet.boxes
    return {
        "name": machine_name(slug, environment, deployment_id),
        "image_name": facts.image,
        "image": await _image(fleet),
        "memory_mb": facts.memory_mb,
        "cpus": facts.cpus,
        "at_once": facts.at_once,
        "timeout_seconds": machine_seconds(version),
        "handler": ENTRY,
    }


def _words(function: dict[str, Any]) -> str:
    return (
        f"the container {function['name']} of the image {function['image_name'] or '(none is set)'}, without a network,"
        f" with {function['memory_mb']} MiB and {function['cpus']:g} cores, at most {function['at_once']} calls at once"
        f" and {function['timeout_seconds']} s a call; one container for each revision."
    )
