"""The kinds that the server knows, how they are discovered, and what it refuses to store."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import kubernetes_validate

Object = dict[str, Any]
VERSION = "1.31"
_LABEL = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_SERVICE = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
_VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"]


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message


@dataclass(frozen=True)
class Kind:
    """A kind of object, with the path that it is found at."""

    group: str
    version: str
    plural: str
    name: str
    namespaced: bool = True
    scale: bool = False

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


KINDS = (
    Kind("", "v1", "namespaces", "Namespace", namespaced=False),
    Kind("", "v1", "pods", "Pod"),
    Kind("", "v1", "services", "Service"),
    Kind("", "v1", "configmaps", "ConfigMap"),
    Kind("", "v1", "secrets", "Secret"),
    Kind("apps", "v1", "deployments", "Deployment", scale=True),
    Kind("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
    Kind("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
    Kind("serving.kserve.io", "v1beta1", "inferenceservices", "InferenceService"),
)


def find_kind(group: str, version: str, plural: str) -> Kind:
    """Find a kind by its path."""
    for kind in KINDS:
        if (kind.group, kind.version, kind.plural) == (group, version, plural):
            return kind
    raise Refused(404, "NotFound", "the server could not find the requested resource")


def versions() -> Object:
    """Answer `/api`."""
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}


def groups() -> Object:
    """Answer `/apis`."""
    found = dict.fromkeys((kind.group, kind.version) for kind in KINDS if kind.group)
    made = []
    for group, version in found:
        one = {"groupVersion": f"{group}/{version}", "version": version}
        made.append({"name": group, "versions": [one], "preferredVersion": one})
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": made}


def resources(group: str, version: str) -> Object:
    """Answer what is in a group's version."""
    found = [kind for kind in KINDS if (kind.group, kind.version) == (group, version)]
    if not found:
        raise Refused(404, "NotFound", "the server could not find the requested resource")
    made: list[Object] = []
    for kind in found:
        own = {
            "name": kind.plural, "singularName": kind.name.lower(), "namespaced": kind.namespaced,
            "kind": kind.name, "verbs": _VERBS,
        }  # fmt: skip
        made.append(own)
        if kind.scale:
            scaled = {
                "group": "autoscaling",
                "version": "v1",
                "kind": "Scale",
                "verbs": ["get", "patch", "update"],
            }
            made.append({**own, "name": f"{kind.plural}/scale", "singularName": "", **scaled})
    return {
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": found[0].api_version, "resources": made,
    }  # fmt: skip


def require_valid(kind: Kind, found: Object) -> None:
    """Refuse what a real server refuses: fields of the wrong type or that do not exist, names, labels, selectors."""
    meta = found.get("metadata") or {}
    name = str(meta.get("name", ""))
    if not (_SERVICE if kind.name == "Service" else _SUBDOMAIN).fullmatch(name) or len(name) > 253:
        raise _invalid(kind, name, "metadata.name is not a valid name")
    for value in (meta.get("labels") or {}).values():
        if len(str(value)) > 63 or not _LABEL.fullmatch(str(value)):
            raise _invalid(kind, name, f"metadata.labels: {value!r} is not a valid label")
    # What is is the same in many objects is checked once.
    said = {key: meta[key] for key in ("labels", "annotations", "ownerReferences") if key in meta}
    checked = {**{key: value for key, value in found.items() if key != "status"}, "metadata": said}
    if kind.name == "Pod":  # made of a template that was checked
        return
    if problem := _schema(json.dumps(_as_known(kind, checked), sort_keys=True)):
        raise _invalid(kind, name, problem)
    if kind.name == "Deployment":
        _require_selected(kind, name, found["spec"])


def _as_known(kind: Kind, found: Object) -> Object:
    """Check what KServe runs as the pod that it becomes: its own schema is no part of Kubernetes."""
    if kind.name != "InferenceService":
        return found
    own = {"minReplicas", "maxReplicas", "labels", "annotations"}
    spec = {key: value for key, value in found["spec"]["predictor"].items() if key not in own}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": found["metadata"], "spec": spec}


def _require_selected(kind: Kind, name: str, spec: Object) -> None:
    wanted, has = spec["selector"]["matchLabels"], spec["template"]["metadata"].get("labels") or {}
    if any(has.get(key) != value for key, value in wanted.items()):
        raise _invalid(kind, name, "`selector` does not match template `labels`")


@lru_cache(maxsize=1000)
def _schema(text: str) -> str | None:
    try:
        kubernetes_validate.validate(json.loads(text), VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        return str(error.message)
    return None


def _invalid(kind: Kind, name: str, message: str) -> Refused:
    return Refused(422, "Invalid", f'{kind.name} "{name}" is invalid: {message}')
