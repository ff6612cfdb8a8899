"""How a revision stands on its cluster, read from its Deployment and its pods, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remit.engines.hosts.kubernetes.manifests import INSTANCE, KSERVE, REVISION

Found = Mapping[str, Any]
_NO_IMAGE = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
# The first is only the first try; these say that it was tried again.
_NO_IMAGE_FOR_GOOD = _NO_IMAGE - {"ErrImagePull"}
_NOT_SET_UP = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError"})
_CRASHES = 2


@dataclass(frozen=True)
class Standing:
    """A revision's pods: how many are wanted and ready, and whether it came up before.

    hopeless: it never came up, and what keeps it from that does not pass; `reason` says what that is.
    """

    name: str
    revision: str
    wanted: int
    ready: int
    came_up: bool
    hopeless: bool = False
    reason: str | None = None

    @property
    def paused(self) -> bool:
        """Whether nothing of it is to run."""
        return self.wanted == 0

    @property
    def up(self) -> bool:
        """Whether all of it answers."""
        return self.ready >= self.wanted > 0


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a pod, and whether it does not pass."""

    words: str
    lasts: bool


def standing(fleet: Found, pods: Sequence[Found]) -> Standing:
    """Judge a revision by the object that runs it, a Deployment or KServe's, and its pods."""
    meta, spec, status = fleet["metadata"], fleet["spec"], fleet.get("status") or {}
    conditions = {each["type"]: each for each in status.get("conditions") or []}
    kserve = fleet.get("kind") == KSERVE
    wanted = spec["predictor"].get("minReplicas", 1) if kserve else spec.get("replicas", 1)
    seen = kserve or status.get("observedGeneration", 0) >= meta.get("generation", 0)
    came_up = _came_up(conditions, kserve=kserve)
    ready = sum(_ready(pod) for pod in pods) if kserve else status.get("readyReplicas", 0) if seen else 0
    progress = conditions.get("Progressing") or {}
    late = progress.get("reason") == "ProgressDeadlineExceeded"
    trouble = None if ready >= wanted else worst(pods, conditions)
    return Standing(
        name=meta["name"],
        revision=meta["labels"].get(REVISION, ""),
        wanted=wanted,
        ready=ready,
        came_up=came_up,
        hopeless=not came_up and (late or bool(trouble and trouble.lasts)),
        reason=_reason(trouble, late=late),
    )


def selected(service: Found | None) -> str | None:
    """Name the revision's object that a Service leads to."""
    if service is None:
        return None
    name = (service["spec"].get("selector") or {}).get(INSTANCE)
    return None if name is None else str(name)


def worst(pods: Sequence[Found], conditions: Mapping[str, Found]) -> Trouble | None:
    """Say what keeps pods from answering: what lasts before what may pass."""
    found = [trouble for pod in pods if (trouble := _of_pod(pod)) is not None]
    refused = conditions.get("ReplicaFailure") or {}
    if refused.get("status") == "True":
        found.append(
            Trouble(f"The cluster refuses its pods: {refused.get('message', 'it does not say why')}", False)
        )
    return next((each for each in found if each.lasts), found[0] if found else None)


def _came_up(conditions: Mapping[str, Found], *, kserve: bool) -> bool:
    if kserve:
        return bool((conditions.get("Ready") or {}).get("status") == "True")
    return bool((conditions.get("Progressing") or {}).get("reason") == "NewReplicaSetAvailable")


def _reason(trouble: Trouble | None, *, late: bool) -> str | None:
    if not late:
        return trouble.words if trouble else None
    words = "It did not come up before the deadline (ProgressDeadlineExceeded)."
    return f"{words} {trouble.words}" if trouble else words


def _ready(pod: Found) -> bool:
    conditions = (pod.get("status") or {}).get("conditions") or []
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def _of_pod(pod: Found) -> Trouble | None:
    status = pod.get("status") or {}
    for container in status.get("containerStatuses") or []:
        if (trouble := _of_container(container)) is not None:
            return trouble
    for each in status.get("conditions") or []:
        if each["type"] == "PodScheduled" and each["status"] == "False":
            return _unscheduled(str(each.get("message", "")))
    return None


def _of_container(container: Found) -> Trouble | None:
    state, before = container.get("state") or {}, container.get("lastState") or {}
    waiting = state.get("waiting") or {}
    ended = state.get("terminated") or before.get("terminated")
    restarts = container.get("restartCount", 0)
    why, said = waiting.get("reason"), waiting.get("message") or "no message"
    if why in _NO_IMAGE:
        image = container.get("image", "")
        return Trouble(f"Its image {image} cannot be pulled ({why}): {said}", why in _NO_IMAGE_FOR_GOOD)
    if why in _NOT_SET_UP:
        return Trouble(f"Its container cannot be set up ({why}): {said}", why == "CreateContainerConfigError")
    if not ended:
        return None
    lasts = why == "CrashLoopBackOff" and restarts >= _CRASHES
    times = f"{restarts} restart{'' if restarts == 1 else 's'}"
    if ended.get("reason") == "OOMKilled":
        return Trouble(f"It ran out of memory and was killed (OOMKilled, {times}).", lasts)
    name = f"{why}, " if why else ""
    return Trouble(f"Its program ends with code {ended.get('exitCode')} ({name}{times}).", lasts)


def _unscheduled(said: str) -> Trouble:
    what = "No node has a free GPU" if "nvidia.com/gpu" in said else "No node takes it"
    return Trouble(f"{what}: {said or 'the scheduler gives no reason'}", False)
