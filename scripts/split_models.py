"""Divides the SDK's generated models by the part of the API that uses them: a command loads only those it needs.

split_models.py OPENAPI MODELS FOLDER: reads the document and the one generated module, writes the package.
"""

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

SHARED = "shared"
PACKAGE = "remit_sdk.models"
_DOOR = '''# generated from openapi.json

"""Models of the API, each loaded with its part when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
{imports}

_PARTS = {{
{parts}
}}


def __getattr__(name: str) -> Any:
    if name not in _PARTS:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    found = globals()[name] = getattr(import_module(f"{{__name__}}.{{_PARTS[name]}}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(_PARTS)
'''


def main(document: Path, module: Path, folder: Path) -> None:
    """Write a module for each part of the API, one for what several parts use, and the package's door."""
    text = module.read_text("utf-8")
    tree = ast.parse(text)
    models = {name: node for node in tree.body if (name := _defined(node))}
    uses = {name: _named(node) & models.keys() - {name} for name, node in models.items()}
    parts = _parts(_asked(json.loads(document.read_text("utf-8"))), uses)
    folder.mkdir(parents=True, exist_ok=True)
    lines = text.splitlines(keepends=True)
    outside = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    for part in sorted(set(parts.values())):
        own = [name for name in models if parts[name] == part]
        pieces = ["".join(lines[models[name].lineno - 1 : models[name].end_lineno]) for name in own]
        words = set().union(*(_named(models[name]) for name in own))
        shared = sorted(name for name in words & models.keys() if parts[name] != part)
        head = [
            "# generated from openapi.json\n",
            *_imports(outside, words),
            *([_import(SHARED, shared)] if shared else []),
        ]
        (folder / f"{part}.py").write_text("\n\n\n".join(["\n".join(head), *pieces]).rstrip() + "\n", "utf-8")
    (folder / "__init__.py").write_text(_door(parts), "utf-8")


def _defined(node: ast.stmt) -> str | None:
    if isinstance(node, ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None


def _named(node: ast.AST) -> set[str]:
    """Find every name in a definition, also those that stand in quotes because they come later."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return set(re.findall(r"\w+", node.value)) if re.fullmatch(r"[\w |\[\],]+", node.value) else set()
    if isinstance(node, ast.keyword) and node.arg in {"title", "description", "examples", "pattern"}:
        return set()
    return set[str]().union(*(_named(each) for each in ast.iter_child_nodes(node)))


def _asked(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each part of the API with a schema that one of its operations names."""
    for item in document["paths"].values():
        for operation in item.values():
            for name in re.findall(r"#/components/schemas/([^\"]+)", json.dumps(operation)):
                yield re.sub(r"\W+", "_", operation["tags"][0].lower()), name


def _parts(asked: Iterable[tuple[str, str]], uses: Mapping[str, set[str]]) -> dict[str, str]:
    """Give each model to the one part that reaches it; what several reach, or none, is shared.

    What a shared model uses is reached by the same parts, so nothing shared needs anything that is not.
    """
    reached: dict[str, set[str]] = defaultdict(set)
    for part, name in asked:
        left = [name] if name in uses else []
        while left:
            if part not in reached[one := left.pop()]:
                reached[one].add(part)
                left += uses[one]
    parts = {name: next(iter(reached[name])) if len(reached[name]) == 1 else SHARED for name in uses}
    left = [name for name, part in parts.items() if part == SHARED]
    while left:
        for name in uses[left.pop()]:
            if parts[name] != SHARED:
                parts[name] = SHARED
                left.append(name)
    return parts


def _imports(outside: Iterable[ast.ImportFrom | ast.Import], words: set[str]) -> Iterator[str]:
    for node in outside:
        names = [each.name for each in node.names if each.name in words]
        if isinstance(node, ast.ImportFrom) and names:
            yield f"from {node.module} import {', '.join(names)}"


def _import(part: str, names: Iterable[str]) -> str:
    return f"from {PACKAGE}.{part} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _door(parts: Mapping[str, str]) -> str:
    imports = "\n".join(
        f"    from {PACKAGE}.{part} import {name} as {name}"
        for name, part in sorted(parts.items(), key=lambda each: (each[1], each[0]))
    )
    listed = "\n".join(f'    "{name}": "{part}",' for name, part in sorted(parts.items()))
    return _DOOR.format(imports=imports, parts=listed)


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:]))
