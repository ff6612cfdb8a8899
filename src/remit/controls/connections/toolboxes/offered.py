"""Which tools an organisation's agents may be given now, by the names that agent files use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from remit.controls.connections.tables import (
    Connection,
    ConnectionFinding,
    ConnectionSecret,
    ConnectionTool,
)
from remit.controls.connections.toolboxes.definitions import Definition
from remit.controls.connections.toolboxes.errors import UnknownTool
from remit.controls.connections.toolboxes.schemas import Approval
from remit.engines.tools import REQUEST_TOOLS

_NAMED = 30


@dataclass(frozen=True)
class GrantedTool:
    """A tool as a call may use it: exactly as a person took it over; `digest` tells it from what it may become."""

    connection: str
    name: str
    description: str
    input_schema: Mapping[str, Any]
    reads_only: bool
    egress: bool
    approval: Approval
    digest: str
    enabled: bool = True

    @property
    def use(self) -> str:
        """The name that agent files write."""
        return f"{self.connection}.{self.name}"

    @property
    def ref(self) -> str:
        """The name by which records point at the tool."""
        return f"tool:{self.use}"


@dataclass(frozen=True)
class Granted:
    """The tools that were asked for, each once."""

    tools: tuple[GrantedTool, ...]


@dataclass(frozen=True)
class Box:
    """A connection with tools as calls see it; the secret is still sealed, and none where there is no secret.

    `unsettled` names the tools whose setup was changed by a person, and not yet taken over in that form.
    """

    id: UUID
    slug: str
    setup: Mapping[str, Any]
    enabled: bool
    envelope: bytes | None
    secret_version: int
    resilience: Mapping[str, Any] = field(default_factory=dict)
    tools: Mapping[str, GrantedTool] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()

    def reached_as(self, other: "Box") -> bool:
        """Whether requests go to the same place in the same way, with the same secret."""
        return (self.setup, self.secret_version, self.envelope is None) == (
            other.setup,
            other.secret_version,
            other.envelope is None,
        )

    @property
    def usable(self) -> list[GrantedTool]:
        """The tools that are switched on, by name."""
        return [tool for tool in self.tools.values() if tool.enabled] if self.enabled else []


def box(
    row: Connection,
    secret: ConnectionSecret | None,
    tools: Sequence[ConnectionTool] = (),
    finding: ConnectionFinding | None = None,
) -> Box:
    """Copy a connection out of its session."""
    return Box(
        id=row.id,
        slug=row.slug,
        setup=row.setup or {},
        enabled=row.enabled,
        envelope=secret.envelope if secret else None,
        secret_version=secret.version if secret else 0,
        resilience=row.resilience,
        tools={each.name: granted(row.slug, each) for each in tools},
        unsettled=_unsettled(row, tools, finding),
    )


def _unsettled(
    row: Connection, tools: Sequence[ConnectionTool], finding: ConnectionFinding | None
) -> frozenset[str]:
    """Name what an HTTP API's setup now says otherwise: what would be sent is not what was taken over."""
    if row.kind != "http_api" or finding is None:
        return frozenset()
    now = {each["name"]: Definition(**each) for each in finding.tools}
    return frozenset(each.name for each in tools if Definition.taken_over(each) != now.get(each.name))


def granted(slug: str, tool: ConnectionTool) -> GrantedTool:
    """Copy a tool out of its session, with what a person says of it."""
    return GrantedTool(
        connection=slug,
        name=tool.name,
        description=tool.description,
        input_schema=tool.input_schema,
        reads_only=tool.declared_reads_only if tool.reads_only is None else tool.reads_only,
        egress=tool.declared_egress if tool.egress is None else tool.egress,
        approval="always" if tool.approval == "always" else "policy",
        digest=tool.digest,
        enabled=tool.enabled,
    )


class OfferedTools:
    """All connections with tools of one organisation; what is built in can be named, and stands in no list."""

    def __init__(
        self, boxes: Sequence[Box], providers: Sequence[str] = (), built_in: Sequence[Box] = ()
    ) -> None:
        self.boxes = {each.slug: each for each in (*boxes, *built_in)}
        self._shown = sorted(self.boxes.keys() - {each.slug for each in built_in})
        self._providers = frozenset(providers)

    @property
    def tools(self) -> list[GrantedTool]:
        """The tools that may be given to agents, by name."""
        return [tool for slug in self._shown for tool in self.boxes[slug].usable]

    def check(self, uses: Sequence[str]) -> None:
        """Raise `UnknownTool` for a name that stands for nothing that may be used."""
        self.find(uses)

    def find(self, uses: Sequence[str]) -> Granted:
        """Return what names stand for: `crm.get_customer` for one tool, `crm` for all of a connection.

        `crm.http_*` are the tools by which requests of one's own are sent.

        Raises `UnknownTool`, which says what there is.
        """
        found: dict[str, GrantedTool] = {}
        for use in uses:
            slug, _, name = use.partition(".")
            of = self._box(use, slug)
            found |= {tool.ref: tool for tool in self._named(of, name)}
        return Granted(tuple(found.values()))

    def _named(self, of: Box, name: str) -> list[GrantedTool]:
        if not name:
            return of.usable
        if name == "http_*":
            return self._requests(of)
        if name in REQUEST_TOOLS and name not in of.tools:
            self._requests(of)  # which says why there are none
        return [self._tool(of, name)]

    def _requests(self, of: Box) -> list[GrantedTool]:
        found = [tool for tool in of.usable if tool.name in REQUEST_TOOLS]
        if not found:
            raise UnknownTool(
                f"{of.slug} takes no requests of agents' own: whoever may change it allows them at the connection, and"
                " accepts the tools by which they are sent.",
                tool=f"{of.slug}.http",
            )
        return found

    def _box(self, use: str, slug: str) -> Box:
        known = self.boxes.get(slug)
        if known is None:
            if slug in self._providers:
                raise UnknownTool(f"{slug} is a model provider, which has no tools.", tool=use[:200])
            there = ", ".join(self._shown[:_NAMED]) or "none yet"
            raise UnknownTool(
                f"There is no connection {slug[:100]} with tools: there is {there}. Connections are made under"
                " Settings, Tools.",
                tool=use[:200],
            )
        if not known.enabled:
            raise UnknownTool(f"{slug} is switched off: switch it on under Settings, Tools.", tool=use[:200])
        return known

    def _tool(self, of: Box, name: str) -> GrantedTool:
        tool = of.tools.get(name)
        if tool is None:
            there = ", ".join(each.name for each in of.usable[:_NAMED]) or "none: test the connection"
            raise UnknownTool(
                f"{of.slug} has no tool {name[:100]}: there is {there}.", tool=f"{of.slug}.{name}"[:200]
            )
        if not tool.enabled:
            raise UnknownTool(
                f"{tool.use} is switched off: switch it on at its connection, or take it out.", tool=tool.use
            )
        return tool
