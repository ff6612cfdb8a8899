"""What is deployed and for whom: the verb, the application and the model."""

from collections.abc import Callable
from dataclasses import dataclass

from remit.lifecycle.deployments.command.draft import Draft
from remit.lifecycle.deployments.command.spelling import misspelt_verb
from remit.lifecycle.deployments.command.vocabulary import (
    DETERMINERS,
    FILLER,
    FORBIDDEN_VERBS,
    NEGATIONS,
    PURPOSES,
    QUESTIONS,
    SECOND_VERBS,
    STOPS,
    STRONG_VERBS,
    VARIANTS,
    VERBS,
    listed,
)
from remit.lifecycle.deployments.sizing import (
    Ambiguous,
    Model,
    Unknown,
    family_default,
    find_model,
    matches,
    models,
    slug,
    written_out,
)

_EXAMPLE = "For example: deploy llama-3.1 8B for chatbot-x"
_ACT_THERE = "Use the actions of the deployment in the table."
_TIME_UNITS = frozenset(listed("minute minutes hour hours day days week weeks month months"))
_PEOPLE = frozenset({"me", "us", "now", "them"})
_LEADING = DETERMINERS | {"application", "app", "project", "new", "called", "named", "service"}
_SPLITS = frozenset(
    {"and", "or", "plus", "&", "+", "with", "using", "on", "for", "in", "of", "to", "as", "by"}
)
_LONGEST_NAME = 9
_LONGEST_PIECE = 60
_MOST_NAMES = 6
_MOST_FAMILIES = 8

Resolution = Model | Ambiguous | tuple[()]


@dataclass(frozen=True, slots=True)
class Application:
    """The application's name as written, and its words' positions."""

    text: str
    start: int
    end: int


def read_verb(draft: Draft) -> bool:
    """Claim the verb and say whether it asks to deploy; a question, a negation or another act is a problem."""
    lows = [draft.low(at) for at in range(len(draft.words))]
    hint = f"Start with “deploy” and the model. {_EXAMPLE}"
    acts = [at for at, low in enumerate(lows) if low in VERBS | FORBIDDEN_VERBS]
    strong = next((at for at in acts if lows[at] in STRONG_VERBS), None)
    first = strong if strong is not None else (acts[0] if acts else None)
    if NEGATIONS & set(lows[: first or 0]):
        draft.problem("negated", "command", "The command says not to deploy, so nothing is planned.", hint)
    elif lows and lows[0] in QUESTIONS:
        draft.problem("question", "command", "This is a question; a command says what to deploy.", hint)
    elif first is None:
        _report_verb(draft, hint)
    elif lows[acts[0]] in FORBIDDEN_VERBS:
        act = lows[acts[0]]
        message = f"A command can only deploy; “{act}” is done on a deployment that exists."
        draft.problem("verb_unsupported", "command", message, _ACT_THERE)
    if first is not None:
        draft.take("-verb", first, first + 1)
    return not any(
        problem.field == "command" and problem.code != "verb_missing" for problem in draft.problems
    )


def _report_verb(draft: Draft, hint: str) -> None:
    """Say that the act is not understood, and which one may be meant; the word is then no part of a name."""
    verb = misspelt_verb(draft)
    if verb is None:
        draft.problem("verb_missing", "command", "The command does not say what to do.", hint)
        return
    at, meant = verb
    word = draft.words[at].text[:_LONGEST_PIECE]
    draft.take("-verb", at, at + 1)
    if meant in FORBIDDEN_VERBS:
        message = f"“{word}” is not understood. If it is “{meant}”: that is done on a deployment that exists."
        draft.problem("verb_unsupported", "command", message, _ACT_THERE)
    else:
        hint = f"Did you mean “{meant}”?"
        draft.problem("verb_missing", "command", f"“{word}” is not understood.", hint)


