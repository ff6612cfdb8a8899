"""One reading of one source: what is changed, what is found, what has to stand in front of it."""

import ast
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from remit.engines.sandbox.lite.edits import Edits
from remit.engines.sandbox.reading import Source
from remit.engines.sandbox.sandbox import Finding


class Table(NamedTuple):
    """What of Python the pinned version has; written by scripts/probe_lite.py."""

    monty: str
    builtins: frozenset[str]
    modules: dict[str, frozenset[str]]
    methods: dict[str, frozenset[str]]


def _table() -> Table:
    read = json.loads(Path(__file__).with_name("table.json").read_text("utf-8"))
    modules, methods = (
        {name: frozenset(names) for name, names in read[what].items()} for what in ("modules", "methods")
    )
    return Table(read["monty"], frozenset(read["builtins"]), modules, methods)


TABLE = _table()


@dataclass
class Job:
    """What is known and wanted while a source is read."""

    source: Source
    findings: list[Finding] = field(default_factory=list)
    shims: set[str] = field(default_factory=set)  # files of guest/ that must stand in front
    modules: dict[str, str] = field(default_factory=dict)  # a name in the code → the module it stands for
    members: dict[str, tuple[str, str]] = field(default_factory=dict)  # … → (module, member)
    records: dict[str, list[str]] = field(default_factory=dict)  # dataclass → its fields
    errors: dict[str, str] = field(default_factory=dict)  # what stands in for an own exception → its name
    aliases: set[str] = field(default_factory=set)  # own exceptions
    bound: set[str] = field(default_factory=set)  # names that are arguments or assigned somewhere
    done: set[int] = field(default_factory=set)  # nodes that need no further look
    own: set[str] = field(default_factory=set)  # attributes that the code defines itself
    trying: int = 0  # how many `try: import …` we are inside of
    later: list[tuple[int, str]] = field(default_factory=list)  # what stands behind all else at its place
    yields: list[bool] = field(default_factory=list)  # per function: whether it is a generator

    @cached_property
    def edits(self) -> Edits:
        """The changes."""
        return Edits(self.source.bytes)

    def refuse(self, node: ast.AST, code: str, message: str, fix: str) -> None:
        """Note what the tier cannot do."""
        self._note(node, code, "error", message, fix)

    def warn(self, node: ast.AST, code: str, message: str, fix: str) -> None:
        """Note what the tier does otherwise than expected."""
        self._note(node, code, "warning", message, fix)

    def _note(
        self, node: ast.AST, code: str, severity: Literal["error", "warning"], message: str, fix: str
    ) -> None:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1
        self.findings.append(Finding(code, severity, line, column, message, fix))

    def text(self, node: ast.expr | ast.stmt) -> str:
        """Return a node as it is written."""
        return self.source.bytes[self.source.begin(node) : self.source.end(node)].decode()

    def find(self, what: bytes, begin: int) -> int:
        """Return where something stands next."""
        return self.source.bytes.index(what, begin)

    def swap(self, node: ast.expr | ast.stmt, text: str) -> None:
        """Put a text in the place of a node."""
        self.edits.replace(self.source.begin(node), self.source.end(node), text)

    def helper(self, name: str) -> str:
        """Return the guest's name for one of our helpers, and see that it is there."""
        self.shims.add("_python")
        return f"_remit_python_{name}"
