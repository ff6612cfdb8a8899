"""Reading an OpenAPI document that a stranger may have written: JSON or YAML, of bounded size and depth."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from remit.kit.errors import Malformed

_DEEPEST = 150
_MOST_NODES = 200_000
_NO_DOCUMENT = "This is no OpenAPI document that can be read: it is neither JSON nor YAML."


class _Loader(yaml.CSafeLoader):
    """Reads YAML as OpenAPI means it: dates and `no` are texts."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool", ":int"))]
        for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,18})$"), list("-+0123456789")
)


def read_document(text: str) -> dict[str, Any]:
    """Read a document; raises `Malformed`, which says what is wrong with it."""
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except RecursionError as error:
        raise Malformed("The document is nested too deeply.") from error
    except ValueError as error:
        raise Malformed(_NO_DOCUMENT) from error
    if not isinstance(found, dict):
        raise Malformed("This is no OpenAPI document: it ought to be an object with openapi, info and paths.")
    document: dict[str, Any] = _plain(found, _DEEPEST)
    version = document.get("openapi")
    if not isinstance(version, str) or not re.match(r"3\.[01]\.", f"{version}."):
        said = "This is a Swagger 2 document" if "swagger" in document else "This is no OpenAPI document"
        raise Malformed(f"{said}: OpenAPI 3.0 or 3.1 is needed.")
    return document


def _yaml(text: str) -> Any:
    """Load YAML without what can grow while it is read: names for parts, and depth."""
    depth = 0
    try:
        for nodes, event in enumerate(_events(text)):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise Malformed(
                    "The document names parts and repeats them (& and *): write them out, or use $ref."
                )
            if depth > _DEEPEST:
                raise Malformed("The document is nested too deeply.")
            if nodes > 2 * _MOST_NODES:
                raise Malformed("The document has too many parts.")
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, with fewer kinds of values
    except (yaml.YAMLError, OverflowError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" Look at line {where.line + 1}." if where is not None else ""
        raise Malformed(f"{_NO_DOCUMENT}{line}") from error


def _events(text: str) -> Iterator[yaml.Event]:
    found: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
    return found


def _plain(value: Any, deeper: int) -> Any:
    """Make all keys texts, which YAML's need not be."""
    if deeper == 0:
        raise Malformed("The document is nested too deeply.")
    if isinstance(value, dict):
        return {str(key): _plain(each, deeper - 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, deeper - 1) for each in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    raise Malformed("The document holds what JSON cannot say.")
