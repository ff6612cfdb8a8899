"""Classes: the tier has plain ones. What stands for records and own exceptions is written another way."""

import ast
import builtins

from remit.engines.sandbox.lite.imports import dotted
from remit.engines.sandbox.lite.job import TABLE, Job

# Exceptions that nobody raises or catches by accident; each stands in for one of the guest's own.
_STAND_INS = ("Rounded", "Subnormal", "Clamped", "Inexact", "FloatOperation", "InvalidContext")
_PLAIN = "Use a plain class, a dict or functions."


def class_definition(job: Job, node: ast.ClassDef) -> bool:
    """Return whether the whole class has been dealt with."""
    if node.keywords:
        job.refuse(node, "class-bases", f"class {node.name}: metaclasses are not in this tier.", _PLAIN)
        return True
    if node.bases and dotted(node.bases[0]) != "object":
        return _derived(job, node)
    if node.bases:
        job.edits.replace(job.source.begin(node.bases[0]), job.source.end(node.bases[0]), "")
    _record(job, node)
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.decorator_list:
            message = f"{node.name}.{each.name}: decorators of methods are not in this tier."
            job.refuse(each, "method-decorator", message, "Make it a plain method, or a function outside.")
    return False


def _record(job: Job, node: ast.ClassDef) -> None:
    """Remember the fields of a dataclass, for asdict."""
    decorators = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    if any(dotted(each).split(".")[-1] == "dataclass" for each in decorators):
        job.records[node.name] = [
            each.target.id for each in _fields(node) if isinstance(each.target, ast.Name)
        ]


def _fields(node: ast.ClassDef) -> list[ast.AnnAssign]:
    return [each for each in node.body if isinstance(each, ast.AnnAssign)]


def _derived(job: Job, node: ast.ClassDef) -> bool:
    names = [dotted(each).split(".")[-1] for each in node.bases]
    only_fields = all(isinstance(each, ast.AnnAssign) or _says_nothing(each) for each in node.body)
    if node.decorator_list:
        job.refuse(
            node, "class-bases", f"class {node.name}: derived and decorated is not in this tier.", _PLAIN
        )
    elif names == ["TypedDict"] and only_fields:
        job.swap(node, f"{node.name} = dict")
    elif names == ["NamedTuple"] and only_fields:
        job.swap(node, f"{node.name} = {_named_tuple(job, node)}")
    elif len(names) == 1 and all(_says_nothing(each) for each in node.body) and _is_error(job, names[0]):
        _own_error(job, node, names[0])
    else:
        shown = ", ".join(ast.unparse(each) for each in node.bases)[:100]
        job.refuse(
            node,
            "class-bases",
            f"class {node.name}({shown}): base classes are not in this tier.",
            _fix(names),
        )
    return True


def _fix(names: list[str]) -> str:
    if names[0].endswith(("Enum", "Flag")):
        return "Use constants or a dict of names and values."
    if names[0].endswith(("Error", "Exception")):
        return "Give the exception no methods (`pass` only), or raise ValueError with a message."
    return _PLAIN


def _says_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _named_tuple(job: Job, node: ast.ClassDef) -> str:
    names = [each.target.id for each in _fields(node) if isinstance(each.target, ast.Name)]
    defaults = [job.text(each.value) for each in _fields(node) if each.value is not None]
    return f"{job.helper('namedtuple')}({node.name!r}, {names!r}, defaults=[{', '.join(defaults)}])"


def _is_error(job: Job, name: str) -> bool:
    kind = getattr(builtins, name, None)
    known = isinstance(kind, type) and issubclass(kind, Exception) and name in TABLE.builtins
    return known or name in job.aliases


def _own_error(job: Job, node: ast.ClassDef, parent: str) -> None:
    """Let a stand-in, or the built-in it is derived from, take the place of an exception class."""
    free = [name for name in _STAND_INS if name not in job.errors]
    if parent == "Exception" and free:
        job.errors[free[0]] = node.name
        job.shims.add("_errors")
        job.swap(node, f"{node.name} = _remit_errors.{free[0]}")
    else:
        job.swap(node, f"{node.name} = {parent}")
        message = f"{node.name} is {parent} itself here: `except {node.name}` catches every {parent}."
        job.warn(node, "own-exception", message, "Mind what else the try block can raise.")
    job.aliases.add(node.name)
