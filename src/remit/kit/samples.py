"""A value that fits a JSON Schema, always the same one: for trials where nobody gave an example."""

from collections.abc import Mapping
from typing import Any

from remit.kit.json_schema import contract

_DEEPEST = 12
_TEXTS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T09:30:00Z",
    "time": "09:30:00Z",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "uuid": "018f2c1e-7a3b-7c4d-8e5f-0123456789ab",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
}
_MOST_FILLED = 1_000
_MOST_VALUES = 5_000


class NoSample(ValueError):
    """No value that fits was found."""


def sample(schema: Mapping[str, Any]) -> Any:
    """Make a value that fits a schema; `NoSample` where that takes more than filling in its fields."""
    made = _Making(schema.get("$defs") or {}).of(schema, 0)
    if contract(schema).misfits(made):
        raise NoSample("No value that fits the schema can be made by itself: give an example.")
    return made


class _Making:
    """Makes one value, and stops where that takes too much."""

    def __init__(self, named: Mapping[str, Any]) -> None:
        self._named = named
        self._left = _MOST_VALUES

    def of(self, node: Any, depth: int) -> Any:
        """Make what fits a part of the schema, as far as that takes only filling in."""
        self._left -= 1
        if self._left < 0:
            raise NoSample("The schema is too large for a value to be made by itself: give an example.")
        if not isinstance(node, Mapping) or depth > _DEEPEST:
            return None
        if isinstance(node.get("$ref"), str):
            return self.of(self._named.get(node["$ref"].rpartition("/")[2]), depth + 1)
        for word in ("examples", "enum"):
            if isinstance(node.get(word), list) and node[word]:
                return node[word][0]
        for word in ("const", "default"):
            if word in node:
                return node[word]
        return self._of_parts(node, depth)

    def _of_parts(self, node: Mapping[str, Any], depth: int) -> Any:
        for word in ("oneOf", "anyOf"):
            if isinstance(node.get(word), list) and node[word]:
                return self.of({**node, **_block(node[word][0]), word: None}, depth + 1)
        if isinstance(node.get("allOf"), list) and node["allOf"]:
            merged = dict(node)
            for part in node["allOf"]:
                merged |= _block(part)
            return self.of({**merged, "allOf": None}, depth + 1)
        return self._of_kind(node, depth)

    def _of_kind(self, node: Mapping[str, Any], depth: int) -> Any:
        kind = node.get("type")
        match kind[0] if isinstance(kind, list) and kind else kind:
            case "string":
                return _text(node)
            case "integer" | "number":
                return _number(node)
            case "boolean":
                return True
            case "array":
                least, most = max(int(node.get("minItems") or 0), 1), node.get("maxItems")
                size = least if most is None else min(least, int(most))
                return [self.of(node.get("items", {"type": "string"}), depth + 1) for _ in range(size)]
            case "null":
                return None
            case _ if "properties" in node or kind == "object":
                fields = _block(node.get("properties"))
                return {name: self.of(field, depth + 1) for name, field in fields.items()}
            case _:
                return "text"


def _block(node: Any) -> dict[str, Any]:
    return dict(node) if isinstance(node, Mapping) else {}


def _text(node: Mapping[str, Any]) -> str:
    made = _TEXTS.get(str(node.get("format")), "text")
    least, most = int(node.get("minLength") or 0), node.get("maxLength")
    if len(made) < least:
        made += "x" * min(least - len(made), _MOST_FILLED)
    return made if most is None else made[: int(most)]


def _number(node: Mapping[str, Any]) -> float:
    step = node.get("multipleOf") or 1
    if "minimum" in node:
        least: float = node["minimum"]
    elif "exclusiveMinimum" in node:
        least = node["exclusiveMinimum"] + step
    elif "maximum" in node:
        least = min(1, node["maximum"])
    else:
        least = 1
    if "multipleOf" in node:
        least = -(-least // step) * step
    return int(least) if node.get("type") == "integer" else least
