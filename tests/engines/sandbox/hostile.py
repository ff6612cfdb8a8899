"""What attacks meet in these tests: a canary, a listener, a host with services of every temper."""

import asyncio
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from remit.engines.sandbox import FunctionFailed, Host, HostError, Limits, Sandbox

CANARY = "kestrel-7f3a-canary"
SHORT = Limits(
    wall_seconds=1.0,
    cpu_seconds=0.3,
    memory_bytes=48 * 2**20,
    output_bytes=64 * 2**10,
    log_bytes=16 * 2**10,
    host_calls=50,
    argument_bytes=64 * 2**10,
    answer_bytes=64 * 2**10,
)
WELL = "async def run(input, ctx):\n    return input['n'] * 2\n"


class Secretive:
    """A host whose own troubles must not be seen by anybody inside."""

    names = frozenset({"test.echo", "test.fail", "test.large", "test.never"})

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def call(self, name: str, arguments: str) -> str:
        self.asked.append((name, arguments))
        if name == "test.fail":
            try:
                raise ConnectionError("SECRET password at /src/remit")
            except ConnectionError:
                raise HostError("The service does not answer.") from None
        if name == "test.never":
            await asyncio.Event().wait()
        return json.dumps("x" * 100_000 if name == "test.large" else json.loads(arguments))


@dataclass
class Attack:
    """Code that must not get through, and how its run may end."""

    name: str
    code: str
    ends: frozenset[str]

    @property
    def function(self) -> str:
        """The code as a function."""
        body = "\n".join(f"    {line}" for line in self.code.split("\n"))
        return f"async def run(input, ctx):\n{body}\n"


def attacks() -> list[Attack]:
    """Read them all."""
    read = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text("utf-8"))
    ends = ["Raised", "CompileRefused"]
    return [Attack(each["name"], each["code"], frozenset(each.get("ends", ends))) for each in read]


@dataclass
class Surroundings:
    """What there is to be broken; `unharmed` says what was."""

    folder: Path
    listener: socket.socket

    @property
    def input(self) -> dict[str, Any]:
        """What attacks are told."""
        port = self.listener.getsockname()[1]
        file = str(self.folder / "canary.txt")
        return {
            "n": 21,
            "file": file,
            "folder": str(self.folder),
            "port": port,
            "pid": os.getpid(),
            "canary": "-",
        }

    def unharmed(self) -> bool:
        """Return whether nobody has been here."""
        try:
            self.listener.accept()
        except BlockingIOError:
            pass
        else:
            return False
        kept = sorted(path.name for path in self.folder.iterdir()) == ["canary.txt", "planted.py"]
        return (
            kept
            and (self.folder / "canary.txt").read_text() == CANARY
            and not Path("/tmp/remit-escaped").exists()
        )


@contextmanager
def surroundings(folder: Path) -> Iterator[Surroundings]:
    """Put a canary into a folder that everybody may read and write, and listen on loopback."""
    folder.chmod(0o777)
    (folder / "canary.txt").write_text(CANARY)
    (folder / "planted.py").write_text(f"word = {CANARY!r}\n")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Surroundings(folder, listener)


async def ending(sandbox: Sandbox, code: str, around: Surroundings, host: Host) -> tuple[str, str]:
    """Return how a run ended and everything that it let anybody know."""
    try:
        ran = await sandbox.run(code, json.dumps(around.input), host, SHORT)
    except FunctionFailed as error:
        said = f"{error.detail} {error.logs} {error.frames}"
        return (type(error).__name__ if len(said) < 50_000 else "endless"), said
    return ("ESCAPED" if ran.output_json.startswith('"ESCAPED') else "fine"), ran.output_json + ran.logs


async def require_contained(sandbox: Sandbox, attack: Attack, code: str, around: Surroundings) -> None:
    """Run an attack; it must end as it may, in time, with nobody harmed and the next run as good as any."""
    began = time.monotonic()
    how, said = await ending(sandbox, code, around, Secretive())
    seconds = time.monotonic() - began
    assert how in attack.ends, (how, said[:500])
    assert CANARY not in said
    assert "SECRET" not in said
    assert around.unharmed()
    assert seconds < SHORT.wall_seconds + 3
    after = await sandbox.run(WELL, '{"n": 21}', Secretive(), SHORT)
    assert after.output_json == "42"
