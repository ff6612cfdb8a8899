"""Agents to begin with: files that come with Remit. Each says at its head what it needs, if it needs anything."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from remit.lifecycle.agents.spec import Document, parse

_FOLDER = resources.files("remit.lifecycle.agents") / "library"
_ORDER = (
    "hello",
    "support-triage",
    "hr-assistant",
    "blog-post-writer",
    "release-notes-writer",
    "sql-explainer",
    "order-aggregator",
    "weather",
    "agent-builder-chat",
    "agent-reviewer",
    "agent-builder",
)


@dataclass(frozen=True)
class Template:
    """A file to begin with: its text, and what it says."""

    source: str
    document: Document


@cache
def library() -> tuple[Template, ...]:
    """Return the templates, the simplest first."""
    texts = [(_FOLDER / f"{name}.yaml").read_text("utf-8") for name in _ORDER]
    return tuple(Template(text, parse(text)) for text in texts)
