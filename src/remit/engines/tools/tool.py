"""Tools: the protocol.

A toolbox is one place outside Remit that can do things: an HTTP API, an MCP server, a database, a mail server, a chat.
What it can do is a list of tools, each with a JSON Schema for its arguments. It knows nothing of who asks or whether
they may: that was decided before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Tool:
    """What can be asked for; `name` is unlike all others of its toolbox: `[a-z][a-z0-9_]*`, at most 48 characters.

    `input_schema` is a JSON Schema 2020-12 of an object. `reads_only` says that using it changes nothing anywhere;
    `egress`, that what it is given may come to be read by others. Both as the toolbox itself declares: where it says
    nothing, a tool changes something and lets things out.
    """

    name: str
    description: str
    input_schema: Mapping[str, Any]
    reads_only: bool = False
    egress: bool = True


@dataclass(frozen=True)
class Used:
    """What a tool gave back: text, or JSON that `text` holds; `failed` says that it ran and could not do it."""

    text: str
    failed: bool = False


@dataclass(frozen=True)
class Probed:
    """What a test of the connection found: `said` for people, in a sentence; `hint` what to do where it is not `ok`."""

    ok: bool
    said: str
    seconds: float
    hint: str = ""
    tools: int = 0


class Toolbox(Protocol):
    """One place that has tools."""

    async def tools(self) -> Sequence[Tool]:
        """Ask what there is; raises `ToolboxError`."""

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Use a tool once; `key` is the same for the same use, for places that know uses by a key.

        Raises `ToolboxError`: `reached` says whether the use may have happened all the same.
        """

    async def probe(self) -> Probed:
        """Really call, and say what came back."""

    async def close(self) -> None:
        """Let go of what is open."""
