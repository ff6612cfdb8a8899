"""Build what a cluster is sent for a workload: pure, so a dry run shows exactly what would be sent.

    Service NAME ── selects ──▶ Deployment NAME-rN (one for each revision), with an autoscaler and a disruption budget

A new revision is made beside the old one. The Service is moved to it when it is up, and then the old one goes.
Options read here: `owner`, `max_instances`.
"""

from collections.abc import Mapping
from typing import Any

from remit.engines.hosts.host import Act, Call, Problem, Workload, name_problems
from remit.engines.hosts.kubernetes.pod import PROGRESS_SECONDS, pod_spec
from remit.engines.hosts.kubernetes.settings import PORT, KubernetesSettings
from remit.engines.hosts.native import MAX_NAME, native_name

MANAGER = "remit"
MANAGED = "app.kubernetes.io/managed-by"
INSTANCE = "app.kubernetes.io/instance"
WORKLOAD, REVISION, OWNER = "remit/workload", "remit/revision", "remit/owner"
# What one revision is made of, and what all of them share; the last is removed first.
OF_REVISION = ("Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget")
KSERVE = "InferenceService"
_VERSIONS = {
    "Deployment": "apps/v1",
    "Service": "v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "PodDisruptionBudget": "policy/v1",
    KSERVE: "serving.kserve.io/v1beta1",
}
Manifest = dict[str, Any]


def fleet_kind(settings: KubernetesSettings) -> str:
    """Name the kind of object that runs a revision's pods."""
    return KSERVE if settings.kserve else "Deployment"


def service_name(workload: str) -> str:
    """Name the Service of a workload; a Service's name begins with a letter."""
    return workload if workload[:1].isalpha() else f"m-{workload}"[:MAX_NAME].rstrip("-")


def fleet_name(workload: Workload, revision: str | None = None) -> str:
    """Name what runs a revision."""
    return native_name(service_name(workload.name), revision or workload.revision)


def labels(workload: Workload) -> dict[str, str]:
    """Label everything of a workload, so that it is found again, and told from what others made."""
    return {
        MANAGED: MANAGER,
        WORKLOAD: workload.name,
        OWNER: workload.options.get("owner", ""),
    }


def ours(workload: Workload, found: Mapping[str, Any]) -> bool:
    """Whether an object of a cluster belongs to the workload."""
    has = found.get("metadata", {}).get("labels") or {}
    return all(has.get(name) == value for name, value in labels(workload).items())


def made_by_remit(found: Mapping[str, Any]) -> bool:
    """Whether an object is one of Remit's, whichever workload it belongs to."""
    return bool((found.get("metadata", {}).get("labels") or {}).get(MANAGED) == MANAGER)


def of_revision(settings: KubernetesSettings, workload: Workload) -> list[Manifest]:
    """Describe what one revision is made of."""
    if settings.kserve:
        return [_inference_service(settings, workload)]
    least, most = _replicas(workload)
    made = [_deployment(settings, workload, least)]
    if most > least:
        made.append(_autoscaler(workload, least, most))
    if least > 1:
        made.append(_disruption_budget(workload))
    return made


def service(workload: Workload) -> Manifest:
    """Describe the Service that leads to the workload's revision."""
    spec = {
        "type": "ClusterIP",
        "selector": {INSTANCE: fleet_name(workload)},
        "ports": [{"name": "http", "port": PORT, "targetPort": PORT, "protocol": "TCP"}],
    }
    return _object("Service", service_name(workload.name), labels(workload), spec)


def build(settings: KubernetesSettings, act: Act, workload: Workload, serving: str | None) -> list[Call]:
    """Build the calls of an act in order; `serving` is the revision in place, None where there is none."""
    made = [apply(each) for each in (*of_revision(settings, workload), service(workload))]
    kinds = [kind_of(each) for each in made[:-1]]
    if act in {"apply", "run"}:
        if serving == workload.revision:
            return []
        old = [delete(kind, fleet_name(workload, serving)) for kind in kinds] if serving else []
        return [*made, *old]
    if act in {"pause", "stop"}:
        return [scale(settings, fleet_name(workload, serving), 0)] if serving else []
    names = dict.fromkeys(fleet_name(workload, each) for each in (workload.revision, serving) if each)
    removed = [delete(kind, name) for name in names for kind in kinds]
    return [delete("Service", service_name(workload.name)), *removed]


