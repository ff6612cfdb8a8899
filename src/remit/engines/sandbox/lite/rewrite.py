"""From Python as people write it to what the lite tier runs, line by line, with a list of what does not go."""

import ast
from dataclasses import dataclass

from remit.engines.sandbox.lite import calls, classes, imports, statements
from remit.engines.sandbox.lite.edits import Edited
from remit.engines.sandbox.lite.job import Job
from remit.engines.sandbox.lite.shims import written
from remit.engines.sandbox.reading import Source
from remit.engines.sandbox.sandbox import Finding

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Rewritten:
    """Code for the tier: `front` stands before `edited`; `errors` are the guest's names of stand-in exceptions."""

    front: str
    edited: Edited
    errors: dict[str, str]
    findings: list[Finding]


def rewrite(source: Source) -> Rewritten:
    """Return the code as the tier wants it; it is to be run only if no finding is an error."""
    job = Job(source)
    try:
        _look_around(job)
        _Walk(job).visit(source.tree)
        for at, text in job.later:
            job.edits.insert(at, text)
        edited = job.edits.made()
    except RecursionError:
        fix = "Use shorter expressions and fewer levels."
        job.refuse(source.tree, "too-deep", "The code is nested too deeply.", fix)
        edited = Edited("", [1])
    findings = sorted(job.findings, key=lambda each: (each.line, each.column))
    return Rewritten(written(frozenset(job.shims), job.records), edited, job.errors, findings)


def _look_around(job: Job) -> None:
    """Learn which names and attributes the code defines itself: those are left alone."""
    for node in ast.walk(job.source.tree):
        match node:
            case ast.arg():
                job.bound.add(node.arg)
            case ast.Name(ctx=ast.Store()):
                job.bound.add(node.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                job.bound.add(node.name)
                job.own.add(node.name)
            case ast.Attribute(ctx=ast.Store()):
                job.own.add(node.attr)
            case ast.AnnAssign(target=ast.Name(id=name)):
                job.own.add(name)
            case _:
                pass


class _Walk(ast.NodeVisitor):
    """Goes through the tree: changes before a node are asked for on the way in, those behind it on the way out."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def visit_Import(self, node: ast.Import) -> None:
        imports.plain_import(self.job, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        imports.from_import(self.job, node)

    def visit_Try(self, node: ast.Try) -> None:
        caught = {imports.dotted(each.type) for each in node.handlers if each.type}
        trying = bool(caught & {"ImportError", "ModuleNotFoundError", "Exception"})
        self.job.trying += trying
        for each in node.body:
            self.visit(each)
        self.job.trying -= trying
        for part in (node.handlers, node.orelse, node.finalbody):
            for other in part:
                self.visit(other)

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.generic_visit(target)
        statements.delete(self.job, node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if not classes.class_definition(self.job, node):
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: _Function) -> None:
        generates = statements.is_generator(node)
        if generates and isinstance(node, ast.AsyncFunctionDef):
            fix = "Collect the values in a list and return it."
            self.job.refuse(node, "async-generator", f"{node.name} is an async generator.", fix)
            generates = False
        self.job.yields.append(generates)
        if generates and isinstance(node, ast.FunctionDef):
            statements.generator_begins(self.job, node)
        for each in (*node.decorator_list, node.args, *node.body):
            self.visit(each)
        if generates and isinstance(node, ast.FunctionDef):
            statements.generator_ends(self.job, node)
        self.job.yields.pop()

    def visit_Return(self, node: ast.Return) -> None:
        if self.job.yields and self.job.yields[-1]:
            statements.returned(self.job, node)
        else:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Yield | ast.YieldFrom) and self.job.yields and self.job.yields[-1]:
            statements.yielded(self.job, node)
            self.generic_visit(node.value)
            statements.yielded_ends(self.job, node)
        else:
            self.generic_visit(node)

    def visit_Yield(self, node: ast.Yield) -> None:
        self._yield_value(node)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> None:
        self._yield_value(node)

    def _yield_value(self, node: ast.expr) -> None:
        fix = "Append to a list and return it."
        self.job.refuse(node, "yield-value", "`yield` with a value coming back is not in this tier.", fix)

    def visit_Assign(self, node: ast.Assign) -> None:
        lazy = isinstance(node.value, ast.GeneratorExp)
        if lazy:
            self.job.edits.insert(self.job.source.begin(node.value), "iter(")
        self.generic_visit(node)
        if lazy:
            self.job.edits.insert(self.job.source.end(node.value), ")")

    def visit_Call(self, node: ast.Call) -> None:
        after = calls.call(self.job, node)
        if id(node.func) not in self.job.done:
            self.visit(node.func)
        elif isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)
        for each in (*node.args, *node.keywords):
            self.visit(each)
        for at, text in after:
            self.job.edits.insert(at, text)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not imports.attribute(self.job, node):
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id == "__name__":
            self.job.swap(node, "'function'")

    def visit_AsyncWith(self, node: ast.AsyncWith) -> None:
        self.job.refuse(
            node, "async-with", "`async with` is not in this tier.", "Await the calls themselves."
        )

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        self.job.refuse(
            node, "async-for", "`async for` is not in this tier.", "Await a list and loop over it."
        )

    def visit_TryStar(self, node: ast.TryStar) -> None:
        self.job.refuse(node, "except-star", "`except*` is not in this tier.", "Use `except`.")

    def visit_comprehension(self, node: ast.comprehension) -> None:
        if node.is_async:
            self.job.refuse(
                node.target, "async-for", "`async for` is not in this tier.", "Await a list first."
            )
        self.generic_visit(node)
