"""Pydantic AI's `AgentSpec`, read as a context agent."""

from typing import Any

from remit.lifecycle.agents.fields import ModelSettings
from remit.lifecycle.agents.portable.foreign import (
    Converted,
    Reading,
    closed,
    named_places,
    settings,
    written,
)
from remit.lifecycle.agents.source import Source

_SAME = ("name", "model", "description", "metadata")
_NOT_TAKEN = {
    "tool_timeout": "How long a tool may take is set on its connection.",
    "end_strategy": "An agent answers when it uses no more tools.",
}


def from_agent_spec(source: Source, stem: str) -> Converted:
    """Make an agent file of an `AgentSpec`; `stem` names one that has no name."""
    reading, spec = Reading(source), source.data
    fields: dict[str, Any] = {name: spec[name] for name in _SAME if spec.get(name) is not None}
    fields.setdefault("name", stem)
    remit: dict[str, Any] = {"type": "context"}
    instructions, variables = _instructions(reading, spec)
    if instructions is not None:
        fields["instructions"] = instructions
    if variables:
        remit["variables"] = variables
    if kept := settings(reading, ("model_settings",), spec.get("model_settings"), ModelSettings.model_fields):
        fields["model_settings"] = kept
    if spec.get("output_schema") is not None:
        fields["output_schema"] = closed(reading, ("output_schema",), spec["output_schema"])
    _retries(reading, spec, fields)
    for name, why in _NOT_TAKEN.items():
        if spec.get(name) not in (None, "graceful"):
            reading.lost((name,), f"`{name}` is not carried over. {why}")
    for place, each in enumerate(spec.get("capabilities") or ()):
        named = each if isinstance(each, str) else next(iter(each), "") if isinstance(each, dict) else ""
        reading.lost(
            ("capabilities", place),
            f"The capability `{str(named)[:60]}` is not carried over: what an agent may do is governed.",
            "Add a connection with the tools it needs, and name them under `remit.tools`.",
        )
    known = {*_SAME, *_NOT_TAKEN, "instructions", "model_settings", "output_schema", "retries", "deps_schema",
             "capabilities", "$schema"}  # fmt: skip
    for name in spec:
        if name not in known:
            reading.lost((name,), f"`{name}` is not known, and not carried over.")
    return written({**fields, "remit": remit}, reading.notes)


def _instructions(reading: Reading, spec: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return the instructions, with what their templates ask of callers."""
    deps = spec.get("deps_schema")
    kinds = deps.get("properties") if isinstance(deps, dict) else None
    kinds = kinds if isinstance(kinds, dict) else {}
    given, told = spec.get("instructions"), []
    variables: dict[str, Any] = {}
    if given is None:
        return None, {}
    for place, part in enumerate(given if isinstance(given, list) else [given]):
        text, asked = named_places(reading, str(part), ("instructions", place), kinds)
        told.append(text)
        variables |= asked
    for name in kinds:
        if name not in variables:
            reading.lost(
                ("deps_schema", "properties", name), f"The dependency `{name}` is not in the instructions."
            )
    return (told if isinstance(given, list) else told[0]), variables


def _retries(reading: Reading, spec: dict[str, Any], fields: dict[str, Any]) -> None:
    given = spec.get("retries")
    if isinstance(given, dict):
        reading.lost(
            ("retries",), "Retries of tools are set on their connections: those of answers are kept."
        )
        given = given.get("output")
    if given is not None:
        fields["retries"] = given
