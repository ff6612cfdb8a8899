"""Model servers as processes of this machine, which end together with Remit."""

import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from typing import Any

import psutil

from remit.engines.hosts.machine.command import HOST, Asked, ServerCommand, environment, launched
from remit.engines.hosts.machine.folder import ModelFile
from remit.engines.hosts.machine.output import Output
from remit.engines.hosts.machine.place import Ended
from remit.engines.hosts.machine.wanted import Order, Patience, Wanted

_LAST_WORDS = 1.0  # seconds that what a process wrote last may be on its way


class Processes:
    """The place for models beside Remit itself; `template` is the operator's command, if any."""

    host = "local"
    outlives = False

    def __init__(self, template: str = "") -> None:
        self.command = ServerCommand(template)
        self._measured: dict[int, psutil.Process] = {}

    @property
    def program(self) -> str:
        """The command, or what comes as an extra."""
        return self.command.template or "llama.cpp"

    def problem(self, image: str = "") -> str | None:
        """Say what is wrong with the command, or that there is none."""
        return self.command.problem()

    def image(self) -> dict[str, str]:
        """Identify nothing: a program is what it is."""
        return {}

    def refusal(self, file: ModelFile) -> str | None:
        """Refuse nothing."""
        return None

    def trouble(self) -> str | None:
        """Know always: they are children of this process."""
        return None

    def memory(self, file: ModelFile, context: int, count: int) -> int:
        """Estimate what they take together: they share the weights."""
        return file.about.memory(context, count)

    def start(self, wanted: Wanted, patience: Patience) -> "Process":
        """Start one."""
        return Process(wanted, self.command, patience)

    def resume(self, order: Order) -> None:
        """Resume nothing: all of them ended with the Remit that started them."""

    def clear(self, key: str, facts: dict[str, Any] | None) -> bool:
        """End what a Remit that was killed has left behind."""
        for pid, mark in (facts or {}).get("marks", {}).items():
            end_group(int(pid), mark)
        return facts is not None

    def freeze(self, key: str) -> bool:
        """Refuse: what is paused here ends."""
        return False

    def left(self) -> set[str]:
        """Name nothing: each is kept by whoever started it."""
        return set()

    def close(self) -> None:
        """Hold nothing open."""

    def measure(self, name: str, pid: int) -> tuple[float | None, int | None]:
        """Measure a process with all that it started."""
        cpu, memory = None, None
        with suppress(psutil.Error):
            process = self._measured.get(pid)
            if pid and (process is None or not process.is_running()):
                process = self._measured[pid] = psutil.Process(pid)
                process.cpu_percent()  # the first look only begins to measure
            if process is not None and pid:
                cpu = process.cpu_percent()
                family = [process, *process.children(recursive=True)]
                memory = sum(one.memory_info().rss for one in family)
        return cpu, memory


class Process:
    """One start of a process."""

    def __init__(self, wanted: Wanted, command: ServerCommand, patience: Patience) -> None:
        self.port, self.key, self.mark = _free_port(), secrets.token_urlsafe(32), secrets.token_hex(16)
        self._patience = patience
        order = wanted.order
        asked = Asked(str(order.path), order.name, HOST, self.port, order.context, self.key)
        words, own = command.words(asked)
        output = Output(wanted.output)
        self._process = subprocess.Popen(
            launched(words),
            env=environment(asked, own, self.mark),
            cwd=wanted.output.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self._process.pid
        self._pump = threading.Thread(target=_pump, args=(self._process, output), daemon=True)
        self._pump.start()

    def require_running(self) -> None:
        """Ask the kernel."""
        code = self._process.poll()
        if code is not None:
            self._pump.join(_LAST_WORDS)
        if code == -signal.SIGKILL:
            raise Ended("It was killed, as happens when memory runs out.")
        if code is not None:
            how = f"signal {-code}" if code < 0 else f"code {code}"
            raise Ended(f"It ended by itself with {how}.")

    def listens(self) -> bool:
        """Look who has the port: somebody may have taken it meanwhile."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            for each in [process, *process.children(recursive=True)]:
                for found in each.net_connections("tcp"):
                    if found.status == psutil.CONN_LISTEN and found.laddr.port == self.port:
                        return True
        return False

    def end(self) -> None:
        """End it, gently and then not."""
        end_group(self.pid, self.mark, self._process, self._patience.stop)
        self._pump.join(self._patience.stop)

    def leave(self) -> None:
        """End it: without Remit it could not run on."""
        self.end()


def end_group(
    group: int, mark: str, process: subprocess.Popen[bytes] | None = None, patience: float = 5.0
) -> None:
    """End a server with all that it started, gently and then not; only what carries its mark is touched."""
    for told in (signal.SIGTERM, signal.SIGKILL):
        gone = process is None or process.poll() is not None
        if gone and not _marked(group, mark):
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, told)
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        elif told is signal.SIGTERM:
            time.sleep(min(1.0, patience))


def _marked(group: int, mark: str) -> list[int]:
    """List the processes of a group that have the mark in their environment."""
    found = []
    for each in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getpgid(each.pid) == group and mark in each.environ().values():
                found.append(each.pid)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _pump(process: subprocess.Popen[bytes], output: Output) -> None:
    """Carry what a server writes into its file."""
    if process.stdout is None:
        return
    with process.stdout as stream:
        while piece := os.read(stream.fileno(), 65_536):
            output.write(piece)
    output.close()
