"""The passage of a text that answers a question best: whole sentences, without the marks of Markdown."""

import re
from collections.abc import Iterable

from remit.kit.markdown import cut, without_marks

LONGEST = 260
_WORD = re.compile(r"[a-z0-9]+")
_BLOCK = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)]|>|#{1,6})\s+")
_RULE = re.compile(r"^[\s|:-]+$")
_END = re.compile(r"(?<=[.!?:])\s+(?=[\"“(]?[A-Z0-9])")


def stems(text: str) -> set[str]:
    """Return the words of a text, each without the `s` of a plural."""
    return {_singular(word) for word in _WORD.findall(text.lower())}


def excerpt(text: str, asked: Iterable[str], longest: int = LONGEST) -> str:
    """Return the run of sentences that has most of the words `asked`; `…` stands where something is left out."""
    wanted = stems(" ".join(asked))
    sentences = list(_sentences(text))
    runs = [_run(sentences, at, longest) for at in range(len(sentences))]
    if not runs:
        return ""
    # Of two runs that answer as much, the one whose first sentence is to the point.
    worth = [(len(wanted & stems(" ".join(run))), bool(wanted & stems(run[0]))) for run in runs]
    at = worth.index(max(worth))
    before = "… " if at > 0 else ""
    passage = cut(" ".join(runs[at]), longest).rstrip(" ;")
    after = " …" if at + len(runs[at]) < len(sentences) and not passage.endswith("…") else ""
    return f"{before}{passage}{after}"


def _run(sentences: list[str], at: int, longest: int) -> list[str]:
    """Take sentences from one on while there is room; the first is taken however long it is."""
    run, room = [sentences[at]], longest - len(sentences[at])
    for sentence in sentences[at + 1 :]:
        room -= len(sentence) + 1
        if room < 0:
            break
        run.append(sentence)
    return run


def _sentences(text: str) -> Iterable[str]:
    for block in _BLOCK.split(text):
        for piece in _pieces(block):
            yield from (sentence for sentence in _END.split(without_marks(piece)) if sentence)


def _pieces(block: str) -> Iterable[str]:
    """Part a block: rows of tables and items of lists stand alone, other lines belong together."""
    together: list[str] = []
    for line in block.splitlines():
        if _RULE.match(line):
            continue
        if "|" in line or _ITEM.match(line):
            yield " ".join(together)
            together = []
        if "|" in line:
            yield f"{' · '.join(cell for each in line.split('|') if (cell := each.strip()))};"
        else:
            together.append(_ITEM.sub("", line))
    yield " ".join(together)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
