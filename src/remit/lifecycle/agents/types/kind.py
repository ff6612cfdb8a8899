"""A type of agent: which fields its file has, what is checked of them, and what a person should know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.fields import Common, Named
from remit.lifecycle.agents.source import Path, Source
from remit.lifecycle.agents.values import AgentType

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Refers:
    """What an agent needs that is not in its file: other agents by slug, tools by name, each with its place in the
    file. A tool is `crm.get_customer`, `crm` for all of a connection, or `crm.http_*` for its requests.

    `model` says that it asks a model: the one it names, or the default one; `embeddings` names another, if it has one.
    """

    model: bool = False
    embeddings: str | None = None
    agents: Mapping[str, Path] = field(default_factory=dict)
    tools: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Expression:
    """An expression of a file: where it stands, what it says, and what it may speak of."""

    path: Path
    text: str
    given: frozenset[str]


@dataclass(frozen=True)
class Kind:
    """One type of agent.

    `check` says what is wrong or doubtful with fields that are read; `finish` makes what a version keeps of them;
    `summary` is what an approver should know, and `complex` why a
    person must look at it, a sentence each. `refused` are fields of other types, with the reason.
    """

    name: AgentType
    words: str
    runs: bool
    spec: type[Named]
    remit: type[Common]
    check: Callable[[Source, Any, Any], list[Fault]]
    refers: Callable[[Document], Refers]
    summary: Callable[[Document], list[str]]
    complex: Callable[[Document], list[str]] = lambda document: []
    finish: Callable[[Any, Any], tuple[Any, Any]] = lambda spec, remit: (spec, remit)
    refused: Mapping[str, str] = field(default_factory=dict)
    tried: bool = False
    """Whether it is run on its examples before it may be promoted."""
    code: Callable[[Document], tuple[str, str] | None] = lambda document: None
    """The tier of the sandbox that it runs in, and its code; none for those without."""
    expressions: Callable[[Document], list[Expression]] = lambda document: []
    waits: bool = False
    """Whether it can wait for a person before it uses a tool."""
