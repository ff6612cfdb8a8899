"""What is on the cluster: objects with versions, and everything that happened to them, for those who watch."""

import copy
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.kubernetes import fields
from tests.kubernetes.kinds import Kind, Object, Refused, require_valid

Key = tuple[str, str, str]


class Store:
    """Objects by kind, namespace and name; `changed` is called after each write, with the lock held."""

    def __init__(self, changed: Callable[["Store"], None]) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.objects: dict[Key, Object] = {}
        self.events: list[tuple[int, str, Kind, Object]] = []
        self._managers: dict[Key, fields.Managers] = {}
        self._version = 0
        self._changed = changed

    @property
    def version(self) -> str:
        return str(self._version)

    def get(self, kind: Kind, namespace: str, name: str) -> Object:
        with self.lock:
            found = self.objects.get((kind.name, namespace, name))
            if found is None:
                raise Refused(404, "NotFound", f'{kind.plural} "{name}" not found')
            return copy.deepcopy(found)

    def find(self, kind: Kind, namespace: str | None, selector: Callable[[Object], bool]) -> list[Object]:
        with self.lock:
            return [
                copy.deepcopy(each)
                for (name, where, _), each in self.objects.items()
                if name == kind.name and namespace in (None, where) and selector(each)
            ]

    def create(self, kind: Kind, namespace: str, wanted: Object, manager: str) -> Object:
        with self.lock:
            key = (kind.name, namespace, str(wanted["metadata"].get("name", "")))
            if key in self.objects:
                raise Refused(409, "AlreadyExists", f'{kind.plural} "{key[2]}" already exists')
            managers: fields.Managers = {}
            fields.update({}, wanted, managers, manager)
            return self._write(kind, key, wanted, managers)

    def apply(
        self, kind: Kind, namespace: str, name: str, wanted: Object, manager: str, *, force: bool
    ) -> Object:
        with self.lock:
            key, before = (kind.name, namespace, name), self.objects.get((kind.name, namespace, name))
            self._require_version(before, wanted)
            managers = copy.deepcopy(self._managers.get(key, {}))
            after = fields.apply(before, wanted, managers, manager, force=force)
            return self._write(kind, key, after, managers)

    def replace(self, kind: Kind, namespace: str, name: str, wanted: Object, manager: str) -> Object:
        with self.lock:
            before = self.get(kind, namespace, name)
            self._require_version(before, wanted)
            key = (kind.name, namespace, name)
            managers = copy.deepcopy(self._managers.get(key, {}))
            fields.update(before, wanted, managers, manager)
            return self._write(kind, key, {**wanted, "status": before.get("status", {})}, managers)

    def merge(self, kind: Kind, namespace: str, name: str, change: Object, manager: str) -> Object:
        with self.lock:
            return self.replace(
                kind, namespace, name, fields.merge(self.get(kind, namespace, name), change), manager
            )

    def set_status(self, kind: Kind, namespace: str, name: str, status: Object) -> None:
        with self.lock:
            found = self.objects[kind.name, namespace, name]
            if found.get("status") != status:
                found["status"] = copy.deepcopy(status)
                self._tell("MODIFIED", kind, found)

    def delete(self, kind: Kind, namespace: str, name: str) -> Object:
        with self.lock:
            found = self.get(kind, namespace, name)
            del self.objects[kind.name, namespace, name]
            self._managers.pop((kind.name, namespace, name), None)
            self._tell("DELETED", kind, found)
            self._changed(self)
            return found

    def _require_version(self, before: Object | None, wanted: Object) -> None:
        stale = wanted.get("metadata", {}).get("resourceVersion")
        if before is not None and stale and stale != before["metadata"]["resourceVersion"]:
            name = before["metadata"]["name"]
            message = f'Operation cannot be fulfilled on "{name}": the object has been modified'
            raise Refused(409, "Conflict", message)

    def _write(self, kind: Kind, key: Key, wanted: Object, managers: fields.Managers) -> Object:
        before = self.objects.get(key)
        made = copy.deepcopy(wanted)
        made |= {"apiVersion": kind.api_version, "kind": kind.name}
        _default(kind, made)
        meta = made.setdefault("metadata", {})
        meta["name"] = key[2]
        if kind.namespaced:
            meta["namespace"] = key[1]
        old = before["metadata"] if before else {}
        meta["uid"] = old.get("uid") or str(uuid4())
        meta["creationTimestamp"] = old.get("creationTimestamp") or now()
        meta["generation"] = old.get("generation", 0) + (
            before is None or before.get("spec") != made.get("spec")
        )
        meta["managedFields"] = fields.shown(managers, kind.api_version)
        meta.pop("resourceVersion", None)
        require_valid(kind, made)
        if before is not None:
            _require_fixed(kind, before, made)
            meta["resourceVersion"] = old["resourceVersion"]
            if made == before:
                return copy.deepcopy(before)
        self.objects[key], self._managers[key] = made, managers
        self._tell("ADDED" if before is None else "MODIFIED", kind, made)
        self._changed(self)
        return copy.deepcopy(self.objects[key])

    def _tell(self, event: str, kind: Kind, found: Object) -> None:
        self._version += 1
        found["metadata"]["resourceVersion"] = self.version
        self.events.append((self._version, event, kind, copy.deepcopy(found)))
        self.lock.notify_all()


def _default(kind: Kind, found: Object) -> None:
    if kind.name == "Deployment":
        found.setdefault("spec", {}).setdefault("replicas", 1)


def _require_fixed(kind: Kind, before: Object, after: Object) -> None:
    if kind.name == "Deployment" and before["spec"]["selector"] != after["spec"]["selector"]:
        message = f'Deployment "{before["metadata"]["name"]}" is invalid: spec.selector: field is immutable'
        raise Refused(422, "Invalid", message)


def selects(text: str) -> Callable[[Object], bool]:
    """Read a label selector: `a=b,c!=d,e`."""
    terms = [term.strip() for term in text.split(",") if term.strip()]
    return lambda found: all(_holds(term, found["metadata"].get("labels") or {}) for term in terms)


def _holds(term: str, labels: Mapping[str, Any]) -> bool:
    if "!=" in term:
        name, _, value = term.partition("!=")
        return labels.get(name) != value
    name, equal, value = term.replace("==", "=").partition("=")
    return labels.get(name) == value if equal else name in labels


def now() -> str:
    """Write the time as objects do."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
