"""Reading code without running it, and without trusting its size or depth."""

import ast
from dataclasses import dataclass
from functools import cached_property

from remit.engines.sandbox.sandbox import Finding

LONGEST = 100_000  # bytes; all of CPython's own limits on nesting are reached before memory is
_WRITE_RUN = "Write `async def run(input, ctx):` at the top level; it returns the output."


@dataclass(frozen=True)
class Source:
    """Code and its tree; positions count bytes of UTF-8 from the beginning."""

    text: str
    tree: ast.Module

    @cached_property
    def bytes(self) -> bytes:
        """The text, encoded."""
        return self.text.encode()

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        starts = [0]
        for line in self.bytes.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    def begin(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node begins."""
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node ends."""
        return self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)


def read(code: str) -> Source | Finding:
    """Return the code as a tree, or what keeps it from being one."""
    text = code.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    if len(text) > LONGEST:
        fix = f"Write at most {LONGEST} characters; put data into the input."
        return Finding("too-long", "error", 1, 1, f"The code has {len(text)} characters.", fix)
    try:
        if "\0" in text:
            raise ValueError(text)
        return Source(text, ast.parse(text))
    except SyntaxError as error:
        message = f"This is not Python: {error.msg}."
        fix = "Correct the syntax."
        return Finding("syntax", "error", error.lineno or 1, max(error.offset or 1, 1), message, fix)
    except (RecursionError, MemoryError):
        fix = "Use shorter expressions and fewer levels."
        return Finding("too-deep", "error", 1, 1, "The code is nested too deeply.", fix)
    except ValueError:
        fix = "Remove characters that are no text, such as NUL."
        return Finding("not-text", "error", 1, 1, "The code has characters that no source may have.", fix)


def entry(source: Source) -> Finding | None:
    """Return what is wrong with the function that a run begins with."""
    found = [node for node in source.tree.body if getattr(node, "name", None) == "run"]
    if not found:
        return Finding("no-run", "error", 1, 1, "There is no function `run`.", _WRITE_RUN)
    node = found[-1]
    where = (node.lineno, node.col_offset + 1)
    if not isinstance(node, ast.AsyncFunctionDef):
        return Finding("run-not-async", "error", *where, "`run` is not an async function.", _WRITE_RUN)
    given = node.args.posonlyargs + node.args.args
    needed = len(given) - len(node.args.defaults)
    unnamed = node.args.vararg is not None or len(given) >= 2
    keywords = any(default is None for default in node.args.kw_defaults)
    if needed > 2 or not unnamed or keywords:
        return Finding("run-arguments", "error", *where, "`run` does not take (input, ctx).", _WRITE_RUN)
    return None
