"""The server in an agent's container: HTTP on a Unix socket, and a process of its own for each call.

    serve.py MODULE.FUNCTION SOCKET AT_ONCE QUIET

GET says that it is there. POST calls the function with the JSON that is sent, and answers with what it returns; while
AT_ONCE calls run, others wait. Told to end (SIGTERM), it goes on until nobody has called for QUIET seconds: a run
that was answered with a question comes back. Nobody in the container itself is answered.
"""

import ctypes
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

_OLDEST = (3, 11)
_WAITING = 256
_MOST_READ = 40 * 2**20
_SECONDS_TO_SEND = 30
_DUMPABLE = 4  # prctl's PR_SET_DUMPABLE
_KILLS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
Function = Callable[[dict[str, Any]], dict[str, Any]]
# What a call's own process holds, and the code that it starts is not to have.
_hidden: list[int] = []


class Server:
    """Listens, and starts a process for each call."""

    def __init__(self, function: Function, path: str, at_once: int, quiet: float) -> None:
        self._at_once, self._quiet = at_once, quiet
        _Asked.function = staticmethod(function)
        self._calls: set[int] = set()
        self._last = time.monotonic()
        self._ending = False
        self._bell, self._ringer = os.pipe()
        for each in (self._bell, self._ringer):
            os.set_blocking(each, False)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        os.umask(0)
        self._listener.bind(path)
        self._listener.listen(_WAITING)

    def serve(self) -> None:
        """Answer until told to end, and quiet."""
        signal.set_wakeup_fd(self._ringer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._end)
        while not self._over():
            room = len(self._calls) < self._at_once
            watched = [self._bell, self._listener.fileno()] if room else [self._bell]
            ready = select.select(watched, [], [], 1.0)[0]
            if self._bell in ready:
                os.read(self._bell, 4096)
            self._reap()
            if self._listener.fileno() in ready:
                connection = self._listener.accept()[0]
                if _from_outside(connection):
                    self._start(connection)
                connection.close()

    def _end(self, *_: object) -> None:
        if not self._ending:  # it is said again and again
            self._ending, self._last = True, time.monotonic()

    def _over(self) -> bool:
        return self._ending and not self._calls and time.monotonic() - self._last > self._quiet

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                self._calls.discard(ended)
                self._last = time.monotonic()

    def _start(self, connection: socket.socket) -> None:
        try:
            child = os.fork()
        except OSError as error:  # too many processes: whoever asks is hung up on
            print(f"A call could not be begun: {error}", file=sys.stderr)  # noqa: T201 the container's log
            return
        if child:
            self._calls.add(child)
            return
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self._listener.close()
            os.close(self._bell)
            os.close(self._ringer)
            _hidden.append(connection.fileno())
            os.register_at_fork(after_in_child=_lock_in)
            _Asked(connection, ("", 0), None)  # type: ignore[arg-type]  # it asks no server anything
        except ConnectionError:  # whoever asked is gone
            pass
        except BaseException:  # noqa: BLE001 whatever it is, it ends this process
            traceback.print_exc()
        finally:
            os._exit(0)


def _lock_in() -> None:
    """Take from the process that runs the code what is its caller's, and the right to start others."""
    for each in _hidden:
        os.close(each)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _from_outside(connection: socket.socket) -> bool:
    """Say whether a caller is none of this container's own processes: those have a number here."""
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", told)[0] == 0)


class _Asked(BaseHTTPRequestHandler):
    """One request; `function` is what it may call."""

    timeout = _SECONDS_TO_SEND
    function: Function

    def do_GET(self) -> None:
        """Say that it is there."""
        self._answer(200, {"ready": True})

    def do_POST(self) -> None:
        """Call the function."""
        length = int(self.headers.get("content-length") or 0)
        if length > _MOST_READ:
            self._answer(413, {})
            return
        event = json.loads(self.rfile.read(length))
        if not self._gone():
            before = _killed_for_memory()
            said = type(self).function(event)
            if said.get("ended") == "crashed" and _killed_for_memory() > before:
                said = {**said, "ended": "out of memory"}
            self._answer(200, said)

    def log_message(self, *_: object) -> None:
        """Write no log: calls are recorded where they come from."""

    def _gone(self) -> bool:
        """Say whether the caller has given up while it waited for its turn."""
        heard = select.select([self.connection], [], [], 0)[0]
        return bool(heard) and not self.connection.recv(1, socket.MSG_PEEK)

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode("utf-8", "backslashreplace")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _killed_for_memory() -> int:
    """Count the processes of this container that were killed because its memory was used up."""
    for path in _KILLS:
        with suppress(OSError), open(path) as file:
            for line in file:
                name, _, count = line.partition(" ")
                if name == "oom_kill":
                    return int(count)
    return 0


def main(named: str, path: str, at_once: str, quiet: str) -> None:
    """Serve a function by its name."""
    if sys.version_info < _OLDEST:
        sys.exit(
            f"Agents need Python {'.'.join(map(str, _OLDEST))} or newer, and this image has {sys.version}"
        )
    # Processes of the same user look into each other only while they may be dumped.
    ctypes.CDLL(None).prctl(_DUMPABLE, 0, 0, 0, 0)
    module, _, name = named.partition(".")
    Server(getattr(importlib.import_module(module), name), path, int(at_once), float(quiet)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
