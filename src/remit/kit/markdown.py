"""Markdown as plain words, for places that show a line of text: titles, excerpts."""

import re

# What stands between marks has an end, so that marks without a partner are passed over quickly.
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)")
_CODE = re.compile(r"(`{1,6})(?!`)(.{1,300}?)(?<!`)\1(?!`)")
_STARS = re.compile(r"(\*{1,3}|~~)(?=[^\s*~])(.{1,300}?)(?<=[^\s*~])\1")
_LOW = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.{1,300}?)(?<=[^\s_])\1(?!\w)")
_BEGINNING = re.compile(r"^\s*(?:(?:[-*+]|>|#{1,6})\s+|>+)+")
_FENCE = re.compile(r"^\s*(?:```|~~~)")


def without_marks(line: str) -> str:
    """Return a line without the marks of links, code and emphasis, and without what makes it a heading or an item.

    A mark that has no partner is text: `2 * 3` and `snake_case` stay as they are.
    """
    plain = _CODE.sub(r"\2", _LINK.sub(r"\1", _BEGINNING.sub("", line)))
    for marks in (_STARS, _STARS, _LOW, _LOW):  # one may stand within another
        plain = marks.sub(r"\2", plain)
    return " ".join(plain.split())


def in_one_line(text: str) -> str:
    """Return a text as one line of plain words; the fences of code are left out."""
    lines = (without_marks(line) for line in text.splitlines() if not _FENCE.match(line))
    return " ".join(line for line in lines if line)


def cut(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut between words and then ended with `…`."""
    if len(text) <= longest:
        return text
    whole, space, _ = text[:longest].rpartition(" ")
    # A long word, as in writing without spaces, is cut where the room ends.
    kept = whole if space and len(whole) > longest // 2 else text[: longest - 1]
    return f"{kept.rstrip(' ,;:.')}…"
