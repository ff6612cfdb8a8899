"""Planning a model on a Kubernetes cluster: its GPUs, its memory, and what it costs where that is said."""

from dataclasses import dataclass
from typing import Any

from remit.controls.environments import Place
from remit.kit.clock import now
from remit.lifecycle.deployments.command import Check, Intent, check_cluster
from remit.lifecycle.deployments.errors import ModelGone
from remit.lifecycle.deployments.fleet import Fleet
from remit.lifecycle.deployments.sizing import ClusterSizing, endpoint_name, get_model, size_on_cluster

_CONTEXT = 8192


@dataclass(frozen=True)
class OnCluster:
    """What a plan for a cluster adds up to, as it is stored."""

    artifact: dict[str, Any]
    checks: list[Check]
    sizing: dict[str, Any]
    cost: dict[str, Any]
    rationale: str
    assumptions: list[str]


def plan_on_cluster(fleet: Fleet, intent: Intent, place: Place) -> OnCluster:
    """Size, price and check a model of the catalogue; needs an intent that names one."""
    model = get_model(intent.model_id or "")
    if model is None:
        raise ModelGone(f"The model {intent.model_id} has left the catalogue: it cannot be sized any more.")
    today = now().date()
    found = size_on_cluster(
        model,
        intent.max_instances or intent.instance_count or 1,  # what it may come to is priced and checked
        node=intent.instance_type or fleet.cluster.node,
        usd_per_gpu_hour=fleet.cluster.gpu_usd_per_hour,
        max_context=intent.max_context or _CONTEXT,
        precision=intent.precision,
        today=today,
    )
    artifact = {
        "model_name": model.id,
        "endpoint_name": endpoint_name(intent.application or model.id, place.name),
        "instance_type": found.sizing.instance_type or "",
        "instance_count": intent.instance_count or 1,
        "rollback_alarms": [],
        "budget_usd_per_hour": intent.budget_usd_per_hour,
    }
    checks = check_cluster(artifact, found.sizing, intent, fleet.limits, environment=place, today=today)
    return OnCluster(
        artifact,
        checks,
        _sizing(found, intent),
        _cost(found),
        _rationale(found, intent),
        _assumptions(found, intent),
    )


def _assumptions(found: ClusterSizing, intent: Intent) -> list[str]:
    said = []
    if found.node_type is None and found.gpus:
        said.append(
            f"The cluster's GPUs are taken to be like {found.gpu}s or larger: name a node type (“on g5.2xlarge”) or set"
            " REMIT_KUBERNETES_NODE to be sure."
        )
    if intent.region is not None:
        said.append(f"A cluster is where it is: {intent.region} plays no part.")
    return said


def _rationale(found: ClusterSizing, intent: Intent) -> str:
    if intent.max_instances is None:
        return found.sizing.rationale
    between = f"{intent.instance_count or 1} to {intent.max_instances}"
    return f"{found.sizing.rationale} The cluster keeps {between}, by load; the price is for the most."


def _sizing(found: ClusterSizing, intent: Intent) -> dict[str, Any]:
    sizing = found.sizing
    ranged = {"max_instances": intent.max_instances} if intent.max_instances else {}
    return {
        **ranged,
        "model_id": sizing.model.id,
        "huggingface_id": sizing.model.huggingface_id,
        "licence": sizing.model.licence,
        "precision": sizing.precision,
        "tensor_parallel": found.gpus,
        "max_model_len": sizing.max_model_len,
        "node_type": found.node_type,
        "memory_gib": found.memory_gib,
        "memory_limit_gib": found.memory_limit_gib,
        "alternatives": [],
    }


def _cost(found: ClusterSizing) -> dict[str, Any]:
    sizing, price = found.sizing, found.sizing.price
    amounts = (sizing.estimated_usd_per_hour, sizing.peak_usd_per_hour, price and price.usd_per_hour)
    steady, peak, one = (None if each is None else str(each) for each in amounts)
    return {
        "estimated_usd_per_hour": steady,
        "peak_usd_per_hour": peak,
        "price_usd_per_hour": one,
        "price_as_of": None,
        "price_source": price.source if price else None,
        "price_confidence": price.confidence if price else None,
        "currency": "USD",
    }
