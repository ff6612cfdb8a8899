"""The text of policies: words, statements and their places, and what is too much for Cedar's parser.

Cedar's parser recurses as deep as the text does and ends the process when its stack is full: a text is only handed to
it after `too_much` has found nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

DEEPEST = 40  # brackets inside brackets
MOST_OPERATORS = 250  # in one policy
# As Cedar's lexer has them: a comment ends at either kind of line break, a string does not run over a backslash
# before one.
_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n\r]*)|(?P<string>"(?:\\.|[^"\\])*")|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"""
    r"""|(?P<number>[0-9]+)|(?P<sign>::|&&|\|\||==|!=|<=|>=|[@()\[\]{},;:.?<>=!+\-*/%&|])"""
)
_SKIPPED = {"space", "comment"}
_OPEN, _CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}
_OPERATORS = {"&&", "||", "!", "+", "-", "*", "/", "%", "if", "when", "unless", "has"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Token(NamedTuple):
    """A word, number, string or sign, from `start` to `end` in the whole text."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """One policy with its annotations: from its first token to its semicolon."""

    tokens: tuple[Token, ...]
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text before any parser sees it, and where."""

    start: int
    end: int
    message: str
    fix: str


class Lines:
    """Where a place in a text is: line and column, both from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column."""
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= offset else (low, middle)
        return low + 1, offset - self._starts[low] + 1


def tokens(text: str) -> Iterator[Token | Fault]:
    """Read a text; ends with a fault at the first letter that belongs to nothing."""
    at = 0
    if control := _CONTROL.search(text):
        yield Fault(control.start(), control.end(), "There is a control character here.", "Remove it.")
        return
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            yield _unreadable(text, at)
            return
        if match.lastgroup not in _SKIPPED:
            yield Token(match.lastgroup or "", match.group(), at, match.end())
        at = match.end()


def _unreadable(text: str, at: int) -> Fault:
    if text[at] == '"':
        end = min(at + 40, len(text))
        return Fault(at, end, "A string begins here and does not end.", 'Close it with ".')
    return Fault(at, at + 1, f"{text[at]!r} has no meaning in a policy.", "Remove it, or put it in a string.")


def statements(text: str, most: int | None = None) -> tuple[list[Statement], list[Fault]]:
    """Split a text into its policies, or the first of them; a rest without a semicolon is the last one."""
    found: list[Statement] = []
    faults: list[Fault] = []
    waiting: list[Token] = []
    for token in tokens(text):
        if isinstance(token, Fault):
            faults.append(token)
            waiting = []
            break
        waiting.append(token)
        if token.text == ";":
            found.append(_statement(text, waiting))
            waiting = []
            if most is not None and len(found) >= most:
                return found, faults
    if waiting:
        found.append(_statement(text, waiting))
    return found, faults


def _statement(text: str, found: list[Token]) -> Statement:
    start, end = found[0].start, found[-1].end
    return Statement(tuple(found), text[start:end], start, end)


def too_much(statement: Statement) -> Fault | None:
    """Say what of a policy would be too deep or too long for the parser; none when it may be parsed."""
    depth = operators = 0
    chained = False
    before = ""
    for token in statement.tokens:
        if token.text in _OPEN:
            depth += 1
            if depth > DEEPEST:
                return Fault(
                    token.start,
                    token.end,
                    f"More than {DEEPEST} brackets are open here.",
                    "Nest it less deep.",
                )
        depth -= token.text in _CLOSE
        links = token.text == "." and (chained or before in _CLOSE)
        operators += links or (token.kind != "string" and token.text in _OPERATORS)
        if operators > MOST_OPERATORS:
            message = f"This policy has more than {MOST_OPERATORS} operators."
            fix = 'Split it into several, or compare with a list: ["a", "b"].contains(…).'
            return Fault(token.start, token.end, message, fix)
        chained = token.text == "." or (chained and before == "." and token.kind == "word")
        before = token.text
    return None


def unclosed(statement: Statement) -> Token | None:
    """Find the innermost bracket that is opened and not closed."""
    waiting: list[Token] = []
    for token in statement.tokens:
        if token.text in _OPEN:
            waiting.append(token)
        elif waiting and token.text == _OPEN[waiting[-1].text]:
            waiting.pop()
    return waiting[-1] if waiting else None
