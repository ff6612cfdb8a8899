"""The house rules that no linter knows: sizes, names, front doors, where selects stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "remit"
FILES = sorted(path for path in SOURCE.rglob("*.py"))
OWN = sorted(
    path for folder in ("src", "tests", "bench", "scripts") for path in (ROOT / folder).rglob("*.py")
)
FORBIDDEN = {"service", "services", "manager", "managers", "utils", "util", "misc"} | {
    "helpers",
    "helper",
    "common",
    "base",
}
FLOORS = {"controls", "lifecycle", "engines"}
# Where a query may be written besides `queries.py`: the outbox is one table with five sentences.
SELECTS = {"queries.py", SOURCE / "kit" / "events.py"}
TRANSACTION = SOURCE / "kit" / "database.py"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", OWN, ids=_named)
def test_files_and_functions_stay_small(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines < 400, f"{_named(path)} has {lines} lines"
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            assert length <= 40, f"{_named(path)}: {node.name} has {length} lines"


def test_names_say_what_is_inside() -> None:
    parts = [part for path in FILES for part in (path.stem, *path.relative_to(SOURCE).parts[:-1])]
    assert not FORBIDDEN & set(parts)


def test_every_module_says_what_it_is_for() -> None:
    silent = [_named(path) for path in FILES if not ast.get_docstring(_tree(path))]
    assert silent == []


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{_named(path)}:{inner.lineno}"
        for path in FILES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import of ours."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "remit":
            for alias in node.names:
                yield node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "remit":
                    yield alias.name, ""


def _package(path: Path) -> tuple[str, ...]:
    return path.relative_to(SOURCE).parts[:2]


def _behind_the_door(path: Path, module: str, name: str) -> bool:
    """Whether an import reaches past the front door of a package it does not belong to."""
    parts = module.split(".")[1:]
    if not parts or parts[0] not in FLOORS or tuple(parts[:2]) == _package(path):
        return False
    if path.is_relative_to(SOURCE / "edges") and parts[-1].endswith("endpoints") and len(parts) == 3:
        return name != "router"
    within = SOURCE.joinpath(*parts[:2], f"{name}.py")
    return len(parts) > 2 or (len(parts) == 2 and within.exists() and not _is_exported(parts, name))


def _is_exported(parts: list[str], name: str) -> bool:
    return name in _exported(SOURCE.joinpath(*parts[:2], "__init__.py"))


def test_packages_are_entered_by_the_front_door() -> None:
    reached = [
        f"{_named(path)}: from {module} import {name}"
        for path in FILES
        for module, name in _imports(path)
        if _behind_the_door(path, module, name)
    ]
    assert reached == []


def _exported(door: Path) -> list[str]:
    for node in _tree(door).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            return list(ast.literal_eval(node.value))
    return []


DOORS = [path for path in FILES if path.name == "__init__.py" and "\nfrom " in path.read_text("utf-8")]


@pytest.mark.parametrize("door", DOORS, ids=_named)
def test_a_front_door_names_exactly_what_it_imports(door: Path) -> None:
    imports = [node for node in _tree(door).body if isinstance(node, ast.ImportFrom)]
    imported = [alias.asname or alias.name for node in imports for alias in node.names]
    exported = _exported(door)
    assert sorted(imported) == sorted(exported)
    assert len(set(exported)) == len(exported)


def test_selects_stand_in_queries() -> None:
    strays = [
        f"{_named(path)}:{node.lineno}"
        for path in FILES
        if path.name not in SELECTS and path not in SELECTS
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "select"
    ]
    assert strays == []


def test_application_code_never_commits() -> None:
    commits = [
        f"{_named(path)}:{node.lineno}"
        for path in FILES
        if path != TRANSACTION
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert commits == []
