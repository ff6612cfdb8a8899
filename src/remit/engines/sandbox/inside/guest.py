"""What runs a stranger's function in a locked process: `ctx`, its calls, what it prints, how it ends."""

import asyncio
import io
import json
import linecache
import mmap
import socket
import sys
import traceback
import types
from collections.abc import Awaitable, Callable
from typing import Any

from remit.engines.sandbox.inside.channel import NUMBER, Socket, framed, receive

FILE = "function.py"
_MOST_FRAMES = 10
_LONGEST_WORDS = 2000
_SPARE = 4 * 2**20  # bytes of address space that are let go when there is no other, to say so
_PIECE = 1024  # characters of logs sent at once


class Channel:
    """The process's end of the socket."""

    def __init__(self, own: Socket) -> None:
        self._socket = own
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self._last = 0
        self._printed: list[str] = []
        self._size = 0
        self.longest = 0  # characters of a call's arguments

    def send(self, letter: bytes, said: str, number: int | None = None) -> None:
        """Say something; what has been printed goes first."""
        self.flush()
        head = b"" if number is None else NUMBER.pack(number)
        self._socket.sendall(framed(letter, head + said.encode("utf-8", "backslashreplace")))

    def printed(self, text: str) -> None:
        """Collect what is printed."""
        self._printed.append(text)
        self._size += len(text)
        if self._size >= _PIECE:
            self.flush()

    def flush(self) -> None:
        """Send what has been printed."""
        if self._printed:
            said, self._printed, self._size = "".join(self._printed), [], 0
            self._socket.sendall(framed(b"L", said.encode("utf-8", "backslashreplace")))

    async def call(self, name: str, arguments: str) -> str:
        """Call a service."""
        if len(arguments) > self.longest:
            raise RuntimeError(f"The arguments of a service are at most {self.longest} characters.")
        self._last += 1
        number = self._last
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self.send(b"C", f"{name}\0{arguments}", number)
        try:
            return await self._waiting[number]
        finally:
            del self._waiting[number]

    def heard(self) -> None:
        """Take one answer in."""
        letter, said = receive(self._socket)
        waiting = self._waiting.get(NUMBER.unpack_from(said)[0])
        words = said[NUMBER.size :].decode()
        if waiting is None or waiting.done():
            return
        if letter == b"X":
            waiting.set_exception(RuntimeError(words))
        else:
            waiting.set_result(words)


class Printed(io.TextIOBase):
    """Standard output that goes to the logs."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def write(self, text: str) -> int:
        """Collect a text."""
        self._channel.printed(str(text))
        return len(text)


class Services:
    """A group of things by name."""


def context(channel: Channel, names: list[str]) -> Services:
    """Make `ctx` with the services that the host has."""
    ctx: Any = Services()
    ctx.services, ctx.log = Services(), _logger("")
    ctx.services.log = Services()
    for level in ("debug", "info", "warning", "error"):
        setattr(ctx.services.log, level, _logger(level.upper()))
    for name in names:
        group, _, function = name.partition(".")
        if not hasattr(ctx.services, group):
            setattr(ctx.services, group, Services())
        setattr(getattr(ctx.services, group), function, _service(channel, name))
    return ctx  # type: ignore[no-any-return]  # built attribute by attribute


def _service(channel: Channel, name: str) -> Callable[..., Awaitable[Any]]:
    async def call(*args: Any, **kwargs: Any) -> Any:
        return json.loads(await channel.call(name, json.dumps({"args": args, "kwargs": kwargs})))

    return call


def _logger(level: str) -> Callable[..., None]:
    def log(*words: Any, **fields: Any) -> None:
        print(*([level] if level else []), *words, *[f"{k}={v!r}" for k, v in fields.items()])  # noqa: T201 the logs

    return log


class _Nobody:
    """Hears nothing."""

    def sendall(self, data: bytes, /) -> None:
        """Let it go."""

    def recv(self, size: int, /) -> bytes:
        """Say nothing."""
        return b""


def warm(loop: asyncio.AbstractEventLoop) -> None:
    """Do a job of our own that nobody hears of, so that what runs touch is this process's own before one waits."""
    job = {"code": "async def run(input, ctx):\n    return input", "input": "{}", "names": ["app.echo"]}
    channel = Channel(_Nobody())
    loop.run_until_complete(_run(channel, json.loads(json.dumps(job))))
    channel.send(b"D", "{}")
    del sys.modules["function"]


def serve(own: socket.socket, loop: asyncio.AbstractEventLoop, job: dict[str, Any]) -> None:
    """Do the one job, and say how it ended."""
    channel = Channel(own)
    channel.longest = job["longest"]
    sys.stdout = sys.stderr = Printed(channel)
    spare = mmap.mmap(-1, _SPARE)
    try:
        loop.add_reader(own.fileno(), channel.heard)
        output = loop.run_until_complete(_run(channel, job))
        channel.send(b"D", output)
    except BaseException as error:  # noqa: BLE001 whatever it is, it is how the run ended
        spare.close()
        channel.send(b"E", json.dumps(_told(error)))


async def _run(channel: Channel, job: dict[str, Any]) -> str:
    module = types.ModuleType("function")
    sys.modules["function"] = module
    exec(compile(job["code"], FILE, "exec"), module.__dict__)  # noqa: S102 what the process is for
    run = module.__dict__.get("run")
    output = await run(json.loads(job["input"]), context(channel, job["names"]))  # type: ignore[misc]  # checked before
    try:
        return json.dumps(output)
    except (TypeError, ValueError, RecursionError) as error:
        raise UnfitOutput(str(error)) from None


class UnfitOutput(Exception):
    """What the function returned is not JSON."""


def _told(error: BaseException) -> dict[str, Any]:
    """Return the error with the lines of the guest's own code."""
    linecache.clearcache()
    frames = [
        (each.lineno, each.name)
        for each in traceback.extract_tb(error.__traceback__)
        if each.filename == FILE
    ]
    if isinstance(error, SyntaxError) and error.filename == FILE:
        frames.append((error.lineno or 1, "<module>"))
    try:
        words = str(error)[:_LONGEST_WORDS]
    except BaseException:  # noqa: BLE001 its own words are the guest's code too
        words = ""
    return {"type": type(error).__name__, "words": words, "frames": frames[-_MOST_FRAMES:]}
