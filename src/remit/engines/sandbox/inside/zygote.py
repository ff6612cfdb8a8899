"""A Python that has loaded what functions need, and forks a locked child for each of them.

Over its control socket the host sends one end of a socket pair; back comes the child's process id and pidfd. The child
locks itself in, says that it is ready, does one job and waits to be killed.
"""

import array
import asyncio
import fcntl
import gc
import importlib
import itertools
import json
import os
import resource
import selectors
import signal
import socket
import sys
import sysconfig
from typing import Any

from remit.engines.sandbox.inside import guest
from remit.engines.sandbox.inside.calls import PYTHON
from remit.engines.sandbox.inside.channel import NUMBER, framed, receive
from remit.engines.sandbox.inside.frozen import freeze
from remit.engines.sandbox.inside.lockdown import (
    READ_FILES,
    READ_FOLDERS,
    limit,
    no_capabilities,
    restrict,
    ruleset,
    seccomp,
    seccomp_filter,
)

_LOADED = """
__future__ abc array base64 binascii bisect calendar cmath collections collections.abc contextlib copy csv dataclasses
datetime decimal difflib email.utils encodings.ascii encodings.cp1252 encodings.idna encodings.latin_1 enum fnmatch
fractions functools graphlib hashlib heapq hmac html html.parser inspect io ipaddress itertools json keyword locale
logging math numbers operator pprint random re secrets shlex statistics string struct textwrap time tomllib types typing
unicodedata urllib.parse uuid warnings weakref xml.etree.ElementTree zlib zoneinfo
"""
_ZONES = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo")
_DESCRIPTORS = 16
_COLLECT = 50  # forks


class _Zygote:
    """Locked in itself as far as it can still fork; its children inherit that, and lock the rest."""

    def __init__(self, control: int) -> None:
        self._control = socket.socket(fileno=fcntl.fcntl(control, fcntl.F_DUPFD_CLOEXEC, _DESCRIPTORS // 2))
        os.close(control)
        self._size = _size()
        self._filter = seccomp_filter(PYTHON)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        os.close(nowhere)
        paths = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), *_ZONES}
        limit(fsize=0, core=0, memlock=0, nofile=_DESCRIPTORS)
        if os.geteuid() == 0:
            no_capabilities()
        restrict(ruleset((path, READ_FILES | READ_FOLDERS) for path in sorted(paths)))

    def serve(self) -> None:
        """Fork for whoever asks, until the host is gone."""
        for count in itertools.count():
            asked, ancillary, _, _ = self._control.recvmsg(16, socket.CMSG_SPACE(NUMBER.size))
            if not asked:
                os._exit(0)
            # Made here, where memory is not copied when it is touched; the child closes nothing but the control socket.
            own = socket.socket(fileno=array.array("i", ancillary[0][2][: NUMBER.size])[0])
            loop = asyncio.SelectorEventLoop(selectors.PollSelector())
            child = os.fork()
            if child == 0:
                self._child(own, loop)
            own.close()
            loop.close()
            pidfd = os.pidfd_open(child)
            told = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [pidfd]))]
            self._control.sendmsg([NUMBER.pack(child)], told)
            os.close(pidfd)
            _bury()
            if count % _COLLECT == 0:
                gc.collect()

    def _child(self, own: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        try:
            self._control.close()
            seccomp(self._filter)
            guest.warm(loop)
            own.sendall(framed(b"R", b""))
            job = json.loads(receive(own)[1])
            _bound(self._size, job)
            guest.serve(own, loop, job)
            own.recv(1)  # the host reads what it wants to know of the process, and kills it
        finally:
            os._exit(0)


def _bury() -> None:
    """Let go of the children that the host has killed meanwhile."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _size() -> int:
    """Return how much address space this process has, which its children begin with."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _bound(size: int, job: dict[str, Any]) -> None:
    """Set the limits of this one job, and the world it sees."""
    limit(**{"as": size + job["memory"], "cpu": int(job["cpu"]) + 2})
    if job["frozen"] is not None:
        freeze(*job["frozen"])
    gc.enable()


def main(arguments: list[str]) -> None:
    """`descriptor of the control socket`."""
    for name in _LOADED.split():
        importlib.import_module(name)
    zygote = _Zygote(int(arguments[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in [each for each in sys.modules if each.partition(".")[0] == "remit"]:
        del sys.modules[name]
    sys.argv = [""]
    gc.collect()
    gc.freeze()
    gc.disable()
    zygote.serve()
