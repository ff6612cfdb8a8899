"""Requests of one's own to an HTTP API: any path below its base URL, where whoever connected it lets that be."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, unquote, urlencode

from remit.engines.tools.arguments import Checker
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.operations import Filled
from remit.engines.tools.site import Reply
from remit.engines.tools.texts import as_json, clean
from remit.engines.tools.tool import Tool, Used

Allowed = Literal["none", "read", "all"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")
LONGEST_ANSWER = 250_000
"""Characters of an answer that are handed on; a longer one is refused rather than cut, since half of it is no JSON."""

_WORD = {"type": ["string", "number", "boolean"]}
_PATH = re.compile(r"/[^?#\s\\\x00-\x1f\x7f]*")
_SAFE = "/:@!$&'()*+,;=-._~%"
_PROPERTIES: dict[str, Any] = {
    "path": {
        "type": "string",
        "maxLength": 2000,
        "description": "What follows the base URL: begins with a slash, without ? and #.",
    },
    "query": {
        "type": "object",
        "maxProperties": 100,
        "additionalProperties": {"anyOf": [_WORD, {"type": "array", "maxItems": 100, "items": _WORD}]},
        "description": "Parameters of the query.",
    },
}
_BODY: dict[str, Any] = {"description": "Sent as JSON."}


def request_tool(method: str) -> str:
    """Name the tool that sends requests of a method."""
    return f"http_{method.lower()}"


REQUEST_TOOLS = frozenset(request_tool(each) for each in METHODS)


@dataclass(frozen=True)
class Request:
    """Requests of one method."""

    tool: Tool
    method: Method
    checker: Checker


def requests_of(allowed: Allowed, base: str) -> dict[str, Request]:
    """Make the tools by which requests are sent, by name; none where none are allowed."""
    methods = {"none": (), "read": METHODS[:1], "all": METHODS}[allowed]
    found = [_request(method, base) for method in methods]
    return {each.tool.name: each for each in found}


def _request(method: Method, base: str) -> Request:
    reads = method == "GET"
    properties = _PROPERTIES if reads else {**_PROPERTIES, "body": _BODY}
    schema = {
        "type": "object",
        "properties": properties,
        "required": ["path"],
        "additionalProperties": False,
    }
    said = f"Sends a {method} request to a path below {base}; gives back status, type and body."
    return Request(Tool(request_tool(method), said, schema, reads), method, Checker(schema))


def filled(request: Request, arguments: Mapping[str, Any]) -> Filled:
    """Write a request out of arguments that were checked; `ToolboxError` for what would lead it elsewhere."""
    target = target_of(request, arguments)
    if "body" not in arguments:
        return Filled(target, {}, None)
    content = as_json(arguments["body"]).encode("utf-8", "replace")
    return Filled(target, {"content-type": "application/json"}, content)


def target_of(request: Request, arguments: Mapping[str, Any]) -> str:
    """Write path and query, as they follow the base URL; a path that leads above it is refused."""
    path: str = arguments["path"]
    decoded = unquote(unquote(path))
    if _PATH.fullmatch(path) is None or "\\" in decoded or path.startswith("//"):
        raise _refused(request, "the path begins with one slash, and has no ?, #, spaces or backslashes")
    if any(part in (".", "..") for part in decoded.split("/")):
        raise _refused(request, "the path may not lead upwards")
    pairs = [
        (name, _text(each))
        for name, value in (arguments.get("query") or {}).items()
        for each in (value if isinstance(value, list) else [value])
    ]
    query = urlencode(pairs, quote_via=quote)
    written = quote(path.encode("utf-8", "replace").decode(), safe=_SAFE)
    return written + (f"?{query}" if query else "")


def answered(reply: Reply, text: str, hidden: tuple[str, ...]) -> Used:
    """Write down what came back; an answer that says no is one, too."""
    if len(text) > LONGEST_ANSWER:
        size = f"the answer has {len(text):,} characters, and at most {LONGEST_ANSWER:,} are read"
        return Used(f"Status {reply.status}; {size}: ask for less at a time.", failed=True)
    kept = clean(text, hidden, LONGEST_ANSWER + 1)
    body = _read(kept) if "json" in reply.kind else kept
    return Used(as_json({"status": reply.status, "type": reply.kind, "body": body}))


def _read(text: str) -> Any:
    """Read JSON, or leave what is none as it is."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return text


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return json.dumps(value)


def _refused(request: Request, why: str) -> ToolboxError:
    return ToolboxError(f"{request.tool.name} was not used: {why}.", reached=False)