def read_application(draft: Draft) -> Application | None:
    """The application: what follows "named", else what follows "for" or "to power", else "as"."""
    names = _runs(draft, {"named", "called", "name", "it"}, _named_run)
    purposes = _runs(draft, {"for", "to", "powering", "backing", "supporting"}, _purpose_run)
    roles = _runs(draft, {"as"}, _named_run)
    chosen = names or purposes or roles
    if len({slug(run.text) for run in chosen}) > 1:
        written = " and ".join(f"“{run.text}”" for run in chosen)
        message = f"The command names several applications, {written}."
        draft.problem(
            "application_conflict", "application", message, "Name one, for example: named chatbot-x"
        )
    for run in names + purposes + (roles if roles is chosen else []):
        draft.take("application" if run in chosen else "-purpose", run.start, run.end)
    for run in purposes if names else []:
        draft.assumptions.append(f"“{run.text}” is the purpose; the application is called “{names[0].text}”.")
    return chosen[0] if chosen else None


def _runs(
    draft: Draft, intros: set[str], reader: Callable[[Draft, int], Application | None]
) -> list[Application]:
    places = [at for at in range(len(draft.words)) if draft.low(at) in intros][:_MOST_NAMES]
    return [run for at in places if (run := reader(draft, at))]


def _named_run(draft: Draft, at: int) -> Application | None:
    if draft.low(at) == "it" and draft.low(at - 1) not in {"call", "name"}:
        return None
    if draft.low(at) == "name" and draft.low(at + 1) == "it":
        return None
    return _run(draft, at, at + 1)


def _purpose_run(draft: Draft, at: int) -> Application | None:
    word = draft.low(at)
    if word in {"powering", "backing", "supporting"}:
        return _run(draft, at, at + 1)
    if word == "to" and draft.low(at + 1) in PURPOSES:
        return _run(draft, at, at + 2)
    if word == "to" or draft.low(at + 1) in _PEOPLE or draft.low(at + 2) in _TIME_UNITS:
        return None
    run = _run(draft, at, at + 1)
    # "an endpoint for llama-3.1 8B": what follows "for" is the model itself.
    return None if run and _is_model(run.text) and not _model_elsewhere(draft, run) else run


def _run(draft: Draft, intro: int, start: int) -> Application | None:
    while draft.low(start) in _LEADING and (draft.free(start + 1) and draft.low(start + 1) not in STOPS):
        start += 1
    if not draft.free(start):
        return None
    end = start
    quoted = draft.words[start].quoted
    while (
        draft.free(end) and draft.words[end].quoted == quoted and not (not quoted and _ends_run(draft, end))
    ):
        end += 1
        if draft.words[end - 1].pause and not quoted:
            break
    text = draft.text(start, end)
    return Application(text, intro, end) if any(char.isalnum() for char in text) else None


def _ends_run(draft: Draft, at: int) -> bool:
    low = draft.low(at)
    return low in STOPS or low in {"-", "/"} or (low == "and" and draft.low(at + 1) in SECOND_VERBS)


def _is_model(text: str) -> bool:
    return len(matches(text)) == 1 or family_default(text) is not None


def _model_elsewhere(draft: Draft, run: Application) -> bool:
    outside = [piece for piece in _pieces(draft) if piece[1] <= run.start or piece[0] >= run.end]
    return any(_resolve(draft, *piece)[0] for piece in outside)


def read_label(draft: Draft, owner: str) -> Application | None:
    """The words that stand beside a model file and say nothing else, as in "llama-3.2-1b from x.gguf": its name."""
    pieces = _pieces(draft)
    if not pieces:
        return None
    start, end = pieces[0][0], min(pieces[0][1], pieces[0][0] + _LONGEST_NAME)
    draft.take(owner, start, end)
    return Application(draft.text(start, end), start, end)


