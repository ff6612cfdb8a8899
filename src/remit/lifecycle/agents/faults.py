"""Turn what Pydantic says about an agent file into sentences for the person who wrote it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.source import Path, Source, dotted

SLUG = r"^[a-z0-9](-?[a-z0-9])*$"
"""How slugs and tags look."""

TOOL = r"^[a-z0-9](-?[a-z0-9])*(\.[a-z][a-z0-9_]*)?$"
"""How tools are named: a connection, or a tool of it."""

REFUSED = {
    "capabilities": "Tools stand in `remit.tools`, where each use is decided by the policies; others are not governed.",
    "deps_schema": "What callers give is declared under `remit.variables`.",
    "end_strategy": "An agent answers when it uses no more tools.",
    "tool_timeout": "How long a tool may take is set on its connection.",
    "tools": "Tools stand in `remit.tools`, where each use is decided by the policies.",
    "model_settings.extra_body": "It would reach the model provider past all checks.",
    "model_settings.extra_headers": "It would reach the model provider past all checks.",
}
"""Fields that Pydantic AI knows and Remit does not take, each with its reason."""

_TYPES = {
    "string_type": ("must be text.", "Put it in quotes."),
    "int_type": ("must be a whole number.", None),
    "int_from_float": ("must be a whole number.", None),
    "float_type": ("must be a number.", None),
    "list_type": ("must be a list.", "Write `[one, two]`, or one `- item` a line."),
    "dict_type": ("must be a block of fields.", "Indent its fields below it."),
    "model_type": ("must be a block of fields.", "Indent its fields below it."),
    "model_attributes_type": ("must be a block of fields.", "Indent its fields below it."),
}
_MOST = 20
_SLUG_HINT = "Use lower-case letters, digits and single hyphens between them, like `hello-world`."
_TOOL_HINT = (
    "Name a tool by its connection and name, like `crm.get_customer`, or a whole connection, like `crm`."
)
_VARIABLE_HINT = "Begin with a lower-case letter; lower-case letters, digits and `_` may follow."


def faults_of(
    error: ValidationError,
    block: type[BaseModel],
    source: Source,
    inside: tuple[str, ...],
    refused: Mapping[str, str],
) -> list[Fault]:
    """Name the first faults with their places in the file.

    `inside` is where the block stands in it, `refused` are fields that are not taken, with the reason.
    """
    found = error.errors(include_url=False)[:_MOST]
    return [_fault(detail, block, source, inside, refused) for detail in found]


def _fault(
    detail: Any, block: type[BaseModel], source: Source, inside: tuple[str, ...], refused: Mapping[str, str]
) -> Fault:
    path: Path = (*inside, *(part for part in detail["loc"] if not str(part).startswith("[")))
    place = dotted(path)
    reason = refused.get(place) if detail["type"] == "extra_forbidden" else None
    if reason is not None:
        said = f"`{place}` is not accepted. {reason}"
        return source.fault(path, "refused-field", said, "Remove it.")
    message, hint = _sentence(detail, place, block)
    return source.fault(path, _code(detail["type"]), message, hint)


def _code(kind: str) -> str:
    if kind == "extra_forbidden":
        return "unknown-field"
    if kind == "missing":
        return "missing-field"
    if kind in _TYPES:
        return "wrong-type"
    return "bad-name" if kind == "string_pattern_mismatch" else "bad-value"


def _sentence(detail: Any, place: str, block: type[BaseModel]) -> tuple[str, str | None]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(place, detail["loc"], block)
    if kind == "missing":
        return f"`{place}` is missing.", None
    if kind in _TYPES:
        said, hint = _TYPES[kind]
        return f"`{place}` {said}", hint
    if kind == "string_pattern_mismatch":
        hint = {SLUG: _SLUG_HINT, TOOL: _TOOL_HINT}.get(context["pattern"], _VARIABLE_HINT)
        return f"`{place}` is {str(detail['input'])[:80]!r}, which is not a valid name.", hint
    if kind == "value_error":
        return f"`{place}`: {context['error']}.", None
    said = str(detail["msg"]).replace("Input should", "must").replace("String should", "must")
    return f"`{place}` {said[0].lower()}{said[1:]}.", None


def _unknown(place: str, loc: tuple[str | int, ...], block: type[BaseModel]) -> tuple[str, str | None]:
    known = _fields(block, loc[:-1])
    near = get_close_matches(str(loc[-1]), known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
    return f"There is no field `{place}`.", hint


def _fields(block: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """List the fields of the block at a path inside a block."""
    for part in path:
        if (
            isinstance(part, int) or part not in block.model_fields
        ):  # a place in a list, or a name of the author's
            continue
        annotation: Any = block.model_fields[part].annotation
        block = next(_blocks(annotation))
    return [field.alias or name for name, field in block.model_fields.items()]


def _blocks(annotation: Any) -> Iterator[type[BaseModel]]:
    """Find the blocks within a type, such as that of a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from _blocks(each)
