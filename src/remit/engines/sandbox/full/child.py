"""The host's end of one locked process: its job goes in, calls are answered, and in the end it is killed."""

import asyncio
import json
import os
import signal
import socket
import time
from dataclasses import dataclass
from typing import Any

from remit.engines.sandbox.door import Door, end_all
from remit.engines.sandbox.ending import how_it_ended, read_end
from remit.engines.sandbox.errors import Crashed, FunctionFailed, TimedOut, TooMuchOutput
from remit.engines.sandbox.inside.channel import HEAD, NUMBER, framed
from remit.engines.sandbox.sandbox import Frozen, HostError, Limits

_LARGEST_WORDS = 4  # bytes of a character
_SPARE = 64 * 2**10  # bytes a message may have besides what its limit counts
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Child:
    """A process that is ready and locked."""

    pid: int
    pidfd: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def kill(self) -> None:
        """End it, whatever it does."""
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.close(self.pidfd)
        self.writer.transport.abort()

    def resident(self) -> int | None:
        """Return its memory in bytes."""
        try:
            with open(f"/proc/{self.pid}/statm", "rb", buffering=0) as file:
                return int(file.read().split()[1]) * _PAGE
        except (OSError, IndexError):
            return None

    def cpu_seconds(self) -> float:
        """Return how long it has computed."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # the clock of a process: clock_getcpuclockid(3)
        except OSError:  # it is gone
            return 0.0


async def receive_child(pid: int, pidfd: int, own: socket.socket) -> Child:
    """Return the process once it says that it is locked in."""
    own.setblocking(False)
    try:
        reader, writer = await asyncio.open_connection(sock=own, limit=2**20)
    except BaseException:
        os.close(pidfd)
        own.close()  # which ends it: nobody speaks to it any more
        raise
    child = Child(pid, pidfd, reader, writer)
    try:
        ready = await reader.readexactly(HEAD.size)
    except (asyncio.IncompleteReadError, ConnectionError):
        child.kill()
        raise Crashed("The sandbox did not start.") from None
    except BaseException:
        child.kill()
        raise
    if ready != framed(b"R", b""):
        child.kill()
        raise Crashed("The sandbox did not start.")
    return child


class Conversation:
    """One run in a child."""

    def __init__(self, child: Child, door: Door, limits: Limits, code: str) -> None:
        self._child = child
        self._door = door
        self._limits = limits
        self._lines = code.split("\n")
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._logs: list[str] = []
        self._logged = 0

    @property
    def logs(self) -> str:
        """What it has printed."""
        return "".join(self._logs)

    async def hold(self, code: str, input_json: str, names: frozenset[str], frozen: Frozen | None) -> str:
        """Return the output, or raise what went wrong."""
        self._send(b"J", self._job(code, input_json, names, frozen))
        try:
            async with asyncio.timeout(self._limits.wall_seconds) as bound:
                return await self._first()
        except TimeoutError:
            if not bound.expired():
                raise
            words = f"The function took more than {self._limits.wall_seconds:g} s."
            raise self._with_logs(TimedOut(words)) from None
        except FunctionFailed as error:
            raise self._with_logs(error) from None
        finally:
            if self._tasks:
                await end_all(self._tasks)

    def _with_logs(self, error: FunctionFailed) -> FunctionFailed:
        error.logs = error.logs or self.logs
        return error

    def _job(self, code: str, input_json: str, names: frozenset[str], frozen: Frozen | None) -> bytes:
        job: dict[str, Any] = {
            "code": code,
            "input": input_json,
            "names": sorted(names),
            "memory": self._limits.memory_bytes,
            "cpu": self._limits.cpu_seconds,
            "longest": self._limits.argument_bytes,
            "frozen": (frozen.at.timestamp(), frozen.seed) if frozen else None,
        }
        return json.dumps(job).encode()

    async def _first(self) -> str:
        """Return the output unless the processor's limit or a host's exception is there first."""
        listening = asyncio.ensure_future(self._listen())
        self._watching = asyncio.get_running_loop().call_later(self._limits.cpu_seconds, self._watch)
        try:
            await asyncio.wait([listening, self._failed], return_when=asyncio.FIRST_COMPLETED)
            return (self._failed if self._failed.done() else listening).result()
        finally:
            self._watching.cancel()
            listening.cancel()

    def _watch(self) -> None:
        left = self._limits.cpu_seconds - self._child.cpu_seconds()
        if left <= 0:
            self._fail(self._too_slow())
        else:
            self._watching = asyncio.get_running_loop().call_later(max(left, 0.01), self._watch)

    def _too_slow(self) -> TimedOut:
        return TimedOut(
            f"The function computed for more than {self._limits.cpu_seconds:g} s. Do less in one call."
        )

    def _fail(self, error: BaseException) -> None:
        if not self._failed.done():
            self._failed.set_exception(error)

    async def _listen(self) -> str:
        longest = max(self._limits.output_bytes, self._limits.argument_bytes) * _LARGEST_WORDS + _SPARE
        while True:
            size, letter = HEAD.unpack(await self._exactly(HEAD.size))
            if size > longest:
                raise TooMuchOutput(f"The function said more than {longest} bytes at once.")
            said = await self._exactly(size)
            if letter == b"D":
                return said.decode("utf-8", "replace")
            if letter == b"L":
                self._log(said.decode("utf-8", "replace"))
            elif letter == b"C":
                self._call(said)
            elif letter == b"E":
                raise how_it_ended(read_end(said), self._lines, self._limits)
            else:
                raise Crashed("The function spoke out of turn.")

    async def _exactly(self, size: int) -> bytes:
        try:
            return await self._child.reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise self._gone() from None

    def _log(self, text: str) -> None:
        self._logged += len(text) or 1
        if self._logged > self._limits.log_bytes:
            raise TooMuchOutput(f"The function printed more than {self._limits.log_bytes} bytes.")
        self._logs.append(text)

    def _call(self, said: bytes) -> None:
        if len(said) < NUMBER.size:
            raise Crashed("The function spoke out of turn.")
        self._door.admit()
        name, _, arguments = said[NUMBER.size :].decode("utf-8", "replace").partition("\0")
        task = asyncio.ensure_future(self._answer(said[: NUMBER.size], name, arguments))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, number: bytes, name: str, arguments: str) -> None:
        try:
            self._send(b"A", number + (await self._door.ask(name, arguments)).encode())
        except HostError as error:
            self._send(b"X", number + str(error).encode("utf-8", "replace"))
        except Exception as error:  # noqa: BLE001 the host's own, for whoever started the run
            self._fail(error)

    def _send(self, letter: bytes, said: bytes) -> None:
        self._child.writer.write(framed(letter, said))

    def _gone(self) -> FunctionFailed:
        """Return why a process ended that had not said so."""
        if self._child.cpu_seconds() >= self._limits.cpu_seconds:
            return self._too_slow()
        return Crashed("The function's process died. What it did is lost; the next call has a new one.")
