"""The code of a function agent, looked at without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

SERVICES = ("llm", "agents", "store", "http", "tools", "log", "agent_builder")
_ENTRY = "run"


@dataclass(frozen=True)
class Remark:
    """Something to say about a line of code, counted from 1."""

    line: int
    code: str
    message: str
    hint: str | None = None


@dataclass(frozen=True)
class Looked:
    """What was found: remarks, the services that the code asks for, and how many ways lead through it."""

    remarks: tuple[Remark, ...]
    services: frozenset[str] = frozenset()
    branches: int = 0


def look_at(code: str) -> Looked:
    """Read code and say what is wrong with how it begins and what it asks for."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        said = f"This is not Python: {error.msg}."
        return Looked((Remark(max(1, error.lineno or 1), "code-syntax", said),))
    except (RecursionError, MemoryError, ValueError):
        said = "This code is nested too deeply to be read, or holds characters that code may not."
        return Looked((Remark(1, "code-syntax", said, "Write it in smaller steps."),))
    nodes = list(ast.walk(tree))
    used = dict(_services(nodes))
    remarks = [*_entry(tree), *_unknown(used), *_forgotten(nodes)]
    branches = sum(isinstance(node, ast.If | ast.For | ast.While | ast.IfExp | ast.Try) for node in nodes)
    return Looked(tuple(remarks), frozenset(used), branches)


def _entry(tree: ast.Module) -> list[Remark]:
    """Ask for `async def run(input, ctx)`."""
    found = [
        node
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name == _ENTRY
    ]
    hint = "Begin with `async def run(input, ctx):` and return a dict that fits the output schema."
    if not found:
        return [Remark(1, "code-entry", "The code has no function `run`.", hint)]
    entry = found[-1]
    names = [each.arg for each in (*entry.args.posonlyargs, *entry.args.args)]
    required = len(names) - len(entry.args.defaults)
    if isinstance(entry, ast.FunctionDef) or required > 2 or len(names) < 2:
        return [Remark(entry.lineno, "code-entry", "`run` is not `async def run(input, ctx)`.", hint)]
    return []


def _services(nodes: list[ast.AST]) -> Iterator[tuple[str, int]]:
    """Find `ctx.services.NAME`, whatever the first part is called."""
    for node in nodes:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
            continue
        if node.value.attr == "services":
            yield node.attr, node.lineno


def _forgotten(nodes: list[ast.AST]) -> Iterator[Remark]:
    """Find services that are called and not waited for: nothing would happen."""
    said, hint = "A service is called and not waited for.", "Write `await` before it."
    for node in nodes:
        called = node.value if isinstance(node, ast.Expr) else None
        if isinstance(called, ast.Call) and any(_services(list(ast.walk(called.func)))):
            yield Remark(called.lineno, "service-not-awaited", said, hint)


def _unknown(used: dict[str, int]) -> Iterator[Remark]:
    for name, line in used.items():
        if name not in SERVICES:
            said = f"There is no service `{name}`."
            yield Remark(line, "unknown-service", said, f"There are {', '.join(SERVICES)}.")
