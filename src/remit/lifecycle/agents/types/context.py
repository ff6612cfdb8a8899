"""Context agents: instructions and a model, with what they look up and the form of what they answer."""

from collections.abc import Mapping
from typing import Any

from remit.kit.json_schema import contract
from remit.lifecycle.agents import templates
from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.fields import Remit, Spec, Variable
from remit.lifecycle.agents.source import Source
from remit.lifecycle.agents.types.contracts import schema_faults
from remit.lifecycle.agents.types.kind import Document, Kind, Refers
from remit.lifecycle.agents.types.secrets import secrets_in

_OWN = "It belongs to agents of other types: a context agent has instructions."
_REFUSED = {
    **dict.fromkeys(("remit.code", "remit.input_schema", "remit.connection", "remit.nodes"), _OWN),
    "remit.output_schema": "A context agent has `output_schema:` before `remit:`, as Pydantic AI has it.",
    "remit.knowledge.documents.file": "Files are read by `remit agents apply` from the agent's folder: write the text.",
}


def _parts(spec: Spec) -> list[str]:
    return spec.instructions if isinstance(spec.instructions, list) else [spec.instructions]


def _split(remit: Remit) -> tuple[dict[str, str], dict[str, Variable]]:
    """Tell the variables that have a value from those that callers give."""
    entries = (remit.variables or {}).items()
    return (
        {name: entry for name, entry in entries if isinstance(entry, str)},
        {name: entry for name, entry in entries if isinstance(entry, Variable)},
    )


def _check(source: Source, spec: Spec, remit: Remit) -> list[Fault]:
    """Find what the templates lack; a variable nobody uses is a typing mistake."""
    values, asked = _split(remit)
    faults = []
    for name, entry in (remit.variables or {}).items():
        place = ("remit", "variables", name)
        if isinstance(entry, str) and "{{" in entry:
            message = f"The value of `{name}` may not hold `{{{{`."
            faults.append(source.fault(place, "bad-variable", message))
        elif not any(name in templates.names(part) for part in _parts(spec)):
            message = f"The instructions do not use the variable `{name}`."
            hint = f"Write `{{{{{name}}}}}` where its value belongs, or remove it."
            faults.append(source.fault(place, "unused-variable", message, hint))
    for name, value in values.items():
        faults += secrets_in(source, ("remit", "variables", name), value)
    for name, entry in asked.items():
        faults += _asked_faults(source, name, entry)
    for part in _parts(spec):
        try:
            templates.fill(part, values, asked)
        except templates.BadTemplate as error:
            faults.append(source.fault(("instructions",), "bad-template", str(error)))
        faults += secrets_in(source, ("instructions",), part)
    if spec.output_schema is not None:
        faults += schema_faults(source, ("output_schema",), spec.output_schema)
    return [*faults, *_named_twice(source, remit), *_knowledge_faults(source, remit)]


def _asked_faults(source: Source, name: str, entry: Variable) -> list[Fault]:
    """Find defaults and choices that are not of the variable's type."""
    place = ("remit", "variables", name)
    kind = {"type": entry.type}
    found = [
        source.fault(
            (*place, "enum", number), "bad-variable", f"`{name}` is of type {entry.type}, and this is not."
        )
        for number, value in enumerate(entry.enum or ())
        if contract(kind).misfits(value)
    ]
    if not found and entry.default is not None and (wrong := contract(entry.values()).misfits(entry.default)):
        said = f"The default of `{name}` does not fit: {wrong[0].sentence()}."
        found.append(source.fault((*place, "default"), "bad-variable", said))
    return found


def _knowledge_faults(source: Source, remit: Remit) -> list[Fault]:
    knowledge, place = remit.knowledge, ("remit", "knowledge")
    if knowledge is None:
        return []
    if not knowledge.library and not knowledge.documents:
        said = "There is nothing to look in."
        return [source.fault(place, "no-knowledge", said, "Add `library: true`, or `documents:`.")]
    found: list[Fault] = []
    titles = [each.title for each in knowledge.documents or ()]
    for number, each in enumerate(knowledge.documents or ()):
        path = (*place, "documents", number)
        if each.title in titles[:number]:
            said = f"Two documents are called {each.title!r}: answers could not say which they cite."
            found.append(source.fault((*path, "title"), "document-twice", said, "Give one another title."))
        found += secrets_in(source, (*path, "text"), each.text)
    return found


def _named_twice(source: Source, remit: Remit) -> list[Fault]:
    names = [each.use for each in remit.tools or ()]
    return [
        source.fault(
            ("remit", "tools", place), "tool-twice", f"`{name}` is named twice.", "Remove one of them."
        )
        for place, name in enumerate(names)
        if name in names[:place]
    ]


def _finish(spec: Spec, remit: Remit) -> tuple[Spec, Remit]:
    """Fill the instructions, so that whoever approves a version reads what the model will read."""
    values, asked = _split(remit)
    filled = [templates.fill(part, values, asked) for part in _parts(spec)]
    instructions = filled if isinstance(spec.instructions, list) else filled[0]
    return spec.model_copy(update={"instructions": instructions}), remit


def _refers(document: Document) -> Refers:
    tools = {
        each["use"]: ("remit", "tools", place)
        for place, each in enumerate(document["remit"].get("tools") or ())
    }
    return Refers(model=True, embeddings=document["remit"].get("embeddings"), tools=tools)


def _summary(document: Document) -> list[str]:
    spec: Mapping[str, Any] = document["spec"]
    schema = spec.get("output_schema")
    form = f"an object with {', '.join(schema.get('properties') or ()) or 'no fields'}" if schema else "text"
    said = [f"It asks {spec.get('model') or 'the default model'} and answers in {form}."]
    if asked := templates.declared(document):
        said.append(f"Callers fill {', '.join(asked)} into its instructions.")
    knowledge = document["remit"].get("knowledge")
    if knowledge:
        places = [f"“{each['title']}”" for each in knowledge.get("documents") or ()]
        places += ["the organisation's library"] if knowledge["library"] else []
        said.append(f"It looks in {', '.join(places)} before it answers.")
    return said


CONTEXT = Kind(
    name="context",
    words="Instructions and a model.",
    runs=True,
    spec=Spec,
    remit=Remit,
    check=_check,
    refers=_refers,
    summary=_summary,
    finish=_finish,
    refused=_REFUSED,
    waits=True,
)
