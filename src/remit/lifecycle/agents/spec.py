"""The agent file: a Pydantic AI `AgentSpec` plus a `remit:` block, read and checked."""

import hashlib
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import ValidationError

from remit.controls.connections import OfferedTools, UnknownTool
from remit.engines.ledger import digest
from remit.kit.errors import Conflict, Malformed, NotFound
from remit.lifecycle.agents.errors import BadSpec, Fault
from remit.lifecycle.agents.faults import REFUSED, faults_of
from remit.lifecycle.agents.fields import Common, Named
from remit.lifecycle.agents.source import Source, read
from remit.lifecycle.agents.types import KINDS, Kind
from remit.lifecycle.agents.values import LONGEST_SLUG, AgentType

RESERVED = {"new", "plan", "schema", "templates", "validate"}
"""Slugs that would stand in the way of addresses of Remit's own."""


@dataclass(frozen=True)
class Document:
    """An agent file, checked: `data` is `{"spec": …, "remit": …}` in JSON values, what a version keeps.

    `doubts` are warnings, which do not keep it from being used.
    """

    slug: str
    type: AgentType
    description: str
    tags: tuple[str, ...]
    data: dict[str, Any]
    digest: str
    doubts: tuple[Fault, ...] = ()

    @property
    def kind(self) -> Kind:
        """What its type is."""
        return KINDS[self.type]


def parse(
    text: str,
    *,
    known_models: Callable[[str | None], object] | None = None,
    known_tools: OfferedTools | None = None,
) -> Document:
    """Read an agent file; `BadSpec` names every fault with its place and what to do.

    `known_models` raises `Malformed`, `NotFound` or `Conflict` for a model that nobody serves; `known_tools` are those
    that there are.
    """
    return known(text, known_models, known_tools)[1]


def known(
    text: str,
    known_models: Callable[[str | None], object] | None,
    known_tools: OfferedTools | None = None,
) -> tuple[Source, Document]:
    """Read an agent file, from memory where the same text was read before; raises `BadSpec`."""
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    found = _READ.get(key)
    if found is None:
        found = _READ[key] = _first(text)
        if len(_READ) > _KEPT:
            _READ.popitem(last=False)
    else:
        _READ.move_to_end(key)
    if isinstance(found, BadSpec):
        raise BadSpec(found.faults)
    source, document = found
    unknown = [] if known_models is None else _unknown_models(source, document, known_models)
    if known_tools is not None:
        unknown += _unknown_tools(source, document, known_tools)
    if any(each.severity == "error" for each in unknown):
        raise BadSpec(sorted(unknown, key=_place))
    return source, replace(document, doubts=(*document.doubts, *unknown)) if unknown else document


_KEPT = 64
_READ: OrderedDict[bytes, tuple[Source, Document] | BadSpec] = OrderedDict()
"""What texts say by themselves, by their digest: nothing of it depends on who asks."""


def _first(text: str) -> tuple[Source, Document] | BadSpec:
    try:
        source = read(text)
        return source, _checked(source)
    except BadSpec as error:
        return error.with_traceback(None)


def _checked(source: Source) -> Document:
    """Check what was read; raises `BadSpec`."""
    kind, spec, remit = _blocks(source)
    slug = _slug(source, spec, remit)
    faults = [*_reserved(source, slug, remit), *kind.check(source, spec, remit)]
    if any(fault.severity == "error" for fault in faults):
        raise BadSpec(sorted(faults, key=_place))
    spec, remit = kind.finish(spec, remit)
    spec = spec.model_copy(update={"name": spec.name or slug})
    remit = remit.model_copy(update={"slug": slug})
    data = {
        "spec": spec.model_dump(mode="json", exclude_none=True, by_alias=True),
        "remit": remit.model_dump(mode="json", exclude_none=True, by_alias=True),
    }
    description = (remit.description or spec.description or "").strip()
    tags = tuple(remit.tags or ())
    return Document(slug, kind.name, description, tags, data, digest(data), tuple(faults))


def _place(fault: Fault) -> tuple[int, int]:
    return fault.line or 0, fault.column or 0


