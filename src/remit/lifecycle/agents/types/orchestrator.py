"""Orchestrators: a graph over other agents, stored and checked today, and run later."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.faults import SLUG
from remit.lifecycle.agents.fields import Common, Named
from remit.lifecycle.agents.source import Path, Source
from remit.lifecycle.agents.types.contracts import INPUT, OUTPUT, Schema, schema_faults
from remit.lifecycle.agents.types.kind import Document, Kind, Refers
from remit.lifecycle.agents.values import LONGEST_SLUG, TYPE, Block, about

MOST_NODES = 100
INPUT_NODE = "input"
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
_PLACE = re.compile(r"^([a-z][a-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)$")


class Node(Block):
    """One step: an agent, and where each field of its input comes from."""

    id: Annotated[_Name, about("Name", "What other steps call it.", "customer")]
    agent: Annotated[
        Annotated[str, Field(pattern=SLUG, max_length=LONGEST_SLUG)],
        about("Agent", "The agent that does it.", "support-triage"),
    ]
    input: Annotated[
        dict[str, str],
        Field(max_length=50),
        about(
            "Input", "For each field of the agent's input the place that it is taken from.", {"n": "input.n"}
        ),
    ]


class Condition(Block):
    """When an edge is gone along: what stands at a place is, or is not, a value."""

    place: Annotated[str, about("Place", "What is looked at.", "triage.urgency")]
    operator: Annotated[Literal["is", "is_not"], about("Operator", "How it is compared.", "is")] = "is"
    value: Annotated[str | int | float | bool, about("Value", "What it is compared with.", "high")]


class Edge(Block):
    """From one step to the next; a way back needs `at_most`."""

    from_: Annotated[_Name, Field(alias="from"), about("From", "The step before.")]
    to: Annotated[_Name, about("To", "The step after.")]
    when: Annotated[Condition | None, about("When", "Only then; always when left out.")] = None
    at_most: Annotated[
        Annotated[int, Field(ge=1, le=100)] | None,
        about("At most", "How often a way back is gone: every circle needs one.", 3),
    ] = None


class OrchestratorRemit(Common):
    """The part that Remit adds to an orchestrator."""

    type: Annotated[Literal["orchestrator"], TYPE]
    input_schema: Annotated[Schema, INPUT]
    output_schema: Annotated[Schema, OUTPUT]
    nodes: Annotated[
        Annotated[list[Node], Field(min_length=1, max_length=MOST_NODES)], about("Steps", "The agents.")
    ]
    edges: Annotated[
        Annotated[list[Edge], Field(max_length=4 * MOST_NODES)], about("Edges", "What follows on what.")
    ]
    output: Annotated[
        dict[str, str],
        about("Output", "For each field of the output the place that it is taken from.", {"n": "last.n"}),
    ]


def _check(source: Source, spec: Named, remit: OrchestratorRemit) -> list[Fault]:
    found = [
        *schema_faults(source, ("remit", "input_schema"), remit.input_schema),
        *schema_faults(source, ("remit", "output_schema"), remit.output_schema),
        *_names(source, remit),
    ]
    return found or [*_unreachable(source, remit), *_circles(source, remit), *_places(source, remit)]


def _names(source: Source, remit: OrchestratorRemit) -> list[Fault]:
    """Find steps that have the same name, and edges to steps that are not there."""
    found, seen = [], {INPUT_NODE}
    for place, node in enumerate(remit.nodes):
        if node.id in seen:
            said = (
                f"Two steps are called `{node.id}`."
                if node.id != INPUT_NODE
                else "No step may be called `input`."
            )
            path: Path = ("remit", "nodes", place, "id")
            found.append(source.fault(path, "duplicate-step", said, "Give it another name."))
        seen.add(node.id)
    for place, edge in enumerate(remit.edges):
        for side, name in (("from", edge.from_), ("to", edge.to)):
            if name not in seen or (side == "to" and name == INPUT_NODE):
                said = f"There is no step `{name}` to go {side}."
                path = ("remit", "edges", place, side)
                found.append(
                    source.fault(path, "unknown-step", said, f"There are {', '.join(sorted(seen))}.")
                )
    return found


def _onward(remit: OrchestratorRemit, edges: Iterable[Edge]) -> dict[str, list[str]]:
    onward: dict[str, list[str]] = {name: [] for name in (INPUT_NODE, *(node.id for node in remit.nodes))}
    for edge in edges:
        onward[edge.from_].append(edge.to)
    return onward


def _reached(onward: Mapping[str, list[str]], begin: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(onward[begin])
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += onward[here]
    return seen


def _unreachable(source: Source, remit: OrchestratorRemit) -> list[Fault]:
    reached = _reached(_onward(remit, remit.edges), INPUT_NODE)
    hint = "Add an edge that leads there; the first ones come from `input`."
    return [
        source.fault(
            ("remit", "nodes", place), "unreachable-step", f"Nothing leads to the step `{node.id}`.", hint
        )
        for place, node in enumerate(remit.nodes)
        if node.id not in reached
    ]


def _circles(source: Source, remit: OrchestratorRemit) -> list[Fault]:
    """Find circles without an end: those that stay when bounded ways back are left out."""
    onward = _onward(remit, (edge for edge in remit.edges if edge.at_most is None))
    return [
        source.fault(
            ("remit", "edges", place),
            "endless-circle",
            f"The way from `{edge.from_}` to `{edge.to}` is part of a circle without an end.",
            "Give the edge that leads back `at_most:`.",
        )
        for place, edge in enumerate(remit.edges)
        if edge.at_most is None and (edge.to == edge.from_ or edge.from_ in _reached(onward, edge.to))
    ]


def _places(source: Source, remit: OrchestratorRemit) -> list[Fault]:
    """Find places that are taken from steps which do not come before, and fields that are not there."""
    onward = _onward(remit, remit.edges)
    before = {
        node.id: {other for other in onward if node.id in _reached(onward, other)} for node in remit.nodes
    }
    found: list[Fault] = []
    for number, node in enumerate(remit.nodes):
        for name, place in node.input.items():
            path: Path = ("remit", "nodes", number, "input", name)
            found += _place(source, remit, path, place, before[node.id])
    for number, edge in enumerate(remit.edges):
        if edge.when is not None:
            known = before.get(edge.from_, set()) | {edge.from_}
            found += _place(source, remit, ("remit", "edges", number, "when"), edge.when.place, known)
    for name, place in remit.output.items():
        found += _place(source, remit, ("remit", "output", name), place, set(onward))
    return found


def _place(source: Source, remit: OrchestratorRemit, path: Path, place: str, known: set[str]) -> list[Fault]:
    matched = _PLACE.match(place)
    hint = "Write a step and a field of its output, like `triage.urgency`, or `input.` and a field."
    if matched is None:
        return [source.fault(path, "bad-place", f"`{place[:80]}` is no place.", hint)]
    step, fields = matched[1], matched[2].removeprefix(".").split(".")
    if step not in known:
        return [source.fault(path, "unknown-place", f"The step `{step}` does not come before.", hint)]
    properties = remit.input_schema.get("properties")
    if step == INPUT_NODE and fields[0] and isinstance(properties, dict) and fields[0] not in properties:
        said = f"The input has no field `{fields[0]}`."
        return [source.fault(path, "unknown-place", said, f"It has {', '.join(properties) or 'none'}.")]
    return []


def _refers(document: Document) -> Refers:
    nodes: list[dict[str, Any]] = document["remit"]["nodes"]
    return Refers(
        agents={node["agent"]: ("remit", "nodes", place, "agent") for place, node in enumerate(nodes)}
    )


def _summary(document: Document) -> list[str]:
    nodes: list[dict[str, Any]] = document["remit"]["nodes"]
    named = ", ".join(dict.fromkeys(node["agent"] for node in nodes))
    return [f"It has {len(nodes)} steps over the agents {named}.", "Orchestrators are run later."]


ORCHESTRATOR = Kind(
    name="orchestrator",
    words="A graph over other agents; it is checked and kept today, and run later.",
    runs=False,
    spec=Named,
    remit=OrchestratorRemit,
    check=_check,
    refers=_refers,
    summary=_summary,
    refused=dict.fromkeys(
        ("instructions", "model", "model_settings", "retries", "remit.code", "remit.variables"),
        "An orchestrator says nothing itself: its steps do.",
    ),
)
