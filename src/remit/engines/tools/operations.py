"""Operations of an HTTP API: which arguments they take, and where in a request each of them goes."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode

from remit.engines.tools.arguments import Checker
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.fields import may_be_set
from remit.engines.tools.setups import Operation
from remit.engines.tools.texts import as_json
from remit.engines.tools.tool import Tool

Where = Literal["path", "query", "header"]
Coded = Literal["json", "form"]
READING = frozenset({"GET", "HEAD"})
_LONGEST_HEADER = 4000


@dataclass(frozen=True)
class Parameter:
    """One argument outside the body: `name` is the API's, `argument` ours."""

    argument: str
    name: str
    where: Where
    explode: bool = True
    deep: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Sending:
    """One operation: its tool, and where the arguments go.

    `body` names the argument that is the body, or `merged` those that are its members.
    """

    tool: Tool
    called: str
    method: str
    path: str
    checker: Checker
    parameters: tuple[Parameter, ...] = ()
    body: str | None = None
    merged: frozenset[str] = frozenset()
    coded: Coded = "json"


@dataclass(frozen=True)
class Filled:
    """What is sent: a path with its query, headers, and the body."""

    target: str
    headers: dict[str, str]
    content: bytes | None


def by_hand(operation: Operation) -> Sending:
    """Make an operation that somebody described."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    parameters: list[Parameter] = []
    for name in dict.fromkeys(re.findall(r"\{([^{}]*)\}", operation.path)):
        properties[name] = {"type": ["string", "integer"]}
        required.append(name)
        parameters.append(Parameter(name, name, "path"))
    for schema, where in ((operation.query, "query"), (operation.headers, "header")):
        for name, each in _properties(schema).items():
            if where == "header" and not may_be_set(name):
                continue
            argument = name if name not in properties else f"{name}_{where}"
            properties[argument] = each
            parameters.append(Parameter(argument, name, "query" if where == "query" else "header"))
            required += [argument] if name in (schema or {}).get("required", ()) else []
    body, merged = placed(operation.body, properties, required, needed=True)
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    if isinstance(operation.body, dict) and isinstance(operation.body.get("$defs"), dict):
        schema["$defs"] = operation.body["$defs"]
    reads = operation.reads_only if operation.reads_only is not None else operation.method in READING
    return Sending(
        Tool(operation.name, operation.description or f"{operation.method} {operation.path}", schema, reads),
        operation.name,
        operation.method,
        operation.path,
        Checker(schema),
        tuple(parameters),
        body,
        merged,
    )


def placed(
    schema: Any, properties: dict[str, Any], required: list[str], *, needed: bool
) -> tuple[str | None, frozenset[str]]:
    """Give the body's schema its place among the arguments: its members beside the others, or as one argument."""
    if schema is None:
        return None, frozenset()
    members = _properties(schema)
    plain = (
        bool(members)
        and schema.get("type") == "object"
        and not schema.get("additionalProperties")
        and not {"allOf", "oneOf", "anyOf", "not", "if", "patternProperties", "minProperties", "$ref"}
        & set(schema)
        and not set(members) & set(properties)
    )
    if plain:
        properties.update(members)
        required += [name for name in schema.get("required", ()) if needed and name in members]
        return None, frozenset(members)
    name = "body" if "body" not in properties else "request_body"
    properties[name] = {key: value for key, value in schema.items() if key != "$defs"}
    required += [name] if needed else []
    return name, frozenset()


def _properties(schema: Any) -> dict[str, Any]:
    found = schema.get("properties") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def fill(sending: Sending, arguments: Mapping[str, Any]) -> Filled:
    """Put arguments that were checked into a request; raises `ToolboxError` for what would lead it elsewhere."""
    path, query, headers = sending.path, list[tuple[str, str]](), dict[str, str]()
    for each in sending.parameters:
        if each.argument not in arguments:
            continue
        value = arguments[each.argument]
        if each.where == "path":
            path = path.replace(f"{{{each.name}}}", _in_path(sending, each, value))
        elif each.where == "header":
            headers[each.name] = _in_header(sending, each, value)
        else:
            query += _in_query(each, value)
    if "{" in path or "}" in path:
        raise ToolboxError(f"{sending.tool.name} was not used: its path is not complete.", reached=False)
    content = _content(sending, arguments)
    if content is not None:
        headers["content-type"] = (
            "application/json" if sending.coded == "json" else "application/x-www-form-urlencoded"
        )
    return Filled(path + (f"?{urlencode(query, quote_via=quote)}" if query else ""), headers, content)


def _content(sending: Sending, arguments: Mapping[str, Any]) -> bytes | None:
    if sending.body is not None:
        if sending.body not in arguments:
            return None
        value = arguments[sending.body]
    elif sending.merged:
        value = {name: each for name, each in arguments.items() if name in sending.merged}
        if not value and sending.method in READING:
            return None
    else:
        return None
    if sending.coded == "form" and isinstance(value, dict):
        pairs = [(name, _text(each)) for name, given in value.items() for each in _listed(given)]
        return urlencode(pairs).encode()
    return as_json(value).encode("utf-8", "replace")


def _in_path(sending: Sending, parameter: Parameter, value: Any) -> str:
    text = ",".join(_text(each) for each in _listed(value))
    if not text or any(part in (".", "..") for part in re.split(r"[/\\]", text)) or not _is_clean(text):
        raise ToolboxError(
            f"{sending.tool.name} was not used: {parameter.argument} cannot be part of a path.", reached=False
        )
    return quote(text, safe="")


def _in_header(sending: Sending, parameter: Parameter, value: Any) -> str:
    text = ",".join(_text(each) for each in _listed(value))
    if not text.isascii() or not text.isprintable() or len(text) > _LONGEST_HEADER:
        raise ToolboxError(
            f"{sending.tool.name} was not used: {parameter.argument} goes into a header, which has only ASCII letters,"
            " digits and signs.",
            reached=False,
        )
    return text.strip()


def _in_query(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    if parameter.as_json:
        return [(parameter.name, as_json(value))]
    if isinstance(value, dict):
        return [
            (f"{parameter.name}[{key}]" if parameter.deep else key, _text(each))
            for key, each in value.items()
        ]
    if isinstance(value, list) and not parameter.explode:
        return [(parameter.name, ",".join(_text(each) for each in value))]
    return [(parameter.name, _text(each)) for each in _listed(value)]


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return json.dumps(value) if isinstance(value, bool | dict | list) or value is None else str(value)


def _is_clean(text: str) -> bool:
    return not any(ord(letter) < 32 or ord(letter) == 127 for letter in text)
