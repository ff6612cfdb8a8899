"""A version as the text of an agent file, where the text it was written as was not kept."""

from collections.abc import Mapping
from typing import Any

import yaml

from remit.kit.errors import Malformed
from remit.lifecycle.agents.source import DEEPEST, Loader
from remit.lifecycle.agents.templates import declared

_NOTE = "# Written by Remit from version {}: the text of its author was not kept.\n"


class _Dumper(yaml.CSafeDumper):
    """Writes text of several lines as a block."""


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
# What is read as a number or a truth value is quoted, and nothing else.
_Dumper.yaml_implicit_resolvers = Loader.yaml_implicit_resolvers


def as_file(document: Mapping[str, Any], number: int) -> str:
    """Write a version's document as an agent file that says the same."""
    return _NOTE.format(number) + as_text(as_fields(document))


def as_fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a file that says what a document does."""
    remit = {name: value for name, value in document["remit"].items() if name != "variables"}
    # The instructions are filled: only what callers give has something left to do.
    if asked := declared(document):
        remit["variables"] = asked
    return {**document["spec"], "remit": remit}


def as_text(fields: Mapping[str, Any]) -> str:
    """Write the fields of a file; `Malformed` for what is nested too deeply, or is no text."""
    if _depth(fields) > DEEPEST:
        raise Malformed(f"The agent is nested more than {DEEPEST} levels deep.")
    order = ["name", "model", "description", "instructions"]
    ordered = {name: fields[name] for name in [*order, *fields] if name in fields}
    try:
        dumped = yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    except UnicodeEncodeError as error:
        wrong = ascii(error.object[error.start])
        raise Malformed(f"The agent holds {wrong}, half of a character: take it out.") from error
    return str(dumped)


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (
                outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()
            )
        ]
    return depth


def patched(fields: Any, changes: Any) -> Any:
    """Apply a JSON merge patch (RFC 7396): null takes a field out, objects are merged, all else is replaced."""
    if not isinstance(changes, dict):
        return changes
    merged = dict(fields) if isinstance(fields, dict) else {}
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = patched(merged.get(name), value)
    return merged
