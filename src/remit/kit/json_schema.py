"""JSON Schemas that people write: checked before they are used, and what fits them.

Patterns are matched in linear time, and nothing is ever fetched. References go to `#/$defs/…` and not in circles, so
that every schema says at most so much.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
import msgspec

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]
_LOCAL = "#/$defs/"
_MOST_ERRORS = 10
_LONGEST_SAID = 300
_MOST_REFERENCES = 200
_ELSEWHERE = ("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor")
_LINEAR = jsonschema_rs.RegexOptions()


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with a schema: where inside it, and what to do. `code` is stable."""

    path: Path
    code: str
    message: str
    hint: str | None = None


@dataclass(frozen=True)
class Misfit:
    """Where a value does not fit: `path` is dotted and empty for the whole value."""

    path: str
    message: str

    def sentence(self) -> str:
        """Write it as text."""
        return f"`{self.path}`: {self.message}" if self.path else self.message


class Contract:
    """A schema ready to check values against."""

    def __init__(self, schema: Schema) -> None:
        self._validator = jsonschema_rs.Draft202012Validator(
            dict(schema), offline=True, pattern_options=_LINEAR, validate_formats=True
        )

    def misfits(self, value: object) -> list[Misfit]:
        """Say where a value does not fit, the first few places; nothing when it fits."""
        found = []
        for error in self._validator.iter_errors(value):
            path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.instance_path)
            said = (
                error.message if len(error.message) <= _LONGEST_SAID else f"{error.message[:_LONGEST_SAID]}…"
            )
            found.append(Misfit(path.removeprefix(".")[:_LONGEST_SAID], said))
            if len(found) == _MOST_ERRORS:
                break
        return found


@lru_cache(maxsize=512)
def _contract(text: bytes) -> Contract:
    return Contract(msgspec.json.decode(text))


def contract(schema: Schema) -> Contract:
    """Return a schema ready to check with, from memory where it is known."""
    return _contract(msgspec.json.encode(schema))


def flaws(schema: object) -> list[Flaw]:
    """Say what is wrong with a schema; nothing when it can be used."""
    if not isinstance(schema, dict):
        return [Flaw((), "not-a-schema", "A JSON Schema is a block of fields.", "Begin with `type: object`.")]
    found = [*_foreign(schema), *_circles(schema)]
    return found or _unusable(schema)


def _foreign(schema: dict[str, Any]) -> Iterator[Flaw]:
    """Find references that leave the schema."""
    for path, node in _nodes(schema, ()):
        for word in _ELSEWHERE:
            if isinstance(node.get(word), str | bool):
                yield Flaw((*path, word), "schema-reference", f"`{word}` is not read.", "Remove it.")
        target = node.get("$ref")
        if isinstance(target, str) and not target.startswith(_LOCAL):
            said = f"`$ref` goes to {target[:80]!r}: no file and no address is ever read."
            yield Flaw(
                (*path, "$ref"), "schema-reference", said, "Write it under `$defs` and refer to `#/$defs/…`."
            )


def _nodes(node: object, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for name, value in node.items():
            if name not in ("const", "enum", "default", "examples"):
                yield from _nodes(value, (*path, name))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _nodes(value, (*path, place))


def _circles(schema: dict[str, Any]) -> Iterator[Flaw]:
    """Find definitions that lead back to themselves, and references that are too many to follow."""
    named = schema.get("$defs")
    edges = {
        name: [
            node["$ref"].removeprefix(_LOCAL).split("/")[0]
            for _, node in _nodes(body, ())
            if isinstance(node.get("$ref"), str)
        ]
        for name, body in (named.items() if isinstance(named, dict) else ())
    }
    if sum(map(len, edges.values())) > _MOST_REFERENCES:
        yield Flaw(("$defs",), "schema-too-large", f"The schema has more than {_MOST_REFERENCES} references.")
        return
    for name in edges:
        if _reaches(name, name, edges):
            said = f"`$defs.{name}` refers to itself: what fits it could be nested without end."
            yield Flaw(("$defs", name), "schema-recursive", said, "Write out as many levels as you need.")


def _reaches(begin: str, end: str, edges: Mapping[str, list[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(edges.get(begin, ()))
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        if here not in seen:
            seen.add(here)
            waiting += edges.get(here, ())
    return False


def _unusable(schema: dict[str, Any]) -> list[Flaw]:
    """Find what is no JSON Schema, and a schema that nothing fits."""
    try:
        Contract(schema)
        empty = (
            jsonschema_rs.canonicalize(schema, offline=True, pattern_options=_LINEAR).kind.value == "false"
        )
    except jsonschema_rs.ValidationError as error:
        path = tuple(error.instance_path)
        return [Flaw(path, "bad-schema", f"This is no JSON Schema: {error.message[:_LONGEST_SAID]}.")]
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return [Flaw((), "bad-schema", f"This is no JSON Schema: {str(error)[:_LONGEST_SAID]}.")]
    if empty:
        said = "Nothing fits this schema: its rules contradict each other."
        return [Flaw((), "schema-empty", said, "Check `required`, `enum` and the limits.")]
    return []
