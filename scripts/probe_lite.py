"""Ask the pinned Monty what of Python it has; `python scripts/probe_lite.py` writes the table of the lite sandbox."""

import asyncio
import builtins
import importlib
import json
import sys
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from pydantic_monty import AsyncMonty, AsyncMontySession, MontyError

_TABLE = Path(__file__).parents[1] / "src/remit/engines/sandbox/lite/table.json"
_ODD = {"this", "antigravity", "idlelib", "tkinter", "turtle", "turtledemo", "lib2to3"}
_VALUES = {
    "str": "'a'",
    "bytes": "b'a'",
    "int": "(1)",
    "float": "(1.0)",
    "list": "[1]",
    "tuple": "(1,)",
    "dict": "{'a': 1}",
    "set": "{1}",
    "frozenset": "frozenset([1])",
    "date": "__import__('datetime').date(2024, 1, 1)",
    "datetime": "__import__('datetime').datetime(2024, 1, 1)",
    "timedelta": "__import__('datetime').timedelta(1)",
    "Decimal": "__import__('decimal').Decimal(1)",
    "Counter": "__import__('collections').Counter('a')",
    "deque": "__import__('collections').deque('a')",
    "Pattern": "__import__('re').compile('a')",
    "Match": "__import__('re').match('a', 'a')",
}

_BARE = {"date": "datetime.date", "datetime": "datetime.datetime", "Decimal": "decimal.Decimal"}


async def main() -> None:
    """Write the table."""
    async with AsyncMonty(max_processes=1, request_timeout=5) as pool:

        async def has(code: str) -> str | None:
            async with pool.checkout() as session:
                return await _complaint(session, code)

        found = {
            "monty": version("pydantic-monty"),
            "builtins": [name for name in _public(builtins) if not await has(name)],
            "modules": {
                name: await _names(has, name) for name in _modules() if not await has(f"import {name}")
            },
            "methods": {kind: await _methods(has, kind, value) for kind, value in _VALUES.items()},
        }
    await asyncio.sleep(0.1)
    _TABLE.write_text(json.dumps(found, indent=1) + "\n")


async def _complaint(session: AsyncMontySession, code: str) -> str | None:
    try:
        await session.feed_run(code)
    except MontyError as error:
        return str(error)
    return None


async def _names(has: object, module: str) -> list[str]:
    assert callable(has)
    real = importlib.import_module(module)
    return [name for name in _public(real) if not await has(f"from {module} import {name}")]


async def _methods(has: object, kind: str, value: str) -> list[str]:
    """Call each method without arguments: only what is not there complains about an attribute."""
    assert callable(has)
    real = eval(value)  # noqa: S307 one of ours
    opened = value
    setup = ""
    if value.startswith("__import__('"):
        module = value.split("'")[1]
        setup, opened = f"import {module}\n", value.replace(f"__import__('{module}')", module)
    there = []
    for name in _public(real):
        attribute = f"{opened}.{name}()" if callable(getattr(real, name)) else f"{opened}.{name}"
        of_kind = f"type({opened}).{name}()" if kind not in _BARE else f"{_BARE[kind]}.{name}()"
        complaints = [await has(f"{setup}{attribute}"), await has(f"{setup}{of_kind}")]
        if any(each is None or f"no attribute '{name}'" not in each for each in complaints):
            there.append(name)
    return there


def _modules() -> list[str]:
    names = [
        name for name in sorted(sys.stdlib_module_names) if not name.startswith("_") and name not in _ODD
    ]
    return [*names, "__future__", "collections.abc", "urllib.parse", "os.path"]


def _public(thing: object) -> list[str]:
    names = set(dir(thing))
    if isinstance(thing, ModuleType):
        names |= set(getattr(thing, "__all__", ()))
    return sorted(name for name in names if not name.startswith("_"))


if __name__ == "__main__":
    asyncio.run(main())
