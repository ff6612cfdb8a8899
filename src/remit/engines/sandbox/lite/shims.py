"""What stands in front of the guest's code in place of modules that the tier does not have: see guest/."""

import re
from functools import cache
from pathlib import Path

from remit.engines.sandbox.lite.job import TABLE

_GUEST = Path(__file__).with_name("guest")
_LISTED = ("str", "bytes", "list", "tuple", "dict", "set", "frozenset")


def prefix(module: str) -> str:
    """Return how the names of a module's shim begin."""
    return f"_remit_{module.replace('.', '_')}_"


@cache
def members() -> dict[str, frozenset[str]]:
    """Return what each shim offers, by module."""
    names = [path.name.removesuffix(".monty") for path in _GUEST.iterdir() if path.suffix == ".monty"]
    return {name: _offered(name) for name in sorted(names) if not name.startswith("_")}


def _offered(module: str) -> frozenset[str]:
    start = prefix(module)
    found = {name for line in _text(module).splitlines() for name in _names(line)}
    return frozenset(name.removeprefix(start) for name in found if name.startswith(start))


def _names(line: str) -> list[str]:
    """Return what a line at the left margin defines; `_remit_a, _remit_b = 1, 2` defines two."""
    if not line.startswith(("def ", "async def ", "class ", "_remit_")):
        return []
    head = line.split(" = ")[0] if line.startswith("_remit_") else line.split("(")[0]
    return re.findall(r"_remit_\w+", head)


@cache
def _text(module: str) -> str:
    return (_GUEST / f"{module}.monty").read_text("utf-8")


def written(shims: frozenset[str], records: dict[str, list[str]]) -> str:
    """Return the code that must stand in front, helpers first."""
    out = []
    if "_python" in shims:
        listed = {kind: sorted(TABLE.methods[kind]) for kind in _LISTED}
        out.append(f"_remit_python_methods = {listed!r}\n")
    if "dataclasses" in shims:
        out.append(f"_remit_dataclasses_known = {records!r}\n")
    out.extend(_text(module) for module in sorted(shims, key=lambda each: (not each.startswith("_"), each)))
    return "".join(out)


def module_object(module: str) -> str:
    """Return code that makes a shim one object, for `import module`."""
    start = prefix(module)
    lines = [f"{start}module = type('module', (), {{}})()"]
    lines += [f"{start}module.{name} = {start}{name}" for name in sorted(members()[module])]
    return "\n".join(lines) + "\n"