def read_model(draft: Draft, *, wanted: bool) -> Model | None:
    """The one model named; several, an unclear or an unknown one is a problem that lists the choices.

    When no deployment is `wanted` a missing model is no further problem.
    """
    pieces = _pieces(draft)
    results = [(*_resolve(draft, *piece), piece) for piece in pieces]
    found = [(result, start, end) for result, start, end, _ in results if isinstance(result, Model)]
    for _, start, end in found:
        draft.take("model", start, end)
    distinct = {model.id: model for model, _, _ in found}
    if len(distinct) > 1:
        names = " and ".join(model.name for model in distinct.values())
        draft.problem(
            "model_conflict", "model", f"The command names several models, {names}.", "Deploy one at a time."
        )
        return None
    if found:
        return found[0][0]
    if wanted:
        _report_missing(draft, results)
    return None


def _report_missing(draft: Draft, results: list[tuple[Resolution, int, int, tuple[int, int]]]) -> None:
    unclear = next((row for row in results if isinstance(row[0], Ambiguous)), None)
    if unclear and isinstance(unclear[0], Ambiguous):
        draft.take("model", unclear[1], unclear[2])
        choices = ", ".join(model.id for model in unclear[0].choices[:10])
        message = f"“{unclear[0].text}” may mean several models."
        draft.problem("model_ambiguous", "model", message, f"Name one of: {choices}")
    elif results:
        start, end = results[0][3]
        text = _significant(draft, start, end)
        draft.take("model", start, end)
        guess = find_model(text)
        near = ", ".join(model.id for model in guess.near) if isinstance(guess, Unknown) else ""
        hint = f"Did you mean: {near}?" if near else _known_models()
        named = text if len(text) <= _LONGEST_PIECE else f"{text[:_LONGEST_PIECE]}…"
        draft.problem("model_unknown", "model", f"“{named}” is not a model in the catalogue.", hint)
    else:
        draft.problem("model_missing", "model", "The command names no model.", _known_models())


def _known_models() -> str:
    families = list(dict.fromkeys(model.family for model in models()))
    return f"Remit knows {', '.join(families[:_MOST_FAMILIES])} and {len(families) - _MOST_FAMILIES} other families."


def _pieces(draft: Draft) -> list[tuple[int, int]]:
    """Stretches of words nobody has claimed, without filler at their ends."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for at in range(len(draft.words) + 1):
        low = draft.low(at)
        if draft.free(at) and low not in _SPLITS:
            if draft.words[at].pause:
                _add_piece(draft, pieces, start, at + 1)
                start = at + 1
            continue
        _add_piece(draft, pieces, start, at)
        start = at + 1
    return pieces


def _add_piece(draft: Draft, pieces: list[tuple[int, int]], start: int, end: int) -> None:
    while start < end and draft.low(start) in FILLER:
        start += 1
    while start < end and draft.low(end - 1) in FILLER:
        end -= 1
    if start < end:
        pieces.append((start, end))


def _resolve(draft: Draft, start: int, end: int) -> tuple[Resolution, int, int]:
    """The model in words [start, end): all of them together, else a written-out name among harmless words."""
    end = min(end, start + _LONGEST_PIECE)
    text = _significant(draft, start, end)
    whole = matches(text)
    named = family_default(text) or (whole[0] if len(whole) == 1 else None)
    if named is not None:
        return named, start, end
    if whole:
        return Ambiguous(text, whole), start, end
    for first in range(start, end):
        for last in range(min(end, first + _LONGEST_NAME), first, -1):
            part = written_out(draft.text(first, last))
            if part and _harmless(draft, start, first) and _harmless(draft, last, end):
                return part, first, last
    return (), start, end


def _significant(draft: Draft, start: int, end: int) -> str:
    return " ".join(word.text for word in draft.words[start:end] if word.low not in FILLER)[:200]


def _harmless(draft: Draft, start: int, end: int) -> bool:
    words = draft.words[start:end]
    return not any(word.low in VARIANTS or any(char.isdigit() for char in word.low) for word in words)
