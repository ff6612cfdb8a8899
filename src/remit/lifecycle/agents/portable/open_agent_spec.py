"""Open Agent Spec, JSON or YAML: its agents read as context agents, its flows of agents as orchestrators.

The format: a component names its `component_type`; others stand inside it, or under `$referenced_components` and are
named by `{"$component_ref": id}`. Inputs and outputs are lists of JSON Schemas, each with its name as `title`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from remit.lifecycle.agents.fields import ModelSettings
from remit.lifecycle.agents.portable.flows import flow_fields
from remit.lifecycle.agents.portable.foreign import (
    Converted,
    Reading,
    closed,
    named_places,
    settings,
    written,
)
from remit.lifecycle.agents.source import DEEPEST, Path, Source

_PROVIDERS = {"OpenAiConfig": "openai", "OllamaConfig": "ollama", "GeminiConfig": "google"}
_PLAIN = re.compile(r"[^a-z0-9]+")
_ABOUT = {"component_type", "agentspec_version", "air_version", "id", "name", "description", "metadata", "inputs",
          "outputs", "llm_config", "system_prompt", "tools", "toolboxes", "human_in_the_loop", "transforms",
          "$referenced_components", "component_plugin_name", "component_plugin_version"}  # fmt: skip
_NO_TOOL = "Tools are used over connections: add one with this tool, and name it under `remit.tools`."


class Components:
    """The components of a file, found by what refers to them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        named = data.get("$referenced_components")
        self._named: Mapping[str, Any] = named if isinstance(named, dict) else {}

    def of(self, value: Any) -> Mapping[str, Any]:
        """Return a component, wherever it stands; an empty one where it is not there."""
        for _ in range(DEEPEST):
            if not isinstance(value, dict):
                return {}
            if "$component_ref" not in value:
                return value
            value = self._named.get(str(value["$component_ref"]))
        return {}


def from_open_agent_spec(source: Source, stem: str) -> list[Converted]:
    """Make agent files of a component: the agent, or the agents of a flow and the flow itself."""
    components = Components(source.data)
    return list(_converted(source, source.data, components, stem))


def _converted(
    source: Source, data: Mapping[str, Any], components: Components, stem: str
) -> Iterator[Converted]:
    kind = data.get("component_type")
    if kind in ("Agent", "SpecializedAgent"):
        reading = Reading(source)
        yield written(agent_fields(reading, data, components, stem), reading.notes)
        return
    if kind != "Flow":
        reading = Reading(source)
        reading.notes.append(
            source.fault(
                ("component_type",),
                "not-carried",
                f"A component of type {str(kind)[:40]!r} is no agent of ours.",
                "Import agents, and flows over agents.",
            )
        )
        yield Converted("", tuple(reading.notes))
        return
    reading = Reading(source)
    agents: dict[str, str] = {}
    for node in (components.of(each) for each in data.get("nodes") or ()):
        if node.get("component_type") == "AgentNode":
            agent, own = components.of(node.get("agent")), Reading(source)
            slug = slug_of(str(agent.get("name") or node.get("name") or "agent"))
            agents[str(node.get("id") or node.get("name"))] = slug
            yield written(agent_fields(own, agent, components, slug), own.notes)
    fields = flow_fields(reading, data, components.of, agents, slug_of(str(data.get("name") or stem)))
    yield written(fields, reading.notes) if fields else Converted("", tuple(reading.notes))


def slug_of(name: str) -> str:
    """Make a slug of a name."""
    return _PLAIN.sub("-", name.lower()).strip("-")[:48].strip("-") or "agent"


def agent_fields(
    reading: Reading, agent: Mapping[str, Any], components: Components, stem: str
) -> dict[str, Any]:
    """Return the fields of an agent file that says what an agent does, as far as ours can."""
    remit: dict[str, Any] = {"type": "context", "slug": slug_of(str(agent.get("name") or stem))}
    fields: dict[str, Any] = {"name": str(agent.get("name") or stem)[:100]}
    if isinstance(agent.get("description"), str) and agent["description"].strip():
        remit["description"] = agent["description"][:2_000]
    if isinstance(agent.get("metadata"), dict) and agent["metadata"]:
        fields["metadata"] = agent["metadata"]
    _model(reading, components.of(agent.get("llm_config")), fields)
    kinds = {str(each["title"]): each for each in _properties(agent.get("inputs"))}
    prompt = agent.get("system_prompt")
    if isinstance(prompt, str) and prompt.strip():
        fields["instructions"], variables = named_places(reading, prompt, ("system_prompt",), kinds)
        if variables:
            remit["variables"] = variables
        for name in kinds:
            if re.sub(r"\W", "_", name).lower() not in variables:
                reading.lost(
                    ("inputs",), f"The input `{name[:60]}` is not in the prompt: callers say it themselves."
                )
    if outputs := list(_properties(agent.get("outputs"))):
        fields["output_schema"] = _answers(reading, outputs)
    _tools(reading, agent, components)
    for name in agent:
        if name not in _ABOUT:
            reading.lost((name,), f"`{name[:60]}` is not carried over.")
    return {**fields, "remit": remit}


def _properties(listed: Any) -> Iterator[Mapping[str, Any]]:
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and isinstance(each.get("title"), str):
            yield each


def _answers(reading: Reading, outputs: list[Mapping[str, Any]]) -> Any:
    """Make one closed schema of a list of outputs."""
    properties = {
        str(each["title"]): closed(reading, ("outputs",), dict(each))
        if each.get("type") == "object"
        else dict(each)
        for each in outputs
    }
    required = [name for name, each in properties.items() if "default" not in each]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _model(reading: Reading, config: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """Name the model where its provider is one that is connected by name; addresses and keys are never taken."""
    if not config:
        return
    place: Path = ("llm_config",)
    kind, model = str(config.get("component_type")), config.get("model_id")
    provider = _PROVIDERS.get(kind)
    if provider is not None and isinstance(model, str):
        fields["model"] = f"{provider}:{model}"
    else:
        said = (
            f"The model {str(model)[:80]!r} of a {kind[:40]} is not carried over: the default model answers."
        )
        reading.lost(place, said, "Connect its provider, and name it as `provider:model`.")
    for name in (
        "url",
        "api_key",
        "key_file",
        "cert_file",
        "ca_file",
        "client_config",
        "auth",
        "retry_policy",
    ):
        if config.get(name):
            said = f"`{name}` of the model is not carried over: addresses and keys belong to connections."
            reading.lost((*place, name), said)
    given = config.get("default_generation_parameters")
    path = (*place, "default_generation_parameters")
    if kept := settings(reading, path, given, ModelSettings.model_fields):
        fields["model_settings"] = kept


def _tools(reading: Reading, agent: Mapping[str, Any], components: Components) -> None:
    for group in ("tools", "toolboxes"):
        for place, each in enumerate(agent.get(group) or ()):
            tool = components.of(each)
            said = (
                f"The {str(tool.get('component_type') or 'tool')[:40]} `{str(tool.get('name') or '')[:60]}`"
            )
            reading.lost((group, place), f"{said} is not carried over.", _NO_TOOL)
    for place, _ in enumerate(agent.get("transforms") or ()):
        reading.lost(("transforms", place), "Transforms of messages are not carried over.")
    if agent.get("human_in_the_loop") is False:
        said = (
            "Agents answer what they are asked: that it asks nothing back is to be said in its instructions."
        )
        reading.lost(("human_in_the_loop",), said)
