"""Who set which field: server-side apply, its conflicts, and merge patches."""

import copy
from typing import Any

from tests.kubernetes.kinds import Object, Refused

Path = tuple[str, ...]
Managers = dict[tuple[str, str], set[Path]]
_IDENTITY = {("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")}


def leaves(value: Any, path: Path = ()) -> dict[Path, Any]:
    """List the fields of an object; a list is one field."""
    if isinstance(value, dict) and value:
        found: dict[Path, Any] = {}
        for key, inner in value.items():
            found |= leaves(inner, (*path, key))
        return found
    return {path: value}


def apply(before: Object | None, wanted: Object, managers: Managers, manager: str, *, force: bool) -> Object:
    """Set the fields that a manager wants, and drop those that it wanted before and nobody else did."""
    given = {path: value for path, value in leaves(wanted).items() if path not in _IDENTITY}
    own = (manager, "Apply")
    after = copy.deepcopy(before) if before is not None else {}
    has = leaves(after)
    against = [
        (other, path)
        for other, paths in managers.items()
        for path in paths & given.keys()
        if other != own and has.get(path) != given[path]
    ]
    if against and not force:
        told = "; ".join(f'conflict with "{other[0]}": .{".".join(path)}' for other, path in against)
        raise Refused(409, "Conflict", f"Apply failed with {len(against)} conflicts: {told}")
    for other, path in against:
        managers[other].discard(path)
    for path in managers.get(own, set()) - given.keys():
        if not any(path in paths for other, paths in managers.items() if other != own):
            _drop(after, path)
    for path, value in leaves(wanted).items():
        _set(after, path, value)
    managers[own] = set(given)
    return after


def update(before: Object, after: Object, managers: Managers, manager: str) -> None:
    """Note that a manager changed fields in another way than by applying."""
    had, has = leaves(before), leaves(after)
    changed = {path for path, value in has.items() if had.get(path) != value and path[0] != "status"}
    changed -= _IDENTITY
    for paths in managers.values():
        paths -= changed
    if changed:
        managers.setdefault((manager, "Update"), set()).update(changed)


def merge(before: Any, change: Any) -> Any:
    """Apply a merge patch (RFC 7396)."""
    if not isinstance(change, dict):
        return copy.deepcopy(change)
    made = dict(before) if isinstance(before, dict) else {}
    for key, value in change.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = merge(made.get(key), value)
    return made


def shown(managers: Managers, api_version: str) -> list[Object]:
    """Write managers as objects show them."""
    made = []
    for (manager, operation), paths in managers.items():
        tree: Object = {}
        for path in paths:
            at = tree
            for key in path:
                at = at.setdefault(f"f:{key}", {})
        entry = {"manager": manager, "operation": operation, "apiVersion": api_version}
        made.append({**entry, "fieldsType": "FieldsV1", "fieldsV1": tree})
    return made


def _set(into: Object, path: Path, value: Any) -> None:
    for key in path[:-1]:
        if not isinstance(into.get(key), dict):
            into[key] = {}
        into = into[key]
    into[path[-1]] = copy.deepcopy(value)


def _drop(from_: Object, path: Path) -> None:
    for key in path[:-1]:
        if not isinstance(from_.get(key), dict):
            return
        from_ = from_[key]
    from_.pop(path[-1], None)
