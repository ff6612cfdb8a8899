"""The kinds of annotators, and what is known of each."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from remit.engines.guardrails import OURS, Speech, llama_guard, presidio

Kind = Literal["http", "presidio", "llama_guard"]


class AnnotatorKind(NamedTuple):
    """`labels` are those it may say unless somebody chose; `suffix` comes after the address that is written down.

    `needs` and `takes` are the options it must and may have; `speech` makes of them how it is spoken to.
    """

    label: str
    help: str
    usual_url: str
    suffix: str
    labels: tuple[str, ...]
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    speech: Callable[[Mapping[str, Any]], Speech]


KINDS: Mapping[Kind, AnnotatorKind] = {
    "http": AnnotatorKind(
        "Any HTTP server",
        "Answers by Remit's small contract; docs/guardrails.md has it, and a whole server in 20 lines.",
        "http://127.0.0.1:9300",
        "",
        (),
        (),
        (),
        lambda _: OURS,
    ),
    "presidio": AnnotatorKind(
        "Presidio analyzer",
        "Finds personal data. Give the address of the analyzer; Remit asks its /analyze.",
        "http://127.0.0.1:5002",
        "/analyze",
        ("pii",),
        (),
        ("language", "least_score"),
        lambda options: presidio(options.get("language") or "en", _or(options.get("least_score"), 0.5)),
    ),
    "llama_guard": AnnotatorKind(
        "Llama Guard",
        "Judges what is harmful, behind any OpenAI-compatible server. Give its address up to /v1, and the model.",
        "http://127.0.0.1:11434/v1",
        "/chat/completions",
        ("safety",),
        ("model",),
        ("model",),
        lambda options: llama_guard(options["model"]),
    ),
}


def _or(given: float | None, usual: float) -> float:
    return usual if given is None else given
