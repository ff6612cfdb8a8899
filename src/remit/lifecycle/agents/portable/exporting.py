"""An agent as files: one, or a folder where code and documents have files of their own."""

import re
from collections.abc import Mapping
from typing import Any

from remit.lifecycle.agents.source import read
from remit.lifecycle.agents.tables import AgentVersion
from remit.lifecycle.agents.writing import as_file, as_text

_LONG = 200
_PLAIN = re.compile(r"[^a-z0-9]+")


def exported(slug: str, version: AgentVersion) -> dict[str, str]:
    """Return the files of a version: `SLUG/agent.yaml`, and its code and documents beside it.

    An agent file holds no secrets: connections are named in it, and their keys are kept elsewhere.
    """
    text = version.source or as_file(version.document, version.number)
    fields = read(text).data
    apart: dict[str, str] = {}
    remit: Mapping[str, Any] = fields.get("remit") or {}
    if isinstance(remit.get("code"), str):
        apart["code.py"] = remit["code"]
        remit = {**remit, "code": {"file": "code.py"}}
    knowledge = remit.get("knowledge") or {}
    documents = [_apart(each, apart) for each in knowledge.get("documents") or ()]
    if documents:
        remit = {**remit, "knowledge": {**knowledge, "documents": documents}}
    whole = as_text({**fields, "remit": remit}) if apart else text
    return {f"{slug}/{name}": each for name, each in {"agent.yaml": whole, **apart}.items()}


def _apart(document: Mapping[str, Any], apart: dict[str, str]) -> Mapping[str, Any]:
    """Give a long document a file of its own."""
    if len(document["text"]) < _LONG:
        return document
    stem = _PLAIN.sub("-", document["title"].lower()).strip("-")[:40] or "document"
    name, number = f"knowledge/{stem}.md", 2
    while name in apart:
        name, number = f"knowledge/{stem}-{number}.md", number + 1
    apart[name] = document["text"]
    return {**document, "text": {"file": name}}
