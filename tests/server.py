"""A real Remit in a process of its own, as a person starts it, and its command line beside it."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import httpx
import psutil

ROOT = Path(__file__).parent.parent
# Nothing here speaks TLS, and a client that loads the certificates of the machine takes 20 ms to make.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_START_SECONDS, _STOP_SECONDS, _LOOK_SECONDS = 180.0, 60.0, 0.05


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass
class RunningServer:
    """A server with its own data directory; `log` is what it wrote."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    keys: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where the server's standard error goes."""
        return self.data.parent / "up.log"

    @property
    def database_pid(self) -> int:
        """The process id of the embedded database."""
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def command(self, *args: str) -> list[str]:
        """Return the words that run `remit ARGS…`."""
        return [sys.executable, "-m", "remit", *args]

    def environ(
        self, key: str | None = None, more: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, str]:
        """Return the environment of a command that asks this server with a key."""
        given = {"REMIT_URL": self.url, **({"REMIT_KEY": key} if key else {})}
        return {**self.environment, **given, **more}

    def remit(
        self,
        *args: str,
        key: str | None = None,
        stdin: str | None = None,
        cwd: Path = ROOT,
        seconds: float = 60,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> subprocess.CompletedProcess[str]:
        """Run `remit ARGS…` with a key (`REMIT_KEY`) and further environment; its output is captured."""
        return subprocess.run(
            self.command(*args),
            env=self.environ(key, more),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=cwd,
            check=False,
        )

    def key(self, role: str = "admin", name: str | None = None) -> str:
        """Return a key of a role, made once by `remit keys create`."""
        wanted = (role, name or role)
        if wanted not in self.keys:
            made = self.remit("keys", "create", "--name", wanted[1], "--role", role)
            assert made.returncode == 0, made.stderr
            self.keys[wanted] = made.stdout.strip()
        return self.keys[wanted]

    def sign_in_link(self, *args: str) -> str:
        """Return a fresh one-time link for a browser."""
        made = self.remit("sign-in-link", *args)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()


def _environment(data: Path, port: int, more: Mapping[str, str]) -> dict[str, str]:
    """Only what a person's shell has: no provider's key, no Remit of the machine."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(data.parent),
        "LANG": "C.UTF-8",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'sdk'}",
        "REMIT_DATA": str(data),
        "REMIT_PORT": str(port),
        "REMIT_MODEL_PROVIDER": "demo",
        **more,
    }


def start(directory: Path, more: Mapping[str, str] = MappingProxyType({})) -> RunningServer:
    """Start a server with its data below `directory` and wait until it is ready."""
    port = free_port()
    data = directory / "data"
    environment = _environment(data, port, more)
    with (directory / "up.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "remit", "up"], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    server = RunningServer(f"http://127.0.0.1:{port}", data, process, environment)
    wait_until_ready(server)
    return server


def wait_until_ready(server: RunningServer) -> None:
    """Wait for `/health/ready`; fails with the log when the server ends or takes too long."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/health/ready", trust_env=False, verify=NO_TLS).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(_LOOK_SECONDS)
    server.process.kill()
    raise AssertionError(f"Remit did not become ready:\n{server.log.read_text()}")


def stop(server: RunningServer, told: signal.Signals = signal.SIGINT) -> None:
    """Stop a server as Ctrl-C does, or with another signal, and see it end cleanly, its database too."""
    database = psutil.Process(server.database_pid)
    server.process.send_signal(told)
    try:
        code = server.process.wait(_STOP_SECONDS)
        psutil.wait_procs([database], timeout=_STOP_SECONDS)
    finally:
        if server.process.poll() is None:
            server.process.kill()
    log = server.log.read_text()
    assert code == 0, log
    assert "Remit has stopped." in log
    assert "Traceback" not in log, log[max(0, log.index("Traceback") - 1000) :][:6000]
    assert not database.is_running(), "the database outlived Remit"


@contextmanager
def running_server(
    directory: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[RunningServer]:
    """Run a server for the length of a block; `more` is further environment, such as `REMIT_EXECUTE`."""
    server = start(directory, more)
    try:
        yield server
    finally:
        stop(server)
