"""One process that reckons expressions, seen from the host."""

import asyncio
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Self

from remit.engines.sandbox.inside.boot import command
from remit.engines.sandbox.inside.channel import HEAD, framed

_START_SECONDS = 20.0
_LARGEST = 16 * 2**20  # bytes of an answer


@dataclass
class Process:
    """A locked process, which does one job at a time."""

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def start(cls, library: str) -> Self:
        """Start one, and wait until it says that it is locked in."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220 it is forked, and not waited for
                command(sys.executable, "calculator", str(theirs.fileno()), library),
                pass_fds=[theirs.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours, limit=_LARGEST)
        made = cls(process, reader, writer)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await reader.readexactly(HEAD.size)
        except BaseException:
            made.kill()
            raise
        return made

    async def ask(self, job: bytes) -> tuple[bool, str]:
        """Give it a job; return whether it was done, and what it says."""
        self.writer.write(framed(b"J", job))
        await self.writer.drain()
        size, letter = HEAD.unpack(await self.reader.readexactly(HEAD.size))
        if size > _LARGEST:
            raise ConnectionError("it says too much")
        return letter == b"D", (await self.reader.readexactly(size)).decode("utf-8", "replace")

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self.writer.transport.abort()
