"""Labels: what an annotator says of a text. Policies decide what follows from it; annotators decide nothing."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

Direction = Literal["input", "output", "tool_arguments", "tool_result"]


class Label(NamedTuple):
    """One finding: `text[start:end]` is what it is about, `score` is 0 to 1.

    `evidence` says what was seen without repeating it: a secret or a person's number is masked there.
    """

    name: str
    score: float
    start: int
    end: int
    evidence: str


class Annotator(Protocol):
    """Something that reads a text and says what is in it; it never raises for what a text may hold."""

    name: str
    version: str

    async def annotate(self, text: str, direction: Direction) -> Sequence[Label]:
        """Return what was found, in the order of the text."""


def characters(count: int) -> str:
    """Say how many characters."""
    return "1 character" if count == 1 else f"{count} characters"


def masked(text: str, shown: int = 4) -> str:
    """Show how a secret begins, of which its kind can be told, and how long it is."""
    shown = min(shown, len(text) // 4)
    return f"{text[:shown]}… ({characters(len(text))})"
