"""How a process starts with this package's modules and none of Remit's other code, path or environment."""

from pathlib import Path

_BOOT = """\
import sys, types
folder, entry, *arguments = sys.argv[1:]
for name in ("remit", "remit.engines", "remit.engines.sandbox"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [folder] if name.endswith("sandbox") else []
from importlib import import_module
import_module("remit.engines.sandbox.inside." + entry).main(arguments)
"""


def command(python: str, entry: str, *arguments: str) -> list[str]:
    """Return the command line that runs `main` of a module of this folder."""
    return [python, "-I", "-S", "-B", "-c", _BOOT, str(Path(__file__).parents[1]), entry, *arguments]
