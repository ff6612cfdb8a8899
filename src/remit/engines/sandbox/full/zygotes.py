"""The fork server seen from the host: it is started once, asked for children, and started again if it dies."""

import asyncio
import collections
import os
import socket
import subprocess
import sys

from remit.engines.sandbox.errors import TierUnavailable
from remit.engines.sandbox.full.child import Child, receive_child
from remit.engines.sandbox.inside.boot import command
from remit.engines.sandbox.inside.channel import NUMBER

_START_SECONDS = 20.0


class Zygote:
    """Forks children, and keeps some of them ready."""

    def __init__(self, spare: int) -> None:
        self._spare = spare
        self._ready: collections.deque[Child] = collections.deque()
        self._asking = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._forking: set[asyncio.Task[Child]] = set()
        self._refilling: asyncio.Task[None] | None = None

    async def child(self) -> Child:
        """Return a child that nobody has used."""
        child = self._alive() or await self._wanted(self._fork())
        if self._refilling is None or self._refilling.done():
            self._refilling = asyncio.create_task(self._refill())
        return child

    def _alive(self) -> Child | None:
        """Return one that is ready, unless it has died since."""
        while self._ready:
            child = self._ready.popleft()
            if not child.reader.at_eof():
                return child
            child.kill()
        return None

    def _fork(self) -> "asyncio.Task[Child]":
        task = asyncio.create_task(self._forked())
        self._forking.add(task)
        task.add_done_callback(self._forking.discard)
        return task

    async def _wanted(self, fork: "asyncio.Task[Child]") -> Child:
        """Await a fork, which goes on to its end if nobody wants the child any more: its answer is not another's."""
        try:
            return await asyncio.shield(fork)
        except asyncio.CancelledError:
            fork.add_done_callback(self._keep)
            raise

    def _keep(self, fork: "asyncio.Task[Child]") -> None:
        if not fork.cancelled() and fork.exception() is None:
            self._ready.append(fork.result())

    async def close(self) -> None:
        """End it and what is ready."""
        under_way = [*self._forking, *([self._refilling] if self._refilling else [])]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        async with self._asking:
            self._end()
        for _ in range(2):  # what has been aborted is closed in the loop's next rounds
            await asyncio.sleep(0)

    def _end(self) -> None:
        while self._ready:
            self._ready.popleft().kill()
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    async def _refill(self) -> None:
        while missing := self._spare - len(self._ready):
            forks = [self._fork() for _ in range(missing)]
            for fork in forks:
                fork.add_done_callback(self._keep)
            await asyncio.wait(forks)
            if any(fork.exception() for fork in forks):
                return  # whoever needs a child next is told why there is none

    async def _forked(self) -> Child:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                pid, pidfd = await self._asked(theirs)
            except BaseException:
                ours.close()
                raise
        return await receive_child(pid, pidfd, ours)

    async def _asked(self, theirs: socket.socket) -> tuple[int, int]:
        async with self._asking:
            try:
                return await self._ask(theirs)
            except (OSError, TimeoutError):  # it has died
                self._end()
            try:
                return await self._ask(theirs)
            except (OSError, TimeoutError) as error:
                self._end()
                raise TierUnavailable(
                    f"The fork server of the full sandbox does not answer: {error}"
                ) from error

    async def _ask(self, theirs: socket.socket) -> tuple[int, int]:
        control = self._control or self._start()
        socket.send_fds(control, [b"F"], [theirs.fileno()])
        async with asyncio.timeout(_START_SECONDS):
            return await _reply(control)

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                command(sys.executable, "zygote", str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        ours.setblocking(False)
        self._control = ours
        return ours


def _tell(readable: "asyncio.Future[None]") -> None:
    if not readable.done():
        readable.set_result(None)


async def _reply(control: socket.socket) -> tuple[int, int]:
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    loop.add_reader(control.fileno(), _tell, readable)
    try:
        await readable
    finally:
        loop.remove_reader(control.fileno())
    said, handed, _, _ = socket.recv_fds(control, NUMBER.size, 1)
    if not said or not handed:
        raise ConnectionError("it has ended")
    os.set_inheritable(handed[0], False)
    return NUMBER.unpack(said)[0], handed[0]
