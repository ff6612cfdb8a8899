"""The agent file as JSON Schema: what editors complete by, and where forms take their labels from."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from remit.lifecycle.agents.source import LARGEST
from remit.lifecycle.agents.types import KINDS


@cache
def agent_file_schema(type: str = "context") -> dict[str, Any]:
    """Return JSON Schema 2020-12 of files of a type; `x-remit-types` says what each type is and whether it runs."""
    kind = KINDS.get(type, KINDS["context"])
    spec, remit = kind.spec.model_json_schema(), kind.remit.model_json_schema()
    shared = {**spec.pop("$defs", {}), **remit.pop("$defs", {})}
    spec, remit = _plain(spec, shared), _plain(remit, shared)
    types = [{"type": each.name, "runs": each.runs, "description": each.words} for each in KINDS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Agent file",
        "description": f"An agent of type {type}: {kind.words}",
        "type": "object",
        "additionalProperties": False,
        "required": [*spec.get("required", ()), "remit"],
        "properties": {
            **spec["properties"],
            "remit": {**remit, "title": "Remit", "description": "What Remit adds to the agent."},
            "$schema": {"type": "string", "description": "Where this schema is; editors read it."},
        },
        "x-remit-types": types,
        "x-remit-most-bytes": LARGEST,
    }


@cache
def field_names() -> dict[str, str]:
    """Map places of an agent's document to what pages call them: `spec.model_settings.top_p` is “Top p”."""
    names: dict[str, str] = {}
    for type in KINDS:
        fields = agent_file_schema(type)["properties"]
        spec = {name: field for name, field in fields.items() if name not in ("remit", "$schema")}
        names |= dict(_titles("spec", spec)) | dict(_titles("remit", fields["remit"]["properties"]))
    return names


def _titles(path: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, field in fields.items():
        yield f"{path}.{name}", field["title"]
        yield from _titles(f"{path}.{name}", field.get("properties", {}))


def _plain(node: Any, shared: dict[str, Any]) -> Any:
    """Write references out, and leave out that a field may be null: it may be left out instead."""
    if isinstance(node, list):
        return [_plain(item, shared) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        meant = shared[node["$ref"].rpartition("/")[2]]
        node = {**meant, **{name: value for name, value in node.items() if name != "$ref"}}
    plain = {name: _plain(value, shared) for name, value in node.items()}
    options = [option for option in plain.get("anyOf", []) if option != {"type": "null"}]
    if options and len(options) < len(plain["anyOf"]):
        del plain["anyOf"]
        plain.pop("default", None)
        plain = {**options[0], **plain} if len(options) == 1 else {**plain, "anyOf": options}
    return plain
