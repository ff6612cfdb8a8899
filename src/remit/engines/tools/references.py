"""Schemas of a document that stand on their own: what they refer to moves into their own `$defs`.

Only references into the same document are known; others let anything pass. What refers to itself stays so.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from remit.engines.tools.names import tool_name
from remit.engines.tools.texts import as_json

_DEEPEST = 40
# Of one schema, and of all that a tool refers to: models read them all, each time.
_MOST_NODES = 2000
_MOST_TEXT = 24_000
# What would move a schema elsewhere, and what says nothing of values.
_DROPPED = frozenset(
    {
        *(
            "$schema",
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$dynamicRef",
            "$recursiveRef",
            "$vocabulary",
            "$comment",
        ),
        *("definitions", "discriminator", "xml", "externalDocs", "example", "nullable", "$defs"),
    }
)
_OF_SCHEMAS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_AS_THEY_ARE = frozenset({"enum", "const", "default", "examples", "required"})


def at(document: Mapping[str, Any], reference: object) -> Any:
    """Return what a reference into a document points to, none for one that leads elsewhere or nowhere."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    found: Any = document
    for part in reference[2:].split("/"):
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdecimal() and len(key) < 6 and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found


def resolved(document: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """Follow references until there is an object that is none; an empty one where they lead nowhere."""
    for _ in range(_DEEPEST):
        if not isinstance(value, Mapping):
            return {}
        if "$ref" not in value:
            return dict(value)
        beside = {key: each for key, each in value.items() if key != "$ref"}
        target = at(document, value["$ref"])
        value = {**target, **beside} if isinstance(target, Mapping) else beside
    return {}


class Schemas:
    """Copies schemas out of a document, for one tool after the other; what many of them refer to is copied once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._before_31 = str(document.get("openapi", "")).startswith("3.0")
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._copies: dict[str, tuple[Any, int, list[str]]] = {}
        self._referred: list[str] = []
        self._room = _MOST_NODES

    def definitions(self) -> dict[str, Any]:
        """Return what the copies since the last call refer to, nearest first; what has no room lets anything pass."""
        found: dict[str, Any] = {}
        left = _MOST_TEXT
        waiting = deque(self._referred)
        while waiting:
            reference = waiting.popleft()
            if (name := self._names[reference]) in found:
                continue
            copied, size, referred = self._copied(reference)
            if size > left:
                found[name] = {}
                continue
            left -= size
            found[name] = copied
            waiting.extend(referred)
        self._referred, self._room = [], _MOST_NODES
        return found

    def _copied(self, reference: str) -> tuple[Any, int, list[str]]:
        if reference not in self._copies:
            before = self._referred, self._room
            self._referred, self._room = [], _MOST_NODES
            copied = self.copy(at(self._document, reference))
            self._copies[reference] = copied, len(as_json(copied)), self._referred
            self._referred, self._room = before
        return self._copies[reference]

    def copy(self, schema: Any, deeper: int = _DEEPEST) -> Any:
        """Copy a schema; past so many parts, or so deep, anything passes."""
        if isinstance(schema, bool):
            return schema
        self._room -= 1
        if not isinstance(schema, Mapping) or deeper == 0 or self._room <= 0:
            return {}
        copied = {
            key: self._part(key, value, deeper - 1)
            for key, value in schema.items()
            if key not in _DROPPED
            and not key.startswith("x-")
            and (key != "required" or isinstance(value, list))
        }
        self._without_what_is_only_read(schema, copied)
        return self._as_of_31(schema, copied) if self._before_31 else copied

    def _part(self, key: str, value: Any, deeper: int) -> Any:
        if key == "$ref":
            return self._reference(value)
        if key in _AS_THEY_ARE:
            return value
        if not isinstance(value, Mapping | list):
            return value
        if key in _OF_SCHEMAS and isinstance(value, Mapping):
            return {name: self.copy(each, deeper) for name, each in value.items()}
        if isinstance(value, list):
            return [self.copy(each, deeper) if isinstance(each, Mapping) else each for each in value]
        return self.copy(value, deeper)

    def _reference(self, value: object) -> str:
        """Name a definition of our own for a reference."""
        reference = str(value)
        if reference not in self._names:
            self._names[reference] = tool_name(reference.rpartition("/")[2], self._taken)
        self._referred.append(reference)
        return f"#/$defs/{self._names[reference]}"

    def _without_what_is_only_read(self, schema: Mapping[str, Any], copied: dict[str, Any]) -> None:
        """Leave out properties that only answers have."""
        properties = schema.get("properties")
        if not isinstance(properties, Mapping):
            return
        read = {
            name
            for name, each in properties.items()
            if resolved(self._document, each).get("readOnly") is True
        }
        for name in read:
            copied["properties"].pop(name, None)
        if isinstance(copied.get("required"), list):
            copied["required"] = [name for name in copied["required"] if name not in read]

    @staticmethod
    def _as_of_31(schema: Mapping[str, Any], copied: dict[str, Any]) -> dict[str, Any]:
        """Say what OpenAPI 3.0 says in words of its own as JSON Schema does."""
        for side, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if isinstance(copied.get(side), bool) and copied.pop(side) and limit in copied:
                copied[side] = copied.pop(limit)
        if schema.get("nullable") is True:
            if isinstance(copied.get("type"), str):
                copied["type"] = [copied["type"], "null"]
                if isinstance(copied.get("enum"), list) and None not in copied["enum"]:
                    copied["enum"] = [*copied["enum"], None]
            elif copied:
                return {"anyOf": [copied, {"type": "null"}]}
        return copied
