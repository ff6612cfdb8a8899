"""What runs a function on a machine elsewhere: shipped beside its code, it imports the standard library alone.

In:   input (JSON), names of services, answers that were given so far, seconds, cpu, memory, longest, log_bytes, seed
Out:  output (JSON) | asks (what the code wants of services next) | ended (why there is no output); logs; seconds

The code is run from its beginning each time, in a process of its own: what a service answered before is answered the
same again, and the first question that is new ends the run. So nothing here reaches Remit, and no key is needed.
"""

import asyncio
import io
import json
import os
import random
import resource
import select
import signal
import sys
import time
import traceback
import types
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

CODE = "agent_code.py"
_SHOWN = "function.py"
_MOST_FRAMES = 10
_LONGEST_WORDS = 2000
_PIECE = 65536
# Base64 and \\u escapes make text larger than it is.
_SLACK = 6


def handler(event: dict[str, Any], _: object = None) -> dict[str, Any]:
    """Run the code once, and say what came of it."""
    began = time.monotonic()
    return {**_ran(event, began + event["seconds"]), "seconds": time.monotonic() - began}


def _ran(event: dict[str, Any], until: float) -> dict[str, Any]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(event, writer)
    os.close(writer)
    try:
        said, over = _heard(reader, until, event["most"] * _SLACK)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    if over:
        return {"ended": over, "logs": ""}
    try:
        told = json.loads(said)
    except ValueError:
        told = None
    if isinstance(told, dict):
        return told
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"ended": "computed" if killed == signal.SIGXCPU else "crashed", "logs": ""}


def _heard(reader: int, until: float, most: int) -> tuple[bytes, str]:
    """Return what the process says until it ends, and why it was not heard to its end."""
    pieces: list[bytes] = []
    size = 0
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            return b"", "timed out"
        piece = os.read(reader, _PIECE)
        if not piece:
            return b"".join(pieces), ""
        pieces.append(piece)
        size += len(piece)
        if size > most:
            return b"", "too much"


def _child(event: dict[str, Any], writer: int) -> None:
    # The machine's own keys are of no use to the code.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        if name.endswith(("KEY", "KEY_ID", "TOKEN")):
            del os.environ[name]
    try:
        logs = _Logs(event["log_bytes"])
        sys.stdout = sys.stderr = logs
        try:
            _bound(event)
            said = asyncio.run(_run(event))
        except BaseException as error:  # noqa: BLE001 whatever it is, it is how the run ended
            said = _told(error)
        if logs.over:
            said = {"ended": "printed"}
        view = memoryview(json.dumps({**said, "logs": logs.text}).encode("utf-8", "backslashreplace"))
        while view:
            view = view[os.write(writer, view) :]
    finally:
        os._exit(0)


def _bound(event: dict[str, Any]) -> None:
    """Hold the process to its limits: processor, memory beside what it has now, and no files."""
    with open("/proc/self/statm", "rb") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    cpu = int(event["cpu"]) + 1
    space = size + event["memory"]
    for kind, soft, hard in (
        (resource.RLIMIT_AS, space, space),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))


async def _run(event: dict[str, Any]) -> dict[str, Any]:
    random.seed(event["seed"])
    module = types.ModuleType("function")
    sys.modules["function"] = module
    code = (Path(__file__).parent / CODE).read_text("utf-8")
    exec(compile(code, _SHOWN, "exec"), module.__dict__)  # noqa: S102 what the function is for
    desk = _Desk(event["answers"], event["longest"])
    run = asyncio.ensure_future(
        module.__dict__["run"](json.loads(event["input"]), _context(desk, event["names"]))
    )
    stuck = asyncio.ensure_future(desk.stuck.wait())
    await asyncio.wait({run, stuck}, return_when=asyncio.FIRST_COMPLETED)
    if desk.strayed:
        return {"ended": "strayed", "words": desk.strayed}
    if desk.asks:
        return {"asks": desk.asks}
    output = run.result()
    try:
        return {"output": json.dumps(output, allow_nan=False)}
    except (TypeError, ValueError, RecursionError) as error:
        return {"ended": "raised", "type": "UnfitOutput", "words": str(error)[:_LONGEST_WORDS], "frames": []}


class _Desk:
    """Where the code asks services: what was answered before is answered again, what is new is written down."""

    def __init__(self, answers: list[dict[str, Any]], longest: int) -> None:
        self._answers = answers
        self._longest = longest
        self._count = 0
        self.asks: list[dict[str, str]] = []
        self.strayed = ""
        self.stuck = asyncio.Event()

    async def call(self, name: str, arguments: str) -> Any:
        """Return an answer that was given; else wait for ever, while the run is ended."""
        if len(arguments) > self._longest:
            raise RuntimeError(f"The arguments of a service are at most {self._longest} characters.")
        number, self._count = self._count, self._count + 1
        if number < len(self._answers):
            answer = self._answers[number]
            if (answer["name"], answer["arguments"]) == (name, arguments):
                if answer["refused"] is not None:
                    raise RuntimeError(answer["refused"])
                return json.loads(answer["answer"])
            self.strayed = (
                f"It asked {answer['name']} first, and {name} or something else of it when it was run again."
            )
        else:
            self.asks.append({"name": name, "arguments": arguments})
        self.stuck.set()
        return await asyncio.get_running_loop().create_future()


class _Group:
    """Things by name."""


def _context(desk: _Desk, names: list[str]) -> Any:
    ctx: Any = _Group()
    ctx.services, ctx.log = _Group(), _logger("")
    ctx.services.log = _Group()
    for level in ("debug", "info", "warning", "error"):
        setattr(ctx.services.log, level, _logger(level.upper()))
    for name in names:
        group, _, function = name.partition(".")
        if not hasattr(ctx.services, group):
            setattr(ctx.services, group, _Group())
        setattr(getattr(ctx.services, group), function, _service(desk, name))
    return ctx


def _service(desk: _Desk, name: str) -> Callable[..., Awaitable[Any]]:
    async def call(*args: Any, **kwargs: Any) -> Any:
        return await desk.call(name, json.dumps({"args": args, "kwargs": kwargs}))

    return call


def _logger(level: str) -> Callable[..., None]:
    def log(*words: Any, **fields: Any) -> None:
        print(*([level] if level else []), *words, *[f"{k}={v!r}" for k, v in fields.items()])  # noqa: T201 the logs

    return log


class _Logs(io.TextIOBase):
    """Standard output that goes back with the answer, and into no log of the machine's."""

    def __init__(self, most: int) -> None:
        self._pieces: list[str] = []
        self._left = most

    @property
    def text(self) -> str:
        """What was printed."""
        return "".join(self._pieces)

    @property
    def over(self) -> bool:
        """Whether it was more than it may be."""
        return self._left < 0

    def write(self, text: str) -> int:
        """Keep a text while there is room."""
        self._left -= len(text)
        if not self.over:
            self._pieces.append(str(text))
        return len(text)


def _told(error: BaseException) -> dict[str, Any]:
    """Return how the code ended, with the lines of its own on the way there."""
    frames = [
        (each.lineno, each.name)
        for each in traceback.extract_tb(error.__traceback__)
        if each.filename == _SHOWN
    ]
    if isinstance(error, SyntaxError) and error.filename == _SHOWN:
        frames.append((error.lineno or 1, "<module>"))
    try:
        words = str(error)[:_LONGEST_WORDS]
    except BaseException:  # noqa: BLE001 its own words are the code's too
        words = ""
    return {"ended": "raised", "type": type(error).__name__, "words": words, "frames": frames[-_MOST_FRAMES:]}
