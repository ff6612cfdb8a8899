"""API agents: one HTTP request over a connection, made of the input by expressions, and its answer made the output."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue

from remit.engines.tools import Method, request_tool
from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.fields import Common, Named
from remit.lifecycle.agents.source import Path, Source
from remit.lifecycle.agents.types.contracts import (
    EXAMPLES,
    INPUT,
    OUTPUT,
    Examples,
    Schema,
    example_faults,
    schema_faults,
)
from remit.lifecycle.agents.types.kind import Document, Expression, Kind, Refers
from remit.lifecycle.agents.types.secrets import secrets_in
from remit.lifecycle.agents.values import TYPE, ConnectionName, about

_BEFORE = frozenset({"input"})
_AFTER = frozenset({"input", "status", "type", "body"})
_PART = re.compile(r"\{([^{}]*)\}")
_Expression = Annotated[str, Field(min_length=1, max_length=4_000)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]


def _path(text: str) -> str:
    if not text.startswith("/") or text.startswith("//") or any(each in text for each in "?#\\\n"):
        raise ValueError(
            "must begin with one slash, without ?, # and backslashes; parameters stand in `query`"
        )
    return text


class ApiRemit(Common):
    """The part that Remit adds to an API agent."""

    type: Annotated[Literal["api"], TYPE]
    connection: Annotated[
        ConnectionName, about("Connection", "The HTTP API that the request goes to.", "weather")
    ]
    method: Annotated[Method, about("Method", "The HTTP method.", "GET")] = "GET"
    path: Annotated[
        Annotated[str, Field(max_length=1_000), AfterValidator(_path)],
        about(
            "Path",
            "What follows the connection's base URL; expressions stand in braces.",
            "/cities/{input.city}/now",
        ),
    ]
    query: Annotated[
        Annotated[dict[_Name, _Expression], Field(max_length=50)] | None,
        about(
            "Query",
            "An expression for each parameter of the query; one that comes to null is left out.",
            {"days": "input.days"},
        ),
    ] = None
    body: Annotated[
        _Expression | None,
        about("Body", "An expression for the JSON that is sent.", "{'name': input.name}"),
    ] = None
    response: Annotated[
        _Expression,
        about(
            "Response",
            "An expression that makes the output of `status`, `type`, `body` and `input`.",
            "{'degrees': body.current.temperature}",
        ),
    ] = "body"
    input_schema: Annotated[Schema, INPUT]
    output_schema: Annotated[Schema, OUTPUT]
    sample: Annotated[
        JsonValue | None,
        about("Sample", "An answer of the API, for trials of examples that record none."),
    ] = None
    examples: Annotated[Examples | None, EXAMPLES] = None


def expressions(document: Document) -> Iterator[Expression]:
    """List the expressions of a version, each with its place."""
    remit = document["remit"]
    for text in parts(remit["path"])[1::2]:
        yield Expression(("remit", "path"), text, _BEFORE)
    for name, text in (remit.get("query") or {}).items():
        yield Expression(("remit", "query", name), text, _BEFORE)
    if remit.get("body") is not None:
        yield Expression(("remit", "body"), remit["body"], _BEFORE)
    yield Expression(("remit", "response"), remit["response"], _AFTER)


def parts(path: str) -> list[str]:
    """Split a path: texts at the even places, expressions at the odd ones."""
    return _PART.split(path)


def _check(source: Source, spec: Named, remit: ApiRemit) -> list[Fault]:
    takes = schema_faults(source, ("remit", "input_schema"), remit.input_schema)
    gives = schema_faults(source, ("remit", "output_schema"), remit.output_schema)
    found = [*takes, *gives, *_request_faults(source, remit)]
    for name, text in (("path", remit.path), ("body", remit.body or ""), ("response", remit.response)):
        found += secrets_in(source, ("remit", name), text)
    for name, text in (remit.query or {}).items():
        found += secrets_in(source, ("remit", "query", name), text)
    if not takes and not gives:
        found += example_faults(source, remit.examples, remit.input_schema, remit.output_schema)
    return found


def _request_faults(source: Source, remit: ApiRemit) -> list[Fault]:
    found = []
    place: Path = ("remit", "path")
    texts = parts(remit.path)
    if any("{" in text or "}" in text for text in texts[::2]):
        said = "The braces of the path do not match."
        found.append(source.fault(place, "bad-path", said, "Write `{input.city}` where a value belongs."))
    if any(part in (".", "..") for part in remit.path.split("/")):
        found.append(source.fault(place, "bad-path", "The path may not lead upwards."))
    if remit.method == "GET" and remit.body is not None:
        said = "A GET request has no body."
        hint = "Use `query:`, or another method."
        found.append(source.fault(("remit", "body"), "body-of-get", said, hint))
    recorded = any(
        each.service == "http" for example in remit.examples or () for each in example.answers or ()
    )
    if remit.sample is None and not recorded:
        said = "No answer of the API is recorded, so trials of the agent cannot pass."
        hint = "Add `sample:` under `remit:`, an answer as the API gives it."
        found.append(source.fault(("remit", "sample"), "no-sample", said, hint, "warning"))
    return found


def _refers(document: Document) -> Refers:
    remit = document["remit"]
    use = f"{remit['connection']}.{request_tool(remit['method'])}"
    return Refers(tools={use: ("remit", "connection")})


def _summary(document: Document) -> list[str]:
    remit: dict[str, Any] = document["remit"]
    said = [f"It sends {remit['method']} {remit['path']} over the connection {remit['connection']}."]
    if remit.get("query"):
        said.append(f"The query has {', '.join(remit['query'])}.")
    if remit["method"] != "GET":
        said.append("What it sends may change something there.")
    return said


_REQUEST_INSTEAD = "An API agent has a request instead."
API = Kind(
    name="api",
    words="One HTTP request over a connection, with an input and an output.",
    runs=True,
    spec=Named,
    remit=ApiRemit,
    check=_check,
    refers=_refers,
    summary=_summary,
    refused={
        **dict.fromkeys(("instructions", "model", "model_settings", "retries"), _REQUEST_INSTEAD),
        **dict.fromkeys(("remit.code", "remit.variables", "remit.services", "remit.tools"), _REQUEST_INSTEAD),
        "remit.url": "Requests go over a connection: name it in `remit.connection`, and write `remit.path`.",
        "remit.headers": "Headers that are always the same stand in the connection.",
    },
    tried=True,
    expressions=lambda document: list(expressions(document)),
)
