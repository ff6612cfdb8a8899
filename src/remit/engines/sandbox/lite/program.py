"""What a worker is given: services, the modules that stand in front, the guest's code, and the call of `run`."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from remit.engines.sandbox.errors import CompileRefused, Frame
from remit.engines.sandbox.lite.edits import Edited
from remit.engines.sandbox.lite.rewrite import Rewritten, rewrite
from remit.engines.sandbox.reading import Source, entry, read
from remit.engines.sandbox.sandbox import Finding

_CTX = """\
import json as _remit_json
_remit_Group = type("Services", (), {})
def _remit_service(name):
    async def call(*args, **kwargs):
        asked = _remit_json.dumps({"args": list(args), "kwargs": kwargs})
        return _remit_json.loads(await _remit_host(name, asked))
    return call
_remit_ctx = _remit_Group()
_remit_ctx.services = _remit_Group()
"""
_LOG = """\
def _remit_logger(level):
    def log(*words, **fields):
        more = [f"{name}={value!r}" for name, value in fields.items()]
        print(*([level] if level else []), *words, *more)
    return log
_remit_ctx.log = _remit_logger("")
_remit_ctx.services.log = _remit_Group()
for _remit_level in ("debug", "info", "warning", "error"):
    setattr(_remit_ctx.services.log, _remit_level, _remit_logger(_remit_level.upper()))
"""
_RUN = "\n_remit_json.dumps(await run(_remit_json.loads(_remit_input), _remit_ctx))\n"
_KEPT = 256
HOST = "_remit_host"
INPUT = "_remit_input"


@dataclass(frozen=True)
class Program:
    """Code ready to run, and the way back from its lines to the guest's."""

    text: str
    source: Source
    errors: dict[str, str]
    _edited: Edited
    _before: int  # lines in front of the guest's

    def frame(self, line: int, function: str | None) -> Frame | None:
        """Return a line of the guest's own code; nothing for one of ours."""
        within = line - self._before
        if not 1 <= within <= self._edited.text.count("\n") + 1:
            return None
        own = self._edited.line(within)
        shown = self.source.lines[own - 1].strip()[:200] if own <= len(self.source.lines) else ""
        return Frame(own, function or "<module>", shown)


def services(names: Iterable[str], code: str) -> str:
    """Return the code that makes `ctx.services` of the names that a host has, as far as the code speaks of them."""
    lines = []
    for group, whole in groupby(sorted(names), key=lambda each: each.partition(".")[0]):
        place = f"_remit_ctx.services.{group}"
        if group not in code:
            continue
        if group != "log":
            lines.append(f"{place} = _remit_Group()")
        for name in whole:
            lines.append(f"_remit_ctx.services.{name} = _remit_service({name!r})")
    return "".join(f"{line}\n" for line in lines)


class Programs:
    """The programs made last, by code and services: making one takes longer than running it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, frozenset[str]], Program] = OrderedDict()

    def of(self, code: str, names: frozenset[str]) -> Program:
        """Return the program, or raise `CompileRefused` with the first thing that is wrong."""
        found = self._kept.get((code, names))
        if found is None:
            found = self._kept[code, names] = _made(code, names)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end((code, names))
        return found


def _made(code: str, names: frozenset[str]) -> Program:
    source, rewritten, findings = look(code)
    for each in findings:
        if each.severity == "error":
            raise CompileRefused(f"Line {each.line}: {each.message} {each.fix}", line=each.line)
    assert source is not None
    assert rewritten is not None
    return program(source, rewritten, names)


def program(source: Source, rewritten: Rewritten, names: frozenset[str]) -> Program:
    """Put the pieces together."""
    code = source.text
    log = _LOG if "log" in code else ""
    front = _CTX + log + services(names, code) + rewritten.front
    text = front + rewritten.edited.text + _RUN
    return Program(text, source, rewritten.errors, rewritten.edited, front.count("\n"))


def look(code: str) -> tuple[Source | None, Rewritten | None, list[Finding]]:
    """Return what was read, what was made of it, and what was found."""
    source = read(code)
    if isinstance(source, Finding):
        return None, None, [source]
    rewritten = rewrite(source)
    missing = entry(source)
    findings = [*rewritten.findings, *([missing] if missing else [])]
    return source, rewritten, sorted(findings, key=lambda each: (each.line, each.column))
