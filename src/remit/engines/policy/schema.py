"""What a Cedar schema says there is: actions, what they apply to, and attributes with their words."""

import re
from dataclasses import dataclass
from typing import Any

import cedarpy

from remit.kit.errors import Malformed

_BLOCK = re.compile(
    r'(?:@doc\("(?P<doc>(?:\\.|[^"\\])*)"\)\s*)?'
    r'(?P<what>entity|type|action) "?(?P<name>[^"\s=;]+)"?(?P<rest>(?:"(?:\\.|[^"\\])*"|[^";])*);',
)
_ATTRIBUTE = re.compile(
    r'(?:@doc\("(?P<doc>(?:\\.|[^"\\])*)"\)\s*)?"?(?P<name>\w+)"?(?P<optional>\?)?: (?P<type>[\w:]+(?:<\w+>)?),?'
)
_LIST = re.compile(r"(?P<what>principal|resource): (?:\[(?P<many>[^\]]*)\]|(?P<one>\w+))")


class PolicyRefused(Malformed):
    """The policies do not parse, or do not fit their schema."""

    type = "policy-refused"
    title = "The policies are not valid"


@dataclass(frozen=True)
class Attribute:
    """One attribute of a principal, a resource or the context."""

    name: str
    type: str
    doc: str


@dataclass(frozen=True)
class Action:
    """An action, and the kinds of things it is done to."""

    name: str
    resources: tuple[str, ...]
    doc: str


class Schema:
    """A Cedar schema, parsed once; `entities` and `types` have their attributes by name."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self.handle: Any = cedarpy.Schema.from_str(text)
        except ValueError as error:
            raise PolicyRefused(f"The policy schema does not parse: {error}.") from error
        self.actions: dict[str, Action] = {}
        self.entities: dict[str, tuple[Attribute, ...]] = {}
        self.types: dict[str, tuple[Attribute, ...]] = {}
        # Cedar writes every schema in one way, whichever way it was written in.
        for block in _BLOCK.finditer(str(self.handle)):
            self._read(block)

    def _read(self, block: re.Match[str]) -> None:
        name, rest, doc = block["name"], block["rest"], _plain(block["doc"])
        if block["what"] == "action":
            lists = {each["what"]: each["many"] or each["one"] or "" for each in _LIST.finditer(rest)}
            kinds = tuple(kind.strip() for kind in lists.get("resource", "").split(",") if kind.strip())
            self.actions[name] = Action(name, kinds, doc)
            return
        found = tuple(
            Attribute(each["name"], each["type"], _plain(each["doc"])) for each in _ATTRIBUTE.finditer(rest)
        )
        (self.entities if block["what"] == "entity" else self.types)[name] = found


def _plain(doc: str | None) -> str:
    return (doc or "").replace('\\"', '"')
