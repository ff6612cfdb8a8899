"""What to write instead of a command that was not understood."""

from collections.abc import Iterator
from dataclasses import dataclass

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.draft import Draft, split
from remit.lifecycle.deployments.command.grammar import read
from remit.lifecycle.deployments.command.intent import Reading, Span
from remit.lifecycle.deployments.command.spelling import misspelt_verb
from remit.lifecycle.deployments.command.vocabulary import FILLER, FORBIDDEN_VERBS
from remit.lifecycle.deployments.sizing import Ambiguous, Unknown, find_model

EXAMPLES = (
    "deploy llama-3.1 8B for chatbot-x",
    "deploy mistral 7B for internal search to prod on 2 instances",
    "deploy nemotron nano 8B for customer support bot with budget $20 per hour",
)
_ABOUT = frozenset({"command", "model"})
_MOST = 3
_LONGEST_WORD = 60
_SHORTEST_NAME = 3
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Advice:
    """Words that were not understood, the same command written so that it is, and commands to begin from.

    `names` are the words, in lower case, that may name a deployment.
    """

    not_understood: tuple[str, ...]
    instead: tuple[str, ...]
    examples: tuple[str, ...]
    names: tuple[str, ...]


def advise(reading: Reading, places: Places = AS_THEY_COME) -> Advice | None:
    """Return what helps with a command whose act or model is not understood; none where neither is the trouble."""
    if not any(problem.field in _ABOUT for problem in reading.problems):
        return None
    draft = Draft(split(reading.text))
    return Advice(
        not_understood=tuple(dict.fromkeys(_not_understood(reading, draft))),
        instead=tuple(_instead(reading, draft, places)),
        examples=EXAMPLES,
        names=_names(draft),
    )


def _not_understood(reading: Reading, draft: Draft) -> Iterator[str]:
    verb = misspelt_verb(draft) if _has(reading, "verb_missing", "verb_unsupported") else None
    if verb and draft.low(verb[0]) not in FORBIDDEN_VERBS:
        yield draft.words[verb[0]].text[:_LONGEST_WORD]
    if _has(reading, "model_unknown") and (span := _model(reading)):
        yield reading.text[span.start : span.end][:_LONGEST_WORD]
    if not _has(reading, "verb_unsupported", "question", "negated"):
        yield from (word[:_LONGEST_WORD] for word in reading.not_understood[:_MOST_NAMES])


def _instead(reading: Reading, draft: Draft, places: Places) -> Iterator[str]:
    """Write the command with a verb and a model that are known; only what then reads without a problem."""
    text, verb = reading.text, misspelt_verb(draft)
    head, rest = ("", 0)
    if _has(reading, "verb_missing"):
        head = f"{text[: draft.words[verb[0]].start]}{verb[1]}" if verb else "deploy "
        rest = draft.words[verb[0]].end if verb else 0
    span = _model(reading)
    unclear = _has(reading, "model_unknown", "model_ambiguous")
    if span is None or not unclear or span.start < rest:
        written = [head + text[rest:]]
    else:
        near = _near(text[span.start : span.end])
        written = [f"{head}{text[rest : span.start]}{model}{text[span.end :]}" for model in near]
    yield from [each for each in written if each != text and read(each, places).ok][:_MOST]


def _near(text: str) -> list[str]:
    words = " ".join(word for word in text.split() if word.lower() not in FILLER)
    match find_model(words[:200]):
        case Unknown(near=near):
            return [model.id for model in near]
        case Ambiguous(choices=choices):
            return [model.id for model in choices]
        case model:
            return [model.id]


def _model(reading: Reading) -> Span | None:
    return next((span for span in reading.spans if span.field == "model"), None)


def _has(reading: Reading, *codes: str) -> bool:
    return any(problem.code in codes for problem in reading.problems)


def _names(draft: Draft) -> tuple[str, ...]:
    """Words of the command that nothing else claims as its own."""
    known = FILLER | FORBIDDEN_VERBS
    words = [word.low for word in draft.words if word.low not in known and len(word.low) >= _SHORTEST_NAME]
    return tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in words))[:_MOST_NAMES]
