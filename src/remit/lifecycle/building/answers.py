"""What a model answered when it was asked for code: one block of it, or why there is none."""

import re
from dataclasses import dataclass
from typing import Literal

_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})\s*([\w+.#-]*)")
_RUN = re.compile(r"^\s*async\s+def\s+run\s*\(", re.M)
_REFUSED = re.compile(r"^\W{0,3}REFUSED\b\W*", re.I)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PYTHON = {"", "python", "py", "python3"}
LONGEST = 200_000
_QUOTED = 300


@dataclass(frozen=True)
class Answered:
    """Code, or why there is none, in words for the person and for the model."""

    code: str
    kind: Literal["code", "refused", "no_code", "many_blocks", "too_long"]
    why: str = ""


def read_answer(text: str) -> Answered:
    """Take the code out of an answer; of several blocks the only one that has `run`."""
    text = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text).replace("\r\n", "\n")
    if len(text) > LONGEST:
        return Answered("", "too_long", f"The answer has {len(text):,} characters: write shorter code.")
    if _REFUSED.match(text.strip()):
        return Answered("", "refused", _quoted(_REFUSED.sub("", text.strip())))
    found = _blocks(text)
    if not found and not re.search(r"^\s{0,3}(```|~~~)", text, re.M) and _RUN.search(text):
        return Answered(f"{text.strip()}\n", "code")
    fit = [block for block in found if _RUN.search(block)]
    if len(fit) > 1:
        said = f"The answer holds {len(fit)} blocks of code that have `run`: answer with one."
        return Answered("", "many_blocks", said)
    if fit or len(found) == 1:
        return Answered(fit[0] if fit else found[0], "code")
    if found:
        said = f"The answer holds {len(found)} blocks of code, and none has `run`: answer with one that has."
        return Answered("", "many_blocks", said)
    return Answered("", "no_code", f"The model answered without code: “{_quoted(text)}”")


def _blocks(text: str) -> list[str]:
    """Return the fenced blocks of Python, also one that the answer ends within."""
    found: list[str] = []
    fence, language = "", ""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if not fence:
            if mark:
                fence, language, lines = mark[1], mark[2].lower(), []
        elif mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not mark[2]:
            found += (
                ["\n".join(lines).strip("\n") + "\n"]
                if language in _PYTHON and "".join(lines).strip()
                else []
            )
            fence = ""
        else:
            lines.append(line)
    if fence and language in _PYTHON and "".join(lines).strip():
        found.append("\n".join(lines).strip("\n") + "\n")
    return found


def _quoted(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _QUOTED else f"{said[:_QUOTED]}…"
