"""A locked process that reckons expressions in CEL, one after the other; nothing of one is left for the next.

From the host: `J` a job, {"code", "input", "names"}; without an input it is only read. Back: `R` ready, once; then `D`
what came out, as JSON, or `E` {"kind", "words"}.
"""

import json
import math
import re
import socket
import sys
import types
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from remit.engines.sandbox.inside.calls import PYTHON
from remit.engines.sandbox.inside.channel import framed, receive
from remit.engines.sandbox.inside.lockdown import (
    has_seccomp,
    landlock_version,
    limit,
    restrict,
    ruleset,
    seccomp,
    seccomp_filter,
)

_MEMORY = 512 * 2**20  # bytes of address space
_MOST_KEPT = 500
_MOST_VALUES = 500_000
_DEEPEST = 100
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "split": lambda text, by: text.split(by),
    "join": lambda texts, by="": by.join(texts),
    "lowerAscii": lambda text: text.lower(),
    "upperAscii": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "replace": lambda text, old, new: text.replace(old, new),
    "substring": lambda text, begin, end=None: text[begin:end],
    "round": lambda number, digits=0: float(round(number, digits)),
    "sum": lambda numbers: sum(numbers),
    "min": lambda numbers: min(numbers),
    "max": lambda numbers: max(numbers),
}
"""What expressions may call besides what CEL has: `text.split(",")` and the like."""


_BOUND = re.compile(r"\.\s*(?:map|filter|all|exists|exists_one|existsOne)\s*\(\s*(\w+)\s*,")


class _Wrong(Exception):
    """An expression, or what came of it, that cannot be used; `kind` is `compile`, `raised` or `output`."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


class _Calculator:
    """Reads each expression once."""

    def __init__(self, cel: Any) -> None:
        self._cel = cel
        self._read: dict[str, Any] = {}

    def look(self, code: str, names: list[str]) -> None:
        """Read an expression, and see that it speaks of nothing that is not there."""
        program = self._program(code)
        bound = set(_BOUND.findall(code))  # the library counts the names that macros give as well
        unknown = sorted(set(program.variables()) - set(names) - bound - {"optional"})
        if unknown:
            there = ", ".join(names)
            raise _Wrong("compile", f"There is nothing called `{unknown[0]}` here: there is {there}.")
        known = set(program.functions()) - set(FUNCTIONS) - _BUILT_IN
        if known and (odd := sorted(each for each in known if each.isidentifier())):
            raise _Wrong("compile", f"There is no function `{odd[0]}`.")

    def reckon(self, code: str, given: str) -> str:
        """Return what an expression comes to, as JSON."""
        program = self._program(code)
        context = self._cel.Context(json.loads(given))
        for name, function in FUNCTIONS.items():
            context.add_function(name, function)
        try:
            found = program.execute(context)
        except KeyError as error:
            words = f"There is no field {error}. Ask for it with has(…) where it may be missing."
            raise _Wrong("raised", words) from None
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, the expression could not be reckoned
            raise _Wrong("raised", _words(error)) from None
        return json.dumps(_Plain().of(found, 0), ensure_ascii=False, separators=(",", ":"))

    def _program(self, code: str) -> Any:
        if code not in self._read:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            try:
                self._read[code] = self._cel.compile(code)
            except Exception as error:  # noqa: BLE001 it cannot be read, whatever the reason
                raise _Wrong("compile", _words(error)) from None
        return self._read[code]


_BUILT_IN = frozenset(
    {
        *(
            "size",
            "string",
            "int",
            "uint",
            "double",
            "bytes",
            "bool",
            "type",
            "dyn",
            "timestamp",
            "duration",
            "in",
        ),
        *(
            "matches",
            "contains",
            "startsWith",
            "endsWith",
            "has",
            "map",
            "filter",
            "all",
            "exists",
            "exists_one",
        ),
        *("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours"),
        *(
            "getMinutes",
            "getSeconds",
            "getMilliseconds",
            "existsOne",
            "optional",
            "of",
            "none",
            "ofNonZeroValue",
        ),
        *("value", "hasValue", "or", "orValue"),
    }
)


class _Plain:
    """Turns a result into what JSON has a form for, and no more of it than there may be."""

    def __init__(self) -> None:
        self._left = _MOST_VALUES

    def of(self, value: Any, depth: int) -> Any:
        """Return a value as JSON has it."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise _Wrong("output", "What came out is too much, or nested too deeply.")
        if isinstance(value, dict):
            return {self._name(name): self.of(each, depth + 1) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(each, depth + 1) for each in value]
        if value is None or isinstance(value, str | bool | int):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, timedelta):
            return value.total_seconds()
        raise _Wrong("output", f"What came out holds a {type(value).__name__}, for which JSON has no form.")

    def _name(self, name: Any) -> str:
        if not isinstance(name, str):
            raise _Wrong("output", "The names of a map's fields are texts.")
        return name


def _words(error: Exception) -> str:
    return str(error)[:1000]


def _serve(own: socket.socket, calculator: _Calculator) -> None:
    while True:
        try:
            job = json.loads(receive(own)[1])
        except EOFError:
            return
        try:
            if job["input"] is None:
                calculator.look(job["code"], job["names"])
                said = framed(b"D", b"null")
            else:
                said = framed(b"D", calculator.reckon(job["code"], job["input"]).encode("utf-8", "replace"))
        except _Wrong as wrong:
            said = framed(b"E", json.dumps({"kind": wrong.kind, "words": str(wrong)}).encode())
        except (MemoryError, RecursionError):
            said = framed(b"E", json.dumps({"kind": "memory", "words": ""}).encode())
        own.sendall(said)


def main(arguments: list[str]) -> None:
    """`descriptor of the socket, folder of the library`."""
    own = socket.socket(fileno=int(arguments[0]))
    # Its own `__init__` loads the library's command line, for which there is no use and no path here.
    package = types.ModuleType("cel")
    package.__path__ = [arguments[1]]
    sys.modules["cel"] = package
    calculator = _Calculator(import_module("cel.cel"))
    sys.stderr = sys.stdout = None
    limit(core=0, fsize=0, **{"as": _MEMORY})
    if landlock_version():
        restrict(ruleset(()))
    if has_seccomp():
        seccomp(seccomp_filter(PYTHON))
    own.sendall(framed(b"R", b""))
    _serve(own, calculator)
