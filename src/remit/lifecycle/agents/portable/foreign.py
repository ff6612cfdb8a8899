"""Agents written for others, read as ours: which format a file has, and what of it could not be carried over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.source import Path, Source, read
from remit.lifecycle.agents.writing import as_text

Format = Literal["remit", "pydantic-ai", "open-agent-spec"]
_PLACE = re.compile(r"\{\{\s*([^}]*?)\s*\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TABS = re.compile(r"^\t+", re.MULTILINE)
_KINDS = ("string", "number", "integer", "boolean")
_AGENT_SPEC = {"instructions", "model", "capabilities", "output_schema", "model_settings", "deps_schema"}


@dataclass
class Reading:
    """A foreign file while it is read; `notes` are what could not be carried over."""

    source: Source
    notes: list[Fault] = field(default_factory=list)

    def lost(self, path: Path, said: str, hint: str | None = None) -> None:
        """Say that something could not be carried over."""
        self.notes.append(self.source.fault(path, "not-carried", said, hint, "warning"))


@dataclass(frozen=True)
class Converted:
    """An agent file of ours, made of a foreign one."""

    text: str
    notes: tuple[Fault, ...]


def untabbed(text: str) -> str:
    """Make JSON that is indented with tabs readable as YAML."""
    return _TABS.sub(lambda tabs: "  " * len(tabs[0]), text) if text.lstrip()[:1] in ("{", "[") else text


def format_of(text: str) -> tuple[Format, Source]:
    """Find out whose file it is; raises `BadSpec` for what cannot be read."""
    source = read(untabbed(text))
    if "component_type" in source.data:
        return "open-agent-spec", source
    if "remit" not in source.data and _AGENT_SPEC & set(source.data):
        return "pydantic-ai", source
    return "remit", source


def written(fields: Mapping[str, Any], notes: list[Fault]) -> Converted:
    """Write what was read as a file of ours."""
    return Converted(as_text(fields), tuple(notes))


def named_places(
    reading: Reading, text: str, path: Path, kinds: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return a prompt whose places are ours, and the variables that they ask for.

    `kinds` are JSON Schemas of what callers give, by name; what is no plain name stays as text, and is noted.
    """
    variables: dict[str, Any] = {}

    def named(place: re.Match[str]) -> str:
        name = re.sub(r"\W", "_", place[1]).lower()
        if not re.fullmatch(r"\w+", place[1]) or not _NAME.fullmatch(name):
            reading.lost(path, f"`{place[0][:60]}` is no plain variable: it stands as text now.")
            return place[0].replace("{{", "{ {").replace("}}", "} }")
        variables[name] = variable(reading, path, place[1], kinds.get(place[1]) or {})
        return f"{{{{{name}}}}}"

    return _PLACE.sub(named, text), variables


def variable(reading: Reading, path: Path, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declaration of what callers give under a name."""
    kind = schema.get("type", "string")
    if kind not in _KINDS:
        reading.lost(path, f"`{name}` is of type {str(kind)[:40]}: callers give it as text.")
        kind = "string"
    made: dict[str, Any] = {"type": kind}
    if isinstance(schema.get("description"), str):
        made["description"] = schema["description"][:500]
    if isinstance(schema.get("default"), str | int | float | bool):
        made["default"] = schema["default"]
    if isinstance(schema.get("enum"), list):
        made["enum"] = schema["enum"]
    return made


def closed(reading: Reading, path: Path, schema: Any) -> Any:
    """Close the schema of an answer, as ours must be, and say so."""
    if not isinstance(schema, dict) or schema.get("additionalProperties") is False:
        return schema
    reading.lost(path, "The schema let fields through that it does not name: it is closed now.")
    return {**schema, "additionalProperties": False}


def settings(reading: Reading, path: Path, given: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the settings of a model that are ours too."""
    kept = {}
    for name, value in (given or {}).items() if isinstance(given, dict) else ():
        if name in known and value is not None:
            kept[name] = value
        elif value is not None:
            reading.lost((*path, name), f"The model setting `{name}` is not taken.")
    return kept