def _blocks(source: Source) -> tuple[Kind, Named, Common]:
    """Check both blocks before saying anything, so that one answer names all faults."""
    fields = {name: value for name, value in source.data.items() if name not in {"remit", "$schema"}}
    kind, faults = _kind(source)
    refused = {**REFUSED, **kind.refused}
    spec = remit = None
    try:
        spec = kind.spec.model_validate(fields)
    except ValidationError as error:
        faults += faults_of(error, kind.spec, source, (), refused)
    if "remit" in source.data:
        try:
            remit = kind.remit.model_validate(source.data["remit"])
        except ValidationError as error:
            faults += faults_of(error, kind.remit, source, ("remit",), refused)
    if spec is None or remit is None:
        raise BadSpec(sorted(faults, key=_place))
    return kind, spec, remit


def _kind(source: Source) -> tuple[Kind, list[Fault]]:
    """Find out which type of agent it is; where it does not say, it is read as one of the usual type."""
    usual = KINDS["context"]
    block = source.data.get("remit")
    if "remit" not in source.data:
        hint = "Add a block `remit:` with the line `type: context`."
        return usual, [source.fault(("remit",), "missing-field", "`remit` is missing.", hint)]
    if not isinstance(block, dict) or "type" not in block:
        return usual, []
    found = KINDS.get(block["type"]) if isinstance(block["type"], str) else None
    if found is not None:
        return found, []
    named = str(block["type"])[:40]
    said = f"There is no type {named!r} of agents."
    hint = f"Write one of {', '.join(KINDS)}."
    raise BadSpec([source.fault(("remit", "type"), "bad-value", said, hint)])


def _slug(source: Source, spec: Named, remit: Common) -> str:
    if remit.slug is not None:
        return remit.slug
    if spec.name is None:
        hint = "Add a line like `name: hello`."
        raise BadSpec([source.fault(("name",), "missing-field", "`name` is missing.", hint)])
    plain = unicodedata.normalize("NFKD", spec.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
    if not slug:
        message = f"No slug can be made from the name {spec.name!r}."
        raise BadSpec([source.fault(("name",), "bad-name", message, "Give one as `remit.slug`.")])
    return slug


def _reserved(source: Source, slug: str, remit: Common) -> list[Fault]:
    if slug not in RESERVED:
        return []
    path = ("remit", "slug") if remit.slug else ("name",)
    return [
        source.fault(
            path, "reserved-name", f"The slug `{slug}` is an address of Remit's own.", "Choose another."
        )
    ]


def _unknown_models(source: Source, document: Document, known: Callable[[str | None], object]) -> list[Fault]:
    refers = document.kind.refers(document.data)
    faults = (
        _unknown_model(source, known, document.data["spec"].get("model"), ("model",)) if refers.model else []
    )
    if refers.embeddings is not None:
        faults += _unknown_model(source, known, refers.embeddings, ("remit", "embeddings"))
    return faults


def _unknown_model(
    source: Source, known: Callable[[str | None], object], model: str | None, path: tuple[str, ...]
) -> list[Fault]:
    try:
        known(model)
    except (Malformed, NotFound, Conflict) as error:
        return [source.fault(path, "unknown-model", error.detail)]
    return []


def _unknown_tools(source: Source, document: Document, known: OfferedTools) -> list[Fault]:
    """Find tools that are not there, and those that ask a person where nobody can wait for one."""
    faults = []
    for use, place in document.kind.refers(document.data).tools.items():
        try:
            found = known.find([use]).tools
        except UnknownTool as error:
            faults.append(source.fault(place, "unknown-tool", error.detail))
            continue
        asking = [] if document.kind.waits else [tool.use for tool in found if tool.approval == "always"]
        if asking:
            said = f"{', '.join(asking)} asks a person before each use, and an agent of this type cannot wait for one."
            severity: Literal["error", "warning"] = "error" if len(asking) == len(found) else "warning"
            faults.append(source.fault(place, "tool-asks", said, _ASKS, severity))
    return faults


_ASKS = "Let a context agent use it, or change at its connection when a person is asked."
