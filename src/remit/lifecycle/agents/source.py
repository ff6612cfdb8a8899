"""Read the text of an agent file: YAML without its surprises, and the line of every field.

Only what JSON can hold comes out. `yes`, `no`, `on`, `12:30` and dates are text, as in YAML 1.2; aliases, tags
of other types, a key given twice, and text that PostgreSQL cannot keep are refused.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import yaml
from yaml.composer import Composer
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs only name it
from yaml.reader import ReaderError

from remit.lifecycle.agents.errors import BadSpec, Fault

LARGEST = 256 * 1024
"""Bytes of an agent file in UTF-8."""
DEEPEST = 24
MOST_VALUES = 5_000

Path = tuple[str | int, ...]

_LARGEST_INTEGER = 2**53 - 1  # beyond it JSON readers disagree, and so would digests
_KINDS = {"tag:yaml.org,2002:" + name for name in ("null", "bool", "int", "float", "str", "seq", "map")}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HINTS = (
    ("cannot start any token", "Indent with spaces, not tabs, and put text with special signs in quotes."),
    ("mapping values are not allowed", "Put text that contains `: ` in quotes, or check the indentation."),
    ("unexpected end of stream", "The text ends inside quotes: close them, or check that the file is whole."),
    ("<stream end>", "The file ends too early: check that it is whole."),
    ("single document", "Keep one agent in a file: remove what follows the second `---`."),
)


def dotted(path: Path) -> str:
    """Write the place of a value: `remit.tags[0]`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")[:200]


class Mark(NamedTuple):
    """Where something begins in the text, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """What a file says, and where each field of it begins."""

    data: dict[str, Any]
    marks: dict[Path, Mark]
    blocks: dict[Path, int]
    """The line on which the text of a block (`|`) begins."""

    def mark(self, path: Path) -> Mark | None:
        """Where a field stands, else the nearest one around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path)

    def fault(
        self,
        path: Path,
        code: str,
        message: str,
        hint: str | None = None,
        severity: Literal["error", "warning"] = "error",
    ) -> Fault:
        """Say what is wrong with a field, with its place."""
        return _fault(self.mark(path), code, message, hint, path, severity)

    def within(
        self,
        path: Path,
        line: int,
        code: str,
        message: str,
        hint: str | None = None,
        severity: Literal["error", "warning"] = "error",
    ) -> Fault:
        """Say what is wrong with a line, counted from 0, of a text."""
        begins = self.blocks.get(path)
        mark = self.mark(path) if begins is None else Mark(begins + line, 1)
        return _fault(mark, code, message, hint, path, severity)


def read(text: str) -> Source:
    """Read the text of an agent file; `BadSpec` names the place of what cannot be read."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        said = f"The file has {size // 1024} kB: an agent file has at most {LARGEST // 1024} kB."
        raise _bad(None, "file-too-large", said)
    node = _compose(text)
    if node is None:
        raise _bad(None, "empty-file", "The file is empty.", "Start from a template or examples/hello.yaml.")
    if not isinstance(node, yaml.MappingNode):
        said = "The file is not a list of fields."
        raise _bad(_begin(node), "not-fields", said, "Begin with a line like `name: hello`.")
    found = Source({}, {}, {})
    found.data.update(_mapping(node, (), found))
    return found


def _fault(
    mark: Mark | None,
    code: str,
    message: str,
    hint: str | None = None,
    path: Path = (),
    severity: Literal["error", "warning"] = "error",
) -> Fault:
    line, column = mark or (None, None)
    return Fault(dotted(path), line, column, code, message, hint, severity)


def _bad(mark: Mark | None, code: str, message: str, hint: str | None = None, path: Path = ()) -> BadSpec:
    return BadSpec([_fault(mark, code, message, hint, path)])


def _begin(node: yaml.Node) -> Mark:
    return Mark(int(node.start_mark.line) + 1, int(node.start_mark.column) + 1)


class Loader(yaml.SafeLoader):
    """Composes nodes one by one, so that nesting, number and aliases are bounded before anything is built."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._count = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        here = Mark(int(self.line) + 1, 1)
        if self.check_event(yaml.AliasEvent):
            mark = self.current_event.start_mark
            at = Mark(int(mark.line) + 1, int(mark.column) + 1)
            hint = "Write the value out where it is needed."
            raise _bad(at, "alias", "Aliases (`*name`) are not read.", hint)
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > DEEPEST:
            raise _bad(here, "too-deep", f"The file is nested more than {DEEPEST} levels deep.")
        if self._count > MOST_VALUES:
            raise _bad(here, "too-many-values", f"The file has more than {MOST_VALUES} values.")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(_pattern), _first)


