"""Calls: methods and arguments that the tier lacks are led to functions of ours, or refused with what to do instead."""

import ast
from functools import cache

from remit.engines.sandbox.lite.imports import dotted
from remit.engines.sandbox.lite.job import TABLE, Job

# Methods of built-in things that become functions of ours, with the object first.
_FUNCTIONS = {"translate", "format_map", "isocalendar", "is_integer", "subn"}
_BUILTINS = {
    "open": "There are no files here: take text from the input.",
    "input": "Nobody is there to type: take it from the argument `input`.",
    "super": "Classes have no bases here: call the function directly.",
    "bytearray": "Collect bytes and join them.",
    "memoryview": "Slice the bytes.",
    "issubclass": "Compare with `is`, or use isinstance on the object.",
    "globals": "Pass what is needed as arguments.",
    "vars": "Build the dict yourself.",
    "dir": "Name the attributes.",
    "compile": "Write the code out.",
    "delattr": "Assign None.",
    "breakpoint": "Remove it.",
    "ascii": "Use repr().",
}


def call(job: Job, node: ast.Call) -> list[tuple[int, str]]:
    """Ask for what stands before the arguments; return what is to stand behind them."""
    after: list[tuple[int, str]] = []
    if isinstance(node.func, ast.Name):
        _of_name(job, node, node.func.id, after)
    elif isinstance(node.func, ast.Attribute):
        _of_method(job, node, node.func)
    for keyword in node.keywords:
        if keyword.arg in ("key", "default_factory"):
            _reference(job, keyword.value, after)
    return after


def _of_name(job: Job, node: ast.Call, name: str, after: list[tuple[int, str]]) -> None:
    if name in job.bound or name in job.members:
        if job.members.get(name) == ("asyncio", "gather"):
            _gather(job, node)
        elif job.members.get(name, ("", ""))[1] == "defaultdict" and node.args:
            _reference(job, node.args[0], after)
    elif name in ("callable", "hasattr"):
        job.swap(node.func, job.helper(name))
    elif name in ("map", "filter") and node.args:
        _reference(job, node.args[0], after)
    elif name == "next" and node.args and isinstance(node.args[0], ast.GeneratorExp):
        job.edits.insert(job.source.begin(node.args[0]), "iter(")
        after.append((job.source.end(node.args[0]), ")"))
    elif name in _BUILTINS:
        job.refuse(node, "builtin-missing", f"{name}() is not in this tier.", _BUILTINS[name])


def _of_method(job: Job, node: ast.Call, func: ast.Attribute) -> None:
    module = job.modules.get(dotted(func.value))
    if func.attr == "maketrans" and dotted(func.value) == "str":
        job.done.add(id(func))
        job.swap(func, job.helper("maketrans"))
    elif _is_ours(job, node, func, module):
        _to_function(job, node, func)
    elif module == "asyncio" and func.attr == "gather":
        _gather(job, node)
    elif module is None and func.attr not in job.own and func.attr in _absent():
        message = f".{func.attr}() is not in this tier."
        job.refuse(node, "method-missing", message, _METHODS.get(func.attr, "Compute it with what there is."))


def _is_ours(job: Job, node: ast.Call, func: ast.Attribute, module: str | None) -> bool:
    """Return whether one of our functions does what this method should."""
    if func.attr in job.own:
        return False
    if func.attr == "sub":
        return module in (None, "re") and _has_computed_text(node, 1 if module else 0)
    if func.attr == "dumps":
        return module == "json" and _keyword(node, "default") is not None
    return func.attr in _FUNCTIONS and module in (None, "re")


def _has_computed_text(node: ast.Call, at: int) -> bool:
    """Return whether the replacement of a `sub` may be a function."""
    if len(node.args) <= at:
        return bool(_keyword(node, "repl"))
    given = node.args[at]
    return not isinstance(given, ast.JoinedStr | ast.Constant)


def _to_function(job: Job, node: ast.Call, func: ast.Attribute) -> None:
    """Write `x.method(a)` as `ours(x, a)`."""
    job.done.add(id(func))
    end = job.source.end(func)
    dot = job.source.bytes.rindex(b".", 0, end - len(func.attr.encode()))
    job.edits.insert(job.source.begin(func), f"{job.helper(func.attr)}(")
    job.edits.replace(dot, end, "")
    opened = job.find(b"(", end)
    job.edits.replace(opened, opened + 1, ", " if node.args or node.keywords else "")


def _gather(job: Job, node: ast.Call) -> None:
    """Let each coroutine catch its own exception, since gather cannot hand them back here."""
    keyword = _keyword(node, "return_exceptions")
    if keyword is None or not node.args or len(node.keywords) > 1:
        return
    job.edits.replace(job.source.end(node.args[-1]), job.source.end(keyword.value), "")
    if isinstance(keyword.value, ast.Constant) and not keyword.value.value:
        return
    settled = job.helper("settled")
    for each in node.args:
        value = each.value if isinstance(each, ast.Starred) else each
        many = isinstance(each, ast.Starred)
        before = f"[{settled}(_remit_one) for _remit_one in " if many else f"{settled}("
        job.edits.insert(job.source.begin(value), before)
        job.later.append((job.source.end(value), "]" if many else ")"))


def _reference(job: Job, node: ast.expr, after: list[tuple[int, str]]) -> None:
    """Write a method that is handed on (`key=d.get`, `map(str.strip, …)`) as a function."""
    if not isinstance(node, ast.Attribute) or node.attr not in _methods() or node.attr in job.own:
        return
    if dotted(node.value) in job.modules:
        return
    if dotted(node.value) in TABLE.methods:
        job.swap(node, f"(lambda _remit_s, *_remit_a: _remit_s.{node.attr}(*_remit_a))")
    else:
        job.edits.insert(job.source.begin(node), "(lambda *_remit_a: ")
        after.append((job.source.end(node), "(*_remit_a))"))


def _keyword(node: ast.Call, name: str) -> ast.keyword | None:
    return next((each for each in node.keywords if each.arg == name), None)


@cache
def _methods() -> frozenset[str]:
    return frozenset(name for names in TABLE.methods.values() for name in names)


@cache
def _absent() -> frozenset[str]:
    """Return the methods that CPython's types have and the tier's have not, under any of their names."""
    return frozenset(_METHODS) - _methods()


_METHODS = {
    "bit_length": "Use len(bin(n)) - 2.",
    "bit_count": "Use bin(n).count('1').",
    "to_bytes": "Use binascii.unhexlify on hexadecimal text.",
    "difference_update": "Write a = a - b.",
    "intersection_update": "Write a = a & b.",
    "symmetric_difference_update": "Write a = a ^ b.",
    "timetuple": "Use the attributes of the date.",
    "toordinal": "Subtract dates: (day - date(1, 1, 1)).days + 1.",
    "fromordinal": "Use date(1, 1, 1) + timedelta(days=n - 1).",
    "fromisocalendar": "Count from the Monday of the week of 4 January.",
    "utcnow": "Use datetime.now(timezone.utc).",
    "utcfromtimestamp": "Use datetime.fromtimestamp(t, timezone.utc).",
    "move_to_end": "Take it out with pop and put it in again.",
    "as_integer_ratio": "Use Decimal.",
    "hex": "Use format(n, 'x').",
    "scanner": "Use finditer.",
    "expand": "Use match.group in an f-string.",
}
