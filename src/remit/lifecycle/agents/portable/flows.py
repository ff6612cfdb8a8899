"""Flows of Open Agent Spec whose steps are agents, read as orchestrators."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from remit.lifecycle.agents.portable.foreign import Reading

Find = Callable[[Any], Mapping[str, Any]]
_NOT_PLAIN = re.compile(r"[^a-z0-9_]+")
_ENDS = ("StartNode", "EndNode")


def flow_fields(
    reading: Reading, flow: Mapping[str, Any], find: Find, agents: Mapping[str, str], slug: str
) -> dict[str, Any] | None:
    """Return the fields of an orchestrator, none for a flow with steps that are no agents: each is noted."""
    nodes = [find(each) for each in flow.get("nodes") or ()]
    strange = [each for each in nodes if each.get("component_type") not in ("AgentNode", *_ENDS)]
    for node in strange:
        kind, name = str(node.get("component_type"))[:40], str(node.get("name"))[:60]
        reading.lost(
            ("nodes",), f"The step `{name}` is a {kind}, and steps are agents here: the flow is not imported."
        )
    branches = [each for each in _edges(flow, find, "control_flow_connections") if each.get("from_branch")]
    for edge in branches:
        reading.lost(
            ("control_flow_connections",),
            f"The branch `{str(edge['from_branch'])[:60]}` is not carried over.",
        )
    if strange or not agents:
        return None
    ids = {_key(each): _id(each) for each in nodes}
    steps = [each for each in nodes if each.get("component_type") == "AgentNode"]
    into, out = _data(flow, find, ids)
    return {
        "name": str(flow.get("name") or slug)[:100],
        "remit": {
            "type": "orchestrator",
            "slug": slug,
            **({"description": flow["description"][:2_000]} if flow.get("description") else {}),
            "input_schema": _schema(flow.get("inputs")),
            "output_schema": _schema(flow.get("outputs")),
            "nodes": [
                {"id": _id(each), "agent": agents[_key(each)], "input": into.get(_key(each), {})}
                for each in steps
            ],
            "edges": _control(flow, find, ids),
            "output": out,
        },
    }


def _key(node: Mapping[str, Any]) -> str:
    return str(node.get("id") or node.get("name"))


def _id(node: Mapping[str, Any]) -> str:
    if node.get("component_type") == "StartNode":
        return "input"
    plain = _NOT_PLAIN.sub("_", str(node.get("name") or "step").lower()).strip("_")[:60]
    return plain if plain[:1].isalpha() and plain != "input" else f"step_{plain}"


def _schema(listed: Any) -> dict[str, Any]:
    properties = {
        str(each["title"]): dict(each)
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and isinstance(each.get("title"), str)
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _edges(flow: Mapping[str, Any], find: Find, name: str) -> Sequence[Mapping[str, Any]]:
    return [find(each) for each in flow.get(name) or ()]


def _control(flow: Mapping[str, Any], find: Find, ids: Mapping[str, str]) -> list[dict[str, str]]:
    made = []
    for edge in _edges(flow, find, "control_flow_connections"):
        begin, end = find(edge.get("from_node")), find(edge.get("to_node"))
        if end.get("component_type") != "EndNode" and _key(begin) in ids and _key(end) in ids:
            made.append({"from": ids[_key(begin)], "to": ids[_key(end)]})
    return made


def _data(
    flow: Mapping[str, Any], find: Find, ids: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return where each step takes its input from, and where the flow's output comes from."""
    into: dict[str, dict[str, str]] = {}
    out: dict[str, str] = {}
    for edge in _edges(flow, find, "data_flow_connections"):
        source, target = find(edge.get("source_node")), find(edge.get("destination_node"))
        place = f"{ids.get(_key(source), 'input')}.{edge.get('source_output')}"
        if target.get("component_type") == "EndNode":
            out[str(edge.get("destination_input"))] = place
        else:
            into.setdefault(_key(target), {})[str(edge.get("destination_input"))] = place
    return into, out
