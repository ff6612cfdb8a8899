"""Definitions of tools: what a place says of them, what a person took over, and how the two differ."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from remit.controls.connections.tables import ConnectionTool
from remit.engines.tools import Tool


@dataclass(frozen=True)
class Definition:
    """A tool as its place defines it."""

    name: str
    description: str
    input_schema: dict[str, Any]
    reads_only: bool
    egress: bool

    @classmethod
    def of(cls, tool: Tool) -> Self:
        """Copy what a toolbox says; what no database takes is left out."""
        schema: dict[str, Any] = _storable(dict(tool.input_schema))
        return cls(tool.name, _text(tool.description), schema, tool.reads_only, tool.egress)

    @classmethod
    def taken_over(cls, row: ConnectionTool) -> Self:
        """Copy what a person took over."""
        return cls(row.name, row.description, row.input_schema, row.declared_reads_only, row.declared_egress)

    @property
    def digest(self) -> str:
        """What tells this definition from every other."""
        return digest_of(self.facts())

    def facts(self) -> dict[str, Any]:
        """Write it as JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Difference:
    """What a place offers now against what was taken over; `changed` holds both."""

    new: tuple[Definition, ...]
    changed: tuple[tuple[Definition, Definition], ...]
    gone: tuple[Definition, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    def facts(self) -> dict[str, Any]:
        """Name them for records."""
        return {
            "new": [each.name for each in self.new],
            "changed": [after.name for _, after in self.changed],
            "gone": [each.name for each in self.gone],
        }


def difference(taken: Iterable[Definition], offered: Iterable[Definition]) -> Difference:
    """Compare by digest."""
    before, after = {each.name: each for each in taken}, {each.name: each for each in offered}
    both = before.keys() & after.keys()
    return Difference(
        tuple(each for name, each in after.items() if name not in before),
        tuple((before[name], after[name]) for name in after if name in both and before[name] != after[name]),
        tuple(each for name, each in before.items() if name not in after),
    )


def digest_of(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Digest JSON, however its members are ordered."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_text(str(name)): _storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _text(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
