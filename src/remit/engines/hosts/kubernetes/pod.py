"""The pod that serves a model: hardened, bounded and probed.

Options read here: `hf_model_id`, `max_model_len`, `gpus`, `memory_gib`, `memory_limit_gib`, `node_type`.
"""

from typing import Any

from remit.engines.hosts.host import Workload
from remit.engines.hosts.kubernetes.settings import PORT, KubernetesSettings

CONTAINER = "model"
GPU = "nvidia.com/gpu"
NODE_TYPE = "node.kubernetes.io/instance-type"
_USER = 65532
_CACHE, _TEMPORARY = "/cache", "/tmp"  # noqa: S108 - the container's own, an empty volume
# Everything that vLLM and what it builds on would otherwise write beside its programs.
_WRITES = {
    "HOME": _TEMPORARY,
    "HF_HOME": f"{_CACHE}/huggingface",
    "VLLM_CACHE_ROOT": f"{_CACHE}/vllm",
    "TRITON_CACHE_DIR": f"{_CACHE}/triton",
    "TORCHINDUCTOR_CACHE_DIR": f"{_CACHE}/inductor",
    "XDG_CACHE_HOME": f"{_CACHE}/other",
    "USER": "model",
}
# Half an hour for weights to be fetched and loaded.
_STARTUP_TRIES, _STARTUP_SECONDS = 180, 10
PROGRESS_SECONDS = _STARTUP_TRIES * _STARTUP_SECONDS + 300


def pod_spec(settings: KubernetesSettings, workload: Workload) -> dict[str, Any]:
    """Describe the pod of a revision."""
    gpus = int(workload.options.get("gpus", "0"))
    spec: dict[str, Any] = {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": 60,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(settings, workload, gpus)],
        "volumes": [
            {"name": "cache", "emptyDir": {}},
            {"name": "temporary", "emptyDir": {}},
            {"name": "shared-memory", "emptyDir": {"medium": "Memory", "sizeLimit": "2Gi"}},
        ],
    }
    if gpus:
        # Nodes with GPUs are usually kept free of everything that does not ask for one.
        spec["tolerations"] = [{"key": GPU, "operator": "Exists", "effect": "NoSchedule"}]
    if node_type := workload.options.get("node_type"):
        spec["nodeSelector"] = {NODE_TYPE: node_type}
    return spec


def _container(settings: KubernetesSettings, workload: Workload, gpus: int) -> dict[str, Any]:
    given = {
        "model": workload.options.get("hf_model_id", workload.model),
        "name": workload.name,
        "port": str(PORT),
        "context": workload.options.get("max_model_len", "8192"),
        "gpus": str(max(1, gpus)),
    }
    container: dict[str, Any] = {
        "name": CONTAINER,
        "image": settings.image,
        "args": settings.words(given),
        "env": [{"name": name, "value": value} for name, value in _WRITES.items()],
        "ports": [{"name": "http", "containerPort": PORT, "protocol": "TCP"}],
        "resources": _resources(workload, gpus),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "cache", "mountPath": _CACHE},
            {"name": "temporary", "mountPath": _TEMPORARY},
            {"name": "shared-memory", "mountPath": "/dev/shm"},  # noqa: S108 - as above
        ],
        # Calls that were sent here before the Service knew better are answered first.
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", "5"]}}},
        **_probes(),
    }
    if settings.secret:
        container["envFrom"] = [{"secretRef": {"name": settings.secret}}]
    return container


def _resources(workload: Workload, gpus: int) -> dict[str, dict[str, str]]:
    least = workload.options.get("memory_gib", "4")
    most = workload.options.get("memory_limit_gib", str(2 * int(least)))
    needs = {"cpu": str(2 * max(1, gpus)), "memory": f"{least}Gi"}
    bounds = {"memory": f"{most}Gi"}
    if gpus:
        needs[GPU] = bounds[GPU] = str(gpus)
    return {"requests": needs, "limits": bounds}


def _probes() -> dict[str, Any]:
    asks = {"httpGet": {"path": "/health", "port": "http"}}
    return {
        "startupProbe": {**asks, "periodSeconds": _STARTUP_SECONDS, "failureThreshold": _STARTUP_TRIES},
        "readinessProbe": {**asks, "periodSeconds": 5, "timeoutSeconds": 5, "failureThreshold": 3},
        "livenessProbe": {**asks, "periodSeconds": 10, "timeoutSeconds": 10, "failureThreshold": 6},
    }
