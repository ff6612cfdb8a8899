"""The operations of an OpenAPI document."""

from collections.abc import Iterator, Mapping
from typing import Any

from remit.engines.tools.arguments import Checker
from remit.engines.tools.documents import read_document
from remit.engines.tools.fields import may_be_set
from remit.engines.tools.names import tool_name
from remit.engines.tools.operations import READING, Coded, Parameter, Sending, Where, placed
from remit.engines.tools.references import Schemas, resolved
from remit.engines.tools.tool import Tool
from remit.kit.errors import Malformed

MOST_OPERATIONS = 500
_METHODS = ("get", "head", "post", "put", "patch", "delete")
_LONGEST_DESCRIPTION = 1500
_LONGEST_PATH = 1000


def from_document(text: str, include: tuple[str, ...], unsettable: frozenset[str]) -> list[Sending]:
    """Read the operations of a document, those that `include` names; headers in `unsettable` are nobody's argument.

    Deprecated ones are left out, and so are those whose body has no form that can be sent. Raises `Malformed`.
    """
    document = read_document(text)
    schemas, taken = Schemas(document), set[str]()
    found = []
    for path, method, operation, shared in _each(document):
        called = operation.get("operationId")
        called = called if isinstance(called, str) and called else f"{method} {path}"
        sending = _sending(document, schemas, path, method, operation, shared, called, taken, unsettable)
        if sending is not None and (not include or {sending.tool.name, called} & set(include)):
            found.append(sending)
    if missing := set(include) - {each.tool.name for each in found} - {each.called for each in found}:
        raise Malformed(f"The document has no operation {sorted(missing)[0][:100]}.")
    if not found:
        raise Malformed("The document has no operations that can be used.")
    if len(found) > MOST_OPERATIONS:
        raise Malformed(
            f"The document has {len(found):,} operations, and at most {MOST_OPERATIONS} can be used: name them."
        )
    return found


def _each(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], list[Any]]]:
    paths = document.get("paths")
    for path, item in (paths if isinstance(paths, dict) else {}).items():
        if (
            not path.startswith("/")
            or len(path) > _LONGEST_PATH
            or any(sign in path for sign in "?#\\ \r\n\t")
        ):
            continue
        whole = resolved(document, item)
        for method in _METHODS:
            operation = whole.get(method)
            if isinstance(operation, dict) and operation.get("deprecated") is not True:
                yield path, method, operation, _listed(whole.get("parameters"))


def _sending(
    document: Mapping[str, Any],
    schemas: Schemas,
    path: str,
    method: str,
    operation: dict[str, Any],
    shared: list[Any],
    called: str,
    taken: set[str],
    unsettable: frozenset[str],
) -> Sending | None:
    properties: dict[str, Any] = {}
    required: list[str] = []
    parameters = _parameters(
        document, schemas, [*shared, *_listed(operation.get("parameters"))], properties, required, unsettable
    )
    whole = resolved(document, operation.get("requestBody"))
    coded, schema = _body(document, whole)
    if whole.get("required") is True and coded is None:
        return None
    body, merged = placed(
        schemas.copy(schema) if coded else None, properties, required, needed=whole.get("required") is True
    )
    inputs = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    if definitions := schemas.definitions():
        inputs["$defs"] = definitions
    name = tool_name(called, taken)
    tool = Tool(name, _described(operation, method, path), inputs, reads_only=method.upper() in READING)
    return Sending(
        tool, called, method.upper(), path, Checker(inputs), parameters, body, merged, coded or "json"
    )


def _parameters(
    document: Mapping[str, Any],
    schemas: Schemas,
    listed: list[Any],
    properties: dict[str, Any],
    required: list[str],
    unsettable: frozenset[str],
) -> tuple[Parameter, ...]:
    """Collect the parameters; an operation's own take the place of its path's."""
    own: dict[tuple[str, str], dict[str, Any]] = {}
    for each in listed:
        parameter = resolved(document, each)
        name, where = parameter.get("name"), parameter.get("in")
        if isinstance(name, str) and isinstance(where, str) and name:
            own[name, where] = parameter
    found = []
    for (name, where), parameter in own.items():
        if not _is_taken(name, where, unsettable):
            continue
        argument = name if name not in properties else f"{name}_{where}"
        properties[argument] = _schema_of(schemas, parameter)
        if where == "path" or parameter.get("required") is True:
            required.append(argument)
        found.append(_parameter(argument, name, "path" if where == "path" else where, parameter))
    return tuple(found)


def _is_taken(name: str, where: str, unsettable: frozenset[str]) -> bool:
    if where == "header":
        return may_be_set(name) and name.lower() not in unsettable
    return where in ("path", "query")


def _parameter(argument: str, name: str, where: str, parameter: Mapping[str, Any]) -> Parameter:
    places: dict[str, Where] = {"path": "path", "query": "query", "header": "header"}
    style = parameter.get("style")
    return Parameter(
        argument,
        name,
        places[where],
        explode=parameter.get("explode") is not False and style not in ("spaceDelimited", "pipeDelimited"),
        deep=style == "deepObject",
        as_json=isinstance(parameter.get("content"), dict),
    )


def _schema_of(schemas: Schemas, parameter: Mapping[str, Any]) -> Any:
    content = parameter.get("content")
    inner = next(iter(content.values()), None) if isinstance(content, dict) else parameter
    schema = schemas.copy(inner.get("schema") if isinstance(inner, dict) else None)
    said = parameter.get("description")
    if isinstance(said, str) and isinstance(schema, dict) and "description" not in schema:
        schema["description"] = said[:_LONGEST_DESCRIPTION]
    return schema


def _body(document: Mapping[str, Any], whole: Mapping[str, Any]) -> tuple[Coded | None, Any]:
    """Choose the form of the body: JSON, or that of a web page's form."""
    content = whole.get("content")
    kinds: dict[str, Any] = content if isinstance(content, dict) else {}
    for kind, media in kinds.items():
        plain = kind.partition(";")[0].strip().lower()
        if (plain == "application/json" or plain.endswith("+json")) and isinstance(media, dict):
            return "json", _shallow(document, media.get("schema"))
    for kind, media in kinds.items():
        if kind.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded" and isinstance(
            media, dict
        ):
            return "form", _shallow(document, media.get("schema"))
    return None, None


def _shallow(document: Mapping[str, Any], schema: Any) -> Any:
    """Follow the first reference, so that the members of a named body stand beside the parameters."""
    return resolved(document, schema) if isinstance(schema, dict) else {}


def _described(operation: Mapping[str, Any], method: str, path: str) -> str:
    said = [operation.get("summary"), operation.get("description")]
    texts = dict.fromkeys(each.strip() for each in said if isinstance(each, str) and each.strip())
    return f"{chr(10).join(texts)[:_LONGEST_DESCRIPTION]}\n{method.upper()} {path}".strip()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