def apply(manifest: Manifest) -> Call:
    """Send a manifest, or what changed in it."""
    return Call("kubernetes", "apply", manifest)


def delete(kind: str, name: str) -> Call:
    """Remove an object and what it made."""
    return Call("kubernetes", "delete", {"kind": kind, "name": name})


def scale(settings: KubernetesSettings, name: str, replicas: int) -> Call:
    """Run a number of pods."""
    return Call("kubernetes", "scale", {"kind": fleet_kind(settings), "name": name, "replicas": replicas})


def kind_of(call: Call) -> str:
    """Name the kind of object that a call is about."""
    return str(call.parameters["kind"])


def check(settings: KubernetesSettings, workload: Workload) -> list[Problem]:
    """List why a cluster would refuse the workload, as far as can be known without asking it."""
    findings = [
        (workload.kind == "model", "kind", "Kubernetes serves models. Choose another host for an agent."),
        (workload.name == workload.name.lower(), "name", "A name on Kubernetes has no capital letters."),
        (workload.instance_count >= 1, "instance_count", "At least one instance is needed."),
        (bool(settings.image), "image", "Set REMIT_KUBERNETES_IMAGE, the image that serves models."),
    ]
    return [
        *name_problems(workload, MAX_NAME),
        *(Problem(name, message) for fine, name, message in findings if not fine),
    ]


def _replicas(workload: Workload) -> tuple[int, int]:
    least = workload.instance_count
    return least, max(least, int(workload.options.get("max_instances", least)))


def _object(kind: str, name: str, marks: Mapping[str, str], spec: Mapping[str, Any]) -> Manifest:
    metadata = {"name": name, "labels": dict(marks)}
    return {"apiVersion": _VERSIONS[kind], "kind": kind, "metadata": metadata, "spec": dict(spec)}


def _marks(workload: Workload) -> dict[str, str]:
    """Label what belongs to one revision."""
    return {**labels(workload), REVISION: workload.revision, "remit/environment": workload.environment}


def _deployment(settings: KubernetesSettings, workload: Workload, replicas: int) -> Manifest:
    name = fleet_name(workload)
    spec = {
        "replicas": replicas,
        "progressDeadlineSeconds": PROGRESS_SECONDS,
        "revisionHistoryLimit": 1,
        "selector": {"matchLabels": {INSTANCE: name}},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
        "template": {
            "metadata": {"labels": {**_marks(workload), INSTANCE: name}},
            "spec": pod_spec(settings, workload),
        },
    }
    return _object("Deployment", name, _marks(workload), spec)


def _autoscaler(workload: Workload, least: int, most: int) -> Manifest:
    busy = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
    spec = {
        "scaleTargetRef": {
            "apiVersion": _VERSIONS["Deployment"],
            "kind": "Deployment",
            "name": fleet_name(workload),
        },
        "minReplicas": least,
        "maxReplicas": most,
        "metrics": [{"type": "Resource", "resource": busy}],
    }
    return _object("HorizontalPodAutoscaler", fleet_name(workload), _marks(workload), spec)


def _disruption_budget(workload: Workload) -> Manifest:
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": {INSTANCE: fleet_name(workload)}}}
    return _object("PodDisruptionBudget", fleet_name(workload), _marks(workload), spec)


def _inference_service(settings: KubernetesSettings, workload: Workload) -> Manifest:
    """Describe a KServe service whose pods our own Service selects; its replicas are KServe's to keep."""
    least, most = _replicas(workload)
    name = fleet_name(workload)
    predictor = {
        "minReplicas": least,
        "maxReplicas": most,
        "labels": {**_marks(workload), INSTANCE: name},
        **pod_spec(settings, workload),
    }
    made = _object(KSERVE, name, _marks(workload), {"predictor": predictor})
    made["metadata"]["annotations"] = {"serving.kserve.io/deploymentMode": "RawDeployment"}
    return made
