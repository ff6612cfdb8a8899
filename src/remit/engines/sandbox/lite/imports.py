"""Imports: what the tier has stays, what we have written for it takes its place, the rest is refused."""

import ast

from remit.engines.sandbox.lite.job import TABLE, Job
from remit.engines.sandbox.lite.shims import members, module_object, prefix

_HINTS = {"typing", "collections.abc", "typing_extensions"}
_USELESS = {"os", "sys", "pathlib", "posixpath", "os.path"}
_OFFER = "Use what ctx.services offers, or plain Python; the full tier has the whole standard library."
_CLASSES = {"TypedDict", "NamedTuple"}  # only ever bases, which classes.py takes care of


def has_module(name: str) -> bool:
    """Return whether code in this tier may import a module."""
    return name in TABLE.modules or name in members() or name in _HINTS


def lite_modules() -> list[str]:
    """Name what code in this tier may import, for whoever writes it."""
    return sorted({*TABLE.modules, *members(), "typing", "collections.abc"} - _USELESS)


def plain_import(job: Job, node: ast.Import) -> None:
    """`import a, b.c as d`."""
    kept, made = [], []
    for alias in node.names:
        name = alias.asname or alias.name
        if _refused(job, node, alias.name):
            return
        job.modules[name] = alias.name
        if alias.name in TABLE.modules:
            kept.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
        else:
            job.shims.add(alias.name)
            made += _objects(alias, name)
    first = [f"import {', '.join(kept)}"] if kept else []
    if made or not kept:
        job.swap(node, "; ".join([*first, *made]) or "pass")


def _objects(alias: ast.alias, name: str) -> list[str]:
    """Return assignments that make a shim an object under the name it is imported as."""
    module = alias.name
    if module not in members():
        return []
    lines = module_object(module).strip().split("\n")
    whole = f"{prefix(module)}module"
    if alias.asname or "." not in module:
        return [*lines, f"{name} = {whole}"]
    root, _, leaf = module.partition(".")
    return [*lines, f"{root} = type('module', (), {{}})()", f"{root}.{leaf} = {whole}"]


def from_import(job: Job, node: ast.ImportFrom) -> None:
    """`from a import b as c`."""
    module = node.module or ""
    if node.level:
        fix = "Put everything into this one source."
        job.refuse(node, "module-missing", "There is no package here to import from.", fix)
        return
    if module == "__future__" or _refused(job, node, module):
        return
    kept: list[str] = []
    made: list[str] = []
    for alias in node.names:
        _member(job, node, module, alias, kept, made)
    if made:
        job.swap(node, "; ".join([f"from {module} import {', '.join(kept)}"] * bool(kept) + made))


def _member(
    job: Job, node: ast.ImportFrom, module: str, alias: ast.alias, kept: list[str], made: list[str]
) -> None:
    name = alias.asname or alias.name
    job.members[name] = (module, alias.name)
    if f"{module}.{alias.name}" in members():
        job.modules[name] = f"{module}.{alias.name}"
        job.shims.add(f"{module}.{alias.name}")
        made += _objects(ast.alias(f"{module}.{alias.name}", name), name)
    elif alias.name in members().get(module, frozenset()):
        job.shims.add(module)
        made.append(f"{name} = {prefix(module)}{alias.name}")
    elif alias.name in TABLE.modules.get(module, frozenset()):
        kept.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
    elif module in _HINTS:
        job.shims.add("typing")
        made.append(f"{name} = {_hint(alias.name)}")
    else:
        message = f"{module} has no {alias.name} in this tier."
        job.refuse(node, "name-missing", message, _advice(module, alias.name))


def _hint(name: str) -> str:
    return "dict" if name in _CLASSES else "_remit_typing_Hint()"


def _refused(job: Job, node: ast.stmt, module: str) -> bool:
    if module.split(".")[0] in _USELESS:
        message = f"{module} is of no use: there are no files, environment or processes here."
        job.refuse(node, "no-system", message, "Take what is needed from the input or ctx.services.")
        return True
    if has_module(module):
        return False
    if job.trying:  # whoever catches the ImportError has thought of this
        return True
    job.refuse(node, "module-missing", f"There is no module {module!r} in this tier.", _OFFER)
    return True


def attribute(job: Job, node: ast.Attribute) -> bool:
    """`module.name`; return whether it has been dealt with."""
    module = job.modules.get(dotted(node.value))
    if module is None or dotted(node.value).split(".")[0] in job.bound:
        return False
    if node.attr in members().get(module, frozenset()):
        job.shims.add(module)
        job.swap(node, f"{prefix(module)}{node.attr}")
    elif module in _HINTS and node.attr not in TABLE.modules.get(module, frozenset()):
        job.shims.add("typing")
        job.swap(node, _hint(node.attr))
    elif module in TABLE.modules and node.attr not in TABLE.modules[module] and not is_module(module, node):
        message = f"{module} has no {node.attr} in this tier."
        job.refuse(node, "name-missing", message, _advice(module, node.attr))
    elif module not in TABLE.modules and module not in _HINTS:
        job.refuse(node, "name-missing", f"{module} has no {node.attr} in this tier.", _OFFER)
    return True


def is_module(module: str, node: ast.Attribute) -> bool:
    """Return whether `module.attr` is itself a module."""
    return has_module(f"{module}.{node.attr}")


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for such an expression, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (root := dotted(node.value)):
        return f"{root}.{node.attr}"
    return ""


def _advice(module: str, name: str) -> str:
    return _ADVICE.get(f"{module}.{name}", _OFFER)


_ADVICE = {
    "functools.cmp_to_key": "Sort by a key: key=lambda row: (-row['score'], row['name']).",
    "functools.cached_property": "Compute the value in __init__.",
    "asyncio.wait_for": "Leave it out: every run has a limit of time.",
    "asyncio.timeout": "Leave it out: every run has a limit of time.",
    "asyncio.Semaphore": "Use asyncio.gather over slices of the list.",
    "asyncio.as_completed": "Use asyncio.gather.",
    "asyncio.run": "Await directly: `run` is async already.",
    "re.VERBOSE": "Write the pattern without spaces and comments.",
    "re.X": "Write the pattern without spaces and comments.",
    "collections.ChainMap": "Merge the dicts: {**second, **first}.",
    "dataclasses.fields": "List the names of the fields.",
}