class _Quick(Composer, CParser, yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """Reads what is in order several times as fast, by libyaml; what it will not read is read again by `Loader`."""

    yaml_implicit_resolvers = Loader.yaml_implicit_resolvers

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        yaml.resolver.Resolver.__init__(self)
        self._depth = 0
        self._count = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > DEEPEST or self._count > MOST_VALUES or self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _compose(text: str) -> yaml.Node | None:
    try:
        return _Quick(text).get_single_node()
    except (yaml.YAMLError, ValueError):
        return _composed_with_care(text)


def _composed_with_care(text: str) -> yaml.Node | None:
    """Read a text that something is wrong with, to say exactly what and where."""
    try:
        return Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        at = Mark(line, error.position - text.rfind("\n", 0, error.position))
        message = f"The character U+{ord(text[error.position]):04X} may not stand in a file."
        raise _bad(at, "bad-character", message, "Save the file as plain UTF-8 text.") from error


def _syntax(error: yaml.MarkedYAMLError) -> BadSpec:
    mark = error.problem_mark or error.context_mark
    said = ", ".join(part for part in (error.context, error.problem) if part)
    place = f" at column {mark.column + 1}" if mark else ""
    hint = next((hint for sign, hint in _HINTS if sign in said), None)
    at = Mark(mark.line + 1, mark.column + 1) if mark else None
    return _bad(at, "not-yaml", f"Not YAML{place}: {said}.", hint)


def _value(node: yaml.Node, path: Path, source: Source) -> Any:
    if node.tag not in _KINDS:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")[:80]
        raise _bad(_begin(node), "yaml-tag", f"The type `{tag}` is not read.", "Remove the tag.", path)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, source)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            source.marks[*path, index] = _begin(item)
        return [_value(item, (*path, index), source) for index, item in enumerate(node.value)]
    return _scalar(node, path)


def _mapping(node: yaml.MappingNode, path: Path, source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or _UNSTORABLE.search(key):
            said = "A field name is not plain text."
            raise _bad(_begin(key_node), "bad-field-name", said, "Put it in quotes.", path)
        place = (*path, key)
        if key in found:
            message = f"`{dotted(place)}` stands twice; first on line {source.marks[place].line}."
            raise _bad(_begin(key_node), "duplicate-field", message, "Keep one of them.", place)
        source.marks[place] = _begin(key_node)
        if isinstance(value_node, yaml.ScalarNode) and value_node.style == "|":
            source.blocks[place] = int(value_node.start_mark.line) + 2
        found[key] = _value(value_node, place, source)
    return found


def _scalar(node: yaml.Node, path: Path) -> Any:
    text = str(node.value)
    kind = node.tag.rpartition(":")[2]
    try:
        if kind == "null":
            return None
        if kind == "bool":
            return {"true": True, "false": False}[text.lower()]
        if kind in {"int", "float"}:
            return _number(text, kind)
    except (ValueError, KeyError) as error:
        said = f"`{text[:40]}` is too large, or not a number or truth value."
        raise _bad(_begin(node), "bad-number", said, None, path) from error
    if unstorable := _UNSTORABLE.search(text):
        message = f"The text holds the character U+{ord(unstorable.group()):04X}, which cannot be kept."
        raise _bad(_begin(node), "bad-character", message, "Remove it.", path)
    return text


def _number(text: str, kind: str) -> int | float:
    number = int(text) if kind == "int" and len(text) < 32 else float(text)
    if abs(number) > _LARGEST_INTEGER:
        raise ValueError(text)
    return number
