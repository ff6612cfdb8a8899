"""Statements: `del` and plain generators are written another way, what cannot be is refused."""

import ast
import re

from remit.engines.sandbox.lite.job import Job

_LIST = "_remit_out"


def delete(job: Job, node: ast.Delete) -> None:
    """`del d[k]`, `del x[a:b]`, `del x`."""
    place = job.source.begin(node)
    separator = ""
    for target in node.targets:
        between = job.source.bytes[place : job.source.begin(target)]
        if not re.fullmatch(rb"del\s+|\s*,\s*", between) or not _deleted(job, target):
            job.refuse(node, "del-target", "This `del` is not in this tier.", "Use pop, or assign None.")
            return
        job.edits.replace(place, job.source.begin(target), separator)
        place, separator = job.source.end(target), "; "
    job.edits.replace(place, job.source.end(node), "")


def _deleted(job: Job, target: ast.expr) -> bool:
    end = job.source.end(target)
    if isinstance(target, ast.Name):
        job.edits.insert(end, " = None")
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        job.edits.insert(end, " = []")
    elif isinstance(target, ast.Subscript):
        opened = job.find(b"[", job.source.end(target.value))
        job.edits.replace(opened, opened + 1, ".pop(")
        job.edits.replace(end - 1, end, ")")
    else:
        return False
    return True


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Return whether a function's own body yields."""
    waiting: list[ast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(each)
    return False


def generator_begins(job: Job, node: ast.FunctionDef) -> None:
    """Collect in a list what a generator would hand out."""
    fix = "It runs to its end at once: give it an end, and expect no laziness."
    job.warn(node, "eager-generator", f"The generator {node.name} hands out a whole list here.", fix)
    body = node.body
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1
    first = body[1] if documented else body[0]
    job.edits.insert(_line_of(job, first), f"{_LIST} = []{_between(job, node, first)}")


def generator_ends(job: Job, node: ast.FunctionDef) -> None:
    """Hand the list out."""
    last = node.body[-1]
    end = job.source.bytes.find(b"\n", job.source.end(last))
    end = len(job.source.bytes) if end < 0 else end
    one_line = last.lineno == node.lineno
    text = f"; return iter({_LIST})" if one_line else f"\n{_indent(node)}return iter({_LIST})"
    job.edits.insert(job.source.end(last) if one_line else end, text)


def _line_of(job: Job, node: ast.stmt) -> int:
    """Return where a statement begins, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return job.source.begin(decorators[0]) - 1 if decorators else job.source.begin(node)


def _between(job: Job, node: ast.FunctionDef, first: ast.stmt) -> str:
    return "; " if first.lineno == node.lineno else f"\n{_indent(node)}"


def _indent(node: ast.FunctionDef) -> str:
    return " " * node.body[-1].col_offset


def yielded(job: Job, node: ast.Expr) -> None:
    """`yield x` and `yield from xs` as statements: ask for what stands before the value."""
    value = node.value
    assert isinstance(value, ast.Yield | ast.YieldFrom)
    begin = job.source.begin(value)
    if value.value is None:
        job.edits.replace(begin, job.source.end(value), f"{_LIST}.append(None)")
        return
    word = rb"yield\s+from" if isinstance(value, ast.YieldFrom) else rb"yield"
    found = re.compile(word).match(job.source.bytes, begin)
    way = "extend" if isinstance(value, ast.YieldFrom) else "append"
    job.edits.replace(begin, found.end() if found else begin, f"{_LIST}.{way}((")


def yielded_ends(job: Job, node: ast.Expr) -> None:
    """Close what `yielded` has opened."""
    if getattr(node.value, "value", None) is not None:
        job.edits.insert(job.source.end(node.value), "))")


def returned(job: Job, node: ast.Return) -> None:
    """`return` inside a generator."""
    job.swap(node, f"return iter({_LIST})")
