"""Secrets in agent files: whoever reads a version would read them too."""

from remit.engines.guardrails import look
from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.source import Path, Source

_HINT = "Take it out, keep it as a connection, and change it where it is valid: it was written down."


def secrets_in(source: Source, path: Path, text: str) -> list[Fault]:
    """Find keys and passwords in a text of a file; each is named masked."""
    found = [label for label in look(text) if label.name.partition(".")[0] == "secret"]
    return [
        source.within(
            path,
            text.count("\n", 0, label.start),
            "secret",
            f"A secret stands here: {label.evidence}.",
            _HINT,
        )
        for label in found[:5]
    ]
