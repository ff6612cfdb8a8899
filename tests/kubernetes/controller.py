"""What the controllers of a cluster do, at once: pods for Deployments, with the outcome that a test wants."""

import copy
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import uuid4

from tests.kubernetes.kinds import Object, find_kind
from tests.kubernetes.store import Store, now

_POD = find_kind("", "v1", "pods")
_DEPLOYMENT = find_kind("apps", "v1", "deployments")
_INFERENCE = find_kind("serving.kserve.io", "v1beta1", "inferenceservices")


class Outcome(StrEnum):
    """What becomes of a pod."""

    READY = "ready"
    STARTING = "starting"
    NO_IMAGE = "no image"
    CRASHES = "crashes"
    OUT_OF_MEMORY = "out of memory"
    NO_GPU = "no gpu"
    LATE = "late"
    NO_SECRET = "no secret"


_WAITING = {
    Outcome.STARTING: ("ContainerCreating", ""),
    Outcome.LATE: ("ContainerCreating", ""),
    Outcome.NO_IMAGE: ("ImagePullBackOff", 'Back-off pulling image: "not found"'),
    Outcome.CRASHES: ("CrashLoopBackOff", "back-off 20s restarting failed container"),
    Outcome.OUT_OF_MEMORY: ("CrashLoopBackOff", "back-off 20s restarting failed container"),
    Outcome.NO_SECRET: ("CreateContainerConfigError", 'secret "models" not found'),
}
_ENDED = {
    Outcome.CRASHES: {"reason": "Error", "exitCode": 1},
    Outcome.OUT_OF_MEMORY: {"reason": "OOMKilled", "exitCode": 137},
}
_NO_NODE = "0/3 nodes are available: 3 Insufficient nvidia.com/gpu."


class Controller:
    """Keeps pods as their Deployments want them; `outcome` says what becomes of those of a name."""

    def __init__(self, outcome: Callable[[str], Outcome]) -> None:
        self._outcome = outcome
        self._busy = False

    def __call__(self, store: Store) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            everything: Callable[[Object], bool] = lambda _: True  # noqa: E731
            for kind in (_DEPLOYMENT, _INFERENCE):
                for each in store.find(kind, None, everything):
                    self._keep(store, each)
            self._sweep(store)
        finally:
            self._busy = False

    def _keep(self, store: Store, owner: Object) -> None:
        meta, spec = owner["metadata"], owner["spec"]
        template, wanted = _template(owner), _wanted(owner)
        pods = _owned(store, owner)
        old = [pod for pod in pods if pod["metadata"]["annotations"]["template"] != str(hash(repr(template)))]
        for pod in (*old, *[pod for pod in pods if pod not in old][wanted:]):
            store.delete(_POD, meta["namespace"], pod["metadata"]["name"])
        for _ in range(wanted - len([pod for pod in pods if pod not in old])):
            store.create(_POD, meta["namespace"], _pod(owner, template), "kube-controller-manager")
        outcome = self._outcome(meta["name"])
        for pod in _owned(store, owner):
            status = _pod_status(outcome, template["spec"]["containers"][0])
            began = (pod.get("status") or {}).get("startTime")
            store.set_status(
                _POD, meta["namespace"], pod["metadata"]["name"], {**status, "startTime": began or now()}
            )
        kind = _INFERENCE if "predictor" in spec else _DEPLOYMENT
        status = _inference_status(outcome) if kind is _INFERENCE else _status(owner, outcome)
        store.set_status(kind, meta["namespace"], meta["name"], status)

    def _sweep(self, store: Store) -> None:
        """Remove the pods of what is gone."""
        there = {each["metadata"]["uid"] for each in store.objects.values()}
        for pod in store.find(_POD, None, lambda _: True):
            owners = pod["metadata"].get("ownerReferences") or []
            if owners and owners[0]["uid"] not in there:
                store.delete(_POD, pod["metadata"]["namespace"], pod["metadata"]["name"])


def _template(owner: Object) -> Object:
    spec = owner["spec"]
    if "predictor" not in spec:
        return dict(spec["template"])
    own = {"minReplicas", "maxReplicas", "labels"}
    pod = {key: value for key, value in spec["predictor"].items() if key not in own}
    return {"metadata": {"labels": spec["predictor"].get("labels", {})}, "spec": pod}


def _wanted(owner: Object) -> int:
    spec = owner["spec"]
    return int(spec["predictor"].get("minReplicas", 1) if "predictor" in spec else spec["replicas"])


def _owned(store: Store, owner: Object) -> list[Object]:
    uid = owner["metadata"]["uid"]

    def owns(pod: Object) -> bool:
        return any(each["uid"] == uid for each in pod["metadata"].get("ownerReferences") or [])

    return store.find(_POD, owner["metadata"]["namespace"], owns)


def _pod(owner: Object, template: Object) -> Object:
    meta = owner["metadata"]
    reference = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": meta["name"],
        "uid": meta["uid"],
    }
    return {
        "metadata": {
            "name": f"{meta['name'][:57]}-{uuid4().hex[:5]}",
            "labels": copy.deepcopy(template["metadata"].get("labels") or {}),
            "annotations": {"template": str(hash(repr(template)))},
            "ownerReferences": [reference],
        },
        "spec": copy.deepcopy(template["spec"]),
    }


def _pod_status(outcome: Outcome, container: Object) -> Object:
    ready = outcome is Outcome.READY
    if outcome is Outcome.NO_GPU:
        refused = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": _NO_NODE}
        return {"phase": "Pending", "conditions": [refused]}
    told: dict[str, Any] = {
        "name": container["name"],
        "image": container["image"],
        "imageID": "",
        "ready": ready,
        "restartCount": 3 if outcome in _ENDED else 0,
        "state": {"running": {"startedAt": now()[:-4] + "00Z"}} if ready else _waiting(outcome),
    }
    if outcome in _ENDED:
        told["lastState"] = {"terminated": _ENDED[outcome]}
    conditions = [
        {"type": "PodScheduled", "status": "True"},
        {"type": "Ready", "status": "True" if ready else "False"},
    ]
    return {"phase": "Running" if ready else "Pending", "conditions": conditions, "containerStatuses": [told]}


def _waiting(outcome: Outcome) -> Object:
    reason, message = _WAITING[outcome]
    return {"waiting": {"reason": reason, "message": message}}


def _status(deployment: Object, outcome: Outcome) -> Object:
    count = deployment["spec"]["replicas"]
    ready = count if outcome is Outcome.READY else 0
    before = (deployment.get("status") or {}).get("conditions") or []
    came_up = any(each.get("reason") == "NewReplicaSetAvailable" for each in before)
    reason = "NewReplicaSetAvailable" if came_up or (ready and ready == count) else "ReplicaSetUpdated"
    late = outcome is Outcome.LATE and not came_up
    progress = {
        "type": "Progressing",
        "status": "False" if late else "True",
        "reason": "ProgressDeadlineExceeded" if late else reason,
    }
    available = {"type": "Available", "status": "True" if ready == count else "False"}
    return {
        "observedGeneration": deployment["metadata"]["generation"],
        "replicas": count,
        "updatedReplicas": count,
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": count - ready,
        "conditions": [progress, available],
    }


def _inference_status(outcome: Outcome) -> Object:
    return {"conditions": [{"type": "Ready", "status": "True" if outcome is Outcome.READY else "False"}]}
